"""The batch window of one window: opened, given a routine or pictures, and the way back from the editor to it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.literal import one_line
from inpaint_studio.ui.kit.message_bar import MessageBar
from inpaint_studio.ui.kit.messages import About, Bond
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.kit.sentences import sentence

if TYPE_CHECKING:
    from inpaint_studio.ui.batch.window import BatchWindow


class Batches(QObject):
    """Builds the batch window when it is first asked for."""

    def __init__(
        self,
        session: Session,
        preferences: Preferences,
        messages: MessageBar,
        show_help: Callable[[], object],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session, self._preferences, self._messages = session, preferences, messages
        self._show_help, self._window = show_help, window
        self.window: BatchWindow | None = None

    def slots(self) -> dict[str, Callable[[], object]]:
        return {"batch": self.show, "make_routine": self.make_routine}

    def show(self, sources: Sequence[Path] = ()) -> "BatchWindow":
        """sources: pictures for a new job, or the folder of one."""
        if self.window is None:
            from inpaint_studio.ui.batch.window import BatchWindow

            self.window = BatchWindow(self._session, self._window, self._preferences)
            self.window.help_requested.connect(self._show_help)
            self.window.editor_requested.connect(self._window.raise_)
            self.window.editor_requested.connect(self._window.activateWindow)
            self.window.lent.connect(self._offer_way_back)
            self.window.closed_at_work.connect(self._say_it_goes_on)
        window = self.window
        window.show()
        window.raise_()
        if sources:
            window.take(sources)
        return window

    def make_routine(self) -> None:
        """What was done to the picture in view, for others."""
        document = self._session.document
        if document is None:
            return
        from inpaint_studio.work.routines.facts import RoutineError
        from inpaint_studio.work.routines.from_state import routine_of

        name = self._session.path.stem if self._session.path is not None else ""
        title = self.tr("As done to {name}").format(name=one_line(name)) if name else self.tr("As done to a picture")
        try:
            routine = routine_of(document.state, title)
        except RoutineError as error:
            self._session.tell("info", sentence(error))
            return
        self.show().use(routine)

    def shut_down(self) -> None:
        if self.window is not None:
            self.window.shut_down()

    def _offer_way_back(self, key: str) -> None:
        window = self.window
        assert window is not None

        def take() -> None:
            window.take_decisions()
            window.show()
            window.raise_()
            window.activateWindow()

        words = self.tr("{name} belongs to a batch: accept and reject its findings, then go back to it.")
        self._messages.say(
            "info",
            words.format(name=one_line(key)),
            {self.tr("Take the decisions and go back"): lambda *_: take()},
            Bond(self._session.pictures.in_view or About.PROGRAM, holds=lambda: window.editor.lent_key == key),
        )

    def _say_it_goes_on(self) -> None:
        words = self.tr("The batch goes on without its window. Tools ▸ Batch finds it again.")
        self._session.tell("info", words, About.PROGRAM)
