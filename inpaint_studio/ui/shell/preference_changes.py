"""What a person has chosen takes effect in the open window, and is remembered."""

import json
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from inpaint_studio.editing.fills import Setting
from inpaint_studio.ui.canvas.canvas import Canvas
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.actions.making import apply_shortcuts
from inpaint_studio.ui.kit.gestures import triggers
from inpaint_studio.ui.kit.literal import one_line
from inpaint_studio.ui.kit.message_bar import MessageBar
from inpaint_studio.ui.kit.messages import About
from inpaint_studio.ui.kit.motion import is_reduced
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.work.checkpoints import file_name

_OPTIONS = "fill/options"


class PreferenceChanges(QObject):
    """One method a preference that something in the window depends on."""

    def __init__(
        self,
        session: Session,
        canvas: Canvas,
        actions: dict[str, QAction],
        preferences: Preferences,
        messages: MessageBar,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session, self._canvas, self._actions = session, canvas, actions
        self._preferences, self._messages = preferences, messages
        canvas.pointer.gestures = triggers(preferences)
        session.filling.values.update(option_values(preferences))
        canvas.march.set_still(is_reduced(preferences))

    def set_options(self, values: dict[str, Setting]) -> None:
        """Options of the method that fills are made with, by name. Methods share those of one name."""
        current = self._session.filling.values
        current.update(values)
        self._preferences.set_text(_OPTIONS, json.dumps(current))

    def set_checkpoint(self, path: Path | None) -> None:
        """The one that fills are made with is another; None = the shipped one."""
        self._preferences.checkpoint = path
        if path is not None:
            self._preferences.remember_checkpoint(path)
        name = one_line(file_name(path)) if path else self.tr("the generator that came with the program")
        words = self.tr("Fills are made with {name} now.")
        self._session.tell("done", words.format(name=name), About.PROGRAM)

    def take_hints(self) -> bool:
        """Whether the card of first hints is to come. Once a run: after a yes the answer is no."""
        is_due = self._preferences.flag("hints/show", True) and not self._preferences.has_hinted
        self._preferences.has_hinted = self._preferences.has_hinted or is_due
        return is_due

    def end_hints(self) -> None:
        """For good, once a fill was made: not where one was stopped or failed."""
        document = self._session.document
        if document is not None and document.fills:
            self._preferences.set_flag("hints/show", False)

    def dismiss_hints(self) -> None:
        self._preferences.set_flag("hints/show", False)
        self._canvas.setFocus()

    def apply_shortcuts(self) -> None:
        apply_shortcuts(self._actions, self._preferences, is_stack=self._session.planes.planes is not None)
        self._canvas.pointer.gestures = triggers(self._preferences)

    def apply_look(self) -> None:
        self._canvas.set_look(self._preferences.mask_look)
        self._canvas.march.set_still(is_reduced(self._preferences))

    def apply_history_budget(self) -> None:
        budget = self._preferences.history_megabytes * 2**20
        self._session.opening.history_bytes = budget
        for picture in self._session.pictures:
            if picture.document is not None:
                picture.document.limit_history(budget)
        if self._session.document is not None:
            self._session.history_changed.emit()


def option_values(preferences: Preferences) -> dict[str, Setting]:
    """The options of methods as they were set last."""
    try:
        values = json.loads(preferences.text(_OPTIONS, "{}"))
    except ValueError:
        values = {}
    return values if isinstance(values, dict) else {}
