"""Ends: where edges enter a hole, and what lies on their sides."""

import numpy as np
import pytest

from inpaint_studio.filling.structure.ends import ends_of
from inpaint_studio.filling.structure.field import Field, field_of

SIDE = 160


def disc(radius: float = 30) -> np.ndarray:
    y, x = np.mgrid[:SIDE, :SIDE]
    return np.hypot(x - SIDE / 2, y - SIDE / 2) < radius


def halves(angle: float, one: tuple[float, ...] = (0.8, 0.3, 0.2), other: tuple[float, ...] = (0.2, 0.4, 0.7)) -> Field:
    """An edge through the middle at an angle, degrees from +x towards +y."""
    y, x = np.mgrid[:SIDE, :SIDE]
    a = np.radians(angle)
    distance = -(x - SIDE / 2) * np.sin(a) + (y - SIDE / 2) * np.cos(a)
    share = np.clip(distance + 0.5, 0, 1)[:, :, None]
    colours = np.array(one) + (np.array(other) - np.array(one)) * share
    return field_of(colours.astype(np.float32), disc())


def test_a_flat_picture_has_no_ends():
    ends = ends_of(field_of(np.full((SIDE, SIDE, 3), 0.5, np.float32), disc()))
    assert len(ends) == 0
    assert ends.point.shape == (0, 2)


@pytest.mark.parametrize("angle", [0, 20, 45, 90, 130])
def test_an_edge_through_the_hole_has_two_ends_at_its_border(angle: float):
    ends = ends_of(halves(angle))
    assert len(ends) == 2
    along = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
    off = (ends.point - SIDE / 2) @ np.array([-along[1], along[0]])
    np.testing.assert_allclose(off, 0, atol=0.6)
    np.testing.assert_allclose(np.hypot(*(ends.point - SIDE / 2).T), 30, atol=2)
    np.testing.assert_allclose(np.abs(ends.tangent @ along), 1, atol=2e-3)
    assert ((ends.point - SIDE / 2) * ends.tangent).sum(axis=1).min() > 0, "tangents lead outwards"
    np.testing.assert_allclose(ends.curvature, 0, atol=1e-3)
    assert ends.straight.min() >= 40


def test_the_colours_of_its_two_sides_and_the_contrast_from_right_to_left():
    ends = ends_of(halves(0))
    (right,) = np.flatnonzero(ends.tangent[:, 0] > 0)  # leads to +x: left, on the screen, is up
    np.testing.assert_allclose(ends.left[right], [0.8, 0.3, 0.2], atol=0.02)
    np.testing.assert_allclose(ends.right[right], [0.2, 0.4, 0.7], atol=0.02)
    assert np.sign(ends.contrast[right]).tolist() == [1, -1, -1]
    np.testing.assert_allclose(ends.contrast[0], -ends.contrast[1], atol=1e-3)


def test_an_arc_knows_its_curvature_and_is_straight_along_itself():
    y, x = np.mgrid[:SIDE, :SIDE]
    share = np.clip(60 - np.hypot(x - SIDE / 2 + 60, y - SIDE / 2) + 0.5, 0, 1)[:, :, None]
    ends = ends_of(field_of((0.2 + 0.6 * share * np.ones(3)).astype(np.float32), disc(25)))
    assert len(ends) == 2
    np.testing.assert_allclose(np.abs(ends.curvature), 1 / 60, rtol=0.15)
    assert np.sign(ends.curvature).tolist() in ([1, -1], [-1, 1])
    assert ends.straight.min() >= 30


def test_an_edge_that_runs_along_the_hole_is_no_end():
    y, x = np.mgrid[:SIDE, :SIDE]
    inside = np.hypot(x - SIDE / 2, y - SIDE / 2) < 34
    colours = np.where(inside[:, :, None], np.float32(0.3), np.float32(0.7)) * np.ones(3, np.float32)
    assert len(ends_of(field_of(colours, disc(30)))) == 0
