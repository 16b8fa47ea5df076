"""Views: how picture pixels map to widget pixels, and the verbs that move one."""

import math
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTransform

from inpaint_studio.editing.geometry import Rect, Size

SMALLEST, LARGEST = 1 / 256, 64.0  # device pixels per picture pixel
_STEPS = (
    1 / 64,
    1 / 32,
    1 / 16,
    1 / 12,
    1 / 8,
    1 / 6,
    1 / 4,
    1 / 3,
    1 / 2,
    2 / 3,
    1,
    1.5,
    2,
    3,
    4,
    6,
    8,
    12,
    16,
    24,
    32,
    64,
)


@dataclass(frozen=True)
class View:
    """Which picture point is at the centre of the pane, and how large and how turned the picture is there."""

    x: float  # picture pixels
    y: float
    scale: float = 1.0  # device pixels per picture pixel: 1.0 is one to one on any screen
    angle: float = 0.0  # degrees, clockwise
    mirrored: bool = False  # left and right exchanged

    @property
    def is_upright(self) -> bool:
        return self.angle % 360 == 0 and not self.mirrored

    def transform(self, pane: QRectF, ratio: float) -> QTransform:
        """From picture pixels to the widget's own pixels. `ratio` is the widget's device pixel ratio."""
        zoom = self.scale / ratio
        turned = QTransform().rotate(self.angle).scale(-zoom if self.mirrored else zoom, zoom)
        at = turned.map(QPointF(self.x, self.y))
        dx, dy = pane.center().x() - at.x(), pane.center().y() - at.y()
        if self.angle % 90 == 0:
            # Picture pixels land on device pixels, so that 100 % is crisp and scrolling moves whole pixels.
            dx, dy = _whole(dx * ratio) / ratio, _whole(dy * ratio) / ratio
        return turned * QTransform.fromTranslate(dx, dy)

    def panned(self, dx: float, dy: float, ratio: float) -> "View":
        """Moved so that the picture follows the pointer by (dx, dy) widget pixels."""
        back, _ = QTransform().rotate(self.angle).scale(-1 if self.mirrored else 1, 1).inverted()
        moved = back.map(QPointF(dx, dy)) * (ratio / self.scale)
        return replace(self, x=self.x - moved.x(), y=self.y - moved.y())

    def zoomed(self, scale: float, fixed: QPointF, pane: QRectF, ratio: float) -> "View":
        """At another scale, with the picture point under `fixed` (widget pixels) staying there."""
        scale = min(max(scale, SMALLEST), LARGEST)
        back, _ = self.transform(pane, ratio).inverted()
        point = back.map(fixed)
        share = self.scale / scale
        return replace(
            self, scale=scale, x=point.x() + (self.x - point.x()) * share, y=point.y() + (self.y - point.y()) * share
        )

    def turned(self, degrees: float) -> "View":
        return replace(self, angle=(self.angle + degrees) % 360)

    def flipped(self) -> "View":
        """Left and right exchanged."""
        return replace(self, mirrored=not self.mirrored)

    def upright(self) -> "View":
        """As the picture itself lies."""
        return replace(self, angle=0.0, mirrored=False)


def fitted(size: Size, pane: QRectF, ratio: float, margin: float = 24.0, view: View | None = None) -> View:
    """The whole picture in the pane, small ones enlarged to 300 % at most; keeps how `view` is turned.

    margin: pixels on all sides; less in a small pane, where it would take the room of the picture.
    """
    turned = view or View(0, 0)
    margin = min(margin, min(pane.width(), pane.height()) / 12)
    box = QTransform().rotate(turned.angle).mapRect(QRectF(0, 0, size.width, size.height))
    room_x, room_y = max(pane.width() - 2 * margin, 16.0), max(pane.height() - 2 * margin, 16.0)
    scale = min(room_x * ratio / box.width(), room_y * ratio / box.height(), 3.0)
    return replace(turned, x=size.width / 2, y=size.height / 2, scale=max(scale, SMALLEST))


def next_scale(scale: float, larger: bool) -> float:
    """The next of the round zoom steps."""
    if larger:
        return next((step for step in _STEPS if step > scale * 1.001), LARGEST)
    return next((step for step in reversed(_STEPS) if step < scale * 0.999), SMALLEST)


def covered(area: QRectF, transform: QTransform) -> Rect:
    """The smallest picture rectangle that holds `area` of the widget; may reach outside the picture."""
    back, _ = transform.inverted()
    box = back.mapRect(area)
    left, top = int(box.left() // 1), int(box.top() // 1)
    return Rect.of_edges(left, top, int(-(-box.right() // 1)), int(-(-box.bottom() // 1)))


def _whole(place: float) -> int:
    """The nearest whole number, of two the larger: `round` takes the even one, and a pane of odd width, whose centre
    lies between two pixels, would move by 0 and 2 when it is moved by 1 and 1. What was added up may lie a hair off."""
    return math.floor(place + 0.5 + 1e-6)


def to_rectf(rect: Rect) -> QRectF:
    return QRectF(rect.x, rect.y, rect.width, rect.height)
