"""What the Mask menu does at once; what it asks options for is in `mask_operations`."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from inpaint_studio.editing import mask as masks
from inpaint_studio.editing.document import Document
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.mask_reading import MaskReading, read_levels
from inpaint_studio.editing.picture import Mask
from inpaint_studio.editing.tiles import PackedTiles
from inpaint_studio.files.kinds import formats
from inpaint_studio.files.memory.finding_facts import SUFFIX as FINDINGS
from inpaint_studio.files.memory.project import SUFFIX
from inpaint_studio.ui.document.save_place import Place, ask_where, folder_for, stem
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.amount_bar import AmountBar
from inpaint_studio.ui.kit.literal import one_line
from inpaint_studio.ui.kit.pixels import array_of, shown
from inpaint_studio.ui.kit.start_folder import start_folder

# Kinds that hold a mask exactly; files of other known kinds are refused by what writes, with its reason.
_EXACT = tuple(
    format.suffixes[0] for format in formats.FORMATS if format.writable and format.lossless and not format.patched
)
_BAND = 256  # rows of a pasted picture that are worked on at once


class MaskCommands(QObject):
    """Whole-mask operations on the session's document, each one undoable step worked out on a worker."""

    def __init__(self, session: Session, amounts: AmountBar, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._amounts, self._window = session, amounts, window

    def slots(self) -> dict[str, Callable[[], object]]:
        """What each action about the mask calls."""
        return {
            "copy_mask": self.copy,
            "clear_mask": self.clear,
            "select_all": self.select_all,
            "invert_mask": self.invert,
            "previous_mask": self.previous,
            "fill_holes": self.fill_holes,
            "load_mask": self.ask_load,
            "save_mask": self.ask_save,
            "name_mask": self.ask_name,
            "open_findings": self.ask_open_findings,
            "save_findings": self.ask_save_findings,
        }

    def clear(self) -> None:
        self._change("Clear", masks.clear)

    def select_all(self) -> None:
        self._change("Mark all", lambda mask: np.full_like(mask, 255))

    def invert(self) -> None:
        self._change("Invert", masks.invert)

    def fill_holes(self) -> None:
        self._change("Fill holes", masks.fill_holes)

    def previous(self) -> None:
        document = self._session.document
        if document is None:
            return
        if document.previous_mask is None:
            self._session.tell(
                "info", self.tr("There is no earlier mask yet."), holds=lambda: document.previous_mask is None
            )
            return

        def join(mask: Mask) -> Mask:
            before = document.previous_mask.unpack() if document.previous_mask is not None else None
            return mask if before is None else np.maximum(mask, before)

        self._change("Previous mask", join)

    def copy(self) -> None:
        def read(document: Document) -> QImage:
            return shown(document.mask[:, :, None]).copy()

        self._session.changes.look("copy mask", read, QGuiApplication.clipboard().setImage)

    def paste(self, refused: Callable[[str], None] | None = None) -> None:
        """Add the picture on the clipboard to the mask. refused: called with the sentence where it is no mask."""
        document = self._session.document
        image = QGuiApplication.clipboard().image()
        if document is None:
            return
        if image.isNull():
            self._session.tell("info", self.tr("There is no picture on the clipboard."))
            return
        if (image.width(), image.height()) != document.size:
            words = self.tr(
                "The clipboard holds {width} × {height} pixels and the picture is {own_width} × {own_height}. "
                "A mask must be of the same size."
            )
            size = document.size
            self._session.tell(
                "error",
                words.format(width=image.width(), height=image.height(), own_width=size.width, own_height=size.height),
            )
            return
        own = QGuiApplication.clipboard().ownsClipboard()  # copied here: its levels are what they are

        def read() -> MaskReading:
            grey = as_mask(image)
            return MaskReading(grey) if own else read_levels(grey)

        self._session.opening.paste_mask(read, refused)

    def ask_load(self) -> None:
        if self._session.document is None:
            return
        dialog = QFileDialog(self._window, self.tr("Load mask"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setDirectory(str(self._beside()))
        dialog.fileSelected.connect(self._session.bound(self._load_chosen))
        dialog.open()

    def _beside(self) -> Path:
        """Masks and findings lie beside their pictures."""
        path = self._session.path
        return start_folder(folder_for(path) if path is not None else None)

    def load(self, path: Path) -> None:
        self._session.opening.load_mask(path, "Load mask")

    def ask_save(self) -> None:
        if self._session.document is None or self._lacks_marks():
            return
        path = self._session.path
        place = Place(
            self.tr("Save mask"),
            (self.tr("Masks ({patterns})").format(patterns=" ".join(f"*{suffix}" for suffix in _EXACT)),),
            folder_for(path) / f"{stem(path, formats.SUFFIXES | {SUFFIX})}.mask.png" if path is not None else None,
            default=".png",
            suffixes=formats.SUFFIXES,
        )
        ask_where(self._window, place, self._session.bound(self._session.saving.save_mask))

    def ask_open_findings(self) -> None:
        if self._session.document is None:
            return
        dialog = QFileDialog(self._window, self.tr("Open findings"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Findings ({patterns})").format(patterns="*.json")])
        dialog.setDirectory(str(self._beside()))
        open_chosen = self._session.bound(lambda name: self._session.finding_files.open(Path(name)))
        dialog.fileSelected.connect(open_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def ask_save_findings(self) -> None:
        if self._session.document is None:
            return
        path = self._session.path
        place = Place(
            self.tr("Save findings"),
            (self.tr("Findings ({patterns})").format(patterns="*.json"),),
            folder_for(path) / f"{stem(path, formats.SUFFIXES | {SUFFIX})}{FINDINGS}" if path is not None else None,
            default=".json",
        )
        ask_where(self._window, place, self._session.bound(self._session.finding_files.save))

    def ask_name(self) -> None:
        document = self._session.document
        if document is not None and not self._lacks_marks():
            proposal = self.tr("Mask {number}").format(number=len(document.named_masks) + 1)
            self._amounts.ask_text(self.tr("Keep mask"), self.tr("Name"), proposal, self._session.bound(self.keep_as))

    def keep_as(self, name: str) -> None:
        document = self._session.document
        if document is None or not name.strip():
            return

        def read(document: Document) -> tuple[Mask, PackedTiles]:
            return document.mask.copy(), PackedTiles.of_mask(document.mask)

        def keep(copies: tuple[Mask, PackedTiles]) -> None:
            self._session.name_mask(name.strip(), *copies)
            self._session.tell("done", self.tr("The mask is kept as “{name}”.").format(name=one_line(name)))

        self._session.changes.look("keep mask", read, keep)

    def _lacks_marks(self) -> bool:
        """Whether there is no mask to keep or save, which is said."""
        lacks = self._session.is_unmarked()
        if lacks:
            words = self.tr("Nothing is marked yet. Paint over what should go first.")
            self._session.tell("info", words, holds=self._session.is_unmarked)
        return lacks

    def use_named(self, name: str) -> None:
        document = self._session.document
        if document is not None and name in document.named_masks:
            packed = document.named_masks.packed(name)
            self._change("Named mask", lambda _: packed.unpack())

    def _load_chosen(self, name: str) -> None:
        self.load(Path(name))

    def _change(self, name: str, change: Callable[[Mask], Mask]) -> None:
        def compute(mask: Mask) -> tuple[Rect, Mask]:
            return Rect(0, 0, mask.shape[1], mask.shape[0]), change(mask)

        self._session.changes.change(name, compute)


def as_mask(image: QImage) -> Mask:
    """A picture's brightness (BT.709, as everywhere) as a mask; works in bands, so that little memory is needed."""
    grey = np.empty((image.height(), image.width()), np.uint8)
    for top in range(0, image.height(), _BAND):
        band = array_of(image.copy(0, top, image.width(), min(_BAND, image.height() - top)))[:, :, :3]
        grey[top : top + band.shape[0]] = np.rint(masks.brightness(band) * 255)
    return grey
