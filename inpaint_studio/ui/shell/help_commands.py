"""What opens help: its key anywhere in the program, the menu, and the button of a message."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.actions.shortcuts import keys_of
from inpaint_studio.ui.kit.help_pages import Topic
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.shell.help_context import topic_above, topic_in_hand
from inpaint_studio.ui.shell.help_window import START, HelpWindow
from inpaint_studio.ui.shell.review_commands import ReviewCommands
from inpaint_studio.ui.shell.tool_commands import ToolCommands
from inpaint_studio.ui.tools.tool import TOOLS


class HelpCommands(QObject):
    """Keeps the one help window of a window."""

    def __init__(self, preferences: Preferences, window: QWidget) -> None:
        super().__init__(window)
        self._preferences, self._window = preferences, window
        self._on_canvas: Callable[[], Topic | None] = lambda: None  # while no panel has the keyboard
        self.shown: HelpWindow | None = None

    def follow(self, session: Session, tools: ToolCommands, review: ReviewCommands) -> None:
        """On the canvas help is about what is under review, else about the tool in hand."""

        def topic() -> Topic | None:
            if session.document is None:
                return None
            return topic_in_hand(TOOLS[tools.current].action, review.is_open)

        self._on_canvas = topic

    def slots(self) -> dict[str, Callable[[], object]]:
        return {"help": self.show_here}

    def show_here(self) -> HelpWindow:
        """The page of what has the keyboard, else of the tool in hand."""
        return self.show(topic_above(QApplication.focusWidget()) or self._on_canvas() or START)

    def show(self, topic: Topic) -> HelpWindow:
        if self.shown is None:
            self.shown = HelpWindow(self._preferences)
            self.shown.destroyed.connect(self._forget)
            self.shown.resize(self.shown.size().boundedTo(self._window.size()))
        self.shown.show_topic(topic)
        self.shown.show()
        self.shown.raise_()
        self.shown.activateWindow()
        return self.shown

    def offer_in(self, dialog: QWidget) -> None:
        """Let the key of help work in a window of its own too."""
        for keys in keys_of("help", self._preferences):
            shortcut = QShortcut(QKeySequence(keys), dialog)
            shortcut.activated.connect(lambda: self.show(topic_above(QApplication.focusWidget() or dialog) or START))

    def topic(self) -> Topic | None:
        """What is read now; None while help is closed."""
        return self.shown.topic if self.shown is not None and self.shown.isVisible() else None

    def shut_down(self) -> None:
        if self.shown is not None:
            self.shown.close()

    def _forget(self) -> None:
        self.shown = None
