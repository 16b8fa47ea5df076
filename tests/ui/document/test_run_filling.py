"""Filling a run: what comes lies on its own plane, and a run that was stopped keeps what is done, as one undo."""

import threading
from dataclasses import replace

import numpy as np
import pytest

from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.history import mask_step
from inpaint_studio.files.memory import journal
from inpaint_studio.files.memory.journal import restore
from inpaint_studio.filling.request import FillError
from inpaint_studio.ui.document.planes import Run
from inpaint_studio.ui.document.recovery import JournalKeeper
from inpaint_studio.ui.document.run_jobs import PlaneFailed, PlaneFilled, in_place_of

from ..clips import Clip
from .queued import full

HOLE = Rect(10, 10, 20, 8)


class Job:
    """A run whose planes are filled when a test lets them be; `failing` ones are not."""

    def __init__(self):
        self.leave, self.failing, self.requests, self.notes = threading.Semaphore(0), set(), [], ()

    def __call__(self, request, fill_one):
        self.requests.append(request)
        for plane in request.planes:
            while not self.leave.acquire(timeout=0.002):
                yield None
            if plane in self.failing:
                yield PlaneFailed(plane, FillError("There is no room."))
            else:
                one = filled(plane, request.run, self.notes)
                yield replace(one, fills=in_place_of(request.replaced.get(plane, ()), one.fills))


def filled(plane, run, notes=()):
    shape = HOLE.height, HOLE.width
    pixels, coverage = np.full((*shape, 3), plane, np.uint8), np.full(shape, 255, np.uint8)
    fill = Fill(f"{run}-{plane}", HOLE, pixels, coverage, Recipe("membrane"), run=run)
    return PlaneFilled(plane, HOLE, full(HOLE), (fill,), notes)


@pytest.fixture
def job():
    return Job()


@pytest.fixture
def session(open_stack, job):
    """Planes 0 to 3 and 6 of eight are marked; plane 1 is in view."""
    made = open_stack(Clip(8, Size(60, 40)), 1)
    made.run_filling.job = job
    for plane in (0, 1, 2, 3, 6):
        made.changes.commit(mask_step(made.document.laid_on(plane), "Box", HOLE, full(HOLE)))
    return made


def let(job, count=50):
    for _ in range(count):
        job.leave.release()


def ended(session, qtbot):
    qtbot.waitUntil(lambda: not (session.is_filling or session.changes.is_any_busy), timeout=20_000)
    assert session.activities.shown is None


def planes(session):
    return tuple(session.document.state.filled_planes)


def test_marked_planes_of_the_run_are_filled_and_one_undo_takes_them_back(session, job, qtbot):
    job.notes = ("Plane 3 was dark.",)
    steps = len(session.document.history.steps)
    assert session.run_filling.start(Run(1, 5), "membrane")
    let(job)
    ended(session, qtbot)
    (request,) = job.requests
    assert (request.planes, request.method, request.state.plane) == ((1, 2, 3), "membrane", 1)
    for plane in (1, 2, 3):
        (fill,) = session.document.state.filled_planes[plane]
        assert fill.pixels[0, 0, 0] == plane
        assert fill.run == request.run
    assert session.planes.marked == (0, 6)
    assert session.texts == ["3 planes are filled. Plane 3 was dark."]
    assert len(session.document.history.steps) == steps + 1
    session.changes.undo()
    qtbot.waitUntil(lambda: not session.changes.is_any_busy)
    assert (planes(session), session.planes.marked) == ((), (0, 1, 2, 3, 6))


def test_planes_whose_mark_was_undone_meanwhile_are_left_out_and_said(session, job, qtbot):
    session.run_filling.start(Run(1, 6), "membrane")
    qtbot.waitUntil(lambda: bool(job.requests))
    session.changes.undo()  # the mark of plane 6
    qtbot.waitUntil(lambda: not session.changes.is_any_busy)
    let(job)
    ended(session, qtbot)
    assert planes(session) == (1, 2, 3)
    assert session.texts == [
        "3 planes are filled. 1 plane is not marked any more as it was when the run began; it stays as it is."
    ]
    qtbot.waitUntil(lambda: not session.planes.is_busy)


def test_samples_of_a_run_lie_where_pixels_are_put_away(session, job, qtbot, tmp_path):
    session.switching.folder = tmp_path
    session.run_filling.start(Run(1, 1), "membrane")
    let(job)
    ended(session, qtbot)
    assert job.requests[0].folder == tmp_path


def test_what_is_not_marked_or_has_no_document_is_not_filled(session, job):
    assert not session.run_filling.start(Run(4, 5), "membrane")
    session.close_document()
    assert not session.run_filling.start(Run(0, 7), "membrane")
    assert not session.run_filling.cancel()
    assert not job.requests


