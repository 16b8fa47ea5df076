"""The pictures that are open in one window, in the order of the strip. Knows no worker and no file."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.mask_levels import MaskLevels
from inpaint_studio.editing.picture import Pixels
from inpaint_studio.editing.tiles import PackedTiles
from inpaint_studio.ui.canvas.display import Display
from inpaint_studio.ui.canvas.view import View
from inpaint_studio.ui.document.shared_mask import SharedMask
from inpaint_studio.ui.document.stored_picture import StoredPicture
from inpaint_studio.ui.document.unsaved import UnsavedWork


@dataclass(frozen=True, eq=False)
class Shown:
    """What is drawn of a document while it is in view."""

    display: Display
    mask_levels: MaskLevels
    source_levels: MaskLevels | None
    source_area: PackedTiles | None  # that the levels are of


@dataclass(frozen=True)
class Look:
    """How a picture was looked at when it went out of view."""

    view: View
    is_fitted: bool


class OpenPicture:
    """One of the pictures: where it came from, where it is saved, and its document once it was decoded."""

    def __init__(self, path: Path | None, page: int = 0, name: str = "") -> None:
        self.path = path
        self.page = page
        self.saved_path: Path | None = None  # where the next plain save goes
        self.project_path: Path | None = None  # where the next save of the project goes
        self.returns_to: Path | None = None  # where the first save goes: the file that another program reads back
        self.host = ""  # that program's name, where it says so
        self.document: Document | None = None  # None until it was looked at
        self.shown: Shown | None = None  # while it is in view, and until it is put away
        self.stored: StoredPicture | None = None  # once it was put away: its pixels never change
        self.look: Look | None = None
        self.thumbnail: Pixels | None = None  # (H, W, 3) uint8
        self.size: Size | None = None  # as far as it is known
        self.shared_masks: tuple[SharedMask, ...] = ()
        self._name = name

    @property
    def name(self) -> str:
        """What a person calls it: the file that it was saved to last, else the one it came from."""
        path = self.saved_path or self.path
        if path is not None:
            return path.name
        return self._name or (self.document.picture.name if self.document is not None else "")

    @property
    def has_left_its_file(self) -> bool:
        """Whether it goes on as another file than the one it was opened from: a copy that it was saved as."""
        return self.path not in (self.saved_path or self.path, self.project_path)

    @property
    def is_modified(self) -> bool:
        """Whether anything differs from what was last saved, marks included."""
        return bool(self.shared_masks) or (self.document is not None and self.document.is_modified)

    @property
    def is_in_no_file(self) -> bool:
        """Whether its pixels lie in this program alone, as those of a pasted picture do until it is saved."""
        places = (self.path, self.saved_path, self.project_path)
        return self.document is not None and places == (None, None, None)

    @property
    def unsaved_work(self) -> UnsavedWork:
        """What closing it would lose, a stroke that is being drawn included."""
        work, document = UnsavedWork.of(self.document, self.is_in_no_file), self.document
        return replace(work, marks=True) if document is not None and document.stroke is not None else work

    @property
    def has_finished_work(self) -> bool:
        """Whether closing it would lose anything that was done, or the picture itself."""
        return UnsavedWork.of(self.document, self.is_in_no_file).is_any

    @property
    def has_unsaved_work(self) -> bool:
        """The same, a stroke that is being drawn included."""
        return self.unsaved_work.is_any


class OpenPictures(QObject):
    """The pictures in their order, the one in view, and the one that is on its way there.

    Signals:
        changed: there are others, or another one is in view or on its way.
        picture_changed: an OpenPicture has another thumbnail, name or state.
    """

    changed = Signal()
    picture_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pictures: list[OpenPicture] = []
        self.in_view: OpenPicture | None = None
        self.coming: OpenPicture | None = None

    def __iter__(self) -> Iterator[OpenPicture]:
        return iter(tuple(self._pictures))

    def __len__(self) -> int:
        return len(self._pictures)

    def __contains__(self, picture: object) -> bool:
        return picture in self._pictures

    @property
    def current(self) -> OpenPicture | None:
        """The one that is in view, or will be in a moment."""
        return self.coming or self.in_view

    def add(self, pictures: Iterable[OpenPicture]) -> None:
        """At the end, in this order."""
        self._pictures.extend(pictures)
        self.changed.emit()

    def remove(self, picture: OpenPicture) -> None:
        if picture in self._pictures:
            self._pictures.remove(picture)
            self.in_view = None if self.in_view is picture else self.in_view
            self.coming = None if self.coming is picture else self.coming
            self.changed.emit()

    def set_coming(self, picture: OpenPicture | None) -> None:
        if picture is not self.coming:
            self.coming = picture
            self.changed.emit()

    def set_in_view(self, picture: OpenPicture | None) -> None:
        self.in_view = picture
        self.coming = None
        self.changed.emit()

    def at(self, path: Path, page: int = 0) -> OpenPicture | None:
        """The one that was opened from a page of a file, and has not been saved as another since."""
        here = (one for one in self._pictures if (one.path, one.page) == (path, page))
        return next((one for one in here if not one.has_left_its_file), None)

    def of(self, document: Document | None) -> OpenPicture | None:
        return next((one for one in self._pictures if document is not None and one.document is document), None)

    def beside(self, step: int) -> OpenPicture | None:
        """The one so many places further on, round the end; None where there is no other."""
        now = self.current
        if now not in self._pictures or len(self._pictures) < 2:
            return None
        return self._pictures[(self._pictures.index(now) + step) % len(self._pictures)]

    def neighbour(self, picture: OpenPicture) -> OpenPicture | None:
        """The one that comes into view when this one is closed: the next, at the end the one before."""
        at = self._pictures.index(picture)
        others = [*self._pictures[at + 1 :], *reversed(self._pictures[:at])]
        return others[0] if others else None
