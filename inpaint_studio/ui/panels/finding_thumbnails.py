"""Thumbnails of findings: what is seen there, with the finding's own outline over it."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPixmap, QTransform

from inpaint_studio.editing.findings import Finding
from inpaint_studio.ui.canvas.display import Display
from inpaint_studio.ui.canvas.finding_overlay import FindingCells, FindingLook, FindingOverlay, FindingSight
from inpaint_studio.ui.canvas.painting import paint_layer
from inpaint_studio.ui.kit.finding_look import finding_colour

_LEAST = 32  # picture pixels across: less is enlarged no further
_MOST_OUTLINED = 1_000_000  # picture pixels of a finding's rectangle: 2 ms; of larger ones the picture alone is shown
_AROUND = 1.5  # times the finding's own size, that is seen


def thumbnails_of(display: Display) -> Callable[[Finding, QSize, float], tuple[QPixmap, bool]]:
    def make(finding: Finding, size: QSize, ratio: float) -> tuple[QPixmap, bool]:
        pixmap = QPixmap(size * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(QColor(90, 90, 90))
        rect = finding.rect
        scale = min(
            size.width() / max(_LEAST, rect.width * _AROUND), size.height() / max(_LEAST, rect.height * _AROUND)
        )
        middle = QPointF(rect.x + rect.width / 2, rect.y + rect.height / 2)
        transform = (
            QTransform.fromTranslate(-middle.x(), -middle.y())
            * QTransform.fromScale(scale, scale)
            * QTransform.fromTranslate(size.width() / 2, size.height() / 2)
        )
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        area = QRectF(0, 0, size.width(), size.height())
        has_gaps = paint_layer(painter, display, "composite", scale * ratio, transform, area)
        if rect.area <= _MOST_OUTLINED:
            sight = FindingSight.of(rect, scale, display.size)
            cells = FindingCells.of(finding, sight.level, sight.rect)
            look = FindingLook({finding.kind: finding_colour(finding.kind).rgba()}, 0, 0)
            FindingOverlay(sight, [(finding, cells, True)], look).paint(painter, transform)
        painter.end()
        return pixmap, has_gaps

    return make
