"""Batches made in whole, as on a GPU, are those made crop by crop."""

from pathlib import Path

import numpy as np
import torch

from inpaint_studio.model.photographs import augmentation, batched
from inpaint_studio.model.photographs.appearance import Appearances, sample_appearance
from inpaint_studio.model.photographs.mask_bank import MaskBank
from inpaint_studio.model.photographs.reading import read_all


def test_looks_are_those_of_single_crops() -> None:
    looks = Appearances.of([sample_appearance(np.random.default_rng(i)) for i in range(200)])
    assert (looks.grain > 0).sum() > 5
    assert ((looks.grain > 0) & looks.coloured).any()
    assert (looks.jpeg > 0).sum() > 5
    photographs = torch.rand(200, 3, 48, 40, generator=torch.Generator().manual_seed(0)).contiguous(
        memory_format=torch.channels_last
    )
    one_by_one, at_once = (augment(photographs, looks) for augment in (augmentation.augment, batched.augment))
    assert at_once.is_contiguous(memory_format=torch.channels_last)
    far = (one_by_one - at_once).abs().amax(dim=(1, 2, 3)) > 1e-4
    # Rounding of a coefficient that lies between two steps may go either way, in one crop in many.
    assert int(far.sum()) <= 2
    assert not bool((far & ~torch.from_numpy(looks.jpeg > 0)).any())


def test_a_batch_on_a_device_is_that_of_the_cpu(folder: Path) -> None:
    photographs = read_all(folder)
    there = photographs.to("cpu")  # a device like any other: pixels are gathered, looks come at once
    bank = MaskBank(96, count=4, seed=3, kinds=("blob",))
    for holes in (None, bank):
        for a, b in zip(*(each.batch(0, 40, 24, 96, bank=holes) for each in (photographs, there)), strict=True):
            assert torch.allclose(a, b, atol=1e-4)


def test_a_bank_of_holes_drawn_elsewhere_is_the_bank() -> None:
    from inpaint_studio.model.photographs.crops import bank_holes

    parts = np.concatenate([bank_holes(5, 0, 3, 64, ("brush",)), bank_holes(5, 3, 4, 64, ("brush",))])
    bank, elsewhere = MaskBank(64, 7, 5, ("brush",)), MaskBank(64, drawn=parts)
    assert torch.equal(bank.take(list(range(56))), elsewhere.take(list(range(56))))
