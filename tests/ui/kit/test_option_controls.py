"""Controls made of annotated options: what a person sets is what comes out, and what comes in is what is shown."""

from dataclasses import dataclass, replace
from typing import Annotated

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QSlider, QSpinBox

from inpaint_studio.options import NoOptions, Option
from inpaint_studio.ui.kit.option_controls import OptionControls
from inpaint_studio.ui.kit.range_slider import RangeSlider


@dataclass(frozen=True)
class Options:
    share: Annotated[float, Option("Share", 0, 1, " %", 100, tip="How much")] = 0.5
    reach: Annotated[int, Option("Reach", 1, 500, " px", curve=3.0)] = 8
    dark: Annotated[bool, Option("Dark")] = False
    order: Annotated[str, Option("Order", choices=(("near", "Nearest"), ("far", "Farthest")))] = "near"
    levels: Annotated[tuple[float, float], Option("Levels", 0, 1, "", 255)] = (0.0, 1.0)
    hidden: str = "not annotated"


@pytest.fixture
def controls(qtbot) -> OptionControls:
    made = OptionControls(Options)
    qtbot.addWidget(made)
    made.resize(900, 200)
    made.show()
    made.heard = []
    made.changed.connect(made.heard.append)
    return made


def _named(controls, kind, name):
    return next(one for one in controls.findChildren(kind) if one.accessibleName() == name)


def _share(controls) -> tuple[QSpinBox, QSlider]:
    return _named(controls, QSpinBox, "Share"), _named(controls, QSlider, "Share")


def _type(field: QSpinBox, text: str) -> None:
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Tab)


def test_numbers_are_typed_as_they_are_shown_and_come_out_in_their_own_unit(controls):
    spin, slider = _share(controls)
    assert (spin.text(), slider.value()) == ("50 %", 500)
    _type(spin, "37")
    assert controls.options == Options(share=0.37)
    assert slider.value() == 370
    assert controls.heard[-1] == controls.options
    assert spin.toolTip() == "How much"


def test_a_slider_is_finer_at_the_low_end_where_its_curve_says_so(controls):
    slider, spin = _named(controls, QSlider, "Reach"), _named(controls, QSpinBox, "Reach")
    for place, expected in ((0, 1), (500, round(1 + 499 * 0.5**3)), (1000, 500)):
        slider.setValue(place)
        assert controls.options.reach == spin.value() == expected
        assert isinstance(controls.options.reach, int)


def test_keys_step_a_slider_by_what_its_field_shows(controls):
    spin, slider = _share(controls)
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert spin.value() == 51
    QTest.keyClick(slider, Qt.Key.Key_PageDown)
    assert spin.value() == 41
    QTest.keyClick(slider, Qt.Key.Key_Home)
    assert spin.value() == 0
    QTest.keyClick(slider, Qt.Key.Key_Left)
    assert controls.options.share == 0.0


def test_a_slider_that_is_held_stays_under_the_hand_and_settles_when_it_is_let_go(controls):
    slider, spin = _named(controls, QSlider, "Reach"), _named(controls, QSpinBox, "Reach")
    slider.setSliderDown(True)
    slider.setValue(205)  # between two whole numbers
    shown = spin.value()
    assert slider.value() == 205
    slider.setSliderDown(False)
    slider.sliderReleased.emit()
    assert spin.value() == shown
    assert slider.value() == round(1000 * ((shown - 1) / 499) ** (1 / 3))


def test_what_stays_the_same_is_not_told(controls):
    spin, slider = _share(controls)
    spin.setValue(50)
    slider.setValue(501)  # the same per cent
    controls.set_options(replace(Options(), dark=True, order="far", levels=(0.2, 0.4), share=0.25, reach=77))
    assert controls.heard == []


def test_options_that_are_set_are_shown_and_the_next_change_goes_on_from_them(controls):
    controls.set_options(replace(Options(), dark=True, order="far", levels=(0.2, 0.4), share=0.25, reach=77))
    spin, slider = _share(controls)
    assert (spin.value(), slider.value()) == (25, 250)
    assert _named(controls, QSpinBox, "Reach").value() == 77
    (box,) = controls.findChildren(QCheckBox)
    assert box.isChecked()
    assert _named(controls, QComboBox, "Order").currentText() == "Farthest"
    assert _named(controls, RangeSlider, "Levels").ends == (51, 102)
    box.click()
    assert controls.heard == [Options(share=0.25, reach=77, order="far", levels=(0.2, 0.4))]


def test_a_choice_comes_out_by_its_key_and_a_switch_as_a_truth(controls):
    box = _named(controls, QComboBox, "Order")
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert controls.options.order == "far"
    (switch,) = controls.findChildren(QCheckBox)
    QTest.keyClick(switch, Qt.Key.Key_Space)
    assert controls.options.dark is True
    assert len(controls.heard) == 2


def test_an_end_of_a_range_that_is_typed_past_the_other_takes_it_along(controls):
    low = _named(controls, QSpinBox, "Levels, from")
    high = _named(controls, QSpinBox, "Levels, to")
    _type(high, "100")
    assert controls.options.levels == (0.0, 100 / 255)
    low.setValue(150)
    assert controls.options.levels == (150 / 255, 150 / 255)
    assert (low.value(), high.value()) == (150, 150)
    high.setValue(20)
    assert controls.options.levels == (20 / 255, 20 / 255)
    assert _named(controls, RangeSlider, "Levels").ends == (20, 20)


def test_a_range_that_is_dragged_moves_its_fields(controls):
    slider = _named(controls, RangeSlider, "Levels")
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() - 7, 20))
    QTest.mouseMove(slider, QPoint(7 + 128, 20))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(7 + 128, 20))
    assert _named(controls, QSpinBox, "Levels, to").value() == slider.ends[1] == pytest.approx(128, abs=1)
    assert controls.options.levels[1] == slider.ends[1] / 255


def test_values_that_the_field_cannot_show_are_rounded_in_the_field_alone(controls):
    controls.set_options(replace(Options(), share=0.1234))
    spin, _ = _share(controls)
    assert spin.value() == 12
    assert controls.options.share == 0.1234
    (switch,) = controls.findChildren(QCheckBox)
    switch.click()
    assert controls.options.share == 0.1234  # nobody has touched it


def test_tab_goes_through_the_fields_and_every_control_has_a_name(controls):
    assert controls.first is _share(controls)[0]
    assert controls.last is _named(controls, QSpinBox, "Levels, to")
    for kind in (QSpinBox, QSlider, QComboBox, RangeSlider):
        assert all(one.accessibleName() for one in controls.findChildren(kind))
    buddies = {label.text(): label.buddy() for label in controls.findChildren(QLabel)}
    assert buddies["Share"] is _share(controls)[0]


def test_options_without_any_field_have_no_controls(qtbot):
    controls = OptionControls(NoOptions)
    qtbot.addWidget(controls)
    assert controls.first is controls.last is None
    assert controls.options == NoOptions()


def test_a_text_is_typed_and_what_is_no_option_stays(qtbot):
    @dataclass(frozen=True)
    class Named:
        name: Annotated[str, Option("Name", tip="A rule")] = "{name}"
        cards: tuple[int, ...] = ()

    made = OptionControls(Named)
    qtbot.addWidget(made)
    made.set_options(Named("a", (1, 2)))
    line = _named(made, QLineEdit, "Name")
    assert (line.text(), line.toolTip()) == ("a", "A rule")
    line.selectAll()
    QTest.keyClicks(line, "b{name}")
    assert made.options == Named("b{name}", (1, 2))
