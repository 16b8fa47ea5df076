"""What is open, and what becomes of the work on it when it is closed."""

import threading

import numpy as np
import pytest

from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.history import fill_step
from inpaint_studio.editing.tiles import PackedTiles

HOLE = Rect(20, 20, 30, 10)


@pytest.fixture
def session(open_session, grey_engine):
    return open_session(grey_engine)


def test_an_answer_to_a_question_about_a_closed_document_is_refused_in_a_sentence(session, show_picture, tmp_path):
    answers, messages = [], []
    session.message.connect(lambda level, text: messages.append((level, text)))
    answer = session.bound(answers.append)
    answer("first")
    show_picture(session, tmp_path / "other.png")
    answer("second")
    assert answers == ["first"]
    assert messages == [("warning", "photo.png is not open any more; nothing was done.")]


def test_where_nothing_was_open_an_answer_is_about_nothing(session):
    session.close_document()
    assert session.ticket() is None
    answers = []
    session.bound(answers.append)("any")
    assert answers == ["any"]


def test_closing_gives_up_what_runs_in_every_part(open_session, slow_engine, mark, qtbot):
    session = open_session(slow_engine)
    mark(session, HOLE)
    assert session.filling.start()
    qtbot.waitUntil(lambda: bool(slow_engine.requests))
    assert session.is_filling
    assert session.is_busy
    with qtbot.waitSignal(session.closing, timeout=10_000):
        session.close_document()
    assert not session.is_filling
    assert not session.is_busy
    assert session.document is session.display is session.mask_levels is None
    assert slow_engine.was_closed.wait(20)
    qtbot.waitUntil(lambda: not len(session.workers))


def test_a_step_on_its_way_into_the_document_is_work_that_is_not_saved(session, qtbot):
    gate, ended = threading.Event(), []
    coverage = np.full((HOLE.height, HOLE.width), 255, np.uint8)
    fill = Fill("one", HOLE, np.zeros((HOLE.height, HOLE.width, 3), np.uint8), coverage, Recipe("membrane"))

    def make(document):
        assert gate.wait(20)
        return fill_step(document, (fill,), coverage, HOLE)

    assert not session.has_unsaved_work
    cancel = session.changes.put("Fill", make, lambda: ended.append(1))
    assert session.has_unsaved_work
    cancel()
    assert not session.has_unsaved_work
    session.changes.put("Fill", make, lambda: ended.append(2))
    gate.set()
    qtbot.waitUntil(lambda: not session.changes.is_busy)
    assert ended == [2]
    assert session.document.fills == (fill,)
    assert session.has_unsaved_work


def test_a_mask_that_gets_a_name_stands_in_the_document_and_is_announced(session):
    mask = np.zeros((80, 120), np.uint8)
    mask[HOLE.slices] = 255
    names = []
    session.mask_named.connect(lambda name, _: names.append(name))
    session.name_mask("scratch", mask, PackedTiles.of_mask(mask))
    assert names == ["scratch"]
    assert np.array_equal(session.document.named_masks["scratch"], mask)
    session.close_document()
    session.name_mask("late", mask, PackedTiles.of_mask(mask))
    assert names == ["scratch"]
