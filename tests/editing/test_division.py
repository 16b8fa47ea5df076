"""Dividing by what dust lets through gives the samples under it."""

import numpy as np
import pytest

from inpaint_studio.editing.division import divided


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_the_samples_under_semi_transparent_dust_are_recovered(dtype: type) -> None:
    rng = np.random.default_rng(1)
    top = 1.0 if dtype is np.float32 else np.iinfo(dtype).max
    clean = rng.uniform(0.2, 0.8, (20, 30, 3))
    opacity = np.zeros((20, 30), np.float32)
    opacity[5:15, 5:15] = 0.5
    seen = clean * (1 - opacity[:, :, None]) * top
    pixels = seen.astype(dtype) if dtype is np.float32 else np.rint(seen).astype(dtype)
    before = pixels.copy()
    made, coverage = divided(pixels, opacity)
    assert np.abs(made / top - clean).max() < 0.005
    assert np.array_equal(coverage > 0, opacity > 0)
    assert np.array_equal(made[opacity == 0], pixels[opacity == 0])
    assert np.array_equal(pixels, before)


def test_what_is_opaque_or_would_burn_out_is_not_divided() -> None:
    pixels = np.full((4, 4, 4), 200, np.uint8)
    opacity = np.zeros((4, 4), np.float32)
    opacity[0], opacity[1] = 0.9, 0.5
    made, coverage = divided(pixels, opacity)
    assert np.array_equal(made, pixels)
    assert not coverage.any()


def test_alpha_is_left_alone() -> None:
    pixels = np.full((4, 4, 4), 100, np.uint8)
    made, _ = divided(pixels, np.full((4, 4), 0.5, np.float32))
    assert (made[:, :, :3] == 200).all()
    assert (made[:, :, 3] == 100).all()
