"""Passes of the detector: what a turned or reduced view shows lies where it is in the picture."""

import math

import numpy as np
import pytest
from PIL import Image, ImageDraw

from inpaint_studio.editing.geometry import Size
from inpaint_studio.finding.text.boxes import TextBox
from inpaint_studio.finding.text.passes import count_of, is_line, look_at, passes_of, warm_tiles, written_pass


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
    assert len(views) == 6
    for view in views[:5]:  # the last evens contrast out, which leaves no white
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
    assert not is_line(TextBox(320, 200, 520, 250), Size(640, 420))  # a beetle


@pytest.mark.parametrize(("size", "harder", "count"), [(Size(500, 400), False, 4), (Size(3000, 2000), True, 9)])
def test_progress_counts_every_pass(size, harder, count):
    assert count_of(size, harder) == count


def test_a_larger_view_is_looked_at_only_where_the_smaller_one_was_warm():
    size = Size(1600, 1100)
    heat = np.zeros((550, 800), np.float32)
    assert warm_tiles(heat, size) == []
    heat[100:104, 700:720] = 0.2  # at 200, 1400 of the larger view
    tiles = warm_tiles(heat, size)
    assert [tuple(own) for _, own in tiles] == [(1280, 128, 256, 128)]
    (window, own) = tiles[0]
    assert window.contains(own)
    assert window.width > own.width
    heat[:] = 1
    covered = np.zeros((1100, 1600), int)
    for _, own in warm_tiles(heat, size):
        covered[own.slices] += 1
    assert (covered == 1).all()


def test_the_fine_pass_of_a_large_picture_runs_on_few_tiles():
    colours = _bar(0, (2400, 1600), (600, 400), 500, 50)
    size, seen, runs = Size(2400, 1600), [], []
    for view in passes_of(colours, look_harder=False):
        values = list(look_at(Bright(), view, size, seen[0].heat if seen else None))
        seen.append(values[-1])
        runs.append((view.is_fine, len(values) - 1))
    assert runs[1] == (True, 1)
    (box,) = seen[1].boxes
    assert (box.x, box.y) == pytest.approx((600, 400), abs=4)


def test_what_a_net_takes_for_writing_is_looked_at_where_there_is_any():
    written = np.zeros((500, 800), np.float32)
    written[100:120, 60:160] = 0.9
    size = Size(1600, 1000)
    view = written_pass(written)
    assert min(view.colours.shape[:2]) == 736
    *moments, seen = look_at(Bright(), view, size, written)
    assert len(moments) == 1
    (box,) = seen.boxes
    assert (box.x, box.y) == pytest.approx((220, 220), abs=6)
    assert list(look_at(Bright(), view, size, np.zeros_like(written)))[-1].boxes == ()
