"""The slider of every bar, panel and dialog: a click in its groove goes there and drags on."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider, QWidget

STEPS = {  # of the keys that move a handle
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_PageDown: -10,
    Qt.Key.Key_PageUp: 10,
}
_NOTCH = 120  # of a wheel, as Qt counts its turning
_FINE = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class Slider(QSlider):
    """A horizontal slider as in Photoshop, Krita and Lightroom.

    A press in the groove takes the handle there, and it follows from then on; Qt's own moves by a page. Arrows, Page
    keys and the wheel move by whole steps of what is shown beside it. A double click sets the default.
    """

    def __init__(self, parent: QWidget | None = None, *, notch: int = 1) -> None:
        """notch: how far one notch of the wheel moves it; with Ctrl or Shift it moves one step."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        # Of the keys: by what the field beside it shows, however fine the slider's own scale is.
        self.step: Callable[[int], object] = self._step_itself
        self._default: Callable[[], object] | None = None
        self._notch = notch
        self._turned = 0  # of a notch of the wheel
        self._grip = 0  # pixels from the middle of the handle to where it is held
        self._is_held = False
        self.was_dragged = False  # since it was pressed last: else that was a click

    def set_default(self, default: Callable[[], object], words: str = "") -> None:
        """default: what a double click does. The tooltip, which is set before, tells of it. words: in place of ours."""
        self._default = default
        self.setToolTip(double_click_tip(self.toolTip(), words))

    def _step_itself(self, count: int) -> None:
        self.setValue(self.value() + count * self.singleStep())

    def _part(self, part: QStyle.SubControl) -> QRect:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        return self.style().subControlRect(QStyle.ComplexControl.CC_Slider, option, part, self)

    def place_of(self, value: int) -> QPoint:
        """Where the middle of the handle is when the slider stands at `value`."""
        first, reach, backwards = self._track()
        along = QStyle.sliderPositionFromValue(self.minimum(), self.maximum(), value, reach, backwards)
        return QPoint(first + along, self.height() // 2)

    def _track(self) -> tuple[int, int, bool]:
        """Where the middle of the handle begins, how many pixels it can move, and whether that runs backwards."""
        groove, handle = self._part(QStyle.SubControl.SC_SliderGroove), self._part(QStyle.SubControl.SC_SliderHandle)
        first = groove.x() + handle.center().x() - handle.x()
        return first, max(1, groove.width() - handle.width()), self.invertedAppearance() != self.isRightToLeft()

    def _follow(self, x: int) -> None:
        first, reach, backwards = self._track()
        along = x - self._grip - first
        self.setSliderPosition(QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), along, reach, backwards))

    # what Qt calls

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self.minimum() == self.maximum():
            event.ignore()
            return
        event.accept()
        x, handle = event.position().toPoint().x(), self._part(QStyle.SubControl.SC_SliderHandle)
        is_on_handle = handle.left() <= x <= handle.right()
        self._grip = x - handle.center().x() if is_on_handle else 0
        self._is_held, self.was_dragged = True, False
        self.setSliderDown(True)
        if not is_on_handle:
            self._follow(x)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._is_held:
            event.ignore()
            return
        event.accept()
        self.was_dragged = True
        self._follow(event.position().toPoint().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._is_held or event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        event.accept()
        self._is_held = False
        self.setSliderDown(False)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._default is None or event.button() != Qt.MouseButton.LeftButton:
            self.mousePressEvent(event)
            return
        event.accept()
        self._default()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.accept()  # or what lies below is scrolled at either end
        turned = event.angleDelta()
        self._turned += turned.y() or turned.x()
        notches = int(self._turned / _NOTCH)
        if not notches:
            return
        self._turned -= notches * _NOTCH
        before = self.value()
        if not event.modifiers() & _FINE:
            self.setValue(before + notches * self._notch)
        if self.value() == before:  # less than what the field shows
            self.step(notches)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in STEPS:
            self.step(STEPS[key])
        else:
            super().keyPressEvent(event)


def double_click_tip(tip: str, words: str = "") -> str:
    """A tooltip that also says what a double click does."""
    words = words or QCoreApplication.translate("Slider", "Double click: back to the default.")
    return f"{tip}\n{words}".strip()
