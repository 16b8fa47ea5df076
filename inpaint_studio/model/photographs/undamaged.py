"""Learning from one damaged picture alone: crops of what is whole in it, and some of that held out to be judged by.

What a picture repeats (its own grass, brick, film grain) teaches a generator more about it than another thousand
photographs (Shocher et al. 2018, "Zero-Shot" Super-Resolution using Deep Internal Learning, section 3).
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inpaint_studio.editing.mask_reading import MaskRefused, read_levels
from inpaint_studio.editing.picture import Mask
from inpaint_studio.model.photographs.dataset import Photographs, PhotographsError, free_places
from inpaint_studio.model.photographs.own_holes import samples_of
from inpaint_studio.sentence import say

SIDES = (256, 192, 128)  # pixels of a square that is held out: the largest of which there is room for some
_MOST = 8  # squares
_SHARE = 0.2  # of what is whole, that they may take at most
_STEP = 8  # pixels between places tried


def split(photographs: Photographs, damage: Path, crop: int, seed: int) -> tuple[Photographs, list[NDArray[np.uint8]]]:
    """The one photograph without its damage and without the squares held out; and those, each (S, S, 3) uint8.

    damage: a mask of the photograph's own size; above 0 is damaged.  crop: pixels that training must find room for.
    Raises PhotographsError where there is not one photograph, no such mask, or too little that is whole.
    """
    if len(photographs) != 1:
        raise PhotographsError(
            say("A mask of damage goes with one photograph, and there are {count}.", count=len(photographs))
        )
    pixels = photographs.pixels(0)
    height, width = pixels.shape[:2]
    broken = _read(damage, (width, height))
    whole = (broken == 0).sum()
    rng = np.random.default_rng((seed, 11))
    for side in SIDES:
        out = broken > 0
        squares = []
        for _ in range(max(1, min(_MOST, int(whole * _SHARE / side**2)))):
            free = free_places(out, side)[::_STEP, ::_STEP]
            places = np.flatnonzero(free)
            if not len(places):
                break
            row, column = np.unravel_index(int(places[int(rng.integers(len(places)))]), free.shape)
            y, x = int(row) * _STEP, int(column) * _STEP
            squares.append(np.ascontiguousarray(pixels[y : y + side, x : x + side]))
            out[y : y + side, x : x + side] = True
        if squares and free_places(out, crop).any():
            return photographs.without(np.where(out, np.uint8(255), np.uint8(0))), squares
    raise PhotographsError(
        say(
            "Too little of the picture is whole: there is no room for crops of {crop} pixels beside what is held out.",
            crop=crop,
        )
    )


def _read(damage: Path, size: tuple[int, int]) -> Mask:
    """At the size the photograph is kept at; a pixel that is damaged in part is damaged."""
    try:
        with Image.open(damage) as opened:
            mask = Image.fromarray(read_levels(*samples_of(opened)).mask)
    except MaskRefused as error:
        raise PhotographsError(say("{name} cannot be used as a mask: {why}.", name=damage.name, why=error)) from error
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise PhotographsError(say("{path} is no mask that can be read.", path=damage)) from error
    if abs(mask.width / mask.height - size[0] / size[1]) > 0.02 * size[0] / size[1]:
        raise PhotographsError(
            say("{name} is not a mask of this photograph: its sides are in another proportion.", name=damage.name)
        )
    hard = mask.point(lambda value: 255 if value else 0)
    return np.where(np.asarray(hard.resize(size, Image.Resampling.BOX)) > 0, np.uint8(255), np.uint8(0))
