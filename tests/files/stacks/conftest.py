"""Stacks made in code."""

from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Picture


def frames(count: int = 5, height: int = 40, width: int = 48, channels: int = 3, dtype: str = "uint8") -> np.ndarray:
    """(count, H, W, C) of noise."""
    rng = np.random.default_rng(count * 1000 + height)
    most = np.iinfo(dtype).max
    return rng.integers(0, most, (count, height, width, channels), np.dtype(dtype).type, endpoint=True)


@pytest.fixture
def folder(tmp_path: Path):
    """(samples, name, first) -> a folder of numbered PNGs."""

    def make(samples: np.ndarray, name: str = "clip", pattern: str = "frame_{:04d}.png", first: int = 1) -> Path:
        there = tmp_path / name
        there.mkdir()
        for number, frame in enumerate(samples, first):
            Image.fromarray(frame).save(there / pattern.format(number))
        return there

    return make


@pytest.fixture
def pages(tmp_path: Path):
    """(samples, name, **layout) -> a TIFF of several pages."""

    def make(samples: np.ndarray, name: str = "pages.tif", **layout: object) -> Path:
        path = tmp_path / name
        of_file = {key: layout.pop(key) for key in ("bigtiff", "byteorder") if key in layout}
        with tifffile.TiffWriter(path, **of_file) as out:
            for frame in samples:
                out.write(
                    frame if frame.shape[-1] == 3 else frame[..., 0],
                    photometric="rgb" if frame.shape[-1] == 3 else "minisblack",
                    contiguous=False,
                    metadata=None,
                    **layout,
                )
        return path

    return make


@pytest.fixture
def laid():
    """(picture, value) -> fills that cover a corner of the picture."""

    def make(picture: Picture, value: int = 7) -> tuple[Fill, ...]:
        rect = Rect(3, 2, 9, 6)
        pixels = np.full((rect.height, rect.width, picture.pixels.shape[2]), value, picture.pixels.dtype)
        coverage = np.full((rect.height, rect.width), 255, np.uint8)
        coverage[0] = 100
        return (Fill("a", rect, pixels, coverage, Recipe("membrane")),)

    return make
