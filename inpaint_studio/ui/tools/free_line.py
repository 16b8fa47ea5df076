"""A line drawn by a free hand: what the tools that take one have in common."""

from math import hypot

from inpaint_studio.ui.canvas.pointing import Pointer
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.tools.tool import Point, Surface, Tool
from inpaint_studio.ui.tools.tool_settings import ToolSettings


class FreeLine(Tool):
    """A line drawn by a free hand: what the tools that take one have in common."""

    least_move = 1.0  # screen pixels between two points of the line

    def __init__(self, canvas: Surface, session: Session, settings: ToolSettings) -> None:
        super().__init__(canvas, session, settings)
        self._points: list[Point] = []

    def drawn(self, points: list[Point]) -> None:
        """The hand has let go."""

    def press(self, pointer: Pointer) -> None:
        self._points = [(pointer.x, pointer.y)]

    def drag(self, pointer: Pointer) -> None:
        if not self._points:
            return
        x, y = self._points[-1]
        if hypot(pointer.x - x, pointer.y - y) >= self._screen(self.least_move):
            self._points.append((pointer.x, pointer.y))
            self.canvas.update()

    def release(self, pointer: Pointer) -> None:
        points, self._points = self._points, []
        self.canvas.update()
        self.drawn(points)

    def cancel(self) -> bool:
        was = bool(self._points)
        self._points = []
        self.canvas.update()
        return was
