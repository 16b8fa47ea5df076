"""Hidden colours: those of the visible pixels round them take their place."""

import torch

from inpaint_studio.enlarging.transparency import REACH, without_hidden


def test_hidden_pixels_take_the_colours_of_those_that_are_seen():
    colours = torch.zeros(1, 3, 40, 40)
    alpha = torch.zeros(1, 1, 40, 40)
    colours[:, 0, :, :20], alpha[..., :20] = 0.8, 1.0
    out = without_hidden(colours, alpha)
    assert torch.equal(out[..., :20], colours[..., :20])
    assert torch.allclose(out[:, 0, :, 20:25], torch.tensor(0.8), atol=1e-4)
    assert float(out[:, 1].abs().max()) == 0
    assert torch.equal(out[..., 20 + REACH :], colours[..., 20 + REACH :]), "far from all that is seen they stay"


def test_what_is_as_visible_as_its_neighbours_stays():
    colours = torch.rand((1, 3, 20, 20), generator=torch.Generator().manual_seed(2))
    for alpha in (0.0, 0.4, 1.0):
        assert torch.equal(without_hidden(colours, torch.full((1, 1, 20, 20), alpha)), colours)
