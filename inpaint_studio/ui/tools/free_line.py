"""A line drawn by a free hand: what the tools that take one have in common."""

from math import dist, hypot

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
        self._next: Point | None = None  # where keys have moved the pointer since the last point

    def drawn(self, points: list[Point]) -> None:
        """The hand has let go."""

    def press(self, pointer: Pointer) -> None:
        self._points, self._next = [(pointer.x, pointer.y)], None

    def drag(self, pointer: Pointer) -> None:
        if not self._points:
            return
        if pointer.by_keys:  # in steps: a free line would be a stair
            self._next = pointer.x, pointer.y
            self.canvas.update()
            return
        x, y = self._points[-1]
        if hypot(pointer.x - x, pointer.y - y) >= self._screen(self.least_move):
            self._points.append((pointer.x, pointer.y))
            self.canvas.update()

    def release(self, pointer: Pointer) -> None:
        if pointer.by_keys:
            self.set_point(pointer)
        points, self._points, self._next = self._points, [], None
        self.canvas.update()
        self.drawn(points)

    def set_point(self, pointer: Pointer) -> bool:
        """By keys the line is straight from point to point; the same point again ends it."""
        point = pointer.x, pointer.y
        if not self._points or dist(point, self._points[-1]) < 0.5:
            return False
        self._points.append(point)
        self.canvas.update()
        return True

    @property
    def sets_points(self) -> bool:
        return bool(self._points)

    def cancel(self) -> bool:
        was = bool(self._points)
        self._points, self._next = [], None
        self.canvas.update()
        return was

    @property
    def _line(self) -> list[Point]:
        """As it is seen."""
        return self._points if self._next is None else [*self._points, self._next]
