"""Hand and magnifier: tools that change what part of the picture is seen."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QTransform

from inpaint_studio.ui.canvas.key_pen import view_step
from inpaint_studio.ui.canvas.pointing import Pointer
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.translatable import QT_TRANSLATE_NOOP
from inpaint_studio.ui.tools.controls import Buttons, Controls
from inpaint_studio.ui.tools.drawing import draw_line
from inpaint_studio.ui.tools.tool import TOOLS, Point, Surface, Tool, ToolKind
from inpaint_studio.ui.tools.tool_settings import ToolSettings

_CONTROLS: Controls = (Buttons(("zoom_in", "zoom_out", "fit", "actual")),)


class HandTool(Tool):
    """Moves the view."""

    def __init__(self, canvas: Surface, session: Session, settings: ToolSettings) -> None:
        super().__init__(canvas, session, settings)
        self._held: QPointF | None = None

    def press(self, pointer: Pointer) -> None:
        self._held = self.canvas.to_widget(pointer.x, pointer.y)

    def drag(self, pointer: Pointer) -> None:
        if self._held is not None:
            at = self.canvas.to_widget(pointer.x, pointer.y)
            delta = at - self._held
            self._held = at
            self.canvas.pan(delta.x(), delta.y())

    def release(self, pointer: Pointer) -> None:
        self._held = None

    def is_click(self, pointer: Pointer) -> bool:
        return True  # by keys nothing is held: the arrows move the view at once

    def key(self, event: QKeyEvent) -> bool:
        step = view_step(event)
        if step is not None:
            self.canvas.pan(*step)
        return step is not None

    def cursor(self) -> Qt.CursorShape:
        return Qt.CursorShape.OpenHandCursor


class ZoomTool(Tool):
    """A click zooms in, with Alt or the right button out; a dragged box fills the window."""

    def __init__(self, canvas: Surface, session: Session, settings: ToolSettings) -> None:
        super().__init__(canvas, session, settings)
        self._from: Point | None = None
        self._box: QRectF | None = None

    def press(self, pointer: Pointer) -> None:
        self._from, self._box = (pointer.x, pointer.y), None

    def drag(self, pointer: Pointer) -> None:
        if self._from is not None:
            self._box = QRectF(QPointF(*self._from), QPointF(pointer.x, pointer.y)).normalized()
            self.canvas.update()

    def release(self, pointer: Pointer) -> None:
        if self._from is None:
            return  # Esc has cancelled it
        box, self._box, self._from = self._box, None, None
        self.canvas.update()
        far = box is not None and max(box.width(), box.height()) > self._screen(8)
        if far and box is not None and not pointer.alt:
            ratio = self.canvas.devicePixelRatioF()
            scale = min(
                self.canvas.width() * ratio / max(box.width(), 1e-6),
                self.canvas.height() * ratio / max(box.height(), 1e-6),
            )
            self.canvas.zoom_to(scale)
            self.canvas.centre_on(box.center().x(), box.center().y())
        else:
            factor = 0.5 if pointer.alt or pointer.erases else 2.0
            self.canvas.zoom_to(self.canvas.scale * factor, self.canvas.to_widget(pointer.x, pointer.y))

    def cancel(self) -> bool:
        was = self._from is not None
        self._from = self._box = None
        self.canvas.update()
        return was

    def paint(self, painter: QPainter, transform: QTransform) -> None:
        if self._box is not None:
            box = self._box
            points = [(box.left(), box.top()), (box.right(), box.top())]
            points += [(box.right(), box.bottom()), (box.left(), box.bottom())]
            draw_line(painter, transform, points, closed=True)

    def cursor(self) -> Qt.CursorShape:
        return Qt.CursorShape.PointingHandCursor


HAND = TOOLS.register(
    ToolKind(
        "hand",
        QT_TRANSLATE_NOOP("Actions", "&Hand"),
        QT_TRANSLATE_NOOP("Actions", "Move the view; hold Space with any tool"),
        HandTool,
        keys=("H",),
        icon="mdi6.hand-back-right-outline",
        order=100,
        presets={"gimp": ("Shift+Space",)},
        options=(_CONTROLS,),
        starts_group=True,
    )
)
ZOOM = TOOLS.register(
    ToolKind(
        "zoom",
        QT_TRANSLATE_NOOP("Actions", "&Zoom"),
        QT_TRANSLATE_NOOP("Actions", "Click to zoom in, with Alt to zoom out"),
        ZoomTool,
        keys=("Z",),
        icon="mdi6.magnify",
        order=110,
        options=(_CONTROLS,),
    )
)
