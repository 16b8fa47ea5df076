"""What Enter, Esc and the Fill menu do, and the number keys where candidates are shown."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QWidget

from inpaint_studio.filling.methods import candidate_choices
from inpaint_studio.sentence import say
from inpaint_studio.ui.canvas.canvas import Canvas
from inpaint_studio.ui.canvas.compare import Compare
from inpaint_studio.ui.canvas.key_pen import PenState
from inpaint_studio.ui.document.hole_search import Doubt
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.amount_bar import AmountBar
from inpaint_studio.ui.kit.hints import HintCard
from inpaint_studio.ui.kit.message_bar import MessageBar
from inpaint_studio.ui.kit.sentences import spoken
from inpaint_studio.ui.shell.mask_commands import MaskCommands
from inpaint_studio.ui.shell.mask_operations import MaskOperations
from inpaint_studio.ui.shell.review_commands import ReviewCommands
from inpaint_studio.ui.shell.view_commands import ViewCommands
from inpaint_studio.ui.tools.tool import Tool


class FillCommands(QObject):
    """Fills, offers candidates, and cancels the nearest thing first."""

    def __init__(
        self,
        session: Session,
        canvas: Canvas,
        masks: tuple[MaskCommands, MaskOperations, ReviewCommands],
        views: ViewCommands,
        bars: tuple[AmountBar, MessageBar, HintCard],
        method: Callable[[], str],
        window: QWidget,
    ) -> None:
        """method: the one that is chosen now."""
        super().__init__(window)
        self._session, self._canvas, self._views = session, canvas, views
        self._masks, self._operations, self._review = masks
        self._amounts, self._messages, self._hints = bars
        self._method = method
        session.on_release.method = session.review.method = method
        session.filling.doubted.connect(self._ask_about)
        canvas.pointer.pen.changed.connect(self._make_room)

    def slots(self) -> dict[str, Callable[[], object]]:
        """What each action of the Fill menu calls."""
        return {
            "fill": self.accept,
            "candidates": self.offer_candidates,
            "cancel": self.cancel,
            "correct_fading": self._session.adjusting.correct_fading,
            "remove_frame": self._session.adjusting.delete_frame,
        }

    def accept(self) -> None:
        """Enter: take the mask or the candidate that is shown, finish the shape that is being drawn, or fill."""
        session, tool = self._session, self._canvas.pointer.tool
        if is_typing():
            self._canvas.setFocus()  # what was typed counts
        if self._canvas.pointer.pen.finish():
            return
        if not self._amounts.isHidden():
            self._amounts.put_away()
        if self._operations.take():
            return
        if isinstance(tool, Tool) and tool.accept():
            return
        if self._review.accept():
            return
        if session.candidates.offered:
            if session.candidates.shown is not None:
                session.candidates.accept(session.candidates.shown)
            return
        if session.document is not None and not session.filling.start(self._method()):
            self._say_nothing_is_marked()

    def offer_candidates(self) -> None:
        document = self._session.document
        if document is None:
            return
        if self._session.is_filling:
            words = self.tr("A fill is running. Wait for it, or stop it with Esc.")
            self._session.tell(
                "info", words, holds=lambda: self._session.is_filling, during=lambda: self._session.is_filling
            )
        elif not self._session.candidates.begin(candidate_choices(document.picture.is_data)):
            self._say_nothing_is_marked()

    def cancel(self) -> None:
        """Esc: give up one thing, the nearest first."""
        tool = self._canvas.pointer.tool
        if not self._amounts.isHidden():
            self._amounts.put_away()
        elif (
            self._canvas.pointer.cancel()
            or (tool is not None and tool.cancel())
            or self._operations.cancel()
            or self._review.cancel()
        ):
            pass
        elif self._session.on_release.take_back():
            self._session.tell("info", self.tr("The last mark and its fill are taken back."))
        elif self._cancel():
            pass
        elif self._canvas.compare is Compare.BEFORE:
            self._canvas.hold_before(False)
        elif not self._hints.isHidden():
            self._hints.dismiss()
        elif not self._messages.isHidden():
            self._messages.dismiss()
        elif not self._canvas.hasFocus():  # in a panel or a bar
            self._canvas.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self._views.leave_full_screen()

    def stop(self) -> None:
        """Stop what the status bar shows, whichever picture it is for."""
        if not self._cancel():
            self._cancel(everywhere=True)

    def candidate_of(self, event: QKeyEvent) -> int | None:
        """Number of the candidate that a key chooses; None for any other key, and where none are shown."""
        number = event.key() - Qt.Key.Key_1
        # Some keyboards have digits behind Shift, and others a block of their own.
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        return number if plain and 0 <= number < min(9, len(self._session.candidates.offered)) else None

    def choose_candidate(self, number: int) -> None:
        """Show it; the same number again takes what is shown."""
        if self._session.candidates.shown == number:
            self._session.candidates.accept(number)
        else:
            self._session.candidates.show(number)

    def go_to(self, fill_id: str) -> None:
        """Bring a fill into view."""
        fill = self._session.fill_named(fill_id)
        if fill is not None:
            self._canvas.centre_on(fill.rect.x + fill.rect.width / 2, fill.rect.y + fill.rect.height / 2)

    def _cancel(self, *, everywhere: bool = False) -> bool:
        """Returns whether there was anything to cancel."""
        session, had_run = self._session, self._session.run_filling.is_cancellable
        if not session.cancel(everywhere):
            return False
        if not had_run or session.run_filling.is_cancellable:  # a run says itself what of it stays
            session.tell("info", self.tr("Stopped. The picture is as it was."))
        return True

    def _make_room(self, state: PenState | None) -> None:
        """A mouse cannot draw under the card of first hints; the pen of the arrow keys can, and must be seen."""
        if state is not None and state.is_down:
            self._hints.hide()

    def _say_nothing_is_marked(self) -> None:
        words = self.tr("Nothing is marked yet. Paint over what should go, then press Enter.")
        self._session.tell("info", words, holds=self._session.is_unmarked)

    def _ask_about(self, doubt: Doubt) -> None:
        """Nearly everything is marked: more often a slip than meant, and minutes of work."""
        document = doubt.document

        def bound(do: Callable[[], object]) -> Callable[..., None]:
            return self._session.bound(do, document)

        if doubt.share < 1:
            words = self.tr(
                "{percent} % of the picture is marked, so little is left to fill it from. Fill all the same?"
            )
            buttons = {
                self.tr("Invert the mask"): bound(self._masks.invert),
                self.tr("Fill all the same"): bound(doubt.go_on),
            }
        else:
            # As the engine says it, but before anything is begun, and with a way out.
            words = spoken(
                say("Everything is marked, so there is nothing to fill from. Leave a part of the picture unmarked.")
            )
            buttons = {self.tr("Clear the mask"): bound(self._masks.clear)}
        self._messages.say(
            "warning",
            words.format(percent=int(doubt.share * 100)),
            buttons,
            self._session.bond_to("warning", document),  # until the mask is another
        )


def is_typing() -> bool:
    """Whether the keyboard goes to a field of text or numbers."""
    return isinstance(QApplication.focusWidget(), QAbstractSpinBox | QLineEdit)
