"""Views map picture pixels to widget pixels and back, whatever the screen, and move as they are asked to."""

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.ui.canvas.view import LARGEST, SMALLEST, View, covered, fitted, next_scale

_PANE = QRectF(0, 0, 800, 600)
_ratios = st.sampled_from([1.0, 1.25, 1.5, 2.0])
_views = st.builds(
    View,
    st.floats(0, 6000),
    st.floats(0, 4000),
    st.floats(0.01, 40),
    st.sampled_from([0, 15, 90, 137.5, 180, 270, 345]),
    st.booleans(),
)


def _to_picture(view: View, at: QPointF, pane: QRectF, ratio: float) -> QPointF:
    back, _ = view.transform(pane, ratio).inverted()
    return back.map(at)


def test_views_fit_and_step():
    pane = QRectF(0, 0, 800, 600)
    view = fitted(Size(6000, 4000), pane, 1.0)
    assert view.transform(pane, 1.0).mapRect(QRectF(0, 0, 6000, 4000)).width() <= 800
    assert fitted(Size(100, 100), pane, 1.0).scale == 3.0
    assert next_scale(1.0, larger=True) == 1.5
    assert next_scale(1.0, larger=False) == pytest.approx(2 / 3)
    part = covered(QRectF(0, 0, 800, 600), View(3000, 2000, 1.0).transform(pane, 1.0))
    assert part == Rect(2600, 1700, 800, 600)


@settings(max_examples=60, deadline=None)
@given(_views, _ratios, st.floats(0, 800), st.floats(0, 600), st.floats(0.001, 200))
def test_zooming_keeps_the_point_under_the_pointer_and_stays_in_range(view, ratio, x, y, scale):
    at = QPointF(x, y)
    zoomed = view.zoomed(scale, at, _PANE, ratio)
    assert SMALLEST <= zoomed.scale <= LARGEST
    assert (zoomed.angle, zoomed.mirrored) == (view.angle, view.mirrored)
    before, after = _to_picture(view, at, _PANE, ratio), _to_picture(zoomed, at, _PANE, ratio)
    # Both views lie on whole device pixels, so the point may be half a one off in each.
    reach = 1.5 * (1 / view.scale + 1 / zoomed.scale)
    assert math.hypot(before.x() - after.x(), before.y() - after.y()) <= reach


@settings(max_examples=60, deadline=None)
@given(_views, _ratios, st.integers(-500, 500), st.integers(-500, 500))
def test_the_picture_follows_the_pointer_to_the_device_pixel_when_it_is_panned(view, ratio, dx, dy):
    """In whole device pixels, as a mouse moves on the densest screens."""
    moved = view.panned(dx / ratio, dy / ratio, ratio)
    for x, y in ((0.0, 0.0), (1234.0, 567.0)):
        way = moved.transform(_PANE, ratio).map(QPointF(x, y)) - view.transform(_PANE, ratio).map(QPointF(x, y))
        assert (way.x() * ratio, way.y() * ratio) == pytest.approx((dx, dy), abs=1.01 if view.angle % 90 else 1e-3)


@pytest.mark.parametrize("width", [800, 801, 1203])
@pytest.mark.parametrize("scale", [1.0, 3.0, 2 / 3])
@pytest.mark.parametrize(("angle", "mirrored"), [(0, False), (90, False), (180, True)])
def test_pixel_by_pixel_the_picture_moves_by_whole_pixels_in_panes_of_any_width(width, scale, angle, mirrored):
    """A pane of odd width has its centre between two pixels."""
    pane = QRectF(0, 0, width, 601)
    view = View(100, 100, scale, angle, mirrored)
    places = []
    for _ in range(12):
        places.append(view.transform(pane, 1.0).map(QPointF(0, 0)).x())
        view = view.panned(1, 0, 1.0)
    assert [b - a for a, b in pairwise(places)] == pytest.approx([1.0] * 11)


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
@pytest.mark.parametrize(("angle", "mirrored"), [(0, False), (90, False), (180, True), (270, True)])
def test_upright_or_turned_by_right_angles_the_corner_lies_on_a_device_pixel(ratio, angle, mirrored):
    view = View(123.4, 56.7, 1.0, angle, mirrored)
    corner = view.transform(QRectF(0, 0, 401, 303), ratio).map(QPointF(0, 0))
    for place in (corner.x() * ratio, corner.y() * ratio):
        assert place == pytest.approx(round(place), abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 30000), st.integers(1, 30000), _ratios, st.sampled_from([0, 90, 30]), st.booleans())