def test_a_run_that_is_stopped_keeps_what_is_done_as_one_undo(session, job, qtbot):
    session.run_filling.start(Run(0, 7), "membrane")
    let(job, 2)
    qtbot.waitUntil(lambda: bool(session.display.fills))
    assert session.run_filling.cancel()
    ended(session, qtbot)
    assert planes(session) == (0, 1)
    assert session.planes.marked == (2, 3, 6)
    assert session.texts == ["2 planes are filled. Stopped; what was filled stays, and one undo takes it back."]
    session.changes.undo()
    qtbot.waitUntil(lambda: not session.changes.is_any_busy)
    assert planes(session) == ()


def test_what_is_filled_is_in_the_document_while_the_run_goes_on(session, job, qtbot, tmp_path, monkeypatch):
    keeper = JournalKeeper(session, tmp_path)
    session.document_changed.emit()
    steps = len(session.document.history.steps)
    session.run_filling.start(Run(0, 3), "membrane")
    let(job, 2)
    qtbot.waitUntil(lambda: "2 of 4" in session.activities.shown.text)
    assert planes(session) == (0, 1)
    assert session.planes.marked == (2, 3, 6)
    keeper.journal.flush()
    copy = tmp_path / "killed" / keeper.journal.path.name
    copy.parent.mkdir()
    copy.write_bytes(keeper.journal.path.read_bytes())
    begun = session.document.state.stack
    monkeypatch.setattr(journal, "original_stack", lambda *_: (begun, begun.shown))  # which lies in no file
    restored = restore(copy)
    assert tuple(restored.document.state.filled_planes) == (0, 1)
    assert len(restored.document.history.steps) == 1
    restored.journal.discard()
    let(job)
    ended(session, qtbot)
    assert len(session.document.history.steps) == steps + 1
    session.changes.undo()
    qtbot.waitUntil(lambda: not session.changes.is_any_busy)
    assert (planes(session), session.planes.marked) == ((), (0, 1, 2, 3, 6))


def test_planes_that_the_journal_writes_late_are_counted_though_no_other_comes(session, job, qtbot):
    written = threading.Event()
    session.run_filling.is_written = lambda _: written.is_set()
    session.run_filling.start(Run(0, 3), "membrane")
    let(job, 2)
    qtbot.waitUntil(lambda: planes(session) == (0, 1))
    qtbot.waitUntil(lambda: not session.changes.is_any_busy)
    assert "0 of 4" in session.activities.shown.text
    written.set()
    qtbot.waitUntil(lambda: "2 of 4" in session.activities.shown.text)
    let(job)
    ended(session, qtbot)


def test_a_run_that_was_killed_is_gone_on_with_by_the_same_call(session, job, qtbot):
    session.run_filling.start(Run(0, 7), "membrane")
    let(job, 2)
    qtbot.waitUntil(lambda: planes(session) == (0, 1))
    session.run_filling.cancel()
    ended(session, qtbot)
    session.run_filling.start(Run(0, 7), "membrane")
    let(job)
    ended(session, qtbot)
    assert job.requests[1].planes == (2, 3, 6)
    assert planes(session) == (0, 1, 2, 3, 6)


def test_undo_during_a_run_stops_it_and_takes_back_what_it_did(session, job, qtbot):
    session.run_filling.start(Run(0, 7), "membrane")
    let(job, 2)
    qtbot.waitUntil(lambda: planes(session) == (0, 1))
    session.changes.undo()
    ended(session, qtbot)
    assert (planes(session), session.planes.marked) == ((), (0, 1, 2, 3, 6))
    assert session.texts == ["The run was stopped, and what it had filled was taken back. Redo brings that again."]
    session.changes.redo()
    qtbot.waitUntil(lambda: not session.changes.is_any_busy)
    assert planes(session) == (0, 1)
    qtbot.waitUntil(lambda: not len(session.workers) and not session.planes.is_busy, timeout=20_000)


def test_a_stroke_on_another_plane_during_a_run_is_undone_by_itself(session, job, qtbot):
    session.run_filling.start(Run(0, 3), "membrane")
    let(job, 1)
    qtbot.waitUntil(lambda: planes(session) == (0,))
    session.changes.commit(mask_step(session.document.laid_on(5), "Box", HOLE, full(HOLE)))
    let(job, 1)
    qtbot.waitUntil(lambda: planes(session) == (0, 1))
    session.changes.undo()
    qtbot.waitUntil(lambda: 5 not in session.planes.marked)
    let(job)
    ended(session, qtbot)
    assert planes(session) == (0, 1, 2, 3)
    session.changes.undo()
    qtbot.waitUntil(lambda: not session.changes.is_any_busy and not session.planes.is_busy)
    assert planes(session) == ()


def test_what_came_for_marks_that_were_undone_is_not_seen(session, job, qtbot, monkeypatch):
    monkeypatch.setattr(session.run_filling, "_land", lambda: None)  # as while a stroke is open
    session.run_filling.start(Run(0, 3), "membrane")
    let(job, 2)
    qtbot.waitUntil(lambda: bool(session.display.fills))
    session.changes.commit(mask_step(session.document, "Erase", HOLE, np.zeros((8, 20), np.uint8)))
    assert not session.display.fills
    monkeypatch.undo()
    let(job)
    ended(session, qtbot)
    assert planes(session) == (0, 2, 3)


