"""Photographs: a batch depends on its number alone."""

from pathlib import Path

import numpy as np
import pytest
import torch

from inpaint_studio.model.photographs import crops, dataset
from inpaint_studio.model.photographs.batched import gathered
from inpaint_studio.model.photographs.crops import PhotographsError
from inpaint_studio.model.photographs.mask_bank import MaskBank
from inpaint_studio.model.photographs.reading import read_all


def test_a_batch_has_its_shapes_ranges_and_memory_order(folder: Path) -> None:
    photographs, masks = read_all(folder).batch(0, 0, 5, 96)
    assert photographs.shape == (5, 3, 96, 96)
    assert masks.shape == (5, 1, 96, 96)
    assert photographs.dtype == masks.dtype == torch.float32
    assert 0 <= float(photographs.min()) < float(photographs.max()) <= 1
    assert set(masks.unique().tolist()) == {0.0, 1.0}
    assert photographs.is_contiguous(memory_format=torch.channels_last)


def test_a_crop_depends_on_its_number_and_not_on_the_batch_it_came_in(folder: Path) -> None:
    photographs = read_all(folder)
    whole = photographs.batch(4, 100, 12, 96)
    parts = [photographs.batch(4, 100 + at, count, 96) for at, count in ((0, 5), (5, 1), (6, 6))]
    for i in range(2):
        assert torch.equal(whole[i], torch.cat([part[i] for part in parts]))
    other = photographs.batch(5, 100, 12, 96)
    assert not torch.equal(whole[0], other[0])
    assert not torch.equal(whole[1], other[1])


@pytest.mark.parametrize("count", [1, 2, 3, 7, 64, 197])
def test_every_round_shows_every_photograph_once_in_another_order(count: int) -> None:
    rounds = [[crops.shuffled(11, turn * count + i, count) for i in range(count)] for turn in range(3)]
    for order in rounds:
        assert sorted(order) == list(range(count))
    if count >= 7:
        assert rounds[0] != rounds[1] != rounds[2]


def test_crops_of_an_unchanged_look_are_pixels_of_the_photograph(folder: Path) -> None:
    photographs = read_all(folder)
    crops, _ = photographs.batch(0, 0, 24, 136, augment=False)
    positions = 0
    whole = [torch.from_numpy(photographs.pixels(i)).permute(2, 0, 1).float() / 255 for i in range(4)]
    for crop in crops:
        for turned in (crop, crop.flip(2), crop.flip(1), crop.flip(1, 2)):
            for one in whole:
                for y in range(one.shape[1] - 135):
                    windows = one[:, y].unfold(1, 136, 1)  # (3, places, 136)
                    if (windows - turned[:, 0][:, None]).abs().amax((0, 2)).min() < 1e-6:
                        positions += 1
    assert positions >= 24


def test_photographs_too_small_for_a_crop_give_way_to_larger_ones(folder: Path) -> None:
    photographs = read_all(folder)
    crops, _ = photographs.batch(0, 0, 8, 160)
    assert crops.shape == (8, 3, 160, 160)
    with pytest.raises(PhotographsError, match="None of the 4 photographs is 192 x 192 pixels or larger"):
        photographs.batch(0, 0, 8, 192)


def test_a_gpu_gathers_the_very_pixels_that_a_cpu_slices(folder: Path) -> None:
    photographs = read_all(folder)
    drawing = photographs.drawing()
    places = [drawing.draw(0, i, 96, None, False, False).place for i in range(40)]
    assert {(p.mirrored, p.upside_down) for p in places} >= {(False, False), (True, False)}
    sliced = dataset._slice(photographs._buffer, places, 96)
    assert torch.equal(sliced, gathered(photographs._buffer, torch.tensor(places), 96))


def test_held_out_photographs_are_the_last_by_name(folder: Path) -> None:
    photographs = read_all(folder)
    rest, held_out = photographs.split(1)
    assert rest.names == photographs.names[:3]
    assert held_out.names == ("deeper/9.png",)
    assert np.array_equal(held_out.pixels(0), photographs.pixels(3))
    with pytest.raises(ValueError, match="cannot be held out"):
        photographs.split(4)


def test_a_bank_turns_its_holes_and_repeats(folder: Path) -> None:
    bank = MaskBank(64, count=5, seed=1, kinds=("border",))
    holes = bank.take(list(range(40)))
    assert holes.shape == (40, 1, 64, 64)
    assert set(holes.unique().tolist()) == {0.0, 1.0}
    assert torch.equal(holes[0].flip(2), holes[5])
    assert torch.equal(holes[0].flip(1), holes[10])
    assert torch.equal(holes[0].transpose(1, 2), holes[20])
    photographs = read_all(folder)
    first, again = (photographs.batch(0, 7, 6, 64, bank=bank)[1] for _ in range(2))
    assert torch.equal(first, again)
