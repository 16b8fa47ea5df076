"""Learning from what is whole in one picture: nothing damaged and nothing held out is ever in a crop."""

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from inpaint_studio.model.photographs import undamaged
from inpaint_studio.model.photographs.crops import PhotographsError
from inpaint_studio.model.photographs.dataset import free_places
from inpaint_studio.model.photographs.reading import read_all


def marked(folder: Path, width: int, height: int, damage: tuple[slice, slice]) -> tuple[Path, Path]:
    """A dark noisy picture whose damage is pure white, and the mask of it."""
    pixels = np.random.default_rng(0).integers(0, 120, (height, width, 3), np.uint8)
    pixels[damage] = 255
    mask = np.zeros((height, width), np.uint8)
    mask[damage] = 255
    Image.fromarray(pixels).save(folder / "picture.png")
    Image.fromarray(mask).save(folder / "mask.png")
    return folder / "picture.png", folder / "mask.png"


@pytest.mark.parametrize("crop", [64, 96])
def test_no_crop_touches_the_damage_or_what_is_held_out(tmp_path: Path, crop: int) -> None:
    picture, mask = marked(tmp_path, 700, 500, (slice(200, 260), slice(100, 600)))
    photographs = read_all(picture, short_side=2048)
    training, squares = undamaged.split(photographs, mask, crop, seed=3)
    assert 1 <= len(squares) <= 8
    assert all(square.max() < 120 for square in squares), "nothing is judged on damage"
    colours = training.batch(0, 0, 200, crop, augment=False)[0]
    assert float(colours.max()) < 0.9, "white would be damage"
    assert len({float(one.sum()) for one in colours}) > 100, "crops come from everywhere"
    # Held-out squares are painted over in a copy: then no crop at full size may differ.
    whole = np.asarray(Image.open(picture)).copy()
    for square in squares:
        y, x = place_of(square, whole)
        whole[y : y + square.shape[0], x : x + square.shape[1]] = 250
    Image.fromarray(whole).save(tmp_path / "other.png")
    other, _ = undamaged.split(read_all(tmp_path / "other.png", short_side=2048), mask, crop, seed=3)
    assert torch.equal(other.batch(0, 0, 200, crop, augment=False)[0], colours)


def place_of(square: np.ndarray, whole: np.ndarray) -> tuple[int, int]:
    height, width = square.shape[:2]
    for y, x in zip(*np.nonzero((whole[:, :, :] == square[0, 0]).all(axis=2)), strict=True):
        if np.array_equal(whole[y : y + height, x : x + width], square):
            return int(y), int(x)
    raise AssertionError("a held-out square is a piece of the picture")


def test_free_places_are_those_that_touch_nothing() -> None:
    damage = np.zeros((20, 30), np.bool_)
    damage[9, 14] = True
    free = free_places(damage, 8)
    assert free.shape == (13, 23)
    for y, x in np.ndindex(free.shape):
        assert free[y, x] == (not damage[y : y + 8, x : x + 8].any())
    assert free_places(damage, 21).size == 0


def test_a_picture_with_nothing_whole_is_a_sentence(tmp_path: Path) -> None:
    picture, mask = marked(tmp_path, 300, 300, (slice(0, 300), slice(90, 210)))
    with pytest.raises(PhotographsError, match=r"Too little of the picture is whole.*\."):
        undamaged.split(read_all(picture), mask, 64, seed=0)


def test_a_mask_of_another_picture_is_refused(tmp_path: Path) -> None:
    picture, mask = marked(tmp_path, 300, 200, (slice(0, 9), slice(0, 9)))
    Image.new("L", (200, 300)).save(mask)
    with pytest.raises(PhotographsError, match="another proportion"):
        undamaged.split(read_all(picture), mask, 32, seed=0)
    mask.write_bytes(b"no mask")
    with pytest.raises(PhotographsError, match="no mask that can be read"):
        undamaged.split(read_all(picture), mask, 32, seed=0)
