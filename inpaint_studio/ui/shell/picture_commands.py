"""The pictures that are open beside each other: switching, closing, and one mask on all of them."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.picture import Picture
from inpaint_studio.editing.tiles import PackedTiles
from inpaint_studio.sentence import say
from inpaint_studio.ui.canvas.canvas import Canvas
from inpaint_studio.ui.canvas.display import Display
from inpaint_studio.ui.canvas.view import View
from inpaint_studio.ui.document.open_pictures import Look, OpenPicture
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.document.shared_mask import STEP_NAME, SharedMask
from inpaint_studio.ui.kit.message_bar import MessageBar
from inpaint_studio.ui.kit.sentences import spoken
from inpaint_studio.ui.panels.film_strip import FilmStrip
from inpaint_studio.ui.shell.coming_veil import ComingVeil
from inpaint_studio.ui.shell.leaving import Leaving


class PictureCommands(QObject):
    """Joins the strip, the canvas and the session's open pictures."""

    def __init__(
        self, session: Session, canvas: Canvas, leaving: Leaving, messages: MessageBar, window: QWidget
    ) -> None:
        super().__init__(window)
        self._session, self._canvas, self._messages = session, canvas, messages
        self.veil = ComingVeil(session, canvas)
        self.strip = FilmStrip(session.pictures, window)
        self.strip.chosen.connect(self._look_at)
        self.strip.close_requested.connect(leaving.close)
        session.leaving.connect(self._note_look)
        session.history_changed.connect(self.strip.follow_state)

    def slots(self) -> dict[str, Callable[[], object]]:
        """What each action about open pictures calls."""
        return {
            "next_picture": lambda: self._session.switching.step(1),
            "previous_picture": lambda: self._session.switching.step(-1),
            "same_mask": self.same_mask,
        }

    def show(self) -> None:
        """Show what is in view on the canvas as it was looked at last, or a small look at what is on its way."""
        session, canvas = self._session, self._canvas
        picture, coming = session.pictures.in_view, session.pictures.coming
        canvas.setEnabled(picture is not None or coming is None)
        if picture is not None:
            canvas.show_picture(session.display, session.mask_levels)
            if picture.look is not None and not picture.look.is_fitted:
                canvas.set_view(picture.look.view)
        elif coming is not None and coming.thumbnail is not None:
            self._show_small(coming)
        else:
            canvas.show_picture(None, None)

    def same_mask(self) -> None:
        """Put the mask of the picture in view in place of those of all others that have its proportions."""
        session = self._session
        others = [picture for picture in session.pictures if picture is not session.pictures.in_view]
        if session.document is None:
            return
        if not others:
            words = self.tr("Only this picture is open.")
            session.tell("info", words, holds=lambda: len(session.pictures) < 2)
            return

        def read(document: Document) -> PackedTiles:
            return PackedTiles.of_mask(document.mask)

        def take(packed: PackedTiles) -> None:
            if packed.is_empty:
                words = self.tr("Nothing is marked yet. Mark first what is on all pictures.")
                session.tell("info", words, holds=session.is_unmarked)
            else:
                self._lay(SharedMask(packed))

        session.changes.look("same mask", read, take)

    def _lay(self, shared: SharedMask) -> None:
        counts = {"same": 0, "scaled": 0, "left out": 0, "unread": 0}
        for picture in self._session.pictures:
            if picture is self._session.pictures.in_view:
                continue
            kind = "same" if picture.size is not None else "unread"
            if picture.size is not None and shared.is_scaled_for(picture.size):
                kind = "scaled" if shared.fits(picture.size) else "left out"
            counts[kind] += 1
            if kind != "left out":
                self._lay_on(picture, shared)
        laid, left_out = counts["same"] + counts["scaled"], counts["left out"]
        sentences = []
        if laid:
            sentences.append(
                say(
                    "The mask was laid on {count} other pictures; undo takes it back in each.",
                    one="The mask was laid on 1 other picture; undo takes it back there.",
                    count=laid,
                )
            )
        if counts["scaled"]:
            sentences.append(
                say(
                    "On {count} of them, which have another size, it was scaled.",
                    one="On 1 of them, which has another size, it was scaled.",
                    count=counts["scaled"],
                )
            )
        if left_out:
            sentences.append(
                say(
                    "It was not laid on {count} pictures of other proportions (width to height), where it would not "
                    "fit: mark those separately.",
                    one="It was not laid on 1 picture of other proportions (width to height), where it would not fit: "
                    "mark that one separately.",
                    count=left_out,
                )
                if laid
                else say(
                    "The mask was laid on no other picture: all {count} have other proportions (width to height), so "
                    "it would not fit. Mark them separately.",
                    one="The mask was laid on no other picture: the other one has other proportions (width to height), "
                    "so it would not fit. Mark it separately.",
                    count=left_out,
                )
            )
        words = " ".join(map(spoken, sentences))
        if counts["unread"]:
            later = self.tr("{count} are not read yet: where the proportions are the same, it is laid on them then.")
            words = f"{words} {later.format(count=counts['unread'])}".strip()
        self._session.tell("warning" if counts["left out"] else "done", words)

    def _lay_on(self, picture: OpenPicture, shared: SharedMask) -> None:
        document = picture.document
        if document is None:
            picture.shared_masks = (shared,)  # laid when it is decoded
            self._session.pictures.picture_changed.emit(picture)
            return
        rect = document.picture.rect
        self._session.changes.of(document).change(STEP_NAME, lambda _: (rect, shared.mask_for(document.size)))

    def _look_at(self, picture: OpenPicture) -> None:
        self._session.picture_requested.emit()
        self._session.switching.look_at(picture)

    def _note_look(self) -> None:
        if not self._canvas.pointer.is_panning:
            self._canvas.pointer.interrupt()  # what has been drawn stays
        picture = self._session.pictures.in_view
        if picture is not None:
            view = self._canvas.view
            picture.look = Look(view, self._canvas.is_fitted)

    def _show_small(self, picture: OpenPicture) -> None:
        """The thumbnail, where the picture itself will lie."""
        canvas, small = self._canvas, picture.thumbnail
        assert small is not None
        canvas.show_picture(Display(Picture(np.array(small))), None)
        look, size = picture.look, picture.size
        if size is None:
            return
        view = look.view if look is not None and not look.is_fitted else self._fitted_view(picture)
        times = size.width / small.shape[1]
        canvas.set_view(replace(view, x=view.x / times, y=view.y / times, scale=view.scale * times))

    def _fitted_view(self, picture: OpenPicture) -> View:
        return self._canvas.viewport.fitted(picture.size or Size(1, 1))
