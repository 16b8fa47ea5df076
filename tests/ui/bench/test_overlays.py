"""Overlays over slices and tiles: differences of what is seen, shown by samples that the levels show so."""

import numpy as np
import pytest

from inpaint_studio.editing.bands import Band, Levels
from inpaint_studio.editing.fills import Fill, Recipe, composite
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Picture
from inpaint_studio.ui.bench.jobs import Hole
from inpaint_studio.ui.bench.overlays import difference, disagreement


@pytest.mark.parametrize("inverted", [False, True])
@pytest.mark.parametrize(("dtype", "bands"), [(np.int16, (0,)), (np.uint16, (3, 1, 0)), (np.float32, (0, 1, 2))])
def test_what_differs_is_told_as_it_is_seen(dtype: type, bands: tuple[int, ...], inverted: bool):
    levels = Levels(bands, (100.0,) * len(bands), (1120.0,) * len(bands), inverted)
    pixels = np.full((20, 30, 4), 500, dtype)
    picture = Picture(pixels, bands=(Band(),) * 4, levels=levels)
    rect = Rect(4, 5, 8, 6)
    mask = np.full((6, 8), 255, np.uint8)

    def answer(sample: int) -> tuple[Fill, ...]:
        samples = np.full((6, 8, 4), 500, dtype)
        samples[:, 4:] = sample
        return (Fill("a", rect, samples, mask, Recipe("x")),)

    hole = Hole(picture, (), rect, mask)
    shown = picture.visible(composite(picture, (difference(hole, answer(540), answer(500)),), rect))
    assert np.abs(shown[:, :4].astype(int) - 128).max() <= 1  # the same
    expected = 128 + (-40 if inverted else 40)  # four times ten of 255 levels
    assert np.abs(shown[:, 4:].astype(int) - expected).max() <= 4
    heat = picture.visible(composite(picture, (disagreement(hole, (answer(700), answer(500))),), rect))
    assert heat[:, :4].max() <= 1
    assert heat[:, 4:, 0].min() > 100
