"""Brush and eraser: paint the mask, or take it back."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QTransform

from inpaint_studio.editing.brush import Stroke
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.ui.canvas.pointing import Pointer
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.translatable import QT_TRANSLATE_NOOP
from inpaint_studio.ui.tools.controls import Controls, Number, Toggle
from inpaint_studio.ui.tools.drawing import draw_line
from inpaint_studio.ui.tools.tool import TOOLS, Point, Surface, Tool, ToolKind
from inpaint_studio.ui.tools.tool_settings import LARGEST_RADIUS, ToolSettings

_CONTROLS: Controls = (
    Number(
        "radius",
        QT_TRANSLATE_NOOP("OptionsBar", "Size"),
        1,
        2 * LARGEST_RADIUS,
        QT_TRANSLATE_NOOP("OptionsBar", " px"),
        2.0,
        curve=3.0,
        tip=QT_TRANSLATE_NOOP("OptionsBar", "Diameter of the brush, in pixels of the picture"),
    ),
    Number(
        "hardness",
        QT_TRANSLATE_NOOP("OptionsBar", "Hardness"),
        0,
        100,
        " %",
        100.0,
        tip=QT_TRANSLATE_NOOP("OptionsBar", "100 % has a sharp edge, 0 % fades out from the middle"),
        short=QT_TRANSLATE_NOOP("OptionsBar", "Hard"),
    ),
    Number(
        "opacity",
        QT_TRANSLATE_NOOP("OptionsBar", "Opacity"),
        1,
        100,
        " %",
        100.0,
        tip=QT_TRANSLATE_NOOP("OptionsBar", "How strongly it marks; what is marked in part is filled in part"),
        short=QT_TRANSLATE_NOOP("OptionsBar", "Opac."),
    ),
    Number(
        "spacing",
        QT_TRANSLATE_NOOP("OptionsBar", "Spacing"),
        0,
        200,
        " %",
        100.0,
        slider=False,
        tip=QT_TRANSLATE_NOOP(
            "OptionsBar", "Distance between dabs in diameters of the brush; 0 % paints without a gap"
        ),
        short=QT_TRANSLATE_NOOP("OptionsBar", "Gap"),
    ),
    Toggle("pressure_to_size", "pressure_size", QT_TRANSLATE_NOOP("OptionsBar", "Pen pressure changes the size")),
    Toggle(
        "pressure_to_opacity", "pressure_opacity", QT_TRANSLATE_NOOP("OptionsBar", "Pen pressure changes the opacity")
    ),
)


class BrushTool(Tool):
    """Paints the mask, or takes it back."""

    def __init__(self, canvas: Surface, session: Session, settings: ToolSettings, erase: bool) -> None:
        super().__init__(canvas, session, settings)
        self._erase = erase
        self._stroke: Stroke | None = None
        self._marks = False  # whether the open stroke has marked anything, be it marked before or not
        self._last: Point | None = None  # where the last stroke ended: a straight line goes on from there
        self._aim: Point | None = None  # where a straight line would end, while Shift is held
        self._held_back: list[tuple[Callable[[Pointer], None], Pointer]] = []

    def press(self, pointer: Pointer) -> None:
        document = self.session.document
        if document is None or self._stroke is not None:
            return
        self._aim_at(None)
        if self._held_back:
            self._held_back.append((self.press, pointer))
            return
        if self.session.changes.is_walking:  # on a large picture, for a blink: what is drawn waits for what is undone
            self._held_back = [(self.press, pointer)]
            self.session.changes.in_turn(self._catch_up)
            return
        brush = self.settings.brush(self._erase != pointer.erases)
        self._stroke, self._marks = self.session.changes.begin_stroke(brush), False
        assert self._stroke is not None
        if pointer.shift and self._last is not None:
            self._show(self._stroke.begin(*self._last, pointer.pressure))
            self._show(self._stroke.extend(pointer.x, pointer.y, pointer.pressure))
        else:
            self._show(self._stroke.begin(pointer.x, pointer.y, pointer.pressure))
        self._last = (pointer.x, pointer.y)

    def hover(self, pointer: Pointer) -> None:
        self._aim_at((pointer.x, pointer.y) if pointer.shift else None)

    def leave(self) -> None:
        self._aim_at(None)

    def drag(self, pointer: Pointer) -> None:
        if self._held_back:
            self._held_back.append((self.drag, pointer))
        elif self._stroke is not None:
            self._show(self._stroke.extend(pointer.x, pointer.y, pointer.pressure))
            self._last = (pointer.x, pointer.y)

    def release(self, pointer: Pointer) -> None:
        if self._held_back:
            self._held_back.append((self.release, pointer))
        elif self._stroke is not None:
            stroke, self._stroke = self._stroke, None
            step = self.session.changes.end_stroke(stroke)
            if self._marks and not stroke.brush.erase:
                self.session.marked.emit(step)

    def put_down(self) -> None:
        self._aim_at(None)
        if not self._is_drawn_to_its_end:
            self.cancel()

    def cancel(self) -> bool:
        was_held_back, self._held_back = bool(self._held_back), []
        if self._stroke is None:
            return was_held_back
        stroke, self._stroke = self._stroke, None
        self._show(self.session.changes.abandon_stroke(stroke))
        return True

    def let_go(self) -> None:
        self._stroke = self._last = self._aim = None  # the document took the stroke back when it was closed
        self._held_back = []

    @property
    def _is_drawn_to_its_end(self) -> bool:
        """Whether the hand has let go, and all that is held back only waits."""
        return bool(self._held_back) and self._held_back[-1][0] == self.release

    def _catch_up(self) -> None:
        held_back, self._held_back = self._held_back, []
        for do, pointer in held_back:
            do(pointer)

    def paint(self, painter: QPainter, transform: QTransform) -> None:
        if self._aim is not None and self._last is not None:
            draw_line(painter, transform, [self._last, self._aim], closed=False)

    def _aim_at(self, place: Point | None) -> None:
        if place != self._aim:
            self._aim = place
            if self._last is not None:
                self.canvas.update()

    def ring(self) -> float:
        return self.settings.now.radius

    def cursor(self) -> Qt.CursorShape:
        # The ring is the cursor; a cross takes over where it would be too small to be found.
        radius = self.settings.now.radius * self.canvas.scale / self.canvas.devicePixelRatioF()
        return Qt.CursorShape.CrossCursor if radius < 3 else Qt.CursorShape.BlankCursor

    def _show(self, rect: Rect) -> None:
        self._marks = self._marks or not rect.is_empty
        self.canvas.mask_changed(rect)


BRUSH = TOOLS.register(
    ToolKind(
        "brush",
        QT_TRANSLATE_NOOP("Actions", "&Brush"),
        QT_TRANSLATE_NOOP("Actions", "Mark with a brush; the right button erases, Shift draws a straight line"),
        partial(BrushTool, erase=False),
        keys=("B",),
        icon="mdi6.brush",
        order=10,
        presets={"gimp": ("P", "B")},
        options=(_CONTROLS,),
    )
)
ERASER = TOOLS.register(
    ToolKind(
        "eraser",
        QT_TRANSLATE_NOOP("Actions", "&Eraser"),
        QT_TRANSLATE_NOOP("Actions", "Take back what is marked"),
        partial(BrushTool, erase=True),
        keys=("E",),
        icon="mdi6.eraser",
        order=20,
        presets={"krita": ("Shift+E",), "gimp": ("Shift+E",)},
        options=(_CONTROLS,),
    )
)
