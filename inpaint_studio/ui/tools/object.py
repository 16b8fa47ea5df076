"""Object selection: what a box holds, or what a click shows, is outlined and proposed for review."""

from collections.abc import Iterable
from math import ceil, floor

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen, QTransform

from inpaint_studio.editing import shapes
from inpaint_studio.editing.document import Document
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.finding.objects.prompt import Prompt
from inpaint_studio.ui.canvas.pointing import Pointer
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.translatable import QT_TRANSLATE_NOOP
from inpaint_studio.ui.tools.controls import Controls, Hint, Number
from inpaint_studio.ui.tools.drawing import draw_label, draw_line
from inpaint_studio.ui.tools.tool import TOOLS, Point, Surface, Tool, ToolKind
from inpaint_studio.ui.tools.tool_settings import ToolSettings

_HALO = "object.halo"
_USUAL_HALO = 6.0  # pixels: shadows and soft edges that stay betray a removal
_CLICK = 4.0  # screen pixels that a click may move; further it is a box
_CONTROLS: Controls = (
    Number(
        _HALO,
        QT_TRANSLATE_NOOP("OptionsBar", "Halo"),
        0,
        100,
        QT_TRANSLATE_NOOP("OptionsBar", " px"),
        default=_USUAL_HALO,
        curve=2.0,
        tip=QT_TRANSLATE_NOOP(
            "OptionsBar", "How far past its outline an object is marked, for its shadow and its soft edge"
        ),
    ),
    Hint(
        QT_TRANSLATE_NOOP(
            "OptionsBar",
            "Box or click: outline · click: add · Alt: take away · Shift: another object · Backspace: one click back",
        ),
        QT_TRANSLATE_NOOP("OptionsBar", "Click: add · Alt: take away · Shift: another"),
    ),
)


