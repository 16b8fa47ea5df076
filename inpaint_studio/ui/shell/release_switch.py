"""The switch "Fill on release", wherever it stands, and the undo that goes with it."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.preferences import Preferences

_NAME = "fill/on_release"


class ReleaseSwitch(QObject):
    """Keeps the action, the preference and the session of one window in step."""

    def __init__(self, session: Session, preferences: Preferences, action: QAction, window: QObject) -> None:
        super().__init__(window)
        self._session, self._preferences, self._action = session, preferences, action
        preferences.changed.connect(self._follow)
        self._follow("fill")

    def slots(self) -> dict[str, Callable[[], object]]:
        on_release = self._session.on_release
        return {"fill_on_release": self._switch, "undo": on_release.undo, "redo": on_release.redo}

    def _switch(self) -> None:
        self._preferences.set_flag(_NAME, self._action.isChecked())

    def _follow(self, name: str) -> None:
        if name == "fill":
            on = self._preferences.flag(_NAME, False)
            self._action.setChecked(on)
            self._session.on_release.is_on = on
