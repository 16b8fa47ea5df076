"""What the samples of a data picture measure and where they lie, in words for the status bar and the levels panel."""

from math import floor, isfinite, log10

from inpaint_studio.editing.bands import Band
from inpaint_studio.editing.level_presets import band_name
from inpaint_studio.editing.picture import Picture, Pixels
from inpaint_studio.editing.places import Grid

_MOST_DECIMALS = 6


def decimals_of(band: Band, *, is_whole: bool, span: float) -> int:
    """Decimals that a value of a band is shown with: so many that two samples never look alike.

    is_whole: whether samples are whole numbers.  span: of the values that matter; a thousandth of it, of floats.
    """
    step = abs(band.scale) if is_whole else span / 1000
    if not isfinite(step) or step <= 0:
        return 2
    least = min(max(-floor(log10(step)), 0), _MOST_DECIMALS)
    if not is_whole:
        return least
    exact = (count for count in range(least, least + 3) if abs(band.offset - round(band.offset, count)) < step / 1000)
    return min(next(exact, least), _MOST_DECIMALS)


def value_words(picture: Picture, samples: Pixels, unknown_words: str, is_known: bool) -> str:
    """samples: (C,) of one pixel. The value of every seen band with its unit: "-84 HU"; "B4 812, B3 640, B2 310"."""
    levels = picture.levels
    if levels is None:
        return ""
    if not is_known:
        return unknown_words
    is_whole, words = picture.pixels.dtype.kind in "ui", []
    units = {picture.bands[at].unit for at in levels.bands}
    for at, low, high in zip(levels.bands, levels.low, levels.high, strict=True):
        band, sample = picture.bands[at], float(samples[at])
        span = abs(band.value(high) - band.value(low))
        number = f"{band.value(sample):.{decimals_of(band, is_whole=is_whole, span=span)}f}"
        if not isfinite(sample):
            number = unknown_words
        name = f"{band_name(picture.bands, at)} " if len(picture.bands) > 1 else ""
        unit = f" {band.unit}" if band.unit and len(units) > 1 else ""
        words.append(f"{name}{number}{unit}")
    common = next(iter(units)) if len(units) == 1 else ""
    return f"{', '.join(words)}{f' {common}' if common else ''}"


def place_words(grid: Grid | None, x: int, y: int) -> str:
    """Where the centre of a pixel lies: "600005.0, 5699995.0 m"; nothing where that is not known."""
    if grid is None:
        return ""
    step = max(abs(grid.a), abs(grid.b), abs(grid.d), abs(grid.e), 1e-12)
    decimals = min(max(1 - floor(log10(step)), 0), 8)
    numbers = ", ".join(f"{value:.{decimals}f}" for value in grid.centre(x, y))
    return f"{numbers}{f' {grid.unit}' if grid.unit else ''}"
