from dataclasses import replace

import numpy as np
import pytest

from inpaint_studio.editing.fills import composite
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.marks import Mark
from inpaint_studio.editing.picture import Picture
from inpaint_studio.filling.request import FillError, FillRequest
from inpaint_studio.filling.unblend.inversion import made_again, mark_of, unblended
from tests.filling.unblend.marked import SHAPE, letters, photographs, under

SIZE = Size(SHAPE[1], SHAPE[0])


def _mark(opacity: float = 0.4, linear: bool = False) -> Mark:
    alpha, colour = letters(opacity)
    mark = Mark.of(alpha, np.ascontiguousarray(colour.transpose(1, 2, 0)), (0, 0), SIZE, linear)
    assert mark is not None
    return mark


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_only_samples_under_the_mark_change_and_they_are_the_photographs(dtype, channels):
    photo = photographs(1, seed=1)[0]
    alpha, colour = letters()
    colours = 1 if channels < 3 else 3
    tint = colour if colours == 3 else np.einsum("c,chw->hw", [0.299, 0.587, 0.114], colour)[None]
    top = {"uint8": 255, "uint16": 65535, "float32": 1}[dtype]
    seen = (alpha * tint + (1 - alpha) * photo[:colours]) * top
    samples = np.full((*SHAPE, channels), top // 2, dtype)
    samples[..., :colours] = (seen if dtype == "float32" else np.rint(seen)).transpose(1, 2, 0)
    picture = Picture(samples.copy(), "a")
    fill, lost = unblended(picture, (), _mark())
    out = composite(picture, (fill,), picture.rect)
    covered = np.zeros(SHAPE, bool)
    covered[fill.rect.slices] = fill.coverage > 0
    assert out.dtype == samples.dtype
    assert (covered == (alpha >= 1 / 255)).all()
    assert (out == samples)[~covered].all()
    if channels in (2, 4):
        assert (out[..., -1] == samples[..., -1]).all()
    away = np.abs(out[..., :colours] / top - photo[:colours].transpose(1, 2, 0))[covered]
    assert away.max() < (0.006 if dtype == "uint8" else 0.0003)
    assert not lost.any()


def test_it_is_made_again_bit_for_bit_and_with_another_opacity():
    picture = Picture(np.rint(under(photographs(1)[0], *letters()) * 255).astype(np.uint8).transpose(1, 2, 0).copy())
    fill, _ = unblended(picture, (), _mark(), 1.0, {"dx": 2.0})
    request = FillRequest(
        picture,
        (),
        fill.rect,
        fill.coverage.copy(),
        "unblend",
        settings=fill.recipe.settings,
        mark=fill.recipe.mark,
    )
    (again,) = made_again(request).fills
    assert (again.pixels == fill.pixels).all()
    assert (again.coverage == fill.coverage).all()
    assert again.recipe.settings == fill.recipe.settings
    assert fill.recipe.settings["dx"] == 2.0
    assert mark_of(fill.recipe).hash == _mark().hash == fill.recipe.settings["mark"]
    (less,) = made_again(replace(request, settings={**fill.recipe.settings, "opacity": 0.5})).fills
    assert less.recipe.settings["opacity"] == 0.5
    assert (less.pixels >= fill.pixels).all()
    assert (less.pixels != fill.pixels).any()
    with pytest.raises(FillError, match="not there any more"):
        made_again(FillRequest(picture, (), fill.rect, fill.coverage.copy(), "unblend"))


def test_a_mark_of_pictures_of_another_size_is_refused():
    with pytest.raises(FillError, match="112 x 72"):
        unblended(Picture(np.zeros((50, 50, 3), np.uint8)), (), _mark())


def test_what_the_mark_has_left_nothing_of_is_to_be_filled():
    mark = _mark(0.95)
    picture = Picture(
        np.rint(under(photographs(1)[0], *letters(0.95)) * 255).astype(np.uint8).transpose(1, 2, 0).copy()
    )
    fill, lost = unblended(picture, (), mark)
    assert (lost[mark.opacity > 0.92] == 255).all()
    assert not lost[fill.coverage == 0].any()
    # samples that no photograph under this mark could have: it is not there
    dark = Picture(np.zeros((*SHAPE, 3), np.uint8))
    assert (unblended(dark, (), _mark(0.4))[1][_mark(0.4).opacity > 0.3] == 255).all()


def test_light_is_unblended_as_light():
    from inpaint_studio.filling.unblend.residue import with_mark

    photo, (alpha, colour) = photographs(1, seed=2)[0], letters()
    seen = np.rint(with_mark(photo, alpha, colour, True) * 65535).astype(np.uint16).transpose(1, 2, 0).copy()
    fill, _ = unblended(Picture(seen), (), _mark(linear=True))
    part = photo.transpose(1, 2, 0)[fill.rect.slices]
    assert np.abs(fill.pixels / 65535 - part)[fill.coverage > 0].max() < 0.001
    assert fill.recipe.settings["blending"] == "linear"
    assert fill.rect == Rect(*fill.recipe.crop)
