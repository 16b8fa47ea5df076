"""Shapes cover what their geometry says, and join the mask by a lattice's rules."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.mask import feather
from inpaint_studio.editing.picture import Mask
from inpaint_studio.editing.shapes import (
    Combine,
    FillRule,
    Frame,
    Shape,
    combine,
    corner_at,
    ellipse,
    feathered,
    frame,
    polygon,
    rectangle,
)

SIZE = Size(60, 50)
TOLERANCE = 12  # grey levels, as the docstrings promise

near = st.floats(-15, 75)
frames = st.builds(lambda x, y, w, h: Frame(x, y, x + w, y + h), near, near, st.floats(0.01, 80), st.floats(0.01, 80))


def whole(shape: Shape, size: Size = SIZE) -> Mask:
    mask = np.zeros((size.height, size.width), np.uint8)
    mask[shape.rect.slices] = shape.coverage
    return mask


def winding(points: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """How often the closed polygon winds around each (x, y): by signed crossings of the ray to the right."""
    turns = np.zeros(x.shape, int)
    for (ax, ay), (bx, by) in zip(points, np.roll(points, -1, axis=0), strict=True):
        side = (bx - ax) * (y - ay) - (x - ax) * (by - ay)
        turns += ((ay <= y) & (by > y) & (side > 0)).astype(int) - ((by <= y) & (ay > y) & (side < 0)).astype(int)
    return turns


def supersampled(points: np.ndarray, rule: FillRule, times: int = 16) -> np.ndarray:
    """Coverage 0 .. 255 from times x times samples a pixel."""
    xs = (np.arange(SIZE.width * times) + 0.5) / times
    ys = (np.arange(SIZE.height * times) + 0.5) / times
    turns = winding(points, *np.meshgrid(xs, ys))
    inside = turns != 0 if rule == "nonzero" else turns % 2 == 1
    return inside.reshape(SIZE.height, times, SIZE.width, times).mean(axis=(1, 3)) * 255


def apart(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.abs(a.astype(float) - b.astype(float)).max())


@given(frames)
def test_a_rectangle_covers_each_pixels_exact_share(box: Frame) -> None:
    across = np.clip(np.minimum(np.arange(60) + 1, box.right) - np.maximum(np.arange(60), box.left), 0, 1)
    down = np.clip(np.minimum(np.arange(50) + 1, box.bottom) - np.maximum(np.arange(50), box.top), 0, 1)
    shape = rectangle(box, SIZE)
    assert Rect.of_size(SIZE).contains(shape.rect) or shape.rect.is_empty
    assert apart(whole(shape), np.outer(down, across) * 255) <= 0.5 + 1e-9


def test_a_rectangle_on_whole_pixels_is_exactly_those() -> None:
    expected = np.zeros((50, 60), np.uint8)
    expected[7:20, 5:31] = 255
    np.testing.assert_array_equal(whole(rectangle(Frame(5, 7, 31, 20), SIZE)), expected)
    np.testing.assert_array_equal(whole(polygon([(5, 7), (31, 7), (31, 20), (5, 20)], SIZE)), expected)
    np.testing.assert_array_equal(whole(polygon([(5, 20), (31, 20), (31, 7), (5, 7)], SIZE, "evenodd")), expected)


@settings(max_examples=40, deadline=None)
@given(frames)
def test_an_ellipse_is_within_its_tolerance(box: Frame) -> None:
    times = 24
    xs, ys = (np.arange(60 * times) + 0.5) / times, (np.arange(50 * times) + 0.5) / times
    u = (xs - (box.left + box.right) / 2) / ((box.right - box.left) / 2)
    v = (ys - (box.top + box.bottom) / 2) / ((box.bottom - box.top) / 2)
    inside = u[None, :] ** 2 + v[:, None] ** 2 < 1
    exact = inside.reshape(50, times, 60, times).mean(axis=(1, 3)) * 255
    slack = 255 / times if min(box.right - box.left, box.bottom - box.top) > 1 else 40  # the reference samples too
    assert apart(whole(ellipse(box, SIZE)), exact) <= TOLERANCE + slack


def test_an_ellipse_has_the_area_of_its_formula() -> None:
    shape = ellipse(Frame(3.3, 4.1, 55.2, 47.7), SIZE)
    assert shape.coverage.sum() / 255 == pytest.approx(np.pi / 4 * (55.2 - 3.3) * (47.7 - 4.1), rel=0.002)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(near, near), min_size=3, max_size=3))
def test_a_triangle_is_within_its_tolerance(points: list[tuple[float, float]]) -> None:
    corners = np.array(points)
    exact = supersampled(corners, "nonzero")
    # A needle crosses one pixel twice; each of its two edges may be off by the tolerance.
    assert apart(whole(polygon(points, SIZE)), exact) <= 2 * TOLERANCE + 255 / 16


@pytest.mark.parametrize("rule", ["nonzero", "evenodd"])
@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_a_line_that_crosses_itself_is_filled_by_the_rule(rule: FillRule, seed: int) -> None:
    corners = np.random.default_rng(seed).uniform(-10, 70, (7, 2))
    exact = supersampled(corners, rule)
    got = whole(polygon(corners, SIZE, rule)).astype(float)
    wrong = np.abs(got - exact)
    assert wrong.mean() < 1.0
    plain = (exact == 0) | (exact == 255)
    assert wrong[plain].max(initial=0) <= TOLERANCE


def test_an_edge_that_is_all_but_flat_overflows_nothing() -> None:
    assert not polygon([(0, 0), (0, 1.1e-308), (2, 0)], SIZE).coverage.any()
    flat = whole(polygon([(0, 0.5 / 15), (60, np.nextafter(0.5 / 15, 1)), (60, 50), (0, 50)], SIZE))
    assert (flat[1:] == 255).all()


def test_a_star_keeps_its_heart_by_nonzero_and_loses_it_by_evenodd() -> None:
    turns = np.arange(5) * 4 * np.pi / 5
    star = np.stack([30 + 24 * np.sin(turns), 25 - 24 * np.cos(turns)], axis=1)
    assert whole(polygon(star, SIZE))[25, 30] == 255
    assert whole(polygon(star, SIZE, "evenodd"))[25, 30] == 0


def test_two_halves_of_a_cut_make_the_whole() -> None:
    left = whole(polygon([(0, 0), (31.3, 0), (22.7, 50), (0, 50)], SIZE)).astype(int)
    right = whole(polygon([(31.3, 0), (60, 0), (60, 50), (22.7, 50)], SIZE)).astype(int)
    assert (left + right == 255).all()


@pytest.mark.parametrize("points", [[], [(1, 1)], [(1, 1), (9, 9)], [(1, 5), (20, 5), (40, 5)], [(99, 9)] * 4])
def test_what_encloses_nothing_gives_nothing(points: list[tuple[float, float]]) -> None:
    shape = polygon(points, SIZE)
    assert shape.rect.is_empty
    assert shape.coverage.shape == (0, 0)


@pytest.mark.parametrize("box", [Frame(5, 5, 5, 9), Frame(70, 3, 90, 9), Frame(-9, -9, 0, 0), Frame(np.nan, 0, 9, 9)])
def test_a_box_beside_the_picture_or_without_area_gives_nothing(box: Frame) -> None:
    assert rectangle(box, SIZE).rect.is_empty
    assert ellipse(box, SIZE).rect.is_empty


def masks(seed: int) -> Mask:
    rng = np.random.default_rng(seed)
    mask = np.zeros((50, 60), np.uint8)
    mask[10:40, 5:50] = rng.choice(np.array([0, 30, 255], np.uint8), (30, 45))
    return mask


def joined(mask: Mask, shape: Shape, mode: Combine) -> Mask:
    out = mask.copy()
    rect, new = combine(mask, shape, mode)
    out[rect.slices] = new
    return out


@given(st.integers(0, 2**32 - 1), frames)
def test_the_ways_to_combine_are_what_they_say(seed: int, box: Frame) -> None:
    mask = masks(seed)
    before = mask.copy()
    shape = ellipse(box, SIZE)
    drawn = whole(shape)
    np.testing.assert_array_equal(joined(mask, shape, "replace"), drawn)
    np.testing.assert_array_equal(joined(mask, shape, "add"), np.maximum(mask, drawn))
    np.testing.assert_array_equal(joined(mask, shape, "subtract"), np.minimum(mask, 255 - drawn))
    np.testing.assert_array_equal(joined(mask, shape, "intersect"), np.minimum(mask, drawn))
    np.testing.assert_array_equal(mask, before)


@given(st.integers(0, 2**32 - 1), frames)
def test_adding_then_subtracting_leaves_nothing_of_the_shape(seed: int, box: Frame) -> None:
    mask, shape = masks(seed), ellipse(box, SIZE)
    drawn = whole(shape)
    left = joined(joined(mask, shape, "add"), shape, "subtract")
    assert not left[drawn == 255].any()
    np.testing.assert_array_equal(left[drawn == 0], mask[drawn == 0])
    for mode in ("add", "subtract", "intersect", "replace"):
        once = joined(mask, shape, mode)
        np.testing.assert_array_equal(joined(once, shape, mode), once)


def test_a_shape_beside_the_picture_changes_nothing_or_replaces_by_nothing() -> None:
    mask, shape = masks(1), polygon([(100, 100), (120, 100), (120, 120)], SIZE)
    np.testing.assert_array_equal(joined(mask, shape, "add"), mask)
    np.testing.assert_array_equal(joined(mask, shape, "subtract"), mask)
    assert not joined(mask, shape, "replace").any()
    assert not joined(mask, shape, "intersect").any()


def test_a_frame_is_squared_and_centred_on_demand() -> None:
    assert frame((10, 20), (4, 32)) == (4, 20, 10, 32)
    assert frame((10, 20), (4, 32), square=True) == (-2, 20, 10, 32)
    assert frame((10, 20), (4, 32), centred=True) == (4, 8, 16, 32)
    assert frame((10, 20), (13, 21), square=True, centred=True) == (7, 17, 13, 23)


def test_a_corner_is_found_within_reach() -> None:
    points = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0)]
    assert corner_at(points, 9, 8, 5) == 2
    assert corner_at(points, 5, 30, 5) is None
    assert corner_at([], 0, 0, 5) is None


@pytest.mark.parametrize("sigma", [0.7, 5.0, 40.0])
@pytest.mark.parametrize("box", [Frame(150, 120, 260, 200), Frame(-5, -5, 40.5, 30.25), Frame(300, 250, 500, 400)])
def test_a_feathered_shape_is_a_feathered_mask(sigma: float, box: Frame) -> None:
    size = Size(400, 300)
    shape = ellipse(box, size)
    soft = feathered(shape, sigma, size)
    expected = feather(whole(shape, size), sigma)
    assert np.abs(whole(soft, size).astype(int) - expected).max() <= 1
    assert soft.rect.clip(size) == soft.rect


def test_feathering_nothing_or_by_nothing_changes_nothing() -> None:
    shape = rectangle(Frame(10, 10, 20, 20), SIZE)
    assert feathered(shape, 0, SIZE) is shape
    assert feathered(polygon([], SIZE), 5, SIZE).rect.is_empty
