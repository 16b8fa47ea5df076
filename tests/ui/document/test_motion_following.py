"""The mask carried along as one step: what was lost is said, and what is given up marks nothing."""

import threading

import numpy as np
import pytest

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.history import mask_step
from inpaint_studio.editing.tiles import PackedTiles
from inpaint_studio.ui.document import motion_following
from inpaint_studio.ui.document.mask_following import Followed
from inpaint_studio.ui.document.planes import Run

from ..clips import Clip
from .queued import full

WHERE = Rect(10, 10, 20, 8)


@pytest.fixture
def session(open_stack):
    return open_stack(Clip(8, Size(60, 40)), 2)


@pytest.fixture
def follow(monkeypatch):
    """Carries the mask by two pixels a plane, and loses it beyond a plane."""
    made = threading.Event()
    made.set()
    made.last = 7

    def followed(state, mask, first, last):
        while not made.wait(0.002):
            yield Followed(state.plane, None, 0.0)
        for plane in [*range(state.plane + 1, last + 1), *range(state.plane - 1, first - 1, -1)]:
            if plane > made.last:
                yield Followed(plane, None, 0.5)
                continue
            moved = np.roll(mask, 2 * (plane - state.plane), axis=1)
            yield Followed(plane, PackedTiles.of_mask(moved), 0.5)

    monkeypatch.setattr(motion_following, "follow_mask", followed)
    return made


def mark(session):
    session.changes.commit(mask_step(session.document, "Box", WHERE, full(WHERE)))


def ended(session, qtbot):
    qtbot.waitUntil(lambda: not (session.following.is_running or session.changes.is_any_busy), timeout=20_000)
    assert session.activities.shown is None


def test_the_mask_lies_where_it_was_carried_to_and_one_undo_takes_it_off(session, follow, qtbot):
    mark(session)
    session.following.start(Run(1, 4))
    ended(session, qtbot)
    assert session.planes.marked == (1, 2, 3, 4)
    assert session.document.state.on(4).mask.unpack()[WHERE.translate(4, 0).slices].all()
    assert session.texts == ["The mask follows the motion on 3 planes. Look through them before you fill."]
    session.changes.undo()
    qtbot.waitUntil(lambda: not session.changes.is_any_busy)
    assert session.planes.marked == (2,)


def test_where_it_was_lost_is_said_and_what_was_carried_stays(session, follow, qtbot):
    mark(session)
    follow.last = 4
    session.following.start(Run(2, 7))
    ended(session, qtbot)
    assert session.planes.marked == (2, 3, 4)
    (text,) = session.texts
    assert "could not be followed beyond plane 6:" in text  # the nearest of those that were lost


def test_a_mask_that_is_lost_at_once_is_said_and_is_no_step(session, follow, qtbot):
    mark(session)
    follow.last = 2
    session.following.start(Run(2, 7))
    ended(session, qtbot)
    assert session.planes.marked == (2,)
    assert session.document.history.undo_name == "Box"
    assert "beyond plane 4" in session.texts[0]


def test_without_marks_nothing_is_begun(session, follow):
    session.following.start(Run(0, 7))
    assert not session.following.is_running
    assert session.texts == ["Nothing is marked on this plane. Mark first what should go."]


@pytest.mark.parametrize("way", ["cancel", "close"])
def test_what_is_given_up_marks_nothing(session, follow, qtbot, way):
    mark(session)
    follow.clear()
    document = session.document
    assert not session.following.cancel()
    session.following.start(Run(0, 7))
    qtbot.waitUntil(lambda: session.following.is_running)
    if way == "cancel":
        assert session.following.cancel()
        assert session.planes.marked == (2,)
    else:
        session.close_document()
    assert not session.following.is_running
    assert session.activities.shown is None
    follow.set()
    qtbot.waitUntil(lambda: not len(session.workers), timeout=20_000)
    assert [step.name for step in document.history.steps] == ["Box"]
