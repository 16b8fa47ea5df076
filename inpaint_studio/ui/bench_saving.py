"""Asking where something of the bench is to be saved, and saying why where it was not."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget


def ask_and_save(
    parent: QWidget, title: str, name: str, kinds: str, save: Callable[[Path], None], say: Callable[[str], None]
) -> None:
    """Ask for a file and have it saved; a sentence is said where the disk would not take it."""
    found, _ = QFileDialog.getSaveFileName(parent, title, name, kinds)
    if not found:
        return
    try:
        save(Path(found))
    except OSError as error:
        told = QCoreApplication.translate("BenchSaving", "{name} was not saved: {why}.")
        say(told.format(name=found, why=error.strerror or error))
