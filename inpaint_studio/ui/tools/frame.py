"""The frame that straightens and crops copies: shown at once, dragged by corners, sides and inside, turned outside."""

import math
from dataclasses import replace
from uuid import uuid4

from PySide6.QtCore import QCoreApplication, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTransform

from inpaint_studio.editing.adjustments import SMALLEST, STEEPEST, Frame
from inpaint_studio.editing.document import Document
from inpaint_studio.editing.framing import (
    ALL,
    HOLDS,
    Hold,
    angle_of,
    dragged,
    drawn,
    hold_at,
    place_of,
    proportioned,
    resized,
    turn_of,
    turned,
    whole_frame,
)
from inpaint_studio.editing.geometry import Size
from inpaint_studio.ui.canvas.pointing import Pointer
from inpaint_studio.ui.document.adjusting import FRAME_NAME
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.translatable import QT_TRANSLATE_NOOP
from inpaint_studio.ui.tools.controls import Buttons, Choice, Controls, DropDown, Hint, Number, Option, Toggle
from inpaint_studio.ui.tools.drawing import draw_corners, draw_label, draw_line
from inpaint_studio.ui.tools.tool import TOOLS, Point, Surface, Tool, ToolKind
from inpaint_studio.ui.tools.tool_settings import Settings, ToolSettings

_MODE, _ANGLE, _WIDTH, _HEIGHT = "frame.mode", "frame.angle", "frame.width", "frame.height"
_PROPORTION, _EXCHANGED = "frame.proportion", "frame.exchanged"
_GRIP = 9.0  # screen pixels from a corner or a side that still take hold of it
_LEAST_LINE = 12.0  # screen pixels
_TURN = 15.0  # degrees between two angles that Shift goes to
_MOST = 99999.0  # pixels a side that can be typed
_CANCEL = QT_TRANSLATE_NOOP("Steps", "Cancel crop")
_FREE, _OF_PICTURE = "free", "picture"
_SIDES = {"1:1": (1, 1), "5:4": (5, 4), "4:3": (4, 3), "7:5": (7, 5), "3:2": (3, 2), "16:9": (16, 9)}
_CURSORS = (  # by the direction in which a side looks, in eighths of a turn from the right
    Qt.CursorShape.SizeHorCursor,
    Qt.CursorShape.SizeFDiagCursor,
    Qt.CursorShape.SizeVerCursor,
    Qt.CursorShape.SizeBDiagCursor,
)

