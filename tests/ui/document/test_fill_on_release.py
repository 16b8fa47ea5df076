"""Paint and it is gone: letting go fills, quick strokes join, Esc takes the last one back, and undo makes sense."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.history import FillStep, MaskStep, fills_step, mask_step
from inpaint_studio.files.errors import SaveError
from inpaint_studio.files.memory.abandoned import abandoned
from inpaint_studio.ui.document import hole_parts, jobs
from inpaint_studio.ui.document.recovery import JournalKeeper

NONE, SHIFT, CONTROL, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
RIGHT = Qt.MouseButton.RightButton


@pytest.fixture
def window(open_window, picture_file):
    made = open_window(picture_file)
    QTest.keyClick(made.canvas, Qt.Key.Key_Return, SHIFT)
    made.settings.set(radius=6, hardness=1.0)
    return made


@pytest.fixture
def slow_window(open_window, picture_file, slow_engine):
    made = open_window(picture_file, slow_engine)
    made.actions_by_name["fill_on_release"].trigger()
    made.settings.set(radius=6, hardness=1.0)
    return made


def _steps(window) -> list[str]:
    history = window.session.document.history
    return [step.name for step in history.steps[: history.position]]


def _undo(window, settle) -> None:
    QTest.keyClick(window, Qt.Key.Key_Z, CONTROL)
    settle(window)


def _redo(window, settle) -> None:
    QTest.keyClick(window, Qt.Key.Key_Z, CONTROL | SHIFT)
    settle(window)


def _escape(window, settle) -> None:
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    settle(window)


def test_it_is_off_until_it_is_switched_on_and_then_kept(open_window, picture_file, preferences, drag, settle):
    window = open_window(picture_file)
    action, button = window.actions_by_name["fill_on_release"], window.options.release_button
    assert not action.isChecked()
    drag(window, (60, 60), (90, 60))
    settle(window)
    assert _steps(window) == ["Brush"]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert action.isChecked()
    assert button.isChecked()
    assert window.session.on_release.is_on
    assert open_window(picture_file).session.on_release.is_on
    dialog = window.dialogs.show_preferences()
    assert dialog.on_release.isChecked()
    dialog.on_release.setChecked(False)
    assert not action.isChecked()
    dialog.close()


def test_the_card_of_first_hints_offers_it(open_window, picture_file):
    window = open_window(picture_file)
    window.hints.point_out()
    (box,) = window.hints.findChildren(QCheckBox)
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(10, box.height() // 2))
    assert window.session.on_release.is_on
    window.actions_by_name["fill_on_release"].trigger()
    assert not box.isChecked()


def test_letting_go_of_the_brush_fills(window, drag, settle):
    drag(window, (60, 60), (100, 60))
    settle(window)
    assert len(window.session.document.fills) == 1
    assert not window.session.document.mask.any()


def test_strokes_far_apart_made_while_a_fill_runs_come_one_after_the_other(
    slow_window, slow_engine, drag, settle, monkeypatch
):
    monkeypatch.setattr(hole_parts.parts_of, "__defaults__", (900,))
    for n in range(4):
        drag(slow_window, (20 + 40 * n, 30 + 20 * n), (30 + 40 * n, 30 + 20 * n))
    slow_engine.may_finish.set()
    settle(slow_window)
    assert len(slow_window.session.document.fills) == 4
    assert _steps(slow_window) == ["Brush", "Fill"] * 4
    _undo(slow_window, settle)
    assert _steps(slow_window) == ["Brush", "Fill"] * 3
    assert not slow_window.session.document.mask.any()


def _closed_by_enter(window) -> None:
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)


@pytest.mark.parametrize("tool", ["rectangle", "ellipse", "lasso", "polygon", "livewire"])
def test_letting_go_of_a_shape_fills(window, drag, settle, click, qtbot, tool):
    window.set_tool(tool)
    corners = ((60, 60), (120, 60), (120, 120), (60, 120))
    if tool in ("polygon", "livewire"):
        for corner in corners:
            click(window, *corner)
            qtbot.waitUntil(lambda: not len(window.session.workers), timeout=20_000)
        _closed_by_enter(window)
    else:
        drag(window, *(corners if tool == "lasso" else (corners[0], corners[2])))
    settle(window)
    assert len(window.session.document.fills) == 1
    assert window.session.document.fills[0].coverage.any()
    _undo(window, settle)
    assert _steps(window) == []
    assert not window.session.document.mask.any()


@pytest.fixture
def click():
    def clicked(window, x, y, modifiers=NONE):
        at = window.canvas.to_widget(x, y).toPoint()
        QTest.mouseClick(window.canvas, Qt.MouseButton.LeftButton, modifiers, at)

    return clicked


def test_what_takes_away_the_wand_and_the_mask_menu_do_not_fill(window, drag, settle, click):
    window.actions_by_name["select_all"].trigger()
    settle(window)
    drag(window, (60, 60), (100, 60), button=RIGHT)
    QTest.keyClick(window, Qt.Key.Key_E)
    drag(window, (60, 90), (100, 90))
    window.set_tool("rectangle")
    drag(window, (10, 100), (100, 200), modifiers=CONTROL)
    drag(window, (110, 100), (200, 200), modifiers=ALT)
    settle(window)
    drag(window, (10, 10), (300, 230), modifiers=ALT | SHIFT)
    window.set_tool("wand")
    click(window, 50, 150)
    settle(window)
    window.actions_by_name["invert_mask"].trigger()
    settle(window)
    assert window.session.document.fills == ()


def test_a_stroke_over_what_is_marked_already_fills_it(window, drag, settle):
    window.actions_by_name["fill_on_release"].trigger()
    drag(window, (60, 60), (100, 60))
    window.actions_by_name["fill_on_release"].trigger()
    drag(window, (70, 60), (80, 60))
    settle(window)
    assert len(window.session.document.fills) == 1


def test_quick_strokes_join_into_one_fill_while_another_runs(slow_window, drag, settle, slow_engine, qtbot):
    window = slow_window
    drag(window, (30, 30), (60, 30))
    qtbot.waitUntil(lambda: len(slow_engine.requests) == 1)
    for y in (90, 120, 150):
        drag(window, (60, y), (100, y))
    slow_engine.may_finish.set()
    settle(window)
    assert len(slow_engine.requests) == 2
    joined = slow_engine.requests[1]
    assert joined.rect.y < 95
    assert joined.rect.bottom > 145
    assert len(window.session.document.fills) == 2
    assert not window.session.document.mask.any()


def test_strokes_all_over_a_wide_mask_are_filled_however_fast_they_follow(window, drag, settle, monkeypatch):
    monkeypatch.setattr(jobs, "AT_ONCE", -1)  # every hole is looked for on a worker
    for y in range(20, 220, 20):
        drag(window, (30, y), (60, y))
        drag(window, (200, y), (230, y))
    settle(window)
    document = window.session.document
    assert not document.mask.any()
    assert document.fills
    while _steps(window):
        _undo(window, settle)
    assert not document.mask.any()
    assert document.fills == ()


def test_one_undo_takes_back_fill_and_mark_and_one_redo_brings_them_again(window, drag, settle):
    document = window.session.document
    before = document.composite()
    for y in (60, 120):
        drag(window, (60, y), (100, y))
        settle(window)
    after = document.composite()
    assert _steps(window) == ["Brush", "Fill", "Brush", "Fill"]
    _undo(window, settle)
    assert _steps(window) == ["Brush", "Fill"]
    assert not document.mask.any()
    _undo(window, settle)
    assert _steps(window) == []
    assert np.array_equal(document.composite(), before)
    _redo(window, settle)
    assert _steps(window) == ["Brush", "Fill"]
    _redo(window, settle)
    assert np.array_equal(document.composite(), after)
    assert not document.mask.any()


def test_after_a_crash_one_undo_still_takes_back_fill_and_mark(
    open_window, picture_file, drag, settle, qtbot, tmp_path
):
    window = open_window()
    keeper = JournalKeeper(window.session, tmp_path / "journals")
    with qtbot.waitSignal(window.session.document_changed, timeout=20_000):
        window.session.opening.open(picture_file)
    window.session.on_release.is_on = True
    window.settings.set(radius=6, hardness=1.0)
    drag(window, (60, 60), (100, 60))
    settle(window)
    drag(window, (60, 120), (100, 120))
    settle(window)
    assert _steps(window) == ["Brush", "Fill", "Brush", "Fill"]
    keeper.journal.flush()
    keeper.journal.close()
    (lost,) = abandoned(tmp_path / "journals")
    again = open_window()
    keeper = JournalKeeper(again.session, tmp_path / "journals")
    with qtbot.waitSignal(again.session.document_changed, timeout=20_000):
        keeper.bring_back(lost)
    _undo(again, settle)
    assert _steps(again) == ["Brush", "Fill"]
    assert not again.session.document.mask.any()
    _redo(again, settle)
    assert _steps(again) == ["Brush", "Fill", "Brush", "Fill"]
    _undo(again, settle)
    _undo(again, settle)
    assert _steps(again) == []
    keeper.end()


def _rows(window) -> list[str]:
    model = window.history.list.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def _click_row(window, row: int, settle) -> None:
    rows = window.history.list
    place = rows.visualRect(rows.model().index(row, 0)).center()
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
    settle(window)


def test_history_has_one_row_for_what_one_undo_takes_back(window, drag, settle):
    """And a click on a row never leads between a mark and its fill."""
    document = window.session.document
    drag(window, (60, 60), (100, 60))
    settle(window)
    window.actions_by_name["fill_on_release"].trigger()
    drag(window, (60, 90), (100, 90))
    settle(window)
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    settle(window)
    assert _steps(window) == ["Brush", "Fill", "Brush", "Fill"]
    assert _rows(window) == ["Picture as opened", "Brush, filled", "Brush", "Fill"]
    assert window.history.list.currentIndex().row() == 3
    for row in (3, 2, 1, 0):
        assert window.history.list.currentIndex().row() == row
        named = window.actions_by_name["undo"].text().partition(": ")[2]
        assert named == (_rows(window)[row] if row else "")
        _undo(window, settle)
    assert window.actions_by_name["redo"].text().endswith(": Brush, filled")
    _click_row(window, 1, settle)
    assert len(document.fills) == 1
    assert not document.mask.any()
    _click_row(window, 0, settle)
    assert document.fills == ()
    assert not document.mask.any()
    _redo(window, settle)
    assert _steps(window) == ["Brush", "Fill"]


def test_undo_of_fills_whose_marks_were_made_on_top_of_each_other(slow_window, drag, settle, slow_engine, qtbot):
    window, document = slow_window, slow_window.session.document
    drag(window, (30, 30), (60, 30))
    qtbot.waitUntil(lambda: len(slow_engine.requests) == 1)
    drag(window, (60, 120), (100, 120))
    slow_engine.may_finish.set()
    settle(window)
    assert _steps(window) == ["Brush", "Fill", "Brush", "Fill"]
    _undo(window, settle)
    assert len(document.fills) == 1
    assert not document.mask.any()
    _undo(window, settle)
    assert _steps(window) == []
    assert not document.mask.any()
    _redo(window, settle)
    _redo(window, settle)
    assert len(document.fills) == 2
    assert not document.mask.any()


def test_fills_asked_for_by_enter_are_undone_step_by_step_as_ever(window, drag, settle):
    window.actions_by_name["fill_on_release"].trigger()
    drag(window, (60, 60), (100, 60))
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    settle(window)
    _undo(window, settle)
    assert _steps(window) == ["Brush"]
    assert isinstance(window.session.document.history.steps[0], MaskStep)


def test_esc_takes_back_the_fill_that_runs_and_its_mark(slow_window, drag, settle, slow_engine, qtbot):
    window = slow_window
    drag(window, (30, 30), (60, 30))
    qtbot.waitUntil(lambda: len(slow_engine.requests) == 1)
    _escape(window, settle)
    qtbot.waitUntil(slow_engine.was_closed.is_set, timeout=10_000)
    assert _steps(window) == []
    assert not window.session.document.mask.any()
    assert window.messages.text == "The last mark and its fill are taken back."


def test_esc_takes_back_the_one_that_waits_before_the_one_that_runs(slow_window, drag, settle, slow_engine, qtbot):
    window = slow_window
    drag(window, (30, 30), (60, 30))
    qtbot.waitUntil(lambda: len(slow_engine.requests) == 1)
    drag(window, (60, 120), (100, 120))
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert not window.session.document.mask[120].any()
    assert window.session.document.mask[30].any()
    slow_engine.may_finish.set()
    settle(window)
    assert _steps(window) == ["Brush", "Fill"]
    assert len(slow_engine.requests) == 1


def test_esc_takes_back_the_fill_that_has_just_come_once(window, drag, settle):
    for y in (60, 120):
        drag(window, (60, y), (100, y))
        settle(window)
    _escape(window, settle)
    assert _steps(window) == ["Brush", "Fill"]
    _escape(window, settle)  # closes the message, and takes back no more
    _escape(window, settle)
    assert _steps(window) == ["Brush", "Fill"]
    drag(window, (60, 160), (100, 160))
    settle(window)
    window.session.on_release._just_came.timeout.emit()  # some seconds later
    _escape(window, settle)
    assert _steps(window) == ["Brush", "Fill", "Brush", "Fill"]


LATER = {
    "apart": ((60, 120), (100, 120)),
    "across it": ((45, 24), (45, 60)),  # with a harder brush, so that its soft rim is changed
    "over it": ((30, 30), (60, 30)),
}


@pytest.fixture
def two_strokes(slow_window, drag, settle, slow_engine, qtbot):
    """Paints a soft stroke, and another one while the fill of the first runs."""

    def painted(*later) -> None:
        window = slow_window
        window.settings.set(radius=10, hardness=0.2)
        drag(window, (30, 30), (60, 30))
        qtbot.waitUntil(lambda: len(slow_engine.requests) == 1)
        window.settings.set(radius=8, hardness=1.0)
        for stroke in later:
            drag(window, *stroke)

    return painted


@pytest.mark.parametrize("later", LATER)
def test_esc_leaves_nothing_of_a_stroke_that_was_made_while_another_fill_ran(
    slow_window, two_strokes, settle, slow_engine, qtbot, later
):
    window, document = slow_window, slow_window.session.document
    two_strokes(LATER[later])
    slow_engine.may_finish.set()
    settle(window)
    assert not document.mask.any()
    if later != "over it":  # which is filled with the first
        assert _steps(window) == ["Brush", "Fill", "Brush", "Fill"]
        _escape(window, settle)
        assert _steps(window) == ["Brush", "Fill"]
        assert not document.mask.any()
        assert len(document.fills) == 1
        _redo(window, settle)
        assert len(document.fills) == 2
        _undo(window, settle)
    while _steps(window):
        _undo(window, settle)
    assert document.fills == ()
    assert not document.mask.any()


def test_esc_while_it_waits_then_while_the_first_runs_leaves_nothing(slow_window, two_strokes, settle, slow_engine):
    window, document = slow_window, slow_window.session.document
    two_strokes(LATER["apart"], LATER["across it"])
    _escape(window, lambda _: None)
    assert _steps(window) == ["Brush"]
    _escape(window, settle)  # closes the message
    _escape(window, settle)
    assert _steps(window) == []
    assert not document.mask.any()
    assert len(slow_engine.requests) == 1


def test_esc_while_the_second_runs_takes_its_mark_back_too(slow_window, two_strokes, settle, slow_engine, qtbot):
    window, document = slow_window, slow_window.session.document
    two_strokes(LATER["across it"], LATER["apart"])
    slow_engine.may_finish.set()
    with qtbot.waitSignal(window.session.filling.landed, timeout=20_000):
        pass
    slow_engine.may_finish.clear()
    qtbot.waitUntil(lambda: len(slow_engine.requests) == 2, timeout=20_000)
    assert _steps(window) == ["Brush", "Fill", "Brush", "Brush"]
    assert document.mask[120, 80]
    _escape(window, settle)
    assert _steps(window) == ["Brush", "Fill"]
    assert not document.mask.any()
    assert window.messages.text == "The last mark and its fill are taken back."


def test_esc_takes_a_mark_out_of_the_mask_that_lies_below_something_else(
    slow_window, two_strokes, settle, slow_engine, qtbot
):
    window, document = slow_window, slow_window.session.document
    two_strokes()
    window.session.changes.commit(fills_step(document, (), "Delete fill"))
    _escape(window, settle)
    assert _steps(window) == ["Brush", "Delete fill", "Take mark back"]
    assert not document.mask.any()
    _undo(window, settle)
    assert document.mask[30, 45]
    _redo(window, settle)
    assert not document.mask.any()


def test_esc_takes_back_a_fill_and_its_mark_with_something_else_between(
    slow_window, two_strokes, settle, slow_engine, qtbot
):
    window, document = slow_window, slow_window.session.document
    two_strokes()
    window.session.changes.commit(fills_step(document, (), "Delete fill"))
    slow_engine.may_finish.set()
    settle(window)
    assert _steps(window) == ["Brush", "Delete fill", "Fill"]
    _escape(window, settle)
    assert document.fills == ()
    assert not document.mask.any()


def test_a_fill_that_came_late_is_below_what_was_painted_after_a_crash_too(
    open_window, picture_file, slow_engine, drag, settle, qtbot, tmp_path
):
    window = open_window(None, slow_engine)
    keeper = JournalKeeper(window.session, tmp_path / "journals")
    with qtbot.waitSignal(window.session.document_changed, timeout=20_000):
        window.session.opening.open(picture_file)
    window.session.on_release.is_on = True
    window.settings.set(radius=10, hardness=0.2)
    drag(window, (30, 30), (60, 30))
    qtbot.waitUntil(lambda: len(slow_engine.requests) == 1)
    window.settings.set(radius=8, hardness=1.0)
    drag(window, *LATER["across it"])
    slow_engine.may_finish.set()
    settle(window)
    assert _steps(window) == ["Brush", "Fill", "Brush", "Fill"]
    keeper.journal.flush()
    keeper.journal.close()
    (lost,) = abandoned(tmp_path / "journals")
    again = open_window()
    keeper = JournalKeeper(again.session, tmp_path / "journals")
    with qtbot.waitSignal(again.session.document_changed, timeout=20_000):
        keeper.bring_back(lost)
    document = again.session.document
    assert np.array_equal(document.composite(), window.session.document.composite())
    for done in (["Brush", "Fill"], []):
        _undo(again, settle)
        assert _steps(again) == done
        assert not document.mask.any()
    keeper.end()


def test_undo_while_it_runs_takes_back_mark_and_fill(slow_window, drag, settle, slow_engine, qtbot):
    window = slow_window
    drag(window, (30, 30), (60, 30))
    qtbot.waitUntil(lambda: len(slow_engine.requests) == 1)
    _undo(window, settle)
    assert _steps(window) == []
    assert not window.session.is_filling
    assert not window.session.document.mask.any()


def test_a_stroke_while_candidates_are_offered_only_marks(window, drag, settle):
    window.actions_by_name["fill_on_release"].trigger()
    drag(window, (60, 60), (100, 60))
    window.filling.offer_candidates()
    settle(window)
    assert window.session.candidates.offered
    window.actions_by_name["fill_on_release"].trigger()
    drag(window, (60, 160), (100, 160))
    settle(window)
    assert window.session.document.fills == ()
    window.session.candidates.drop()


def test_an_undo_while_a_fill_runs_cancels_it_first_and_then_takes_the_mark_back(
    slow_window, drag, settle, slow_engine, qtbot
):
    window, document = slow_window, slow_window.session.document
    window.actions_by_name["fill_on_release"].trigger()  # off
    drag(window, (60, 60), (90, 60))
    settle(window)
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(slow_engine.requests) == 1)
    QTest.keyClick(window, Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(slow_engine.was_closed.is_set, timeout=10_000)
    settle(window)
    assert _steps(window) == ["Brush"]
    assert document.mask.any()
    assert document.fills == ()
    _undo(window, settle)
    assert _steps(window) == []
    assert not document.mask.any()


def test_an_undo_of_a_stroke_painted_while_a_fill_runs_leaves_the_fill(slow_window, drag, settle, slow_engine, qtbot):
    window, document = slow_window, slow_window.session.document
    window.actions_by_name["fill_on_release"].trigger()  # off
    drag(window, (60, 60), (90, 60))
    settle(window)
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(slow_engine.requests) == 1)
    drag(window, (60, 150), (90, 150))
    QTest.keyClick(window, Qt.Key.Key_Z, CONTROL)
    slow_engine.may_finish.set()
    settle(window)
    assert _steps(window) == ["Brush", "Fill"]
    assert len(document.fills) == 1
    assert not document.mask.any()


# without a window

HERE, THERE = Rect(10, 10, 20, 20), Rect(70, 40, 25, 15)


@pytest.fixture
def session(open_session, grey_engine):
    made = open_session(grey_engine)
    made.on_release.is_on = True
    made.on_release.method = lambda: "membrane"
    return made


@pytest.fixture
def release(qtbot):
    """Marks a rectangle as a tool does that is let go, and waits for its fill unless told otherwise."""

    def released(session, rect: Rect, *, waits: bool = True):
        whole = np.full((rect.height, rect.width), 255, np.uint8)
        step = mask_step(session.document, "Rectangle", rect, whole)
        session.changes.commit(step)
        session.marked.emit(step)
        if waits:
            _wait(session, qtbot)
        return step

    return released


def _wait(session, qtbot) -> None:
    qtbot.waitUntil(lambda: not session.is_filling and not session.changes.is_busy, timeout=20_000)


def _done(session) -> list[str]:
    history = session.document.history
    return [step.name for step in history.steps[: history.position]]


def test_the_method_is_the_one_that_is_chosen_when_the_mark_is_made(open_session, slow_engine, release, qtbot):
    session = open_session(slow_engine)
    session.on_release.method = lambda: "exemplar"
    release(session, HERE)
    assert slow_engine.requests == []  # it is off
    session.on_release.is_on = True
    release(session, THERE, waits=False)
    qtbot.waitUntil(lambda: bool(slow_engine.requests), timeout=20_000)
    assert slow_engine.requests[0].method == "exemplar"
    slow_engine.may_finish.set()
    _wait(session, qtbot)


def test_a_fill_that_fails_leaves_its_mark_which_is_then_a_step_like_any_other(open_session, release, qtbot):
    def fail(request):
        raise SaveError("The engine is gone.")
        yield

    session, texts = open_session(fail), []
    session.on_release.is_on = True
    session.message.connect(lambda level, text: texts.append((level, text)))
    release(session, HERE)
    assert texts == [("error", "The engine is gone.")]
    assert not session.on_release.take_back()
    session.on_release.is_on = False
    release(session, THERE)
    session.on_release.undo()
    assert session.document.mask[HERE.slices].all()
    assert not session.document.mask[THERE.slices].any()


def test_after_a_while_esc_means_something_else(session, release):
    release(session, HERE)
    session.on_release._just_came.timeout.emit()
    assert not session.on_release.take_back()
    assert _done(session) == ["Rectangle", "Fill"]


@pytest.mark.parametrize("between", ["a mark", "an undo", "another picture"])
def test_esc_takes_back_only_what_was_done_last(session, release, show_picture, qtbot, tmp_path, between):
    release(session, HERE)
    match between:
        case "a mark":
            session.on_release.is_on = False
            release(session, THERE)
        case "an undo":
            session.on_release.undo()
        case "another picture":
            show_picture(session, tmp_path / "other.png")
    before = _done(session)
    assert not session.on_release.take_back()
    assert _done(session) == before


def test_esc_after_a_redo_takes_back_nothing_it_did_not_bring(session, release, qtbot):
    release(session, HERE)
    assert session.on_release.take_back()
    assert _done(session) == []
    session.on_release.redo()
    assert _done(session) == ["Rectangle", "Fill"]
    assert not session.on_release.take_back()  # it came by a redo, which an undo takes back


def test_redo_goes_as_far_as_undo_went_however_marks_and_fills_lie(session, release, qtbot):
    """Some marks are filled as they are made, some are not, some fills are asked for by Enter."""
    random = np.random.default_rng(4)
    for number in range(14):
        session.on_release.is_on = bool(random.integers(2))
        release(session, Rect(8 * number, 4 * number, 6, 6))
        if random.integers(3) == 0:
            session.filling.start("membrane")
            _wait(session, qtbot)
    steps = session.document.history.steps
    stops = [session.document.history.position]
    while session.document.history.position:
        session.on_release.undo()
        assert session.document.history.position < stops[-1]
        stops.append(session.document.history.position)
    assert not session.document.mask.any()
    assert session.document.fills == ()
    for stop in reversed(stops[:-1]):
        session.on_release.redo()
        assert session.document.history.position == stop
    assert session.document.history.steps == steps
    # No fill of a release stands without its mark, nor the other way round.
    released = [step for step in steps if isinstance(step, FillStep) and step.marks is not None]
    assert released
    for stop in stops:
        done = set(steps[:stop])
        for fill in released:
            assert all((mark in done) == (fill in done) for mark in fill.living_marks)


def test_once_the_picture_is_closed_there_is_nothing_to_take_back(session, release):
    release(session, HERE)
    session.close_document()
    assert not session.on_release.take_back()
    session.on_release.undo()
    session.on_release.redo()
    session.marked.emit(None)
    assert not session.is_filling
