"""A person who presses, lets go and changes windows in any order, through the window system's own events."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu

from inpaint_studio.ui.canvas.compare import Compare
from inpaint_studio.ui.shell.window import Window

NONE, LEFT, RIGHT, MIDDLE = (
    Qt.MouseButton.NoButton,
    Qt.MouseButton.LeftButton,
    Qt.MouseButton.RightButton,
    Qt.MouseButton.MiddleButton,
)
_PLAIN = Qt.KeyboardModifier.NoModifier


class Person:
    """Moves a mouse over the window and presses keys. Places are picture pixels."""

    def __init__(self, window: Window) -> None:
        self.window, self.canvas, self.handle = window, window.canvas, window.windowHandle()

    def press(self, button: Qt.MouseButton, x: float, y: float) -> None:
        QTest.mousePress(self.handle, button, _PLAIN, self._at(x, y))

    def move(self, *places: tuple[float, float]) -> None:
        for place in places:
            QTest.mouseMove(self.handle, self._at(*place))

    def release(self, button: Qt.MouseButton, x: float, y: float) -> None:
        QTest.mouseRelease(self.handle, button, _PLAIN, self._at(x, y))

    def _at(self, x: float, y: float) -> QPoint:
        return self.canvas.mapTo(self.window, self.canvas.to_widget(x, y).toPoint())


@pytest.fixture
def person(open_window, picture_file) -> Person:
    window = open_window(picture_file)
    window.activateWindow()
    window.canvas.setFocus()
    window.settings.set(radius=4)
    QApplication.processEvents()
    return Person(window)


def _nothing_goes_on(person: Person, settle) -> None:
    settle(person.window)
    canvas, document = person.canvas, person.window.session.document
    assert not canvas.pointer.is_pressed
    assert not canvas.pointer.space_held
    assert not person.window.session.changes.stroke_is_open
    before = document.mask.copy(), canvas.view, canvas.viewport.split
    person.move((250, 200), (280, 220), (20, 20))
    settle(person.window)
    assert np.array_equal(document.mask, before[0])
    assert (canvas.view, canvas.viewport.split) == before[1:]


def _steps(person: Person) -> list[str]:
    return [step.name for step in person.window.session.document.history.steps]


def test_the_right_button_erases_along_its_whole_way(person, settle):
    mask = person.window.session.document.mask
    mask[:] = 255
    person.press(RIGHT, 50, 50)
    person.move(*((x, 50) for x in range(60, 201, 20)))
    person.release(RIGHT, 200, 50)
    _nothing_goes_on(person, settle)
    assert not mask[50, 50:200].any()
    assert _steps(person) == ["Erase"]


def test_a_box_drawn_with_the_right_button_is_taken_away(person, settle):
    mask = person.window.session.document.mask
    mask[:] = 255
    person.window.set_tool("rectangle")
    person.press(RIGHT, 50, 50)
    person.move((80, 80), (120, 90))
    person.release(RIGHT, 120, 90)
    _nothing_goes_on(person, settle)
    assert not mask[55:85, 55:115].any()
    assert _steps(person) == ["Rectangle"]


def test_a_right_press_in_a_stroke_changes_nothing(person, settle):
    person.press(LEFT, 50, 50)
    person.move((80, 50))
    person.press(RIGHT, 80, 50)
    person.move((120, 50))
    person.release(RIGHT, 120, 50)
    person.move((200, 50))
    person.release(LEFT, 200, 50)
    _nothing_goes_on(person, settle)
    assert person.window.session.document.mask[50, 50:200].all()
    assert _steps(person) == ["Brush"]


def test_a_second_press_of_the_same_button_begins_anew(person, settle):
    """Its release went elsewhere: no line runs from the old stroke to the new one."""
    canvas = person.canvas
    person.press(LEFT, 50, 50)
    person.move((60, 50))
    for kind, x, button, buttons in (
        (QEvent.Type.MouseButtonPress, 200, LEFT, LEFT),
        (QEvent.Type.MouseMove, 210, NONE, LEFT),
        (QEvent.Type.MouseButtonRelease, 210, LEFT, NONE),
    ):
        at = canvas.to_widget(x, 200)
        QApplication.sendEvent(canvas, QMouseEvent(kind, at, canvas.mapToGlobal(at), button, buttons, _PLAIN))
    person.release(LEFT, 210, 200)
    _nothing_goes_on(person, settle)
    assert not person.window.session.document.mask[70:180].any()
    assert _steps(person) == ["Brush", "Brush"]


def test_a_canvas_that_is_resized_in_mid_stroke_is_painted_under_the_pointer(person, settle):
    person.press(LEFT, 50, 50)
    person.move((60, 50))
    before = person.canvas.width()
    person.window.actions_by_name["panels"].trigger()  # with Tab, say
    QApplication.processEvents()
    assert person.canvas.width() > before
    person.move((100, 50))
    person.release(LEFT, 100, 50)
    _nothing_goes_on(person, settle)
    rows, columns = np.nonzero(person.window.session.document.mask)
    assert (rows.min(), rows.max()) == pytest.approx((46, 54), abs=1)
    assert (columns.min(), columns.max()) == pytest.approx((46, 104), abs=1)


@pytest.mark.parametrize("way", ["close", "quit"])
def test_a_document_closed_in_mid_stroke_is_asked_about(person, settle, way):
    window = person.window
    document = window.session.document
    person.press(LEFT, 100, 100)
    person.move((120, 100))
    window.actions_by_name[way].trigger()
    QApplication.processEvents()
    assert window.files.question is not None
    assert window.isVisible()
    assert window.session.document is document
    window.files.question.reject()
    person.release(LEFT, 120, 100)
    _nothing_goes_on(person, settle)
    assert _steps(person) == ["Brush"]


@pytest.mark.parametrize("button", [LEFT, RIGHT, MIDDLE])
@pytest.mark.parametrize("what", ["menu", "modal dialog", "other window", "space"])
def test_what_comes_in_between_leaves_nothing_pressed(person, settle, button, what):
    window = person.window
    person.press(button, 50, 50)
    person.move((60, 50))
    match what:
        case "menu":
            other = QMenu(window)
            other.addAction("x")
            other.popup(window.mapToGlobal(QPoint(10, 10)))
        case "modal dialog":
            other = QDialog(window)
            other.open()
        case "other window":
            other = QDialog()
            other.show()
            other.activateWindow()
        case "space":
            QTest.keyPress(person.handle, Qt.Key.Key_Space)
            other = QDialog(window)
            other.open()
    QApplication.processEvents()
    assert not person.canvas.pointer.is_pressed
    other.close()
    window.activateWindow()
    _nothing_goes_on(person, settle)
    person.release(button, 60, 50)
    _nothing_goes_on(person, settle)


def test_space_that_is_let_go_elsewhere_does_not_stay_held(person, settle):
    window, pointer = person.window, person.canvas.pointer
    for place in (window.history.list, window.options.methods, window.options.fill_button):
        window.canvas.setFocus()
        QTest.keyPress(person.handle, Qt.Key.Key_Space)
        assert pointer.space_held
        person.press(LEFT, 50, 50)
        assert pointer.is_panning
        place.setFocus()
        QTest.keyRelease(person.handle, Qt.Key.Key_Space)
        person.release(LEFT, 50, 50)
        _nothing_goes_on(person, settle)


def test_insert_that_repeats_presses_once(person, settle):
    QTest.keyClick(person.canvas, Qt.Key.Key_Right)
    QTest.keyPress(person.handle, Qt.Key.Key_Insert)
    for _ in range(3):
        repeat = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Insert, _PLAIN, "", True)
        QApplication.sendEvent(person.canvas, repeat)
        assert person.canvas.pointer.is_pressed
    person.window.history.list.setFocus()
    _nothing_goes_on(person, settle)


@pytest.mark.parametrize("button", [LEFT, RIGHT, MIDDLE])
@pytest.mark.parametrize("compare", [Compare.AFTER, Compare.SPLIT])
def test_a_double_click_leaves_nothing_pressed(person, settle, button, compare):
    person.window.views.set_compare(compare)
    canvas = person.canvas
    line = QPointF(canvas.width() * canvas.viewport.split, canvas.height() / 2)
    QTest.mouseDClick(person.handle, button, _PLAIN, canvas.mapTo(person.window, line.toPoint()))
    _nothing_goes_on(person, settle)


def test_random_presses_and_windows_leave_nothing_pressed(person, settle):
    random = np.random.default_rng(12)
    buttons = (LEFT, RIGHT, MIDDLE)
    dialogs: list[QDialog] = []
    for _ in range(120):
        x, y, button = random.integers(0, 320), random.integers(0, 240), buttons[random.integers(3)]
        match random.integers(8):
            case 0 | 1:
                person.press(button, x, y)
            case 2 | 3:
                person.release(button, x, y)
            case 4:
                person.move((x, y))
            case 5:
                QTest.keyClick(person.handle, (Qt.Key.Key_Space, Qt.Key.Key_Insert, Qt.Key.Key_Up)[random.integers(3)])
            case 6 if not dialogs:
                dialogs.append(QDialog(person.window))
                dialogs[-1].open()
            case 7 if dialogs:
                dialogs.pop().reject()
                person.window.activateWindow()
                person.canvas.setFocus()
    while dialogs:
        dialogs.pop().reject()
    for button in buttons:
        person.release(button, 10, 10)
    person.move((10, 10))
    _nothing_goes_on(person, settle)
