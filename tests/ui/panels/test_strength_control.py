"""The strength of a fill by slider and by number: steps that belong together are one change, what stays is none."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication

from inpaint_studio.ui.panels.strength_control import StrengthControl

KEY, LEFT, NONE = Qt.Key, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def control(qtbot) -> StrengthControl:
    """One by itself, at 60 %."""
    made = StrengthControl()
    qtbot.addWidget(made)
    made.resize(300, made.sizeHint().height())
    made.show_strength(0.6)
    made.show()
    return made


@pytest.fixture
def changed(control) -> QSignalSpy:
    return QSignalSpy(control.changed)


@pytest.fixture
def moved(control) -> QSignalSpy:
    return QSignalSpy(control.moved)


def _values(spy: QSignalSpy) -> list[float]:
    return [spy.at(number)[0] for number in range(spy.count())]


def _turn(widget, notches: int, modifiers: Qt.KeyboardModifier = NONE) -> None:
    at, phase = QPointF(widget.rect().center()), Qt.ScrollPhase.NoScrollPhase
    where = (at, QPointF(widget.mapToGlobal(at)))
    event = QWheelEvent(*where, QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton, modifiers, phase, False)
    QApplication.sendEvent(widget, event)


def test_a_drag_is_looked_at_on_its_way_and_changed_at_its_end(control, changed, moved, qtbot):
    slider = control.slider
    QTest.mousePress(slider, LEFT, NONE, slider.place_of(60))
    for value in (50, 30, 20):
        QTest.mouseMove(slider, slider.place_of(value))
        assert control.number.value() == value
    assert _values(moved) == [0.5, 0.3, 0.2]
    assert not control._joining.isActive(), "it would be changed while it is held"
    assert _values(changed) == []
    QTest.mouseRelease(slider, LEFT, NONE, slider.place_of(20))
    assert _values(changed) == [0.2]
    assert not control._joining.isActive()


def test_a_drag_that_ends_where_it_began_changes_nothing(control, changed, moved):
    slider = control.slider
    QTest.mousePress(slider, LEFT, NONE, slider.place_of(60))
    for value in (20, 60):
        QTest.mouseMove(slider, slider.place_of(value))
    QTest.mouseRelease(slider, LEFT, NONE, slider.place_of(60))
    assert _values(moved) == [0.2, 0.6]
    control.finish()
    assert _values(changed) == []


def test_the_wheel_moves_by_notches_of_five_and_finely_by_one(control, changed, qtbot):
    _turn(control.slider, -2)
    assert control.number.value() == 50
    _turn(control.slider, 1, Qt.KeyboardModifier.ControlModifier)
    assert control.number.value() == 51
    _turn(control.slider, 20)  # not beyond the end
    assert control.number.value() == 100
    assert _values(changed) == []
    qtbot.waitUntil(lambda: changed.count() > 0)
    assert _values(changed) == [1.0]


def test_steps_there_and_back_are_no_change(control, changed, qtbot):
    QTest.keyClick(control.number, KEY.Key_Down)
    QTest.keyClick(control.slider, KEY.Key_Right)
    assert control._joining.isActive()
    qtbot.waitUntil(lambda: not control._joining.isActive())
    assert _values(changed) == []


def test_what_is_shown_is_no_change(control, changed, moved):
    """A strength between two percents stays what it is until somebody moves it."""
    control.show_strength(0.456)
    assert control.number.value() == control.slider.value() == 46
    control.finish()
    QTest.keyClick(control.number, KEY.Key_Return)
    assert _values(changed) == _values(moved) == []


def test_what_was_not_finished_is_given_up_when_another_is_shown(control, changed):
    QTest.keyClick(control.number, KEY.Key_Down)
    control.show_strength(0.8)
    assert not control._joining.isActive()
    control.finish()
    assert _values(changed) == []
    assert control.number.value() == control.slider.value() == 80


def test_what_has_no_strength_cannot_be_set(control, changed):
    control.show_strength(None)
    for part in (control.slider, control.number, control.label):
        assert not part.isEnabled()
    assert control.number.value() == control.slider.value() == 100
    control.finish()
    assert _values(changed) == []
    control.show_strength(0.0)
    for part in (control.slider, control.number, control.label):
        assert part.isEnabled()
    assert control.number.value() == 0


@pytest.mark.parametrize(("typed", "strength"), [("0", 0.0), ("7", 0.07), ("100", 1.0), ("250", 0.25)])
def test_a_number_is_typed_within_its_range(control, changed, typed, strength):
    """A third digit that would go beyond 100 is not taken."""
    control.number.setFocus()
    control.number.selectAll()
    QTest.keyClicks(control.number, typed)
    assert _values(changed) == []
    QTest.keyClick(control.number, KEY.Key_Return)
    assert _values(changed) == [strength]
    assert control.slider.value() == round(strength * 100)


def test_a_number_that_is_deleted_and_not_typed_anew_stays(control, changed):
    control.number.setFocus()
    control.number.selectAll()
    QTest.keyClick(control.number, KEY.Key_Delete)
    QTest.keyClick(control.number, KEY.Key_Return)
    assert _values(changed) == []
    assert control.number.value() == 60


def test_a_number_that_is_left_holds(control, changed):
    control.number.setFocus()
    control.number.selectAll()
    QTest.keyClicks(control.number, "35")
    control.slider.setFocus()
    assert _values(changed) == [0.35]


def test_a_double_click_sets_the_default_of_what_is_shown_and_lets_it_be_seen(control, changed, moved, qtbot):
    control.show_strength(0.9, default=0.5)
    slider = control.slider
    QTest.mouseDClick(slider, LEFT, NONE, slider.place_of(90))
    QTest.mouseRelease(slider, LEFT, NONE, slider.place_of(90))
    assert control.number.value() == slider.value() == 50
    assert _values(moved) == [0.5]
    qtbot.waitUntil(lambda: changed.count() > 0)
    assert _values(changed) == [0.5]
    assert "Double click" in slider.toolTip()


def test_the_wheel_over_the_number_does_not_take_the_keyboard(control):
    control.activateWindow()
    control.slider.setFocus()
    _turn(control.number, -1)
    assert control.number.value() == 59
    assert QApplication.focusWidget() is control.slider


# in the panel of fills


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
