"""Guide lines, which structure should follow through the hole: drawn by hand, or found and taken, dropped or bent."""

from itertools import pairwise
from math import dist

from PySide6.QtCore import QCoreApplication, QPointF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QTransform

from inpaint_studio.editing.guidance import Guide, Points, SourceRegion
from inpaint_studio.editing.guide_shapes import FEW, handles, moved
from inpaint_studio.ui.canvas.guide_lines import GuideLine, paint_guide, paint_guides, paint_knobs
from inpaint_studio.ui.canvas.pointing import Pointer
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.translatable import QT_TRANSLATE_NOOP
from inpaint_studio.ui.tools.controls import Buttons, Controls, Hint
from inpaint_studio.ui.tools.drawing import draw_label, draw_line
from inpaint_studio.ui.tools.free_line import FreeLine
from inpaint_studio.ui.tools.tool import TOOLS, Point, Surface, ToolKind
from inpaint_studio.ui.tools.tool_settings import ToolSettings

_REACH = 10.0  # screen pixels from a line within which it is meant
_GRIP = 9.0  # screen pixels from a handle within which it is taken hold of
_TREMBLE = 4.0  # screen pixels that a handle is moved before it is a drag
_ROOM = 120.0  # screen pixels of a line that has handles between its ends

_CONTROLS: Controls = (
    Buttons(("guides", "automatic_lines")),
    Hint(
        QT_TRANSLATE_NOOP(
            "OptionsBar", "Draw a line through the hole; drag its points. A click takes or drops a found line."
        ),
        QT_TRANSLATE_NOOP("OptionsBar", "Draw a line through the hole; drag its points."),
    ),
)
_WORDS = {
    "followed": QT_TRANSLATE_NOOP("GuideTool", "{percent} % · fills follow it, a click drops it"),
    "offered": QT_TRANSLATE_NOOP("GuideTool", "{percent} % · offered, a click takes it"),
    "taken": QT_TRANSLATE_NOOP("GuideTool", "{percent} % · taken, a click resets it"),
    "dropped": QT_TRANSLATE_NOOP("GuideTool", "{percent} % · dropped, a click resets it"),
}


