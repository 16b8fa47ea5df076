"""The size of an enlarged picture: a factor, or width, height or percent, each following the others."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QGridLayout, QHBoxLayout, QLabel, QSpinBox, QToolButton, QWidget

from inpaint_studio.editing.geometry import Size

FACTORS = (2, 3, 4)
_MOST = max(FACTORS)


def enlarged(size: Size, factor: float) -> Size:
    """With the same proportions, as nearly as whole pixels go."""
    return Size(max(1, round(size.width * factor)), max(1, round(size.height * factor)))


class SizeFields(QWidget):
    """Asks for the new size; the proportions stay.

    Signals:
        changed: the new Size.
    """

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._before, self._now = Size(1, 1), Size(2, 2)
        row = QHBoxLayout()
        row.setSpacing(4)
        self.factors: dict[int, QToolButton] = {}
        for factor in FACTORS:
            button = QToolButton(self)
            button.setText(f"{factor}×")
            button.setCheckable(True)
            button.setProperty("role", "segment")
            button.setToolTip(self.tr("{factor} times as wide and as high").format(factor=factor))
            button.setAccessibleName(button.toolTip())
            button.setMinimumWidth(52)
            button.clicked.connect(partial(self._take_factor, factor))
            self.factors[factor] = button
            row.addWidget(button)
        row.addStretch(1)
        self.width_field, self.height_field = QSpinBox(self), QSpinBox(self)
        self.percent = QDoubleSpinBox(self)
        self.percent.setDecimals(1)
        self.percent.setSingleStep(10)
        self.percent.setSuffix(" %")
        self.percent.setRange(100, 100 * _MOST)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        fields: tuple[tuple[str, QSpinBox | QDoubleSpinBox, Callable[[float], Size]], ...] = (
            (self.tr("&Width"), self.width_field, lambda width: enlarged(self._before, width / self._before.width)),
            (
                self.tr("Heigh&t"),
                self.height_field,
                lambda height: enlarged(self._before, height / self._before.height),
            ),
            (self.tr("&Percent"), self.percent, lambda percent: enlarged(self._before, percent / 100)),
        )
        label = QLabel(self.tr("Factor"), self)
        grid.addWidget(label, 0, 0)
        grid.addLayout(row, 0, 1)
        for number, (words, field, size_of) in enumerate(fields, start=1):
            label = QLabel(words, self)
            label.setBuddy(field)
            field.setAccessibleName(words.replace("&", ""))
            field.setKeyboardTracking(False)  # a number that is half typed is not a size
            field.valueChanged.connect(self._taking(size_of))
            grid.addWidget(label, number, 0)
            grid.addWidget(field, number, 1)
        for pixels in (self.width_field, self.height_field):
            pixels.setSuffix(self.tr(" px"))
            pixels.setGroupSeparatorShown(True)
        grid.setColumnStretch(1, 1)

    @property
    def first(self) -> QWidget:
        """That the keyboard goes to."""
        return self.factors[FACTORS[0]]

    @property
    def size_now(self) -> Size:
        """That is asked for."""
        return self._now

    @property
    def factor(self) -> float:
        return self._now.width / self._before.width

    def begin(self, before: Size, factor: float) -> None:
        """Enlarge a picture of this size."""
        self._before = before
        for field, side in ((self.width_field, before.width), (self.height_field, before.height)):
            with QSignalBlocker(field):
                field.setRange(side, side * _MOST)
        self._now = enlarged(before, min(max(factor, 1.0), _MOST))
        self._follow()

    def _taking(self, size_of: Callable[[float], Size]) -> Callable[[float], None]:
        def take(value: float) -> None:
            size = size_of(value)
            if size != self._now:
                self._now = size
                self._follow()
                self.changed.emit(size)
            else:
                self._follow()  # a pressed button stays pressed

        return take

    def _take_factor(self, factor: int, *_: object) -> None:
        self._taking(lambda by: enlarged(self._before, by))(factor)

    def _follow(self) -> None:
        for factor, button in self.factors.items():
            button.setChecked(self._now == enlarged(self._before, factor))
        for field, side in ((self.width_field, self._now.width), (self.height_field, self._now.height)):
            with QSignalBlocker(field):
                field.setValue(side)
        percent = 100 * self.factor
        if not (self.percent.hasFocus() and abs(self.percent.value() - percent) < 0.5):  # it stays as it was typed
            with QSignalBlocker(self.percent):
                self.percent.setValue(percent)
