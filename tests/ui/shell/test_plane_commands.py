"""The planes of a stack in the window: walked by keys, slider and wheel, played, marked and filled together."""

import threading
from fractions import Fraction

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from inpaint_studio.editing.stack import Place
from inpaint_studio.ui.canvas.compare import Compare
from inpaint_studio.ui.document.planes import Run

from ..clips import Clip, Film, settled, show_clip, turn, value_of

KEY, MODIFIER = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def stack(open_window, qtbot):
    """A window with a stack of twelve planes."""
    window = open_window()
    window.settings.set(radius=10, hardness=1.0)
    show_clip(window, qtbot)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.canvas.setFocus()
    return window


def press(window, qtbot, key, modifiers=MODIFIER.NoModifier):
    QTest.keyClick(window.canvas, key, modifiers)
    settled(window, qtbot)
    return window.session.document.plane


def seen(window):
    """The grey in the middle of the canvas."""
    canvas = window.canvas
    image = canvas.grab().toImage()
    return image.pixelColor(image.width() // 2, image.height() // 2).red()


def test_keys_walk_the_planes_and_the_view_stays(stack, qtbot):
    stack.canvas.zoom_to(3.0)
    stack.canvas.centre_on(100, 60)
    view = stack.canvas.view
    assert press(stack, qtbot, KEY.Key_Period) == 1
    assert press(stack, qtbot, KEY.Key_PageDown) == 11
    assert press(stack, qtbot, KEY.Key_Comma) == 10
    assert press(stack, qtbot, KEY.Key_PageUp) == 0
    assert press(stack, qtbot, KEY.Key_End) == 11
    assert press(stack, qtbot, KEY.Key_Period) == 11  # there is no other
    assert press(stack, qtbot, KEY.Key_Home) == 0
    assert stack.canvas.view == view
    turn(stack, qtbot, 4)
    assert seen(stack) == value_of(4)


def test_a_photograph_has_no_bar_and_its_keys_are_as_before(window, stack, qtbot):
    actions = window.actions_by_name
    assert window.planes.bar.isHidden()
    assert not actions["next_plane"].isEnabled()
    assert [keys.toString() for keys in actions["pen"].shortcuts()] == ["O", "Ins"]
    assert not stack.planes.bar.isHidden()
    assert [keys.toString() for keys in stack.actions_by_name["pen"].shortcuts()] == ["Ins"]
    stack.session.close_document()
    assert [keys.toString() for keys in stack.actions_by_name["pen"].shortcuts()] == ["O", "Ins"]


@pytest.mark.parametrize("preset", ["photoshop", "krita", "gimp"])
def test_no_key_is_that_of_two_actions_while_a_stack_is_in_view(stack, preset):
    stack.preferences.shortcut_preset = preset
    stack.choices.apply_shortcuts()
    taken: dict[str, str] = {}
    for key, action in stack.actions_by_name.items():
        for shortcut in action.shortcuts():
            assert shortcut.toString() not in taken, (key, taken[shortcut.toString()])
            taken[shortcut.toString()] = key


def test_strokes_stay_on_the_plane_that_they_were_drawn_on(stack, drag, qtbot, settle):
    drag(stack, (40, 40), (120, 40))
    turn(stack, qtbot, 3)
    document = stack.session.document
    assert not document.mask.any()
    drag(stack, (60, 100), (60, 160))
    assert document.mask[130, 60]
    turn(stack, qtbot, 0)
    assert document.mask[40, 80]
    assert not document.mask[130, 60]
    assert stack.session.planes.marked == (0, 3)


def test_a_stroke_ends_before_the_plane_is_turned(stack, qtbot):
    canvas, document = stack.canvas, stack.session.document
    at = [canvas.to_widget(x, 50).toPoint() for x in (50, 100)]
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, MODIFIER.NoModifier, at[0])
    QTest.mouseMove(canvas, at[1])
    stack.session.planes.look_at(5)
    qtbot.waitUntil(lambda: document.plane == 5, timeout=20_000)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, MODIFIER.NoModifier, at[1])
    assert document.history.undo_name == "Brush"
    assert not document.mask.any()
    assert document.state.on(0).mask is not None


