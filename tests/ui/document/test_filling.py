"""The queue of fills: what waits, what is asked for, and what is given up."""

import numpy as np
import pytest

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.guidance import Guidance, Guide, SourceRegion
from inpaint_studio.editing.tiles import PackedTiles

LEFT, RIGHT = Rect(10, 10, 20, 20), Rect(70, 40, 25, 15)


@pytest.fixture
def session(open_session, slow_engine):
    return open_session(slow_engine)


def _texts(session) -> list[str]:
    texts: list[str] = []
    session.message.connect(lambda _, text: texts.append(text))
    return texts


def test_the_next_fill_waits_its_turn_and_takes_what_is_not_being_filled(session, slow_engine, mark, qtbot):
    mark(session, LEFT)
    assert session.filling.start("membrane", 3)
    mark(session, RIGHT)
    assert session.filling.start("exemplar")
    qtbot.waitUntil(lambda: len(slow_engine.requests) == 1)
    slow_engine.may_finish.set()
    qtbot.waitUntil(lambda: not session.is_filling, timeout=20_000)
    first, second = slow_engine.requests
    assert (first.rect, first.method, first.seed) == (LEFT, "membrane", 3)
    assert (second.rect, second.method) == (RIGHT, "exemplar")
    assert [fill.rect for fill in second.fills] == [LEFT]
    assert [fill.rect for fill in session.document.fills] == [LEFT, RIGHT]
    assert not session.document.mask.any()


def test_a_hole_that_is_being_filled_is_not_filled_twice(session, mark, qtbot):
    texts = _texts(session)
    assert not session.filling.start()
    mark(session, LEFT)
    assert session.filling.start()
    assert session.filling.start()
    assert texts == ["All that is marked is being filled already."]
    assert session.cancel()
    qtbot.waitUntil(lambda: not len(session.workers))


def test_cancel_gives_up_what_runs_and_what_waits(session, slow_engine, mark, qtbot):
    mark(session, LEFT)
    session.filling.start()
    mark(session, RIGHT)
    session.filling.start()
    qtbot.waitUntil(lambda: bool(slow_engine.requests))
    with qtbot.waitSignal(session.filling.finished, timeout=10_000):
        assert session.cancel()
    assert not session.cancel()
    slow_engine.may_finish.set()
    qtbot.waitUntil(lambda: not len(session.workers))
    assert len(slow_engine.requests) == 1
    assert session.document.fills == ()
    assert session.document.mask.any()


def _lead(session, guide, sources) -> None:
    session.guides.put("Lead", lambda _: Guidance((guide,), (SourceRegion(PackedTiles.of_mask(sources)),)))


def test_a_new_fill_takes_what_is_set_and_one_made_anew_what_its_recipe_holds(session, slow_engine, mark, qtbot):
    slow_engine.may_finish.set()
    sources = np.zeros((80, 120), np.uint8)
    sources[:, 60:] = 255
    _lead(session, Guide(((0.0, 0.0), (50.0, 50.0))), sources)
    session.filling.values["grain"] = 0.5
    qtbot.waitUntil(lambda: not session.changes.is_busy)
    mark(session, LEFT)
    session.filling.start()
    qtbot.waitUntil(lambda: not session.is_filling, timeout=20_000)
    texts = _texts(session)
    session.filling.remake(session.document.fills[0].id, "membrane", 9)
    qtbot.waitUntil(lambda: not session.is_filling, timeout=20_000)
    first, again = slow_engine.requests
    assert np.array_equal(first.sources, sources)
    assert first.guides == session.filling.guides == (Guide(((0.0, 0.0), (50.0, 50.0))),)
    assert first.settings["grain"] == 0.5
    assert not session.filling.sources.flags.writeable
    assert again.sources is None  # this engine writes an old recipe, without guides and sources
    assert again.guides == ()
    assert (again.seed, again.fills) == (9, ())
    assert len(session.document.fills) == 1
    assert any("none was used" in text for text in texts)


def test_another_document_begins_without_sources_and_guides(session, show_picture, tmp_path):
    _lead(session, Guide(((0.0, 0.0), (5.0, 5.0))), np.full((80, 120), 255, np.uint8))
    session.filling.values["grain"] = 0.5
    show_picture(session, tmp_path / "other.png")
    assert session.filling.sources is session.source_levels is None
    assert session.filling.guides == ()
    assert session.filling.values["grain"] == 0.5  # the person's taste, not the picture's
