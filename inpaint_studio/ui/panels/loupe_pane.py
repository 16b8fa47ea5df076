"""What a loupe is made of: panes that show a part of an enlarged picture, and the map that says which."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.picture import Pixels
from inpaint_studio.ui.kit.pixels import shown

ZOOMS = (1, 2, 3, 4, 6, 8)  # device pixels of the screen to one of the enlarged picture
_NOTCH = 120  # of a wheel, as Qt counts its turning
_MOVES = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_ZOOMS_BY_KEY = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1}
_STEP = 8  # arrow keys to the width of a pane


@dataclass(frozen=True)
class LoupeView:
    """What every pane shows."""

    size: Size  # of the enlarged picture
    x: float  # the middle, pixels of the enlarged picture
    y: float
    zoom: int = 2

    def at(self, x: float, y: float) -> "LoupeView":
        """With the middle there, or as near to it as the picture goes."""
        return replace(self, x=min(max(x, 0.0), float(self.size.width)), y=min(max(y, 0.0), float(self.size.height)))

    def scaled_to(self, size: Size) -> "LoupeView":
        """The same place of the same picture enlarged to another size."""
        across, down = size.width / self.size.width, size.height / self.size.height
        return replace(self, size=size, x=self.x * across, y=self.y * down)

    def zoomed(self, steps: int) -> "LoupeView":
        at = min(max(ZOOMS.index(self.zoom) + steps, 0), len(ZOOMS) - 1)
        return replace(self, zoom=ZOOMS[at])


class LoupeSurface(QWidget):
    """What a loupe is moved on, by the pointer or by keys.

    Signals:
        moved: by how many pixels of the enlarged picture.
        centred: the middle of the picture is to be looked at.
        zoomed: by how many steps.
    """

    moved = Signal(float, float)
    centred = Signal()
    zoomed = Signal(int)

    def __init__(self, name: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view: LoupeView | None = None
        self.part = QRectF()  # of the enlarged picture, that the panes show, beyond its borders too
        self.backdrop = QImage()  # of the whole picture, small
        self._turned = 0
        self.setAccessibleName(name)
        self.setToolTip(tip)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_backdrop(self, pixels: Pixels) -> None:
        """The whole picture, (H, W, 1 | 3 | 4) uint8."""
        self.backdrop = shown(pixels)
        self.update()

    def paint_focus(self, painter: QPainter) -> None:
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for colour, width in ((QColor(0, 0, 0), 6), (self.palette().color(QPalette.ColorRole.Link), 3)):
                painter.setPen(QPen(colour, width))  # light within dark: seen on any picture
                painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    # what Qt calls

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.accept()
        self._turned += event.angleDelta().y()
        steps = int(self._turned / _NOTCH)
        self._turned -= steps * _NOTCH
        if steps:
            self.zoomed.emit(steps)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        if key in _MOVES:
            step = self.part.width() / _STEP
            if modifiers & Qt.KeyboardModifier.ShiftModifier:
                step = self.part.width()
            elif modifiers & Qt.KeyboardModifier.ControlModifier:
                step = 1.0
            self.moved.emit(*(step * direction for direction in _MOVES[key]))
        elif key in _ZOOMS_BY_KEY:
            self.zoomed.emit(_ZOOMS_BY_KEY[key])
        elif key == Qt.Key.Key_Home:
            self.centred.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()


class LoupePane(LoupeSurface):
    """One pane: what is known of its part over what is known of the whole. A drag moves the picture in it.

    Signals:
        resized: another part of the picture is seen now.
    """

    resized = Signal()

    def __init__(self, name: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(name, tip, parent)
        self._place, self._image = QRectF(), QImage()
        self._held: QPointF | None = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(90, 90)

    @property
    def image(self) -> QImage:
        """What it shows of its part; null before anything has come."""
        return self._image

    @property
    def place(self) -> QRectF:
        """Where in the enlarged picture `image` lies."""
        return self._place

    def set_view(self, view: LoupeView) -> None:
        if self.view is not None and self.view.size != view.size:
            self.forget_part()  # of another enlargement
        self.view = view
        scale = self._scale
        width, height = self.width() / scale, self.height() / scale
        self.part = QRectF(view.x - width / 2, view.y - height / 2, width, height)
        self.update()

    def show_part(self, rect: Rect, pixels: Pixels) -> None:
        """rect: pixels of the enlarged picture.  pixels: (rect.height, rect.width, 1 | 3 | 4) uint8, sRGB."""
        self._place, self._image = QRectF(*rect), shown(pixels)
        self.update()

    def forget_part(self) -> None:
        """What it shows is not true any more."""
        self._place, self._image = QRectF(), QImage()
        self.update()

    @property
    def _scale(self) -> float:
        """Screen pixels, as Qt counts them, to one of the enlarged picture."""
        return self.view.zoom / self.devicePixelRatioF() if self.view is not None else 1.0

    # what Qt calls

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Dark))
        if self.view is not None:
            whole = QRectF(0, 0, *self.view.size)
            seen = whole.intersected(self.part)
            painter.save()
            painter.scale(self._scale, self._scale)
            painter.translate(-self.part.topLeft())
            painter.setClipRect(whole)
            if not self._place.contains(seen):  # it is on its way
                self._fill_checks(painter, seen, self.backdrop)
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                painter.drawImage(whole, self.backdrop)
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
            if not self._image.isNull():
                self._fill_checks(painter, self._place, self._image)
                painter.drawImage(self._place, self._image)
            painter.restore()
        self.paint_focus(painter)
        painter.end()

    def _fill_checks(self, painter: QPainter, area: QRectF, image: QImage) -> None:
        """The squares behind transparent pixels, of one size on the screen."""
        if not image.hasAlphaChannel():
            return
        tile = QPixmap(16, 16)
        tile.fill(QColor(205, 205, 205))
        inside = QPainter(tile)
        inside.fillRect(0, 0, 8, 8, QColor(165, 165, 165))
        inside.fillRect(8, 8, 8, 8, QColor(165, 165, 165))
        inside.end()
        brush = QBrush(tile)
        brush.setTransform(painter.transform().inverted()[0])
        painter.fillRect(area, brush)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._held = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is not None and event.buttons() & Qt.MouseButton.LeftButton:
            by = (self._held - event.position()) / self._scale
            self._held = event.position()
            self.moved.emit(by.x(), by.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._held = None
            self.setCursor(Qt.CursorShape.OpenHandCursor)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def sizeHint(self) -> QSize:
        return QSize(230, 340)


class LoupeMap(LoupeSurface):
    """The whole picture: the loupe follows the pointer over it, and a click has it stay there.

    Signals:
        looked_at: a place, pixels of the enlarged picture, and whether the loupe is to stay there.
        left: the pointer is gone; the loupe goes back to where it was to stay.
    """

    looked_at = Signal(float, float, bool)
    left = Signal()

    def __init__(self, name: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(name, tip, parent)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setMinimumHeight(90)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_part(self, view: LoupeView, part: QRectF) -> None:
        self.view, self.part = view, part
        self.update()

    def place_of(self, x: float, y: float) -> QPointF:
        """Where a pixel of the enlarged picture is on the widget."""
        area, size = self._area, self.view.size if self.view is not None else Size(1, 1)
        return QPointF(area.x() + x / size.width * area.width(), area.y() + y / size.height * area.height())

    @property
    def _area(self) -> QRectF:
        """Where the picture lies."""
        if self.view is None:
            return QRectF()
        width, height = self.view.size
        scale = min((self.width() - 6) / width, (self.height() - 6) / height)
        across, down = max(1.0, width * scale), max(1.0, height * scale)
        return QRectF((self.width() - across) / 2, (self.height() - down) / 2, across, down)

    def _look(self, at: QPointF, stays: bool) -> None:
        area = self._area
        if self.view is None or area.isEmpty():
            return
        x, y = (at.x() - area.x()) / area.width(), (at.y() - area.y()) / area.height()
        if stays or (0 <= x <= 1 and 0 <= y <= 1):
            self.looked_at.emit(x * self.view.size.width, y * self.view.size.height, stays)

    # what Qt calls

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = self._area
        if self.view is not None and not self.backdrop.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            if self.backdrop.hasAlphaChannel():
                painter.fillRect(area, QColor(165, 165, 165))
            painter.drawImage(area, self.backdrop)
            corners = (
                self.place_of(self.part.left(), self.part.top()),
                self.place_of(self.part.right(), self.part.bottom()),
            )
            frame = QRectF(*corners).intersected(area)
            least = 6 - min(frame.width(), frame.height(), 6)  # of a large picture it would not be seen
            frame = frame.adjusted(-least / 2, -least / 2, least / 2, least / 2)
            painter.setPen(QPen(QColor(0, 0, 0, 150), 3))
            painter.drawRect(frame)
            painter.setPen(QPen(QColor(255, 90, 90), 1.4))
            painter.drawRect(frame)
        self.paint_focus(painter)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._look(event.position(), stays=True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._look(event.position(), stays=bool(event.buttons() & Qt.MouseButton.LeftButton))

    def leaveEvent(self, event: object) -> None:
        self.left.emit()

    def sizeHint(self) -> QSize:
        return QSize(240, 170)
