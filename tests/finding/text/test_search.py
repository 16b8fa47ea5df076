"""The search for lines: what the net sees besides the detector, one line once, and what a large picture is spared."""

import numpy as np
import pytest

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.finding.finder import Progress
from inpaint_studio.finding.text.boxes import TextBox
from inpaint_studio.finding.text.search import FoundLine, found_lines, strokes_of
from inpaint_studio.finding.text.writing import WritingNets


class Light:
    """Stands for the detector: lines are what is lighter than a level."""

    def heat(self, colours):
        return (colours.mean(axis=2) > 180).astype(np.float32)


def _net(colours):
    """Stands for the net: writing is what is lighter than the ground, however faint."""
    light = (colours.mean(axis=2) > 0.5).astype(np.float32)
    return np.stack([np.zeros_like(light), light])


NETS = WritingNets(_net, _net)
BLIND = WritingNets(lambda colours: 0 * _net(colours), _net)


def _picture(level, rect, size=(480, 640)):
    rng = np.random.default_rng(2)
    pixels = np.clip(rng.normal(100, 2, (*size, 3)), 0, 255).astype(np.uint8)
    pixels[rect.slices] = level
    return pixels


def _lines(pixels, nets, look_harder=False):
    values = list(found_lines(Light(), pixels, look_harder, nets))
    assert all(isinstance(value, Progress | FoundLine) for value in values)
    return [value for value in values if isinstance(value, FoundLine)]


def test_a_line_that_the_net_alone_sees_is_one_line():
    faint = _picture(150, Rect(200, 200, 180, 30))
    assert _lines(faint, None) == []
    (match,) = _lines(faint, NETS)
    assert (match.line.box.x, match.line.box.y) == pytest.approx((290, 215), abs=6)
    assert match.line.written > 0.9


def test_without_a_net_there_is_no_opinion_of_it():
    (match,) = _lines(_picture(250, Rect(200, 200, 180, 30)), None)
    assert match.line.written is None


@pytest.mark.parametrize(("look_harder", "count"), [(False, 0), (True, 1)])
def test_of_a_large_picture_what_the_net_alone_sees_is_looked_for_on_demand(look_harder, count):
    faint = _picture(150, Rect(400, 400, 500, 80), (1120, 1300))
    assert len(_lines(faint, NETS, look_harder)) == count


def test_a_line_is_lengthened_before_its_strokes_are_looked_for():
    pixels = _picture(150, Rect(200, 200, 240, 30))
    line, rect = strokes_of(pixels, TextBox(280, 215, 160, 40), NETS)
    assert line.box.length == pytest.approx(240, abs=12)
    assert rect.contains(Rect(200, 200, 240, 30))
    alone, _ = strokes_of(pixels, TextBox(280, 215, 160, 40))
    assert alone.box.length == 160


@pytest.mark.parametrize(("nets", "count"), [(NETS, 4), (BLIND, 0)])
def test_what_repeats_is_a_mark_only_where_the_net_takes_it_for_writing(nets, count):
    pixels = _picture(100, Rect(0, 0, 1, 1))
    rng = np.random.default_rng(4)
    word = np.where(rng.random((24, 110)) > 0.5, 255, 170).astype(np.uint8)[..., None]
    for x, y in ((60, 60), (330, 90), (90, 300), (400, 340)):
        pixels[y : y + 24, x : x + 110] = word
    assert sum(match.is_repeated for match in _lines(pixels, nets)) == count
