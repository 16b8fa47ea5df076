"""Overlays: differences of answers and their disagreement, as fills that are shown in their place."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.fills import Fill, Recipe, composite
from inpaint_studio.editing.picture import Picture
from inpaint_studio.ui.bench.jobs import Hole


def overlay(kind: str, hole: Hole, answers: Sequence[tuple[Fill, ...]]) -> Iterator[Fill]:
    """For a worker: "difference" of the first two answers, or "disagreement" of all."""
    yield difference(hole, answers[0], answers[1]) if kind == "difference" else disagreement(hole, answers)


def difference(hole: Hole, fills: tuple[Fill, ...], reference: tuple[Fill, ...], gain: float = 4.0) -> Fill:
    """Where two fills differ, as a fill that can be shown: middle grey = the same, brighter and darker by `gain`."""
    where = hole.rect
    one = composite(hole.picture, hole.fills + fills, where).astype(np.float32)
    other = composite(hole.picture, hole.fills + reference, where).astype(np.float32)
    return _overlay(hole, 0.5 * _top(hole.picture) + gain * (one - other), "difference")


def disagreement(hole: Hole, answers: Sequence[tuple[Fill, ...]]) -> Fill:
    """Where answers differ among themselves, as a heat map over the hole: dark = they agree, bright = they do not.

    The standard deviation over answers, mean over colours; full brightness is a tenth of the range. Two at least.
    """
    where, colours_of = hole.rect, hole.picture.colours
    top = _top(hole.picture)
    # Two sums instead of a stack: of twenty answers to a large hole a stack would be a gigabyte.
    total = np.zeros((where.height, where.width, colours_of))
    squares = np.zeros_like(total)
    for fills in answers:
        values = composite(hole.picture, hole.fills + fills, where)[:, :, :colours_of] / top
        total += values
        squares += values * values
    count = len(answers)
    variance = np.maximum(squares / count - (total / count) ** 2, 0)
    variance[variance < 1e-12] = 0  # what rounding leaves of equal answers
    heat = np.clip(np.sqrt(variance).mean(axis=2) / 0.1, 0, 1)
    if colours_of == 1:
        colours = heat[:, :, None]
    else:  # from black through red and yellow to white: rises in lightness, so it reads without colours too
        colours = np.stack([np.clip(3 * heat, 0, 1), np.clip(3 * heat - 1, 0, 1), np.clip(3 * heat - 2, 0, 1)], axis=2)
    return _overlay(hole, colours * top, "disagreement")


def _overlay(hole: Hole, colours: NDArray[np.floating], name: str) -> Fill:
    picture = hole.picture
    pixels = composite(picture, hole.fills, hole.rect)
    clipped = np.clip(colours[:, :, : picture.colours], 0, _top(picture))
    pixels[:, :, : picture.colours] = clipped if pixels.dtype.kind == "f" else np.rint(clipped)
    return Fill(f"bench-{name}", hole.rect, pixels, np.where(hole.mask > 0, 255, 0).astype(np.uint8), Recipe(name))


def _top(picture: Picture) -> float:
    return 1.0 if picture.pixels.dtype.kind == "f" else float(np.iinfo(picture.pixels.dtype).max)
