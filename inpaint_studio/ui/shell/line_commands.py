"""The switch that shows automatic lines, and what the search for them depends on: the method and its options."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.panels.options_bar import OptionsBar

_SHOWN = "view/automatic_lines"


class LineCommands(QObject):
    """Shows or hides automatic lines, and remembers which."""

    def __init__(
        self, session: Session, options: OptionsBar, switch: QAction, preferences: Preferences, window: QObject
    ) -> None:
        super().__init__(window)
        self._session, self._switch, self._preferences = session, switch, preferences
        session.lines.method = lambda: options.method
        options.method_changed.connect(session.lines.look)
        options.values_changed.connect(session.lines.look)
        switch.setChecked(preferences.flag(_SHOWN, True))
        session.lines.set_on(switch.isChecked())

    def slots(self) -> dict[str, Callable[[], object]]:
        return {"automatic_lines": self._chosen}

    def _chosen(self) -> None:
        shown = self._switch.isChecked()
        self._preferences.set_flag(_SHOWN, shown)
        self._session.lines.set_on(shown)
