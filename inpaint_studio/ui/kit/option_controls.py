"""Controls made from annotated options: sliders with number fields, switches, choices, and ranges over a histogram."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QSpinBox, QWidget

from inpaint_studio.options import OptionField, options_of
from inpaint_studio.ui.kit.flow import FlowLayout
from inpaint_studio.ui.kit.number_fields import field_width
from inpaint_studio.ui.kit.range_slider import RangeSlider
from inpaint_studio.ui.kit.sentences import spoken
from inpaint_studio.ui.kit.slider import Slider

_SLIDER_STEPS = 1000
_SLIDER_WIDTH = 120
_NOTCH = 25  # of the steps above, that a notch of the wheel moves
_GAP = 8


class OptionControls(QWidget):
    """The controls of one dataclass of options. Everything can be done by keys: Tab, arrows, typing.

    Signals:
        changed: the options as they now are, whenever a person changed one.
    """

    changed = Signal(object)

    def __init__(
        self, kind: type, parent: QWidget | None = None, *, in_rows: bool = False, without: Collection[str] = ()
    ) -> None:
        """in_rows: below each other, with the titles in a column of their own; else side by side.

        without: fields that are set elsewhere.
        """
        super().__init__(parent)
        self._kind = kind
        self._now: Any = kind()
        self._followers: list[Callable[[], None]] = []
        self._ranges: list[RangeSlider] = []
        self.first: QWidget | None = None  # that the keyboard goes to
        self.last: QWidget | None = None  # behind which Tab leaves
        self._flow: FlowLayout | None = None
        self._rows: QGridLayout | None = None
        if in_rows:
            self._rows = QGridLayout(self)
            self._rows.setContentsMargins(0, 0, 0, 0)
            self._rows.setVerticalSpacing(_GAP // 2)
            self._rows.setHorizontalSpacing(_GAP)
        else:
            self._flow = FlowLayout(self)
            policy = self.sizePolicy()
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
        makers = {
            "number": self._add_number,
            "whole": self._add_number,
            "switch": self._add_switch,
            "choice": self._add_choice,
            "range": self._add_range,
            "text": self._add_text,
        }
        for field in options_of(kind):
            if field.name not in without:
                makers[field.kind](field)

    @property
    def options(self) -> Any:
        return self._now

    def set_options(self, options: Any) -> None:
        """Show other options of the same kind; `changed` does not tell of it."""
        self._now = options
        for follow in self._followers:
            follow()

    def set_counts(self, counts: Sequence[int] | None) -> None:
        """A histogram to be shown behind the ranges."""
        for slider in self._ranges:
            slider.set_counts(counts)

    def _set(self, field: OptionField, value: Any) -> None:
        if getattr(self._now, field.name) != value:
            self._now = replace(self._now, **{field.name: value})
            for follow in self._followers:
                follow()
            self.changed.emit(self._now)

    def _group(self, *widgets: QWidget) -> None:
        self.last = widgets[-1]
        if self._rows is not None:
            number, (first, *others) = self._rows.rowCount(), widgets
            self._rows.addWidget(first, number, 0, 1, 1 if others else 3)
            for column, widget in enumerate(others, start=1):
                self._rows.addWidget(widget, number, column, 1, 2 if len(others) == 1 else 1)
            return
        group = QWidget(self)
        row = QHBoxLayout(group)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP)
        for widget in widgets:
            row.addWidget(widget)
        if self._flow is not None:
            self._flow.addWidget(group)

    def _spin(self, field: OptionField, name: str) -> QSpinBox:
        spin = QSpinBox(self)
        least, most = field.limits
        unit = spoken(field.option.unit)
        spin.setRange(least, most)
        spin.setSuffix(unit)
        spin.setAccessibleName(name)
        spin.setToolTip(spoken(field.option.tip) or name)
        if self._rows is None:
            spin.setFixedWidth(field_width(spin, f"{most}{unit}"))
        else:  # fields below each other are as wide as their column
            spin.setMinimumWidth(field_width(spin, f"{most}{unit}"))
        self.first = self.first or spin
        return spin

    def _add_number(self, field: OptionField) -> None:
        title, factor = spoken(field.option.title), field.option.factor
        (low, most), curve = field.limits, field.option.curve
        label, slider, spin = QLabel(title, self), Slider(self, notch=_NOTCH), self._spin(field, title)
        label.setBuddy(spin)
        label.setToolTip(spin.toolTip())
        slider.setRange(0, _SLIDER_STEPS)
        slider.setMaximumWidth(_SLIDER_WIDTH)
        slider.setMinimumWidth(_SLIDER_WIDTH if self._rows is None else _SLIDER_WIDTH // 2)
        slider.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        slider.setAccessibleName(title)
        slider.setToolTip(spin.toolTip())
        slider.step = spin.stepBy
        slider.set_default(lambda: self._set(field, field.default))
        self._group(label, slider, spin)

        def set_shown(shown: int) -> None:
            self._set(field, field.valid(shown / factor))

        def slid(place: int) -> None:
            set_shown(round(low + (most - low) * (place / _SLIDER_STEPS) ** curve))

        def follow() -> None:
            shown = round(getattr(self._now, field.name) * factor)
            with QSignalBlocker(spin), QSignalBlocker(slider):
                if spin.value() != shown:
                    spin.setValue(shown)
                if not slider.isSliderDown():
                    slider.setValue(round(_SLIDER_STEPS * ((shown - low) / max(1, most - low)) ** (1 / curve)))

        slider.valueChanged.connect(slid)
        slider.sliderReleased.connect(follow)
        spin.valueChanged.connect(set_shown)
        self._followers.append(follow)
        follow()

    def _add_switch(self, field: OptionField) -> None:
        box = QCheckBox(spoken(field.option.title), self)
        box.setToolTip(spoken(field.option.tip))

        def toggled(on: bool) -> None:
            self._set(field, on)

        def follow() -> None:
            with QSignalBlocker(box):
                box.setChecked(getattr(self._now, field.name))

        box.toggled.connect(toggled)
        self.first = self.first or box
        self._group(box)
        self._followers.append(follow)
        follow()

    def _add_choice(self, field: OptionField) -> None:
        title = spoken(field.option.title)
        label, box = QLabel(title, self), QComboBox(self)
        label.setBuddy(box)
        box.setAccessibleName(title)
        box.setToolTip(spoken(field.option.tip) or title)
        if self._rows is not None:  # a column is as wide as there is room for
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(6)
        for key, name in field.option.choices:
            box.addItem(spoken(name), key)
        self.first = self.first or box
        self._group(label, box)

        def chosen(index: int) -> None:
            self._set(field, box.itemData(index))

        def follow() -> None:
            with QSignalBlocker(box):
                box.setCurrentIndex(box.findData(getattr(self._now, field.name)))

        box.currentIndexChanged.connect(chosen)
        self._followers.append(follow)
        follow()

    def _add_text(self, field: OptionField) -> None:
        title = spoken(field.option.title)
        label, line = QLabel(title, self), QLineEdit(self)
        label.setBuddy(line)
        line.setAccessibleName(title)
        line.setToolTip(spoken(field.option.tip) or title)
        self.first = self.first or line
        self._group(label, line)

        def follow() -> None:
            with QSignalBlocker(line):
                if line.text() != getattr(self._now, field.name):
                    line.setText(getattr(self._now, field.name))
                    line.setCursorPosition(0)  # its beginning is seen where it is too long

        line.textEdited.connect(lambda text: self._set(field, field.valid(text)))
        self._followers.append(follow)
        follow()

    def _add_range(self, field: OptionField) -> None:
        title, factor = spoken(field.option.title), field.option.factor
        least, most = field.limits
        low = self._spin(field, self.tr("{title}, from").format(title=title))
        slider = RangeSlider(least, most, self)
        slider.setAccessibleName(title)
        slider.setToolTip(self.tr("Drag a handle, or what lies between both."))
        high = self._spin(field, self.tr("{title}, to").format(title=title))
        self._ranges.append(slider)
        self._group(low, slider, high)

        def set_ends(one: int, other: int) -> None:
            self._set(field, field.valid((one / factor, other / factor)))

        def follow() -> None:
            ends = [round(end * factor) for end in getattr(self._now, field.name)]
            slider.set_ends(*ends)
            for spin, end in zip((low, high), ends, strict=True):
                with QSignalBlocker(spin):
                    if spin.value() != end:
                        spin.setValue(end)

        slider.set_default(lambda: self._set(field, field.default))
        slider.changed.connect(set_ends)
        low.valueChanged.connect(lambda value: set_ends(value, max(value, high.value())))
        high.valueChanged.connect(lambda value: set_ends(min(value, low.value()), value))
        self._followers.append(follow)
        follow()
