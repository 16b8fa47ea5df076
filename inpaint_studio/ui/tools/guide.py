"""Guide lines, which structure should follow through the hole."""

from itertools import pairwise
from math import hypot

from PySide6.QtGui import QColor, QPainter, QTransform

from inpaint_studio.ui.canvas.pointing import Pointer
from inpaint_studio.ui.kit.translatable import QT_TRANSLATE_NOOP
from inpaint_studio.ui.tools.controls import Controls, Hint
from inpaint_studio.ui.tools.drawing import draw_line
from inpaint_studio.ui.tools.free_line import FreeLine
from inpaint_studio.ui.tools.tool import TOOLS, Point, ToolKind

_CONTROLS: Controls = (
    Hint(QT_TRANSLATE_NOOP("OptionsBar", "Draw a line through the hole; the right button removes one.")),
)


class GuideTool(FreeLine):
    """Lines that structure should follow through the hole. The right button takes a line away."""

    least_move = 4.0

    def press(self, pointer: Pointer) -> None:
        if pointer.erases:
            reach = self._screen(10)
            guides = self.session.filling.guides
            guides = tuple(line for line in guides if _distance_to(line, pointer.x, pointer.y) > reach)
            self.session.filling.guides = guides
            self.canvas.set_guides(guides)
        else:
            super().press(pointer)

    def drawn(self, points: list[Point]) -> None:
        if len(points) >= 2:
            self.session.filling.guides = (*self.session.filling.guides, tuple(points))
            self.canvas.set_guides(self.session.filling.guides)

    def paint(self, painter: QPainter, transform: QTransform) -> None:
        draw_line(painter, transform, self._points, closed=False, colour=QColor(255, 214, 64))


def _distance_to(line: tuple[Point, ...], x: float, y: float) -> float:
    """From (x, y) to the nearest place on a polyline."""
    nearest = float("inf")
    for (ax, ay), (bx, by) in pairwise(line):
        dx, dy = bx - ax, by - ay
        squared = dx * dx + dy * dy
        share = min(1.0, max(0.0, ((x - ax) * dx + (y - ay) * dy) / squared)) if squared else 0.0
        nearest = min(nearest, hypot(x - ax - share * dx, y - ay - share * dy))
    return nearest


GUIDE = TOOLS.register(
    ToolKind(
        "guide",
        QT_TRANSLATE_NOOP("Actions", "&Guide line"),
        QT_TRANSLATE_NOOP("Actions", "Draw a line that structure should follow through the hole"),
        GuideTool,
        keys=("G",),
        icon="mdi6.vector-polyline",
        order=90,
        options=(_CONTROLS,),
    )
)