def test_undo_turns_to_the_plane_of_the_step(stack, drag, qtbot):
    drag(stack, (40, 40), (120, 40))
    turn(stack, qtbot, 7)
    QTest.keyClick(stack.canvas, KEY.Key_Z, MODIFIER.ControlModifier)
    settled(stack, qtbot)
    assert stack.session.document.plane == 0
    assert not stack.session.document.mask.any()
    turn(stack, qtbot, 7)
    QTest.keyClick(stack.canvas, KEY.Key_Y, MODIFIER.ControlModifier)
    settled(stack, qtbot)
    assert stack.session.document.plane == 0
    assert stack.session.document.mask.any()


def test_the_slider_shows_a_near_plane_while_it_is_dragged_and_the_exact_one_after(open_window, qtbot):
    window, film = open_window(), Film(30)
    document = show_clip(window, qtbot, film)
    slider = window.planes.bar.slider
    at = {plane: slider.place_of(plane) for plane in (0, 12, 23)}
    film.decoded.clear()
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, MODIFIER.NoModifier, at[0])
    QTest.mouseMove(slider, at[12])
    qtbot.waitUntil(lambda: document.plane == slider.value())  # who waits there sees the plane itself
    assert film.decoded[:2] == [10, slider.value()]
    QTest.mouseMove(slider, at[23])
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, MODIFIER.NoModifier, at[23])
    settled(window, qtbot)
    assert document.plane == slider.value()
    assert window.planes.bar.number.value() == document.plane + 1


def test_the_number_field_goes_to_a_plane_and_enter_back_to_the_picture(stack, qtbot):
    number = stack.planes.bar.number
    number.setFocus()
    number.selectAll()
    QTest.keyClicks(number, "9")
    QTest.keyClick(number, KEY.Key_Return)
    settled(stack, qtbot)
    assert stack.session.document.plane == 8
    assert stack.canvas.hasFocus()
    assert not stack.session.document.fills


