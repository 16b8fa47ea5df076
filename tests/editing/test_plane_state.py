"""What is laid on each plane of a stack, and steps of several planes."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.editing.brush import Brush
from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.guidance import Guidance, Guide
from inpaint_studio.editing.history import (
    GuidanceChange,
    GuidanceStep,
    MaskStep,
    RunStep,
    fill_step,
    fills_step,
    mask_step,
)
from inpaint_studio.editing.picture import Picture
from inpaint_studio.editing.plane_state import NO_PLANES, PlaneState, with_plane
from inpaint_studio.editing.stack import Place, Stack
from inpaint_studio.editing.state import difference
from inpaint_studio.editing.tiles import SQUARES, PackedTiles, spots, strips

SIZE = Size(600, 300)
WHERE = Rect(40, 30, 20, 10)


class Film:
    """Planes whose samples are their number."""

    path, axis, cuts = Path("film"), "frame", None

    def __init__(self, count):
        self.places = tuple(Place(Fraction(plane, 25)) for plane in range(count))

    def picture(self, plane):
        return Picture(np.full((SIZE.height, SIZE.width, 3), plane, np.uint8), plane=plane)


@pytest.fixture
def film():
    return Film(6)


@pytest.fixture
def document(film):
    document = Document(film.picture(0))
    document.state = replace(document.state, stack=Stack(film.picture(0), film))
    return document


def mark(document, plane, rect=WHERE, value=255):
    return mask_step(document.laid_on(plane), "Box", rect, np.full((rect.height, rect.width), value, np.uint8))


def make_fill(value, rect=WHERE):
    shape = rect.height, rect.width
    return Fill(
        f"f{value}", rect, np.full((*shape, 3), value, np.uint8), np.full(shape, 255, np.uint8), Recipe("smooth")
    )


def test_turning_to_another_plane_leaves_what_is_laid_on_the_first(document, film):
    document.commit(mark(document, 0))
    document.turn_to(film.picture(3))
    assert (document.plane, document.picture.pixels[0, 0, 0], document.mask.any()) == (3, 3, False)
    document.mask[0, 0] = 255  # writable: a stroke paints it
    document.turn_to(film.picture(0))
    assert (document.mask > 0).sum() == WHERE.area
    document.turn_to(film.picture(3))
    assert document.mask[0, 0] == 255


def test_undo_changes_the_plane_that_the_step_was_made_on(document, film):
    document.commit(mark(document, 0))
    document.turn_to(film.picture(2))
    document.commit(mark(document, 2, Rect(1, 1, 3, 3)))
    document.turn_to(film.picture(5))
    document.undo()
    assert set(document.state.elsewhere) == {0}
    document.undo()
    assert document.state.elsewhere == NO_PLANES
    document.redo()
    document.redo()
    assert {plane: int((laid.mask.unpack() > 0).sum()) for plane, laid in document.state.elsewhere.items()} == {
        0: WHERE.area,
        2: 9,
    }


def test_a_stroke_is_a_step_of_the_plane_in_view(document, film):
    document.turn_to(film.picture(4))
    stroke = document.begin_stroke(Brush(5))
    stroke.begin(100, 100)
    step = document.end_stroke()
    assert step.plane == 4
    document.commit(step)
    document.turn_to(film.picture(0))
    document.undo()
    assert document.state.elsewhere == NO_PLANES


def test_a_fill_that_comes_late_is_laid_on_its_own_plane(document, film):
    document.commit(mark(document, 0))
    hole = document.mask[WHERE.slices].copy()
    document.turn_to(film.picture(1))
    document.commit(fill_step(document.laid_on(0), (make_fill(9),), hole, WHERE))
    assert document.fills == ()
    assert document.state.filled_planes.keys() == {0}
    assert np.array_equal(document.composite(), film.picture(1).pixels)
    document.turn_to(film.picture(0))
    assert not document.mask.any()
    assert (document.composite()[WHERE.slices] == 9).all()


def test_a_run_is_one_undo_on_all_its_planes(document, film):
    parts = [
        fill_step(document.laid_on(plane), (make_fill(plane),), np.zeros((10, 20), np.uint8), WHERE)
        for plane in (0, 1, 2)
    ]
    before = document.state
    document.commit(RunStep("Fill", tuple(parts)))
    assert list(document.state.filled_planes) == [0, 1, 2]
    assert difference(before, document.state) == {0: WHERE, 1: WHERE, 2: WHERE}
    document.turn_to(film.picture(1))
    assert (document.composite()[WHERE.slices] == 1).all()
    document.undo()
    assert document.fills == ()
    assert document.state.filled_planes == {}
    document.redo()
    assert list(document.state.filled_planes) == [0, 1, 2]


def run_part(document, plane, run="run"):
    fill = fill_step(document.laid_on(plane), (make_fill(plane),), np.zeros((10, 20), np.uint8), WHERE)
    return RunStep("Fill", (fill,), run)


def test_a_run_that_goes_on_stays_one_undo(document, film):
    document.commit(mark(document, 0))
    serials = {document.history.serial}
    for plane in (1, 2, 0):
        document.commit(run_part(document, plane))
        serials.add(document.history.serial)
    assert len(serials) == 4
    assert [step.name for step in document.history.steps] == ["Box", "Fill"]
    run = document.history.top
    assert document.history.nbytes == sum(step.nbytes for step in document.history.steps)
    whole = RunStep("Fill", run.parts)
    assert run.rect == whole.rect
    assert run.nbytes >= whole.nbytes
    assert document.is_modified
    document.undo()
    assert document.state.filled_planes == {}
    document.redo()
    assert list(document.state.filled_planes) == [0, 1, 2]


def test_what_is_done_on_other_planes_meanwhile_is_undone_first(document, film):
    document.commit(run_part(document, 1))
    document.commit(mark(document, 5))
    document.commit(run_part(document, 2))
    assert [step.name for step in document.history.steps] == ["Fill", "Box"]
    document.undo()
    assert list(document.state.filled_planes) == [1, 2]
    document.commit(run_part(document, 3))
    assert document.history.redo_name == "Box"
    document.redo()
    assert document.state.on(5).mask is not None
    document.jump_to(0)
    assert not document.state.elsewhere


def test_parts_that_come_after_a_change_of_their_plane_are_an_undo_of_their_own(document, film):
    document.commit(run_part(document, 1))
    document.commit(mark(document, 2))
    document.commit(run_part(document, 2))
    document.commit(run_part(document, 3))
    assert [len(step.parts) for step in document.history.steps] == [1, 1, 2]
    document.undo()
    assert list(document.state.filled_planes) == [1]


def test_a_run_that_was_undone_is_not_gone_on_with(document, film):
    document.commit(run_part(document, 1))
    document.undo()
    document.commit(run_part(document, 2))
    assert list(document.state.filled_planes) == [2]
    assert len(document.history.steps) == 1
    document.commit(run_part(document, 3, "another"))
    assert len(document.history.steps) == 2


@pytest.mark.parametrize("count", [0, 2])
def test_a_run_has_one_part_for_a_plane(document, count):
    with pytest.raises(ValueError, match="no run"):
        RunStep("Box", (mark(document, 0),) * count)


def test_guide_lines_are_of_their_plane(document, film):
    line = Guidance((Guide(((0.0, 0.0), (5.0, 5.0)), 2),))
    document.commit(GuidanceStep("Guide line", GuidanceChange(Guidance(), line), plane=2))
    assert not document.state.guidance
    document.turn_to(film.picture(2))
    assert document.state.guidance == line
    document.turn_to(film.picture(0))
    document.undo()
    assert document.state.elsewhere == NO_PLANES


def test_fills_of_any_plane_count_as_unsaved(document, film):
    document.turn_to(film.picture(2))
    document.commit(fills_step(document, (make_fill(1),), "Fill"))
    document.turn_to(film.picture(0))
    assert document.has_unsaved_fills
    document.mark_saved()
    assert not document.has_unsaved_fills
    document.undo()
    assert document.has_unsaved_fills


def test_a_precomputed_step_of_another_plane_leaves_the_mask(document, film):
    document.commit(mark(document, 0))
    step = mark(document, 3)
    document.commit(step, document.precompute(step))
    assert (document.mask > 0).sum() == WHERE.area
    assert set(document.state.elsewhere) == {3}


def test_a_state_walks_planes_without_its_document(document, film):
    document.commit(mark(document, 0))
    document.commit(mark(document, 3, Rect(0, 0, 2, 2)))
    state = document.snapshot().turned(film.picture(3))
    assert (state.plane, int((state.mask > 0).sum()), set(state.elsewhere)) == (3, 4, {0})
    again = state.turned(film.picture(0))
    assert np.array_equal(again.mask, document.mask)
    assert document.plane == 0


def test_a_plane_on_which_nothing_is_laid_is_left_out():
    states = with_plane(with_plane(NO_PLANES, 4, PlaneState((make_fill(1),))), 1, PlaneState((make_fill(2),)))
    assert list(states) == [1, 4]
    assert list(with_plane(states, 4, PlaneState())) == [1]


@pytest.mark.parametrize("tile", [SQUARES, strips(SIZE)])
def test_packed_planes_are_combined_tile_by_tile(tile):
    rng = np.random.default_rng(3)
    first, second = np.zeros((2, SIZE.height, SIZE.width), np.uint8)
    first[20:80, 200:300] = rng.integers(0, 256, (60, 100))
    second[50:290, 250:270] = 255
    parts = ((spot, second[spot.rect(SIZE, tile).slices]) for spot in spots(Rect.of_size(SIZE), tile))
    packed = PackedTiles(SIZE, parts, tile)
    both = PackedTiles.of_mask(first).xored(packed)
    assert np.array_equal(both.unpack(), first ^ second)
    assert both.xored(packed).xored(PackedTiles.of_mask(first)).is_empty


def test_a_mask_step_knows_its_plane(document):
    step = mark(document, 5)
    assert isinstance(step, MaskStep)
    assert (step.plane, step.parts) == (5, (step,))
