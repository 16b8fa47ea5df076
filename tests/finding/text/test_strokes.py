"""Strokes: the pixels of writing inside a box."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from scipy import ndimage

from inpaint_studio.finding.text.boxes import TextBox
from inpaint_studio.finding.text.strokes import otsu, strokes_in


def written(opacity: float, colour: float, letter: int = 30, background: float = 0.4):
    """A picture with a slope and grain, writing over it, where its strokes are, and the box."""
    rng = np.random.default_rng(3)
    font = ImageFont.load_default(letter)
    left, top, right, bottom = map(round, font.getbbox("Preview 87"))
    margin = letter
    sheet = Image.new("L", (right - left + 2 * margin, bottom - top + 2 * margin))
    ImageDraw.Draw(sheet).text((margin - left, margin - top), "Preview 87", fill=255, font=font)
    alpha = np.asarray(sheet, np.float32) / 255
    height, width = alpha.shape
    slope = np.linspace(background - 0.1, background + 0.1, width)[None, :, None] + np.zeros((height, 1, 3))
    picture = slope + rng.normal(0, 0.01, slope.shape)
    picture = picture + (colour - picture) * (opacity * alpha)[..., None]
    box = TextBox(width / 2, height / 2, right - left + 8, bottom - top + 8)
    rows, columns = np.mgrid[:height, :width] + 0.5
    u, v = box.coordinates(columns, rows)
    return picture.astype(np.float32), alpha > 0.5, box, (abs(u) <= box.length / 2) & (abs(v) <= box.height / 2)


@pytest.mark.parametrize(("opacity", "colour"), [(1.0, 1.0), (1.0, 0.0), (0.4, 1.0), (0.4, 0.0)])
def test_writing_is_told_from_its_background_in_both_polarities(opacity, colour):
    picture, truth, box, inside = written(opacity, colour)
    strokes = strokes_in(picture, box, inside)
    assert (strokes.mask & truth).sum() > 0.97 * truth.sum()
    assert strokes.mask.sum() < 1.6 * truth.sum()
    assert strokes.polarity == ("lighter" if colour else "darker")
    assert strokes.fit > 0.4


@pytest.mark.parametrize("seen", [1.0, 0.5])
def test_what_a_net_sees_of_faint_writing_on_texture_is_marked_and_the_texture_is_not(seen):
    picture, truth, box, inside = written(0.3, 1.0)
    rng = np.random.default_rng(5)
    texture = ndimage.gaussian_filter(rng.normal(0, 1, picture.shape[:2]), 1.0)[..., None]
    picture = np.clip(picture + 0.4 * texture, 0, 1).astype(np.float32)
    plain = strokes_in(picture, box, inside).mask
    assert (plain & truth).sum() < 0.9 * truth.sum() or plain.sum() > 2 * truth.sum()
    learnt = truth.astype(np.float32)
    learnt[:, round(seen * truth.shape[1]) :] = 0
    mask = strokes_in(picture, box, inside, learnt).mask
    reached = ndimage.binary_dilation(mask) & truth & (learnt > 0)
    assert reached.sum() > 0.97 * (learnt > 0).sum()
    # Where it has missed letters texture is marked with them: the bar is 2.5 times their area, and all of them.
    assert mask.sum() < (1.5 if seen > 0.6 else 2.0) * truth.sum()


def test_of_light_letters_and_the_dark_between_them_the_net_says_which_is_writing():
    picture, truth, box, inside = written(1.0, 1.0)
    between = ndimage.binary_closing(truth, iterations=6) & ~truth & inside
    picture[between] = 0.02
    mask = strokes_in(picture, box, inside, truth.astype(np.float32)).mask
    assert (mask & truth).sum() > 0.9 * truth.sum()
    assert (mask & between).sum() < 0.1 * between.sum()


def test_letters_that_the_net_has_missed_are_marked_where_both_agree_on_the_rest():
    picture, truth, box, inside = written(1.0, 1.0)
    learnt = truth.astype(np.float32)
    learnt[:, : truth.shape[1] // 4] = 0
    strokes = strokes_in(picture, box, inside, learnt)
    assert (strokes.mask & truth).sum() > 0.95 * truth.sum()
    assert strokes.mask.sum() < 1.3 * truth.sum()


def test_texture_is_no_letter_that_the_net_has_missed():
    picture, truth, box, inside = written(0.3, 1.0)
    rng = np.random.default_rng(5)
    texture = ndimage.gaussian_filter(rng.normal(0, 1, picture.shape[:2]), 1.0)[..., None]
    picture = np.clip(picture + 0.4 * texture, 0, 1).astype(np.float32)
    learnt = truth.astype(np.float32)
    learnt[:, : truth.shape[1] // 4] = 0
    mask = strokes_in(picture, box, inside, learnt).mask
    assert (mask == (learnt > 0.5)).all()


def test_what_is_of_no_one_colour_is_marked_as_the_net_sees_it():
    picture, truth, box, inside = written(1.0, 1.0)
    rng = np.random.default_rng(6)
    picture[truth] = rng.random((int(truth.sum()), 3))
    strokes = strokes_in(picture, box, inside, truth.astype(np.float32))
    assert (strokes.mask & truth).sum() > 0.97 * truth.sum()
    assert strokes.unevenness > 0.3


def test_tall_writing_is_measured_small_and_told_apart_at_full_size():
    picture, truth, box, inside = written(1.0, 1.0, letter=150)
    strokes = strokes_in(picture, box, inside)
    assert (strokes.mask & truth).sum() > 0.98 * truth.sum()
    assert strokes.mask.sum() < 1.2 * truth.sum()


def test_nothing_stands_out_of_an_even_box():
    picture, _, box, inside = written(0.0, 1.0)
    even = np.full_like(picture, 0.5)
    assert strokes_in(even, box, inside) is None


def test_otsu_parts_two_heaps():
    values = np.concatenate([np.full(50, 0.1), np.full(20, 0.8)]).astype(np.float32)
    assert 0.1 < otsu(values) < 0.8
