"""How a run that enlarges is judged."""

import numpy as np
import pytest
import torch

from inpaint_studio.model.nets import architectures
from inpaint_studio.model.nets.config import EnlargeConfig
from inpaint_studio.model.nets.enlarger import bicubic, shrunk
from inpaint_studio.model.photographs.degradation import Degradations, degraded
from inpaint_studio.model.training.validation_enlarging import SIDE, ValidationEnlargements, psnr_of_luma, quantised


@pytest.fixture
def held_out() -> ValidationEnlargements:
    generator = torch.Generator().manual_seed(6)
    large = quantised(bicubic(torch.rand((3, 3, SIDE // 4, SIDE // 4), generator=generator), 4))
    return ValidationEnlargements(2, large, quantised(shrunk(large, 2)), None)


def test_an_untrained_net_scores_as_interpolation_does(held_out):
    (scores,) = held_out.score(architectures.build(EnlargeConfig(2, 8, 1))).values()
    assert scores["psnr"] == pytest.approx(scores["psnr_bicubic"], abs=1e-4)
    assert scores["l1"] == pytest.approx(scores["l1_bicubic"], abs=1e-6)
    assert 25 < scores["psnr"] < 60


def test_a_net_that_adds_a_level_is_worse(held_out):
    net = architectures.build(EnlargeConfig(2, 8, 1))
    torch.nn.init.constant_(net.last.bias, 0.3)
    (scores,) = held_out.score(net).values()
    assert scores["psnr"] < scores["psnr_bicubic"] - 1
    assert scores["l1"] > scores["l1_bicubic"]


def test_noise_is_judged_against_the_picture_without_it(held_out):
    noisy = degraded(held_out.large, Degradations.drawn(0, 0, 3, 1.0))
    denoising = ValidationEnlargements(1, held_out.large, held_out.large, None, False, noisy)
    (scores,) = denoising.score(architectures.build(EnlargeConfig(1, 8, 1))).values()
    assert scores["psnr"] == pytest.approx(scores["psnr_degraded"], abs=1e-4)
    assert 15 < scores["psnr"] < 50
    first = denoising.sheet(architectures.build(EnlargeConfig(1, 8, 1)))[:SIDE, :SIDE]
    assert np.array_equal(first, noisy[0].mul(255).round().permute(1, 2, 0).numpy().astype(np.uint8))


def test_the_sheet_shows_three_columns(held_out):
    sheet = held_out.sheet(architectures.build(EnlargeConfig(2, 8, 1)))
    assert sheet.shape == (3 * SIDE, len(held_out.columns) * SIDE, 3)
    original = held_out.large[0].mul(255).round().permute(1, 2, 0).numpy().astype(np.uint8)
    assert np.array_equal(sheet[:SIDE, 2 * SIDE :], original)


def test_luma_is_measured_without_the_borders():
    real = torch.full((1, 3, 12, 12), 0.5)
    fake = real.clone()
    fake[:, :, 0] = 1.0
    assert float(psnr_of_luma(fake, real, 2)) == pytest.approx(100, abs=1)
    fake[:, 1, 5:7] += 0.1
    expected = -10 * np.log10((0.1 * 128.553 / 255) ** 2 * 2 / 8)
    assert float(psnr_of_luma(fake, real, 2)) == pytest.approx(expected, abs=1e-3)
