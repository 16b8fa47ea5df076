"""Clone and heal strokes as arrays: what is copied, what is shown, and how strokes are laid into a fill."""

from functools import partial

import numpy as np
import pytest

from inpaint_studio.editing.brush import Brush
from inpaint_studio.editing.cloning import CloneStroke, covered_by, joined, source_of
from inpaint_studio.editing.coarse_membrane import CoarseMembrane
from inpaint_studio.editing.fills import Fill, Recipe, composite, lay_block, seen
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.picture import Picture
from inpaint_studio.editing.tiles import PackedTiles


@pytest.fixture
def picture():
    return Picture(np.random.default_rng(0).integers(0, 256, (400, 600, 3), np.uint8))


def _stroke(picture, brush, offset, **options):
    return CloneStroke(picture.size, brush, offset, partial(composite, picture, ()), **options)


def test_what_is_shown_is_the_source_laid_by_the_brush(picture):
    stroke = _stroke(picture, Brush(20, 0.3, 0.7), (150, -40))
    stroke.begin(200, 200)
    stroke.extend(300, 230)
    painted = stroke.painted()
    rect, coverage = covered_by(painted)
    expected = picture.pixels[rect.slices].copy()
    lay_block(expected, picture.pixels[rect.translate(150, -40).slices], coverage)
    assert np.array_equal(stroke.pixels(rect), expected)
    assert np.array_equal(stroke.pixels(picture.rect)[:100], picture.pixels[:100])
    out = picture.pixels.copy()
    stroke.lay(out, picture.rect)
    assert np.array_equal(out[rect.slices], expected)


def test_what_changes_is_said_and_nothing_more(picture):
    stroke = _stroke(picture, Brush(20, 1.0), (150, -40))
    before = picture.pixels.copy()
    for x, y in ((200, 200), (206, 203), (290, 260), (290, 260)):
        rect = stroke.extend(x, y)
        after = stroke.pixels(picture.rect)
        differs = np.argwhere((after != before).any(axis=2))
        if differs.size:
            (top, left), (bottom, right) = differs.min(axis=0), differs.max(axis=0)
            assert rect.contains(Rect.of_edges(left, top, right + 1, bottom + 1))
        else:
            assert rect.is_empty
        before = after


def test_no_more_of_the_picture_is_looked_at_than_the_brush_comes_near(picture):
    looked_at = []

    def seen(rect):
        looked_at.append(rect)
        return composite(picture, (), rect)

    stroke = CloneStroke(picture.size, Brush(10, 1.0), (300, 100), seen)
    stroke.begin(20, 20)
    stroke.extend(40, 30)
    assert sum(rect.area for rect in looked_at) <= 2 * 256 * 256


def test_a_place_outside_the_picture_is_copied_from_nowhere(picture):
    stroke = _stroke(picture, Brush(30, 1.0), (550, 0))
    stroke.begin(50, 50)
    rect, coverage = covered_by(stroke.painted())
    assert rect.right == 50
    assert np.array_equal(
        stroke.pixels(rect)[coverage == 255], picture.pixels[rect.translate(550, 0).slices][coverage == 255]
    )
    nowhere = _stroke(picture, Brush(30, 1.0), (0, 900))
    assert nowhere.begin(50, 50).is_empty
    assert nowhere.painted() is None


