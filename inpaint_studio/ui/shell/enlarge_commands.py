"""Enlarging from the menu: the dialog over the window, and what is asked for in it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from inpaint_studio.ui.document.enlarge_jobs import EnlargeRequest, EnlargeSource
from inpaint_studio.ui.document.open_pictures import OpenPicture
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.panels.enlarge_dialog import EnlargeDialog
from inpaint_studio.ui.shell.help_commands import HelpCommands


class EnlargeCommands(QObject):
    """Opens the Enlarge dialog, one at a time, for the picture in view."""

    def __init__(self, session: Session, preferences: Preferences, help_: HelpCommands, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._preferences, self._window = session, preferences, window
        self._help = help_
        self.dialog: EnlargeDialog | None = None

    def slots(self) -> dict[str, Callable[[], object]]:
        """What the action about enlarging calls."""
        return {"enlarge": self.ask}

    def ask(self) -> None:
        session = self._session
        if session.enlarging.is_running:
            words = self.tr("Another picture is being enlarged. Wait until it is done, or stop it with Esc.")
            session.tell(
                "info", words, holds=lambda: session.enlarging.is_running, during=lambda: session.enlarging.is_running
            )
        elif self.dialog is None:
            session.changes.in_turn(self._open)  # what was asked for before is in it

    def shut_down(self) -> None:
        """The window goes: what was asked about it is not answered any more."""
        if self.dialog is not None:
            self.dialog.reject()

    def _open(self) -> None:
        document, picture = self._session.document, self._session.pictures.in_view
        if document is None or picture is None or self.dialog is not None:
            return
        dialog = self.dialog = EnlargeDialog(document.state, self._session.workers, self._preferences, self._window)
        dialog.requested.connect(partial(self._start, picture))
        dialog.finished.connect(self._forget)
        self._help.offer_in(dialog)
        dialog.open()

    def _start(self, picture: OpenPicture, source: EnlargeSource, request: EnlargeRequest) -> None:
        self._session.enlarging.start(source, request, picture)

    def _forget(self, *_: object) -> None:
        self.dialog = None
