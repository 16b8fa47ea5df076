"""The nets that enlarge and come with the program: what they say, and that they are better than interpolation."""

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor

from inpaint_studio.model.checkpoints import checkpoint
from inpaint_studio.model.checkpoints.inspection import describe
from inpaint_studio.model.nets.config import FACTORS, EnlargeConfig
from inpaint_studio.model.nets.enlarger import bicubic, consistent, shrunk, without_grid
from inpaint_studio.model.training.validation_enlarging import psnr_of_luma, quantised
from inpaint_studio.resources import resource

LEAST = {2: 1.5, 3: 0.9, 4: 0.7}  # dB on bicubic interpolation, of this sample; see the model card


@pytest.fixture
def sample() -> Tensor:
    torch.set_num_threads(1)
    with Image.open(resource("samples/lake-watermark.jpg")) as photo:
        photo = photo.convert("RGB")
        pixels = np.asarray(photo.resize((photo.width // 2, photo.height // 2), Image.Resampling.BICUBIC))
    return torch.from_numpy(pixels[:192, :192].copy()).permute(2, 0, 1)[None].float() / 255


@pytest.mark.parametrize("factor", FACTORS)
def test_a_shipped_net_is_better_than_interpolation(factor: int, sample: Tensor) -> None:
    path = resource(f"enlarge/x{factor}.safetensors")
    description = describe(path)
    assert description.config == EnlargeConfig.of(factor)
    assert description.preset == "faithful"
    small = quantised(shrunk(sample, factor))
    with torch.inference_mode():
        large = checkpoint.load_enlarger(path).generator(small)
    gained = psnr_of_luma(quantised(large), sample, factor) - psnr_of_luma(bicubic(small, factor), sample, factor)
    assert float(gained) > LEAST[factor]
    again = (shrunk(quantised(large), factor) - small).square().mean()
    assert -10 * float(again.log10()) > 45, "shrunk again it is the small picture"


@pytest.mark.parametrize("factor", FACTORS)
def test_a_shipped_net_of_texture_costs_little_and_is_consistent(factor: int, sample: Tensor) -> None:
    path = resource(f"enlarge/x{factor}-texture.safetensors")
    assert describe(path).preset == "texture"
    small = quantised(shrunk(sample, factor))
    with torch.inference_mode():
        textured = checkpoint.load_enlarger(path).generator(small)
        textured = consistent(without_grid(textured, bicubic(small, factor), factor), small, factor)
        faithful = checkpoint.load_enlarger(resource(f"enlarge/x{factor}.safetensors")).generator(small)
    lost = psnr_of_luma(quantised(faithful), sample, factor) - psnr_of_luma(quantised(textured), sample, factor)
    assert 0 < float(lost) < 1.3
    again = (shrunk(quantised(textured), factor) - small).square().mean()
    assert -10 * float(again.log10()) > 45
