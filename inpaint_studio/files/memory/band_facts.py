"""Bands, levels and the grid of a data picture, as JSON facts: for journals and projects.

Of a picture that is a file, bands, grid and what is unknown are read from there again; only its levels are stored.
"""

import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from inpaint_studio.editing.bands import Levels, band_from
from inpaint_studio.editing.level_changes import own_levels, seen_through
from inpaint_studio.editing.picture import DATA_DEPTHS, Mask, Picture, Pixels
from inpaint_studio.editing.places import Grid
from inpaint_studio.editing.tiles import PackedTiles

_KEY = "data"
_MOST_BANDS = 1024


def dtype_from(name: object, facts: dict[str, Any]) -> "np.dtype[Any]":
    """Of samples stored as they are. Raises ValueError for one that no picture has."""
    dtype = np.dtype(str(name))
    if dtype not in (DATA_DEPTHS if _KEY in facts else DATA_DEPTHS[:3]):
        raise ValueError("samples of another type")
    return dtype


def levels_facts(levels: Levels) -> dict[str, Any]:
    return {
        "bands": list(levels.bands),
        "low": list(levels.low),
        "high": list(levels.high),
        "inverted": levels.inverted,
    }


def levels_from(facts: dict[str, Any]) -> Levels:
    """The inverse of `levels_facts`. Raises ValueError, KeyError or TypeError for other content."""
    low, high = (tuple(float(value) for value in facts[key]) for key in ("low", "high"))
    if not all(math.isfinite(value) for value in (*low, *high)):
        raise ValueError("levels without an end")
    return Levels(tuple(int(band) for band in facts["bands"]), low, high, bool(facts["inverted"]))


def band_facts(picture: Picture) -> tuple[dict[str, Any], list[bytes]]:
    """All that a picture which is no file has beside its samples, and what of them is unknown as a block of bytes.

    Nothing of a photograph.
    """
    levels = own_levels(picture)
    if levels is None:
        return {}, []
    grid, unknown = picture.grid, picture.unknown
    facts = {
        "bands": [asdict(band) for band in picture.bands],
        "levels": levels_facts(levels),
        "grid": None if grid is None else asdict(grid),
        "has_unknown": unknown is not None,
    }
    return {_KEY: facts}, [] if unknown is None else [PackedTiles.of_mask(unknown).to_bytes()]


def picture_from(
    pixels: Pixels,
    name: str,
    profile: bytes | None,
    origin: object | None,
    facts: dict[str, Any],
    blocks: Sequence[bytes],
) -> Picture:
    """A picture of samples that were stored as they are, with the content of `band_facts` where that was of a data
    picture. Raises ValueError, KeyError or TypeError for other content.
    """
    made = facts.get(_KEY)
    if made is None:
        return Picture(pixels, name, profile, origin)
    if len(made["bands"]) > _MOST_BANDS:
        raise ValueError("more bands than there can be")
    bands = tuple(map(band_from, made["bands"]))
    grid = made["grid"]
    if grid is not None:
        third = grid["third"]
        grid = Grid(**{**grid, "third": None if third is None else (third[0], third[1], third[2])})
    picture = Picture(pixels, name, profile, origin, bands=bands, levels=levels_from(made["levels"]), grid=grid)
    if not made["has_unknown"]:
        return picture
    unknown: Mask = PackedTiles.from_bytes(picture.size, blocks[0]).unpack()
    return Picture(pixels, name, profile, origin, unknown=unknown, bands=bands, levels=picture.levels, grid=grid)


def with_levels(picture: Picture, facts: dict[str, Any]) -> Picture:
    """A data picture seen through stored levels. Raises ValueError, KeyError or TypeError for other content."""
    return seen_through(picture, levels_from(facts))
