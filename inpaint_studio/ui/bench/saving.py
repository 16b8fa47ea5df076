"""Asking where something of the bench is to be saved, and saying why where it was not."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from inpaint_studio.files.errors import SaveError
from inpaint_studio.ui.document.save_place import Place, ask_where
from inpaint_studio.ui.kit.sentences import sentence


def ask_and_save(
    parent: QWidget, title: str, name: str, kinds: str, save: Callable[[Path], None], say: Callable[[str], None]
) -> None:
    """Ask for a file and have it saved; `say` gets a sentence where the disk refuses it.

    kinds: filters as Qt's file dialogs take them, "Tables (*.csv);;JSON (*.json)"; the first suffix of the chosen one
    completes a name that has none.
    """

    def write(path: Path) -> None:
        try:
            save(path)
        except SaveError as error:
            say(sentence(error))
        except OSError as error:
            words = QCoreApplication.translate("BenchSaving", "{name} was not saved: {why}.")
            say(words.format(name=path, why=error.strerror or error))

    ask_where(parent, Place(title, tuple(kinds.split(";;")), Path(name)), write)
