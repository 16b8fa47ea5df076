"""The controls of the tools' settings: widgets made from what the tools say of them (`tools/controls.py`)."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QSpinBox,
    QToolButton,
    QWidget,
)

from inpaint_studio.ui.kit.number_fields import field_width, show_arrows
from inpaint_studio.ui.kit.slider import Slider
from inpaint_studio.ui.panels.fitting_row import GAP, FittingRow, FittingWords, flat_button
from inpaint_studio.ui.tools.controls import Buttons, Check, Choice, Control, Controls, DropDown, Hint, Number, Toggle
from inpaint_studio.ui.tools.tool_settings import Settings, ToolSettings

_SLIDER_STEPS = 1000
_NOTCH = 25  # of the steps above, that a notch of the wheel moves


class ToolControls:
    """Makes the groups of controls in a row. They change `ToolSettings` and follow it."""

    def __init__(self, row: FittingRow, settings: ToolSettings, actions: dict[str, QAction]) -> None:
        self._row, self._settings, self._actions = row, settings, actions
        self._followers: list[Callable[[Settings], None]] = []
        settings.changed.connect(self._follow)

    def group(self, controls: Controls) -> QWidget:
        """What is shown or hidden together."""
        group = QWidget(self._row)
        layout = QHBoxLayout(group)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        for control in controls:
            self._add(control, group, layout)
        self._follow(self._settings.now)
        return group

    def _add(self, control: Control, group: QWidget, layout: QHBoxLayout) -> None:
        match control:
            case Number():
                self._add_number(control, group, layout)
            case Toggle():
                self._add_toggle(control, group, layout)
            case Check():
                self._add_check(control, group, layout)
            case Choice():
                self._add_choice(control, group, layout)
            case DropDown():
                self._add_drop_down(control, group, layout)
            case Hint():
                hint = FittingWords(_words(control.text), _words(control.short), group)
                hint.setProperty("role", "faint")
                layout.addWidget(hint)
                self._row.hints.append(hint)
            case Buttons():
                for key in control.actions:
                    button = QToolButton(group)
                    button.setDefaultAction(self._actions[key])
                    layout.addWidget(button)

    def _add_number(self, number: Number, group: QWidget, layout: QHBoxLayout) -> None:
        title, suffix = _words(number.title), _words(number.suffix)
        tip = f"{title}\n{_words(number.tip)}" if number.tip else title  # where its label has no room, too
        label = FittingWords(title, _words(number.short), group)
        spin: QSpinBox | QDoubleSpinBox
        if number.decimals:
            spin = QDoubleSpinBox(group)
            spin.setDecimals(number.decimals)
            spin.setSingleStep(10.0**-number.decimals)
            spin.setRange(number.low, number.high)
        else:
            spin = QSpinBox(group)
            spin.setRange(round(number.low), round(number.high))
        spin.setSuffix(suffix)
        spin.setKeyboardTracking(False)
        spin.setAccessibleName(title)
        spin.setToolTip(tip)
        widest = f"{'-' if number.low < 0 else ''}{number.high:.{number.decimals}f}{suffix}"
        if not number.arrows:
            show_arrows(spin, False)
        spin.setFixedWidth(field_width(spin, widest))
        if number.arrows:
            self._row.numbers.append(spin)
        label.setBuddy(spin)
        label.setToolTip(tip)
        box = QHBoxLayout()
        box.setSpacing(GAP)
        box.addWidget(label)
        self._row.labels.append(label)
        bar = self._slider(title, tip, group) if number.slider else None
        if bar is not None:
            box.addWidget(bar)
            self._row.sliders.append(bar)
        box.addWidget(spin)
        layout.addLayout(box)
        low, reach = number.low, number.high - number.low

        def from_spin(value: float) -> None:
            self._settings.set(**{number.setting: value / number.factor})

        def from_slider(value: int) -> None:
            shown = low + reach * (value / _SLIDER_STEPS) ** number.curve
            self._settings.set(**{number.setting: round(shown) / number.factor})

        def follow(now: Settings) -> None:
            value = float(now.value(number.setting, number.default)) * number.factor
            with QSignalBlocker(spin):
                if isinstance(spin, QDoubleSpinBox):
                    spin.setValue(value)
                else:
                    spin.setValue(round(value))
            if bar is not None:
                share = ((value - low) / reach) ** (1 / number.curve) if value > low else 0
                with QSignalBlocker(bar):
                    bar.setValue(round(_SLIDER_STEPS * share))

        spin.valueChanged.connect(from_spin)
        if bar is not None:
            bar.valueChanged.connect(from_slider)
            bar.step = spin.stepBy
            bar.set_default(lambda: self._settings.reset(number.setting, number.default))
        self._followers.append(follow)

    def _slider(self, title: str, tip: str, group: QWidget) -> Slider:
        bar = Slider(group, notch=_NOTCH)
        bar.setRange(0, _SLIDER_STEPS)
        bar.setMinimumWidth(36)
        bar.setMaximumWidth(96)
        bar.setAccessibleName(title)
        bar.setToolTip(tip)
        bar.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return bar

    def _add_toggle(self, toggle: Toggle, group: QWidget, layout: QHBoxLayout) -> None:
        button = flat_button(group, toggle.glyph, _words(toggle.tip))
        button.setCheckable(True)

        def toggled(on: bool) -> None:
            self._settings.set(**{toggle.setting: on})

        button.toggled.connect(toggled)
        self._followers.append(lambda now: button.setChecked(bool(now.value(toggle.setting, toggle.default))))
        layout.addWidget(button)

    def _add_check(self, check: Check, group: QWidget, layout: QHBoxLayout) -> None:
        box = QCheckBox(_words(check.title), group)
        box.setToolTip(_words(check.tip))

        def toggled(on: bool) -> None:
            self._settings.set(**{check.setting: on})

        box.toggled.connect(toggled)
        self._followers.append(lambda now: box.setChecked(bool(now.value(check.setting, check.default))))
        layout.addWidget(box)

    def _add_choice(self, choice: Choice, group: QWidget, layout: QHBoxLayout) -> None:
        buttons = QButtonGroup(group)
        made: dict[str, QToolButton] = {}
        box = QHBoxLayout()
        box.setSpacing(2)
        for option in choice.options:
            button = flat_button(group, option.glyph, _words(option.tip))
            button.setCheckable(True)
            button.setProperty("value", option.value)
            buttons.addButton(button)
            box.addWidget(button)
            made[option.value] = button
        layout.addLayout(box)

        def chosen(button: QToolButton) -> None:
            self._settings.set(**{choice.setting: button.property("value")})

        buttons.buttonClicked.connect(chosen)
        first = choice.options[0].value

        def follow(now: Settings) -> None:
            made.get(str(now.value(choice.setting, first)), made[first]).setChecked(True)

        self._followers.append(follow)

    def _add_drop_down(self, choice: DropDown, group: QWidget, layout: QHBoxLayout) -> None:
        box = QComboBox(group)
        for value, words in choice.options:
            box.addItem(_words(words), value)
        box.setToolTip(_words(choice.title))
        box.setAccessibleName(_words(choice.title))
        box.setFocusPolicy(Qt.FocusPolicy.TabFocus)

        def chosen(index: int) -> None:
            self._settings.set(**{choice.setting: box.itemData(index)})

        def follow(now: Settings) -> None:
            box.setCurrentIndex(max(0, box.findData(now.value(choice.setting, choice.options[0][0]))))

        box.activated.connect(chosen)
        self._followers.append(follow)
        layout.addWidget(box)

    def _follow(self, _: Settings) -> None:
        now = self._settings.now  # a tool may have answered with others before this one heard of a change
        for follower in self._followers:
            follower(now)


def _words(text: str) -> str:
    return QCoreApplication.translate("OptionsBar", text) if text else ""
