"""What a canvas shows of a review: the image of its findings, and a frame round the current one."""

from typing import Protocol

from PySide6.QtGui import QPainter, QRegion

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.ui.canvas.finding_overlay import FindingOverlay, frame_place, paint_current
from inpaint_studio.ui.canvas.viewport import Viewport


class _Surface(Protocol):
    @property
    def viewport(self) -> Viewport: ...
    def update(self, region: QRegion, /) -> None: ...


class FindingLayer:
    """Holds both for one canvas, and has it painted again where they are others."""

    def __init__(self, surface: _Surface) -> None:
        self._surface = surface
        self.overlay: FindingOverlay | None = None
        self.current: Rect | None = None  # picture pixels

    def show(self, overlay: FindingOverlay | None) -> None:
        if overlay is not self.overlay:
            self.overlay = overlay
            self._surface.update(QRegion(self._surface.viewport.area.toAlignedRect()))

    def set_current(self, rect: Rect | None) -> None:
        if rect == self.current:
            return
        region = QRegion()
        viewport = self._surface.viewport
        for one in (self.current, rect):
            if one is not None:
                region += frame_place(one, viewport.transform(viewport.main_pane)).toAlignedRect()
        self.current = rect
        self._surface.update(region)

    def clear(self) -> None:
        self.overlay = self.current = None

    def paint(self, painter: QPainter, viewport: Viewport) -> None:
        if self.overlay is None and self.current is None:
            return
        pane = viewport.main_pane
        painter.save()
        painter.setClipRect(pane.area)
        if self.overlay is not None:
            self.overlay.paint(painter, viewport.transform(pane))
        if self.current is not None:
            paint_current(painter, self.current, viewport.transform(pane))
        painter.restore()
