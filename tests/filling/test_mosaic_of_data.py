"""Mosaics: places far away set beside the crop, and what is unknown of them."""

import numpy as np
import pytest

from inpaint_studio.editing.fills import composite
from inpaint_studio.filling.engine import Engine
from inpaint_studio.filling.plan import plan

from .data_pictures import picture_of, request_of
from .small_fills import run

HEIGHT, WIDTH = 120, 700


@pytest.mark.parametrize("nodata", [0, 65535])
def test_data_are_copied_from_far_away_and_nothing_from_what_is_unknown_there(engine: Engine, nodata: int):
    rng = np.random.default_rng(0)
    pixels = rng.integers(4000, 4200, (HEIGHT, WIDTH, 4)).astype(np.uint16)
    pixels[:, 560:] += 300  # where texture is to come from
    unknown = np.zeros((HEIGHT, WIDTH), np.uint8)
    unknown[30:90, 620:660] = 255
    pixels[unknown > 0] = nodata
    mask, sources = np.zeros((2, HEIGHT, WIDTH), np.uint8)
    mask[50:66, 40:60] = 255
    sources[:, 570:] = 255
    request = request_of(picture_of(pixels, unknown), mask, "exemplar", sources=sources)
    assert plan(request).regions[0].beside
    _, result = run(engine, request)
    out = composite(request.picture, result.fills, request.picture.rect)[mask > 0]
    spectra = {row.tobytes() for row in pixels[(sources > 0) & (unknown == 0)]}
    assert all(row.tobytes() in spectra for row in out)
