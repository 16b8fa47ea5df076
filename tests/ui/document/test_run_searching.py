"""Finding on a run: a review for each plane, and one step that marks what is accepted."""

import numpy as np
import pytest

from inpaint_studio.editing.findings import Finding, ReviewFilter
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.finding.finder import Finder, Progress
from inpaint_studio.ui.document.planes import Run

from ..clips import Clip

RECT = Rect(10, 10, 4, 3)


def _find(view, options):
    yield Progress(0, 1)
    yield Finding(RECT, np.full((3, 4), 255, np.uint8), "dust", 0.9, "toy")
    yield Progress(1, 1)


TOY = Finder("toy", "Toy", _find)


@pytest.fixture
def session(open_stack):
    return open_stack(Clip(6, Size(60, 40)), 2)


def _search(session, qtbot, run):
    with qtbot.waitSignal(session.searching.ended, timeout=10_000):
        session.searching.start(run, TOY, TOY.options(), ReviewFilter(margin=0))


def test_each_plane_of_the_run_has_a_review_and_nothing_is_marked_yet(session, qtbot):
    _search(session, qtbot, Run(1, 3))
    state = session.document.state
    assert [len(state.review_of(plane).findings) for plane in range(6)] == [0, 1, 1, 1, 0, 0]
    assert not session.document.mask.any()
    assert not session.searching.is_running


def test_what_is_accepted_is_marked_on_all_planes_in_one_step(session, qtbot):
    _search(session, qtbot, Run(1, 3))
    document = session.document
    review = document.state.review_of(3)
    session.review.put(review.decided(review.findings, False), document, 3)
    with qtbot.waitSignals([session.history_changed, session.searching.marked], timeout=10_000):
        session.searching.mark(Run(0, 5))
    assert np.count_nonzero(document.mask) == 12
    assert document.state.on(1).mask is not None
    assert document.state.on(3).mask is None


def test_a_cancelled_search_ends_at_once(session):
    session.searching.start(Run(0, 5), TOY, TOY.options(), ReviewFilter())
    assert session.searching.is_running
    assert session.searching.cancel()
    assert not session.searching.is_running
    assert not session.searching.cancel()
