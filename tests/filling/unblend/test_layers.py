"""Semi-transparent dust is divided out of the picture; what is opaque, or marked with more, is filled."""

from dataclasses import replace

import numpy as np
import pytest

from inpaint_studio.editing.fills import composite
from inpaint_studio.editing.findings import Finding, Layer, joined
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Picture
from inpaint_studio.filling.request import FillRequest
from inpaint_studio.filling.unblend.inversion import made_again
from inpaint_studio.filling.unblend.layers import divided

from ..small_fills import run, texture

SIZE = (120, 160)
DUST, HAIR, SOLID = Rect(30, 40, 8, 6), Rect(34, 48, 20, 2), Rect(100, 70, 7, 7)


def opaque(rect: Rect, opacity: float) -> Finding:
    """A finding whose layer ends softly, a pixel past it."""
    around = rect.grow(1)
    values = np.full((around.height, around.width), round(opacity * 128), np.uint8)
    values[1:-1, 1:-1] = round(opacity * 255)
    mask = np.full((rect.height, rect.width), 255, np.uint8)
    return Finding(rect, mask, "infrared", 0.9, "infrared", "darker", layer=Layer(around, values))


def under(pixels: np.ndarray, *findings: Finding) -> np.ndarray:
    out = pixels.astype(np.float64)
    for one in findings:
        assert one.layer is not None
        out[one.layer.rect.slices] *= 1 - one.layer.opacity[:, :, None] / 255
    return np.rint(out).astype(pixels.dtype)


def request(pixels: np.ndarray, *findings: Finding, margin: int = 2, **others: object) -> FillRequest:
    picture = Picture(pixels)
    rect, mask = joined(findings, picture.size, margin)
    layers = tuple(one for one in findings if one.layer is not None)
    return FillRequest(picture, (), rect, mask, flaws=findings, layers=layers, **others)  # type: ignore[arg-type]


@pytest.mark.parametrize("dtype", ["uint8", "uint16"])
def test_the_photograph_is_brought_back_and_nothing_is_left_to_fill(dtype):
    clean = texture(*SIZE, 3, dtype)
    dust, hair = opaque(DUST, 0.5), opaque(HAIR, 0.3)
    pixels = under(clean, dust, hair)
    wanted = request(pixels, dust, hair)
    made = divided(wanted)
    assert (made.count, len(made.fills), made.request.mask.any()) == (2, 1, False)
    out = composite(wanted.picture, made.fills, wanted.picture.rect)
    assert np.abs(out.astype(int) - clean).max() <= np.iinfo(dtype).max / 255 * 1.5
    (fill,) = made.fills
    assert fill.recipe.method == "unblend"
    again = replace(wanted, rect=fill.rect, mask=fill.coverage.copy(), settings=fill.recipe.settings, layers=())
    (same,) = made_again(replace(again, mark=fill.recipe.mark)).fills
    assert np.array_equal(same.pixels[fill.coverage > 0], fill.pixels[fill.coverage > 0])


def test_what_is_opaque_beside_it_is_filled(engine):
    clean = texture(*SIZE, 3, "uint8")
    dust, solid = opaque(DUST, 0.5), replace(opaque(SOLID, 0.5), layer=None)
    pixels = under(clean, dust)
    pixels[SOLID.slices] = 0
    wanted = request(pixels, dust, solid)
    progress, result = run(engine, wanted)
    assert [fill.recipe.method for fill in result.fills][:1] == ["unblend"]
    assert len(result.fills) == 2
    assert not result.fills[1].rect.intersects(DUST)
    assert "under it the photograph was brought back" in result.notes[0]
    out = composite(wanted.picture, result.fills, wanted.picture.rect)
    assert np.abs(out.astype(int) - clean)[DUST.slices].max() <= 2
    assert (out[SOLID.slices] > 0).all()
    mask = np.zeros(SIZE, bool)
    mask[wanted.rect.slices] = wanted.mask > 0
    assert np.array_equal(out[~mask], pixels[~mask])
    assert any(np.array_equal(step.pixels, result.fills[0].pixels) for step in progress)


def test_another_method_than_auto_fills_it(engine):
    dust = opaque(DUST, 0.5)
    wanted = request(under(texture(*SIZE, 3, "uint8"), dust), dust, method="membrane")
    _, result = run(engine, wanted)
    assert [fill.recipe.method for fill in result.fills] == ["membrane"]


def test_a_hole_that_is_more_than_its_finding_is_filled():
    dust = opaque(DUST, 0.5)
    wanted = request(under(texture(*SIZE, 3, "uint8"), dust), dust, margin=20)
    made = divided(wanted)
    assert (made.count, made.request) == (0, wanted)


def test_where_too_little_is_left_of_the_picture_it_stays_in_the_hole():
    dust = opaque(DUST, 0.5)
    assert dust.layer is not None
    values = dust.layer.opacity.copy()
    values[3:7, 3:7] = 250
    dust = replace(dust, layer=Layer(dust.layer.rect, values))
    made = divided(request(under(texture(*SIZE, 3, "uint8"), dust), dust))
    left = np.zeros(SIZE, np.uint8)
    left[made.request.rect.slices] = made.request.mask
    assert (left[dust.layer.rect.slices][3:7, 3:7] == 255).all()
    assert not left[DUST.y - 2, DUST.x]
    assert made.request.fills == made.fills


def test_what_is_nearer_to_an_opaque_finding_is_not_taken_off():
    dust = opaque(DUST, 0.5)
    beside = replace(opaque(Rect(DUST.right + 1, DUST.y, 8, 6), 0.5), layer=None)
    made = divided(request(under(texture(*SIZE, 3, "uint8"), dust), dust, beside))
    left = np.zeros(SIZE, np.uint8)
    left[made.request.rect.slices] = made.request.mask
    assert (left[beside.rect.slices] == 255).all()
    assert not left[DUST.slices].any()
