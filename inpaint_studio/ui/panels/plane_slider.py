"""The slider of the plane bar: planes in a row, with ticks where fills and marks lie, and the run that is chosen."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QWidget

from inpaint_studio.ui.kit.slider import Slider

_TICK, _ARM = 5, 4  # pixels: of a tick's height, and of a bracket at an end of the run
_HEIGHT = 30
FILL_COLOUR = QColor(0x2E, 0xA3, 0x6B)
MARK_COLOUR = QColor(0xD9, 0x8E, 0x1F)


class PlaneSlider(Slider):
    """Fills are bars above the groove, marks are rings below it: two kinds that are told apart without colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._filled: Sequence[int] = ()
        self._marked: Sequence[int] = ()
        self._run: tuple[int, int] | None = None

    def set_ticks(self, filled: Sequence[int], marked: Sequence[int]) -> None:
        """Planes with fills, and with marks, ascending."""
        if (filled, marked) != (self._filled, self._marked):
            self._filled, self._marked = filled, marked
            self.update()

    def set_run(self, run: tuple[int, int] | None) -> None:
        """The first and the last plane of the run; None for none."""
        if run != self._run:
            self._run = run
            self.update()

    def _places(self, planes: Sequence[int]) -> list[int]:
        """Where the ticks of planes are, each pixel once: there may be thousands."""
        first, reach, backwards = self._track()
        span = max(1, self.maximum() - self.minimum())
        along = {round((plane - self.minimum()) * reach / span) for plane in planes}
        return [first + (reach - at if backwards else at) for at in along]

    # what Qt calls

    def sizeHint(self) -> QSize:
        return QSize(max(160, super().sizeHint().width()), _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(90, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        middle = self.height() / 2
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._run is not None:
            left, right = sorted(self.place_of(plane).x() for plane in self._run)
            accent = QColor(self.palette().color(QPalette.ColorRole.Highlight))
            band = QRectF(left, middle - _TICK - 5, max(2, right - left), 2 * _TICK + 10)
            faint = QColor(accent)
            faint.setAlpha(60)
            painter.fillRect(band, faint)
            painter.setPen(QPen(accent, 2))
            for x, arm in ((band.left(), _ARM), (band.right(), -_ARM)):
                painter.drawLine(QPointF(x, band.top()), QPointF(x, band.bottom()))
                for y in (band.top(), band.bottom()):
                    painter.drawLine(QPointF(x, y), QPointF(x + arm, y))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(FILL_COLOUR)
        for x in self._places(self._filled):
            painter.drawRect(QRectF(x - 1.5, middle - _TICK - 4.5, 3, _TICK))
        painter.setPen(QPen(MARK_COLOUR, 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for x in self._places(self._marked):
            painter.drawEllipse(QRectF(x - 2, middle + 5, 4, 4))
        painter.end()
        super().paintEvent(event)
