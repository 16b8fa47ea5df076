"""A slider with two handles under a histogram: which values are meant, of those that there are."""

from collections.abc import Callable, Sequence
from math import log1p

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPalette,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from inpaint_studio.ui.kit.slider import STEPS, double_click_tip

_EDGE = 7  # pixels beside the scale, so that handles are whole at its ends
_HANDLE = 6.0  # half a handle's width
_NOTCH = 120  # of a wheel, as Qt counts its turning


class RangeSlider(QWidget):
    """Two whole numbers, the lower first. Drag a handle, or what lies between both; Tab goes from one to the other.

    A click takes the nearer handle there, one of the wheel's notches moves the one under the pointer, and a double
    click sets the default.

    Signals:
        changed: low and high, as a person set them.
    """

    changed = Signal(int, int)

    def __init__(self, least: int, most: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._least, self._most = least, most
        self._ends = [least, most]
        self._counts: tuple[float, ...] = ()  # 0 .. 1, from least to most
        self._raw_counts: tuple[int, ...] | None = None  # as they were set
        self._curve: tuple[QRectF, QPainterPath] | None = None  # of the counts, in a rectangle
        self._active = 0  # the handle that keys move
        self._held: tuple[float, int, int, int] | None = None  # where it was pressed, the ends then, and the handle
        self._was_dragged = False
        self._turned = 0  # of a notch of the wheel
        self._default: Callable[[], object] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)

    @property
    def ends(self) -> tuple[int, int]:
        return self._ends[0], self._ends[1]

    def set_ends(self, low: int, high: int) -> None:
        """Follow what was set elsewhere; `changed` does not tell of it."""
        low, high = sorted((low, high))
        self._ends = [self._within(low), self._within(high)]
        self.update()

    def set_default(self, default: Callable[[], object]) -> None:
        """default: what a double click does. The tooltip tells of it, so that is set before."""
        self._default = default
        self.setToolTip(double_click_tip(self.toolTip()))

    def set_counts(self, counts: Sequence[int] | None) -> None:
        """How often each value from the least to the most occurs; None where that is not known."""
        raw = None if counts is None else tuple(counts)
        if raw == self._raw_counts:
            return
        self._raw_counts, self._curve = raw, None
        # Logarithms: a scratch is a few thousand pixels among millions.
        heights = [log1p(float(count)) for count in raw] if raw is not None else []
        highest = max(heights, default=0.0)
        self._counts = tuple(height / highest for height in heights) if highest > 0 else ()
        self.update()

    def _curve_in(self, scale: QRectF) -> QPainterPath:
        """What the counts look like; made once, since a drag of levels paints three sliders 25 times a second."""
        if self._curve is None or self._curve[0] != scale:
            curve, least = QPainterPath(QPointF(scale.left(), scale.bottom())), scale.bottom()
            step, high = scale.width() / max(1, len(self._counts) - 1), scale.height() - 3
            for number, height in enumerate(self._counts):
                curve.lineTo(scale.left() + number * step, least - height * high)
            curve.lineTo(scale.right(), least)
            self._curve = scale, curve
        return self._curve[1]

    def _within(self, value: int) -> int:
        return min(max(value, self._least), self._most)

    def _set(self, low: int, high: int) -> None:
        if [low, high] != self._ends:
            self._ends = [low, high]
            self.update()
            self.changed.emit(low, high)

    def _move(self, handle: int, value: int) -> None:
        """One handle to a value; it stops at the other."""
        low, high = self._ends
        self._set(*((min(self._within(value), high), high) if handle == 0 else (low, max(self._within(value), low))))

    def _scale(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_EDGE, 1, -_EDGE, -1)

    def _x(self, value: float) -> float:
        scale = self._scale()
        return scale.left() + scale.width() * (value - self._least) / max(1, self._most - self._least)

    def _value(self, x: float) -> float:
        scale = self._scale()
        return self._least + (x - scale.left()) / max(1.0, scale.width()) * (self._most - self._least)

    def _handle_at(self, x: float) -> int:
        """0, 1, or 2 for what lies between both and is far enough from either."""
        low, high = (self._x(end) for end in self._ends)
        if min(abs(x - low), abs(x - high)) > 2 * _HANDLE and low < x < high:
            return 2
        return self._nearer(x)

    def _nearer(self, x: float) -> int:
        low, high = (self._x(end) for end in self._ends)
        if self._ends[0] == self._ends[1]:
            return 0 if x < low else 1
        return 0 if abs(x - low) <= abs(x - high) else 1

    # what Qt calls

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        x = event.position().x()
        handle = self._handle_at(x)
        self._held = (self._value(x), self._ends[0], self._ends[1], handle)
        self._was_dragged = False
        if handle < 2:
            self._active = handle
            self._move(handle, round(self._value(x)))
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if not event.buttons() & Qt.MouseButton.LeftButton:
            self._held = None  # the release may have gone to a dialog, or to another window
        if self._held is None:
            between = self._handle_at(x) == 2
            self.setCursor(Qt.CursorShape.SizeHorCursor if not between else Qt.CursorShape.OpenHandCursor)
            return
        pressed, low, high, handle = self._held
        self._was_dragged = self._was_dragged or abs(x - self._x(pressed)) >= 2
        if handle < 2:
            self._move(handle, round(self._value(x)))
        else:
            by = min(max(round(self._value(x) - pressed), self._least - low), self._most - high)
            self._set(low + by, high + by)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        held, self._held = self._held, None
        if held is not None and held[3] == 2 and not self._was_dragged:  # a click between both
            self._active = self._nearer(event.position().x())
            self._move(self._active, round(held[0]))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._default is not None and event.button() == Qt.MouseButton.LeftButton:
            self._held = None
            self._default()
        else:
            self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.accept()
        turned = event.angleDelta()
        self._turned += turned.y() or turned.x()
        notches = int(self._turned / _NOTCH)
        self._turned -= notches * _NOTCH
        if notches and self._held is None:
            self._active = self._nearer(event.position().x())
            self._move(self._active, self._ends[self._active] + notches)
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in STEPS:
            self._move(self._active, self._ends[self._active] + STEPS[key])
        elif key == Qt.Key.Key_Home:
            self._move(self._active, self._least)
        elif key == Qt.Key.Key_End:
            self._move(self._active, self._most)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self._active = 0 if event.reason() == Qt.FocusReason.TabFocusReason else 1
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusNextPrevChild(self, next: bool) -> bool:
        if self._active != int(next):
            self._active = int(next)
            self.update()
            return True
        return super().focusNextPrevChild(next)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale, palette = self._scale(), self.palette()
        low, high = (self._x(end) for end in self._ends)
        painter.setPen(QPen(palette.color(QPalette.ColorRole.PlaceholderText), 1))
        painter.setBrush(palette.color(QPalette.ColorRole.AlternateBase))
        painter.drawRect(scale)
        accent = QColor(palette.color(QPalette.ColorRole.Highlight))
        faint = QColor(accent)
        faint.setAlpha(50)
        painter.fillRect(QRectF(low, scale.top(), max(1.0, high - low), scale.height()), faint)
        if self._counts:
            curve = self._curve_in(scale)
            painter.setPen(Qt.PenStyle.NoPen)
            for colour, part in (
                (palette.color(QPalette.ColorRole.PlaceholderText), scale),
                (accent, QRectF(low, scale.top(), max(1.0, high - low), scale.height())),
            ):
                painter.setClipRect(part)
                painter.setBrush(colour)
                painter.drawPath(curve)
            painter.setClipping(False)
        for handle, x in enumerate((low, high)):
            is_active = self.hasFocus() and handle == self._active
            painter.setPen(QPen(palette.color(QPalette.ColorRole.WindowText), 1.4))
            painter.drawLine(QPointF(x, scale.top()), QPointF(x, scale.bottom()))
            painter.setBrush(accent if is_active else palette.color(QPalette.ColorRole.Button))
            grip = QRectF(x - _HANDLE, scale.bottom() - 11, 2 * _HANDLE, 11)
            painter.drawRoundedRect(grip, 3, 3)
        painter.end()

    def sizeHint(self) -> QSize:
        return QSize(256 + 2 * _EDGE, 40)
