"""The review strip: what it says of a review, and what its buttons ask for."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from inpaint_studio.editing.findings import Finding, Review, ReviewFilter
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.ui.panels.review_strip import ReviewShown, ReviewStrip

SIZE = Size(100, 100)


def _finding(x: int, confidence: float = 0.9) -> Finding:
    return Finding(Rect(x, 0, 5, 5), np.full((5, 5), 255, np.uint8), "dust", confidence)


ONE, OTHER = _finding(0), _finding(10, 0.7)


@pytest.fixture
def strip(qtbot):
    strip = ReviewStrip()
    qtbot.addWidget(strip)
    strip.resize(1200, 200)
    strip.show()
    return strip


def _show(strip, review, progress=None) -> None:
    strip.show_review(ReviewShown(review, review.proposed(), SIZE, progress))


def test_it_counts_what_is_proposed_and_accepted(strip):
    review = Review((ONE, OTHER)).decided((OTHER,), False)
    _show(strip, review)
    assert strip.counts.text() == "2 proposed, 1 accepted, 0.25 % of the picture"
    assert strip.fill.isEnabled()
    assert strip.every.isEnabled()
    assert not strip.stop.isVisible()
    _show(strip, review.decided((ONE,), False))
    assert strip.counts.text() == "2 proposed, 0 accepted, 0 % of the picture"
    assert not strip.fill.isEnabled()
    _show(strip, Review((ONE, OTHER)))
    assert not strip.every.isEnabled()


@pytest.mark.parametrize(
    ("review", "progress", "reason"),
    [
        (Review(), 0.2, "Searching …"),
        (Review((ONE,), filter=ReviewFilter(0.0)), None, "The filter leaves out everything."),
        (Review(), None, "Nothing was found."),
    ],
)
def test_an_empty_list_says_why(strip, review, progress, reason):
    _show(strip, review, progress)
    assert strip._empty.isVisible()
    assert strip._empty.text().startswith(reason)
    assert not strip.list.isVisible()


def test_while_a_search_runs_it_shows_how_far_and_can_be_stopped(strip, qtbot):
    _show(strip, Review((ONE,)), 0.42)
    assert strip.progress.value() == 420
    with qtbot.waitSignal(strip.stop_requested):
        strip.stop.click()


def test_the_current_one_stays_current_where_rows_come_and_go(strip):
    _show(strip, Review((ONE, OTHER)))
    strip.list.set_current(OTHER)
    _show(strip, Review((ONE, OTHER, _finding(20, 0.8))))
    assert strip.list.current is OTHER
    _show(strip, Review((ONE, OTHER), filter=ReviewFilter(0.2)))
    assert strip.list.current is None


def test_buttons_and_keys_ask_for_the_same(strip):
    heard = []
    strip.taken.connect(lambda fill: heard.append(("taken", fill)))
    strip.put_away.connect(lambda: heard.append("put away"))
    _show(strip, Review((ONE,)))
    strip.take.click()
    strip.fill.click()
    QTest.keyClick(strip, Qt.Key.Key_Return)
    strip.close_button.click()
    QTest.keyClick(strip, Qt.Key.Key_Escape)
    assert heard == [("taken", False), ("taken", True), ("taken", True), "put away", "put away"]


def test_keys_are_named_in_the_window_as_it_opens_in_as_many_words_as_there_is_room_for(strip):
    full = strip._hint.text()
    assert "P previous" in full
    assert "Esc put away" in full
    for width, words in ((978, "A accept"), (780, "X reject")):
        strip.setMaximumWidth(width)
        strip.resize(width, 200)
        QApplication.processEvents()
        assert strip._hint.isVisible()
        assert words in strip._hint.text()
        assert strip._hint.fontMetrics().horizontalAdvance(strip._hint.text()) <= strip._hint.width()
        assert strip._hint.toolTip() == full


def test_in_a_high_window_it_shows_two_rows_of_cards(strip):
    low = strip.height()
    strip.setMaximumHeight(2000)
    strip.resize(1200, 900)
    strip._fit_height()
    assert low <= strip.height() < 300
