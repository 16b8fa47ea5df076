"""A stroke paints what its definition says, wherever the pointer went and however fast."""

from itertools import pairwise
from math import hypot, pi

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inpaint_studio.editing.brush import Brush, Stroke
from inpaint_studio.editing.document import Document
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Mask

Point = tuple[float, float]


def blank(width: int = 400, height: int = 300) -> Mask:
    return np.zeros((height, width), np.uint8)


def paint(mask: Mask, brush: Brush, *points: tuple[float, ...]) -> Stroke:
    stroke = Stroke(mask, brush)
    stroke.begin(*points[0])
    for point in points[1:]:
        stroke.extend(*point)
    return stroke


def definition(shape: tuple[int, int], brush: Brush, *points: Point) -> Mask:
    """Coverage of the swept disc from exact distances to the polyline, in double precision."""
    ys, xs = np.mgrid[: shape[0], : shape[1]] + 0.5
    distance = np.hypot(xs - points[0][0], ys - points[0][1])
    for (ax, ay), (bx, by) in pairwise(points):
        length = (bx - ax) ** 2 + (by - ay) ** 2
        share = np.clip(((xs - ax) * (bx - ax) + (ys - ay) * (by - ay)) / length, 0, 1) if length else 0.0
        distance = np.minimum(distance, np.hypot(xs - ax - share * (bx - ax), ys - ay - share * (by - ay)))
    outer = brush.radius + 0.5
    inner = min(brush.radius * brush.hardness, brush.radius - 0.5)
    t = np.clip((outer - distance) / (outer - inner), 0, 1)
    return np.floor(t * t * (3 - 2 * t) * 255 * brush.opacity + 0.5).astype(np.uint8)


def apart(a: Mask, b: Mask) -> int:
    return int(np.abs(a.astype(int) - b.astype(int)).max())


@pytest.mark.parametrize("hardness", [0.0, 0.5, 0.8, 1.0])
@pytest.mark.parametrize("radius", [0.5, 1.0, 2.5, 12.0, 90.0])
def test_a_dab_is_its_definition_to_one_grey_level(radius: float, hardness: float) -> None:
    brush = Brush(radius, hardness)
    mask = blank()
    paint(mask, brush, (150.25, 140.5))
    assert apart(mask, definition(mask.shape, brush, (150.25, 140.5))) <= 1


def test_a_brush_of_one_pixel_paints_one_pixel() -> None:
    mask = blank()
    paint(mask, Brush(0.5, 1.0), (10.5, 20.5))
    assert mask[20, 10] == 255
    assert mask.sum() == 255


@pytest.mark.parametrize("centre", [(50.0, 50.0), (50.25, 50.5), (50.75, 50.25)])
def test_the_centre_keeps_its_fraction_of_a_pixel(centre: Point) -> None:
    mask = blank(100, 100)
    paint(mask, Brush(9.0, 0.7), centre)
    ys, xs = np.mgrid[:100, :100] + 0.5
    weight = mask / mask.sum()
    assert abs((xs * weight).sum() - centre[0]) < 0.02
    assert abs((ys * weight).sum() - centre[1]) < 0.02


def test_a_sharp_dab_has_the_area_of_its_circle() -> None:
    mask = blank()
    paint(mask, Brush(60.0, 1.0), (150.3, 140.9))
    assert mask.sum() / 255 == pytest.approx(pi * 60**2, rel=0.002)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.floats(-30, 330), st.floats(-30, 230)), min_size=2, max_size=5),
    st.floats(0.5, 60),
    st.floats(0, 1),
    st.floats(0.05, 1),
)
def test_a_stroke_is_its_swept_disc_however_far_the_pointer_jumps(
    points: list[Point], radius: float, hardness: float, opacity: float
) -> None:
    """Tolerance: the centre is rounded to a quarter pixel where dabs are stamped, so a slope of s grey levels a
    pixel may be off by s * 0.18, the notch between two of them by s / 16 more, and half-way by one level."""
    brush = Brush(radius, hardness, opacity)
    mask = blank(300, 200)
    paint(mask, brush, *points)
    outer, inner = radius + 0.5, min(radius * hardness, radius - 0.5)
    steepest = 1.5 * 255 * opacity / (outer - inner)
    assert apart(mask, definition(mask.shape, brush, *points)) <= 2 + steepest * (0.18 + 0.0625)


