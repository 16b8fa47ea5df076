"""Rectangle and ellipse: areas from corner to corner."""

from functools import partial
from math import cos, pi, sin

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QTransform

from inpaint_studio.editing import shapes
from inpaint_studio.ui.canvas.pointing import Pointer
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.translatable import QT_TRANSLATE_NOOP
from inpaint_studio.ui.tools.area import AREA_CONTROLS, AreaTool, size_of
from inpaint_studio.ui.tools.drawing import draw_label, draw_line
from inpaint_studio.ui.tools.tool import TOOLS, Point, Surface, ToolKind
from inpaint_studio.ui.tools.tool_settings import ToolSettings


class BoxTool(AreaTool):
    """A rectangle or an ellipse, from corner to corner. Shift makes it regular, Alt draws it from the middle."""

    def __init__(self, canvas: Surface, session: Session, settings: ToolSettings, ellipse: bool) -> None:
        super().__init__(canvas, session, settings)
        self._ellipse = ellipse
        self.step_name = QT_TRANSLATE_NOOP("Steps", "Ellipse") if ellipse else QT_TRANSLATE_NOOP("Steps", "Rectangle")
        self._anchor: Point | None = None
        self._box: shapes.Frame | None = None
        self._held_at_press = (False, False)

    def press(self, pointer: Pointer) -> None:
        self._note_mode(pointer)
        self._anchor, self._box = (pointer.x, pointer.y), None
        self._held_at_press = (pointer.shift, pointer.alt)

    def drag(self, pointer: Pointer) -> None:
        if self._anchor is None:
            return
        # A key held since the press said how to join; pressed anew it says which form.
        self._held_at_press = (self._held_at_press[0] and pointer.shift, self._held_at_press[1] and pointer.alt)
        square = pointer.shift and not self._held_at_press[0]
        centred = pointer.alt and not self._held_at_press[1]
        self._box = shapes.frame(self._anchor, (pointer.x, pointer.y), square=square, centred=centred)
        self.canvas.update()

    def release(self, pointer: Pointer) -> None:
        box = self._box
        self._anchor = self._box = None
        self.canvas.update()
        if box is None:
            return
        draw = shapes.ellipse if self._ellipse else shapes.rectangle
        self._join(lambda mask: draw(box, size_of(mask)))

    def cancel(self) -> bool:
        was = self._anchor is not None
        self._anchor = self._box = None
        self.canvas.update()
        return was

    def paint(self, painter: QPainter, transform: QTransform) -> None:
        if self._box is None:
            return
        box = self._box
        corners = [(box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom)]
        if self._ellipse:
            middle_x, middle_y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
            reach_x, reach_y = (box.right - box.left) / 2, (box.bottom - box.top) / 2
            corners = [
                (middle_x + reach_x * cos(2 * pi * n / 96), middle_y + reach_y * sin(2 * pi * n / 96))
                for n in range(96)
            ]
        draw_line(painter, transform, corners, closed=True)
        label = f"{round(box.right - box.left)} × {round(box.bottom - box.top)}"
        draw_label(painter, transform.map(QPointF(box.right, box.bottom)), label)


RECTANGLE = TOOLS.register(
    ToolKind(
        "rectangle",
        QT_TRANSLATE_NOOP("Actions", "&Rectangle"),
        QT_TRANSLATE_NOOP("Actions", "Mark a rectangle; Shift adds, Alt or Ctrl subtracts, both intersect"),
        partial(BoxTool, ellipse=False),
        keys=("M",),
        icon="mdi6.selection",
        order=30,
        presets={"krita": ("Ctrl+R",), "gimp": ("R",)},
        options=(AREA_CONTROLS,),
        starts_group=True,
    )
)
ELLIPSE = TOOLS.register(
    ToolKind(
        "ellipse",
        QT_TRANSLATE_NOOP("Actions", "E&llipse"),
        QT_TRANSLATE_NOOP("Actions", "Mark an ellipse; Shift adds, Alt or Ctrl subtracts, both intersect"),
        partial(BoxTool, ellipse=True),
        keys=("Shift+M",),
        icon="mdi6.selection-ellipse",
        order=40,
        presets={"krita": ("J",), "gimp": ("E",)},
        options=(AREA_CONTROLS,),
    )
)
