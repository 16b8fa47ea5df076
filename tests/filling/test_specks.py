"""Specks: what counts as one, and what it is filled with."""

import numpy as np
from scipy import ndimage

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.filling.neighbours import neighbours
from inpaint_studio.filling.specks import fill_specks, specks_of
from inpaint_studio.filling.stack_window import PlacedMask, Window

SIZE = Size(120, 90)
WHOLE = Rect(0, 0, 120, 90)


def _frames(count=5):
    still = ndimage.gaussian_filter(np.random.default_rng(1).standard_normal((90, 120)), 3)
    still = 110 + still[:, :, None] / still.std() * 25
    rng = np.random.default_rng(2)
    return [np.clip(np.rint(still + rng.normal(0, 2, (90, 120, 3))), 0, 255).astype(np.uint8) for _ in range(count)]


def _window(frames, holes):
    masks = {plane: PlacedMask(WHOLE, mask) for plane, mask in holes.items()}
    return Window(len(frames), SIZE, lambda plane: frames[plane], masks.get)


def _mask(*rects):
    mask = np.zeros((90, 120), np.uint8)
    for x, y, width, height in rects:
        mask[y : y + height, x : x + width] = 255
    return mask


def _never(plane, pixels, hole, barred):
    raise AssertionError("the planes beside it show it")


def test_a_small_mark_of_one_plane_is_a_speck_and_a_large_or_standing_one_is_not():
    frames = _frames()
    small, large, standing = (30, 30, 6, 5), (60, 20, 50, 50), (10, 70, 6, 6)
    holes = {plane: _mask(standing) for plane in range(5)} | {2: _mask(small, large, standing)}
    window = _window(frames, holes)
    assert np.array_equal(specks_of(window, 2, window.hole(2), range(5)), _mask(small))
    assert not specks_of(window, 2, window.hole(2), range(2, 3)).any()


def test_a_speck_is_filled_near_the_truth_and_not_with_a_copy_of_one_plane():
    frames = _frames()
    true = frames[2].copy()
    mask = _mask((30, 30, 9, 8))
    frames[2][mask > 0] = 255
    values, shown = fill_specks(_window(frames, {2: mask}), 2, WHOLE, mask, range(5), _never)
    inside = mask > 0
    assert shown[inside].all()
    assert np.abs(values[inside] - true[inside]).mean() < 4
    for other in (1, 3):
        assert np.abs(values[inside] - frames[other][inside]).mean() > 0.5


def test_what_no_plane_shows_is_filled_in_the_plane():
    frames = _frames(3)
    mask = _mask((30, 30, 9, 8))
    requests = []

    def in_plane(plane, pixels, hole, barred):
        requests.append(int(np.count_nonzero(hole.mask)))
        return np.full((hole.rect.height, hole.rect.width, 3), 7, np.uint8)

    window = _window(frames, dict.fromkeys(range(3), mask))
    values, shown = fill_specks(window, 1, WHOLE, mask, range(3), in_plane)
    assert not shown.any()
    assert requests == [72]
    assert (values[mask > 0] == 7).all()


def test_neighbours_fills_specks_and_leaves_the_rest_of_the_plane():
    frames = _frames()
    mask = _mask((30, 30, 6, 6), (80, 50, 4, 4))
    (made,) = neighbours(_window(frames, {2: mask}), [2], _never)
    assert made.is_last
    assert made.method == "neighbours"
    assert np.array_equal(made.coverage, mask)
    assert np.array_equal(made.pixels[mask == 0], frames[2][mask == 0])
