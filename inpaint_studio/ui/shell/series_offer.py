"""Opening a whole series: offered where a file was opened that is one of many, and asked for by the menu."""

import os
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QObject, QThread
from PySide6.QtWidgets import QFileDialog, QWidget

from inpaint_studio.editing.picture import Picture
from inpaint_studio.files.kinds import formats
from inpaint_studio.files.origin import origin_of
from inpaint_studio.files.stacks.names import numbers_of, pattern_of
from inpaint_studio.sentence import say
from inpaint_studio.ui.document.save_place import folder_for
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.literal import one_line
from inpaint_studio.ui.kit.message_bar import MessageBar
from inpaint_studio.ui.kit.sentences import spoken
from inpaint_studio.ui.kit.start_folder import start_folder

_MANY = 8  # files that follow each other by their numbers: fewer are offered by nobody
_SLICES = ("dicom",)  # kinds whose files are nearly always one of a series


class SeriesOffer(QObject):
    """Looks beside a file that was opened, once a folder, and offers the stack that it belongs to."""

    def __init__(self, session: Session, messages: MessageBar, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._messages, self._window = session, messages, window
        self._seen: set[Path] = set()  # folders that were looked at
        session.document_changed.connect(self._look)

    def slots(self) -> dict[str, Callable[[], object]]:
        return {"open_series": self.open, "open_folder": self.ask_folder}

    def open(self) -> None:
        """Open the folder of the file in view as a stack, with the file's plane in view."""
        path = self._session.path
        if path is None or path.is_dir() or self._session.planes.planes is not None:
            words = self.tr("What is in view is no single file of a series.")
            self._session.tell("info", words)
        else:
            self._session.opening.open_series(path)

    def ask_folder(self) -> QFileDialog:
        dialog = QFileDialog(self._window, self.tr("Open a folder as a stack"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        path = self._session.path
        dialog.setDirectory(str(start_folder(folder_for(path) if path is not None else None)))
        dialog.fileSelected.connect(lambda name: self._session.opening.open(Path(name)))
        dialog.open()
        return dialog

    def _look(self) -> None:
        session, document, path = self._session, self._session.document, self._session.path
        if document is None or path is None or session.planes.planes is not None or path.parent in self._seen:
            return
        origin = origin_of(document.picture)
        if origin is None or origin.path != path or session.pictures.at(path.parent) is not None:
            return
        is_slice = origin.format in _SLICES
        if not is_slice and is_photograph_of_camera(document.picture):
            return  # all pictures of a camera's card are numbered
        self._seen.add(path.parent)

        def take(count: int) -> None:
            if count and session.path == path:
                self._offer(path, count)

        session.workers.start(
            "series",
            lambda: iter([numbered_beside(path, 2 if is_slice else _MANY)]),
            take,
            lambda _: None,
            priority=QThread.Priority.LowPriority,
            ticket=document.ticket(),
        )

    def _offer(self, path: Path, count: int) -> None:
        words = say("{name} is one of {count} numbered files in its folder.", name=one_line(path.name), count=count)
        button = self.tr("Open the series")
        open_it = self._session.bound(lambda: self._session.opening.open_series(path))
        bond = self._session.bond_to("info", self._session.document)
        self._messages.say("info", spoken(words), {button: lambda *_: open_it()}, bond)


def numbered_beside(path: Path, least: int) -> int:
    """How many files of a folder have the file's own name but for its number; 0 for fewer than `least`, or where their
    numbers do not follow each other."""
    pattern = pattern_of(path.name)
    if not numbers_of(path.name):
        return 0
    numbers = sorted(numbers_of(name) for name in _names(path.parent) if pattern_of(name) == pattern)
    if len(numbers) < least:
        return 0
    steps = {after[-1] - before[-1] for before, after in pairwise(numbers)}
    return len(numbers) if steps == {1} else 0


def _names(folder: Path) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name[:1] != "." and formats.of_name(entry.name) is not None:
                yield entry.name


def is_photograph_of_camera(picture: Picture) -> bool:
    """Whether a camera has taken it, by what its file says."""
    origin = origin_of(picture)
    return origin is not None and origin.format in ("jpeg", "heif", "raw")
