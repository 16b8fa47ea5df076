"""Previews: photographs in a grid, each with a hole of the kind it will get."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from inpaint_studio.ui.kit.hole_names import hole_label
from inpaint_studio.ui.kit.literal import tip
from inpaint_studio.ui.kit.pixels import shown
from inpaint_studio.ui.training.photographs import PREVIEW_SIDE, YOURS, Preview

_RED = np.array((255, 64, 51))  # of holes, as `model.training.validation` draws them


class PreviewGrid(QWidget):
    """Photographs in a grid, each with its hole in red. Hovering over one shows what is under the hole."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._previews: tuple[Preview, ...] = ()
        self._holed: list[NDArray[np.uint8]] = []
        self._uncovered = -1
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Photographs and the holes they will get"))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def previews(self) -> tuple[Preview, ...]:
        return self._previews

    def show_previews(self, previews: tuple[Preview, ...]) -> None:
        self._previews = previews
        self._holed = []
        for preview in previews:
            share = (preview.hole / 255.0)[:, :, None]
            self._holed.append(np.ascontiguousarray((preview.pixels * (1 - share) + _RED * share).astype(np.uint8)))
        self.setAccessibleDescription(", ".join(f"{p.name}: {self._kind_name(p.kind)}" for p in previews))
        self._grow()
        self.update()

    def place(self, number: int) -> QRect:
        columns, side = self._grid()
        return QRect((number % columns) * (side + 6), (number // columns) * (side + 6), side, side)

    def _kind_name(self, key: str) -> str:
        return self.tr("like yours") if key == YOURS else hole_label(key)

    def _grid(self) -> tuple[int, int]:
        columns = max(1, min(len(self._previews) or 1, self.width() // 150))
        return columns, max(40, min(PREVIEW_SIDE, (self.width() + 6) // columns - 6))

    def _grow(self) -> None:
        columns, side = self._grid()
        rows = -(-len(self._previews) // columns)
        self.setMinimumHeight(max(0, rows * (side + 6) - 6))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if not self._previews:
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            text = self.tr("Choose a folder of photographs to see them here, with the kinds of holes they will get.")
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)
        for number, preview in enumerate(self._previews):
            place = self.place(number)
            pixels = preview.pixels if number == self._uncovered else self._holed[number]
            painter.drawImage(QRectF(place), shown(pixels))
            tag = QRectF(place.left(), place.bottom() - 17, place.width(), 18)
            painter.fillRect(tag, QColor(0, 0, 0, 140))
            painter.setPen(Qt.GlobalColor.white)
            painter.drawText(tag.adjusted(6, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self._kind_name(preview.kind))

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.MouseMove, QEvent.Type.Leave):
            at = getattr(event, "position", lambda: QPointF(-1, -1))().toPoint()
            self._uncovered = next((n for n in range(len(self._previews)) if self.place(n).contains(at)), -1)
            self.setToolTip(tip(self._previews[self._uncovered].name) if self._uncovered >= 0 else "")
            self.update()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._grow()

    def sizeHint(self) -> QSize:
        return QSize(480, 320)
