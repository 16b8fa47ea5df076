"""The size of an enlarged picture: whatever is typed, the proportions stay and the other fields follow."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from inpaint_studio.editing.geometry import Size
from inpaint_studio.ui.panels.enlarged_size import SizeFields


@pytest.fixture
def fields(qtbot):
    made = SizeFields()
    qtbot.addWidget(made)
    made.begin(Size(300, 201), 2)
    made.sizes = []
    made.changed.connect(made.sizes.append)
    made.show()
    return made


def _type(field, text: str) -> None:
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Tab)


def _shown(fields) -> tuple[int, int, float, list[int]]:
    pressed = [factor for factor, button in fields.factors.items() if button.isChecked()]
    return fields.width_field.value(), fields.height_field.value(), fields.percent.value(), pressed


def test_a_factor_sets_all_the_others(fields):
    assert _shown(fields) == (600, 402, 200.0, [2])
    QTest.mouseClick(fields.factors[4], Qt.MouseButton.LeftButton)
    assert _shown(fields) == (1200, 804, 400.0, [4])
    assert fields.sizes == [Size(1200, 804)]
    QTest.mouseClick(fields.factors[4], Qt.MouseButton.LeftButton)  # it stays pressed
    assert _shown(fields)[3] == [4]
    assert fields.sizes == [Size(1200, 804)]


def test_width_height_and_percent_can_be_typed(fields):
    _type(fields.width_field, "900")
    assert _shown(fields) == (900, 603, 300.0, [3])
    _type(fields.height_field, "402")
    assert _shown(fields) == (600, 402, 200.0, [2])
    _type(fields.percent, "150")
    assert _shown(fields) == (450, 302, 150.0, [])
    assert fields.sizes == [Size(900, 603), Size(600, 402), Size(450, 302)]
    assert fields.factor == 1.5


def test_a_number_that_is_half_typed_is_no_size(fields):
    fields.width_field.setFocus()
    fields.width_field.selectAll()
    QTest.keyClicks(fields.width_field, "90")
    assert fields.sizes == []


def test_nothing_beyond_four_times_or_below_once_can_be_asked_for(fields):
    _type(fields.width_field, "9999")
    assert fields.size_now.width <= 1200
    _type(fields.percent, "20")
    assert fields.size_now == fields.size_now._replace(width=max(300, fields.size_now.width))
    fields.begin(Size(300, 201), 99.0)
    assert fields.size_now == Size(1200, 804)


def test_one_pixel_has_a_size_too(fields):
    fields.begin(Size(1, 1), 3)
    assert _shown(fields) == (3, 3, 300.0, [3])
    QTest.keyClick(fields.factors[2], Qt.Key.Key_Space)
    assert fields.size_now == Size(2, 2)
