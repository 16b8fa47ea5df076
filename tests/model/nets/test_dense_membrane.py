"""The membrane over whole grids is the membrane over lists."""

import numpy as np
import pytest
import torch

from inpaint_studio.editing.geometry import Size
from inpaint_studio.model.nets.dense_membrane import dense_membrane
from inpaint_studio.model.nets.membrane import membrane
from inpaint_studio.model.photographs import masks
from inpaint_studio.model.photographs.hole_kinds import HOLE_KINDS


@pytest.mark.parametrize("size", [(64, 64), (96, 128), (37, 50)])
def test_it_agrees_with_the_membrane_on_every_kind_of_hole(size: tuple[int, int]) -> None:
    height, width = size
    picture = torch.rand(len(HOLE_KINDS), 3, height, width, generator=torch.Generator().manual_seed(1))
    holes = [
        masks.sample_mask(kind, Size(width, height), np.random.default_rng((3, i))) for i, kind in enumerate(HOLE_KINDS)
    ]
    hole = torch.from_numpy(np.stack(holes))[:, None].float() / 255
    dense = dense_membrane(torch.where(hole > 0, torch.nan, picture), hole)
    assert torch.allclose(dense, membrane(picture, hole), atol=2e-6)
    assert torch.equal(torch.where(hole > 0, 0.0, dense), torch.where(hole > 0, 0.0, picture))


def test_no_hole_and_nothing_but_hole() -> None:
    picture = torch.rand(2, 3, 20, 33, generator=torch.Generator().manual_seed(2))
    hole = torch.zeros(2, 1, 20, 33)
    hole[1] = 1
    dense = dense_membrane(picture, hole)
    assert torch.equal(dense[0], picture[0])
    assert torch.equal(dense[1], torch.full_like(dense[1], 0.5))