def test_a_limit_is_the_most_that_is_painted(picture):
    limit = np.zeros((400, 600), np.uint8)
    limit[:, :200] = 128
    stroke = _stroke(picture, Brush(20, 1.0), (150, 0), limit=limit)
    stroke.begin(200, 200)
    coverage = stroke.painted().coverage.unpack()
    assert coverage.max() == 128
    assert not coverage[:, 200:].any()


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_a_stroke_joined_to_a_fill_looks_as_laid_over_it(dtype):
    rng = np.random.default_rng(1)
    top = 1 if dtype == np.float32 else np.iinfo(dtype).max
    picture = Picture((rng.random((120, 160, 3)) * top).astype(dtype))
    first, second = Rect(20, 20, 60, 50), Rect(50, 40, 70, 60)
    made = []
    for rect in (first, second):
        pixels = (rng.random((rect.height, rect.width, 3)) * top).astype(dtype)
        coverage = rng.choice(np.array([0, 60, 200, 255], np.uint8), (rect.height, rect.width))
        made.append((rect, pixels, coverage))
    fills = tuple(
        Fill(str(n), rect, pixels.copy(), coverage.copy(), Recipe("clone"))
        for n, (rect, pixels, coverage) in enumerate(made)
    )
    over = composite(picture, fills, picture.rect).astype(float)
    rect, pixels, coverage = joined(fills[0], *made[1])
    one = composite(picture, (Fill("both", rect, pixels, coverage, Recipe("clone")),), picture.rect).astype(float)
    assert np.abs(one - over).max() <= max(top / 255 * 1.2, 0)
    alone = np.zeros((120, 160), bool)
    alone[second.slices] = made[1][2] == 255
    assert np.array_equal(one[alone], over[alone])


def test_source_of_tells_where_there_is_any(picture):
    pixels, inside = source_of(picture, (), Rect(10, 10, 50, 40), (560, 0))
    assert inside[:, :30].all()
    assert not inside[:, 30:].any()
    assert np.array_equal(pixels[:, :30], picture.pixels[10:50, 570:600])


def test_packed_tiles_are_cut_out_without_unpacking_the_rest():
    mask = np.zeros((700, 900), np.uint8)
    mask[100:300, 200:600] = np.random.default_rng(2).integers(0, 256, (200, 400))
    packed = PackedTiles.of_mask(mask)
    rect = Rect(190, 90, 500, 300)
    assert np.array_equal(packed.crop(rect), mask[rect.slices])
    assert not packed.crop(Rect(850, 650, 100, 100)).any()


def test_bytes_are_laid_as_every_other_sample_is():
    """In whole numbers, and rounded as in floating point."""
    levels = np.arange(256, dtype=np.uint8)
    under, over = (part.astype(np.uint8) for part in np.meshgrid(levels, levels))
    for share in (1, 77, 128, 200, 254):
        out = under[:, :, None].copy()
        lay_block(out, over[:, :, None], np.full((256, 256), share, np.uint8))
        exact = np.rint(under + (over.astype(float) - under) * share / 255)
        assert np.array_equal(out[:, :, 0], exact.astype(np.uint8))


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_a_correction_is_the_same_channel_by_channel_and_pixel_by_pixel(channels):
    rng = np.random.default_rng(channels)
    membrane = CoarseMembrane(Size(200, 120), channels, 16)
    known = rng.normal(0, 20, (channels, 120, 200)).astype(np.float32)
    membrane.know(Rect(0, 0, 200, 120), known, np.ones((120, 200), bool), 1)
    for rect in (Rect(0, 0, 200, 120), Rect(37, 18, 41, 77), Rect(199, 119, 1, 1)):
        by_channel = membrane.at(rect).transpose(1, 2, 0)
        assert np.allclose(membrane.pixels_at(rect), by_channel, atol=1e-4)


def test_a_stroke_without_fills_under_it_copies_from_the_picture_itself_and_leaves_it_alone(picture):
    before = picture.pixels.copy()
    under = seen(picture, (), Rect(10, 10, 30, 30))
    assert np.shares_memory(under, picture.pixels)
    for heals in (False, True):
        stroke = CloneStroke(picture.size, Brush(10, 0.5), (20, 15), partial(seen, picture, ()), heals=heals)
        copied = CloneStroke(picture.size, Brush(10, 0.5), (20, 15), partial(composite, picture, ()), heals=heals)
        for one in (stroke, copied):
            one.begin(30, 30)
            one.extend(50, 44)
        assert np.array_equal(stroke.pixels(picture.rect), copied.pixels(picture.rect))
    assert np.array_equal(picture.pixels, before)
