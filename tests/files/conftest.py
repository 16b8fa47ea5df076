"""Pictures and fills made in code, for every test of the files room."""

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Picture, Pixels

SOMEWHERE = Rect(10, 8, 12, 9)


def _samples(channels: int, dtype: str = "uint8", height: int = 37, width: int = 53, seed: int = 0) -> Pixels:
    rng = np.random.default_rng(seed)
    if dtype == "float32":
        return rng.normal(0.5, 1, (height, width, channels)).astype(np.float32)
    return rng.integers(0, np.iinfo(dtype).max, (height, width, channels), np.dtype(dtype).type, endpoint=True)


def _smooth(channels: int, height: int = 120, width: int = 160, seed: int = 0) -> Pixels:
    noise = _samples(channels, height=height // 8, width=width // 8, seed=seed)
    image = Image.fromarray(noise[:, :, 0] if channels == 1 else noise)
    pixels = np.asarray(image.resize((width, height), Image.Resampling.BICUBIC))
    return pixels.reshape(height, width, channels).copy()


def _fill_of(picture: Picture, rect: Rect = SOMEWHERE, value: int = 0) -> Fill:
    pixels = np.full((rect.height, rect.width, picture.pixels.shape[2]), value, picture.pixels.dtype)
    coverage = np.full((rect.height, rect.width), 255, np.uint8)
    coverage[0] = 100
    return Fill("a", rect, pixels, coverage, Recipe("membrane", seed=7))


def _outside(picture: Picture, fill: Fill) -> np.ndarray:
    keep = np.ones(picture.pixels.shape[:2], bool)
    keep[fill.rect.slices] = fill.coverage == 0
    return keep


@pytest.fixture
def samples() -> Callable[..., Pixels]:
    """Noise: (channels, dtype, height, width, seed) -> (H, W, C)."""
    return _samples


@pytest.fixture
def smooth() -> Callable[..., Pixels]:
    """Something like a photograph: (channels, height, width, seed) -> (H, W, C) uint8."""
    return _smooth


@pytest.fixture
def fill_of() -> Callable[..., Fill]:
    """(picture, rect, value) -> a fill of one value, its first row half covered."""
    return _fill_of


@pytest.fixture
def outside() -> Callable[[Picture, Fill], np.ndarray]:
    """(picture, fill) -> (H, W) bool: where the fill covers nothing."""
    return _outside
