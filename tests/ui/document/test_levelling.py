"""Levels of the document in view: the display, the journal and pictures out of view follow them."""

from dataclasses import replace

import numpy as np
import pytest

from inpaint_studio.editing.bands import Levels
from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.history import fills_step
from inpaint_studio.files.memory.journal import restore
from inpaint_studio.files.memory.project import open_project, save_project
from inpaint_studio.ui.canvas.display import Display, reduce_picture
from inpaint_studio.ui.document import jobs, levelling
from inpaint_studio.ui.document.recovery import JournalKeeper
from inpaint_studio.ui.document.session import Session

from ... import phantoms

OTHER = Levels((0,), (0.0,), (2000.0,), inverted=True)


@pytest.fixture
def session(qapp, qtbot):
    made = Session(parent=qapp)
    yield made
    made.workers.stop_all()
    made.deleteLater()
    qapp.processEvents()


def show(session: Session, qtbot, picture=None) -> Document:
    document = Document(picture or phantoms.ct_slice(128))
    session.show(jobs.prepared(None, document))
    qtbot.waitUntil(lambda: not session.levelling.is_busy)
    return document


def test_other_levels_are_shown_exactly_as_a_new_display_shows_them(session, qtbot):
    document = show(session, qtbot)
    changes: list[Rect] = []
    session.previews.picture_changed.connect(changes.append)
    with qtbot.waitSignal(session.levelling.settled):
        session.levelling.set(OTHER)
    qtbot.waitUntil(lambda: not session.levelling.is_busy)
    expected, display = reduce_picture(document.picture), session.display
    assert display.picture is document.picture
    assert all(np.array_equal(display.levels[level], words) for level, words in expected.items())
    assert display.convert(document.picture.pixels).tolist() == OTHER.shown(document.picture.pixels).tolist()
    assert changes
    assert np.array_equal(session.pictures.in_view.thumbnail.shape[:2], (128, 128))


def test_of_a_large_picture_means_are_shown_until_the_levels_rest(session, qtbot, monkeypatch):
    monkeypatch.setattr(levelling, "_AT_ONCE", 0)
    shown: list[bool] = []
    set_levels = Display.set_levels

    def note(self, words, levels, *, is_exact=True):
        shown.append(is_exact)
        set_levels(self, words, levels, is_exact=is_exact)

    monkeypatch.setattr(Display, "set_levels", note)
    document = show(session, qtbot)
    session.levelling.set(OTHER)
    qtbot.waitUntil(lambda: shown == [False])
    qtbot.waitUntil(lambda: not session.levelling.is_busy)
    assert shown == [False, True]
    assert session.display.reduced_by == document.picture.levels


def test_a_photograph_has_no_levels(session, qtbot):
    document = show(session, qtbot, replace(phantoms.ct_slice(16), pixels=np.zeros((8, 8, 3), np.uint8), bands=(),
                                            levels=None, unknown=None, grid=None))  # fmt: skip
    session.levelling.set(OTHER)
    session.levelling.set_own()
    session.levelling.set_robust()
    assert document.picture.levels is None
    assert session.levelling.levels is None
    assert not session.levelling.is_busy


def test_bands_that_were_not_seen_come_from_their_2nd_to_their_98th_percentile(session, qtbot):
    document = show(session, qtbot, phantoms.tile(150, 120))
    before = document.picture.levels
    session.levelling.set_bands((3, 2, 1))
    qtbot.waitUntil(lambda: document.picture.levels.bands == (3, 2, 1))
    now = document.picture.levels
    assert (now.low[1:], now.high[1:]) == (before.low[:2], before.high[:2])
    known = document.picture.pixels[document.picture.unknown == 0][:, 3]
    assert (now.low[0], now.high[0]) == pytest.approx(tuple(np.quantile(known, (0.02, 0.98))))
    session.levelling.set_own()
    assert document.picture.levels == before
    qtbot.waitUntil(lambda: not session.levelling.is_busy)


def test_levels_are_in_the_journal_and_are_no_unsaved_work(session, qtbot, tmp_path):
    keeper = JournalKeeper(session, tmp_path)
    document = show(session, qtbot)
    with qtbot.waitSignal(session.levelling.settled):
        session.levelling.set(OTHER)
    assert not document.is_modified
    assert not document.history.steps
    fill = Fill("a", Rect(3, 4, 5, 6), np.full((6, 5, 1), -1500, np.int16), np.full((6, 5), 255, np.uint8), Recipe("x"))
    session.changes.commit(fills_step(document, (fill,), "Fill"))
    journal = keeper.journal
    journal.flush()
    copy = tmp_path / "copy.journal"
    copy.write_bytes(journal.path.read_bytes())
    restored = restore(copy)
    again = restored.document
    assert again.picture.levels == OTHER
    assert again.picture.own_levels == phantoms.ct_slice(128).levels
    assert again.picture.bands == document.picture.bands
    assert again.picture.grid == document.picture.grid
    assert np.array_equal(again.picture.unknown, document.picture.unknown)
    assert np.array_equal(again.composite(), document.composite())
    restored.journal.discard()
    qtbot.waitUntil(lambda: not session.levelling.is_busy)
    keeper.end()


def test_levels_that_are_changed_just_before_another_picture_comes_are_remembered(session, qtbot, tmp_path):
    keeper = JournalKeeper(session, tmp_path)
    document = show(session, qtbot)
    session.levelling.set(OTHER)
    show(session, qtbot, phantoms.mr_slice(64))
    journal = keeper.journal_of(document)
    journal.flush()
    copy = tmp_path / "copy.journal"
    copy.write_bytes(journal.path.read_bytes())
    restored = restore(copy)
    assert restored.document.picture.levels == OTHER
    restored.journal.discard()
    keeper.end()


def test_a_picture_out_of_view_comes_back_with_its_levels(session, qtbot):
    first = show(session, qtbot)
    one = session.pictures.in_view
    show(session, qtbot, phantoms.mr_slice(64))
    qtbot.waitUntil(lambda: one.stored is not None and not session.switching.is_putting_away)
    with qtbot.waitSignal(session.switching.settled, timeout=10_000):
        session.switching.look_at(one)
    qtbot.waitUntil(lambda: not session.levelling.is_busy)
    session.levelling.set(OTHER)
    with qtbot.waitSignal(session.switching.settled, timeout=10_000):
        session.switching.step(1)
    qtbot.waitUntil(lambda: first.packed_mask is not None and not session.switching.is_putting_away)
    assert first.picture.levels == OTHER
    with qtbot.waitSignal(session.switching.settled, timeout=10_000):
        session.switching.look_at(one)
    qtbot.waitUntil(lambda: not session.levelling.is_busy)
    expected = reduce_picture(first.picture)
    assert all(np.array_equal(session.display.levels[level], words) for level, words in expected.items())


def test_a_project_that_was_changed_elsewhere_is_noticed_after_a_change_of_levels(session, qtbot, tmp_path):
    path = tmp_path / "slice.ora"
    document = show(session, qtbot)
    save_project(document, path)
    session.levelling.set(OTHER)
    path.write_bytes(path.read_bytes() + b"x")
    from inpaint_studio.files.errors import ChangedOnDisk

    with pytest.raises(ChangedOnDisk):
        save_project(document, path)
    save_project(document, path, ignore_changes=True)
    assert open_project(path).picture.levels == OTHER
    qtbot.waitUntil(lambda: not session.levelling.is_busy)
