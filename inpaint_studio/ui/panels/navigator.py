"""The navigator: the whole picture, small, with a frame round what the canvas shows."""

from math import log

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QTransform
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.ui.canvas.canvas import Canvas
from inpaint_studio.ui.canvas.painting import paint_layer
from inpaint_studio.ui.canvas.view import fitted, to_rectf
from inpaint_studio.ui.kit.icons import icon
from inpaint_studio.ui.kit.slider import Slider

_SLIDER = 1000
_STEP, _NOTCH = 10, 30  # of the slider, for a key and for a notch of the wheel: 8 % and 25 %
_LOW, _HIGH = 1 / 64, 32.0


class Navigator(QWidget):
    """A small look at the picture and a zoom slider. Speaks to the canvas it is given."""

    def __init__(self, canvas: Canvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._map = NavigatorMap(canvas, self)
        self._canvas = canvas
        self._slider = Slider(self, notch=_NOTCH)
        self._slider.setRange(0, _SLIDER)
        self._slider.setAccessibleName(self.tr("Zoom"))
        self._slider.setSingleStep(_STEP)
        self._slider.setToolTip(self.tr("Zoom"))
        self._slider.set_default(canvas.fit, self.tr("Double click: fit the picture into the window."))
        self._out, self._in = QToolButton(self), QToolButton(self)
        for button, glyph, words, pressed in (
            (self._out, "zoom_out", self.tr("Zoom out"), canvas.zoom_out),
            (self._in, "zoom_in", self.tr("Zoom in"), canvas.zoom_in),
        ):
            button.setProperty("flat", True)
            button.setProperty("glyph", glyph)
            button.setIcon(icon(glyph))
            button.setIconSize(QSize(16, 16))
            button.setToolTip(words)
            button.setAccessibleName(words)
            button.clicked.connect(pressed)
        row = QHBoxLayout()
        row.addWidget(self._out)
        row.addWidget(self._slider, 1)
        row.addWidget(self._in)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 4)
        column.setSpacing(2)
        column.addWidget(self._map, 1)
        column.addLayout(row)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(250)
        self._timer.timeout.connect(self._map.update)
        self._slider.valueChanged.connect(self._slid)
        canvas.view_changed.connect(self._follow)

    def repaint_picture(self, rect: Rect) -> None:
        """Soon: while a fill streams in, the overview need not follow every piece of it."""
        if not self._timer.isActive():
            self._timer.start()

    def refresh_icons(self) -> None:
        for button, glyph in ((self._out, "zoom_out"), (self._in, "zoom_in")):
            button.setIcon(icon(glyph))

    def _slid(self, value: int) -> None:
        self._canvas.zoom_to(_LOW * (_HIGH / _LOW) ** (value / _SLIDER))

    def _follow(self) -> None:
        blocked = self._slider.blockSignals(True)
        self._slider.setValue(round(_SLIDER * log(max(self._canvas.scale, _LOW) / _LOW) / log(_HIGH / _LOW)))
        self._slider.blockSignals(blocked)
        self._map.update()


class NavigatorMap(QWidget):
    """The picture itself; a click or a drag moves the canvas there."""

    def __init__(self, canvas: Canvas, parent: QWidget) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self.setMinimumHeight(52)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(self.tr("Overview of the picture"))

    def _transform(self) -> QTransform | None:
        display = self._canvas.display
        if display is None:
            return None
        ratio = self.devicePixelRatioF()
        return fitted(display.size, QRectF(self.rect()), ratio, margin=2).transform(QRectF(self.rect()), ratio)

    def paintEvent(self, event: QPaintEvent) -> None:
        display, transform = self._canvas.display, self._transform()
        if display is None or transform is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setClipRect(transform.mapRect(to_rectf(Rect.of_size(display.size))))
        scale = transform.m11() * self.devicePixelRatioF()
        if paint_layer(painter, display, "composite", scale, transform, QRectF(self.rect())):
            QTimer.singleShot(0, self, self.update)
        painter.resetTransform()
        painter.setClipping(False)
        frame = transform.mapRect(to_rectf(self._canvas.visible_part()))
        painter.setPen(QPen(QColor(0, 0, 0, 150), 3))
        painter.drawRect(frame)
        painter.setPen(QPen(QColor(255, 90, 90), 1.4))
        painter.drawRect(frame)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        transform = self._transform()
        if transform is not None:
            back, _ = transform.inverted()
            point = back.map(event.position())
            self._canvas.centre_on(point.x(), point.y())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons():
            self.mousePressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(220, 72)  # small: fills and history need the room, and it can be drawn larger