def test_what_is_fitted_lies_inside_the_pane_and_turned_as_before(width, height, ratio, angle, mirrored):
    view = fitted(Size(width, height), _PANE, ratio, view=View(5, 5, 0.3, angle, mirrored))
    assert (view.x, view.y, view.angle, view.mirrored) == (width / 2, height / 2, angle, mirrored)
    assert SMALLEST <= view.scale <= 3.0
    box = view.transform(_PANE, ratio).mapRect(QRectF(0, 0, width, height))
    if view.scale > SMALLEST:
        assert _PANE.adjusted(22, 22, -22, -22).contains(box)
        is_full = box.width() >= 800 - 52 or box.height() >= 600 - 52
        assert view.scale == 3.0 or is_full  # no smaller than it has to be


def test_a_pane_without_room_still_has_a_scale():
    view = fitted(Size(6000, 4000), QRectF(0, 0, 20, 10), 1.0)
    assert view.scale == pytest.approx(16 / 6000, rel=0.01) or view.scale == SMALLEST
    assert view.transform(QRectF(0, 0, 20, 10), 1.0).isInvertible()


def test_the_steps_of_the_zoom_reach_both_ends_and_stop_there():
    scale, steps = SMALLEST, []
    while scale < LARGEST:
        scale = next_scale(scale, larger=True)
        steps.append(scale)
    assert steps == sorted(set(steps))
    assert 1.0 in steps
    assert next_scale(LARGEST, larger=True) == LARGEST
    back = [scale := next_scale(scale, larger=False) for _ in range(len(steps))]
    assert back == [*reversed(steps[:-1]), SMALLEST]
    assert next_scale(SMALLEST, larger=False) == SMALLEST


def test_a_zoom_between_two_steps_goes_to_the_next_and_a_rounded_one_counts_as_its_step():
    assert (next_scale(1.2, larger=True), next_scale(1.2, larger=False)) == (1.5, 1.0)
    assert next_scale(0.6667, larger=True) == 1.0  # as typed for 2/3
    assert next_scale(0.6667, larger=False) == 0.5


@settings(max_examples=60, deadline=None)
@given(_views, _ratios)
def test_all_of_an_area_is_covered_and_hardly_more(view, ratio):
    transform = view.transform(_PANE, ratio)
    part = covered(_PANE, transform)
    back, _ = transform.inverted()
    corners = [back.map(at) for at in (_PANE.topLeft(), _PANE.topRight(), _PANE.bottomLeft(), _PANE.bottomRight())]
    for corner in corners:
        assert part.x - 1e-6 <= corner.x() <= part.right + 1e-6
        assert part.y - 1e-6 <= corner.y() <= part.bottom + 1e-6
    assert part.width <= max(c.x() for c in corners) - min(c.x() for c in corners) + 2
    assert part.height <= max(c.y() for c in corners) - min(c.y() for c in corners) + 2


def test_a_view_that_was_turned_all_the_way_round_is_upright_again():
    view = View(1, 2, 3.0)
    turned = view
    for _ in range(24):
        turned = turned.turned(15)
    assert turned == view
    assert turned.is_upright
    assert not view.turned(-90).is_upright
    assert view.turned(-90).angle == 270
    assert not view.flipped().is_upright
    assert view.turned(75).flipped().upright() == view


def test_a_small_pane_is_not_filled_with_margin():
    assert fitted(Size(200, 100), QRectF(0, 0, 320, 120), 1.0).scale == pytest.approx(1.0)  # 10 pixels, not 24
    assert fitted(Size(1000, 500), QRectF(0, 0, 1048, 900), 1.0).scale == pytest.approx(1.0)
