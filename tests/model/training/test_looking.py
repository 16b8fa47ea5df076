"""The hole a person looks at while a generator learns."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor

from inpaint_studio.model.nets.config import GeneratorConfig
from inpaint_studio.model.nets.generator import Generator
from inpaint_studio.model.training.looking import Look, LookError


class Grey(Generator):
    def forward(self, picture: Tensor, mask: Tensor, base: Tensor | None = None) -> Tensor:
        return torch.full_like(picture, 0.5)


def folder_with(tmp_path: Path, size: tuple[int, int] = (60, 40)) -> Path:
    Image.new("RGB", size, (10, 200, 30)).save(tmp_path / "picture.png")
    mask = np.zeros((size[1], size[0]), np.uint8)
    mask[10:20, 30:45] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")
    return tmp_path


def test_the_hole_alone_is_filled_beside_the_picture_with_its_hole(tmp_path: Path) -> None:
    sheet = Look.read(folder_with(tmp_path)).sheet(Grey(GeneratorConfig()), "cpu")
    assert sheet.shape == (40, 120, 3)
    before, after = sheet[:, :60], sheet[:, 60:]
    assert (after[10:20, 30:45] == 128).all()
    assert (before[10:20, 30:45] == (255, 64, 51)).all()
    after[10:20, 30:45] = before[10:20, 30:45] = (10, 200, 30)
    assert (before == (10, 200, 30)).all()
    assert (after == (10, 200, 30)).all()


def test_a_large_picture_is_looked_at_smaller(tmp_path: Path) -> None:
    assert Look.read(folder_with(tmp_path, (2000, 100))).picture.shape == (1, 3, 34, 667)


@pytest.mark.parametrize("what", ["nothing", "sizes", "no hole"])
def test_what_cannot_be_looked_at_is_a_sentence(tmp_path: Path, what: str) -> None:
    folder_with(tmp_path)
    if what == "nothing":
        (tmp_path / "mask.png").unlink()
    else:
        Image.new("L", (60, 40) if what == "no hole" else (4, 4)).save(tmp_path / "mask.png")
    with pytest.raises(LookError, match=r"\.$"):
        Look.read(tmp_path)
