"""A small picture with a spot, and a finder that finds it."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.editing.findings import Finding
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.finding.finder import Finder, Progress

SPOT = Rect(10, 10, 6, 4)


def _spot(view, options):
    yield Progress(1, 2)
    yield Finding(SPOT, np.full((4, 6), 255, np.uint8), "dust", 0.9)
    yield Finding(Rect(30, 30, 3, 2), np.full((2, 3), 255, np.uint8), "dust", 0.6)


@pytest.fixture
def finders():
    return {"spot": Finder("spot", "Find spots", _spot), "none": Finder("none", "", lambda *_: iter(()), nothing="-")}


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    pixels = np.random.default_rng(3).integers(100, 140, (60, 80, 3), np.uint8)
    pixels[SPOT.slices] = 250
    Image.fromarray(pixels).save(tmp_path / "a.png")
    return tmp_path / "a.png"
