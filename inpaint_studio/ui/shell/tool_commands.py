"""The tools of one window: which is in hand, their bar, and what the actions of the Tools menu change."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QToolBar, QToolButton, QWidget

from inpaint_studio.editing.document import Document
from inpaint_studio.ui.canvas.canvas import Canvas
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.actions import plain_words
from inpaint_studio.ui.panels.options_bar import OptionsBar
from inpaint_studio.ui.panels.status_bar import StatusBar
from inpaint_studio.ui.panels.tool_bar import ToolBar
from inpaint_studio.ui.shell.key_pen_commands import KeyPenCommands
from inpaint_studio.ui.tools.brush import BRUSH, ERASER
from inpaint_studio.ui.tools.table import tool_kinds
from inpaint_studio.ui.tools.tool import TOOLS, Tool
from inpaint_studio.ui.tools.tool_settings import ToolSettings

_NEW_SIZES = (QEvent.Type.Resize, QEvent.Type.Show)


class ToolCommands(QObject):
    """One of each tool of the table. The canvas, the checked action and the options bar follow the one in hand.

    Signals:
        tool_changed: another tool is in hand.
    """

    tool_changed = Signal()

    def __init__(
        self, canvas: Canvas, session: Session, settings: ToolSettings, actions: dict[str, QAction], window: QWidget
    ) -> None:
        super().__init__(window)
        self._canvas, self._session, self._settings = canvas, session, settings
        self._fitted_serial = 0  # of the document's state when the brush was fitted to it
        self._actions, self._window = actions, window
        self._options: OptionsBar | None = None
        self._pen = KeyPenCommands(canvas, actions, window)
        self.tools: dict[str, Tool] = {kind.key: kind.make(canvas, session, settings) for kind in tool_kinds()}
        self.current = tool_kinds()[0].key
        self.find_button: QToolButton  # of the bar
        settings.changed.connect(self._settings_changed)
        self._drafts: dict[Document, dict[str, object]] = {}  # half drawn on pictures that are not in view, by tool
        window.installEventFilter(self)
        session.leaving.connect(self._keep_drafts)
        session.closing.connect(lambda document: self._drafts.pop(document, None))

    def begin(self, options: OptionsBar, status: StatusBar) -> None:
        """Take the first tool in hand. options: shows its settings.  status: says what keys do with it."""
        self._options = options
        self._pen.begin(status)
        self.set_tool(self.current)

    def show_kind(self, is_data: bool, planes: int = 1, *, are_alike: bool = False) -> None:
        """A data picture is in view, or a photograph: methods that fill it are offered, and no tool that it lacks."""
        assert self._options is not None, "the window has begun"
        self._options.show_kind(is_data, planes, are_alike=are_alike)
        if (is_data or planes > 1) and TOOLS[self.current].needs == "no_data":
            self.set_tool(BRUSH.key)

    def make_bar(self) -> QToolBar:
        bar = ToolBar(self.tr("Tools"), self._window)
        for kind in tool_kinds():
            if kind.starts_group:
                bar.add_line()
            bar.add(self._actions[kind.action]).setAccessibleName(plain_words(kind.title))
        bar.add_line()
        self.find_button = bar.add(self._actions["find"])
        self.find_button.setAccessibleName(self.tr("Find damage and the like"))
        return bar

    def slots(self) -> dict[str, Callable[[], object]]:
        """What each action of the tools calls."""
        settings = self._settings
        resize: dict[str, Callable[[], None]] = {
            "reset_brush": settings.reset_brush,
            "smaller": partial(settings.resize, larger=False),
            "larger": partial(settings.resize, larger=True),
            "softer": partial(settings.harden, harder=False),
            "harder": partial(settings.harden, harder=True),
        }
        return {
            **{kind.action: partial(self._chosen, kind.key) for kind in tool_kinds()},
            **self._pen.slots(),
            "swap_brush": self._swap_brush,
            **{key: partial(self._resize, change) for key, change in resize.items()},
        }

    def set_tool(self, key: str) -> None:
        self.current = key
        self._canvas.pointer.set_tool(self.tools[key])
        self._actions[TOOLS[key].action].setChecked(True)
        if self._options is not None:
            self._options.set_tool(TOOLS[key])
        self.tool_changed.emit()

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        """The keys of undo take back the last click of what is drawn click by click, before they undo a step."""
        if event.type() in _NEW_SIZES:
            QTimer.singleShot(0, self, self._refit_brush)
        if not isinstance(event, QKeyEvent) or event.type() == QEvent.Type.KeyRelease:
            return False
        tool = self.tools[self.current]
        is_undo = QKeySequence(event.keyCombination()) in self._actions["undo"].shortcuts()
        if not is_undo or not tool.can_take_back():
            return False
        event.accept()  # of an override: the key press comes next
        if event.type() == QEvent.Type.KeyPress:
            tool.take_back()
        return True

    def let_go(self) -> None:
        """Another document is in view, or none: go on with what was half drawn on it."""
        for tool in self.tools.values():
            tool.let_go()
        document = self._session.document
        for key, draft in (self._drafts.pop(document, {}) if document is not None else {}).items():
            self.tools[key].resume(draft)

    def _keep_drafts(self) -> None:
        document = self._session.document
        drafts = {key: draft for key, tool in self.tools.items() if (draft := tool.draft()) is not None}
        if document is not None and drafts:
            self._drafts[document] = drafts

    def fit_brush(self) -> None:
        """Another picture is shown, whole."""
        document = self._session.document
        self._fitted_serial = document.history.serial if document is not None else 0
        self._settings.begin_picture(self._fit_scale())
        QTimer.singleShot(0, self, self._refit_brush)  # panels get their places only after they are shown

    def _chosen(self, key: str) -> None:
        if key != self.current:  # what is being drawn with the one in hand stays
            self.set_tool(key)

    def _swap_brush(self) -> None:
        self.set_tool(BRUSH.key if self.current == ERASER.key else ERASER.key)

    def _resize(self, change: Callable[[], None]) -> None:
        change()
        self._canvas.pointer.show_size()

    def _fit_scale(self) -> float:
        """Widget pixels per picture pixel where the whole picture is shown, whatever the view is now."""
        viewport, display = self._canvas.viewport._replace(covered=0.0), self._canvas.display
        return viewport.fitted(display.size).scale / viewport.ratio if display is not None else 1.0

    def _refit_brush(self) -> None:
        """A picture is shown, or the window has another size. The window may get its size only after the picture.

        What changes the view by itself, a strip that opens or a zoom to a finding, leaves the brush as it is.
        """
        document = self._session.document
        if document is None:
            return
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        # Not whether it has steps: a window that is made anew, as for another language, shows a picture with some,
        # and is given its size only afterwards.
        is_untouched = document.history.serial == self._fitted_serial and document.stroke is None
        self._settings.refit(self._fit_scale(), is_untouched)

    def _settings_changed(self, _: object) -> None:
        self._canvas.pointer.refresh_cursor()
