"""Strokes that copy, without a window: from where, over what, and that none is lost on its way into the document."""

import numpy as np
import pytest

from inpaint_studio.editing.brush import Brush
from inpaint_studio.editing.document import Document
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Picture
from inpaint_studio.ui.document import jobs

BRUSH = Brush(4.0, 1.0)
CHOOSE = "Hold Alt or Ctrl and click first on the place to copy from."
ELSEWHERE = "This is the very place that is copied from. Paint elsewhere."


@pytest.fixture
def session(open_session, grey_engine, tmp_path):
    """With a picture whose samples tell where they came from: the column, the row, and 90."""
    made = open_session(grey_engine)
    rows, columns = np.mgrid[0:80, 0:120]
    pixels = np.stack([columns, rows, np.full_like(rows, 90)], axis=2).astype(np.uint8)
    made.close_document()
    made.show(jobs.prepared(tmp_path / "where.png", Document(Picture(pixels, "where.png"))))
    return made


@pytest.fixture
def texts(session) -> list[str]:
    made: list[str] = []
    session.message.connect(lambda _, text: made.append(text))
    return made


def _begin(session, x, y, method="clone", aligned=False, only_marked=False):
    stroke = session.cloning.begin(method, BRUSH, (x, y), aligned=aligned, only_marked=only_marked)
    if stroke is not None:
        session.cloning.show(stroke, stroke.begin(x, y))
    return stroke


@pytest.fixture
def paint(session, qtbot):
    def painted(x, y, method="clone", aligned=False, only_marked=False) -> None:
        stroke = _begin(session, x, y, method, aligned, only_marked)
        session.cloning.end(stroke, method, aligned)
        qtbot.waitUntil(lambda: not session.changes.is_busy, timeout=20_000)

    return painted


def _seen(session, x, y) -> tuple[int, ...]:
    pixel = session.document.composite(Rect(x, y, 1, 1))[0, 0]
    return tuple(int(value) for value in pixel)


def _names(session) -> list[str]:
    history = session.document.history
    return [step.name for step in history.steps[: history.position]]


def test_nothing_begins_without_a_place_to_copy_from_and_it_is_said_what_to_do(session, texts):
    assert _begin(session, 50, 40) is None
    session.cloning.set_source(50.2, 39.8)
    assert _begin(session, 50, 40) is None  # in whole pixels it is the same place
    assert texts == [CHOOSE, ELSEWHERE]
    assert not session.changes.stroke_is_open
    session.close_document()
    session.cloning.set_source(10, 10)
    assert _begin(session, 50, 40) is None


def test_each_stroke_begins_at_the_source_unless_they_are_aligned(session, paint):
    session.cloning.set_source(20, 30)
    for x, y in ((60, 40), (90, 60)):
        paint(x, y)
        assert _seen(session, x, y) == (20, 30, 90)
    session.cloning.set_source(20, 30)
    paint(60, 20, aligned=True)
    paint(70, 50, aligned=True)
    assert _seen(session, 60, 20) == (20, 30, 90)
    assert _seen(session, 70, 50) == (30, 60, 90)  # the distance of the first one
    assert session.cloning.offset_at(0, 0, aligned=True) == (-40, 10)
    assert session.cloning.offset_at(0, 0, aligned=False) == (20, 30)


def test_another_source_ends_the_distance_of_aligned_strokes(session, paint):
    session.cloning.set_source(20, 30)
    paint(60, 20, aligned=True)
    session.cloning.set_source(10, 10)
    paint(100, 70, aligned=True)
    assert _seen(session, 100, 70) == (10, 10, 90)


def test_strokes_of_one_source_join_and_those_of_another_do_not(session, paint):
    session.cloning.set_source(20, 30)
    paint(60, 40)
    paint(80, 40)
    assert len(session.document.fills) == 1
    session.cloning.set_source(20, 30)  # chosen anew, though it is the same place
    paint(100, 40)
    assert len(session.document.fills) == 2
    assert _names(session) == ["Clone"] * 3


def test_a_stroke_copies_what_was_seen_when_it_began(session, paint):
    session.cloning.set_source(20, 30)
    paint(60, 40)
    session.cloning.set_source(60, 40)
    paint(100, 40)
    assert _seen(session, 100, 40) == (20, 30, 90)


def test_a_stroke_is_on_its_way_from_the_moment_it_ends_and_seen_until_it_is_there(session, qtbot):
    session.cloning.set_source(20, 30)
    stroke = _begin(session, 60, 40)
    assert session.changes.stroke_is_open
    assert session.has_unsaved_work
    session.cloning.end(stroke, "clone", aligned=False)
    assert not session.changes.stroke_is_open
    assert session.changes.is_putting
    assert session.has_finished_work  # it is asked about when the picture is closed now
    assert session.previews.lives == (stroke,)
    second = _begin(session, 100, 40)  # begun before the first one has landed
    assert session.previews.lives == (stroke, second)
    session.cloning.abandon(second)
    qtbot.waitUntil(lambda: not session.changes.is_busy, timeout=20_000)
    assert session.previews.lives == ()
    assert _names(session) == ["Clone"]
    assert _seen(session, 60, 40) == (20, 30, 90)
    assert _seen(session, 100, 40) == (100, 40, 90)


def test_a_stroke_that_painted_nothing_is_no_step(session, paint):
    session.cloning.set_source(2, 2)
    stroke = _begin(session, 110, 40)  # it copies from outside the picture
    stroke.extend(110, 40)
    session.cloning.abandon(stroke)
    session.cloning.set_source(119, 40)
    paint(20, 40, aligned=True)
    names = _names(session)
    paint(110, 70, aligned=True)  # 99 further right: outside
    assert _names(session) == names
    assert session.previews.lives == ()


@pytest.mark.parametrize("is_marked", [True, False])
def test_only_inside_what_is_marked_where_anything_is(session, mark, paint, is_marked):
    if is_marked:
        mark(session, Rect(60, 36, 20, 8))
    session.cloning.set_source(20, 30)
    paint(60, 40, only_marked=True)
    assert _seen(session, 61, 40) == (21, 30, 90)
    assert _seen(session, 58, 40) == ((58, 40, 90) if is_marked else (18, 30, 90))
    assert session.document.mask.any() == is_marked  # it is no mark itself


def test_what_is_painted_when_another_picture_comes_into_view_stays_in_its_own(session, show_picture, qtbot, tmp_path):
    session.cloning.set_source(20, 30)
    stroke = _begin(session, 60, 40)
    first = session.document
    session.leave()
    assert first.stroke is None
    assert session.cloning.source is None
    qtbot.waitUntil(lambda: not session.changes.is_any_busy, timeout=20_000)
    assert [step.name for step in first.history.steps] == ["Clone"]
    assert tuple(first.composite(Rect(60, 40, 1, 1))[0, 0]) == (20, 30, 90)
    assert stroke not in session.previews.lives
