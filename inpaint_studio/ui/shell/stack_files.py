"""Where and how a stack is saved: a film is asked about once, all else is written exactly as what it is."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from inpaint_studio.editing.stack import Planes
from inpaint_studio.files.kinds import formats
from inpaint_studio.files.saving.writing import SaveOptions
from inpaint_studio.ui.document.save_place import Place, ask_where, folder_for
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.document.stack_saving import FilmChoice, StackSave, film_choices, has_own_kind, how_of
from inpaint_studio.ui.kit.amount_bar import AmountBar
from inpaint_studio.ui.panels.film_save_dialog import FilmSaveDialog

_ADDED = "_restored"  # to the name that is proposed


class StackFiles(QObject):
    """Asks what `FileCommands` asks of pictures, for the stack in view."""

    def __init__(self, session: Session, options: Callable[[], SaveOptions], window: QWidget) -> None:
        super().__init__(window)
        self._session, self._options, self._window = session, options, window
        self.dialog: FilmSaveDialog | None = None

    @property
    def planes(self) -> Planes | None:
        """Of the stack in view; None for a picture."""
        return self._session.planes.planes

    def save(self, cancelled: Callable[[], object]) -> None:
        """As it was saved last; the first time ask where."""
        document = self._session.document
        last = self._session.saving.stack_save_of(document) if document is not None else None
        if last is not None:
            self.save_to(last)
        else:
            self.ask(cancelled)

    def save_to(self, save: StackSave) -> None:
        self._session.saving.save_stack(save, self._options())

    def ask(self, cancelled: Callable[[], object]) -> None:
        """Ask where, and of a film how; where its own kind keeps every sample, that is no question."""
        document, planes = self._session.document, self.planes
        if document is None or planes is None:
            return
        choices = film_choices(planes, document.state.filled_planes)
        if not choices:
            self._ask_where(planes, cancelled)
            return
        same = choices[-1]
        if same.forecast.is_exact and not same.forecast.refusal:
            self._ask_film(planes, cancelled, same)
            return
        dialog = self.dialog = FilmSaveDialog(choices, self._window)
        dialog.chosen.connect(self._session.bound(partial(self._ask_film, planes, cancelled)))
        dialog.rejected.connect(cancelled)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def ask_save_plane(self) -> None:
        """Save the plane in view as a picture."""
        session, document, picture = self._session, self._session.document, self._session.pictures.in_view
        if document is None or picture is None:
            return
        number, planes = document.plane + 1, self.planes
        folder = folder_for(planes.path) if planes is not None else Path()
        stem = formats.stem_of(Path(picture.name))
        kinds = sorted(
            {suffix for one in formats.FORMATS if one.writable and not one.patched for suffix in one.suffixes}
        )
        place = Place(
            self.tr("Save plane {number} as a picture").format(number=number),
            (self.tr("Pictures ({patterns})").format(patterns=" ".join(f"*{suffix}" for suffix in kinds)),),
            folder / f"{stem}_{number:04}.png",
            default=".png",
        )
        ask_where(self._window, place, session.bound(session.saving.save_plane))

    def asks_plane(self, amounts: AmountBar) -> bool:
        """Ask for the number of a plane to be looked at, where a stack is in view. Returns whether one is."""
        planes = self._session.planes
        if planes.planes is None:
            return False
        count, proposed = planes.count, (planes.plane + 1) % planes.count + 1
        words = self.tr("Go to plane"), self.tr("Number")
        amounts.ask_number(*words, proposed, 1, count, f" / {count}", lambda plane: planes.look_at(plane - 1))
        return True

    def refuses_to_verify(self) -> bool:
        """Whether a stack is in view, which is not compared in the window; then the person is told by what it is."""
        if self.planes is None:
            return False
        words = self.tr("Saved stacks are compared plane by plane by the command inpaint-studio verify.")
        self._session.tell("info", words)
        return True

    def _ask_film(self, planes: Planes, cancelled: Callable[[], object], choice: FilmChoice) -> None:
        place = Place(
            self.tr("Save the repaired film"),
            (self.tr("Films ({patterns})").format(patterns=f"*{choice.suffix}"),),
            self._proposed(planes, choice.suffix),
            default=choice.suffix,
        )
        then = self._session.bound(lambda path: self.save_to(StackSave(path, choice.how)))
        ask_where(self._window, place, then, cancelled)

    def _ask_where(self, planes: Planes, cancelled: Callable[[], object]) -> None:
        is_folder = planes.path.is_dir() or not has_own_kind(planes)
        suffix = "" if is_folder else formats.suffix_of(planes.path)
        pages = self.tr("TIFF of several pages ({patterns})").format(patterns="*.tif *.tiff")
        own = self.tr("Stacks ({patterns})").format(patterns=f"*{suffix}")
        filters = (self.tr("Folder of pictures (*)"), pages) if is_folder else (own, pages, self.tr("All files (*)"))
        place = Place(self.tr("Save the repaired stack"), filters, self._proposed(planes, suffix), default=suffix)
        then = self._session.bound(lambda path: self.save_to(StackSave(path, how_of(planes, path))))
        ask_where(self._window, place, then, cancelled)

    def _proposed(self, planes: Planes, suffix: str) -> Path:
        path = planes.path
        stem = path.name if path.is_dir() else formats.stem_of(path)
        return folder_for(path) / f"{stem}{_ADDED}{suffix}"
