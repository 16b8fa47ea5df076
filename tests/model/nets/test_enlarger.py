"""Enlarging nets: bicubic interpolation at first, consistent where asked, and the resampling that others use."""

import numpy as np
import pytest
import torch
from PIL import Image

from inpaint_studio.model.nets import architectures
from inpaint_studio.model.nets.config import FACTORS, EnlargeConfig
from inpaint_studio.model.nets.enlarger import bicubic, consistent, shrunk, without_grid
from inpaint_studio.model.nets.generator import count_parameters

SMALL = [EnlargeConfig(factor, 8, 1) for factor in FACTORS]


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


def noise(*size: int) -> np.ndarray:
    return np.random.default_rng(0).uniform(60, 190, size).astype(np.float32)


@pytest.mark.parametrize("factor", FACTORS)
def test_shrinking_and_interpolating_are_those_of_pillow(factor: int) -> None:
    """And so of MATLAB's imresize away from the border, by which the standard sets are made."""
    picture = noise(48, 60)
    tensor = torch.from_numpy(picture)[None, None]
    image = Image.fromarray(picture)
    small = np.asarray(image.resize((60 // factor, 48 // factor), Image.Resampling.BICUBIC))
    large = np.asarray(image.resize((60 * factor, 48 * factor), Image.Resampling.BICUBIC))
    np.testing.assert_allclose(shrunk(tensor, factor)[0, 0].numpy(), small, atol=0.01)
    np.testing.assert_allclose(bicubic(tensor, factor)[0, 0].numpy(), large, atol=0.01)


@pytest.mark.parametrize("config", SMALL)
@pytest.mark.parametrize("size", [(1, 1), (5, 9)])
def test_an_untrained_net_is_bicubic_interpolation(config: EnlargeConfig, size: tuple[int, int]) -> None:
    small = torch.rand(2, 3, *size, generator=torch.Generator().manual_seed(1))
    large = architectures.build(config)(small)
    torch.testing.assert_close(large, bicubic(small, config.factor))


def test_a_pixel_depends_on_no_more_than_the_reach() -> None:
    config = EnlargeConfig(2, 8, 2)
    torch.manual_seed(0)
    net = architectures.build(config)
    torch.nn.init.normal_(net.last.weight)
    small = torch.rand(1, 3, 40, 40)
    changed = small.clone()
    changed[..., 0, 0] += 1
    with torch.no_grad():
        differs = ((net(small) - net(changed)).abs().amax(1)[0] > 1e-6).nonzero()
    assert 0 < int(differs.max()) < 2 * (config.reach + 1)


@pytest.mark.parametrize("factor", FACTORS)
def test_what_is_consistent_is_the_small_picture_when_shrunk(factor: int) -> None:
    random = torch.Generator().manual_seed(2)
    waves = torch.sin(torch.arange(24)[:, None] / 3) * torch.cos(torch.arange(24) / 4)
    small = 0.5 + 0.3 * waves.expand(1, 3, 24, 24) + 0.02 * torch.randn(1, 3, 24, 24, generator=random)
    invented = bicubic(small, factor) + 0.1 * torch.randn(1, 3, 24 * factor, 24 * factor, generator=random)
    error = (shrunk(consistent(invented, small, factor), factor) - small).square().mean()
    assert -10 * float(error.log10()) > 50


@pytest.mark.parametrize("factor", FACTORS)
def test_a_grid_is_taken_away_and_texture_stays(factor: int) -> None:
    random = torch.Generator().manual_seed(3)
    base = bicubic(torch.full((1, 3, 20, 20), 0.5), factor)
    grid = torch.rand(3, factor, factor, generator=random).repeat(1, 20, 20)[None] * 0.006
    grid = grid - grid.mean(dim=(2, 3), keepdim=True)
    texture = torch.randn(base.shape, generator=random) * 0.05
    assert float((without_grid(base + grid, base, factor) - base).abs().max()) < 1e-6
    left = without_grid(base + grid + texture, base, factor) - base
    assert float((left - texture).std()) < 0.2 * float(texture.std())


@pytest.mark.parametrize("factor", FACTORS)
def test_no_lines_are_drawn_beside_a_hard_edge(factor: int) -> None:
    side = 40
    small = torch.zeros(1, 3, side, side)
    small[..., side // 2 :] = 1
    base = bicubic(small, factor)
    sharp = torch.zeros_like(base)
    sharp[..., side * factor // 2 :] = 1  # what a net adds to the interpolation is as strong as the edge
    made = without_grid(sharp, base, factor)
    beside = made[..., : side * factor // 2 - 2 * factor]
    assert float(beside.abs().max()) < 1.5 / 255


def test_nets_are_as_small_as_promised() -> None:
    for factor, most in ((2, 300_000), (3, 450_000), (4, 650_000)):
        with torch.device("meta"):
            assert count_parameters(architectures.build(EnlargeConfig.of(factor))) <= most


def test_a_config_comes_back_and_nonsense_is_a_sentence() -> None:
    config = EnlargeConfig.of(3)
    assert architectures.config_from_dict(config.to_dict()) == config
    for values in ({"factor": 5}, {"channels": 7}, {"blocks": 0}):
        with pytest.raises(ValueError, match=r"\.$"):
            architectures.config_from_dict({**config.to_dict(), **values})