class GuideTool(FreeLine):
    """Lines that structure should follow through the hole.

    A click chooses a line that was drawn, or a source region, which Delete removes; it takes or drops a line that was
    found. The points of the line under the pointer can be dragged. The right button removes a line at once, and drops
    one that was found.
    """

    least_move = 4.0

    def __init__(self, canvas: Surface, session: Session, settings: ToolSettings) -> None:
        super().__init__(canvas, session, settings)
        self._pointed: Guide | None = None  # the line under the pointer
        self._at: Point | None = None  # where the pointer is
        self._came: Point = (0.0, 0.0)  # where it came upon that line
        self._held: tuple[Guide, int] | None = None  # the line that is dragged, by which of its points
        self._from: Point = (0.0, 0.0)  # where the drag began
        self._shape: Points | None = None  # that the dragged line has now
        for signal in (session.guides.changed, session.lines.changed):
            self.listen(signal, self._look_again)

    def press(self, pointer: Pointer) -> None:
        at = self._from = (pointer.x, pointer.y)
        line = self._line_at(at)
        if pointer.erases:
            if line is not None and not self._is_dropped(line):
                self.session.guides.remove(line)
            return
        handle = self._handle_at(line, at) if line is not None else None
        if line is not None and handle is not None:
            self._held = line, handle
        else:
            super().press(pointer)

    def drag(self, pointer: Pointer) -> None:
        if self._held is None:
            super().drag(pointer)
            return
        line, number = self._held
        at = pointer.x, pointer.y
        if self._shape is not None or dist(at, self._from) >= self._screen(_TREMBLE):
            x, y = line.points[number]
            self._shape = moved(line.points, number, x + at[0] - self._from[0], y + at[1] - self._from[1])
            self.canvas.update()

    def release(self, pointer: Pointer) -> None:
        held, shape = self._held, self._shape
        self._held = self._shape = None
        if held is None:
            super().release(pointer)
        elif shape is not None:
            self.session.guides.reshape(held[0], shape)
            self.canvas.update()
        else:
            self._click(self._from)

    def drawn(self, points: list[Point]) -> None:
        if len(points) >= 2:
            self.session.guides.choose(None)
            self.session.guides.add_guide(tuple(points))
        elif points:
            self._click(points[0])

    def hover(self, pointer: Pointer) -> None:
        self._at = pointer.x, pointer.y
        line = self._line_at(self._at)
        if line != self._pointed:
            self._pointed, self._came = line, self._at
            self.canvas.update()

    def leave(self) -> None:
        self._at = None
        self._look_again()

    def key(self, event: QKeyEvent) -> bool:
        chosen = self.session.guides.chosen
        if event.key() not in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) or chosen is None:
            return False
        self.session.guides.remove(chosen)
        return True

    def cancel(self) -> bool:
        was_busy = self.session.guides.chosen is not None or self._held is not None
        self.session.guides.choose(None)
        self._held = self._shape = None
        return super().cancel() or was_busy

    def put_down(self) -> None:
        super().put_down()
        self.leave()

    def paint(self, painter: QPainter, transform: QTransform) -> None:
        lines = self.session.lines
        for dropped in self.session.guides.guidance.dropped if lines.is_on else ():
            paint_guide(painter, GuideLine(dropped.points, "dropped"), transform)
        shape = self._shape or (self._pointed.points if self._pointed is not None else None)
        if shape is not None:
            paint_guides(painter, (), (shape,), transform)
            paint_knobs(painter, (shape[n] for n in self._handles(shape)), transform, 4.5, QColor(255, 255, 255))
        if self._shape is None and self._pointed is not None and self._pointed.is_automatic:
            words = QCoreApplication.translate("GuideTool", _WORDS[self._kind(self._pointed)])
            percent = round(100 * self._pointed.probability)
            draw_label(painter, transform.map(QPointF(*self._came)), words.format(percent=percent))
        draw_line(painter, transform, self._line, closed=False, colour=QColor(255, 214, 64))

    def cursor(self) -> Qt.CursorShape:
        if self._held is not None:
            return Qt.CursorShape.SizeAllCursor
        if self._pointed is None or self._at is None or self._points:
            return Qt.CursorShape.CrossCursor
        on_handle = self._handle_at(self._pointed, self._at) is not None
        return Qt.CursorShape.SizeAllCursor if on_handle else Qt.CursorShape.PointingHandCursor

    def _click(self, at: Point) -> None:
        """Take, drop or reset a line that was found; choose one that was drawn, or a region."""
        guides, line = self.session.guides, self._line_at(at)
        if line is None or not line.is_automatic:
            guides.choose(line or self._region_at(at))
        elif line in guides.guidance.guides:
            guides.remove(line)
        else:
            guides.decide(line, not self.session.lines.is_followed(line))

    def _kind(self, line: Guide) -> str:
        """Of a line that was found."""
        if line in self.session.guides.guidance.guides:
            return "taken" if line.visible else "dropped"
        return "followed" if self.session.lines.is_followed(line) else "offered"

    def _is_dropped(self, line: Guide) -> bool:
        return line.is_automatic and not line.visible

    def _line_at(self, at: Point) -> Guide | None:
        """The line that is nearest to a point of the picture, of those that are seen near it."""
        lines = self.session.lines
        guides = self.session.guides.guidance.guides
        seen = [guide for guide in guides if (lines.is_on if guide.is_automatic else guide.visible)]
        near = [(line.distance(*at), n, line) for n, line in enumerate((*seen, *lines.seen))]
        distance, _, line = min(near, default=(0.0, 0, None))
        return line if distance <= self._screen(_REACH) else None

    def _region_at(self, at: Point) -> SourceRegion | None:
        item = self.session.guides.guidance.with_guides(()).at(*at, 0.0)
        return item if isinstance(item, SourceRegion) else None

    def _handle_at(self, line: Guide, at: Point) -> int | None:
        number = min(self._handles(line.points), key=lambda n: dist(line.points[n], at))
        return number if dist(line.points[number], at) <= self._screen(_GRIP) else None

    def _handles(self, points: Points) -> tuple[int, ...]:
        """Where it is held: between its ends only where that leaves room for a click."""
        numbers = handles(points)
        length = sum(dist(points[one], points[other]) for one, other in pairwise(numbers))
        is_short = len(points) > FEW and length < self._screen(_ROOM)
        return (numbers[0], numbers[-1]) if is_short else numbers

    def _look_again(self) -> None:
        """The lines are others, or the pointer is gone."""
        pointed = self._line_at(self._at) if self._at is not None else None
        if pointed != self._pointed:
            self._pointed = pointed
            self.canvas.update()


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
