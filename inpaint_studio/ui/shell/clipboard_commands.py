"""The clipboard: pictures come from it as new documents; the repaired picture goes there, or what is marked of it."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QMimeData, QObject
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QWidget

from inpaint_studio.editing.adjustments import frame_of
from inpaint_studio.editing.document import Document
from inpaint_studio.editing.mask import bounds
from inpaint_studio.editing.picture import Picture
from inpaint_studio.files.reading import to_srgb8
from inpaint_studio.files.saving.adjusted import adjusted, adjusted_levels, change_something, what_was_done
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.message_bar import MessageBar
from inpaint_studio.ui.kit.messages import About
from inpaint_studio.ui.kit.pixels import picture_of, shown
from inpaint_studio.ui.kit.sentences import spoken
from inpaint_studio.ui.shell.file_commands import FileCommands
from inpaint_studio.ui.shell.mask_commands import MaskCommands


class ClipboardCommands(QObject):
    """Copies and pastes pictures; what is large is made on a worker."""

    def __init__(
        self, session: Session, files: FileCommands, masks: MaskCommands, messages: MessageBar, window: QWidget
    ) -> None:
        super().__init__(window)
        self._session, self._files, self._masks, self._messages = session, files, masks, messages
        self._pasted = 0  # pictures so far: each has a name of its own

    def slots(self) -> dict[str, Callable[[], object]]:
        """What each action about the clipboard calls, besides that of copying the mask."""
        return {
            "paste_mask": self.paste,
            "paste_picture": self.paste_picture,
            "copy_picture": self.copy_picture,
            "copy_marked": self.copy_marked,
        }

    def paste(self) -> None:
        """Add what is on the clipboard to the mask where it can be one; else offer it as a new picture."""
        document, image = self._session.document, QGuiApplication.clipboard().image()
        if document is None or image.isNull():
            self.paste_picture()
        elif (image.width(), image.height()) == document.size:
            self._masks.paste(self._offer)
        else:
            words = self.tr("The clipboard holds a picture of {width} × {height} pixels, which is no mask of this one.")
            self._offer(words.format(width=image.width(), height=image.height()))

    def paste_picture(self) -> None:
        """Open what is on the clipboard, a picture or files, beside what is open."""
        clipboard = QGuiApplication.clipboard()
        image = clipboard.image()
        contents: QMimeData | None = clipboard.mimeData()  # None while nothing was ever copied
        urls = contents.urls() if contents is not None else []
        paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
        if not image.isNull():
            self._pasted += 1
            name = self.tr("Pasted picture")
            name = name if self._pasted == 1 else f"{name} {self._pasted}"
            self._session.opening.paste_picture(lambda: picture_of(image, name))
        elif paths:  # copied in a file manager
            self._files.open_all(paths)
        else:
            self._session.tell("info", self.tr("There is no picture on the clipboard."))

    def copy_picture(self) -> None:
        """Put the picture with its fills on the clipboard, adjusted as a saved copy."""

        def read(document: Document) -> QImage:
            pixels = adjusted(document.picture, document.composite(), document.adjustments)
            return _image(document.picture, pixels)

        self._copy(read, self.tr("The repaired picture is on the clipboard."))

    def copy_marked(self) -> None:
        """Put what is marked on the clipboard: the smallest rectangle that holds it, transparent beside the mask.

        Adjusted as a saved copy: what lies beyond its frame is left out.
        """

        def read(document: Document) -> QImage | None:
            adjustments = document.adjustments
            if not document.mask.any():
                return None
            mask = adjusted_levels(document.mask, adjustments)
            rect = bounds(mask)
            if rect.is_empty:
                return QImage()
            if frame_of(adjustments) is None:
                pixels = adjusted(document.picture, document.composite(rect), adjustments)
            else:
                pixels = adjusted(document.picture, document.composite(), adjustments)[rect.slices]
            eight = to_srgb8(document.picture, np.ascontiguousarray(pixels))
            alpha = mask[rect.slices]
            if eight.shape[2] == 4:
                alpha = np.rint(alpha * (eight[:, :, 3] / 255.0)).astype(np.uint8)
            return shown(np.dstack([eight[:, :, :3], alpha])).copy()

        self._copy(read, self.tr("What is marked is on the clipboard, transparent beside the marks."))

    def _copy(self, read: Callable[[Document], QImage | None], words: str) -> None:
        document = self._session.document
        if document is None:
            return
        if document.picture.is_data:
            words = f"{words} {self.tr('It is there as it is seen through its levels, in 8 bits, without its values.')}"
        elif document.picture.pixels.dtype != np.uint8 or document.picture.profile is not None:
            words = f"{words} {self.tr('It is in 8 bits and sRGB there.')}"
        if change_something(document.picture, document.adjustments):
            done = what_was_done(document.picture, document.adjustments)
            words = " ".join((words, *(spoken(sentence) for sentence in done)))

        def take(image: QImage | None) -> None:
            if image is None:
                self._session.tell("info", self.tr("Nothing is marked yet."), holds=self._session.is_unmarked)
            elif image.isNull():
                beyond = self.tr("What is marked lies beyond the frame of the copy. Hide the frame, or mark more.")
                self._session.tell("info", beyond)
            else:
                QGuiApplication.clipboard().setImage(image)
                self._session.tell("done", words)

        self._session.changes.look("copy picture", read, take)

    def _offer(self, words: str) -> None:
        bond = self._session.bond_to("warning", About.HERE)
        self._messages.say("info", words, {self.tr("Paste as new picture"): lambda *_: self.paste_picture()}, bond)


def _image(picture: Picture, pixels: np.ndarray) -> QImage:
    return shown(np.ascontiguousarray(to_srgb8(picture, pixels))).copy()