def test_a_run_of_which_nothing_is_marked_any_more_ends_by_itself(session, job, qtbot):
    session.run_filling.start(Run(6, 6), "membrane")
    qtbot.waitUntil(lambda: bool(job.requests))
    session.changes.undo()  # the mark of plane 6
    ended(session, qtbot)
    assert planes(session) == ()
    (text,) = session.texts
    assert text.startswith("No plane was filled. 1 plane is not marked any more")
    qtbot.waitUntil(lambda: not len(session.workers) and not session.planes.is_busy, timeout=20_000)


def test_a_run_is_made_anew_in_its_place(session, job, qtbot):
    session.run_filling.start(Run(0, 3), "membrane")
    let(job)
    ended(session, qtbot)
    before = session.document.state.filled_planes
    (old,) = session.document.fills
    session.fills.set_visible(old.id, False)
    steps = len(session.document.history.steps)
    assert not session.run_filling.remake("none", "neighbours")
    job.leave = threading.Semaphore(0)
    assert session.run_filling.remake(old.id, "neighbours")
    let(job, 1)
    qtbot.waitUntil(lambda: session.document.state.filled_planes[0][0] is not before[0][0])
    assert session.document.state.filled_planes[2][0] is before[2][0]
    let(job)
    ended(session, qtbot)
    request = job.requests[1]
    assert (request.planes, request.method, request.seed) == ((0, 1, 2, 3), "neighbours", 1)
    assert [request.state.on(plane).mask is not None for plane in (0, 2, 3)] == [True] * 3
    assert request.state.mask[HOLE.slices].all()
    assert not request.state.filled_planes
    after = session.document.state.filled_planes
    assert [fill.id for (fill,) in after.values()] == [fill.id for (fill,) in before.values()]
    assert {fill.run for (fill,) in after.values()} == {old.run}
    assert not after[1][0].visible
    assert len(session.document.history.steps) == steps + 1
    assert session.planes.marked == (6,)
    session.changes.undo()
    qtbot.waitUntil(lambda: not session.changes.is_any_busy and not session.planes.is_busy)
    assert session.document.state.filled_planes[2][0] is before[2][0]


def test_a_run_that_is_stopped_before_anything_is_done_changes_nothing(session, job, qtbot):
    before = session.document.history.position
    session.run_filling.start(Run(0, 7), "membrane")
    qtbot.waitUntil(lambda: session.run_filling.is_running)
    assert not session.run_filling.start(Run(0, 7), "membrane")  # one at a time
    assert session.run_filling.cancel()
    ended(session, qtbot)
    assert session.document.history.position == before
    assert session.texts == ["No plane was filled."]


def test_a_result_that_comes_after_the_plane_was_turned_lies_on_its_own(session, job, qtbot):
    session.run_filling.start(Run(1, 2), "membrane")
    qtbot.waitUntil(lambda: bool(job.requests))
    session.planes.look_at(5)
    qtbot.waitUntil(lambda: session.document.plane == 5)
    let(job)
    ended(session, qtbot)
    assert planes(session) == (1, 2)
    assert not session.document.fills
    assert not session.display.fills
    qtbot.waitUntil(lambda: not session.planes.is_busy)


def test_planes_that_fail_are_named_and_stay_marked(session, job, qtbot):
    job.failing = {0, 2}
    session.run_filling.start(Run(0, 3), "membrane")
    let(job)
    ended(session, qtbot)
    assert planes(session) == (1, 3)
    assert session.planes.marked == (0, 2, 6)
    assert session.texts == ["2 planes are filled. 2 planes could not be filled, plane 1 among them: There is no room."]


def test_a_run_that_cannot_go_on_keeps_what_is_done_and_says_why(session, job, qtbot):
    def torn(request, fill_one):
        yield filled(0, request.run)
        raise FillError("The film ends here.")

    session.run_filling.job = torn
    session.run_filling.start(Run(0, 3), "membrane")
    qtbot.waitUntil(lambda: len(session.texts) == 1)
    ended(session, qtbot)
    assert planes(session) == (0,)
    left = "3 planes could not be filled, plane 2 among them:"
    assert session.texts == [f"1 plane is filled. {left} The film ends here."]


def test_how_long_it_takes_is_said_from_what_is_done(session, job, qtbot):
    now = [0.0]
    session.run_filling.clock = lambda: now[0]
    session.run_filling.start(Run(0, 3), "membrane")
    for seconds, words in ((10.0, "about 30 s left"), (400.0, "about 13 min left")):
        now[0] = seconds
        job.leave.release()
        qtbot.waitUntil(lambda words=words: words in session.activities.shown.text)
    assert "2 of 4" in session.activities.shown.text
    let(job)
    ended(session, qtbot)


def test_a_run_of_a_document_that_is_closed_is_given_up(session, job, qtbot):
    session.run_filling.start(Run(0, 3), "membrane")
    let(job, 1)
    session.close_document()
    assert not session.run_filling.is_running
    assert session.activities.shown is None
    qtbot.waitUntil(lambda: not len(session.workers), timeout=20_000)
    assert session.texts == []
