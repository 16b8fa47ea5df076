"""Turning planes: the newest request counts, a stroke ends before, and what cannot be read changes nothing."""

import threading
from fractions import Fraction

import pytest

from inpaint_studio.editing.brush import Brush
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.history import mask_step
from inpaint_studio.editing.stack import Place
from inpaint_studio.ui.document.planes import Run, pace_of

from ..clips import Clip, Film, value_of
from .queued import full

WHERE = Rect(10, 10, 20, 8)


class Held(Film):
    """Planes that are decoded when a test lets them be."""

    def __init__(self, count=12):
        super().__init__(count, Size(60, 40))
        self.leave = threading.Semaphore(1)  # for the first, which is there before it is shown

    def picture(self, plane):
        assert self.leave.acquire(timeout=20)
        return super().picture(plane)


@pytest.fixture
def session(open_stack):
    return open_stack(Clip(12, Size(60, 40)))


@pytest.fixture
def held():
    return Held()


@pytest.fixture
def waiting(open_stack, held, qtbot):
    made = open_stack(held)
    yield made
    for _ in range(50):
        held.leave.release()
    settle(made, qtbot)


def settle(session, qtbot):
    qtbot.waitUntil(lambda: not session.planes.is_busy and not session.changes.is_any_busy, timeout=20_000)


def turn(session, qtbot, plane):
    session.planes.look_at(plane)
    settle(session, qtbot)


def commit(session, plane, value=255):
    document = session.document
    session.changes.commit(mask_step(document.laid_on(plane), "Box", WHERE, full(WHERE, value)))


def test_of_many_requests_only_the_newest_is_decoded_after_the_one_at_work(waiting, held, qtbot):
    for plane in (3, 5, 7):
        waiting.planes.look_at(plane)
    assert (waiting.planes.wanted, waiting.planes.plane) == (7, 0)
    held.leave.release()
    qtbot.waitUntil(lambda: waiting.document.plane == 3)  # ready first: who drags sees where he is
    assert waiting.planes.wanted == 7
    held.leave.release()
    qtbot.waitUntil(lambda: waiting.document.plane == 7)
    assert held.decoded[:3] == [0, 3, 7]


def test_a_plane_that_takes_long_is_not_waited_for_by_who_drags(waiting, held, qtbot):
    waiting.planes.look_at(4)
    qtbot.waitUntil(lambda: waiting.planes.is_busy)
    waiting.planes.look_at(8, is_rough=True)
    for _ in range(9):
        held.leave.release()
    settle(waiting, qtbot)
    assert waiting.document.plane == 8
    assert 5 in held.decoded  # the key frame before 8 came first
    assert held.decoded.index(5) < held.decoded.index(8)


def test_the_plane_in_view_asked_for_again_gives_up_what_is_on_its_way(waiting, held, qtbot):
    waiting.planes.look_at(6)
    waiting.planes.look_at(0)
    assert waiting.planes.wanted == 0
    held.leave.release()
    settle(waiting, qtbot)
    assert waiting.document.plane == 0


def test_planes_beyond_the_ends_are_the_ends(session, qtbot):
    for wanted, plane in ((40, 11), (-3, 0)):
        turn(session, qtbot, wanted)
        assert session.document.plane == plane
    session.planes.step(3)
    session.planes.step(3)  # from the plane that will be in view
    settle(session, qtbot)
    assert session.document.plane == 6
    assert session.document.picture.pixels[0, 0, 0] == value_of(6)


def test_a_stroke_ends_on_its_own_plane_before_another_comes(session, qtbot):
    document = session.document
    stroke = session.changes.begin_stroke(Brush(3.0, 1.0))
    stroke.begin(20, 20)
    turn(session, qtbot, 4)
    assert document.plane == 4
    assert document.stroke is None
    assert not document.mask.any()
    assert document.history.steps[-1].plane == 0
    assert session.planes.marked == (0,)


def test_what_was_laid_on_a_plane_while_it_was_decoded_is_in_view_with_it(waiting, held, qtbot):
    waiting.planes.look_at(5)
    commit(waiting, 5)
    for _ in range(8):
        held.leave.release()
    settle(waiting, qtbot)
    assert waiting.document.plane == 5
    assert (waiting.document.mask > 0).sum() == WHERE.area


def test_an_undo_on_planes_out_of_view_brings_the_nearest_of_them(session, qtbot):
    commit(session, 2)
    turn(session, qtbot, 9)
    session.changes.undo()
    settle(session, qtbot)
    assert session.document.plane == 2
    assert session.planes.modified == ()


def test_a_plane_that_cannot_be_read_is_said_and_the_one_in_view_stays(open_stack, qtbot):
    clip = Clip(6, Size(60, 40))
    clip.broken.add(2)
    session = open_stack(clip)
    turn(session, qtbot, 2)
    assert (session.document.plane, session.planes.wanted) == (0, 0)
    assert session.texts == ["Plane 3 cannot be read."]


def test_an_out_point_before_the_in_point_begins_another_run(session, qtbot):
    planes = session.planes
    assert (planes.run, planes.has_run) == (Run(0, 11), False)
    turn(session, qtbot, 5)
    planes.set_in()
    turn(session, qtbot, 8)
    planes.set_out()
    assert (planes.run, len(planes.run), 8 in planes.run, list(planes.run)) == (Run(5, 8), 4, True, [5, 6, 7, 8])
    turn(session, qtbot, 2)
    planes.set_out()
    assert planes.run == Run(0, 2)
    planes.set_run(None)
    assert not planes.has_run


def test_what_is_played_ends_where_a_person_turns_or_draws(session, qtbot):
    planes = session.planes
    planes.clock = lambda: 0.0
    planes.play()
    assert planes.is_playing
    planes.look_at(3)
    assert not planes.is_playing
    settle(session, qtbot)
    planes.play()
    stroke = session.changes.begin_stroke(Brush(3.0, 1.0))
    assert not planes.is_playing
    planes.play()
    assert not planes.is_playing  # not while somebody draws
    session.changes.abandon_stroke(stroke)
    planes.set_run(Run(3, 3))
    planes.play()
    assert not planes.is_playing  # one plane is no run to be played
    settle(session, qtbot)


def test_a_picture_is_no_stack(open_session, grey_engine):
    session = open_session(grey_engine)
    planes = session.planes
    planes.look_at(3)
    planes.set_in()
    planes.play()
    assert (planes.planes, planes.count, planes.plane, planes.wanted) == (None, 1, 0, 0)
    assert (planes.has_run, planes.is_playing, planes.is_busy) == (False, False, False)
    session.close_document()
    assert (planes.count, planes.marked, planes.filled) == (0, (), ())


@pytest.mark.parametrize(
    ("axis", "seconds", "pace"),
    [("frame", Fraction(1, 25), 25), ("frame", Fraction(60), 1), ("frame", Fraction(1, 1000), 120), ("page", 1, 12)],
)
def test_frames_are_played_at_their_own_pace_within_limits_and_all_else_at_twelve(axis, seconds, pace):
    clip = Clip(5, axis=axis)
    clip.places = tuple(Place(seconds * plane) for plane in range(5))
    assert pace_of(clip) == pace
