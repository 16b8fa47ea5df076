"""Probabilities of a picture at several sizes, block by block."""

import numpy as np
import pytest
from scipy import ndimage

from inpaint_studio.editing.cells import means
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.finding.pyramid import BLOCK, Look, Pyramid, enlarged, looks_of
from inpaint_studio.finding.samples import colours_of


def light_is_damage(picture):
    """A net without context: how light a pixel is, and nothing is writing."""
    return np.stack([picture.mean(2), np.zeros(picture.shape[:2], np.float32)])


def depends_on_its_grid(picture):
    """As a net that reduces by 16 does: the mean of each cell of 16 x 16, counted from the corner it is shown."""
    rows, columns = (-(-side // 16) * 16 for side in picture.shape[:2])
    light = np.pad(picture.mean(2), ((0, rows - picture.shape[0]), (0, columns - picture.shape[1])), "symmetric")
    cells = light.reshape(rows // 16, 16, columns // 16, 16).mean((1, 3)).repeat(16, 0).repeat(16, 1)
    return np.stack([cells, np.zeros_like(cells)])[:, : picture.shape[0], : picture.shape[1]].astype(np.float32)


def joined(pyramid, rect):
    return list(pyramid.probabilities(rect))[-1]


def test_blocks_cover_the_picture_once_and_what_is_in_view_comes_first():
    pyramid = Pyramid(np.zeros((2500, 3100, 3), np.uint8), light_is_damage)
    seen = np.zeros((2500, 3100), int)
    for block in pyramid.blocks():
        seen[block.slices] += 1
        assert max(block.size) <= BLOCK
    assert (seen == 1).all()
    first = Rect(2200, 1100, 500, 300)
    blocks = pyramid.blocks(first)
    assert sorted(blocks) == sorted(pyramid.blocks())
    assert [block.intersects(first) for block in blocks] == sorted((b.intersects(first) for b in blocks), reverse=True)
    assert blocks[0].contains(Rect(2450, 1250, 1, 1))


def test_a_block_is_the_most_of_all_sizes_and_less_of_smaller_ones():
    pixels = np.zeros((300, 400, 3), np.uint8)
    pixels[100:140, 50:90] = 200  # large enough to be as light at every size
    pixels[200, 200] = 255  # alone: seen in its own size only
    own, half = Look(1), Look(2)
    shown = joined(Pyramid(pixels, light_is_damage, (own, half)), Rect(0, 0, 400, 300))
    assert shown.shape == (3, 300, 400)
    assert (shown[2, 105:135, 55:85] == 146).all()  # the half agrees, at odds of 200 : 55 by 2.7
    assert shown[2, 200, 200] < 70  # and here they do not
    assert (shown[0, 105:135, 55:85] == 200).all()
    assert shown[0, 200, 200] == 255
    assert shown[0, 203, 203] < 60
    assert not shown[1].any()
    alone = joined(Pyramid(pixels, light_is_damage, (half,)), Rect(0, 0, 400, 300))
    assert alone[0, 200, 200] < 70
    assert (alone[0, 105:135, 55:85] == 200).all()  # the finest size counts as it is

    def only_reduced(picture):
        return light_is_damage(picture) * (picture.shape[0] < 300)

    lower = joined(Pyramid(pixels, only_reduced, (own, half)), Rect(0, 0, 400, 300))[0, 120, 70] / 255
    odds = lower / (1 - lower)
    assert odds == pytest.approx(200 / 55 / 2.7, rel=0.03)


def test_a_mirrored_look_is_mirrored_back_and_the_mean_counts():
    pixels = np.random.default_rng(3).integers(0, 256, (90, 131, 3), np.uint8)
    rect, pair = Rect(0, 0, 131, 90), (Look(1), Look(1, is_mirrored=True))
    once = joined(Pyramid(pixels, light_is_damage, (Look(1),)), rect)
    assert (joined(Pyramid(pixels, light_is_damage, pair), rect)[0] == once[0]).all()

    def brighter_on_the_left(picture):
        across = np.linspace(1, 0, picture.shape[1], dtype=np.float32)
        return np.stack([np.broadcast_to(across, picture.shape[:2]), np.zeros(picture.shape[:2], np.float32)])

    both = joined(Pyramid(np.zeros((96, 128, 3), np.uint8), brighter_on_the_left, pair), Rect(0, 0, 128, 96))
    assert np.abs(both[0].astype(int) - 128).max() <= 1
    assert both[2, 50, 0] == 0  # how far the second look agrees
    assert both[2, 50, 64] > 120


@pytest.mark.parametrize("rect", [Rect(0, 0, 64, 48), Rect(37, 21, 90, 77), Rect(300, 250, 61, 33)])
@pytest.mark.parametrize("looks", [(Look(1), Look(1, is_mirrored=True), Look(2)), (Look(2), Look(4))])
def test_blocks_meet_without_seams(rect, looks):
    pixels = np.random.default_rng(0).integers(0, 256, (283, 361, 3), np.uint8)
    pyramid = Pyramid(pixels, depends_on_its_grid, looks)
    whole = joined(pyramid, Rect(0, 0, 361, 283))
    assert np.abs(joined(pyramid, rect).astype(int) - whole[(slice(None), *rect.slices)]).max() <= 1


def test_cancelling_is_possible_between_looks():
    steps = list(Pyramid(np.zeros((200, 200, 3), np.uint8), light_is_damage).probabilities(Rect(0, 0, 200, 200)))
    assert steps[:-1] == [None] * 2


def test_a_small_picture_is_not_looked_at_smaller_than_a_net_can_see():
    sizes = []

    def net(picture):
        sizes.append(picture.shape[:2])
        return light_is_damage(picture)

    joined(Pyramid(np.zeros((40, 300, 3), np.uint8), net, (Look(1), Look(2))), Rect(0, 0, 300, 40))
    assert sizes == [(40, 300)]


@pytest.mark.parametrize(
    ("pixels", "expected"),
    [
        (np.full((2, 2, 3), 255, np.uint8), 1.0),
        (np.full((2, 2, 1), 32768, np.uint16), 0.5),
        (np.full((2, 2, 2), 65535, np.uint16), 1.0),
        (np.full((2, 2, 4), 0.25, np.float32), 0.25),
        (np.full((2, 2, 3), np.nan, np.float32), 0.0),
        (np.full((2, 2, 3), 7.0, np.float32), 1.0),
    ],
)
def test_samples_of_every_kind_are_colours(pixels, expected):
    seen = colours_of(pixels)
    assert seen.shape == (2, 2, 3)
    assert seen.dtype == np.float32
    assert np.allclose(seen, expected, atol=1e-4)


def test_reducing_and_enlarging_keep_a_ramp():
    ramp = np.repeat(np.linspace(0, 1, 64, dtype=np.float32)[None, :, None], 32, 0).repeat(3, 2)
    small = means(ramp, 4)
    assert small.shape == (8, 16, 3)
    back = enlarged(small[:, :, 0], 4, Rect(8, 8, 40, 16))
    assert np.allclose(back, ramp[8:24, 8:48, 0], atol=1e-3)
    assert means(np.zeros((5, 7, 3), np.float32), 4).shape == (2, 2, 3)


def test_large_scans_are_looked_at_smaller_and_small_photographs_mirrored():
    own = (Look(1), Look(1, is_mirrored=True))
    assert [looks_of(Size(*size)) for size in ((640, 480), (3000, 2000), (6000, 4000), (12000, 9000))] == [
        own,
        (*own, Look(2)),
        (Look(2), Look(4)),
        (Look(4), Look(8)),
    ]
    pixels = np.zeros((2100, 3000, 3), np.uint8)
    steps = list(Pyramid(pixels, light_is_damage).probabilities(Rect(0, 0, 64, 64)))
    assert steps[:-1] == [None] * 2


@pytest.mark.parametrize("scale", [2, 4])
@pytest.mark.parametrize(("kind", "channels"), [(np.uint8, 3), (np.uint8, 2), (np.uint16, 1), (np.uint16, 4)])
def test_integers_are_reduced_to_what_their_colours_are(kind, channels, scale):
    pixels = np.random.default_rng(5).integers(0, np.iinfo(kind).max, (61, 83, channels), kind, endpoint=True)
    seen = colours_of(pixels, scale)
    assert seen.dtype == np.float32
    assert np.allclose(seen, means(colours_of(pixels), scale), atol=1e-6)
    assert np.allclose(seen[0, 0], colours_of(pixels)[:scale, :scale].mean((0, 1)), atol=1e-6)


def test_what_is_enlarged_is_bilinear_between_the_middles_of_pixels():
    plane = np.random.default_rng(6).random((9, 12), np.float32)
    rect = Rect(3, 0, 41, 30)
    rows, columns = (
        np.clip((np.arange(begin, begin + count) + 0.5) / 4 - 0.5, 0, side - 1)
        for begin, count, side in ((0, 30, 9), (3, 41, 12))
    )
    expected = ndimage.map_coordinates(plane, np.meshgrid(rows, columns, indexing="ij"), order=1)
    assert np.allclose(enlarged(plane, 4, rect), expected, atol=1e-5)
