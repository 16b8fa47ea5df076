"""Another picture comes into view, and those out of view leave memory: nothing is lost on either way."""

import threading

import numpy as np
import pytest

from inpaint_studio.editing.brush import Brush
from inpaint_studio.editing.document import Document
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.history import mask_step
from inpaint_studio.editing.picture import Picture
from inpaint_studio.ui.document import jobs, stored_picture
from inpaint_studio.ui.document.open_pictures import OpenPicture

RECT = Rect(10, 10, 20, 20)


@pytest.fixture
def session(open_session, grey_engine, tmp_path):
    """With four pictures, a to d, of which a is in view; the pixels of each are of one grey."""
    made = open_session(grey_engine)
    made.close_document()
    made.switching.folder = tmp_path / "away"
    for number, name in enumerate("abcd"):
        picture = Picture(np.full((80, 120, 3), 40 * number, np.uint8), f"{name}.png")
        made.show(jobs.prepared(tmp_path / f"{name}.png", Document(picture)))
    first = next(iter(made.pictures))
    made.switching.look_at(first)
    return made


@pytest.fixture
def texts(session) -> list[tuple[str, str]]:
    made: list[tuple[str, str]] = []
    session.message.connect(lambda level, text: made.append((level, text)))
    return made


@pytest.fixture
def rest(session, qtbot):
    """Waits until nothing is on its way, into view or out of memory."""

    def rested() -> None:
        switching = session.switching
        qtbot.waitUntil(
            lambda: (
                session.pictures.coming is None
                and not len(session.workers)
                and (not switching.is_putting_away or switching._cannot_put_away)
                and not switching._timer.isActive()
            ),
            timeout=20_000,
        )

    return rested


def _name(session) -> str:
    return session.pictures.in_view.name[0] if session.pictures.in_view is not None else ""


def _mark(document: Document, rect: Rect = RECT) -> None:
    document.commit(mask_step(document, "Mark", rect, np.full((rect.height, rect.width), 255, np.uint8)))