@pytest.mark.parametrize("hardness", [0.0, 0.8, 1.0])
@pytest.mark.parametrize("radius", [3.0, 25.0, 100.0])
def test_one_fast_move_paints_what_many_slow_ones_do(radius: float, hardness: float) -> None:
    slow, fast = blank(), blank()
    steps = [(40 + i * 0.5, 60 + i * 0.3) for i in range(501)]
    paint(slow, Brush(radius, hardness), *steps)
    paint(fast, Brush(radius, hardness), steps[0], steps[-1])
    allowed = 2 + 1.5 * 255 * 0.25 / (radius + 0.5 - min(radius * hardness, radius - 0.5))
    assert apart(slow, fast) <= allowed
    # Rounded centres widen a slow stroke by the part of a pixel that they are rounded to, at most half of it a side.
    edges = 2 * hypot(250, 150) + 2 * pi * radius
    assert abs(int(slow.sum()) - int(fast.sum())) < 255 * edges * (0.5 / 16 if radius <= 32 else 0.5 / 4)


def test_crossing_itself_never_builds_past_the_opacity() -> None:
    mask = blank()
    paint(mask, Brush(20.0, 0.5, 0.4), *[(100 + 60 * (i % 2), 100 + 5 * (i % 7)) for i in range(40)])
    assert mask.max() == 102


def test_two_strokes_do_build() -> None:
    mask = blank()
    for _ in range(2):
        paint(mask, Brush(20.0, 1.0, 0.5), (100, 100)).finish()
    assert mask[100, 100] == 192  # 128 + (255 - 128) * 128 / 255, rounded


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.booleans())
def test_painting_and_erasing_are_exactly_their_formulas(
    seed: int, hardness: float, opacity: float, erase: bool
) -> None:
    rng = np.random.default_rng(seed)
    before = rng.integers(0, 256, (120, 140), dtype=np.uint8)
    coverage, mask = blank(140, 120), before.copy()
    points = [(rng.uniform(-20, 160), rng.uniform(-20, 140)) for _ in range(4)]
    paint(coverage, Brush(25.0, hardness, opacity), *points)
    paint(mask, Brush(25.0, hardness, opacity, erase=erase), *points)
    b, c = before.astype(float), coverage.astype(float)
    expected = np.rint(b * (255 - c) / 255) if erase else 255 - np.rint((255 - b) * (255 - c) / 255)
    np.testing.assert_array_equal(mask, expected.astype(np.uint8))


def test_the_eraser_takes_away_all_that_the_brush_painted() -> None:
    mask = blank()
    points = [(30.0, 40.0), (200.5, 120.2), (310.0, 50.0)]
    paint(mask, Brush(20.0, 1.0), *points).finish()
    paint(mask, Brush(21.5, 1.0, erase=True), *points).finish()
    assert not mask.any()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.5, 300), st.floats(0, 1), st.booleans())
def test_what_is_returned_as_touched_holds_every_change(seed: int, radius: float, hardness: float, erase: bool) -> None:
    rng = np.random.default_rng(seed)
    mask = rng.choice(np.array([0, 40, 255], np.uint8), (280, 530))
    stroke = Stroke(mask, Brush(radius, hardness, erase=erase))
    for i in range(5):
        before = mask.copy()
        x, y = rng.uniform(-100, 630), rng.uniform(-100, 380)
        rect = stroke.begin(x, y) if i == 0 else stroke.extend(x, y)
        assert rect.is_empty or Rect(0, 0, 530, 280).contains(rect)
        before[rect.slices] = mask[rect.slices]
        np.testing.assert_array_equal(mask, before)


def test_abandoning_puts_back_every_pixel(rng: np.random.Generator) -> None:
    mask = rng.integers(0, 256, (400, 600), dtype=np.uint8)
    before = mask.copy()
    stroke = paint(mask, Brush(50.0, 0.2), (-20, 30), (500, 350), (620, 10))
    assert not np.array_equal(mask, before)
    touched = stroke.abandon()
    np.testing.assert_array_equal(mask, before)
    assert touched.area > 100 * 100
    assert stroke.finish() is None


def test_a_finished_stroke_is_a_step_already_done(document: Document) -> None:
    stroke = paint(document.mask, Brush(40.0), (100, 100), (400, 500))
    painted = document.mask.copy()
    step = stroke.finish()
    assert step is not None
    assert step.name == "Brush"
    assert step.is_painted
    touched = document.commit(step)
    np.testing.assert_array_equal(document.mask, painted)
    outside = painted.copy()
    outside[touched.slices] = 0
    assert not outside.any()
    document.undo()
    assert not document.mask.any()
    document.redo()
    np.testing.assert_array_equal(document.mask, painted)


