"""How strongly a fill lies over the picture: a slider and a number, which are one value."""

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QSpinBox, QWidget

from inpaint_studio.ui.kit.slider import Slider

_JOIN_MS = 300  # steps of arrows, keys and wheel that follow each other sooner are one change
_SHORTEST = 100  # pixels of the slider: a percent each
_NOTCH = 5  # percent, of the wheel


class StrengthControl(QWidget):
    """Shows the strength of one fill. Its label stands wherever the panel has room for it.

    Signals:
        changed: 0 .. 1, when a drag, the typing or a row of steps has ended.
        moved: 0 .. 1, while the slider is dragged.
    """

    changed = Signal(float)
    moved = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = self.tr("Strength of the fill")
        self._default = 100  # percent
        self.slider = Slider(self, notch=_NOTCH)
        self.slider.setMinimumWidth(_SHORTEST)
        self.number = QSpinBox(self)
        self.number.setSuffix(" %")
        self.number.setKeyboardTracking(False)  # what is half typed is no strength
        self.number.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the wheel does not take the keyboard
        for part in (self.slider, self.number):
            part.setRange(0, 100)
            part.setAccessibleName(words)
            part.setToolTip(words)
        self.slider.set_default(self._reset)
        self.label = QLabel(self.tr("Strength"), self)
        self.label.setBuddy(self.number)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.slider, 1)
        row.addWidget(self.number)
        self._shown = 100
        self._joining = QTimer(self)
        self._joining.setSingleShot(True)
        # Not before a second click would make a double click of the first: both are one change then.
        self._joining.setInterval(max(_JOIN_MS, QApplication.doubleClickInterval()))
        self._joining.timeout.connect(self.finish)
        self.slider.valueChanged.connect(self._slid)
        self.slider.sliderReleased.connect(self._released)
        self.slider.sliderMoved.connect(self._dragged)
        self.number.valueChanged.connect(self._stepped)
        self.number.editingFinished.connect(self.finish)

    def show_strength(self, strength: float | None, default: float = 1.0) -> None:
        """Of the fill that is looked at now, None for what has none. What was not finished for another is given up.

        default: what a double click sets.
        """
        self.setEnabled(strength is not None)
        self.label.setEnabled(strength is not None)
        strength = 1.0 if strength is None else strength
        self._default = round(default * 100)
        self._joining.stop()
        self._shown = round(strength * 100)
        for part in (self.slider, self.number):
            with QSignalBlocker(part):
                part.setValue(self._shown)

    def finish(self) -> None:
        """What is set now holds."""
        self._joining.stop()
        if self.number.value() != self._shown:
            self._shown = self.number.value()
            self.changed.emit(self._shown / 100)

    def _released(self) -> None:
        if self.slider.was_dragged:
            self.finish()
        else:
            self._joining.start()

    def _reset(self) -> None:
        self.slider.setValue(self._default)
        self.moved.emit(self._default / 100)

    def _dragged(self, value: int) -> None:
        self.moved.emit(value / 100)

    def _slid(self, value: int) -> None:
        with QSignalBlocker(self.number):
            self.number.setValue(value)
        if not self.slider.isSliderDown():  # keys, the wheel, clicks beside the handle
            self._joining.start()

    def _stepped(self, value: int) -> None:
        with QSignalBlocker(self.slider):
            self.slider.setValue(value)
        self._joining.start()