def test_only_the_picture_in_view_is_in_memory_and_each_comes_back_as_it_was(session, rest):
    for picture in session.pictures:
        session.switching.look_at(picture)
        rest()
        _mark(picture.document, Rect(0, 10, int(picture.document.picture.pixels[0, 0, 0]) // 2 + 5, 5))
    rest()
    for picture in session.pictures:
        is_away = picture.document.packed_mask is not None
        assert is_away == (picture is not session.pictures.in_view)
        assert (picture.shown is None) == is_away
    for number, picture in enumerate(session.pictures):
        session.switching.look_at(picture)
        rest()
        assert session.document is picture.document
        assert (session.document.picture.pixels == 40 * number).all()
        assert np.count_nonzero(session.document.mask) == 5 * (5 + 20 * number)
        assert session.mask_levels.mask is session.document.mask


def test_of_those_that_are_asked_for_quickly_only_the_last_comes_into_view(session, rest):
    seen: list[str] = []
    session.document_changed.connect(lambda: seen.append(_name(session)))
    rest()
    seen.clear()
    for _ in range(2):
        session.switching.step(1)
    rest()
    assert _name(session) == "c"
    assert [name for name in seen if name] == ["c"]
    session.switching.step(-3)
    rest()
    assert _name(session) == "d"


def test_who_comes_back_before_the_other_is_there_stays(session, rest):
    rest()
    a, b, *_ = session.pictures
    settled: list[str] = []
    session.switching.settled.connect(lambda: settled.append(_name(session)))
    _wait_for_work(session)
    session.switching.look_at(b)
    assert session.pictures.coming is b
    session.switching.look_at(a)
    rest()
    assert _name(session) == "a"
    assert session.document is a.document


def _wait_for_work(session) -> None:
    """Something is asked for, so that the picture stays in view until it is done."""
    session.changes.look("something", lambda _: None, lambda _: None)


def test_a_stroke_and_what_was_asked_for_end_in_their_own_picture(session, rest):
    rest()
    a, b, *_ = session.pictures
    whole = np.full((RECT.height, RECT.width), 255, np.uint8)
    session.changes.change("Mark", lambda _: (RECT, whole))
    stroke = session.changes.begin_stroke(Brush(4.0, 1.0))
    stroke.begin(100, 60)
    session.switching.look_at(b)
    assert a.document.stroke is None
    rest()
    assert [step.name for step in a.document.history.steps] == ["Brush", "Mark"]
    assert b.document.history.steps == ()
    assert a.document.mask[60, 100] == a.document.mask[15, 15] == 255


def test_what_comes_into_a_picture_while_it_is_put_away_is_not_lost(session, rest, qtbot, monkeypatch):
    rest()
    a, b, *_ = session.pictures
    begun, may_go_on = threading.Event(), threading.Event()
    put_away = stored_picture.put_away

    def slowly(*arguments):
        (away,) = put_away(*arguments)
        begun.set()
        assert may_go_on.wait(20)
        yield away

    monkeypatch.setattr(stored_picture, "put_away", slowly)
    session.switching.look_at(b)
    qtbot.waitUntil(begun.is_set, timeout=20_000)
    _mark(a.document)  # as a fill that lands does
    may_go_on.set()
    rest()
    assert a.document.packed_mask is not None  # in a second try
    assert a.document.packed_mask.unpack()[RECT.slices].all()
    session.switching.look_at(a)
    rest()
    assert session.document.mask[RECT.slices].all()


def test_what_comes_into_a_picture_while_it_is_read_back_is_not_lost(session, rest, qtbot, monkeypatch):
    rest()
    _, b, *_ = session.pictures
    begun, may_go_on = threading.Event(), threading.Event()
    read_back = stored_picture.read_back

    def slowly(*arguments):
        (back,) = read_back(*arguments)
        begun.set()
        assert may_go_on.wait(20)
        yield back

    monkeypatch.setattr(stored_picture, "read_back", slowly)
    session.switching.look_at(b)
    qtbot.waitUntil(begun.is_set, timeout=20_000)
    _mark(b.document)
    may_go_on.set()
    rest()
    assert session.document is b.document
    assert session.document.mask[RECT.slices].all()
    assert session.mask_levels.mask is session.document.mask
    assert session.mask_levels.plane(2)[12 // 4, 12 // 4] == 255


def test_a_picture_that_cannot_be_read_back_says_so_and_another_can_be_chosen(session, rest, texts, monkeypatch):
    rest()
    a, b, *_ = session.pictures

    def fail(*_):
        raise OSError("The disk is gone.")
        yield

    with monkeypatch.context() as patch:
        patch.setattr(stored_picture, "read_back", fail)
        session.switching.look_at(b)
        rest()
    assert [level for level, _ in texts] == ["error"]
    assert "The disk is gone." in texts[0][1]
    assert session.pictures.coming is None
    session.switching.look_at(a)
    rest()
    assert _name(session) == "a"


def test_where_nothing_can_be_put_away_it_is_said_once_and_all_stays_in_memory(
    open_session, grey_engine, tmp_path, qtbot
):
    session = open_session(grey_engine)
    blocked = tmp_path / "blocked"
    blocked.write_text("a file, where the folder should be")
    session.switching.folder = blocked
    texts: list[str] = []
    session.message.connect(lambda level, text: texts.append(f"{level}: {text[:44]}"))
    for name in "ab":
        picture = Picture(np.zeros((80, 120, 3), np.uint8), f"{name}.png")
        session.show(jobs.prepared(tmp_path / f"{name}.png", Document(picture)))
    qtbot.waitUntil(lambda: bool(texts) and not len(session.workers), timeout=20_000)
    session.switching.step(1)
    qtbot.waitUntil(lambda: session.pictures.coming is None and not len(session.workers), timeout=20_000)
    assert texts == ["warning: Pictures that are not in view stay in memory"]
    assert all(picture.document.packed_mask is None for picture in session.pictures)


def test_a_picture_that_was_never_decoded_is_asked_for_and_can_be_given_up(session, rest, tmp_path):
    rest()
    new = OpenPicture(tmp_path / "e.png")
    session.pictures.add((new,))
    wanted: list[OpenPicture] = []
    session.switching.decoding_requested.connect(wanted.append)
    session.switching.look_at(new)
    session.switching.look_at(new)
    assert wanted == [new]
    assert _name(session) == "a"  # it is looked at until the other is there
    session.switching.cancel_switch()
    assert session.pictures.coming is None
    assert _name(session) == "a"


def test_closing_brings_the_neighbour_and_the_last_one_leaves_nothing(session, rest):
    rest()
    order: list[str] = []
    while len(session.pictures):
        session.switching.close(session.pictures.in_view)
        rest()
        order.append(_name(session))
    assert order == ["b", "c", "d", ""]
    assert session.document is session.display is None
    session.switching.step(1)
    session.switching.close(OpenPicture(None))  # not one of them
    assert _name(session) == ""


def test_closing_one_out_of_view_changes_nothing_in_view(session, rest):
    rest()
    changed: list[int] = []
    session.document_changed.connect(lambda: changed.append(1))
    _, b, *_ = session.pictures
    session.switching.close(b)
    rest()
    assert _name(session) == "a"
    assert changed == []
    assert b.document.is_closed


def test_closing_the_one_that_is_being_read_back_brings_another(session, rest):
    rest()
    _, b, _, _ = session.pictures
    session.switching.look_at(b)
    session.switching.close(b)
    rest()
    assert _name(session) in ("a", "c")
    assert b not in session.pictures
    assert session.document is session.pictures.in_view.document


def test_a_session_that_ends_puts_nothing_away(session, qtbot):
    session.shut_down()
    session.switching._put_away_next()
    qtbot.waitUntil(lambda: session.is_shut, timeout=20_000)
    assert not len(session.workers)
