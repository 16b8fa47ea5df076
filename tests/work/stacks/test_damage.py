"""What files of a stack lost of their planes is filled with what is masked, and a plane that is whole is let be."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.editing.bands import Band, Levels
from inpaint_studio.editing.picture import Picture
from inpaint_studio.files.stacks.masks import read_masks
from inpaint_studio.files.stacks.opening import open_planes
from inpaint_studio.work.stacks.damage import MasksAndDamage, find_damage, lost_of
from inpaint_studio.work.stacks.job import begin
from inpaint_studio.work.stacks.results import Results
from inpaint_studio.work.stacks.segments import read_division
from inpaint_studio.work.stacks.working import PlaneDone, fill_segments

from .conftest import COUNT, HOLE

TORN, GONE = (2, 4), 5  # planes: half there, and not readable at all


@pytest.fixture
def torn(clip):
    """The clip; the first mark of it lies in what is left of all planes."""
    paths = sorted(clip.iterdir())
    for plane in TORN:
        content = paths[plane].read_bytes()
        paths[plane].write_bytes(content[: len(content) * 2 // 3])
    return clip


def _lost(planes, plane):
    lost = lost_of(planes.picture(plane))
    assert lost is not None
    assert 0.1 < (lost > 0).mean() < 0.6
    return lost


def test_damaged_planes_are_found_and_one_that_cannot_be_read_ends_nothing(torn):
    sorted(torn.iterdir())[GONE].write_bytes(b"\x89PNG\r\n\x1a\nnothing of it")
    *looks, damaged = find_damage(open_planes(torn), range(COUNT))
    assert damaged == TORN
    assert [(one.done, one.total) for one in looks] == [(number, COUNT) for number in range(1, COUNT + 1)]
    assert list(find_damage(open_planes(torn), range(3, 4)))[-1] == ()


def test_data_pictures_lose_nothing():
    unknown = np.full((4, 4), 255, np.uint8)
    band = Band("CT", "HU", 1, 0, -1024, 3071)
    data = Picture(np.zeros((4, 4, 1), np.int16), bands=(band,), levels=Levels((0,), (0.0,), (1.0,)), unknown=unknown)
    assert lost_of(replace(data, damage=("torn",))) is None
    assert lost_of(Picture(np.zeros((4, 4, 3), np.uint8), unknown=unknown)) is None, "transparent, not damaged"


def test_masks_hold_what_was_lost_too(torn, mask):
    planes = open_planes(torn)
    marked = np.zeros((30, 40), np.uint8)
    marked[HOLE.slices] = 255
    both = MasksAndDamage({0: marked, 2: marked}, planes, TORN)
    assert list(both) == [0, 2, 4]
    assert len(both) == 3
    assert np.array_equal(both[0], marked)
    assert np.array_equal(both[2], np.maximum(marked, _lost(planes, 2)))
    assert np.array_equal(both[4], _lost(planes, 4))
    assert both.get(1) is None


def test_what_was_lost_is_filled_with_the_hole_and_where_there_is_none(job, torn, engine, tmp_path):
    masks = tmp_path / "masks"
    masks.mkdir()
    (masks / "frame_003.png").write_bytes(job.mask.read_bytes())
    planes = open_planes(torn)
    begin(job)
    steps = [one for one in fill_segments(job, planes, read_masks(masks, planes), engine) if isinstance(one, PlaneDone)]
    assert [step.plane for step in steps] == engine.planes == [2, 4]
    assert all(step.damage for step in steps)
    division = read_division(job.folder)
    assert division.damaged == TORN
    made = Results(job.folder, [segment.name for segment in division.segments])
    for plane in TORN:
        covered = np.zeros((30, 40), np.uint8)
        for fill in made[plane]:
            covered[fill.rect.slices] = np.maximum(covered[fill.rect.slices], fill.coverage)
        expected = _lost(planes, plane).copy()
        if plane == 2:
            expected[HOLE.slices] = 255
        assert np.array_equal(covered > 0, expected > 0)


def test_a_whole_stack_has_no_damage(clip):
    Image.open(sorted(clip.iterdir())[0]).verify()
    assert list(find_damage(open_planes(clip), range(COUNT)))[-1] == ()
