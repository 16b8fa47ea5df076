"""Where something is to be saved: a name is completed first; then, and here alone, replacing is asked about.

A file dialog asks about the name that was typed. A suffix added afterwards makes another file of it, which nobody
was asked about: so the dialogs do not ask, and `confirm_replacing` does, about the very path that is written.
"""

import contextlib
import os
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from inpaint_studio.files.kinds import formats
from inpaint_studio.resources import resource
from inpaint_studio.ui.kit.buttons import dress_box
from inpaint_studio.ui.kit.start_folder import start_folder


def completed(path: Path, suffixes: Collection[str], default: str) -> Path:
    """`path` where its name ends in one of `suffixes` (lower case, with the dot), else with `default` added.

    Nothing is taken away: what follows a dot is part of the name ("portrait v1.1") unless it is a known suffix.
    """
    return path if formats.suffix_of(path).lower() in suffixes else path.with_name(path.name + default)


def stem(path: Path, suffixes: Collection[str]) -> str:
    """The name without its suffix, where that is one of `suffixes` (lower case, with the dot)."""
    return formats.stem_of(path) if formats.suffix_of(path).lower() in suffixes else path.name


@dataclass(frozen=True)
class Place:
    """What is to be saved, and where that is proposed."""

    title: str
    filters: tuple[str, ...]  # as Qt's file dialogs take them: "Tables (*.csv)"
    proposed: Path | None = None
    default: str = ""  # suffix that completes a name; without one, the first of the chosen filter
    suffixes: frozenset[str] = frozenset()  # that a name may end in besides those of the filters
    # What becomes of the file that is replaced, as a sentence.
    warning: Callable[[Path], str] | None = None


def folder_for(path: Path) -> Path:
    """Where to propose saving what was made of the file at `path`: beside it, but not among the program's own files."""
    with contextlib.suppress(FileNotFoundError, OSError):
        if path.resolve().is_relative_to(resource("samples").resolve()):
            return start_folder()
    return path.parent


def ask_where(
    parent: QWidget, place: Place, then: Callable[[Path], object], cancelled: Callable[[], object] | None = None
) -> QFileDialog:
    """Ask for a file and hand its completed path to `then`, once replacing what is there is confirmed."""
    dialog = QFileDialog(parent, place.title)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    dialog.setNameFilters(list(place.filters))
    if place.proposed is not None:
        dialog.setDirectory(str(start_folder(_writable(place.proposed.parent))))
        dialog.selectFile(place.proposed.name)

    def chosen(name: str) -> None:
        path = _completed(Path(name), place, dialog.selectedNameFilter())
        confirm_replacing(parent, path, lambda: then(path), lambda: ask_again(path), cancelled, place.warning)

    def ask_again(path: Path) -> None:
        ask_where(parent, replace(place, proposed=path), then, cancelled)

    dialog.fileSelected.connect(chosen)
    if cancelled is not None:
        dialog.rejected.connect(cancelled)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def _writable(folder: Path) -> Path | None:
    """The folder, where something can be saved in it: a photograph may lie on a disc, or in another person's folder."""
    return folder if folder.is_absolute() and os.access(folder, os.W_OK) else None


def confirm_replacing(
    parent: QWidget,
    path: Path,
    then: Callable[[], object],
    ask_again: Callable[[], object],
    cancelled: Callable[[], object] | None = None,
    warning: Callable[[Path], str] | None = None,
) -> None:
    """Do `then` at once where nothing stands at `path`; else ask whether to replace it, to choose another name, or
    to leave it.

    warning: what becomes of the file that is replaced, as a sentence.
    """
    if not os.path.lexists(path) or path.is_dir():  # a folder is refused by what writes, with its own sentence
        then()
        return
    translate = QCoreApplication.translate
    question = QMessageBox(parent)
    question.setTextFormat(Qt.TextFormat.PlainText)
    question.setIcon(QMessageBox.Icon.Warning)
    question.setWindowTitle(translate("SavePlace", "Replace a file"))
    question.setText(translate("SavePlace", "There is a file {name} already.").format(name=path.name))
    lost = translate("SavePlace", "What it holds now is lost.")
    question.setInformativeText(warning(path) if warning is not None else lost)
    yes = question.addButton(translate("SavePlace", "Replace"), QMessageBox.ButtonRole.DestructiveRole)
    other = question.addButton(translate("SavePlace", "Choose another name"), QMessageBox.ButtonRole.ActionRole)
    question.setDefaultButton(other)
    question.setEscapeButton(question.addButton(QMessageBox.StandardButton.Cancel))

    dress_box(question)

    def answered(_: int) -> None:
        # Not `buttonClicked`, which a question that is closed by code ends without.
        if question.clickedButton() is yes:
            then()
        elif question.clickedButton() is other:
            ask_again()
        elif cancelled is not None:
            cancelled()

    question.finished.connect(answered)
    question.finished.connect(question.deleteLater)
    question.open()


def _completed(path: Path, place: Place, chosen_filter: str) -> Path:
    of_chosen = _suffixes_of(chosen_filter)
    known = place.suffixes.union(*map(_suffixes_of, place.filters))
    default = place.default if place.default and (not of_chosen or place.default.lower() in of_chosen) else ""
    return completed(path, known, default or (of_chosen[0] if of_chosen else ""))


def _suffixes_of(name_filter: str) -> tuple[str, ...]:
    """The suffixes in "Tables (*.csv *.tsv)"."""
    return tuple(suffix.lower() for suffix in re.findall(r"\*((?:\.\w+)+)", name_filter))
