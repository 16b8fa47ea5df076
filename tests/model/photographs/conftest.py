"""Photographs to learn from, made here."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


def photograph(width: int, height: int, seed: int = 0) -> Image.Image:
    """Smooth colours with detail on them."""
    rng = np.random.default_rng(seed)
    coarse = Image.fromarray(rng.integers(0, 255, (5, 6, 3), np.uint8)).resize(
        (width, height), Image.Resampling.BICUBIC
    )
    return Image.fromarray(np.clip(np.asarray(coarse) + rng.normal(0, 12, (height, width, 3)), 0, 255).astype(np.uint8))


@pytest.fixture(name="photograph")
def _photograph() -> Callable[..., Image.Image]:
    """`photograph(width, height, seed=0)`."""
    return photograph


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "photos"
    (path / "deeper").mkdir(parents=True)
    for i, size in enumerate([(200, 160), (150, 210), (140, 140)]):
        photograph(*size, seed=i).save(path / f"{i}.png")
    photograph(180, 133, seed=9).save(path / "deeper" / "9.png")
    return path
