"""Passes of the detector: what a turned or reduced view shows lies where it is in the picture."""

import math

import numpy as np
import pytest
from PIL import Image, ImageDraw

from inpaint_studio.editing.geometry import Size
from inpaint_studio.finding.text.passes import count_of, is_line, look_at, passes_of


class Bright:
    """Stands for the detector: takes what is white for writing."""

    def heat(self, colours):
        return colours[..., 0].astype(np.float32) / 255


def _bar(degrees, size=(900, 800), centre=(430, 360), length=300, height=40):
    """White on black: a bar turned by so many degrees, clockwise as it is seen."""
    angle = math.radians(degrees)
    along, across = np.array([math.cos(angle), math.sin(angle)]), np.array([-math.sin(angle), math.cos(angle)])
    corners = [
        tuple(np.array(centre) + a * length / 2 * along + b * height / 2 * across)
        for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))
    ]
    image = Image.new("RGB", size)
    ImageDraw.Draw(image).polygon(corners, fill=(255, 255, 255))
    return np.asarray(image)


def _seen(view, size):
    *moments, seen = look_at(Bright(), view, size)
    assert moments
    assert all(moment is None for moment in moments)
    return seen


@pytest.mark.parametrize("degrees", [0, 30, 45, -60, 80])
def test_every_pass_sees_a_line_where_it_is(degrees):
    colours = _bar(degrees)
    size = Size(900, 800)
    views = list(passes_of(colours, look_harder=True))
    assert len(views) == 5
    for view in views[:4]:  # the last evens contrast out, which leaves no white
        seen = _seen(view, size)
        if view.degrees and not seen.boxes:
            assert min(abs(degrees), 90 - abs(degrees)) < 13  # the upright passes saw it
            continue
        (box,) = seen.boxes
        assert (box.x, box.y) == pytest.approx((430, 360), abs=4), view.degrees
        assert math.sin(box.angle - math.radians(degrees)) == pytest.approx(0, abs=0.06)
        assert box.length == pytest.approx(300, rel=0.35)


def test_a_pass_knows_how_sure_it_was_of_a_box():
    colours = _bar(0)
    seen = _seen(next(passes_of(colours, look_harder=False)), Size(900, 800))
    (box,) = seen.boxes
    assert seen.heat_in(box) > 0.9
    assert is_line(box, Size(900, 800))
    assert not is_line(box.grown(0, 90), Size(500, 300))


@pytest.mark.parametrize(("size", "harder", "count"), [(Size(500, 400), False, 2), (Size(3000, 2000), True, 9)])
def test_progress_counts_every_pass(size, harder, count):
    assert count_of(size, harder) == count
