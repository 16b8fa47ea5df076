"""The exemplar stage of a fill: where texture is copied, how it leans, and what is said where nothing may be."""

import numpy as np
import pytest

from inpaint_studio.editing.picture import Pixels
from inpaint_studio.filling.engine import Engine

from .small_fills import Grey, blob_and_scratch, request_of, run, texture


def weave() -> Pixels:
    rows, columns = np.mgrid[:220, :260]
    grey = 110 + 50 * ((rows // 5 + columns // 7) % 2) + texture(220, 260, 1, "uint8")[..., 0] // 32
    return np.repeat(grey[..., None], 3, axis=2).astype(np.uint8)


def test_texture_is_copied_where_there_is_texture_into_thick_and_thin_holes(engine: Engine):
    _, result = run(engine, request_of(weave(), blob_and_scratch()))
    assert {fill.recipe.method for fill in result.fills} == {"hybrid"}


def test_texture_that_grain_would_hide_is_copied_all_the_same(engine: Engine):
    """Soft ripples under film grain: grain alone is as sharp as they are, and the fill would be a flat patch."""
    rows, columns = np.mgrid[:220, :260]
    rng = np.random.default_rng(0)
    grey = 128 + 14 * np.sin(rows / 4) * np.sin(columns / 5) + rng.normal(0, 3, rows.shape)
    pixels = np.repeat(np.rint(grey)[..., None], 3, axis=2).astype(np.uint8)
    mask = np.zeros((220, 260), np.uint8)
    mask[80:140, 100:160] = 255
    _, result = run(engine, request_of(pixels, mask))
    assert {fill.recipe.method for fill in result.fills} == {"hybrid"}


def test_a_copy_in_a_thin_hole_leans_to_the_generators_colours():
    mask = np.zeros((220, 260), np.uint8)
    mask[100:104, 20:240] = 255
    pixels = weave()
    copied, leant = (
        run(Engine(device="cpu", threads=1, generator=Grey(level)), request_of(pixels, mask.copy(), "hybrid"))[1]
        for level in (float(pixels.mean()) / 255, 0.05)
    )
    assert leant.fills[0].pixels.mean() < copied.fills[0].pixels.mean() - 5


@pytest.mark.parametrize("method", ["patchmatch", "exemplar"])
def test_where_the_person_allows_no_source_nothing_is_copied_and_it_is_said(engine: Engine, method: str):
    """PyPatchMatch answers black where everything is barred."""
    pixels, mask = np.full((120, 400, 4), 200, np.uint8), np.zeros((120, 400), np.uint8)
    mask[40:70, 40:70] = 255
    sources = np.zeros_like(mask)
    sources[:, 390:] = 255
    pixels[:, 390:, 3] = 0  # colours under nothing are not to be copied
    _, result = run(engine, request_of(pixels, mask, method, sources=sources))
    assert {fill.recipe.method for fill in result.fills} == {"membrane"}
    assert "nothing to copy from" in result.notes[0]
    assert result.fills[0].pixels.min() > 190