def test_a_stroke_that_changes_nothing_is_no_step(document: Document) -> None:
    assert paint(document.mask, Brush(40.0), (-500, -500), (-400, -500)).finish() is None
    assert paint(document.mask, Brush(40.0, erase=True), (100, 100)).finish() is None


def test_spacing_leaves_dots_and_carries_the_rest_over() -> None:
    whole, parts = blank(), blank()
    brush = Brush(4.0, 1.0, spacing=2.0)  # a dab every 16 pixels
    paint(whole, brush, (20.5, 50.5), (340.5, 50.5))
    paint(parts, brush, (20.5, 50.5), *[(20.5 + i * 7.0, 50.5) for i in range(1, 45)], (340.5, 50.5))
    np.testing.assert_array_equal(whole, parts)
    row = whole[50] > 0
    starts = np.flatnonzero(row[1:] & ~row[:-1])
    assert (np.diff(starts) == 16).all()
    assert starts.size == 21


def test_no_spacing_leaves_no_gap_at_any_speed() -> None:
    mask = blank()
    paint(mask, Brush(1.5, 1.0), (10.5, 10.5), (390.5, 280.5))
    for i in range(1, 380):
        x, y = 10.5 + i, 10.5 + i * 270 / 380
        assert mask[int(y), int(x)] == 255


def test_pressure_scales_size_and_opacity_smoothly_along_the_way() -> None:
    mask = blank()
    brush = Brush(40.0, 0.9, pressure_to_size=True, pressure_to_opacity=True)
    paint(mask, brush, (60.0, 150.0, 0.2), (340.0, 150.0, 1.0))
    widths = [(mask[:, x] > 0).sum() for x in range(60, 340, 20)]
    peaks = mask[150, 60:340:20].astype(int)
    assert all(a < b for a, b in pairwise(widths))
    assert all(a < b for a, b in pairwise(peaks))
    assert peaks[7] == pytest.approx(255 * (0.2 + 0.8 * 140 / 280), abs=12)  # a larger dab ahead also reaches here


def test_pressure_without_a_pen_means_nothing() -> None:
    plain, pen = blank(), blank()
    paint(plain, Brush(20.0), (50, 50), (120, 90))
    paint(pen, Brush(20.0), (50, 50, 0.3), (120, 90, 0.7))
    np.testing.assert_array_equal(plain, pen)


def test_pressing_harder_on_the_spot_paints_the_larger_dab() -> None:
    mask = blank()
    paint(mask, Brush(40.0, 1.0, pressure_to_size=True), (150.5, 150.5, 0.1), (150.5, 150.5, 1.0))
    assert apart(mask, definition(mask.shape, Brush(40.0, 1.0), (150.5, 150.5))) <= 1


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 200), st.floats(0, 150)), min_size=2, max_size=6), st.floats(0, 1))
def test_backwards_paints_the_same(points: list[Point], hardness: float) -> None:
    there, back = blank(200, 150), blank(200, 150)
    paint(there, Brush(15.0, hardness), *points)
    paint(back, Brush(15.0, hardness), *reversed(points))
    slope = 1.5 * 255 / (15.5 - min(15 * hardness, 14.5))
    assert apart(there, back) <= 2 + slope * 0.3


def test_every_pixel_of_a_long_stroke_lies_within_its_radius(rng: np.random.Generator) -> None:
    mask = blank(1200, 900)
    points = [(rng.uniform(0, 1200), rng.uniform(0, 900)) for _ in range(6)]
    paint(mask, Brush(30.0, 0.0), *points)
    ys, xs = np.nonzero(mask)
    nearest = np.full(xs.size, np.inf)
    for (ax, ay), (bx, by) in pairwise(points):
        length = hypot(bx - ax, by - ay)
        share = np.clip(((xs + 0.5 - ax) * (bx - ax) + (ys + 0.5 - ay) * (by - ay)) / length**2, 0, 1)
        nearest = np.minimum(nearest, np.hypot(xs + 0.5 - ax - share * (bx - ax), ys + 0.5 - ay - share * (by - ay)))
    assert nearest.max() <= 30.5 + 0.2
