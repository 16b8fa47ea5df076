"""Holes that are looked for: once all is done that was asked for before, less what is being filled already."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.history import mask_step
from inpaint_studio.editing.picture import Mask, Picture
from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.document.hole_search import Doubt, HoleSearch, Search
from inpaint_studio.ui.document.pending_fill import PendingFill

LEFT, RIGHT = Rect(10, 10, 20, 20), Rect(70, 40, 25, 15)
WHOLE = Rect(0, 0, 120, 80)


@dataclass
class Searching:
    """A search in a session, the fills that it is told of, and what it handed on."""

    session: object
    pending: list[PendingFill] = field(default_factory=list)
    taken: list[tuple[Rect, Mask]] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.search = HoleSearch(self.session, self._pending_of)
        self.search.doubted.connect(self.doubts.append)
        self.session.message.connect(lambda _, text: self.messages.append(text))

    def _pending_of(self, document: Document, is_joining: bool) -> tuple[PendingFill, ...]:
        return tuple(one for one in self.pending if one.document is document)

    def begin(self, document=None, **more) -> Search:
        document = document or self.session.document
        search = Search(document, lambda rect, mask, _: self.taken.append((rect, mask)), **more)
        self.is_marked = self.search.begin(search)
        return search

    def is_filled(self, rect: Rect) -> None:
        """That part of the mask is being filled from now on."""
        document = self.session.document
        self.pending.append(PendingFill(document, rect, document.mask[rect.slices].copy(), "membrane", 0))

    @property
    def rects(self) -> list[Rect]:
        return [rect for rect, _ in self.taken]


@pytest.fixture
def searching(open_session, grey_engine) -> Searching:
    return Searching(open_session(grey_engine))


@pytest.fixture(params=[False, True], ids=["at once", "on a worker"])
def is_wide(request, monkeypatch) -> bool:
    if request.param:
        monkeypatch.setattr(jobs, "AT_ONCE", -1)
    return request.param


def _idle(searching, qtbot) -> None:
    qtbot.waitUntil(lambda: not searching.session.changes.is_busy, timeout=20_000)


def test_where_nothing_is_marked_there_is_no_hole_and_nothing_waits_for_one(searching):
    searching.begin()
    assert not searching.is_marked
    assert searching.taken == []
    assert searching.search.newest(searching.session.document) is None


def test_the_hole_is_a_copy_of_what_is_marked(searching, mark, qtbot, is_wide):
    mark(searching.session, LEFT)
    mark(searching.session, RIGHT)
    searching.begin()
    assert searching.is_marked
    assert bool(searching.taken) != is_wide
    _idle(searching, qtbot)
    ((rect, hole),) = searching.taken
    assert rect == LEFT.unite(RIGHT)
    assert np.array_equal(hole, searching.session.document.mask[rect.slices])
    mark(searching.session, WHOLE)
    assert not hole.all()  # what is painted meanwhile is not in it


def test_what_is_being_filled_is_left_out(searching, mark, qtbot, is_wide):
    mark(searching.session, LEFT)
    searching.is_filled(LEFT)
    mark(searching.session, RIGHT)
    searching.begin()
    _idle(searching, qtbot)
    assert searching.rects == [RIGHT]


@pytest.mark.parametrize("is_release", [False, True])
def test_that_all_is_being_filled_is_said_to_who_asked_for_it(searching, mark, qtbot, is_release, is_wide):
    mark(searching.session, LEFT)
    searching.is_filled(LEFT)
    searching.begin(marks=() if is_release else None)
    _idle(searching, qtbot)
    assert searching.taken == []
    expected = [] if is_release else ["All that is marked is being filled already."]
    assert searching.messages == expected


def test_a_change_that_was_asked_for_before_is_part_of_the_hole(searching, qtbot, is_wide):
    whole = np.full((LEFT.height, LEFT.width), 255, np.uint8)
    searching.session.changes.change("Mark", lambda _: (LEFT, whole))
    search = searching.begin()
    assert searching.is_marked  # it is not known yet: nothing is said about an empty mask
    assert searching.search.newest(searching.session.document) is search
    _idle(searching, qtbot)
    assert searching.rects == [LEFT]
    assert searching.search.newest(searching.session.document) is None


@pytest.mark.parametrize("by", ["drop", "drop_all", "of its document"])
def test_a_search_that_was_dropped_hands_nothing_on(searching, mark, qtbot, monkeypatch, by):
    monkeypatch.setattr(jobs, "AT_ONCE", -1)
    mark(searching.session, LEFT)
    search = searching.begin()
    other = Document(Picture(np.zeros((80, 120, 3), np.uint8)))
    assert not searching.search.drop_all(other)
    match by:
        case "drop":
            searching.search.drop(search)
        case "drop_all":
            assert searching.search.drop_all()
        case "of its document":
            assert searching.search.drop_all(searching.session.document)
    _idle(searching, qtbot)
    assert searching.taken == []
    assert not searching.search.drop_all()


def test_a_fill_that_begins_while_the_hole_is_copied_is_left_out_too(searching, mark, qtbot, monkeypatch):
    monkeypatch.setattr(jobs, "AT_ONCE", -1)
    mark(searching.session, LEFT)
    mark(searching.session, RIGHT)
    searching.begin()
    searching.is_filled(LEFT)
    _idle(searching, qtbot)
    assert searching.rects == [RIGHT]


def test_what_is_painted_while_the_hole_is_copied_is_in_it(searching, mark, qtbot, monkeypatch):
    monkeypatch.setattr(jobs, "AT_ONCE", -1)
    mark(searching.session, LEFT)
    searching.begin()
    mark(searching.session, RIGHT)
    _idle(searching, qtbot)
    assert searching.rects == [LEFT.unite(RIGHT)]


def test_of_several_searches_the_newest_is_known_and_each_hands_on_its_own(searching, mark, qtbot, monkeypatch):
    monkeypatch.setattr(jobs, "AT_ONCE", -1)
    mark(searching.session, LEFT)
    searching.begin()
    second = searching.begin(marks=())
    assert searching.search.newest(searching.session.document) is second
    _idle(searching, qtbot)
    assert searching.rects == [LEFT, LEFT]


@pytest.mark.parametrize("answer", [True, False])
def test_where_nearly_all_is_marked_it_is_asked_before_anything_is_taken(searching, mark, qtbot, answer, is_wide):
    mark(searching.session, Rect(0, 0, 120, 76))
    searching.begin()
    _idle(searching, qtbot)
    assert searching.taken == []
    (doubt,) = searching.doubts
    assert doubt.share == pytest.approx(0.95)
    if answer:
        doubt.go_on()
        _idle(searching, qtbot)
    assert searching.rects == ([Rect(0, 0, 120, 76)] if answer else [])
    assert len(searching.doubts) == 1


def test_marks_that_are_scattered_over_the_whole_picture_are_no_doubt(searching, mark, qtbot, is_wide):
    for x, y in ((0, 0), (115, 0), (0, 75), (115, 75)):
        mark(searching.session, Rect(x, y, 5, 5))
    searching.begin()
    _idle(searching, qtbot)
    assert searching.doubts == []
    assert searching.rects == [WHOLE]


def test_a_picture_that_went_out_of_view_meanwhile_has_its_hole_all_the_same(
    searching, mark, qtbot, show_picture, tmp_path
):
    session = searching.session
    first = session.document
    mark(session, LEFT)
    session.leave()
    searching.begin(first)
    assert searching.rects == [LEFT]


def test_several_that_wait_for_the_same_change_all_end(searching, mark, qtbot, is_wide):
    mark(searching.session, LEFT)
    searching.session.changes.change("Rectangle", lambda _: (RIGHT, np.full((15, 25), 255, np.uint8)))
    for _ in range(3):
        searching.begin()
    assert searching.taken == []
    _idle(searching, qtbot)
    assert searching.rects == [LEFT.unite(RIGHT)] * 3


def test_a_release_takes_the_place_of_an_earlier_one_that_has_not_ended(searching, mark, qtbot):
    handed = []
    session = searching.session
    document = session.document
    first, second, third = (
        mask_step(document, "Brush", LEFT, np.full((20, 20), value, np.uint8)) for value in (1, 2, 3)
    )
    mark(session, LEFT)
    session.changes.change("Rectangle", lambda _: (RIGHT, np.full((15, 25), 255, np.uint8)))
    searching.begin()  # by Enter, which stays by itself
    for step in (first, second, third):
        searching.search.begin(Search(document, lambda rect, _, marks: handed.append((rect, marks)), (step,)))
    assert searching.search.newest(document).marks == (first, second, third)
    _idle(searching, qtbot)
    assert handed == [(LEFT.unite(RIGHT), (first, second, third))]
    assert len(searching.taken) == 1
