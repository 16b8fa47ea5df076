"""Overlays: differences of answers and their disagreement, as fills that are shown in their place."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.bands import Levels
from inpaint_studio.editing.fills import Fill, Recipe, composite
from inpaint_studio.editing.picture import Picture, Pixels
from inpaint_studio.ui.bench.jobs import Hole


def overlay(kind: str, hole: Hole, answers: Sequence[tuple[Fill, ...]]) -> Iterator[Fill]:
    """For a worker: "difference" of the first two answers, or "disagreement" of all."""
    yield difference(hole, answers[0], answers[1]) if kind == "difference" else disagreement(hole, answers)


def difference(hole: Hole, fills: tuple[Fill, ...], reference: tuple[Fill, ...], gain: float = 4.0) -> Fill:
    """Where two fills differ, as a fill that can be shown: middle grey = the same, brighter and darker by `gain`."""
    where = hole.rect
    one, other = (
        hole.picture.visible(composite(hole.picture, hole.fills + answer, where)).astype(np.float32)
        for answer in (fills, reference)
    )
    return _overlay(hole, 0.5 * _top(hole.picture) + gain * (one - other), "difference")


def disagreement(hole: Hole, answers: Sequence[tuple[Fill, ...]]) -> Fill:
    """Where answers differ among themselves, as a heat map over the hole: dark = they agree, bright = they do not.

    The standard deviation over answers, mean over colours; full brightness is a tenth of the range. Two at least.
    """
    where, colours_of = hole.rect, 3 if hole.picture.is_data else hole.picture.colours
    top = _top(hole.picture)
    # Two sums instead of a stack: of twenty answers to a large hole a stack would be a gigabyte.
    total = np.zeros((where.height, where.width, colours_of))
    squares = np.zeros_like(total)
    for fills in answers:
        values = hole.picture.visible(composite(hole.picture, hole.fills + fills, where))[:, :, :colours_of] / top
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
    if picture.levels is not None:
        _see_as(pixels, np.clip(colours, 0, _top(picture)), picture.levels)
        return Fill(f"bench-{name}", hole.rect, pixels, np.where(hole.mask > 0, 255, 0).astype(np.uint8), Recipe(name))
    clipped = np.clip(colours[:, :, : picture.colours], 0, _top(picture))
    pixels[:, :, : picture.colours] = clipped if pixels.dtype.kind == "f" else np.rint(clipped)
    return Fill(f"bench-{name}", hole.rect, pixels, np.where(hole.mask > 0, 255, 0).astype(np.uint8), Recipe(name))


def _see_as(pixels: Pixels, colours: NDArray[np.floating], levels: Levels) -> None:
    """Write samples of a data picture that its levels show as `colours`, (H, W, 3) of 0 .. 255, or nearly so."""
    grey = colours.mean(axis=2, keepdims=True) if len(levels.bands) == 1 else colours
    for number, (band, low, high) in enumerate(zip(levels.bands, levels.low, levels.high, strict=True)):
        shares = grey[:, :, number] / 255
        values = low + (1 - shares if levels.inverted else shares) * (high - low)
        if pixels.dtype.kind != "f":
            limits = np.iinfo(pixels.dtype)
            values = np.clip(np.rint(values), limits.min, limits.max)
        pixels[:, :, band] = values


def _top(picture: Picture) -> float:
    """White, in what is seen."""
    if picture.is_data:
        return 255.0
    return 1.0 if picture.pixels.dtype.kind == "f" else float(np.iinfo(picture.pixels.dtype).max)
