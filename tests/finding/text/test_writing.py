"""Writing by a net: shown at the size it knows, and how far along a line it reaches."""

import math

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.finding import finder_net
from inpaint_studio.finding.text.boxes import TextBox
from inpaint_studio.finding.text.writing import (
    REACH,
    extent,
    lengthened,
    seen_in,
    writing_in,
    writing_nets,
    writing_of,
)
from inpaint_studio.model.checkpoints import finder
from inpaint_studio.model.photographs.level_lines import BOX, TALL
from inpaint_studio.resources import resource


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


@pytest.mark.parametrize("degrees", [0, 35, 90])
@pytest.mark.parametrize("height", [12, 40, 180])
def test_a_line_of_any_size_and_direction_is_shown_level(height, degrees):
    net, box = Light(), TextBox(300, 310, 3.0 * height, height, math.radians(degrees))
    rect = Rect(0, 0, 600, 600)
    pixels = np.full((600, 600, 3), 60, np.uint8)
    bar = box.grown(0, -height / 4).covers(rect)  # half as high as its box
    pixels[bar] = 255
    written = writing_in(pixels, rect, box, net) > 0.5
    ((tall, wide),) = net.shapes
    assert (tall, wide % 16) == (TALL, 0)
    assert wide == pytest.approx(BOX * (3 + 2 * REACH + 2), abs=16)
    assert (written & bar).sum() > 0.93 * bar.sum()
    assert (written & ~bar).sum() < 0.1 * bar.sum()


def test_past_its_reach_nothing_is_written():
    box = TextBox(300, 50, 40, 20)
    written = writing_in(np.full((100, 600, 3), 255, np.uint8), Rect(0, 0, 600, 100), box, Light())
    reached = np.flatnonzero(written[50] > 0.5)
    assert 300 - 20 - 5 * 20 < reached.min() < 300 - 20 - REACH * 20
    assert 300 + 20 + REACH * 20 < reached.max() < 300 + 20 + 5 * 20


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


@pytest.mark.parametrize(("height", "scale"), [(40, 1), (180, 2)])
def test_the_finders_net_is_shown_a_line_as_it_is(height, scale):
    net, bar = Light(), Rect(150, 120, 200, height // 2)
    rect = bar.grow(height // 2).clip(Size(500, 400))
    shown = seen_in(_bar((400, 500), bar), rect, TextBox(250, 120 + height / 4, 200, height), net)
    assert shown.shape == (rect.height, rect.width)
    assert (shown > 0.5).sum() == pytest.approx(bar.area, rel=0.05)
    assert rect.height <= net.shapes[0][0] * scale <= rect.height + 2 * 32 * scale


@pytest.mark.parametrize("missing", ["shipped_net", "stroke_net"])
def test_without_one_of_the_nets_there_is_no_second_opinion(missing, monkeypatch):
    def absent():
        raise finder_net.NoNetError("The finder's net is missing from this installation.")

    monkeypatch.setattr(finder_net, missing, absent)
    assert writing_nets() is None


def test_the_shipped_net_of_strokes_tells_letters_from_what_is_behind_them():
    rng = np.random.default_rng(8)
    image = Image.fromarray(np.clip(rng.normal(110, 8, (120, 420, 3)), 0, 255).astype(np.uint8))
    sheet = Image.new("L", image.size)
    ImageDraw.Draw(sheet).text((90, 40), "Harbour 1987", fill=255, font=ImageFont.load_default(32))
    alpha = np.asarray(sheet, np.float32)[..., None] / 255
    pixels = np.asarray(image) + (255 - np.asarray(image)) * (0.35 * alpha)
    strokes = alpha[..., 0] > 0.3
    rows, columns = np.nonzero(strokes)
    box = TextBox(float(columns.mean()), float(rows.mean()), float(np.ptp(columns)) + 8, 38)
    nets = writing_nets()
    assert nets is not None
    written = writing_in(np.rint(pixels).astype(np.uint8), Rect(0, 0, 420, 120), box, nets.lines) > 0.3
    assert (written & strokes).sum() > 0.95 * strokes.sum()
    assert written.sum() < 2 * strokes.sum()


def test_a_damaged_net_of_strokes_is_done_without(tmp_path, monkeypatch):
    cut = tmp_path / "strokes.safetensors"
    cut.write_bytes(resource(finder.STROKES).read_bytes()[:9000])
    monkeypatch.setattr(finder_net, "resource", lambda name: cut if name == finder.STROKES else resource(name))
    with pytest.raises(
        finder_net.NoNetError, match=r"strokes\.safetensors does not hold the finder's net, or is damaged"
    ):
        finder_net.stroke_net()
    assert writing_nets() is None
