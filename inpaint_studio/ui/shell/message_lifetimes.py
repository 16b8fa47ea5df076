"""Tells the message bar what is in view and when something has changed: the rule itself is `kit.messages`."""

from PySide6.QtCore import QObject

from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.message_bar import MessageBar


class MessageLifetimes(QObject):
    """Joins a session and the bar of its window."""

    def __init__(self, session: Session, bar: MessageBar, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._bar = session, bar
        session.message.connect(self._say)
        session.picture_requested.connect(bar.leave_moment)
        for changed in (session.document_changed, session.pictures.changed):
            changed.connect(self._look)
        for signal in (
            session.mask_changed,
            session.history_changed,
            session.laid_changed,
            session.activity_changed,
            session.changes.stroke_changed,
            session.changes.done_elsewhere,
            session.saving.about_to_save,
            session.review.open_changed,
            session.objects.changed,
        ):
            signal.connect(self._check)
        self._look()

    def _say(self, level: str, text: str) -> None:
        self._bar.say(level, text, bond=self._session.bond)

    def _look(self, *_: object) -> None:
        pictures = self._session.pictures
        if pictures.current is not None or not len(pictures):  # else one goes, and the next is about to come
            self._bar.look_at(pictures.current, tuple(pictures))

    def _check(self, *_: object) -> None:
        self._bar.check()
