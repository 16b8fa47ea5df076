"""The finder's net."""

import numpy as np
import pytest
import torch

from inpaint_studio.model.nets.finder import MULTIPLE, OUTPUTS, FinderNet, folded, probabilities
from inpaint_studio.model.nets.generator import count_parameters


@pytest.fixture(scope="module")
def net() -> FinderNet:
    torch.manual_seed(0)
    made = FinderNet((4, 8, 8, 8))
    for _ in range(3):  # statistics that are not those of a new net
        made(torch.rand(2, 3, 32, 32))
    return made


def test_the_shipped_size_is_below_a_megabyte_and_a_half_in_half_precision():
    assert 2 * count_parameters(FinderNet()) < 1.5e6


def test_there_is_a_logit_of_each_output_for_every_pixel(net):
    assert net(torch.rand(2, 3, 48, 64)).shape == (2, len(OUTPUTS), 48, 64)


def test_folding_changes_nothing_but_the_modules(net):
    pictures = torch.rand(1, 3, 64, 48)
    plain = folded(net)
    assert not any(isinstance(module, torch.nn.BatchNorm2d) for module in plain.modules())
    with torch.no_grad():
        expected = net.eval()(pictures)
        net.train()
    assert torch.allclose(plain(pictures), expected, atol=1e-4)


@pytest.mark.parametrize("size", [(1, 1), (17, 40), (48, 5), (64, 64)])
def test_pictures_of_any_size_have_probabilities(net, size):
    shown = probabilities(folded(net), np.random.default_rng(0).random((*size, 3), np.float32))
    assert shown.shape == (2, *size)
    assert shown.min() >= 0
    assert shown.max() <= 1


def test_padding_changes_nothing_where_the_size_is_a_multiple(net):
    picture = np.random.default_rng(0).random((MULTIPLE * 2, MULTIPLE * 3, 3), np.float32)
    plain = folded(net)
    with torch.no_grad():
        direct = torch.sigmoid(plain(torch.from_numpy(picture).permute(2, 0, 1)[None]))[0].numpy()
    assert np.allclose(probabilities(plain, picture), direct, atol=1e-6)
