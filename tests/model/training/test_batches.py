"""The batches of a run."""

import torch

from inpaint_studio.model.training.batches import denser


def test_thin_holes_are_made_dense_crop_by_crop() -> None:
    mask = torch.zeros(5, 1, 16, 16)
    mask[:, :, 2, 3:6] = 1
    mask[1, :, :5] = 1  # its mirror images would make it more hole than thin holes are
    out = denser(mask, 4)
    assert torch.equal(out[0], mask[0]), "every fourth stays as drawn"
    assert torch.equal(out[1], mask[1])
    assert out[2].sum() == 12
    assert torch.equal(out[2], out[2].flip(1))
    assert torch.equal(denser(mask[2:], 6), out[2:]), "whatever batch it comes in"
