"""What a damaged plane lost is marked once, when it is looked at first or filled with a run."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.history import mask_step
from inpaint_studio.files.memory.journal import Journal, restore
from inpaint_studio.files.memory.project import open_project, save_project
from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.document.damage_marking import MARK_DAMAGE
from inpaint_studio.ui.document.planes import Run

from .queued import full

COUNT, TORN, GONE = 6, (2, 4), 5  # planes: half there, and not readable at all
BOX = Rect(4, 2, 10, 6)  # in what is left of all of them


def torn_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "scans"
    folder.mkdir()
    rng = np.random.default_rng(3)
    for number in range(COUNT):
        path = folder / f"page_{number + 1}.png"
        Image.fromarray(rng.integers(0, 255, (48, 64, 3), np.uint8)).save(path)
        content = path.read_bytes()
        if number in TORN:
            path.write_bytes(content[: len(content) // 2])
        elif number == GONE:
            path.write_bytes(content[:8] + b"nothing of it")
    return folder


@pytest.fixture
def folder(tmp_path):
    return torn_folder(tmp_path)


@pytest.fixture
def session(open_session, grey_engine, folder):
    """With the folder open at its first plane; `texts` are its messages."""
    made = open_session(grey_engine)
    made.close_document()
    made.texts = []
    made.message.connect(lambda _, text: made.texts.append(text))
    (opened,) = jobs.open_picture(folder, 1 << 26)
    made.show(opened)
    return made


def turn(session, qtbot, plane):
    session.planes.look_at(plane)
    qtbot.waitUntil(lambda: session.document.plane == plane, timeout=20_000)
    settled(session, qtbot)


def settled(session, qtbot):
    busy = lambda: session.planes.is_busy or session.changes.is_any_busy or session.damage.is_running  # noqa: E731
    qtbot.waitUntil(lambda: not busy(), timeout=20_000)


def lost_of(document: Document):
    unknown = document.picture.unknown
    assert unknown is not None
    assert 0 < np.count_nonzero(unknown) < unknown.size
    return unknown


def test_what_a_plane_lost_is_marked_and_said_once_as_one_undo(session, qtbot):
    document = session.document
    assert (session.texts, document.mask.any()) == ([], False)
    turn(session, qtbot, 2)
    assert np.array_equal(document.mask, lost_of(document))
    assert [step.name for step in document.history.steps] == [MARK_DAMAGE]
    (sentence,) = session.texts
    assert "damaged or incomplete" in sentence
    assert not document.is_modified  # nobody did anything
    assert session.planes.marked == (2,)
    turn(session, qtbot, 3)
    turn(session, qtbot, 2)
    assert len(session.texts) == 1
    session.changes.undo()
    settled(session, qtbot)
    assert not document.mask.any()
    turn(session, qtbot, 1)
    turn(session, qtbot, 2)
    assert not document.mask.any()  # a person took it back
    session.changes.redo()
    settled(session, qtbot)
    assert np.array_equal(document.mask, lost_of(document))
    assert len(session.texts) == 1


def test_marks_that_were_cleared_stay_so_when_journal_or_project_is_opened(session, qtbot, folder, tmp_path):
    document = session.document
    journal = Journal.create(tmp_path / "work", document)
    turn(session, qtbot, 2)
    journal.follow(document)
    clear = np.zeros((48, 64), np.uint8)
    session.changes.commit(mask_step(document, "Clear", document.picture.rect, clear))
    turn(session, qtbot, 4)
    turn(session, qtbot, 2)
    journal.follow(document)
    journal.flush()
    journal.close()
    save_project(document.snapshot(), tmp_path / "work.ora")
    restored = restore(journal.path)
    restored.journal.discard()
    for again in (restored.document, open_project(tmp_path / "work.ora")):
        session.texts.clear()
        session.show(jobs.prepared(None, again))
        settled(session, qtbot)
        assert session.document is again
        assert again.plane == 2
        assert not again.mask.any()
        assert session.planes.marked == (4,)
        turn(session, qtbot, 4)
        assert np.array_equal(again.mask, lost_of(again))
        assert again.state.damage_marked == {2, 4}


def test_who_can_redo_can_still_redo_after_looking_at_a_damaged_plane(session, qtbot):
    document = session.document
    session.changes.commit(mask_step(document, "Box", BOX, full(BOX)))
    session.changes.undo()
    settled(session, qtbot)
    turn(session, qtbot, 2)
    assert not document.mask.any()
    session.changes.redo()  # goes to its plane
    settled(session, qtbot)
    assert [step.name for step in document.history.steps] == ["Box", MARK_DAMAGE]
    assert session.planes.marked == (0, 2)
    turn(session, qtbot, 2)
    assert np.array_equal(document.mask, lost_of(document))


def test_planes_that_are_passed_or_played_are_not_marked(session, qtbot):
    session.planes.play()
    qtbot.waitUntil(lambda: session.document.plane == 2, timeout=20_000)
    assert not session.document.history.steps
    session.planes.stop()
    settled(session, qtbot)
    if session.document.plane in TORN:
        assert session.document.mask.any()


def test_a_run_marks_and_fills_what_its_planes_lost_and_counts_them(session, qtbot):
    document = session.document
    session.changes.commit(mask_step(document, "Box", BOX, full(BOX)))
    begun = []

    def then(notes):
        begun.extend(notes)
        assert session.run_filling.start(Run(0, GONE), "membrane", notes)

    with qtbot.waitSignal(session.run_filling.finished, timeout=20_000):  # a short run ends as soon as it has begun
        session.damage.mark_run(Run(0, GONE), then)
    assert begun
    settled(session, qtbot)
    assert session.planes.filled == (0, *TORN)
    assert document.plane == 0
    assert session.texts[-1].startswith("3 planes are filled. 2 planes were damaged: 3, 5.")
    turn(session, qtbot, 4)
    assert not document.mask.any()  # filled, and not marked anew
    (fill,) = document.fills
    covered = np.zeros((48, 64), bool)
    covered[fill.rect.slices] = fill.coverage > 0
    assert np.array_equal(covered, lost_of(document) > 0)
    looked_at = []
    session.damage.mark_run(Run(0, GONE), looked_at.append)
    assert looked_at == [()]  # nothing is decoded once more


def test_looking_for_damage_can_be_cancelled(session, qtbot):
    called = []
    session.damage.mark_run(Run(0, GONE), called.append)
    assert session.is_filling
    assert session.cancel()
    assert not session.is_filling
    settled(session, qtbot)
    assert (called, session.planes.marked) == ([], ())
