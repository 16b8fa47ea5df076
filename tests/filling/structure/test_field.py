"""The field: scales, what is read and what is not."""

import numpy as np
import pytest

from inpaint_studio.filling.structure.field import field_at, field_of, scale_for


def ramp(side: int = 120) -> np.ndarray:
    x = np.linspace(0, 1, side, dtype=np.float32)
    return np.broadcast_to(x[None, :, None], (side, side, 3)).copy()


def disc(side: int, radius: float) -> np.ndarray:
    y, x = np.mgrid[:side, :side]
    return np.hypot(x - side / 2, y - side / 2) < radius


@pytest.mark.parametrize(("radius", "scale"), [(1, 1), (40, 1), (40.5, 2), (80, 2), (300, 8)])
def test_a_work_pixel_spans_what_makes_the_hole_80_across(radius: float, scale: int):
    assert scale_for(radius) == scale


def test_the_hole_and_other_unknown_pixels_are_not_read():
    colours, hole = ramp(), disc(120, 20)
    unknown = np.zeros_like(hole)
    unknown[5:25, 5:25] = True
    other = colours.copy()
    other[hole | unknown] = 0.77
    one, two = field_of(colours, hole, unknown), field_of(other, hole, unknown)
    for name in ("colours", "gradient", "magnitude", "axis", "distance"):
        np.testing.assert_array_equal(getattr(one, name), getattr(two, name))


@pytest.mark.parametrize("scale", [1, 2, 3])
def test_gradients_are_per_work_pixel(scale: int):
    side = 120
    field = field_at(ramp(side), disc(side, 20), scale)
    away = field.distance > 6
    away[:4], away[-4:], away[:, :4], away[:, -4:] = False, False, False, False
    np.testing.assert_allclose(field.gradient[away][:, :3], scale / (side - 1), rtol=2e-2)
    np.testing.assert_allclose(field.gradient[away][:, 3:], 0, atol=1e-5)
    np.testing.assert_allclose(field.magnitude[away], np.sqrt(3) * scale / (side - 1), rtol=2e-2)
    np.testing.assert_allclose(field.axis[away], np.broadcast_to([1.0, 0.0], field.axis[away].shape), atol=1e-2)


def test_points_go_from_the_centres_of_work_pixels_to_those_of_the_picture():
    field = field_at(ramp(), disc(120, 20), 3)
    np.testing.assert_allclose(field.to_picture(np.array([[0, 0], [1, 2]], np.float32)), [[1, 1], [4, 7]])


def test_sides_that_are_no_multiple_of_the_scale_keep_their_last_pixels():
    colours = ramp(121)
    field = field_at(colours, disc(121, 20), 2)
    assert field.colours.shape == (61, 61, 3)
    np.testing.assert_allclose(field.colours[0, -1], colours[0, -1], rtol=1e-6)


def test_the_way_out_leads_away_from_the_hole():
    field = field_of(ramp(), disc(120, 20))
    np.testing.assert_allclose(field.away[60, 90], [1, 0], atol=0.05)
    np.testing.assert_allclose(field.away[30, 60], [0, -1], atol=0.05)
