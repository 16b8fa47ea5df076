"""The checkpoint that comes with the program: what it says, and that rounded arithmetic does not show."""

import numpy as np
import pytest
import torch
from PIL import Image

from inpaint_studio.editing.geometry import Size
from inpaint_studio.model.checkpoints import checkpoint
from inpaint_studio.model.checkpoints.inspection import describe
from inpaint_studio.model.nets.config import PRESETS
from inpaint_studio.model.nets.membrane import membrane
from inpaint_studio.model.photographs.masks import sample_mask
from inpaint_studio.resources import resource

SHIPPED = resource("checkpoints/standard.safetensors")
# The engine computes in bfloat16 where that is faster. Measured on a sample, 5 kinds of holes: below 1 and 0.12 at
# 116,500 crops; 0.35 and 0.04 at 27,004, which had learnt a smaller residual.
LARGEST, MEAN = 1.0, 0.2  # differences from float32, in steps of 8 bits, over the hole


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


def test_it_says_what_it_is() -> None:
    description = describe(SHIPPED)
    assert description.preset == "standard"
    assert description.config == PRESETS["standard"]
    assert description.images_seen > 0
    assert not description.is_foreign
    assert "Trained on" in description.text()
    assert checkpoint.load(SHIPPED).description == description


@pytest.mark.parametrize("kind", ["scratch", "text", "brush", "blob", "rectangle"])
def test_bfloat16_differs_by_less_than_a_step_of_8_bits(kind: str) -> None:
    net = checkpoint.load(SHIPPED).generator
    with Image.open(resource("samples/old-couple.png")) as photo:
        pixels = np.asarray(photo.convert("RGB"))[64:224, 64:224]
    picture = torch.from_numpy(pixels.copy()).permute(2, 0, 1)[None].float() / 255
    mask = torch.from_numpy(sample_mask(kind, Size(160, 160), np.random.default_rng(3)))[None, None].float()
    mask = (mask > 0).float()
    with torch.inference_mode():
        exact = net(picture, mask)
        with torch.autocast("cpu", torch.bfloat16):
            rounded = net(picture, mask)
    assert rounded.dtype == torch.float32
    assert bool(torch.isfinite(rounded).all())
    hole = mask.expand_as(picture) > 0
    difference = (exact - rounded).abs() * 255
    assert float(difference.max()) < LARGEST
    assert float(difference[hole].mean()) < MEAN
    assert float(difference[~hole].max()) == 0  # outside it is the membrane, which is never rounded
    learnt = ((exact - membrane(picture, mask)).abs() * 255)[hole]
    assert float(learnt.max()) > 10 * float(
        difference.max()
    )  # what was learnt is far larger than what was rounded away
