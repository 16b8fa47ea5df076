"""The overlay follows review and view on a worker: the newest of both is shown in the end."""

import numpy as np
import pytest

from inpaint_studio.editing.findings import Finding, ReviewFilter
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.ui.document.finding_marks import FindingMarks

FILM = 0x60600000
WHOLE = Rect(0, 0, 120, 80)


def _finding(x: int, y: int, confidence=1.0) -> Finding:
    return Finding(Rect(x, y, 4, 4), np.full((4, 4), 255, np.uint8), "dust", confidence)


ONE, OTHER, UNSURE = _finding(10, 10), _finding(60, 40), _finding(90, 20, 0.2)


@pytest.fixture
def drawn(open_session, grey_engine):
    """A session with findings, its marks, and the overlays that were drawn."""
    session = open_session(grey_engine)
    marks = FindingMarks(session, session.review)
    overlays = []
    marks.drawn.connect(overlays.append)
    session.review.add((ONE, OTHER, UNSURE))
    return session, marks, overlays


def _is_marked(overlay, finding) -> bool:
    return overlay._words[finding.rect.y - overlay.sight.rect.y, finding.rect.x - overlay.sight.rect.x] == FILM


def test_nothing_is_drawn_before_a_view_is_shown(drawn, qtbot):
    _, marks, overlays = drawn
    assert not marks.is_busy
    assert overlays == []


def test_what_is_in_view_is_drawn_and_a_slider_is_followed_to_its_last_place(drawn, qtbot):
    session, marks, overlays = drawn
    marks.show(WHOLE, 1.0, FILM)
    for sensitivity in (0.6, 0.7, 0.9):
        session.review.set_filter(ReviewFilter(sensitivity))
    qtbot.waitUntil(lambda: not marks.is_busy, timeout=20_000)
    last = overlays[-1]
    assert all(_is_marked(last, finding) for finding in (ONE, OTHER, UNSURE))
    session.review.decide((OTHER,), False)
    qtbot.waitUntil(lambda: not marks.is_busy, timeout=20_000)
    assert _is_marked(overlays[-1], ONE)
    assert not _is_marked(overlays[-1], OTHER)


def test_a_view_that_is_covered_asks_for_nothing_and_another_zoom_does(drawn, qtbot):
    _, marks, overlays = drawn
    marks.show(WHOLE, 1.0, FILM)
    qtbot.waitUntil(lambda: not marks.is_busy, timeout=20_000)
    marks.show(Rect(5, 5, 60, 40), 1.0, FILM)
    assert not marks.is_busy
    marks.show(Rect(5, 5, 30, 20), 4.0, FILM)
    qtbot.waitUntil(lambda: not marks.is_busy, timeout=20_000)
    assert [overlay.sight.level for overlay in overlays] == [0, -2]


def test_hidden_it_draws_nothing_more(drawn, qtbot):
    session, marks, overlays = drawn
    marks.show(WHOLE, 1.0, FILM)
    marks.hide()
    session.review.decide((ONE,), False)
    qtbot.waitUntil(lambda: not marks.is_busy and not len(session.workers), timeout=20_000)
    assert overlays == [None]


def test_places_are_of_what_is_proposed(drawn):
    session, marks, _ = drawn
    assert marks.places.findings == (ONE, OTHER)
    session.review.set_filter(ReviewFilter(0.9))
    assert marks.places.findings == (ONE, OTHER, UNSURE)
    assert marks.places.at(91, 21, 1) is UNSURE
