"""A folder of small frames, masks, and a job whose engine paints holes by the number of their plane."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.filling.request import FillRequest, FillResult
from inpaint_studio.work.stacks.job import StackJob

COUNT = 7
HOLE = Rect(10, 8, 12, 6)


class Engine:
    """Paints holes with the plane's number + 1; counts how often, and fails where it is told to."""

    def __init__(self) -> None:
        self.planes: list[int] = []
        self.fails_on: int | None = None

    def fill(self, request: FillRequest) -> Iterator[Any]:
        plane, rect = request.picture.plane, request.rect
        if plane == self.fails_on:
            raise KeyboardInterrupt
        self.planes.append(plane)
        pixels = np.full((rect.height, rect.width, 3), plane + 1, np.uint8)
        yield FillResult((Fill(f"f{plane}", rect, pixels, request.mask, Recipe("grey")),), 0.0, ("as it is",))


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    folder = tmp_path / "clip"
    folder.mkdir()
    for number in range(COUNT):
        pixels = np.random.default_rng(number).integers(100, 140, (30, 40, 3), np.uint8)
        Image.fromarray(pixels).save(folder / f"frame_{number + 1:03}.png")
    return folder


@pytest.fixture
def mask(tmp_path: Path) -> Path:
    levels = np.zeros((30, 40), np.uint8)
    levels[HOLE.slices] = 255
    Image.fromarray(levels).save(tmp_path / "mask.png")
    return tmp_path / "mask.png"


@pytest.fixture
def job(clip: Path, mask: Path, tmp_path: Path) -> StackJob:
    """Each plane by itself; in segments of three planes, see `short`."""
    return StackJob(clip, mask, tmp_path / "out", method="membrane")


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inpaint_studio.work.stacks.segments.LONGEST_RUN", 3)


@pytest.fixture
def changed() -> Callable[..., StackJob]:
    return replace