def test_alt_and_the_wheel_walk_the_planes(stack, qtbot):
    canvas = stack.canvas
    at = QPointF(canvas.rect().center())
    scale = canvas.scale
    for turned in (-120, -120, 120):
        event = QWheelEvent(
            at,
            canvas.mapToGlobal(at),
            QPoint(),
            QPoint(turned, 0),
            Qt.MouseButton.NoButton,
            MODIFIER.AltModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(canvas, event)
        settled(stack, qtbot)
    assert stack.session.document.plane == 1
    assert canvas.scale == scale


def test_in_and_out_points_are_a_run(stack, qtbot):
    turn(stack, qtbot, 3)
    QTest.keyClick(stack.canvas, KEY.Key_I)
    turn(stack, qtbot, 6)
    QTest.keyClick(stack.canvas, KEY.Key_O)
    assert stack.session.planes.run == Run(3, 6)
    assert stack.planes.bar.run.text().startswith("Run 4–7")
    assert stack.actions_by_name["fill_run"].text().endswith("4–7")
    QTest.keyClick(stack.canvas, KEY.Key_I, MODIFIER.ShiftModifier)
    assert stack.session.planes.run == Run(0, 11)
    turn(stack, qtbot, 8)
    stack.session.planes.set_out()
    turn(stack, qtbot, 10)
    stack.session.planes.set_in()  # after the end: a run from here on
    assert stack.session.planes.run == Run(10, 11)


def test_modified_planes_are_walked_in_both_directions(stack, drag, qtbot):
    turn(stack, qtbot, 5)
    drag(stack, (40, 40), (80, 40))
    turn(stack, qtbot, 9)
    drag(stack, (40, 40), (80, 40))
    assert press(stack, qtbot, KEY.Key_PageUp, MODIFIER.ShiftModifier) == 5
    assert press(stack, qtbot, KEY.Key_PageUp, MODIFIER.ShiftModifier) == 5
    assert "No plane before" in stack.messages.text
    assert press(stack, qtbot, KEY.Key_PageDown, MODIFIER.ShiftModifier) == 9


def test_playing_follows_the_clock_and_leaves_planes_out(stack, qtbot):
    planes = stack.session.planes
    now = [0.0]
    planes.clock = lambda: now[0]
    QTest.keyClick(stack.canvas, KEY.Key_Space, MODIFIER.ShiftModifier)
    assert planes.is_playing
    now[0] = 7.5 / 25
    qtbot.waitUntil(lambda: stack.session.document.plane == 7)
    now[0] = 13.5 / 25  # round again
    qtbot.waitUntil(lambda: stack.session.document.plane == 1)
    QTest.keyClick(stack.canvas, KEY.Key_Space, MODIFIER.ShiftModifier)
    assert not planes.is_playing
    assert not stack.actions_by_name["play"].isChecked()
    settled(stack, qtbot)


def test_playing_ends_with_a_stroke(stack, drag, qtbot):
    stack.session.planes.play()
    drag(stack, (40, 40), (80, 40))
    assert not stack.session.planes.is_playing
    settled(stack, qtbot)


def test_frames_of_uneven_times_are_played_by_them(open_window, qtbot):
    clip = Clip(4)
    clip.places = tuple(Place(Fraction(at, 10)) for at in (0, 1, 9, 10))
    window = open_window()
    document = show_clip(window, qtbot, clip)
    now = [0.0]
    window.session.planes.clock = lambda: now[0]
    window.session.planes.play()
    now[0] = 0.85
    qtbot.waitUntil(lambda: document.plane == 1)
    now[0] = 0.95
    qtbot.waitUntil(lambda: document.plane == 2)
    window.session.planes.stop()
    settled(window, qtbot)


def test_a_plane_that_cannot_be_read_is_told_and_the_one_before_stays(open_window, qtbot):
    clip = Clip(6)
    clip.broken.add(2)
    window = open_window()
    document = show_clip(window, qtbot, clip)
    window.session.planes.look_at(2)
    qtbot.waitUntil(lambda: "cannot be read" in window.messages.text)
    settled(window, qtbot)
    assert document.plane == 0
    assert window.planes.bar.number.value() == 1
    turn(window, qtbot, 3)


def test_the_mask_is_used_on_the_planes_of_the_run_and_one_undo_takes_it_off(stack, drag, qtbot, settle):
    drag(stack, (40, 40), (120, 40))
    stack.session.planes.set_run(Run(0, 5))
    stack.actions_by_name["mask_on_run"].trigger()
    settle(stack)
    document = stack.session.document
    assert stack.session.planes.marked == (0, 1, 2, 3, 4, 5)
    mask = document.mask.copy()
    turn(stack, qtbot, 4)
    assert np.array_equal(document.mask, mask)
    QTest.keyClick(stack.canvas, KEY.Key_Z, MODIFIER.ControlModifier)
    settled(stack, qtbot)
    assert stack.session.planes.marked == (0,)
    QTest.keyClick(stack.canvas, KEY.Key_Y, MODIFIER.ControlModifier)
    settled(stack, qtbot)
    stack.actions_by_name["clear_run"].trigger()
    settle(stack)
    assert stack.session.planes.marked == ()


def test_a_run_is_filled_and_shown_and_one_undo_takes_it_back(stack, drag, qtbot, settle):
    drag(stack, (40, 40), (120, 40))
    stack.session.planes.set_run(Run(0, 4))
    stack.actions_by_name["mask_on_run"].trigger()
    settle(stack)
    with qtbot.waitSignal(stack.session.run_filling.finished, timeout=20_000):
        QTest.keyClick(stack.canvas, KEY.Key_Return, MODIFIER.AltModifier)
    settle(stack)
    document = stack.session.document
    assert tuple(document.state.filled_planes) == (0, 1, 2, 3, 4)
    runs = {fill.run for fills in document.state.filled_planes.values() for fill in fills}
    assert len(runs) == 1
    assert runs != {""}
    assert stack.session.planes.marked == ()
    assert document.history.undo_name == "Fill planes"
    assert "5 planes are filled" in stack.messages.text
    stack.actions_by_name["undo"].trigger()
    settled(stack, qtbot)
    assert not document.state.filled_planes
    assert stack.session.planes.marked == (0, 1, 2, 3, 4)


def test_fills_of_a_run_are_seen_as_they_come_and_cancel_keeps_them(open_window, qtbot, drag, settle, grey_engine):
    leave = threading.Semaphore(2)

    def engine(request):
        while not leave.acquire(timeout=0.002):
            yield next(grey_engine(request))  # a moment to cancel at
        yield from grey_engine(request)

    window = open_window(engine=engine)
    window.settings.set(radius=10, hardness=1.0)
    document = show_clip(window, qtbot)
    drag(window, (40, 40), (120, 40))
    window.session.runs.use_mask(Run(0, 5))
    settle(window)
    window.actions_by_name["fill_run"].trigger()
    qtbot.waitUntil(lambda: "2 of 6" in window.status.engine_text, timeout=20_000)
    assert window.session.display.fills == document.fills
    assert tuple(document.state.filled_planes) == (0, 1)
    texts = []
    window.session.message.connect(lambda _, text: texts.append(text))
    window.filling.stop()
    settle(window)
    settled(window, qtbot)
    assert not any("as it was" in text for text in texts)
    assert tuple(document.state.filled_planes) == (0, 1)
    assert document.history.undo_name == "Fill planes"
    assert window.session.planes.marked == (2, 3, 4, 5)
    assert "one undo takes it back" in window.messages.text


def test_a_fill_lands_on_the_plane_it_was_asked_for(open_window, qtbot, drag, settle, slow_engine):
    window = open_window(engine=slow_engine)
    window.settings.set(radius=10, hardness=1.0)
    document = show_clip(window, qtbot)
    turn(window, qtbot, 2)
    drag(window, (40, 40), (120, 40))
    QTest.keyClick(window.canvas, KEY.Key_Return)
    qtbot.waitUntil(lambda: bool(slow_engine.requests), timeout=20_000)
    turn(window, qtbot, 6)
    drag(window, (40, 140), (120, 140))
    QTest.keyClick(window.canvas, KEY.Key_Return)  # waits
    turn(window, qtbot, 8)
    slow_engine.may_finish.set()
    qtbot.waitUntil(lambda: not window.session.filling.is_running, timeout=20_000)
    settle(window)
    assert tuple(document.state.filled_planes) == (2, 6)
    assert [int(request.picture.pixels[0, 0, 0]) for request in slow_engine.requests] == [value_of(2), value_of(6)]
    assert window.session.planes.marked == ()
    assert not window.session.display.fills


def test_before_and_after_are_shown_as_for_pictures(stack, drag, qtbot):
    turn(stack, qtbot, 1)
    stack.actions_by_name["split"].trigger()
    assert stack.canvas.compare is Compare.SPLIT
    turn(stack, qtbot, 2)
    assert stack.canvas.compare is Compare.SPLIT
    stack.actions_by_name["split"].trigger()


def test_adjustments_of_single_copies_are_not_offered_for_planes(stack):
    actions = stack.actions_by_name
    assert not actions["correct_fading"].isEnabled()
    assert not actions["tool_frame"].isEnabled()
    assert "planes of a stack" in actions["correct_fading"].statusTip()


@pytest.fixture
def filled_run(stack, drag, qtbot, settle):
    """Five planes filled together, the third in view."""
    drag(stack, (40, 40), (120, 40))
    stack.session.planes.set_run(Run(0, 4))
    stack.session.runs.use_mask(Run(0, 4))
    settle(stack)
    with qtbot.waitSignal(stack.session.run_filling.finished, timeout=20_000):
        stack.actions_by_name["fill_run"].trigger()
    settle(stack)
    turn(stack, qtbot, 2)
    return stack


def test_what_is_done_to_one_fill_of_a_run_is_offered_for_all(filled_run, settle, qtbot):
    window, document = filled_run, filled_run.session.document
    steps = len(document.history.steps)
    QTest.mouseClick(window.fills.delete_button, Qt.MouseButton.LeftButton)
    assert tuple(document.state.filled_planes) == (0, 1, 3, 4)
    (button,) = [one for one in window.messages.findChildren(QPushButton) if "On all 5 planes" in one.text()]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    settle(window)
    assert not document.state.filled_planes
    assert len(document.history.steps) == steps + 1  # one undo for all
    window.actions_by_name["undo"].trigger()
    settled(window, qtbot)
    assert tuple(document.state.filled_planes) == (0, 1, 2, 3, 4)


def test_a_run_is_hidden_on_all_planes_by_the_menu_of_one_of_its_fills(filled_run, settle):
    fill = filled_run.session.document.fills[0]
    filled_run.fills.run_visible_changed.emit(fill.id, False)
    settle(filled_run)
    planes = filled_run.session.document.state.filled_planes
    assert [fill.visible for fills in planes.values() for fill in fills] == [False] * 5


def _offered(menu):
    return {action.data(): action for action in menu.actions() if action.isVisible() and action.data()}


def test_a_fill_of_a_run_is_made_anew_alone_or_with_its_run(filled_run, settle, qtbot):
    window, session = filled_run, filled_run.session
    window.fills.list.setCurrentIndex(window.fills.list.model().index(0, 0))
    menu = window.fills.remake_button.menu()
    (whole,) = [action for action in menu.actions() if action.menu() is not None]
    assert whole.isVisible()
    assert "neighbours" in _offered(menu)
    before = session.document.state.filled_planes
    steps = len(session.document.history.steps)
    with qtbot.waitSignal(session.filling.finished, timeout=20_000):
        _offered(menu)["membrane"].trigger()
    settle(window)
    after = session.document.state.filled_planes
    assert [after[plane][0] is before[plane][0] for plane in range(5)] == [True, True, False, True, True]
    assert (after[2][0].run, after[2][0].id) == (before[2][0].run, before[2][0].id)
    with qtbot.waitSignal(session.run_filling.finished, timeout=20_000):
        _offered(whole.menu())["membrane"].trigger()
    settle(window)
    again = session.document.state.filled_planes
    assert not any(again[plane][0] is after[plane][0] for plane in range(5))
    assert [fill.id for (fill,) in again.values()] == [fill.id for (fill,) in before.values()]
    assert len(session.document.history.steps) == steps + 2
    window.actions_by_name["undo"].trigger()
    settled(window, qtbot)
    assert session.document.state.filled_planes[0][0] is before[0][0]


def test_the_mask_follows_the_motion_and_is_looked_through(stack, drag, qtbot, settle):
    drag(stack, (40, 40), (120, 40))
    stack.session.planes.set_run(Run(0, 3))
    stack.actions_by_name["follow_motion"].trigger()
    qtbot.waitUntil(lambda: not stack.session.following.is_running, timeout=20_000)
    settle(stack)
    assert stack.session.planes.marked == (0, 1, 2, 3)
    assert stack.session.document.history.undo_name == "Follow the motion"
    assert "Look through them" in stack.messages.text
    stack.actions_by_name["undo"].trigger()
    settled(stack, qtbot)
    assert stack.session.planes.marked == (0,)


def test_neighbours_are_offered_for_stacks_alone(open_window, window, qtbot):
    def offered(one):
        methods = one.options.methods
        return methods.model().item(methods.findData("neighbours")).isEnabled()

    stack = open_window()
    show_clip(stack, qtbot, method=None)
    assert offered(stack)
    assert stack.options.method == "neighbours"  # frames show the same thing
    assert not offered(window)
    assert window.options.method == "auto"
    stack.session.close_document()
    assert stack.options.method == "auto"
