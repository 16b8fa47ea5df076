"""The frame that straightens and crops copies: a line along the horizon, corners and sides to be dragged."""

import math
from dataclasses import replace
from uuid import uuid4

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTransform

from inpaint_studio.editing.adjustments import SMALLEST, STEEPEST, Frame
from inpaint_studio.editing.geometry import Size
from inpaint_studio.ui.canvas.pointing import Pointer
from inpaint_studio.ui.document.adjusting import FRAME_NAME
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.translatable import QT_TRANSLATE_NOOP
from inpaint_studio.ui.tools.controls import Buttons, Choice, Controls, Hint, Number, Option
from inpaint_studio.ui.tools.drawing import draw_corners, draw_label, draw_line
from inpaint_studio.ui.tools.tool import TOOLS, Point, Surface, Tool, ToolKind
from inpaint_studio.ui.tools.tool_settings import Settings, ToolSettings

_MODE, _ANGLE = "frame.mode", "frame.angle"
_GRIP = 9.0  # screen pixels from a corner or a side that still take hold of it
_LEAST_LINE = 12.0  # screen pixels

_CONTROLS: Controls = (
    Choice(
        _MODE,
        (
            Option("line", "horizon", QT_TRANSLATE_NOOP("OptionsBar", "Draw a line along the horizon or an edge")),
            Option("frame", "crop", QT_TRANSLATE_NOOP("OptionsBar", "Drag the frame by corners and sides, or move it")),
        ),
    ),
    Number(
        _ANGLE,
        QT_TRANSLATE_NOOP("OptionsBar", "Angle"),
        -STEEPEST,
        STEEPEST,
        QT_TRANSLATE_NOOP("OptionsBar", "°"),
        slider=False,
        decimals=1,
    ),
    Buttons(("remove_frame",)),
    Hint(QT_TRANSLATE_NOOP("OptionsBar", "Only saved copies are straightened and cropped.")),
)


class FrameTool(Tool):
    """Turns and cuts what copies show. Every gesture is one step; the picture itself is not turned."""

    def __init__(self, canvas: Surface, session: Session, settings: ToolSettings) -> None:
        super().__init__(canvas, session, settings)
        self._line: list[Point] = []  # along the horizon, while it is drawn
        self._hold: tuple[int, int] | None = None  # side dragged, across and down: -1, 0, 1; (0, 0): all
        self._from: Point = (0.0, 0.0)
        self._before: Frame | None = None  # the frame that a drag began with
        self._now: Frame | None = None  # as it is dragged
        self._is_following = False
        settings.changed.connect(self._settings_changed)
        session.adjusting.frame_changed.connect(self._follow)

    def press(self, pointer: Pointer) -> None:
        size = self._size()
        if size is None or pointer.erases:
            return
        self._from = (pointer.x, pointer.y)
        if self.settings.now.value(_MODE, "line") == "line":
            self._line = [self._from]
            return
        frame = self._frame()
        self._hold = self._held(frame, pointer) if frame is not None else None
        if frame is None or self._hold is None:  # a new one, from corner to corner, that stands as the last one did
            angle = frame.angle if frame is not None else 0.0
            id = frame.id if frame is not None else f"frame-{uuid4().hex[:12]}"
            frame, self._hold = Frame(id, pointer.x, pointer.y, 0.0, 0.0, angle), (1, 1)
        self._before = frame

    def drag(self, pointer: Pointer) -> None:
        if self._line:
            self._line = [self._from, (pointer.x, pointer.y)]
        elif self._before is not None and self._hold is not None:
            self._now = _dragged(self._before, self._hold, self._from, (pointer.x, pointer.y), pointer.shift)
        self.canvas.update()

    def release(self, pointer: Pointer) -> None:
        line, now = self._line, self._now
        self.cancel()
        if len(line) == 2 and math.dist(*line) >= self._screen(_LEAST_LINE):
            self._straighten(line)
        elif now is not None and min(now.width, now.height) >= min(SMALLEST, self._screen(_GRIP)):
            self._put(now)

    def cancel(self) -> bool:
        was = bool(self._line) or self._before is not None
        self._line, self._hold, self._before, self._now = [], None, None, None
        self.canvas.update()
        return was

    def paint(self, painter: QPainter, transform: QTransform) -> None:
        draw_line(painter, transform, self._line, closed=False, colour=QColor(255, 214, 64))
        if len(self._line) == 2:
            x, y = self._line[1]
            draw_label(painter, transform.map(QPointF(x, y)), f"{_angle_of(self._line):+.1f}°")
        frame = self._now or self._frame()
        if frame is None:
            return
        corners = list(frame.corners)
        if self._now is not None:
            draw_line(painter, transform, corners, closed=True)
            width, height = frame.size
            draw_label(painter, transform.map(QPointF(*corners[2])), f"{width} × {height}")
        if self.settings.now.value(_MODE, "line") == "frame":
            sides = [frame.to_picture(x * frame.width / 2, y * frame.height / 2) for x, y in _SIDES]
            draw_corners(painter, transform, [*corners, *sides])
            painter.setPen(QPen(QColor(255, 255, 255, 90), 1))
            for share in (-1 / 6, 1 / 6):  # thirds
                for ends in (((share, -0.5), (share, 0.5)), ((-0.5, share), (0.5, share))):
                    painter.drawLine(
                        *(transform.map(QPointF(*frame.to_picture(x * frame.width, y * frame.height))) for x, y in ends)
                    )

    def cursor(self) -> Qt.CursorShape:
        return Qt.CursorShape.CrossCursor

    def _size(self) -> Size | None:
        document = self.session.document
        return document.size if document is not None else None

    def _frame(self) -> Frame | None:
        return self.session.adjusting.frame

    def _whole(self) -> Frame | None:
        size = self._size()
        if size is None:
            return None
        made = Frame(f"frame-{uuid4().hex[:12]}", size.width / 2, size.height / 2, size.width, size.height)
        return self._frame() or made

    def _held(self, frame: Frame, pointer: Pointer) -> tuple[int, int] | None:
        """Which side or corner of a frame is under the pointer, (0, 0) for its inside; None outside."""
        grip = self._screen(_GRIP)
        across, down = frame.from_picture(pointer.x, pointer.y)
        if abs(across) > frame.width / 2 + grip or abs(down) > frame.height / 2 + grip:
            return None
        hold_x = 1 if across > frame.width / 2 - grip else -1 if across < grip - frame.width / 2 else 0
        hold_y = 1 if down > frame.height / 2 - grip else -1 if down < grip - frame.height / 2 else 0
        return hold_x, hold_y

    def _straighten(self, line: list[Point]) -> None:
        frame, size = self._whole(), self._size()
        if frame is not None and size is not None:
            self._put(_turned(frame, _angle_of(line), size))

    def _put(self, frame: Frame) -> None:
        size = self._size()
        if size is not None:
            self.session.adjusting.put(replace(frame.within(size), visible=True), FRAME_NAME)

    def _settings_changed(self, now: Settings) -> None:
        """An angle was typed."""
        self.canvas.update()
        angle, frame, size = float(now.value(_ANGLE, 0.0)), self._whole(), self._size()
        if self._is_following or frame is None or size is None or abs(angle - frame.angle) < 0.05:
            return
        self._put(_turned(frame, angle, size))

    def _follow(self, frame: Frame | None) -> None:
        """Show the angle of the frame that is there now."""
        self._is_following = True
        self.settings.set(**{_ANGLE: round(frame.angle, 1) if frame is not None else 0.0})
        self._is_following = False