class ObjectTool(Tool):
    """A box or a click outlines an object; further clicks correct it.

    Shift begins another object, Alt, Ctrl or the right button take away. The outline is a finding under review, with
    the keys of a review: Enter takes and fills it; Esc drops it.
    """

    takes_clicks_on_findings = True

    def __init__(self, canvas: Surface, session: Session, settings: ToolSettings) -> None:
        super().__init__(canvas, session, settings)
        self._document: Document | None = None  # that the object in hand belongs to
        self._anchor: Point | None = None
        self._box: shapes.Frame | None = None
        self._takes_away = self._is_another = False
        settings.changed.connect(lambda _: self._halo_changed())
        self.listen(session.objects.changed, canvas.update)

    def hover(self, pointer: Pointer) -> None:
        self.session.objects.prepare()

    def press(self, pointer: Pointer) -> None:
        self._anchor, self._box = (pointer.x, pointer.y), None
        # Ctrl does what Alt does: most window managers of Linux take Alt + drag to move the window.
        self._takes_away = pointer.erases or pointer.alt or pointer.control
        self._is_another = pointer.shift and not self._takes_away

    def drag(self, pointer: Pointer) -> None:
        if self._anchor is None or self._takes_away:
            return
        moved = max(abs(pointer.x - self._anchor[0]), abs(pointer.y - self._anchor[1]))
        if self._box is not None or moved > self._screen(_CLICK):
            self._box = shapes.frame(self._anchor, (pointer.x, pointer.y), square=False, centred=False)
            self.canvas.update()

    def release(self, pointer: Pointer) -> None:
        anchor, box = self._anchor, self._box
        self._anchor = self._box = None
        document = self.session.document
        self.canvas.update()
        if anchor is None or document is None:
            return
        self._document = document
        halo, objects, whole = self._halo, self.session.objects, Rect.of_size(document.size)
        if box is not None:
            rect = Rect.of_edges(floor(box.left), floor(box.top), ceil(box.right), ceil(box.bottom)).intersect(whole)
            if not rect.is_empty:
                objects.point_box(rect, halo, is_new=self._is_another)
        elif whole.contains(Rect(floor(anchor[0]), floor(anchor[1]), 1, 1)):
            objects.click(*anchor, halo, is_inside=not self._takes_away, is_new=self._is_another)

    def is_click(self, pointer: Pointer) -> bool:
        return self._takes_away  # no box does

    def key(self, event: QKeyEvent) -> bool:
        return event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) and self.take_back()

    def accept(self) -> bool:
        # What has no outline yet is taken once it has; what is seen, the review takes.
        return self._is_begun and self.session.objects.is_unseen and self.session.review.take(fill=True)

    def can_take_back(self) -> bool:
        return self._is_begun and not self.session.objects.prompt.is_empty

    def take_back(self) -> bool:
        return self._is_begun and self.session.objects.take_back()

    def cancel(self) -> bool:
        was = self._anchor is not None
        self._anchor = self._box = None
        self.canvas.update()
        return was or (self._is_begun and self.session.objects.drop())

    def put_down(self) -> None:
        self._anchor = self._box = None
        if self._is_begun:
            self.session.objects.end()
        self._document = None

    def draft(self) -> Prompt | None:
        prompt = self.session.objects.prompt if self._is_begun else None
        self._document = None  # it goes on for its document, whatever is cancelled for the next
        return None if prompt is None or prompt.is_empty else prompt

    def resume(self, draft: Prompt) -> None:
        self._document = self.session.document

    def paint(self, painter: QPainter, transform: QTransform) -> None:
        if self._box is not None:
            _draw_box(painter, transform, self._box.left, self._box.top, self._box.right, self._box.bottom)
            label = f"{round(self._box.right - self._box.left)} × {round(self._box.bottom - self._box.top)}"
            draw_label(painter, transform.map(QPointF(self._box.right, self._box.bottom)), label)
        if not self._is_begun:
            return
        objects = self.session.objects
        prompt, box = objects.prompt, objects.prompt.box
        if box is not None and self._box is None and objects.finding is None:
            _draw_box(painter, transform, box.x, box.y, box.right, box.bottom)
        _draw_clicks(painter, transform, prompt.inside, is_inside=True)
        _draw_clicks(painter, transform, prompt.outside, is_inside=False)

    @property
    def _is_begun(self) -> bool:
        return self._document is not None and self._document is self.session.document

    @property
    def _halo(self) -> int:
        return round(float(self.settings.now.value(_HALO, _USUAL_HALO)))

    def _halo_changed(self) -> None:
        if self._is_begun:
            self.session.objects.set_halo(self._halo)


def _draw_box(painter: QPainter, transform: QTransform, left: float, top: float, right: float, bottom: float) -> None:
    draw_line(painter, transform, [(left, top), (right, top), (right, bottom), (left, bottom)], closed=True)


def _draw_clicks(painter: QPainter, transform: QTransform, places: Iterable[Point], *, is_inside: bool) -> None:
    """A plus on what belongs to the object, a minus on what does not."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for x, y in places:
        at = transform.map(QPointF(x, y))
        painter.setPen(QPen(QColor(255, 255, 255), 1.4))
        painter.setBrush(QColor(20, 110, 60) if is_inside else QColor(170, 40, 40))
        painter.drawEllipse(QRectF(at.x() - 7, at.y() - 7, 14, 14))
        painter.drawLine(QPointF(at.x() - 3.5, at.y()), QPointF(at.x() + 3.5, at.y()))
        if is_inside:
            painter.drawLine(QPointF(at.x(), at.y() - 3.5), QPointF(at.x(), at.y() + 3.5))


OBJECT = TOOLS.register(
    ToolKind(
        "object",
        QT_TRANSLATE_NOOP("Actions", "Ob&ject"),
        QT_TRANSLATE_NOOP("Actions", "Outline an object by a box or by clicks; Alt or Ctrl takes away"),
        ObjectTool,
        keys=("Shift+W",),
        icon="mdi6.shape-plus",
        order=85,
        options=(_CONTROLS,),
    )
)
