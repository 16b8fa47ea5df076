"""A mask in several sizes: each pixel the largest of those it stands for, whatever part of it changed."""

import numpy as np
import pytest

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.mask_levels import MaskLevels, Veil, lifted
from inpaint_studio.editing.operations import reduced
from inpaint_studio.editing.picture import Mask


def _largest(mask: Mask, level: int) -> Mask:
    unit = 1 << level
    return reduced(np.pad(mask, ((0, -mask.shape[0] % unit), (0, -mask.shape[1] % unit))), unit, "most")


def _scratches(height: int = 700, width: int = 1101, seed: int = 0) -> Mask:
    rng = np.random.default_rng(seed)
    mask = np.zeros((height, width), np.uint8)
    mask[rng.integers(0, height, 9)] = rng.integers(1, 256, (9, 1), np.uint8)
    mask[rng.integers(0, height, 40), rng.integers(0, width, 40)] = 255
    return mask


def test_each_level_is_the_largest_of_the_pixels_it_stands_for() -> None:
    mask = _scratches()
    levels = MaskLevels(mask)
    assert levels.coarsest == 3  # 138 pixels wide
    for level in range(2, levels.coarsest + 1):
        assert np.array_equal(levels.plane(level), _largest(mask, level))
    assert levels.plane(0) is mask


def test_after_a_change_the_levels_are_those_of_the_whole_mask() -> None:
    mask = _scratches()
    levels = MaskLevels(mask, down_to=6)
    rng = np.random.default_rng(1)
    for _ in range(12):
        x, y = int(rng.integers(-20, 1100)), int(rng.integers(-20, 700))
        rect = Rect(x, y, int(rng.integers(1, 90)), int(rng.integers(1, 90)))
        inside = rect.intersect(Rect(0, 0, 1101, 700))
        if inside.is_empty:
            continue
        mask[inside.slices] = rng.choice([0, 200])
        levels.update(rect)  # a rectangle beyond the edge is one
    for level in range(2, 7):
        assert np.array_equal(levels.plane(level), _largest(mask, level))
    levels.update(Rect(5000, 5000, 9, 9))


@pytest.mark.parametrize(("scale", "level"), [(3.0, 0), (1.0, 0), (0.75, 0), (0.5, 1), (0.3, 1), (0.25, 2), (0.001, 3)])
def test_a_view_is_shown_by_the_level_that_is_at_least_as_fine(scale: float, level: int) -> None:
    assert MaskLevels(np.zeros((700, 1101), np.uint8)).level_for(scale) == level


@pytest.mark.parametrize("level", [0, 1, 2, 3])
def test_a_part_holds_every_set_pixel_of_its_area(level: int) -> None:
    mask = _scratches(seed=level)
    levels = MaskLevels(mask)
    whole = _largest(mask, level) if level else mask
    for area in (Rect(0, 0, 10_000, 10_000), Rect(13, 7, 31, 45), Rect(-5, 20, 60, 9)):
        shown = np.zeros_like(whole)
        part = levels.part(level, area)
        if part is not None:
            at, values = part
            common = at.intersect(Rect(0, 0, whole.shape[1], whole.shape[0]))
            shown[common.slices] = values[common.inside(at).slices]
        inside = area.intersect(Rect(0, 0, whole.shape[1], whole.shape[0]))
        assert np.array_equal(shown[inside.slices], whole[inside.slices])


@pytest.mark.parametrize("level", [0, 1, 2])
def test_where_nothing_is_set_there_is_no_part(level: int) -> None:
    mask = np.zeros((600, 900), np.uint8)
    mask[500, 700] = 255
    levels = MaskLevels(mask)
    assert levels.part(level, Rect(0, 0, 300 >> level, 300 >> level)) is None
    assert levels.part(level, Rect(5000, 0, 10, 10)) is None
    assert levels.part(level, Rect(0, 0, 900, 600)) is not None


def test_a_very_large_half_is_shown_coarser_rather_than_late() -> None:
    mask = np.zeros((3000, 2600), np.uint8)
    mask[1, 1], mask[2990, 2590] = 90, 255
    part = MaskLevels(mask).part(1, Rect(0, 0, 1300, 1500))
    assert part is not None
    at, values = part
    assert values.shape == (at.height, at.width)
    assert (values[:2, :2] == 90).all()  # of four by four pixels
    assert values.max() == 255


def test_levels_that_were_worked_out_elsewhere_are_taken_over() -> None:
    empty = MaskLevels(np.zeros((700, 1101), np.uint8))
    other = MaskLevels(_scratches(), down_to=5)
    empty.take(other)
    assert empty.mask is other.mask
    assert empty.coarsest == 5
    assert empty.plane(4) is other.plane(4)


@pytest.mark.parametrize("level", [0, 1, 2, 3])
def test_under_a_veil_nothing_is_shown_and_beside_it_everything(level: int) -> None:
    unit = 1 << level
    rect = Rect(300, 260, 80, 48)
    values = np.full((60, 90), 255, np.uint8)
    where = Rect(280 // unit, 240 // unit, 90, 60)
    veil = Veil(rect, np.full((48, 80), 255, np.uint8))
    shown = lifted(values, where, level, (veil,))
    assert (values == 255).all()  # a copy
    gone = np.argwhere(shown == 0) + np.array([where.y, where.x])
    assert gone.min(axis=0).tolist() == [rect.y // unit, rect.x // unit]
    bottom, right = min(-(-rect.bottom // unit), where.bottom), min(-(-rect.right // unit), where.right)
    assert gone.max(axis=0).tolist() == [bottom - 1, right - 1]
    assert len(gone) == (bottom - rect.y // unit) * (right - rect.x // unit)
    assert lifted(values, where, level, ()) is values


def test_a_veil_lifts_only_where_it_is_set_and_not_beyond_its_coarsest_level() -> None:
    hole = np.zeros((48, 80), np.uint8)
    hole[10, 20] = 1
    veil = Veil(Rect(300, 260, 80, 48), hole)
    values = np.full((48, 80), 255, np.uint8)
    assert np.argwhere(lifted(values, Rect(300, 260, 80, 48), 0, (veil,)) == 0).tolist() == [[10, 20]]
    assert (lifted(values, Rect(0, 0, 80, 48), 9, (veil,)) == 255).all()
    assert (lifted(values, Rect(3000, 0, 80, 48), 0, (veil,)) == 255).all()
