"""A damaged photograph for the commands that search."""

import numpy as np
import pytest
from PIL import Image


@pytest.fixture
def scratched(tmp_path):
    """A grey photograph with one white scratch down its middle, and the scratch."""
    rng = np.random.default_rng(3)
    pixels = np.clip(120 + rng.normal(0, 3, (160, 200, 1)) + np.zeros(3), 0, 255).astype(np.uint8)
    scratch = np.zeros((160, 200), bool)
    scratch[10:150, 99:101] = True
    pixels[scratch] = 250
    path = tmp_path / "portrait.png"
    Image.fromarray(pixels).save(path)
    return path, scratch
