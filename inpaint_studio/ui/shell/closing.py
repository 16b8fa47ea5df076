"""Closing the window: what has to be asked, waited for and ended before it goes."""

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow

from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.message_bar import MessageBar
from inpaint_studio.ui.kit.messages import About
from inpaint_studio.ui.shell.dialogs import Dialogs
from inpaint_studio.ui.shell.leaving import Leaving


class Closing(QObject):
    """Answers the window's close events, as often as it takes: each time, the next thing that is in the way.

    Signals:
        leaving: nothing is in the way any more; the window hides and its threads end.
        closed: they have ended.
    """

    leaving = Signal()
    closed = Signal()

    def __init__(
        self, session: Session, pictures: Leaving, dialogs: Dialogs, messages: MessageBar, window: QMainWindow
    ) -> None:
        super().__init__(window)
        self._session, self._pictures, self._dialogs = session, pictures, dialogs
        self._messages, self._window = messages, window
        self.is_decided = False  # about work that is not saved
        self.waits_for_saving = False
        self._hands_over = False
        session.saving.saved.connect(self._saving_ended)
        session.saving.failed.connect(self._saving_failed)

    def hand_over(self) -> None:
        """Close without ending the session: another window takes it."""
        self._hands_over = True
        self._window.close()

    def answer(self, event: QCloseEvent) -> None:
        """Accept the event, or ignore it and close again when what is in the way is gone."""
        session, training = self._session, self._dialogs.training
        if self._hands_over:
            self._dialogs.shut_down()
            event.accept()
            return
        event.ignore()
        if training is not None and training.is_training:
            training.leave_then(self._close_again)
            return
        # First, as what is being written is not saved yet, and nobody who saved it wants to be asked about it.
        if session.saving.is_busy:
            self.waits_for_saving = True
            words = self.tr("The window closes when the picture is written.")
            session.tell("info", words, About.PROGRAM, lambda: self.waits_for_saving, lambda: self.waits_for_saving)
            self.is_decided = False  # what is filled until then is asked about
            return
        # What is on its way into the mask is work, too: `leave_all_then` waits for it, and then asks.
        if (self._pictures.unsaved or session.changes.is_any_busy) and not self.is_decided:
            self._pictures.leave_all_then(self._leave)
            return
        self.leaving.emit()
        self._window.hide()  # at once; a thread may need a moment to end, and other windows go on meanwhile
        if training is not None:
            training.close()
        self._dialogs.shut_down()
        if session.is_shut:
            event.accept()
            self.closed.emit()
            return
        session.shut.connect(self._close_again)
        session.shut_down()

    def _leave(self, *_: object) -> None:
        self.is_decided = True
        self._close_again()

    def _close_again(self) -> None:
        # Not from within the signal that led here.
        QTimer.singleShot(0, self._window, self._window.close)

    def _saving_ended(self, *_: object) -> None:
        if self.waits_for_saving:
            self.waits_for_saving = False
            self._close_again()

    def _saving_failed(self, *_: object) -> None:
        self.waits_for_saving = self.is_decided = False
