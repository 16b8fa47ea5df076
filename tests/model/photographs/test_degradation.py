"""Degraded pictures: noise of the deviation that was drawn, and the blocks of a JPEG."""

import io

import numpy as np
import pytest
import torch
from PIL import Image

from inpaint_studio.model.photographs.degradation import Degradations, degraded


def _of(count: int, **values) -> Degradations:
    plain = Degradations.drawn(0, 0, count, 0.0)
    return plain._replace(**{name: np.full_like(getattr(plain, name), value) for name, value in values.items()})


def test_a_share_of_the_crops_is_degraded_the_same_each_time_and_the_others_are_as_they_were():
    drawn = Degradations.drawn(3, 40, 200, 0.5)
    touched = (drawn.constant + drawn.of_light > 0) | (drawn.quality > 0)
    assert 70 < touched.sum() < 130
    assert ((drawn.quality > 0) & (drawn.constant > 0)).any()
    part = Degradations.drawn(3, 100, 60, 0.5)
    assert np.array_equal(drawn.quality[60:120], part.quality), "a crop's own, whatever the batch"
    few = Degradations.drawn(3, 0, 12, 0.5)
    small = torch.randint(0, 256, (12, 3, 24, 20), generator=torch.Generator().manual_seed(1)) / 255
    before = small.clone()
    out = degraded(small, few)
    assert torch.equal(small, before)
    for same, one, other in zip((few.constant + few.of_light == 0) & (few.quality == 0), small, out, strict=True):
        assert torch.equal(one, other) == same
    assert float((out * 255 - (out * 255).round()).abs().max()) < 1e-4, "of 8 bits"
    assert torch.equal(out, degraded(small, few))


def test_noise_has_its_deviation_and_grain_has_no_colour():
    grey = torch.full((2, 3, 96, 96), 0.25)
    noise = degraded(grey, _of(2, constant=0.02, coloured=True)) - grey
    assert float(noise.std()) * 255 == pytest.approx(5.1, abs=0.3)
    assert float((noise[:, 0] - noise[:, 1]).abs().mean()) > 0.01
    grain = degraded(grey, _of(2, of_light=0.04, coloured=False)) - grey
    assert float(grain.std()) * 255 == pytest.approx(5.1, abs=0.3)  # half of white's at a quarter of it
    assert torch.equal(grain[:, 0], grain[:, 1])


def test_blocks_are_those_of_a_jpeg():
    rng = np.random.default_rng(4)
    pixels = np.asarray(Image.fromarray(rng.integers(0, 255, (12, 12, 3), np.uint8)).resize((64, 64), 3))
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "JPEG", quality=60, subsampling=2)
    by_pillow = np.asarray(Image.open(stream)).astype(float)
    tensor = torch.from_numpy(pixels.copy()).permute(2, 0, 1)[None].float() / 255
    ours = degraded(tensor, _of(1, quality=60)._replace(phase=(0, 0)))[0].permute(1, 2, 0).numpy() * 255
    assert np.abs(ours - by_pillow).mean() < 0.3 * np.abs(pixels - by_pillow).mean()
    elsewhere = degraded(tensor, _of(1, quality=60)._replace(phase=(5, 3)))[0].permute(1, 2, 0).numpy() * 255
    assert np.abs(elsewhere - by_pillow).mean() > np.abs(ours - by_pillow).mean()
