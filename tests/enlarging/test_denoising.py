"""Noise reduction: noise goes, edges stay, and where a part lies in the picture makes no difference."""

import torch

from inpaint_studio.enlarging.denoising import REACH, STRONGEST, denoised


def _scene() -> tuple[torch.Tensor, torch.Tensor]:
    """Slopes with an edge, and the same with noise of 5 levels."""
    rows, columns = torch.meshgrid(torch.arange(72.0), torch.arange(80.0), indexing="ij")
    planes = [0.3 + 0.2 * torch.sin(rows / 20), 0.4 + columns / 400, torch.where(columns > 37, 0.7, 0.2)]
    clean = torch.stack(planes)[None]
    return clean, clean + 5 / 255 * torch.randn(clean.shape, generator=torch.Generator().manual_seed(3))


def _error(one: torch.Tensor, other: torch.Tensor) -> float:
    return float((one - other).square().mean().sqrt())


def test_most_of_the_noise_goes_and_edges_stay():
    clean, noisy = _scene()
    out = denoised(noisy, 5 / 255 / STRONGEST)
    assert _error(out, clean) < 0.3 * _error(noisy, clean)
    edge = (out[0, 2, :, 40:44].mean() - out[0, 2, :, 32:36].mean()) / 0.5
    assert abs(float(edge) - 1) < 0.03


def test_more_takes_more_and_none_is_the_picture():
    _, noisy = _scene()
    apart = [_error(denoised(noisy, share), noisy) for share in (0.0, 0.2, 0.5)]
    assert apart[0] < 1e-5
    assert apart[0] < apart[1] < apart[2]


def test_a_part_is_what_it_is_in_the_whole():
    _, noisy = _scene()
    whole = denoised(noisy, 0.5)
    for x, y in ((9, 4), (12, 7)):
        part = denoised(noisy[:, :, y : y + 60, x : x + 61], 0.5, x, y)
        inner = slice(REACH, 60 - REACH), slice(REACH, 61 - REACH)
        same = whole[:, :, y : y + 60, x : x + 61]
        assert float((part - same)[:, :, *inner].abs().max()) < 1e-4


def test_small_pictures_too():
    assert denoised(torch.full((1, 3, 2, 2), 0.5), 1.0).shape == (1, 3, 2, 2)
