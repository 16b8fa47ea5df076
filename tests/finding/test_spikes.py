"""Spikes: what neither neighbour shows, and nothing else."""

import numpy as np
import pytest
from scipy import ndimage

from inpaint_studio.finding.spikes import FEATURES, reduced_spikes, spikes


def _planes(count: int = 3, shift: int = 2, size: tuple[int, int] = (96, 128)) -> list[np.ndarray]:
    rng = np.random.default_rng(4)
    wide = ndimage.gaussian_filter(rng.standard_normal((size[0], size[1] + shift * count)), 2)
    wide = 120 + wide / wide.std() * 25
    out = []
    for number in range(count):
        part = wide[:, shift * number : shift * number + size[1], None] + rng.normal(0, 2, (*size, 3))
        out.append(np.clip(np.rint(part), 0, 255).astype(np.uint8))
    return out


@pytest.mark.parametrize(("level", "is_brighter"), [(250, True), (5, False)])
def test_a_blotch_of_one_plane_is_a_spike_of_its_polarity(level, is_brighter):
    before, plane, after = _planes()
    plane[40:46, 60:67] = level
    pieces, motions = spikes(plane, (before, after))
    hit = [one for one in pieces if one.rect.x <= 63 < one.rect.right and one.rect.y <= 43 < one.rect.bottom]
    assert len(hit) == 1
    assert hit[0].is_brighter == is_brighter
    assert len(hit[0].features) == len(FEATURES)
    assert np.count_nonzero(hit[0].mask) >= 36
    assert len(motions) == 2


def test_what_a_neighbour_alone_shows_is_no_spike():
    before, plane, after = _planes()
    before[40:46, 60:67] = 250
    pieces, _ = spikes(plane, (before, after))
    assert not [one for one in pieces if one.rect.x < 75 and one.rect.right > 50 and 35 < one.rect.y < 50]


def test_one_neighbour_tells_nothing():
    before, plane, _ = _planes()
    plane[40:46, 60:67] = 250
    assert spikes(plane, (before,)) == ([], [])


def test_a_large_plane_is_searched_reduced_and_answered_in_its_own_pixels():
    before, plane, after = _planes(shift=0)
    plane[40:48, 60:70] = 250
    pieces = reduced_spikes(plane, (before, after), 64)
    assert any(one.rect.x <= 64 < one.rect.right and one.rect.y <= 44 < one.rect.bottom for one in pieces)
    assert all(one.mask.shape == (one.rect.height, one.rect.width) for one in pieces)


def test_what_a_pan_leaves_behind_at_an_edge_is_no_spike():
    plane, second, third = _planes(shift=9)
    plane[40:46, 60:67] = 250
    pieces, _ = spikes(plane, (second, third))
    assert [one.rect.x for one in pieces if one.rect.x < 20] == []
    assert any(one.rect.x <= 63 < one.rect.right for one in pieces)
