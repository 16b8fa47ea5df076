"""Enter, Esc and the Fill menu: the nearest thing first, and a sentence where there is nothing to do."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from inpaint_studio.ui.canvas.compare import Compare


@pytest.fixture
def window(open_window, picture_file):
    return open_window(picture_file)


@pytest.mark.parametrize("command", ["accept", "offer_candidates"])
def test_where_nothing_is_marked_a_sentence_says_what_to_do(window, settle, command):
    getattr(window.filling, command)()
    settle(window)
    assert window.messages.text.startswith("Nothing is marked yet.")
    assert window.session.document.fills == ()


def test_without_a_picture_enter_and_esc_do_nothing(open_window):
    window = open_window()
    window.filling.accept()
    window.filling.offer_candidates()
    window.filling.cancel()
    assert window.messages.text == ""


def test_esc_gives_up_one_thing_at_a_time_the_nearest_first(window):
    polygon = window.toolbox.tools["polygon"]
    window.messages.say("error", "Something.")
    window.set_tool("polygon")
    for x, y in ((50, 50), (90, 50)):
        QTest.mouseClick(window.canvas, Qt.MouseButton.LeftButton, pos=window.canvas.to_widget(x, y).toPoint())
    window.canvas.hold_before(True)
    window.amounts.ask_number("Grow", "By", 3, 1, 9, "", lambda _: None)

    def goes_on():
        held = window.canvas.compare is Compare.BEFORE
        return [window.amounts.isVisible(), bool(polygon._points), held, bool(window.messages.text)]

    for given_up in range(4):
        assert goes_on() == [False] * given_up + [True] * (4 - given_up)
        window.filling.cancel()
    assert not any(goes_on())


def test_texture_sources_are_taken_from_the_mask_and_given_up_again(window, drag, settle):
    window.actions_by_name["sources_from_mask"].trigger()
    settle(window)
    assert window.messages.text == "Mark first where texture may be taken from."
    drag(window, (60, 60), (100, 60))
    marked = window.session.document.mask.copy()
    window.actions_by_name["sources_from_mask"].trigger()
    settle(window)
    assert (window.session.filling.sources == marked).all()
    assert not window.session.document.mask.any()
    window.actions_by_name["sources_clear"].trigger()
    assert window.session.filling.sources is None


def test_hints_go_away_once_a_candidate_was_taken(window, drag, settle):
    window.hints.point_out()
    assert window.hints.isVisible()
    window.session.candidates.finished.emit()
    assert not window.hints.isVisible()


def test_a_fill_is_brought_into_view(window, drag, settle, qtbot):
    drag(window, (60, 40), (70, 40))
    with qtbot.waitSignal(window.session.filling.finished, timeout=10_000):
        window.filling.accept()
    settle(window)
    window.canvas.zoom_to(6.0)
    window.canvas.centre_on(250, 200)
    (fill,) = window.session.document.fills
    window.filling.go_to(fill.id)
    assert window.canvas.view.x == pytest.approx(fill.rect.x + fill.rect.width / 2)
    window.filling.go_to("no such fill")
