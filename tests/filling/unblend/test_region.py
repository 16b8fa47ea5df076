import numpy as np
import pytest
from scipy import ndimage

from inpaint_studio.filling.unblend.region import in_common, region_of
from tests.filling.unblend.marked import letters, photographs, under


def test_the_region_holds_all_of_the_mark_and_not_much_more():
    opacity, colour = letters()
    region = region_of(under(photographs(10, seed=12), opacity, colour))
    assert region[opacity > 0.02].all()
    assert region.sum() < 4 * np.count_nonzero(opacity)


def test_photographs_have_nothing_in_common():
    assert not region_of(photographs(12, seed=13)).any()


def smooth_photographs(count, seed, shape=(300, 400)):
    """(K, 3, H, W) of few pixels enlarged: their steps are in common by chance over large pieces."""
    rng = np.random.default_rng(seed)
    small = ndimage.gaussian_filter(rng.normal(0, 1, (count, 3, *shape)), (0, 0, 9, 9)) * 1.5 + 0.5
    return np.clip(small + rng.normal(0, 0.0015, small.shape), 0, 1).astype(np.float32)


def test_of_four_smooth_pictures_only_the_mark_is_more_than_chance():
    photos = smooth_photographs(4, seed=1)
    opacity = np.zeros(photos.shape[2:], np.float32)
    opacity[40:112, 30:142] = letters(0.5)[0]
    opacity[200:272, 250:362] = letters(0.5)[0]  # the same a second time, far away
    region = region_of(under(photos, opacity, np.ones((3, *opacity.shape), np.float32)))
    assert region[opacity > 0.02].mean() > 0.98
    assert region.sum() < 6 * np.count_nonzero(opacity)
    assert not region_of(photos).any()


def test_pictures_have_more_in_common_when_their_marks_lie_on_each_other():
    seen = under(photographs(8, seed=11), *letters())
    apart = np.stack([np.roll(one, 3 * k, axis=2) for k, one in enumerate(seen)])
    assert in_common(seen) > 5 * in_common(apart)


@pytest.mark.parametrize("seed", [0, 1])
def test_letters_that_are_fainter_than_the_ring_beside_them_are_of_the_mark_too(seed):
    opacity, colour = letters(0.6)
    opacity[:, 52:] *= 0.25 / 0.6
    photos = photographs(6, seed=20 + seed) * np.float32(0.6)
    grain = np.random.default_rng(seed).normal(0, 1, photos.shape)
    photos += ndimage.gaussian_filter(grain, (0, 0, 0.6, 0.6)).astype(np.float32) * np.float32(0.08)
    seen = under(np.clip(photos, 0, 1), opacity, colour)
    region = region_of(seen)
    assert region[opacity > 0.02].all()
    assert region.sum() < 3 * np.count_nonzero(opacity > 0.02)
