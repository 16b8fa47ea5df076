"""Controls made from values change the settings and follow them."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLabel, QSlider, QSpinBox, QToolButton, QWidget

from inpaint_studio.ui.kit.slider import Slider
from inpaint_studio.ui.panels.fitting_row import FittingRow
from inpaint_studio.ui.panels.tool_controls import ToolControls
from inpaint_studio.ui.tools.controls import Check, Choice, Hint, Number, Option, Toggle
from inpaint_studio.ui.tools.tool_settings import ToolSettings

TITLES = ("Size", "Hardness", "Opacity", "Spacing", "Feather", "Reach", "Tolerance")


@pytest.fixture
def settings(qapp, preferences):
    return ToolSettings(preferences)


@pytest.fixture
def host(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


@pytest.fixture
def make(host, settings):
    row = FittingRow(host)
    controls = ToolControls(row, settings, {})
    return lambda *values: controls.group(values)


def test_a_number_is_typed_or_slid_and_follows(make, settings):
    group = make(Number("radius", "Size", 1, 2000, " px", 2.0, curve=3.0))
    spin, bar = group.findChild(QSpinBox), group.findChild(QSlider)
    assert spin.value() == 48
    spin.setValue(100)
    assert settings.now.radius == 50
    bar.setValue(bar.maximum())
    assert settings.now.radius == 1000
    settings.set(radius=5)
    assert spin.value() == 10
    assert bar.value() == pytest.approx(1000 * (9 / 1999) ** (1 / 3), abs=1)
    assert make(Number("feather", "Feather", 0, 250, slider=False)).findChild(QSlider) is None


def test_a_whole_number_stays_whole(make, settings):
    make(Number("edge_width", "Looks around", 2, 100, slider=False)).findChild(QSpinBox).setValue(30)
    assert settings.now.edge_width == 30
    assert isinstance(settings.now.edge_width, int)


def test_toggles_checks_and_choices_change_a_setting(make, settings):
    toggle = make(Toggle("pressure_to_opacity", "pressure_opacity", "Pressure")).findChild(QToolButton)
    check = make(Check("contiguous", "Contiguous", "Connected")).findChild(QCheckBox)
    options = (Option("replace", "replace", "New"), Option("add", "add", "Add"))
    buttons = make(Choice("combine", options)).findChildren(QToolButton)
    assert (toggle.isChecked(), check.isChecked(), [one.isChecked() for one in buttons]) == (False, True, [False, True])
    toggle.click()
    check.click()
    buttons[0].click()
    now = settings.now
    assert (now.pressure_to_opacity, now.contiguous, now.combine) == (True, False, "replace")
    settings.set(combine="add")
    assert buttons[1].isChecked()


def test_a_hint_is_said(make):
    assert make(Hint("Draw a line.")).findChild(QLabel).text() == "Draw a line."


def test_a_tools_own_setting_has_its_default_and_is_remembered(make, settings, preferences):
    group = make(Number("stamp.width", "Width", 1, 99, default=8.0), Check("stamp.round", "Round", "Round stamp"))
    assert group.findChild(QSpinBox).value() == 8
    group.findChild(QSpinBox).setValue(20)
    group.findChild(QCheckBox).click()
    settings.remember()
    again = ToolSettings(preferences).now
    assert (again.value("stamp.width", 8.0), again.value("stamp.round", False)) == (20, True)
    assert again.value("stamp.width", "wide") == "wide"  # of another type than it was stored as


@pytest.mark.parametrize("stored", ["", "no JSON", "[1, 2]", '{"stamp.width": NaN}', '{"stamp.width": [1]}'])
def test_own_settings_that_were_tampered_with_read_as_their_defaults(preferences, stored):
    preferences.set_text("tools/own", stored)
    assert ToolSettings(preferences).now.value("stamp.width", 8.0) == 8.0


def test_a_setting_that_there_is_not_is_a_programmers_error(settings):
    with pytest.raises(TypeError):
        settings.set(radus=3)


@pytest.mark.parametrize("key", ["brush", "rectangle", "livewire", "wand"])
def test_every_number_says_what_it_means_and_not_only_its_name(open_window, picture_file, key, qtbot):
    window = open_window(picture_file)
    action = window.actions_by_name[f"tool_{key}"]
    button = next(one for one in window.tool_bar.findChildren(QToolButton) if one.defaultAction() is action)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    numbers = [one for one in window.options.findChildren(QSpinBox) if one.isVisibleTo(window.options)]
    numbers = [one for one in numbers if one.accessibleName() in TITLES]
    assert numbers
    for number in numbers:
        title, meaning = number.toolTip().split("\n")
        assert title == number.accessibleName()
        assert len(meaning) > len(title)
        for slider in window.options.findChildren(Slider):
            if slider.accessibleName() == title:
                assert slider.toolTip() == f"{number.toolTip()}\nDouble click: back to the default."
