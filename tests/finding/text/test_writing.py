"""Writing by a net: shown at the size it knows, and how far along a line it reaches."""

import numpy as np
import pytest

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.finding import finder_net
from inpaint_studio.finding.text.boxes import TextBox
from inpaint_studio.finding.text.writing import REACH, extent, lengthened, writing_in, writing_net, writing_of


class Light:
    """Stands for the net: what is light is writing, and what it was shown is remembered."""

    def __init__(self):
        self.shapes = []

    def __call__(self, colours):
        self.shapes.append(colours.shape[:2])
        light = (colours.mean(axis=2) > 0.7).astype(np.float32)
        return np.stack([np.zeros_like(light), light])


def _bar(shape, rect):
    pixels = np.full((*shape, 3), 60, np.uint8)
    pixels[rect.slices] = 255
    return pixels


@pytest.mark.parametrize(("height", "times"), [(12, (1, 1, 2)), (40, (1, 1)), (180, (1, 1))])
def test_a_line_is_shown_at_the_size_that_the_net_knows(height, times):
    net = Light()
    bar = Rect(150, 120, 200, height // 2)
    box = TextBox(250, 120 + height / 4, 200, height)
    rect = bar.grow(height // 2).clip(Size(500, 400))
    pixels = _bar((400, 500), bar)
    pixels[bar.y : bar.bottom, 150:250] = 100  # too faint for the net as it is
    plain, shown = writing_in(pixels, rect, box, net)
    assert (plain <= shown).all()
    assert shown.shape == (rect.height, rect.width)
    inner = bar.inside(rect).slices
    assert shown[inner][:, 100:].mean() > 0.9
    assert shown.sum() - shown[inner].sum() < 0.2 * bar.area
    assert [shape[0] / net.shapes[0][0] for shape in net.shapes] == pytest.approx(times)
    scale = 2 if height == 180 else 1
    assert rect.height <= net.shapes[0][0] * scale <= rect.height + 2 * 32 * scale


def test_clear_writing_is_shown_once():
    net, bar = Light(), Rect(150, 120, 200, 20)
    _, shown = writing_in(_bar((400, 500), bar), bar.grow(20), TextBox(250, 130, 200, 24), net)
    assert len(net.shapes) == 1
    assert (shown > 0.5).sum() == bar.area


def test_faint_strokes_are_shown_with_more_contrast():
    pixels = np.full((120, 200, 3), 130, np.uint8)
    pixels[50:56, 40:160] = 165  # .65, of which the net sees nothing as it is
    rect, box = Rect(20, 30, 160, 50), TextBox(100, 53, 120, 30)
    assert Light()(pixels / np.float32(255))[1].max() == 0
    plain, most = writing_in(pixels, rect, box, Light())
    assert plain.max() == 0
    assert most[20:26, 30:130].mean() > 0.9


@pytest.mark.parametrize(("letters", "length"), [((0, 20, 40, 60), 98), ((0, 20, 60), 98), ((0, 20), 58), ((100,), 40)])
def test_a_line_is_as_long_as_it_is_written(letters, length):
    """Letters 20 apart after two that were detected; a gap of more than 1.3 heights ends it."""
    rect, box = Rect(0, 0, 300, 60), TextBox(120, 30, 40, 24)
    written = np.zeros((60, 300), np.float32)
    for place in (-20, *letters):
        written[22:38, 120 + place : 120 + place + 18] = 1
    longer = lengthened(box, written, rect)
    assert longer.length == pytest.approx(length, abs=4)
    assert longer.x - longer.length / 2 == pytest.approx(100, abs=1)


def test_a_line_is_never_longer_than_what_was_looked_at():
    box = TextBox(150, 30, 40, 13)
    longer = lengthened(box, np.ones((60, 300), np.float32), Rect(0, 0, 300, 60))
    assert longer.length == pytest.approx(40 + 2 * REACH * 13)


def test_a_view_is_looked_at_tile_by_tile():
    pixels = _bar((1100, 1300), Rect(500, 500, 300, 40))
    *moments, written = writing_of(pixels, Light())
    assert len(moments) == 4
    assert (written > 0.5).sum() == 300 * 40


def test_a_stray_stroke_is_along_little_of_a_line():
    rect, box = Rect(10, 10, 120, 40), TextBox(70, 30, 100, 20)
    written = np.zeros((40, 120), np.float32)
    written[15:25, 20:26] = 1
    assert 0 < extent(written, rect, box) < 0.25
    written[15:25, ::7] = 1
    assert extent(written, rect, box) > 0.9
    assert extent(written, rect, TextBox(500, 500, 20, 10)) == 0


def test_without_the_net_there_is_no_second_opinion(monkeypatch):
    def missing():
        raise finder_net.NoNetError("The finder's net is missing from this installation.")

    monkeypatch.setattr(finder_net, "shipped_net", missing)
    assert writing_net() is None
