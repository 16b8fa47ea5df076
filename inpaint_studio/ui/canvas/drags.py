"""What a press on the canvas begins: a drag of tool, picture, split line, the brush's size, or the levels."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QPointF, Qt

from inpaint_studio.editing.bands import Levels
from inpaint_studio.editing.level_changes import moved
from inpaint_studio.ui.canvas.compare import Pane
from inpaint_studio.ui.canvas.display import Layer
from inpaint_studio.ui.canvas.pointing import Device, Pointer, Touch
from inpaint_studio.ui.canvas.surface import CanvasTool, Sizing, Surface
from inpaint_studio.ui.canvas.viewport import Viewport

_CLICK = 3.0  # widget pixels that the hand may tremble in a click
_UPRIGHT = 12.0  # widget pixels up or down before the hardness follows: dragged across, it should stay
_HARDEST = 200.0  # widget pixels from soft to hard
_ONE_WIDTH = 250.0  # widget pixels up or down by which the middle of the levels moves by their width
_TWICE = 120.0  # widget pixels across by which they become twice as wide


class ToolDrag:
    """The tool presses, drags and releases, in the pane where it was pressed."""

    def __init__(self, surface: Surface, tool: CanvasTool, layer: Layer) -> None:
        self._surface, self._tool = surface, tool
        self.layer = layer  # of that pane, whose place on the widget may change meanwhile
        self._erases = False
        self._last = Pointer(0, 0)

    def start(self, touch: Touch) -> None:
        self._erases = touch.eraser or touch.button == Qt.MouseButton.RightButton
        self._last = self._pointer(touch)
        self._tool.press(self._last)
        if touch.is_double:
            self._tool.double_click(self._last)

    def move(self, touch: Touch) -> None:
        self._last = self._pointer(touch)
        self._tool.drag(self._last)

    def end(self, touch: Touch | None) -> None:
        self._tool.release(self._pointer(touch) if touch is not None else self._last)

    def _pointer(self, touch: Touch) -> Pointer:
        viewport = self._surface.viewport
        return pointer_of(viewport, touch, viewport.pane_of(self.layer), self._erases)


class Pan:
    """The picture follows the pointer."""

    def __init__(self, surface: Surface, refresh_cursor: Callable[[], None]) -> None:
        self._surface, self._refresh_cursor = surface, refresh_cursor
        self._from = QPointF()

    def start(self, touch: Touch) -> None:
        self._from = touch.at
        self._refresh_cursor()

    def move(self, touch: Touch) -> None:
        delta, self._from = touch.at - self._from, touch.at
        self._surface.pan(delta.x(), delta.y())

    def end(self, _: Touch | None) -> None:
        self._refresh_cursor()


class SplitDrag:
    """The line between before and after follows the pointer."""

    def __init__(self, surface: Surface) -> None:
        self._surface = surface

    def start(self, _: Touch) -> None:
        pass

    def move(self, touch: Touch) -> None:
        self._surface.move_split(touch.at)

    def end(self, _: Touch | None) -> None:
        pass


class SizeDrag:
    """Across changes the size of the brush, up and down its hardness, as in Photoshop: down is harder.

    The ring stays where it was pressed, and its edge follows the pointer. Nothing is painted; a click that did not
    move is handed to the tool, since Shift + click draws a straight line where Shift + drag changes the size.
    """

    def __init__(self, surface: Surface, tool: CanvasTool, sizing: Sizing, changed: Callable[[], None]) -> None:
        """changed: is called after every change, and at the end."""
        self._surface, self._tool, self._sizing, self._changed = surface, tool, sizing, changed
        self.anchor = QPointF()  # widget pixels
        self._before = sizing.radius, sizing.hardness
        self._has_moved = False
        self._press: Touch | None = None

    def start(self, touch: Touch) -> None:
        self.anchor, self._press = touch.at, touch
        self._changed()

    def move(self, touch: Touch) -> None:
        delta = touch.at - self.anchor
        if not self._has_moved and max(abs(delta.x()), abs(delta.y())) <= _CLICK:
            return
        self._has_moved = True
        viewport, (radius, hardness) = self._surface.viewport, self._before
        upright = max(0.0, abs(delta.y()) - _UPRIGHT) * (1 if delta.y() > 0 else -1)
        radius += delta.x() * viewport.ratio / viewport.view.scale
        self._sizing.shape(round(2 * radius) / 2, round(hardness + upright / _HARDEST, 2))
        self._changed()

    def end(self, touch: Touch | None) -> None:
        press = self._press
        is_click = touch is not None and press is not None and not self._has_moved
        if is_click and press is not None and press.button == Qt.MouseButton.LeftButton:
            drag = ToolDrag(self._surface, self._tool, self._surface.viewport.pane_at(press.at).layer)
            drag.start(press)
            drag.end(press)
        self._changed()

    def take_back(self) -> None:
        """Size and hardness as they were at the press."""
        self._sizing.shape(*self._before)


class Seen(Protocol):
    """A data picture, seen through levels that can be changed."""

    @property
    def levels(self) -> Levels | None: ...
    def set(self, levels: Levels) -> None: ...


class LevelsDrag:
    """Across changes the width of the range that is seen, up and down its middle, as in viewers of slices.

    To the right it is wider, and up the picture is brighter. Nothing is painted.
    """

    def __init__(self, surface: Surface, seen: Seen, levels: Levels, ended: Callable[[], None]) -> None:
        """levels: at the press.  ended: is called when it is let go."""
        self._surface, self._seen, self._before, self._ended = surface, seen, levels, ended
        self._from = QPointF()

    def start(self, touch: Touch) -> None:
        self._from = touch.at
        self._surface.setCursor(Qt.CursorShape.SizeAllCursor)

    def move(self, touch: Touch) -> None:
        delta = touch.at - self._from
        down = -delta.y() if self._before.inverted else delta.y()
        self._seen.set(moved(self._before, down / _ONE_WIDTH, 2.0 ** (delta.x() / _TWICE)))

    def end(self, _: Touch | None) -> None:
        self._ended()

    def take_back(self) -> None:
        """The levels as they were at the press."""
        self._seen.set(self._before)
        self._ended()


def pointer_of(viewport: Viewport, touch: Touch, pane: Pane, erases: bool) -> Pointer:
    x, y = viewport.to_picture(touch.at, pane)
    return Pointer(x, y, touch.pressure, touch.modifiers, erases, by_keys=touch.device is Device.KEYS)