_CONTROLS: Controls = (
    Choice(
        _MODE,
        (
            Option(
                "frame",
                "mdi6.crop",
                QT_TRANSLATE_NOOP(
                    "OptionsBar", "Drag the frame by corners and sides, move it from inside, turn it from outside"
                ),
            ),
            Option(
                "line",
                "horizon",
                QT_TRANSLATE_NOOP("OptionsBar", "Straighten by a line along the horizon or an edge (Ctrl + drag)"),
            ),
        ),
    ),
    DropDown(
        _PROPORTION,
        QT_TRANSLATE_NOOP("OptionsBar", "Proportions"),
        (
            (_FREE, QT_TRANSLATE_NOOP("OptionsBar", "Free")),
            (_OF_PICTURE, QT_TRANSLATE_NOOP("OptionsBar", "Original")),
            *((name, name) for name in _SIDES),
        ),
    ),
    Toggle(_EXCHANGED, "mdi6.swap-horizontal", QT_TRANSLATE_NOOP("OptionsBar", "Exchange width and height")),
    Number(
        _WIDTH,
        QT_TRANSLATE_NOOP("OptionsBar", "Width"),
        1,
        _MOST,
        slider=False,
        arrows=False,
        short=QT_TRANSLATE_NOOP("OptionsBar", "W"),
    ),
    Number(
        _HEIGHT,
        QT_TRANSLATE_NOOP("OptionsBar", "Height"),
        1,
        _MOST,
        slider=False,
        arrows=False,
        short=QT_TRANSLATE_NOOP("OptionsBar", "H"),
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
    Hint(
        QT_TRANSLATE_NOOP("OptionsBar", "Enter takes it, Esc cancels. Only saved copies are cropped."),
        QT_TRANSLATE_NOOP("OptionsBar", "Enter takes it, Esc cancels."),
    ),
)


class FrameTool(Tool):
    """Turns and cuts what copies show. Every gesture is one step; the picture itself is neither cut nor turned.

    Whatever is dragged counts at once, as what is typed does. Enter puts the handles away, and Esc brings back the
    frame there was before the first change since the last Enter.
    """

    def __init__(self, canvas: Surface, session: Session, settings: ToolSettings) -> None:
        super().__init__(canvas, session, settings)
        self._line: list[Point] = []  # along the horizon, while it is drawn
        self._hold: Hold | None = None  # what is dragged; None where the frame is turned, or a new one drawn
        self._is_new = False  # a frame is drawn from corner to corner
        self._from: Point = (0.0, 0.0)
        self._before: Frame | None = None  # the frame that a drag began with
        self._now: Frame | None = None  # as it is dragged
        self._begun: tuple[Document, tuple[Frame, ...]] | None = None  # what Esc brings back
        self._is_done = False  # Enter has put the handles away
        self._cursor = Qt.CursorShape.CrossCursor
        self._is_following = False
        settings.set(**{_MODE: "frame"})  # whatever the last window was left with
        self._set = settings.now
        settings.changed.connect(self._settings_changed)
        self.listen(session.adjusting.frame_changed, self._follow)

    def press(self, pointer: Pointer) -> None:
        size, frame = self._size, self._shown
        if size is None or frame is None or pointer.erases:
            return
        self._from, self._is_done = (pointer.x, pointer.y), False
        if self._draws_line or pointer.control:
            self._line = [self._from]
            return
        self._before, self._hold = frame, hold_at(frame, self._from, self._screen(_GRIP))
        # There is nowhere to move a frame to that holds the whole picture: who presses there draws another.
        self._is_new = self._hold == ALL and not frame.changes(size)

    def drag(self, pointer: Pointer) -> None:
        size, before, at = self._size, self._before, (pointer.x, pointer.y)
        if self._line:
            self._line = [self._from, at]
        elif size is not None and before is not None:
            proportion = self._proportion(size)
            if self._is_new:
                proportion = 1.0 if pointer.shift and proportion is None else proportion
                self._now = drawn(before.id, self._from, at, before.angle, size, proportion)
            elif self._hold is not None:
                proportion = before.width / before.height if pointer.shift and proportion is None else proportion
                self._now = dragged(before, self._hold, self._from, at, size, proportion)
            else:
                angle = before.angle - turn_of(before, self._from, at)
                angle = round(angle / _TURN) * _TURN if pointer.shift else round(angle, 1)
                self._now = turned(before, min(max(angle, -STEEPEST), STEEPEST), size)
            self.session.adjusting.look_at_frame(self._now)
        self.canvas.update()

    def release(self, pointer: Pointer) -> None:
        line, now, before = self._line, self._now, self._before
        self._drop()
        if len(line) == 2 and math.dist(*line) >= self._screen(_LEAST_LINE):
            self._straighten((line[0], line[1]))
        elif now is not None and now != before and min(now.width, now.height) >= min(SMALLEST, self._screen(_GRIP)):
            self._put(now)

    def hover(self, pointer: Pointer) -> None:
        self._cursor = self._cursor_at(pointer)

    def accept(self) -> bool:
        """The frame stands: the handles go until the picture is pressed again."""
        if self._is_done or self._shown is None or self.session.candidates.offered:
            return False
        self._drop()
        self._begun, self._is_done = None, True
        self.settings.set(**{_MODE: "frame"})
        self.session.message.emit("done", self._words())
        self.canvas.update()
        return True

    def cancel(self) -> bool:
        """Give up what is being dragged, then the mode of the line, then all changes since the last Enter."""
        if self._drop():
            return True
        if self._draws_line:
            self.settings.set(**{_MODE: "frame"})
            return True
        session, begun = self.session, self._begun
        if session.is_filling or session.mask_preview.is_open or session.candidates.offered:
            return False  # what was begun later is given up first
        if begun is None or begun[0] is not session.document or begun[0].history.undo_name != FRAME_NAME:
            return False
        self._begun = None
        is_change = begun[1] != session.adjusting.frames
        session.adjusting.put_frames(begun[1], _CANCEL)
        return is_change

    def put_down(self) -> None:
        self.let_go()
        self.settings.set(**{_MODE: "frame"})

    def let_go(self) -> None:
        self._drop()
        self._begun, self._is_done = None, False

    def paint(self, painter: QPainter, transform: QTransform) -> None:
        draw_line(painter, transform, self._line, closed=False, colour=QColor(255, 214, 64))
        if len(self._line) == 2:
            angle = angle_of((self._line[0], self._line[1]))
            draw_label(painter, transform.map(QPointF(*self._line[1])), f"{angle:+.1f}°")
        frame = self._now or self._shown
        if frame is None or self._is_done:
            return
        draw_line(painter, transform, list(frame.corners), closed=True)
        painter.setPen(QPen(QColor(255, 255, 255, 90), 1))
        for share in (-1 / 6, 1 / 6):  # thirds
            for ends in (((share, -0.5), (share, 0.5)), ((-0.5, share), (0.5, share))):
                painter.drawLine(
                    *(transform.map(QPointF(*frame.to_picture(x * frame.width, y * frame.height))) for x, y in ends)
                )
        draw_corners(painter, transform, [place_of(frame, hold) for hold in HOLDS], first_side=7, side=7)
        if self._now is not None:
            words = f"{frame.size.width} × {frame.size.height}"
            if self._hold is None and not self._is_new:
                words = f"{frame.angle:+.1f}°   {words}"
            draw_label(painter, transform.map(QPointF(frame.x, frame.y)), words)

    def cursor(self) -> Qt.CursorShape:
        return self._cursor

    @property
    def _draws_line(self) -> bool:
        return self.settings.now.value(_MODE, "frame") == "line"

    @property
    def _size(self) -> Size | None:
        document = self.session.document
        return document.size if document is not None else None

    @property
    def _shown(self) -> Frame | None:
        """The one there is, or the whole picture's."""
        size = self._size
        if size is None:
            return None
        return self.session.adjusting.frame or whole_frame(f"frame-{uuid4().hex[:12]}", size)

    def _proportion(self, size: Size) -> float | None:
        """Width / height that was chosen, None for any."""
        chosen = str(self.settings.now.value(_PROPORTION, _FREE))
        sides = _SIDES.get(chosen)
        if sides is None and chosen != _OF_PICTURE:
            return None
        proportion = sides[0] / sides[1] if sides is not None else size.width / size.height
        return 1 / proportion if self.settings.now.value(_EXCHANGED, False) else proportion

    def _cursor_at(self, pointer: Pointer) -> Qt.CursorShape:
        size, frame = self._size, self._shown
        if size is None or frame is None or self._draws_line or pointer.control:
            return Qt.CursorShape.CrossCursor
        hold = hold_at(frame, (pointer.x, pointer.y), self._screen(_GRIP))
        if hold is None:
            return Qt.CursorShape.PointingHandCursor
        if hold == ALL:
            return Qt.CursorShape.SizeAllCursor if frame.changes(size) else Qt.CursorShape.CrossCursor
        # On the screen the frame may stand turned, or the picture itself.
        middle, side = self.canvas.to_widget(frame.x, frame.y), self.canvas.to_widget(*place_of(frame, hold))
        if all(hold):  # a corner of a long frame looks to the side all the same
            sides = [self.canvas.to_widget(*place_of(frame, one)) - middle for one in ((hold[0], 0), (0, hold[1]))]
            across, down = (one / max(math.hypot(one.x(), one.y()), 1e-6) for one in sides)
            side = middle + across + down
        eighth = round(math.degrees(math.atan2(side.y() - middle.y(), side.x() - middle.x())) / 45)
        return _CURSORS[eighth % 4]

    def _drop(self) -> bool:
        """Give up what is being drawn or dragged. Returns whether anything was."""
        was = bool(self._line) or self._before is not None
        if self._now is not None:
            self.session.adjusting.look_at_frame(None)
        self._line, self._hold, self._before, self._now, self._is_new = [], None, None, None, False
        self.canvas.update()
        return was

    def _straighten(self, line: tuple[Point, Point]) -> None:
        frame, size = self._shown, self._size
        if frame is not None and size is not None:
            self._put(turned(frame, angle_of(line), size))
        self.settings.set(**{_MODE: "frame"})  # one line is enough, and the frame can be seen to

    def _put(self, frame: Frame) -> None:
        size, document = self._size, self.session.document
        if size is None or document is None:
            return
        if self._begun is None or self._begun[0] is not document:
            self._begun = document, self.session.adjusting.frames
        self._is_done = False
        self.session.adjusting.put(replace(frame.within(size), visible=True), FRAME_NAME)

    def _settings_changed(self, now: Settings) -> None:
        """A number was typed, or other proportions were chosen."""
        before, self._set = self._set, now
        frame, size = self._shown, self._size
        if self._is_following or frame is None or size is None:
            return
        changed = {name for name in now.own if now.own[name] != before.own.get(name)}
        angle = float(now.value(_ANGLE, 0.0))
        if _ANGLE in changed and abs(angle - frame.angle) >= 0.05:
            self._put(turned(frame, angle, size))
        elif changed & {_PROPORTION, _EXCHANGED}:
            proportion = self._proportion(size)
            if proportion is None and _EXCHANGED in changed:
                proportion = frame.height / frame.width
            if proportion is not None:
                self._put(proportioned(frame, proportion, size))
        elif changed & {_WIDTH, _HEIGHT}:
            self._put(self._typed(frame, size, _WIDTH in changed))
        if changed & {_ANGLE, _PROPORTION, _EXCHANGED, _WIDTH, _HEIGHT}:
            self._follow(self.session.adjusting.frame)  # what had no room is not what was typed
        if _MODE in changed:
            self._is_done, self._cursor = False, Qt.CursorShape.CrossCursor
        self.canvas.update()

    def _typed(self, frame: Frame, size: Size, is_width: bool) -> Frame:
        now, proportion = self.settings.now, self._proportion(size)
        width = float(now.value(_WIDTH, 0.0)) if is_width else frame.width
        height = frame.height if is_width else float(now.value(_HEIGHT, 0.0))
        if proportion is not None:
            width, height = (width, width / proportion) if is_width else (height * proportion, height)
        return resized(frame, width, height, size)

    def _follow(self, _: Frame | None) -> None:
        """Show the numbers of the frame that is there now."""
        frame = self._shown
        if frame is None:
            return
        self._is_following = True
        width, height = frame.size
        self.settings.set(**{_ANGLE: round(frame.angle, 1), _WIDTH: float(width), _HEIGHT: float(height)})
        self._is_following = False

    def _words(self) -> str:
        """What the frame means, for whoever has taken it."""
        frame, size = self.session.adjusting.frame, self._size
        if frame is None or size is None or not frame.changes(size):
            return _translated(QT_TRANSLATE_NOOP("FrameTool", "The frame holds the whole picture: nothing is cropped."))
        words = QT_TRANSLATE_NOOP(
            "FrameTool", "Copies will be cropped to {width} × {height} pixels. The picture itself stays whole."
        )
        if frame.angle:
            words = QT_TRANSLATE_NOOP(
                "FrameTool",
                "Copies will be turned by {angle}° and cropped to {width} × {height} pixels. "
                "The picture itself stays whole.",
            )
        return _translated(words).format(angle=f"{frame.angle:.1f}", width=frame.size.width, height=frame.size.height)


def _translated(text: str) -> str:
    return QCoreApplication.translate("FrameTool", text)


FRAME = TOOLS.register(
    ToolKind(
        "frame",
        QT_TRANSLATE_NOOP("Actions", "Straighten and &crop"),
        QT_TRANSLATE_NOOP("Actions", "Crop copies by a frame, and straighten them by a line along the horizon"),
        FrameTool,
        keys=("C",),
        icon="crop",
        order=92,
        presets={"krita": ("Shift+K",), "gimp": ("Shift+C",)},
        options=(_CONTROLS,),
        needs="no_data",
    )
)
