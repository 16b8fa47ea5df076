"""The outline at full size follows edges that the small picture could not show."""

import numpy as np
import pytest

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.finding.objects.refinement import reduced_colours, refined
from inpaint_studio.finding.samples import colours_of


def _refined(pixels, rect, small):
    *moments, mask = refined(pixels, rect, small)
    assert all(moment is None for moment in moments)
    return mask


def test_a_border_is_moved_to_the_edge_it_missed():
    ys, xs = np.mgrid[:600, :800]
    truth = np.hypot(xs - 400, ys - 300) < 200 + 12 * np.sin(xs / 9)
    pixels = np.where(truth[..., None], np.uint8([200, 90, 60]), np.uint8([90, 120, 160]))
    small = truth[4::8, 4::8]
    mask = _refined(pixels, Rect(0, 0, 800, 600), small)
    enlarged = np.repeat(np.repeat(small, 8, 0), 8, 1)
    assert set(np.unique(mask)) == {0, 255}
    wrong, before = ((mask > 0) != truth).sum(), (enlarged != truth).sum()
    assert wrong < 0.25 * before


def test_equal_brightness_is_no_hindrance():
    truth = np.zeros((400, 400), np.bool_)
    truth[:, 207:] = True
    pixels = np.where(truth[..., None], np.uint8([200, 80, 80]), np.uint8([70, 141, 80]))
    mask = _refined(pixels, Rect(0, 0, 400, 400), truth[::8, ::8][:, :])
    assert ((mask > 0) == truth)[8:-8].mean() > 0.995


def test_a_flat_picture_keeps_the_small_outline():
    small = np.zeros((50, 50), np.bool_)
    small[10:30, 20:40] = True
    mask = _refined(np.full((400, 400, 3), 90, np.uint8), Rect(0, 0, 400, 400), small)
    assert (mask > 0).sum() == small.sum() * 64


def test_what_is_as_small_as_the_picture_is_left_as_it_is():
    small = np.random.default_rng(1).random((40, 30)) > 0.5
    mask = _refined(np.zeros((40, 30, 1), np.uint16), Rect(0, 0, 30, 40), small)
    assert ((mask > 0) == small).all()


@pytest.mark.parametrize("step", [1, 2, 5, 9])
def test_a_reduced_picture_is_an_average(step):
    rng = np.random.default_rng(2)
    coarse = rng.integers(0, 256, (20, 30, 3), np.uint8)
    pixels = np.repeat(np.repeat(coarse, step, 0), step, 1)
    small = reduced_colours(pixels, Rect(0, 0, 30 * step, 20 * step), 30)
    np.testing.assert_allclose(small, coarse / np.float32(255), atol=1e-6)


def test_colours_are_those_without_alpha():
    grey = np.array([[[65535, 3]]], np.uint16)
    assert colours_of(grey).tolist() == [[[1, 1, 1]]]
    wild = np.array([[[np.nan, -4.0, 9.0, 0.5]]], np.float32)
    assert colours_of(wild).tolist() == [[[0, 0, 1]]]
