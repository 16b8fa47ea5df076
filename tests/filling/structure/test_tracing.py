"""Tracing: edges followed, and the tangents fitted to traces."""

import numpy as np
import pytest

from inpaint_studio.filling.structure.tracing import FEWEST, straight, tangent_of, traced


def ridge(side: int = 100, row: float = 50) -> tuple[np.ndarray, ...]:
    """Magnitude, axis and distance of a horizontal edge, as of a hole to the left of column 0."""
    y, x = np.mgrid[:side, :side].astype(np.float32)
    magnitude = np.exp(-(((y - row) / 1.5) ** 2)).astype(np.float32) * np.float32(0.2)
    axis = np.zeros((side, side, 2), np.float32)
    axis[:, :, 0] = -1  # the normal is at 90 degrees
    return magnitude, axis, x + 3


def test_an_edge_is_followed_at_steps_of_one_pixel_to_a_fraction_of_a_pixel():
    magnitude, axis, distance = ridge(row=50.3)
    (trace,) = traced(np.array([[5, 49]], np.float32), np.array([[1, 0]], np.float32), magnitude, axis, distance)
    assert len(trace) == 49
    np.testing.assert_allclose(trace[6:, 1], 50.3, atol=0.1)
    np.testing.assert_allclose(np.diff(trace[6:, 0]), 1, atol=0.05)


def test_it_stops_where_the_edge_ends_and_at_the_border_of_the_picture():
    magnitude, axis, distance = ridge()
    magnitude[:, 30:] *= np.float32(0.01)
    start, way = np.array([[5, 50]], np.float32), np.array([[1, 0]], np.float32)
    (trace,) = traced(start, way, magnitude, axis, distance)
    assert 22 <= len(trace) <= 27
    (back,) = traced(np.array([[8, 50]], np.float32), -way, *ridge())
    assert back[-1, 0] >= 1


def test_it_stops_where_the_field_turns():
    magnitude, axis, distance = ridge()
    axis[:, 25:] = (1, 0)  # the edge leads down from here
    (trace,) = traced(np.array([[5, 50]], np.float32), np.array([[1, 0]], np.float32), magnitude, axis, distance)
    assert len(trace) <= 22


def line(count: int, angle: float, noise: float = 0.0) -> np.ndarray:
    a = np.radians(angle)
    t = np.arange(count)[:, None]
    points = t * np.array([np.cos(a), np.sin(a)])
    return (points + np.random.default_rng(2).normal(0, noise, points.shape)).astype(np.float32)


@pytest.mark.parametrize("angle", [0, 37, 90, 170, -60])
def test_the_tangent_of_a_line_is_its_direction(angle: float):
    trace = line(30, angle, 0.1)
    fit = tangent_of(trace)
    assert fit is not None
    origin, tangent, curvature = fit
    a = np.radians(angle)
    np.testing.assert_allclose(tangent, [np.cos(a), np.sin(a)], atol=0.03)
    assert curvature == 0
    assert straight(trace, origin, tangent, curvature) == 30


def test_an_arc_has_the_tangent_at_its_border_and_a_curvature():
    t = np.arange(40) / 50
    trace = (50 * np.stack([np.sin(t), 1 - np.cos(t)], axis=1)).astype(np.float32)
    fit = tangent_of(trace)
    assert fit is not None
    origin, tangent, curvature = fit
    np.testing.assert_allclose(tangent, [1, 0], atol=0.06)
    assert curvature == pytest.approx(1 / 50, rel=0.2)
    assert straight(trace, origin, tangent, curvature) > straight(trace, origin, tangent, 0.0)


def test_a_corner_is_straight_up_to_it():
    trace = np.concatenate([line(15, 0), line(15, 60) + np.array([14, 0])]).astype(np.float32)
    fit = tangent_of(trace)
    assert fit is not None
    assert 13 <= straight(trace, *fit) <= 19


def test_a_scribble_has_no_tangent():
    scribble = np.random.default_rng(1).normal(0, 4, (FEWEST, 2)).astype(np.float32)
    assert tangent_of(scribble) is None
