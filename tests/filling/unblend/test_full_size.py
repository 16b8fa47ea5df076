from dataclasses import replace

import numpy as np
import pytest
from scipy import ndimage

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.filling.unblend import full_size, joint
from inpaint_studio.filling.unblend.residue import without
from tests.filling.unblend.marked import decibels, letters, photographs, under

FACTOR = 2
SHAPE = (144, 224)
SIZE = Size(SHAPE[1], SHAPE[0])
WHOLE = Rect.of_size(SIZE)


def _scene(count, seed, at_border=False):
    """Photographs, what is seen of them in 8 bits, and the mark's opacity."""
    photos = photographs(count, seed, SHAPE)
    opacity = np.kron(letters()[0], np.ones((2, 2), np.float32))
    opacity = ndimage.gaussian_filter(opacity, 0.7)
    if at_border:
        opacity = np.roll(opacity, 56, axis=0)
        opacity[:56] = 0
    seen = under(photos, opacity, np.ones((3, *SHAPE), np.float32))
    return photos, seen, opacity


def _plan(seen):
    count = len(seen)
    overviews = seen.reshape(count, 3, SHAPE[0] // 2, 2, SHAPE[1] // 2, 2).mean(axis=(3, 5), dtype=np.float32)
    *_, plan = full_size.planned(overviews, FACTOR, WHOLE, SIZE)
    return plan


def _parts(seen, plan):
    samples = np.rint(seen * 255).astype(np.uint8).transpose(0, 2, 3, 1)
    return [[samples[k][rect.slices] for rect in plan.parts] for k in plan.clear]


@pytest.fixture(scope="module")
def scene():
    photos, seen, opacity = _scene(6, 5, at_border=True)
    return photos, seen, opacity, _plan(seen)


def _in_small_tiles(monkeypatch, plan):
    """The same plan with tiles so small that seams run through the mark."""
    monkeypatch.setattr(full_size, "_TILE", 64)
    monkeypatch.setattr(full_size, "_HALO", 16)
    return replace(plan, tiles=full_size._tiles(plan.coarse.mark, FACTOR, SIZE))


def test_a_mark_that_leaves_the_picture_comes_off_though_seams_run_through_it(monkeypatch, scene):
    photos, seen, opacity, plan = scene
    plan = _in_small_tiles(monkeypatch, plan)
    assert len(plan.tiles) >= 3
    *shares, matches = full_size.estimated(plan, _parts(seen, plan))
    assert shares == sorted(shares)
    assert shares[-1] == 1
    own, tint = joint.planes_of(matches.mark, 3, (0, 0), SHAPE)
    bare = np.stack([without(one, own, tint, matches.mark.linear) for one in seen])
    where = opacity > 0
    assert decibels(seen, photos, where) < 20
    assert decibels(bare, photos, where) > 33
    last = where.copy()
    last[:-3] = False
    assert decibels(bare, photos, last) > 33
    far = ~ndimage.binary_dilation(where, iterations=12)
    assert (bare == seen)[..., far].all()


def test_only_parts_round_the_mark_are_wanted(monkeypatch, scene):
    _, _, opacity, plan = scene
    monkeypatch.setattr(full_size, "_TILE", 16)
    covered = np.zeros(SHAPE, bool)
    for tile in full_size._tiles(plan.coarse.mark, FACTOR, SIZE):
        assert WHOLE.contains(tile)
        assert not covered[tile.slices].any()
        covered[tile.slices] = True
    assert covered[opacity > 0.02].all()
    assert covered.mean() < 0.7


def test_shifts_are_measured_at_full_size(scene):
    photos, seen, opacity, plan = scene
    shifts = np.zeros((6, 2))
    seen = seen.copy()
    for k, (x, y) in ((1, (3, 0)), (4, (-2, 0)), (5, (5, 0))):  # along the border, which it leaves the picture at
        shifts[k] = (x, y)
        moved = np.roll(opacity, (y, x), (0, 1))
        seen[k] = under(photos[k : k + 1], moved, np.ones((3, *SHAPE), np.float32))[0]
    *_, matches = full_size.estimated(plan, _parts(seen, plan))
    away = np.array(matches.shifts) - shifts
    assert plan.clear == tuple(range(6))
    assert np.abs(away - np.median(away, axis=0)).max() < 0.3
