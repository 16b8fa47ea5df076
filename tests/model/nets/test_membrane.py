"""The membrane: exact where nothing is missing, harmonic where something is."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.sparse.linalg import spsolve

from inpaint_studio.model.nets.membrane import membrane


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


def solved(picture: torch.Tensor, mask: torch.Tensor) -> np.ndarray:
    """Laplace's equation in the hole by a direct solver, no flux through the edges: (C, H, W) float64."""
    hole = mask.numpy() > 0
    height, width = hole.shape
    number = -np.ones(hole.shape, int)
    number[hole] = np.arange(hole.sum())
    out = picture.double().numpy().copy()
    rows, columns, data = [], [], []
    right = np.zeros((int(hole.sum()), len(out)))
    for y, x in zip(*np.nonzero(hole), strict=True):
        n = number[y, x]
        count = 0
        for v, u in ((y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1)):
            if not (0 <= v < height and 0 <= u < width):
                continue
            count += 1
            if hole[v, u]:
                rows.append(n), columns.append(number[v, u]), data.append(-1.0)
            else:
                right[n] += out[:, v, u]
        rows.append(n), columns.append(n), data.append(float(count))
    out[:, hole] = spsolve(sparse.csr_matrix((data, (rows, columns))), right).reshape(-1, len(out)).T
    return out


def holes() -> list[torch.Tensor]:
    block, stripes, border = (torch.zeros(48, 61) for _ in range(3))
    block[9:40, 12:51] = 1
    stripes[::5, 3:] = 1
    stripes[:, 20:23] = 1
    border[:, :19] = 1
    return [block, stripes, border]


@pytest.mark.parametrize("mask", holes(), ids=["block", "stripes", "border"])
def test_it_is_the_solution_of_laplaces_equation(mask: torch.Tensor) -> None:
    picture = torch.rand(3, *mask.shape, generator=torch.Generator().manual_seed(1))
    filled = membrane(picture[None], mask[None, None], cycles=12)[0].numpy()
    assert np.abs(filled - solved(picture, mask)).max() < 1e-3
    usual = membrane(picture[None], mask[None, None])[0].numpy()
    assert np.abs(usual - solved(picture, mask)).mean() < 2e-3


def test_a_slope_is_continued_exactly() -> None:
    y, x = torch.meshgrid(torch.linspace(0, 1, 70), torch.linspace(0, 1, 90), indexing="ij")
    picture = torch.stack([x, y, (x + y) / 2])[None]
    mask = torch.zeros(1, 1, 70, 90)
    mask[..., 20:50, 30:70] = 1
    assert (membrane(picture, mask, cycles=14) - picture).abs().max() < 1e-3


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 4), st.floats(0, 1), st.integers(0, 999))
@settings(max_examples=60, deadline=None)
def test_what_is_known_stays_bit_for_bit_and_the_rest_lies_within_it(
    height: int, width: int, channels: int, share: float, seed: int
) -> None:
    random = torch.Generator().manual_seed(seed)
    picture = torch.rand(2, channels, height, width, generator=random)
    mask = (torch.rand(2, 1, height, width, generator=random) < share).float() * 0.3  # partly missing is missing
    filled = membrane(picture, mask)
    known = (mask == 0).expand_as(picture)
    assert torch.equal(filled[known], picture[known])
    for i in range(2):
        if known[i].any():
            for c in range(channels):
                visible = picture[i, c][known[i, c]]
                assert filled[i, c].min() >= visible.min() - 0.05
                assert filled[i, c].max() <= visible.max() + 0.05
        else:
            assert torch.equal(filled[i], torch.full_like(filled[i], 0.5))


def test_what_lies_in_the_hole_is_never_looked_at() -> None:
    picture = torch.rand(1, 3, 33, 47)
    mask = torch.zeros(1, 1, 33, 47)
    mask[..., 5:20, 8:40] = 1
    poisoned = torch.where(mask > 0, torch.tensor(math.nan), picture)
    assert torch.equal(membrane(picture, mask), membrane(poisoned, mask))


def test_pictures_of_a_batch_do_not_touch_each_other() -> None:
    pictures, masks = torch.rand(3, 3, 30, 41), (torch.rand(3, 1, 30, 41) < 0.4).float()
    together = membrane(pictures, masks)
    for i in range(3):
        assert torch.allclose(membrane(pictures[i : i + 1], masks[i : i + 1])[0], together[i], atol=1e-6)
