"""Objects are outlined by a box or by clicks, at the picture's own size and in every kind of pixels."""

import numpy as np
import pytest

from inpaint_studio.editing.findings import Finding
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.finding.finder import Progress
from inpaint_studio.finding.objects.geodesic import distances
from inpaint_studio.finding.objects.outline import outline
from inpaint_studio.finding.objects.prompt import Prompt


def _scene(height=300, width=400, scale=1):
    """An orange ellipse on a green texture, and where it is."""
    rng = np.random.default_rng(3)
    ys, xs = np.mgrid[: height * scale, : width * scale] / scale
    truth = ((xs - 220) / 90) ** 2 + ((ys - 140) / 60) ** 2 <= 1
    noise = rng.integers(-25, 26, (height * scale, width * scale, 1))
    colours = np.where(truth[..., None], (215, 120, 40), (60, 130, 70)) + noise
    return np.clip(colours, 0, 255).astype(np.uint8), truth


def _outlined(pixels, prompt, **options):
    values = list(outline(pixels, prompt, **options))
    if not any(isinstance(value, Finding) for value in values):
        return None
    last = values[-1]
    assert last.kind == last.source == "object"
    mask = np.zeros(pixels.shape[:2], np.bool_)
    mask[last.rect.slices] = last.mask > 0
    return mask


def _iou(one, other):
    return (one & other).sum() / (one | other).sum()


BOX = Rect(110, 60, 220, 160)


@pytest.mark.parametrize("prompt", [Prompt(BOX), Prompt(inside=((220.0, 140.0),)), Prompt(BOX, ((220.0, 140.0),))])
def test_an_object_is_outlined(prompt):
    pixels, truth = _scene()
    assert _iou(_outlined(pixels, prompt), truth) > 0.97


def test_a_large_picture_is_outlined_at_its_own_size():
    pixels, truth = _scene(scale=4)
    box = Rect(*(4 * value for value in BOX))
    assert _iou(_outlined(pixels, Prompt(box)), truth) > 0.985


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_every_kind_of_pixels_is_read(channels, dtype):
    pixels, truth = _scene()
    colours = pixels if channels >= 3 else pixels[..., :1]
    if channels in (2, 4):
        colours = np.concatenate([colours, np.full((*truth.shape, 1), 9, np.uint8)], 2)
    other = colours.astype(np.uint16) * 257 if dtype == np.uint16 else colours
    if dtype == np.float32:
        other = colours.astype(np.float32) / 255
        other[5, 5, 0] = np.nan
    assert _iou(_outlined(other, Prompt(BOX)), truth) > 0.95


def test_clicks_add_and_take_away():
    pixels, truth = _scene()
    other = np.zeros_like(truth)
    other[200:280, 20:90] = True
    pixels[other] = (40, 60, 220)
    one = Prompt(inside=((220.0, 140.0),))
    assert not (_outlined(pixels, one) & other).any()
    both = one.with_click(55, 240, is_inside=True)
    assert _iou(_outlined(pixels, both), truth | other) > 0.95
    assert _iou(_outlined(pixels, both.with_click(220, 140, is_inside=False)), other) > 0.9


def test_the_halo_reaches_past_the_object_and_not_past_the_picture():
    pixels, _ = _scene()
    near = _outlined(pixels, Prompt(BOX))
    wide = _outlined(pixels, Prompt(BOX), halo=6)
    assert (wide | near == wide).all()
    assert wide.sum() > near.sum() * 1.1
    corner = pixels[100:, 220:]
    assert _outlined(corner, Prompt(Rect(0, 0, 110, 120)), halo=30) is not None


def test_an_empty_prompt_yields_nothing():
    pixels, _ = _scene()
    assert _outlined(pixels, Prompt()) is None
    assert _outlined(pixels, Prompt(outside=((5.0, 5.0),))) is None


def test_it_can_be_left_at_every_step():
    pixels, _ = _scene(scale=3)
    work = outline(pixels, Prompt(Rect(*(3 * value for value in BOX))))
    assert isinstance(next(work), Progress)
    work.close()


@pytest.mark.parametrize("shape", [(1, 1), (1, 40), (40, 1), (3, 3)])
def test_tiny_pictures_harm_nothing(shape):
    pixels = np.random.default_rng(0).integers(0, 256, (*shape, 3), np.uint8)
    for prompt in (Prompt(Rect(0, 0, shape[1], shape[0])), Prompt(inside=((0.5, 0.5),))):
        for step in outline(pixels, prompt):
            assert isinstance(step, Progress | Finding)


def test_change_of_colour_is_way():
    colours = np.zeros((5, 9, 3), np.float32)
    colours[:, 5:] = 1
    seeds = np.zeros((5, 9), np.bool_)
    seeds[2, 0] = True
    way = distances(colours, seeds, 100)
    assert way[2, 4] == pytest.approx(4)
    assert way[2, 5] == pytest.approx(4 + np.hypot(1, 100 * np.sqrt(3)))
    assert (distances(colours, np.zeros_like(seeds), 100) > 1e8).all()


def test_coarse_outlines_come_before_the_one_at_full_size():
    pixels, truth = _scene(scale=4)
    box = Rect(*(4 * value for value in BOX))
    made = [step for step in outline(pixels, Prompt(box), halo=5) if isinstance(step, Finding)]
    assert len(made) == 3
    for finding in made:
        mask = np.zeros(truth.shape, np.bool_)
        mask[finding.rect.slices] = finding.mask > 0
        assert _iou(mask, truth) > 0.92  # with its halo


def test_a_click_overrules_the_opposite_one_in_its_place():
    prompt = Prompt(inside=((10.0, 10.0), (40.0, 10.0)))
    away = prompt.with_click(12, 10, is_inside=False, reach=4)
    assert away == Prompt(inside=((40.0, 10.0),), outside=((12, 10),))
    assert away.with_click(12, 11, is_inside=True, reach=4) == Prompt(inside=((40.0, 10.0), (12, 11)))


def test_a_click_beyond_its_box_widens_that():
    prompt = Prompt(Rect(100, 100, 50, 50)).with_click(200, 120, is_inside=True)
    assert prompt.box == Rect(100, 100, 113, 50)
    assert prompt.with_click(300, 120, is_inside=False).box == prompt.box
