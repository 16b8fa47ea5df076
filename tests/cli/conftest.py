"""A damaged photograph for the commands that search."""

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.resources import resource


@pytest.fixture
def sky():
    """A part of a photograph, (160, 200, 3)."""
    with Image.open(resource("samples/lake-watermark.jpg")) as photograph:
        return np.asarray(photograph.convert("RGB").crop((1200, 60, 1400, 220)))


@pytest.fixture
def scratched(tmp_path, sky):
    """That photograph with one white scratch down its middle, a little bent as scratches are, and the scratch."""
    scratch = np.zeros((160, 200), bool)
    for row in range(10, 150):
        column = 99 + round(4 * np.sin(row / 14))
        scratch[row, column : column + 2] = True
    path = tmp_path / "portrait.png"
    Image.fromarray(np.where(scratch[..., None], np.uint8(250), sky)).save(path)
    return path, scratch
