"""Automatic lines in the window: found as the mask changes, taken, dropped, dragged, hidden, and remembered."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from inpaint_studio.editing.guidance import Guides
from inpaint_studio.files.memory.journal import restore
from inpaint_studio.files.memory.project import open_project
from inpaint_studio.filling.engine import Engine
from inpaint_studio.filling.region_structure import lines_by_region
from inpaint_studio.filling.request import FillRequest
from inpaint_studio.filling.structure.thresholds import ACCEPTED
from inpaint_studio.ui.document.recovery import JournalKeeper

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


@pytest.fixture
def striped_file(tmp_path):
    """320 x 240 with a dark band across it, whose two edges run level at y = 90 and 150."""
    rng = np.random.default_rng(3)
    pixels = np.full((240, 320, 3), (196, 180, 140), np.float64)
    pixels[90:150] = (60, 70, 110)
    path = tmp_path / "stripes.png"
    Image.fromarray(np.clip(pixels + rng.normal(0, 2, pixels.shape), 0, 255).astype(np.uint8)).save(path)
    return path


@pytest.fixture
def looked(qtbot, settle):
    """Waits until the lines of the mask as it is are there."""

    def wait(window):
        qtbot.waitUntil(lambda: not window.session.is_filling, timeout=120_000)  # its loops may have to be compiled
        settle(window)
        qtbot.waitUntil(lambda: not window.session.lines.is_looking, timeout=60_000)

    return wait


@pytest.fixture
def open_marked(open_window, striped_file, drag, looked):
    """A window with the upper edge of the band hidden by a stroke."""

    def opened(engine=None, path=striped_file):
        window = open_window(path, engine) if engine is not None else open_window(path)
        window.canvas.zoom_to(1.0)
        window.settings.set(radius=28.0)
        drag(window, (150, 90), (170, 90))
        looked(window)
        return window

    return opened


@pytest.fixture
def marked(open_marked):
    window = open_marked()
    window.set_tool("guide")
    return window


def click(window, x, y, button=LEFT):
    QTest.mouseClick(window.canvas, button, pos=window.canvas.to_widget(x, y).toPoint())


def hover(window, x, y):
    at = window.canvas.to_widget(x, y)
    move = QMouseEvent(
        QEvent.Type.MouseMove,
        at,
        window.canvas.mapToGlobal(at),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(window.canvas, move)


def lines_round(request: FillRequest) -> Guides:
    """What the engine finds round the holes of a request: the lines it follows, then those to be offered."""
    regions = list(lines_by_region(request, {}))
    return tuple(line for part in (0, 1) for region in regions for line in region[part])


def found(window):
    return window.session.lines.automatic


def guides(window):
    return window.session.guides.guidance.guides


def names(window):
    return [step.name for step in window.session.document.history.steps]


def kinds(window):
    return [line.kind for line in window.canvas._guides]


def request_of(window):
    document = window.session.document
    return FillRequest(
        document.picture,
        document.fills,
        document.picture.rect,
        document.mask.copy(),
        guides=document.state.guides,
        dropped=document.state.guidance.dropped,
    )


def test_they_appear_after_a_stroke_and_are_what_a_fill_would_find(open_marked):
    window = open_marked()
    (line,) = found(window)
    assert line.probability >= ACCEPTED
    assert all(abs(y - 90) < 2 for _, y in line.points)
    assert lines_round(request_of(window)) == found(window)
    assert kinds(window) == ["followed"]
    assert names(window) == ["Brush"]  # they are no step
    assert guides(window) == ()


def test_they_follow_the_mask(open_marked, drag, looked):
    window = open_marked()
    drag(window, (150, 150), (170, 150))
    looked(window)
    assert sorted({round(line.points[0][1]) for line in found(window)}) == [90, 150]
    window.actions_by_name["undo"].trigger()
    looked(window)
    assert len(found(window)) == 1
    window.actions_by_name["clear_mask"].trigger()
    looked(window)
    assert found(window) == ()
    assert window.canvas._guides == ()


def test_a_thin_hole_has_none(open_marked, looked, drag):
    window = open_marked()
    window.actions_by_name["clear_mask"].trigger()
    looked(window)
    window.settings.set(radius=2.0)
    drag(window, (150, 90), (170, 90))
    looked(window)
    assert found(window) == ()


def test_a_click_drops_one_that_fills_follow_and_another_click_resets_it(marked, looked):
    (line,) = found(marked)
    click(marked, 140, 91)
    looked(marked)
    assert guides(marked) == (replace(line, visible=False),)
    assert marked.session.document.state.guidance.dropped == guides(marked)
    assert found(marked) == ()
    assert lines_round(request_of(marked)) == ()
    assert names(marked)[-1] == "Drop line"
    click(marked, 140, 91)
    looked(marked)
    assert guides(marked) == ()
    assert found(marked) == (line,)
    assert names(marked)[-1] == "Reset line"
    marked.actions_by_name["undo"].trigger()
    looked(marked)
    assert found(marked) == ()
    assert len(guides(marked)) == 1
    marked.actions_by_name["undo"].trigger()
    looked(marked)
    assert found(marked) == (line,)


def test_a_click_takes_one_that_is_only_offered(marked, looked):
    (line,) = found(marked)
    marked.options.method_controls.set_options(replace(marked.options.method_controls.options, lines=False))
    marked.options.method_controls.changed.emit(marked.options.method_controls.options)
    looked(marked)
    assert kinds(marked) == ["offered"]  # no fill follows it unasked now
    click(marked, 140, 89)
    looked(marked)
    assert guides(marked) == (line,)
    assert marked.session.filling.guides == (line,)
    assert kinds(marked) == ["taken"]
    assert names(marked)[-1] == "Take line"
    click(marked, 140, 89)
    looked(marked)
    assert guides(marked) == ()
    assert kinds(marked) == ["offered"]


def test_the_right_button_drops_and_removes(marked, looked):
    (line,) = found(marked)
    click(marked, 140, 91, RIGHT)
    looked(marked)
    assert guides(marked) == (replace(line, visible=False),)
    click(marked, 140, 91, RIGHT)  # once more changes nothing
    looked(marked)
    assert names(marked)[-1] == "Drop line"


def test_an_end_that_is_dragged_makes_it_a_line_of_the_person(marked, looked, drag):
    (line,) = found(marked)
    x, y = line.points[-1]
    drag(marked, (x, y), (x, y + 10), (x, y + 20))
    looked(marked)
    dropped, moved = sorted(guides(marked), key=lambda guide: guide.visible)
    assert dropped == replace(line, visible=False)
    assert (moved.source, moved.probability, moved.visible) == ("person", 1.0, True)
    assert moved.points[-1] == pytest.approx((x, y + 20), abs=1)
    assert moved.points[0] == pytest.approx(line.points[0])
    middle = len(line.points) // 2
    assert moved.points[middle][1] - line.points[middle][1] == pytest.approx(10, abs=2)  # straight stays straight
    assert names(marked)[-2:] == ["Brush", "Move guide line"]
    marked.actions_by_name["undo"].trigger()
    looked(marked)
    assert guides(marked) == ()
    assert found(marked) == (line,)


def test_points_and_ends_of_a_drawn_line_are_dragged_in_one_step_each(open_window, striped_file, drag, settle):
    window = open_window(striped_file)
    window.canvas.zoom_to(1.0)
    window.set_tool("guide")
    drag(window, (40, 40), (80, 60), (140, 60))
    drag(window, (140, 60), (140, 70), (150, 80))
    assert [(round(x), round(y)) for x, y in guides(window)[0].points] == [(40, 40), (80, 60), (150, 80)]
    drag(window, (80, 60), (80, 50), (82, 30))
    assert [(round(x), round(y)) for x, y in guides(window)[0].points] == [(40, 40), (82, 30), (150, 80)]
    assert names(window) == ["Guide line", "Move guide line", "Move guide line"]
    window.actions_by_name["undo"].trigger()
    settle(window)
    assert [(round(x), round(y)) for x, y in guides(window)[0].points] == [(40, 40), (80, 60), (150, 80)]


def test_esc_lets_go_of_a_point_that_is_dragged(marked, looked):
    (line,) = found(marked)
    at = marked.canvas.to_widget(*line.points[-1])
    QTest.mousePress(marked.canvas, LEFT, pos=at.toPoint())
    QTest.mouseMove(marked.canvas, (at + QPointF(0, 30)).toPoint())
    marked.filling.cancel()
    QTest.mouseRelease(marked.canvas, LEFT, pos=(at + QPointF(0, 30)).toPoint())
    looked(marked)
    assert guides(marked) == ()
    assert names(marked) == ["Brush"]


def test_a_line_drawn_along_one_takes_its_place(marked, looked, drag):
    drag(marked, (100, 84), (160, 90), (220, 90))
    looked(marked)
    (drawn,) = guides(marked)
    assert (drawn.source, drawn.probability) == ("person", 1.0)
    assert found(marked) == ()


def test_painting_near_a_line_is_painting(open_marked, drag, looked):
    window = open_marked()
    window.settings.set(radius=4.0)
    drag(window, (120, 90), (121, 90))
    looked(window)
    assert names(window) == ["Brush", "Brush"]
    assert guides(window) == ()


def test_the_switch_hides_them_and_is_remembered(marked, looked, preferences):
    switch = marked.actions_by_name["automatic_lines"]
    assert switch.isChecked()
    switch.trigger()
    looked(marked)
    assert marked.canvas._guides == ()
    assert not preferences.flag("view/automatic_lines", True)
    click(marked, 140, 91)
    looked(marked)
    assert guides(marked) == ()  # what is not seen is not clicked
    QTest.keyClick(marked.canvas, Qt.Key.Key_Semicolon, Qt.KeyboardModifier.ControlModifier)
    looked(marked)
    assert kinds(marked) == ["followed"]


def test_a_method_that_follows_none_shows_none(marked, looked):
    methods = marked.options.methods
    methods.setCurrentIndex(methods.findData("membrane"))
    looked(marked)
    assert found(marked) == ()
    methods.setCurrentIndex(methods.findData("auto"))
    looked(marked)
    assert len(found(marked)) == 1


def test_the_line_under_the_pointer_says_what_a_click_does(marked):
    def grab():
        QApplication.processEvents()
        return marked.canvas.grab().toImage()

    (line,) = found(marked)
    before = grab()
    hover(marked, 140, 91)
    assert marked.canvas.cursor().shape() == Qt.CursorShape.PointingHandCursor
    assert grab() != before
    hover(marked, *line.points[0])
    assert marked.canvas.cursor().shape() == Qt.CursorShape.SizeAllCursor
    hover(marked, 40, 30)
    assert marked.canvas.cursor().shape() == Qt.CursorShape.CrossCursor
    assert grab() == before


def test_the_list_has_them_under_their_own_names(marked, looked, drag):
    (line,) = found(marked)
    percent = round(100 * line.probability)
    marked.actions_by_name["guides"].trigger()
    shown = marked.guides.list
    assert [row.label.text() for row in shown.rows] == [f"Found line 1 · {percent} %"]
    QTest.keyClick(shown.rows[0], Qt.Key.Key_Space)
    looked(marked)
    assert [row.label.text() for row in shown.rows] == [f"Dropped line 1 · {percent} %"]
    QTest.keyClick(shown.rows[0], Qt.Key.Key_Space)
    looked(marked)
    assert [row.label.text() for row in shown.rows] == [f"Taken line 1 · {percent} %"]
    assert marked.session.filling.guides == (line,)
    QTest.keyClick(shown.rows[0], Qt.Key.Key_Delete)
    looked(marked)
    assert [row.label.text() for row in shown.rows] == [f"Found line 1 · {percent} %"]
    assert names(marked)[1:] == ["Drop line", "Take line", "Reset line"]
    shown.close()


@pytest.mark.parametrize("served", ["keep", "hide", "clear"])
def test_after_a_fill_what_was_decided_stays_or_goes(marked, looked, preferences, served):
    preferences.set_text("guides/after_fill", served)
    marked.session.guides.after_fill = replace(marked.session.guides.after_fill, guides=served)
    (line,) = found(marked)
    click(marked, 140, 91)
    looked(marked)
    marked.options.methods.setCurrentIndex(marked.options.methods.findData("exemplar"))
    marked.filling.accept()
    looked(marked)
    assert names(marked)[-1] == "Fill"
    assert guides(marked) == ((replace(line, visible=False),) if served == "keep" else ())
    marked.actions_by_name["undo"].trigger()
    looked(marked)
    assert guides(marked) == (replace(line, visible=False),)


def test_dropped_ones_are_handed_to_the_engine(open_marked, slow_engine, looked):
    slow_engine.may_finish.set()
    window = open_marked(slow_engine)
    window.set_tool("guide")
    (line,) = found(window)
    click(window, 140, 91)
    looked(window)
    window.filling.accept()
    looked(window)
    (request,) = slow_engine.requests
    assert request.guides == ()
    assert request.dropped == (replace(line, visible=False),)


def test_a_fill_follows_what_is_shown_and_its_recipe_has_it(open_marked, looked):
    window = open_marked(Engine(threads=1).fill)
    (line,) = found(window)
    window.options.methods.setCurrentIndex(window.options.methods.findData("exemplar"))
    looked(window)
    window.filling.accept()
    looked(window)
    (fill,) = window.session.document.fills
    assert fill.recipe.guides == (line,)
    assert fill.recipe.settings["lines"] is False  # none is looked for when it is made again
    window.session.filling.remake(fill.id, "exemplar", fill.recipe.seed)
    looked(window)
    (again,) = window.session.document.fills
    assert np.array_equal(again.pixels, fill.pixels)
    assert again.recipe.guides == (line,)


def test_decisions_are_in_project_and_journal(open_window, striped_file, drag, looked, tmp_path):
    window = open_window()
    keeper = JournalKeeper(window.session, tmp_path / "journals")
    window.open(striped_file)
    looked(window)
    window.canvas.zoom_to(1.0)
    window.settings.set(radius=28.0)
    drag(window, (150, 90), (170, 90))
    drag(window, (150, 150), (170, 150))
    looked(window)
    window.set_tool("guide")
    upper, lower = sorted(found(window), key=lambda line: line.points[0][1])
    click(window, 140, 91)
    window.session.guides.decide(lower, takes=True)
    looked(window)
    decided = (replace(upper, visible=False), lower)
    assert guides(window) == decided
    window.session.saving.save_project(tmp_path / "work.ora")
    looked(window)
    opened = open_project(tmp_path / "work.ora")
    assert opened.state.guidance.guides == decided  # with their probabilities
    assert opened.state.guides == (lower,)
    assert [step.name for step in opened.history.steps][-2:] == ["Drop line", "Take line"]
    opened.undo()
    assert opened.state.guidance.guides == decided[:1]
    journal, keeper._journal = keeper.journal, None
    journal.close()
    restored = restore(journal.path)
    assert restored.document.state.guidance.guides == decided
    restored.document.jump_to(3)
    assert restored.document.state.guidance.dropped == decided[:1]
    restored.journal.discard()


def test_while_candidates_are_looked_at_none_is_shown(marked, looked):
    marked.filling.offer_candidates()
    looked(marked)
    assert marked.canvas._guides == ()
    click(marked, 140, 91)
    looked(marked)
    assert guides(marked) == ()  # what is not seen is not clicked
    marked.session.candidates.drop()
    looked(marked)
    assert kinds(marked) == ["followed"]


def test_candidates_with_lines_are_offered_without_them_too(open_marked, looked):
    window = open_marked(Engine(threads=1).fill)
    (line,) = found(window)
    window.filling.offer_candidates()
    looked(window)
    offered = window.session.candidates.offered
    followed = {(one.method, one.seed) for one in offered if one.has_lines}
    assert {("exemplar", 0), ("exemplar", 1), ("exemplar", 2)} <= followed  # other seeds
    assert not any(method in ("membrane", "generator") for method, _ in followed)  # they follow none
    (without,) = [one for one in offered if one.without_lines and one.method == "exemplar"]
    assert not without.has_lines
    assert without.is_ready
    number = offered.index(without)
    assert number >= 4  # the numbers of the others stay
    names_shown = [button.text() for button in window.candidates._buttons]
    assert names_shown[number].endswith(", without lines")
    assert names_shown[[(one.method, one.seed) for one in offered].index(("exemplar", 0))].endswith(", with lines")
    window.session.candidates.accept(number)
    looked(window)
    (fill,) = window.session.document.fills
    assert fill.recipe.guides == ()
    assert fill.recipe.settings["lines"] is False
    window.session.filling.remake(fill.id, "exemplar", fill.recipe.seed)
    looked(window)
    (again,) = window.session.document.fills
    assert np.array_equal(again.pixels, fill.pixels)
    window.actions_by_name["undo"].trigger()
    window.actions_by_name["undo"].trigger()
    looked(window)
    assert found(window) == (line,)


def test_without_lines_no_candidate_is_made_twice(open_window, picture_file, drag, looked):
    window = open_window(picture_file, Engine(threads=1).fill)
    window.canvas.zoom_to(1.0)
    window.settings.set(radius=2.0)
    drag(window, (60, 60), (90, 60))
    window.filling.offer_candidates()
    looked(window)
    assert not any(one.without_lines or one.has_lines for one in window.session.candidates.offered)


def test_none_is_shown_over_a_fill_that_is_being_made(open_marked, slow_engine, looked, qtbot):
    window = open_marked(slow_engine)
    assert kinds(window) == ["followed"]
    window.filling.accept()
    qtbot.waitUntil(lambda: len(slow_engine.requests) == 1)
    qtbot.waitUntil(lambda: window.canvas._guides == ())
    window.filling.cancel()
    slow_engine.may_finish.set()
    looked(window)
    assert kinds(window) == ["followed"]


def test_another_language_leaves_no_tool_behind(open_marked, application, looked, drag):
    window = open_marked()
    window.set_tool("guide")
    hover(window, 140, 91)
    session = window.session
    window.preferences.language = "zh_CN"
    window.language_requested.emit()
    QApplication.processEvents()
    (again,) = [one for one in application.windows if one.session is session]
    looked(again)
    again.set_tool("brush")
    again.canvas.zoom_to(1.0)
    again.settings.set(radius=28.0)
    drag(again, (150, 150), (170, 150))
    looked(again)
    assert len(found(again)) == 2
