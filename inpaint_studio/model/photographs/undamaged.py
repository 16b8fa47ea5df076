"""Training on one damaged picture: crops of its undamaged part, some of which are held out for validation.

Internal repetition (the picture's own grass, brick, film grain) is more informative than another thousand
photographs (Shocher et al. 2018, "Zero-Shot" Super-Resolution using Deep Internal Learning, section 3).
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inpaint_studio.editing.mask_reading import MaskRefused, read_levels
from inpaint_studio.editing.picture import Mask
from inpaint_studio.model.photographs.crops import PhotographsError
from inpaint_studio.model.photographs.dataset import Photographs, free_places
from inpaint_studio.model.photographs.own_holes import samples_of
from inpaint_studio.sentence import say

SIDES = (256, 192, 128)  # pixels of held-out squares: the largest size that fits is used
_MOST = 8  # squares
_SHARE = 0.2  # of the undamaged part that they may take at most
_STEP = 8  # pixels between candidate positions


def split(photographs: Photographs, damage: Path, crop: int, seed: int) -> tuple[Photographs, list[NDArray[np.uint8]]]:
    """The photograph without its damage and the held-out squares, and those squares, each (S, S, 3) uint8.

    damage: a mask of the photograph's own size; above 0 is damaged.  crop: pixels; some crop must remain free.
    Raises PhotographsError where there is more than one photograph, no valid mask, or too little undamaged area.
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
    """The mask at the stored size of the photograph; partly damaged pixels count as damaged."""
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
