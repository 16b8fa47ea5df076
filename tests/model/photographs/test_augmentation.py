"""Looks: what changes a photograph, and by how much."""

import io
from collections.abc import Callable

import numpy as np
import pytest
import torch
from PIL import Image

from inpaint_studio.model.photographs import augmentation
from inpaint_studio.model.photographs.appearance import Appearances, sample_appearance


def test_looks_change_some_photographs_and_leave_others() -> None:
    appearances = [sample_appearance(np.random.default_rng(i)) for i in range(400)]
    photographs = torch.rand(400, 3, 8, 8, generator=torch.Generator().manual_seed(0)).contiguous(
        memory_format=torch.channels_last
    )
    before = photographs.clone()
    after = augmentation.augment(photographs, Appearances.of(appearances))
    assert torch.equal(photographs, before)
    assert 0 <= float(after.min()) <= float(after.max()) <= 1
    untouched = int(((after - before).abs().amax((1, 2, 3)) < 1e-6).sum())
    assert 0.25 < untouched / 400 < 0.6
    colourless = sum(
        bool(appearance.matrix[0, 0] < 0.34 and abs(appearance.matrix[0, 1] - 2 * appearance.matrix[0, 0]) < 0.1)
        for appearance in appearances
    )
    assert 0.08 < colourless / 400 < 0.22


def test_grain_is_of_its_strength_and_nearly_spares_white() -> None:
    grey, white = torch.full((3, 200, 200), 0.5), torch.ones(3, 200, 200)
    grained = augmentation.add_grain(grey, 0.03, coloured=False, coarse=False, shift=(13, 400))
    assert float((grained - grey).std()) == pytest.approx(0.03, rel=0.05)
    assert torch.equal(grained[0], grained[2])
    assert float((augmentation.add_grain(white, 0.03, True, True, (0, 0)) - white).std()) < 0.012


def test_compression_is_what_a_jpeg_of_that_quality_does(photograph: Callable[..., Image.Image]) -> None:
    """Against libjpeg itself, by way of Pillow."""
    original = photograph(128, 112)
    pixels = torch.from_numpy(np.asarray(original).copy()).permute(2, 0, 1).float() / 255
    for quality in (30, 60, 90):
        data = io.BytesIO()
        original.save(data, "JPEG", quality=quality, subsampling="4:2:0")
        truly = torch.from_numpy(np.asarray(Image.open(data)).copy()).permute(2, 0, 1).float() / 255
        ours = augmentation.compress(pixels, quality)
        lost, differs = (truly - pixels).square().mean(), (truly - ours).square().mean()
        assert float(differs) < 0.25 * float(lost)
    assert augmentation.compress(pixels[:, :50, :37], 50).shape == (3, 50, 37)
