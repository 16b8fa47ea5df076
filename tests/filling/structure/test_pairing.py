"""Pairs of ends: curves between them, crossings, and which are accepted."""

import numpy as np
import pytest

from inpaint_studio.filling.structure.ends import ends_of
from inpaint_studio.filling.structure.field import Field, field_of
from inpaint_studio.filling.structure.pair_model import NAMES
from inpaint_studio.filling.structure.pairing import accepted, crosses, curve_between, first_crossing, pairs_of

SIDE = 180


def disc(radius: float = 30) -> np.ndarray:
    y, x = np.mgrid[:SIDE, :SIDE]
    return np.hypot(x - SIDE / 2, y - SIDE / 2) < radius


def bands(*rows: float) -> Field:
    """Horizontal edges: a step of colour below each of the rows."""
    y = np.mgrid[:SIDE, :SIDE][0][:, :, None]
    colours = np.full((SIDE, SIDE, 3), 0.15, np.float32)
    for n, row in enumerate(rows):
        step = np.array([0.25, 0.1, 0.2]) if n % 2 == 0 else np.array([0.05, 0.25, -0.1])
        colours = colours + (np.clip(y - row + 0.5, 0, 1) * step).astype(np.float32)
    return field_of(colours.astype(np.float32), disc())


def test_a_curve_leaves_and_arrives_along_its_tangents():
    start, end = np.array([0, 0], np.float32), np.array([40, 0], np.float32)
    leads, arrives = np.array([0.8, 0.6], np.float32), np.array([0.8, -0.6], np.float32)
    curve = curve_between(start, leads, end, arrives)
    np.testing.assert_allclose(curve[[0, -1]], [start, end], atol=1e-5)
    first, last = curve[1] - curve[0], curve[-1] - curve[-2]
    np.testing.assert_allclose(first / np.hypot(*first), leads, atol=0.05)
    np.testing.assert_allclose(last / np.hypot(*last), arrives, atol=0.05)
    assert np.hypot(*np.diff(curve, axis=0).T).max() < 1.6


@pytest.mark.parametrize("turn", [20, 60, 90])
def test_a_curve_between_the_ends_of_an_arc_is_the_arc(turn: float):
    half = np.radians(turn) / 2
    radius = 50.0
    start, end = (radius * np.array([np.sin(a), -np.cos(a)]) for a in (-half, half))
    leads, arrives = (np.array([np.cos(a), np.sin(a)]) for a in (-half, half))
    curve = curve_between(*(part.astype(np.float32) for part in (start, leads, end, arrives)))
    np.testing.assert_allclose(np.hypot(*curve.T), radius, atol=0.35)


def test_the_first_crossing_of_two_polylines():
    one = np.array([[0, 0], [1, 0], [2, 0], [3, 0]], np.float32)
    other = np.array([[1.5, -1], [1.5, 1]], np.float32)
    assert first_crossing(one, other) == 1
    assert crosses(one, other)
    assert not crosses(one, other + np.float32(5))
    assert first_crossing(one, np.array([[1.5, 1], [1.5, 2]], np.float32)) is None


def test_two_edges_are_carried_straight_on_and_not_to_one_another():
    field = bands(80, 100)
    ends = ends_of(field)
    curves = accepted(field, ends, 0.5)
    assert len(ends) == 4
    assert len(curves) == 2
    for curve in curves:
        assert np.ptp(curve.points[:, 1]) < 1.5
        assert curve.second is not None


def test_features_of_a_pair_are_named_and_say_what_they_are():
    field = bands(90)
    pairs = pairs_of(field, ends_of(field))
    (row,) = pairs.features
    value = dict(zip(NAMES, row.tolist(), strict=True))
    assert value["bend"] == pytest.approx(0, abs=0.05)
    assert value["contrast"] == pytest.approx(0, abs=0.05)
    assert value["length"] == pytest.approx(np.log(60), abs=0.1)
    assert value["rivals"] == 0
    assert 0.7 < pairs.probability[0] < 1


def test_edges_of_opposite_contrast_do_not_pair():
    y, x = np.mgrid[:SIDE, :SIDE]
    below = np.clip(y - 90 + 0.5, 0, 1)[:, :, None]
    sign = np.where(x < SIDE / 2, 1, -1)[:, :, None]
    field = field_of((0.5 + 0.3 * sign * (below - 0.5) * np.ones(3)).astype(np.float32), disc())
    ends = ends_of(field)
    level = np.abs(ends.point[:, 1] - 90) < 3
    pairs = pairs_of(field, ends)
    assert level.sum() == 2
    assert not (level[pairs.first] & level[pairs.second]).any()


def test_an_edge_that_ends_at_another_is_a_t():
    y, x = np.mgrid[:SIDE, :SIDE]
    colours = np.where(
        (y < 84)[:, :, None], [0.8, 0.7, 0.6], np.where((x < 92)[:, :, None], [0.2, 0.3, 0.3], [0.4, 0.5, 0.1])
    )
    field = field_of(colours.astype(np.float32), disc())
    curves = accepted(field, ends_of(field), 0.5)
    through = [curve for curve in curves if curve.second is not None]
    (reaching,) = (curve for curve in curves if curve.second is None)
    assert len(through) == 1
    np.testing.assert_allclose(reaching.points[:, 0], 91.5, atol=1.5)
    assert reaching.points[-1, 1] == pytest.approx(83.5, abs=2)
    assert reaching.probability < through[0].probability
