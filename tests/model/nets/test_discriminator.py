"""The discriminator: a map of cells, and the same judgement once its spectral norm is worked in."""

import pytest
import torch

from inpaint_studio.model.nets.discriminator import Discriminator, is_normalised, normalised, plain_weights


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)


@pytest.mark.parametrize(("size", "cells"), [((64, 64), (8, 8)), ((61, 40), (8, 5)), ((1, 1), (1, 1))])
def test_a_cell_is_eight_pixels(size: tuple[int, int], cells: tuple[int, int]) -> None:
    judgement = Discriminator()(torch.rand(2, 3, *size), torch.rand(2, 3, *size))
    assert judgement.logits.shape == (2, 1, *cells)
    assert len(judgement.features) == 4


def test_worked_in_weights_judge_the_same() -> None:
    trained = normalised(Discriminator((8, 8, 8, 8)))
    assert is_normalised(trained)
    for _ in range(3):
        trained(torch.rand(1, 3, 32, 32), torch.rand(1, 3, 32, 32))
    before = {k: v.clone() for k, v in trained.state_dict().items()}
    plain = Discriminator((8, 8, 8, 8))
    plain.load_state_dict(plain_weights(trained))
    assert all(torch.equal(v, before[k]) for k, v in trained.state_dict().items()), "reading moved the power iteration"
    assert not is_normalised(plain)
    x, y = torch.rand(1, 3, 32, 32), torch.rand(1, 3, 32, 32)
    trained.eval()
    with torch.no_grad():
        assert torch.allclose(trained(x, y).logits, plain(x, y).logits, atol=1e-5)


def test_naturalness_looks_at_the_filled_cells() -> None:
    judge = Discriminator()
    picture, mask = torch.rand(2, 3, 32, 32), torch.zeros(2, 1, 32, 32)
    mask[0, :, 10:12, 10:12] = 1
    known = picture * (1 - mask)
    with torch.no_grad():
        logits = judge(picture, known).logits
        natural = judge.naturalness(picture, mask)
    assert natural[0].item() == pytest.approx(logits[0, 0, 1, 1].item(), abs=1e-6)
    assert natural[1].item() == 0
