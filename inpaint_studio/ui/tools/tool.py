"""A tool: what pressing, dragging and letting go means, and the table in which all tools stand.

One module a family of tools; each registers its kinds here, and `table` finds the modules. The canvas speaks to the
tool in hand; menus, bars, shortcuts and help read the table.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from PySide6.QtCore import QObject, QPointF, Qt, SignalInstance
from PySide6.QtGui import QKeyEvent, QPainter, QTransform

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.registry import Registry
from inpaint_studio.ui.canvas.pointing import Pointer
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.actions import Needs
from inpaint_studio.ui.tools.controls import Controls
from inpaint_studio.ui.tools.tool_settings import ToolSettings

Point = tuple[float, float]


class Surface(Protocol):
    """What a tool may ask of the canvas. Positions and sizes are picture pixels where nothing else is said."""

    @property
    def scale(self) -> float:
        """Device pixels per picture pixel."""
        ...

    def to_widget(self, x: float, y: float) -> QPointF: ...

    def zoom_to(self, scale: float, at: QPointF | None = None) -> None:
        """at: the widget's point that stays where it is; None = its centre."""
        ...

    def pan(self, dx: float, dy: float) -> None:
        """In widget pixels."""
        ...

    def centre_on(self, x: float, y: float) -> None: ...

    def mask_changed(self, rect: Rect) -> None: ...

    def repaint_picture(self, rect: Rect) -> None:
        """Paint again what shows `rect`, and what the tool shows there."""
        ...

    def update(self) -> None:
        """Paint what the tool shows anew."""
        ...

    def width(self) -> int:
        """In widget pixels."""
        ...

    def height(self) -> int: ...

    def devicePixelRatioF(self) -> float: ...


class _Relay(QObject):
    """Calls a function for a signal, as long as its parent lives."""

    def __init__(self, call: Callable[..., object], parent: QObject) -> None:
        super().__init__(parent)
        self._call = call

    def hear(self, *values: object) -> None:
        self._call(*values)


class Tool:
    """A tool that does nothing: what the others have in common."""

    takes_clicks_on_findings = False  # else a click chooses the finding under review that lies there

    def __init__(self, canvas: Surface, session: Session, settings: ToolSettings) -> None:
        self.canvas = canvas
        self.session = session
        self.settings = settings

    def listen(self, signal: SignalInstance, call: Callable[..., object]) -> None:
        """Call a function for a signal of the session, which may outlive the window: settings end with that."""
        signal.connect(_Relay(call, self.settings).hear)

    def press(self, pointer: Pointer) -> None:
        pass

    def drag(self, pointer: Pointer) -> None:
        pass

    def release(self, pointer: Pointer) -> None:
        pass

    def hover(self, pointer: Pointer) -> None:
        pass

    def leave(self) -> None:
        """The pointer has left the canvas."""

    def double_click(self, pointer: Pointer) -> None:
        pass

    def key(self, event: QKeyEvent) -> bool:
        """Returns whether the key meant something to the tool."""
        return False

    def is_click(self, pointer: Pointer) -> bool:
        """Whether a press by key is lifted at once: nothing can be dragged from there."""
        return False

    def set_point(self, pointer: Pointer) -> bool:
        """Set a point of what is drawn by keys. Returns whether it did; else the key lifts."""
        return False

    @property
    def sets_points(self) -> bool:
        """Whether another press by key would set a point."""
        return False

    def accept(self) -> bool:
        """Enter: finish what is being drawn. Returns whether there was anything."""
        return False

    def cancel(self) -> bool:
        """Esc: give up what is being drawn. Returns whether there was anything."""
        return False

    def can_take_back(self) -> bool:
        """Whether there is a last click for `take_back`, which then comes before the undo of steps."""
        return False

    def take_back(self) -> bool:
        """Undo: give up the last click of what is being drawn. Returns whether there was one."""
        return False

    def put_down(self) -> None:
        """Another tool is taken in hand. What was drawn to its end stays."""
        self.cancel()

    def let_go(self) -> None:
        """Another document is open: what was being drawn belonged to the last one."""
        self.cancel()

    def draft(self) -> object | None:
        """What is half drawn by clicks, for `resume` once its picture is in view again; None for nothing."""
        return None

    def resume(self, draft: Any) -> None:
        """Go on with what `draft` gave for the document that is in view now."""

    def paint(self, painter: QPainter, transform: QTransform) -> None:
        pass

    def ring(self) -> float | None:
        """Radius of the outline at the pointer, in picture pixels; None for none."""
        return None

    def sizing(self) -> ToolSettings | None:
        """What the gestures for the size of the brush change; None for a tool without a ring."""
        return self.settings if self.ring() is not None else None

    def cursor(self) -> Qt.CursorShape:
        return Qt.CursorShape.CrossCursor

    def _screen(self, pixels: float) -> float:
        """Screen pixels in picture pixels."""
        return pixels * self.canvas.devicePixelRatioF() / self.canvas.scale


class MakeTool(Protocol):
    """Makes a tool for one window."""

    def __call__(self, canvas: Surface, session: Session, settings: ToolSettings, /) -> Tool: ...


@dataclass(frozen=True)
class ToolKind:
    """One row of the table. `title` and `tip` are in English and translated in the context "Actions"."""

    key: str
    title: str  # "&" stands before the letter of the menu
    tip: str  # one sentence: what it does
    make: MakeTool
    keys: tuple[str, ...]  # of shortcuts; portable text, as QKeySequence reads it
    icon: str  # a key of `icons.GLYPHS` or a glyph's own name
    order: int  # in menu and tool bar: the lowest first
    presets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # keys in the presets that have others
    options: tuple[Controls, ...] = ()  # what the options bar shows, group by group; equal groups are shown once
    needs: Needs = "nothing"  # to be taken in hand
    starts_group: bool = False  # a separator stands before it in the tool bar

    @property
    def action(self) -> str:
        """Key of the action that takes it in hand."""
        return f"tool_{self.key}"


TOOLS: Registry[ToolKind] = Registry()
