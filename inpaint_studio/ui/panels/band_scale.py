"""The scale of one band in the levels panel: which of its samples are seen as black and as white."""

from math import floor, log10

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QGridLayout, QLabel, QSizePolicy, QWidget

from inpaint_studio.editing.bands import Band
from inpaint_studio.editing.level_changes import BINS, Distribution
from inpaint_studio.editing.level_presets import band_name
from inpaint_studio.ui.kit.number_fields import field_width
from inpaint_studio.ui.kit.range_slider import RangeSlider
from inpaint_studio.ui.panels.band_values import decimals_of

_STEPS = 1000  # of the slider
_MOST_NAME = 12  # characters of a band's name that have room for certain
_LARGEST = 1e12


class BandScale(QWidget):
    """Which band is seen, its histogram with two handles, and both ends as numbers in the band's unit.

    Signals:
        band_chosen: the number of another band.
        ends_changed: low and high, samples, as a person set them.
    """

    band_chosen = Signal(int)
    ends_changed = Signal(float, float)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        """title: of the colour that the band is seen as; "" for grey."""
        super().__init__(parent)
        self._band, self._is_whole = Band(), True
        self._ends = (0.0, 1.0)
        self._axis = (0.0, 1.0)  # samples at both ends of the slider
        self._distribution: Distribution | None = None
        self._is_own = False  # what changes comes from here
        self.title = QLabel(title, self)
        self.choice = QComboBox(self)
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choice.setMinimumContentsLength(5)
        name = title or self.tr("Grey")
        self.choice.setAccessibleName(self.tr("Band seen as {colour}").format(colour=name))
        self.choice.setToolTip(self.choice.accessibleName())
        self.choice.activated.connect(self.band_chosen)
        self.title.setBuddy(self.choice)
        self.slider = RangeSlider(0, _STEPS, self)
        self.slider.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.slider.setMinimumWidth(120)
        self.slider.setAccessibleName(self.tr("Levels of {colour}").format(colour=name))
        self.slider.setToolTip(self.tr("Drag a handle, or what lies between both."))
        self.slider.set_default(self._set_robust)
        self.slider.changed.connect(self._slid)
        self.low, self.high = self._field(self.tr("Seen as black")), self._field(self.tr("Seen as white"))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.addWidget(self.title, 0, 0)
        grid.addWidget(self.choice, 0, 1, 1, 2)
        grid.addWidget(self.slider, 1, 0, 1, 3)
        grid.addWidget(self.low, 2, 0, 1, 2, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(self.high, 2, 2, Qt.AlignmentFlag.AlignRight)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        self.setTabOrder(self.choice, self.slider)
        self.setTabOrder(self.slider, self.low)
        self.setTabOrder(self.low, self.high)

    def _field(self, name: str) -> QDoubleSpinBox:
        field = QDoubleSpinBox(self)
        field.setAccessibleName(name)
        field.setToolTip(name)
        field.setRange(-_LARGEST, _LARGEST)
        field.setKeyboardTracking(False)  # a number counts once it is typed to its end
        field.valueChanged.connect(self._typed)
        return field

    def show_band(self, bands: tuple[Band, ...], at: int, low: float, high: float, *, is_whole: bool) -> None:
        """Follow the levels. is_whole: whether samples are whole numbers."""
        names = [band_name(bands, number) for number in range(len(bands))]
        if names != [self.choice.itemText(number) for number in range(self.choice.count())]:
            self.choice.clear()
            self.choice.addItems(names)
        self.choice.setCurrentIndex(at)
        is_alone = len(bands) == 1
        self.choice.setHidden(is_alone)
        self.title.setHidden(is_alone)
        if bands[at] is not self._band:
            self._distribution = None
        self._band, self._is_whole, self._ends = bands[at], is_whole, (low, high)
        if not self._is_own:
            self._widen_axis()
        self._show()

    def show_distribution(self, distribution: Distribution | None) -> None:
        if distribution is not self._distribution:
            self._distribution = distribution
            self._widen_axis()
            self._show()

    def _widen_axis(self) -> None:
        """From the least to the most that matters, both ends among it."""
        known = self._distribution
        low, high = self._ends
        least, most = (known.least, known.most) if known is not None else (low, high)
        self._axis = min(least, low), max(most, high)
        if self._axis[1] <= self._axis[0]:
            self._axis = self._axis[0], self._axis[0] + 1.0
        if known is None:
            self.slider.set_counts(None)
            return
        if self._axis == (known.least, known.most):
            self.slider.set_counts([int(count) for count in known.counts])
            return
        centres = np.linspace(*self._axis, BINS)
        places = np.linspace(known.least, known.most, BINS)
        self.slider.set_counts([int(count) for count in np.interp(centres, places, known.counts, left=0, right=0)])

    def _show(self) -> None:
        least, most = self._axis
        places = [round((end - least) / (most - least) * _STEPS) for end in self._ends]
        self.slider.set_ends(*places)
        values = sorted(self._band.value(end) for end in self._ends)
        span = abs(self._band.value(most) - self._band.value(least))
        decimals = decimals_of(self._band, is_whole=self._is_whole, span=span)
        unit = f" {self._band.unit}" if self._band.unit else ""
        for field, value in zip((self.low, self.high), values, strict=True):
            # Only what is another: each of these lays the panel out anew, and a drag sets values many times a second.
            with QSignalBlocker(field):
                if (field.decimals(), field.suffix()) != (decimals, unit):
                    field.setDecimals(decimals)
                    field.setSuffix(unit)
                field.setSingleStep(max(10.0**-decimals, 10.0 ** floor(log10(max(span, 1e-9) / 100))))
                field.setValue(value)
            width = field_width(field, f"-{'0' * _digits(span, values, decimals)}{unit}")
            if width > field.width() or width < 0.7 * field.width():
                field.setFixedWidth(width)

    def _slid(self, one: int, other: int) -> None:
        least, most = self._axis
        before = [round((end - least) / (most - least) * _STEPS) for end in self._ends]
        ends = [
            end if place == was else least + (most - least) * place / _STEPS  # what was not moved stays what it is
            for place, was, end in zip((one, other), before, self._ends, strict=True)
        ]
        self._emit(ends[0], ends[1])

    def _typed(self) -> None:
        low, high = self.low.value(), self.high.value()
        if low > high:  # the other one gives way
            low, high = (low, low) if self.sender() is self.low else (high, high)
        ends = sorted(self._band.sample(value) for value in (low, high))
        self._ends = ends[0], ends[1]
        self._widen_axis()
        self._emit(*ends)

    def _set_robust(self) -> None:
        if self._distribution is not None:
            self._emit(*self._distribution.robust)

    def _emit(self, low: float, high: float) -> None:
        self._is_own = True
        self.ends_changed.emit(low, high)
        self._is_own = False


def _digits(span: float, values: list[float], decimals: int) -> int:
    """Of any value that is near: the field of it does not change as a handle is dragged."""
    most = max(span, *(abs(value) for value in values), 1.0)
    return len(f"{most:.0f}") + (decimals + 1 if decimals else 0)
