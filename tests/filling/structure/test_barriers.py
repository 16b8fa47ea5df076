"""The barriered membrane: links that lines cut, and fills that do not bleed across them."""

import numpy as np
import pytest

from inpaint_studio.filling.blend import harmonic
from inpaint_studio.filling.structure.barriers import barriered_membrane, cut_links, enlarged, solved
from inpaint_studio.filling.structure.field import field_at, field_of


def hole_in(side: int, radius: float) -> np.ndarray:
    y, x = np.mgrid[:side, :side]
    return np.hypot(x - side / 2, y - side / 2) < radius


def sides(side: int) -> np.ndarray:
    colours = np.full((side, side, 3), 0.2, np.float32)
    colours[side // 2 :] = 0.9
    return colours


def test_a_line_cuts_the_links_that_it_crosses_and_no_others():
    right, down = cut_links((5, 6), [np.array([[-1, 2.5], [9, 2.5]], np.float32)])
    assert not right.any()
    assert down[2].all()
    assert np.count_nonzero(down) == 6
    right, down = cut_links((5, 6), [np.array([[3.5, -1.0], [3.5, 1.2]], np.float32)])
    assert np.argwhere(right).tolist() == [[0, 3], [1, 3]]
    assert not down.any()


@pytest.mark.parametrize("scale", [1, 2])
def test_nothing_bleeds_across_a_line(scale: int):
    side = 64
    colours, hole = sides(side), hole_in(side, 20)
    field = field_at(colours, hole, scale)
    edge = (side / 2 - 0.5 + 0.5) / scale - 0.5
    line = np.array([[0, edge], [side / scale, edge]], np.float32)
    smooth = enlarged(field, barriered_membrane(field, [line]), colours, hole)
    above, below = smooth[: side // 2 - scale], smooth[side // 2 + scale :]
    np.testing.assert_allclose(above, 0.2, atol=0.02)
    np.testing.assert_allclose(below, 0.9, atol=0.02)
    plain = enlarged(field, barriered_membrane(field, []), colours, hole)
    assert np.abs(plain[side // 2 - 3, side // 2] - 0.2).max() > 0.2


def test_without_lines_it_is_the_membrane():
    rng = np.random.default_rng(3)
    colours, hole = rng.random((48, 48, 3), np.float32), hole_in(48, 12)
    field = field_of(colours, hole)
    made = barriered_membrane(field, [])
    expected = harmonic(colours, hole)
    np.testing.assert_allclose(made[hole], expected[hole], atol=1e-2)  # the membrane is solved to about a hundredth
    np.testing.assert_array_equal(made[~hole], colours[~hole])


def test_a_pocket_without_known_pixels_still_gets_a_colour():
    colours, hole = sides(64), hole_in(64, 20)
    field = field_of(colours, hole)
    ring = np.stack([np.cos(np.linspace(0, 7, 90)), np.sin(np.linspace(0, 7, 90))], axis=1) * 8 + 32
    made = barriered_membrane(field, [ring.astype(np.float32)])
    assert np.isfinite(made).all()
    assert 0.2 - 1e-4 <= made.min() <= made.max() <= 0.9 + 1e-4


def test_weights_of_links_are_conductances():
    colours = np.zeros((1, 4, 3), np.float32)
    colours[0, 3] = 1
    unknown = np.array([[False, True, True, False]])
    made = solved(colours, unknown, np.array([[1.0, 1.0, 2.0]]), np.zeros((0, 4)))
    np.testing.assert_allclose(made[0, :, 0], [0, 0.4, 0.8, 1], atol=1e-6)  # resistances 1, 1 and 1/2


def test_a_crop_at_an_offset_gets_the_same_pixels():
    colours, hole = sides(64), hole_in(64, 20)
    field = field_at(colours, hole, 2)
    small = barriered_membrane(field, [])
    whole = enlarged(field, small, colours, hole)
    part = enlarged(field, small, colours[6:60, 3:61], hole[6:60, 3:61], (3, 6))
    np.testing.assert_allclose(part, whole[6:60, 3:61], atol=1e-6)
