"""The fills panel: strength by slider and by number, rows that are whole, names that end in dots."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

KEY = Qt.Key


@pytest.fixture
def filled(open_window, picture_file, drag, qtbot):
    """A window with three fills in its document."""
    window = open_window(picture_file)
    for y in (40, 110, 180):
        drag(window, (60, y), (120, y))
        with qtbot.waitSignal(window.session.filling.finished, timeout=10_000):
            QTest.keyClick(window.canvas, KEY.Key_Return)
    return window


def _strengths(window) -> list[int]:
    return [round(100 * fill.strength) for fill in window.session.document.fills]


def test_a_number_that_is_typed_is_one_step_and_the_keyboard_goes_back_to_the_canvas(filled):
    number = filled.fills.strength.number
    number.setFocus()
    number.selectAll()
    QTest.keyClicks(number, "45")
    assert _strengths(filled) == [100, 100, 100]  # nobody wants 4 %
    QTest.keyClick(number, KEY.Key_Return)
    assert _strengths(filled) == [100, 100, 45]
    assert filled.fills.strength.slider.value() == 45
    assert filled.canvas.hasFocus()
    assert len(filled.session.document.fills) == 3, "Enter filled as well"
    QTest.keyClick(filled, KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert _strengths(filled) == [100, 100, 100]
    assert number.value() == 100


def test_steps_that_follow_each_other_are_one_change(filled, qtbot):
    control = filled.fills.strength
    steps = len(filled.session.document.history.steps)
    for _ in range(5):
        QTest.keyClick(control.number, KEY.Key_Down)
    QTest.keyClick(control.slider, KEY.Key_Left)
    assert control.number.value() == control.slider.value() == 94
    qtbot.waitUntil(lambda: _strengths(filled) == [100, 100, 94])
    assert len(filled.session.document.history.steps) == steps + 1


def test_steps_that_wait_belong_to_the_fill_that_was_looked_at(filled):
    control, rows = filled.fills.strength, filled.fills.list
    QTest.keyClick(control.number, KEY.Key_Down)
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=rows.visualRect(rows.model().index(2, 0)).center())
    assert _strengths(filled) == [100, 100, 99]
    assert control.number.value() == 100


@pytest.mark.parametrize("height", [60, 90, 131])
def test_no_row_is_cut_at_the_bottom(filled, height):
    for rows in (filled.fills.list, filled.history.list):
        rows.resize(rows.width(), height)
        assert rows.viewport().height() % rows.sizeHintForRow(0) == 0
        assert rows.viewport().height() > height - 2 - rows.sizeHintForRow(0)


def test_a_row_is_as_wide_as_the_panel_and_its_tip_has_the_whole_name(filled):
    rows = filled.fills.list
    index = rows.model().index(0, 0)
    assert rows.visualRect(index).width() == rows.viewport().width()
    assert not rows.horizontalScrollBar().isVisible()
    assert (
        rows.model()
        .data(index, Qt.ItemDataRole.ToolTipRole)
        .startswith(rows.model().data(index, Qt.ItemDataRole.DisplayRole))
    )


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_check_of_the_chosen_row_has_a_box(filled, preferences, theme):
    preferences.theme = theme
    filled.theme_requested.emit()
    rows = filled.fills.list
    rows.setCurrentIndex(rows.model().index(0, 0))
    box = rows.visualRect(rows.model().index(0, 0))
    ground = QColor(rows.palette().highlight().color())
    shown = rows.viewport().grab(box).toImage()
    middle = shown.height() // 2
    row = [QColor(shown.pixel(x, middle)) for x in range(1, 34)]
    edges = [x for x, colour in enumerate(row) if abs(colour.lightness() - ground.lightness()) > 40]
    assert edges[-1] - edges[0] >= 12, "only the check itself is seen"
    preferences.theme = "dark"
    filled.theme_requested.emit()


def test_a_click_in_the_strength_is_a_strength_and_a_double_click_the_whole_fill(filled, qtbot):
    control, slider = filled.fills.strength, filled.fills.strength.slider
    steps = len(filled.session.document.history.steps)
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=slider.place_of(40))
    assert control.number.value() == 40
    qtbot.waitUntil(lambda: _strengths(filled) == [100, 100, 40])
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=slider.place_of(70))
    QTest.mouseDClick(slider, Qt.MouseButton.LeftButton, pos=slider.place_of(70))
    qtbot.waitUntil(lambda: _strengths(filled) == [100, 100, 100])
    assert len(filled.session.document.history.steps) == steps + 2, "the first click of the double click was a step"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_strength_has_a_slider_to_aim_at_in_the_smallest_panel(filled, application, language, qtbot):
    filled.preferences.language = language
    application.change_language()
    window = application.windows[0]
    window.resize(900, 600)
    window.resizeDocks([window.docks["fills"]], [1], Qt.Orientation.Horizontal)
    qtbot.waitUntil(lambda: window.fills.strength.slider.width() >= 100)
    assert window.fills.strength.slider.isVisible()
    assert window.fills.delete_button.geometry().right() < window.fills.width()
