"""The compiled loops of the exemplar stage, against what they are defined as."""

import numpy as np
import pytest
from scipy import ndimage

from inpaint_studio.filling import kernels


def test_votes_that_vanished_in_the_rounding_count_alike():
    """Where every patch fits far worse than three in four do, each one's likelihood is 0 in float32."""
    source = np.full((14, 14, 4), 0.25, np.float32)  # a picture of 10 x 10 and its rim
    source[..., 3] = 1  # all of it known
    index = np.full((10, 10), -1, np.int32)
    index[5, 5] = 0
    index[5, 6] = 1
    one = np.asarray([5], np.int32)
    rows, columns, blended = one.copy(), one.copy(), np.zeros((1, 3), np.float32)
    kernels.elect(
        source, index, np.asarray([2, 7], np.int32), np.asarray([2, 3], np.int32), np.zeros(2, np.float32),
        one, one, rows, columns, blended, 0, 1,
    )  # fmt: skip
    np.testing.assert_allclose(blended, 0.25)
    assert (int(rows[0]), int(columns[0])) in {(2, 2), (7, 2)}


R = kernels.RADIUS


def padded(colours: np.ndarray, has: np.ndarray | None = None) -> np.ndarray:
    """(H, W, 3) as the loops read it: four values a pixel, with a rim of the radius."""
    height, width = colours.shape[:2]
    plane = np.zeros((height + 2 * R, width + 2 * R, 4), np.float32)
    plane[R : R + height, R : R + width, :3] = colours
    plane[R : R + height, R : R + width, 3] = 1 if has is None else has
    return plane


def test_a_coarser_pixel_is_known_where_enough_of_it_is_and_by_the_known_part_alone():
    colours = np.random.default_rng(0).random((4, 4, 3)).astype(np.float32)
    state = np.zeros((4, 4), np.uint8)
    state[0, 0] = kernels.HOLE  # three of four are known
    state[0:2, 2] = kernels.HOLE  # two of four
    state[2, 0] = kernels.BARRED
    state[2:4, 2:4] = kernels.HIDDEN
    half, half_state = np.zeros((2 + 2 * R, 2 + 2 * R, 4), np.float32), np.zeros((2, 2), np.uint8)
    kernels.halve(padded(colours), state, half, half_state, np.float32(0.75))
    assert half_state.tolist() == [[kernels.KNOWN, kernels.HOLE], [kernels.BARRED, kernels.HIDDEN]]
    np.testing.assert_allclose(half[R, R, :3], colours[:2, :2].reshape(4, 3)[1:].mean(axis=0), rtol=1e-6)
    np.testing.assert_allclose(half[R, R + 1, :3], colours[:2, 2:].reshape(4, 3).mean(axis=0), rtol=1e-6)
    np.testing.assert_allclose(half[R + 1, R, :3], colours[2:, :2].reshape(4, 3).mean(axis=0), rtol=1e-6)
    assert not half[R + 1, R + 1].any()


def test_a_source_is_unknown_wherever_it_must_not_be_copied_from():
    colours = np.full((3, 4, 3), 0.5, np.float32)
    state = np.zeros((3, 4), np.uint8)
    state[1, 1], state[1, 2], state[2, 3] = kernels.BARRED, kernels.HOLE, kernels.HIDDEN
    plane = padded(colours)
    kernels.bar(plane, state)
    known = np.zeros(plane.shape[:2], bool)
    known[R : R + 3, R : R + 4] = state == kernels.KNOWN
    assert (plane[known] == (0.5, 0.5, 0.5, 1)).all()
    assert (plane[~known][:, :3] == kernels.UNKNOWN).all()
    assert not plane[~known][:, 3].any()


def test_depths_are_the_distances_to_what_is_known_within_three_percent():
    rows, columns = np.mgrid[0:60, 0:70]
    state = ((np.hypot(rows - 28, columns - 33) < 24) * kernels.HOLE).astype(np.uint8)
    state[40:44, 30:34] = 0
    hy, hx = (axis.astype(np.int32) for axis in np.nonzero(state))
    depth = np.zeros(state.shape, np.float32)
    kernels.depths(state, hy, hx, depth)
    exact = ndimage.distance_transform_edt(state)
    assert not depth[state == 0].any()
    assert np.abs(depth - exact)[state > 0].max() <= 0.03 * exact.max()
    everything = np.full((5, 6), kernels.HOLE, np.uint8)
    hy, hx = (axis.astype(np.int32) for axis in np.nonzero(everything))
    depth = np.zeros((5, 6), np.float32)
    kernels.depths(everything, hy, hx, depth)
    assert (depth >= 1).all()
    assert depth.max() < 12  # there is nothing to be near to, and it is finite all the same


def test_patches_that_touch_a_hole_are_listed_in_raster_order_and_found_by_their_index():
    hole = np.zeros((12, 14), bool)
    hole[0, 0] = hole[6, 7] = hole[6, 8] = hole[11, 13] = True
    hy, hx = (axis.astype(np.int32) for axis in np.nonzero(hole))
    index = np.full(hole.shape, -1, np.int32)
    ty, tx = kernels.touching(hy, hx, index)
    near = ndimage.binary_dilation(hole, np.ones((2 * R + 1, 2 * R + 1)))
    assert list(zip(ty.tolist(), tx.tolist(), strict=True)) == [tuple(place) for place in np.argwhere(near).tolist()]
    np.testing.assert_array_equal(index >= 0, near)
    np.testing.assert_array_equal(index[ty, tx], np.arange(len(ty)))


def test_the_coarser_level_is_spread_by_shares_of_nine_three_three_and_one():
    half = padded(np.array([[[1.0] * 3, [2.0] * 3], [[3.0] * 3, [4.0] * 3]], np.float32))
    colours = padded(np.zeros((4, 4, 3), np.float32))
    hy, hx = np.array([1, 2, 0], np.int32), np.array([1, 1, 0], np.int32)
    kernels.spread(half, colours, hy, hx)
    made = [float(colours[R + y, R + x, 0]) for y, x in zip(hy, hx, strict=True)]
    assert made == pytest.approx([(9 * 1 + 3 * 3 + 3 * 2 + 4) / 16, (9 * 3 + 3 * 1 + 3 * 4 + 2) / 16, 1.0])
    half[R, R, 3] = 0  # a pixel without a colour has no share
    kernels.spread(half, colours, hy[:1], hx[:1])
    assert colours[R + 1, R + 1, 0] == pytest.approx((3 * 3 + 3 * 2 + 4) / 7)
