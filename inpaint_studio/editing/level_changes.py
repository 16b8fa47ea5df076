"""Changes of levels: how a data picture is seen, set in a document without a step, and what its samples propose."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.bands import Band, Levels, robust_ends
from inpaint_studio.editing.document import Document
from inpaint_studio.editing.picture import Picture

BINS = 256  # of a histogram
_MOST_SAMPLES = 1 << 20  # of a band that are looked at: every n-th row and column
_TAIL = 0.001  # of the samples at either end that the range of a histogram leaves out


@dataclass(frozen=True, eq=False)
class Distribution:
    """How the known samples of one band are distributed."""

    least: float  # of the range that is shown: nearly all samples lie in it
    most: float
    counts: NDArray[np.int64]  # (BINS,) from least to most
    robust: tuple[float, float]  # seen as black and as white where nobody says otherwise


def seen_through(picture: Picture, levels: Levels) -> Picture:
    """The same samples seen through other levels; `own_levels` remembers those it was opened with.

    Raises ValueError for levels of a band that is not there, or of a photograph.
    """
    if levels == picture.levels:
        return picture
    own = picture.own_levels or picture.levels
    return replace(picture, levels=levels, own_levels=own)


def set_levels(document: Document, levels: Levels) -> Picture:
    """See a document's picture through other levels: a setting of the view, no step, and nothing to be saved.

    Results that workers bring for the document stay good. Returns its picture.
    """
    picture = seen_through(document.picture, levels)
    if picture is not document.picture:
        document.state = replace(document.state, stack=document.state.stack.showing(picture))
    return picture


def own_levels(picture: Picture) -> Levels | None:
    """Those that the file asks for; None for a photograph."""
    return picture.own_levels or picture.levels


def distribution(picture: Picture, band: int) -> Distribution:
    """Of a band's samples, without those that are unknown. 10 ms at 24 megapixels: for a worker."""
    size = picture.size
    step = max(1, int((size.area / _MOST_SAMPLES) ** 0.5))
    samples = picture.pixels[::step, ::step, band]
    known = samples[picture.unknown[::step, ::step] == 0] if picture.unknown is not None else samples.reshape(-1)
    values = known.astype(np.float64)
    values = values[np.isfinite(values)]
    if not values.size:
        return Distribution(0.0, 1.0, np.zeros(BINS, np.int64), (0.0, 1.0))
    least, most = (float(value) for value in np.quantile(values, (_TAIL, 1 - _TAIL)))
    margin = 0.05 * (most - least) or max(1.0, abs(most)) * 0.05
    least, most = least - margin, most + margin
    counts = np.histogram(values, BINS, (least, most))[0].astype(np.int64)
    return Distribution(least, most, counts, robust_ends(values))


def robust_levels(picture: Picture, bands: tuple[int, ...], *, inverted: bool = False) -> Levels:
    """Bands from the 2nd to the 98th percentile of their samples. For a worker."""
    ends = [distribution(picture, band).robust for band in bands]
    return Levels(bands, tuple(low for low, _ in ends), tuple(high for _, high in ends), inverted)


def window(levels: Levels, bands: tuple[Band, ...], centre: float, width: float) -> Levels:
    """The levels as radiologists say them: a centre and a width in the unit of each band."""

    def ends(band: Band) -> tuple[float, float]:
        centre_of, half = (centre - 0.5, max(width - 1, 1e-9) / 2) if band.whole_windows else (centre, width / 2)
        low, high = sorted((band.sample(centre_of - half), band.sample(centre_of + half)))
        return low, high

    pairs = [ends(bands[at]) for at in levels.bands]
    return replace(levels, low=tuple(low for low, _ in pairs), high=tuple(high for _, high in pairs))


def window_of(levels: Levels, bands: tuple[Band, ...], number: int = 0) -> tuple[float, float]:
    """Centre and width of one of the seen bands, in its unit: the inverse of `window`."""
    band = bands[levels.bands[number]]
    low, high = sorted((band.value(levels.low[number]), band.value(levels.high[number])))
    whole = 1.0 if band.whole_windows else 0.0
    return (low + high + whole) / 2, high - low + whole


def moved(levels: Levels, up: float, wider: float) -> Levels:
    """As a drag or a key changes them.

    up: by how many widths of its own each band's centre goes up.  wider: the factor of each band's width.
    """

    def ends(low: float, high: float) -> tuple[float, float]:
        width = max(high - low, 1e-6 * max(1.0, abs(low)))
        centre, half = (low + high) / 2 + up * width, width * wider / 2
        return centre - half, centre + half

    pairs = [ends(*pair) for pair in zip(levels.low, levels.high, strict=True)]
    return replace(levels, low=tuple(low for low, _ in pairs), high=tuple(high for _, high in pairs))


def with_bands(levels: Levels, bands: tuple[int, ...], ends: Callable[[int], tuple[float, float]]) -> Levels:
    """Other bands. Those that were seen keep their low and high; ends: low and high of another."""
    known = {band: pair for band, *pair in zip(levels.bands, levels.low, levels.high, strict=True)}
    pairs = [tuple(known[band]) if band in known else ends(band) for band in bands]
    return Levels(bands, tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs), levels.inverted)


def with_ends(levels: Levels, number: int, low: float, high: float) -> Levels:
    """Low and high of one of the seen bands."""
    lows, highs = list(levels.low), list(levels.high)
    lows[number], highs[number] = low, high
    return replace(levels, low=tuple(lows), high=tuple(highs))
