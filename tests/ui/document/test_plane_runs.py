"""Masks and fills of a run of planes: one undo for all, and planes out of view are not decoded for it."""

import numpy as np
import pytest

from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.history import RunStep, fill_step, mask_step
from inpaint_studio.ui.document.fill_edits import RunEdit
from inpaint_studio.ui.document.planes import Run

from ..clips import Clip
from .queued import full

WHERE, ELSEWHERE = Rect(10, 10, 20, 8), Rect(25, 14, 20, 8)


@pytest.fixture
def clip():
    return Clip(8, Size(60, 40))


@pytest.fixture
def session(open_stack, clip):
    return open_stack(clip)


def commit(session, plane, rect):
    session.changes.commit(mask_step(session.document.laid_on(plane), "Box", rect, full(rect)))


def settle(session, qtbot):
    qtbot.waitUntil(lambda: not session.changes.is_any_busy, timeout=20_000)


def marks(session, plane):
    """Where something is marked on a plane."""
    document = session.document
    if plane == document.plane:
        return document.mask > 0
    packed = document.state.on(plane).mask
    return np.zeros((40, 60), bool) if packed is None else packed.unpack() > 0


def test_a_mask_is_added_to_the_marks_of_each_plane_and_one_undo_takes_it_off(session, clip, qtbot):
    commit(session, 0, WHERE)
    commit(session, 2, ELSEWHERE)
    decoded = len(clip.decoded)
    session.runs.use_mask(Run(0, 3))
    settle(session, qtbot)
    assert session.planes.marked == (0, 1, 2, 3)
    assert session.texts == ["The mask is used on 3 more planes; undo takes it off all of them."]
    assert marks(session, 2).sum() == WHERE.area + ELSEWHERE.area - WHERE.intersect(ELSEWHERE).area
    assert marks(session, 3).sum() == WHERE.area
    assert len(clip.decoded) == decoded
    session.changes.undo()
    settle(session, qtbot)
    assert session.planes.marked == (0, 2)
    assert marks(session, 2).sum() == ELSEWHERE.area


def test_a_mask_that_is_there_already_and_none_are_told_apart(session, qtbot):
    session.runs.use_mask(Run(0, 3))
    settle(session, qtbot)
    commit(session, 0, WHERE)
    session.runs.use_mask(Run(0, 1))
    settle(session, qtbot)
    session.runs.use_mask(Run(0, 1))
    settle(session, qtbot)
    assert session.texts == [
        "Nothing is marked on this plane. Mark first what should go.",
        "The mask is used on 1 more plane; undo takes it off there.",
        "All of this is marked on these planes already.",
    ]
    assert [step.name for step in session.document.history.steps] == ["Box", "Use mask on planes"]


def test_marks_are_cleared_on_the_run_alone(session, qtbot):
    for plane in (0, 1, 5):
        commit(session, plane, WHERE)
    session.runs.clear_marks(Run(0, 3))
    settle(session, qtbot)
    assert session.planes.marked == (5,)
    session.runs.clear_marks(Run(0, 3))
    settle(session, qtbot)
    assert session.texts == ["Marks are cleared on 2 planes.", "Nothing is marked on these planes."]
    session.changes.undo()
    settle(session, qtbot)
    assert session.planes.marked == (0, 1, 5)


@pytest.fixture
def filled(session):
    """Fills of one run on planes 0 to 2, and one of its own on plane 1."""

    def made(name, run=""):
        shape = WHERE.height, WHERE.width
        pixels, coverage = np.full((*shape, 3), 9, np.uint8), np.full(shape, 255, np.uint8)
        return Fill(name, WHERE, pixels, coverage, Recipe("membrane"), run=run)

    hole = np.zeros((WHERE.height, WHERE.width), np.uint8)
    parts = []
    for plane in range(3):
        own = (made("own"),) if plane == 1 else ()
        parts.append(fill_step(session.document.laid_on(plane), (made(f"r{plane}", "run"), *own), hole, WHERE))
    session.changes.commit(RunStep("Fill planes", tuple(parts)))
    return session


def names(session):
    planes = session.document.state.filled_planes
    return {plane: [(fill.id, fill.visible) for fill in fills] for plane, fills in planes.items()}


def test_fills_of_a_run_are_hidden_and_deleted_together_and_others_stay(filled, qtbot):
    assert filled.runs.planes_of("run") == (0, 1, 2)
    filled.runs.set_visible("r0", False)
    settle(filled, qtbot)
    assert names(filled) == {0: [("r0", False)], 1: [("r1", False), ("own", True)], 2: [("r2", False)]}
    filled.runs.delete("r0")
    settle(filled, qtbot)
    assert names(filled) == {1: [("own", True)]}
    assert filled.document.history.undo_name == "Delete fill"
    filled.changes.undo()
    settle(filled, qtbot)
    assert filled.runs.planes_of("run") == (0, 1, 2)


def test_a_fill_of_no_run_and_one_that_is_gone_change_nothing(filled, qtbot):
    steps = list(filled.document.history.steps)
    filled.runs.delete("nowhere")
    filled.runs.set_visible("own", False)  # on a plane that is not in view
    settle(filled, qtbot)
    assert list(filled.document.history.steps) == steps


def test_what_was_done_to_one_is_done_to_all_in_place_of_that(filled, qtbot):
    edits: list[RunEdit] = []
    filled.fills.run_edited.connect(edits.append)
    filled.fills.delete("r0")
    settle(filled, qtbot)
    assert filled.runs.planes_of("run") == (1, 2)
    (edit,) = edits
    filled.runs.edit_all(edit)
    settle(filled, qtbot)
    assert names(filled) == {1: [("own", True)]}
    filled.changes.undo()  # one undo for all
    settle(filled, qtbot)
    assert filled.runs.planes_of("run") == (0, 1, 2)