_SIDES = ((0, -1), (1, 0), (0, 1), (-1, 0))


def _angle_of(line: list[Point]) -> float:
    """By how much the picture is to be turned clockwise, in degrees, so that a line lies level, or upright."""
    (x, y), (to_x, to_y) = line
    slope = math.degrees(math.atan2(to_y - y, to_x - x))
    return -(slope - 90 * round(slope / 90))


def _turned(frame: Frame, angle: float, size: Size) -> Frame:
    """The frame turned; the whole picture's, which reached its edges, as large as it can then be."""
    upright = Frame(frame.id, size.width / 2, size.height / 2, size.width, size.height, frame.angle).within(size)
    is_whole = abs(frame.width - upright.width) < 1.5 and abs(frame.height - upright.height) < 1.5
    if is_whole:
        frame = replace(frame, x=size.width / 2, y=size.height / 2, width=size.width, height=size.height)
    return replace(frame, angle=round(angle, 2))


def _dragged(frame: Frame, hold: tuple[int, int], start: Point, at: Point, keeps_shape: bool) -> Frame:
    """The frame with a side, a corner or all of it dragged from `start` to `at`."""
    if hold == (0, 0):
        return replace(frame, x=frame.x + at[0] - start[0], y=frame.y + at[1] - start[1])
    ends, begins = frame.from_picture(*at), frame.from_picture(*start)
    dx, dy = (ends[0] - begins[0]) * abs(hold[0]), (ends[1] - begins[1]) * abs(hold[1])
    width, height = frame.width + dx * hold[0], frame.height + dy * hold[1]
    if keeps_shape and all(hold) and frame.width > 0 and frame.height > 0:
        share = max(width / frame.width, height / frame.height, 0.01)
        width, height = frame.width * share, frame.height * share
    if not frame.width and not frame.height:  # a new one: any corner may come to lie opposite
        x, y = frame.to_picture(dx / 2, dy / 2)
        return replace(frame, x=x, y=y, width=abs(dx), height=abs(dy))
    width, height = max(width, SMALLEST), max(height, SMALLEST)
    x, y = frame.to_picture((width - frame.width) / 2 * hold[0], (height - frame.height) / 2 * hold[1])
    return replace(frame, x=x, y=y, width=width, height=height)


FRAME = TOOLS.register(
    ToolKind(
        "frame",
        QT_TRANSLATE_NOOP("Actions", "Straighten and &crop"),
        QT_TRANSLATE_NOOP("Actions", "Straighten copies by a line along the horizon and crop them by a frame"),
        FrameTool,
        keys=("C",),
        icon="crop",
        order=92,
        presets={"krita": ("Shift+K",), "gimp": ("Shift+C",)},
        options=(_CONTROLS,),
    )
)
