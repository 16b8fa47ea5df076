"""A tone or other levels on a display: the whole picture in a few milliseconds, so that a slider is followed."""

from collections.abc import Mapping
from functools import partial
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.adjustments import Tone, Toning
from inpaint_studio.editing.bands import Levels
from inpaint_studio.editing.picture import Picture, Pixels
from inpaint_studio.files.colour import is_plain, to_srgb8
from inpaint_studio.files.mapped import release
from inpaint_studio.ui.canvas.display import Convert, Toned, Words, conversion, halved, reduce_picture, words_of

_UNIT = 4  # pixels a side that one of level 2 stands for
_BAND = 128  # rows averaged at once


class CoarseSamples:
    """The picture's own samples as means of 4 x 4, worked out when they are first asked for: for a worker."""

    def __init__(self, picture: Picture) -> None:
        self.picture = picture
        self._pixels: Pixels | None = None
        self._lock = Lock()

    @property
    def pixels(self) -> Pixels:
        """(ceil(H / 4), ceil(W / 4), C) of the picture's dtype. 0.3 s of CPU at 24 megapixels of 16 bits, once."""
        with self._lock:
            if self._pixels is None:
                pixels, is_data = self.picture.pixels, self.picture.is_data
                self._pixels = _means(pixels, knows_all=False) if is_data else _means(pixels)
        return self._pixels


def toned(coarse: CoarseSamples, levels: Mapping[int, Words], tone: Tone) -> Toned:
    """levels: of the picture without it. For a worker: 10 to 30 ms at 24 megapixels once the means are there.

    The tone of a mean is the mean of tones, but for what is cut off at either end: seconds less at 24 megapixels, and
    no more than a level apart; where the curve is bent, .8 of a level on average and a dozen in one pixel of a
    thousand, in a dark print with noise. With alpha, whose means are weighted by it, the whole picture is gone through.
    """
    picture = coarse.picture
    toning = Toning(tone, picture.pixels.dtype, picture.colours)
    convert = _conversion(picture, toning)
    if picture.has_alpha:
        return Toned(convert, reduce_picture(picture, toning))
    if conversion(picture) is None and picture.pixels.shape[2] == 3:
        return Toned(convert, {level: _by_words(toning.tables, words) for level, words in levels.items()})
    return Toned(convert, halved(words_of(convert(coarse.pixels))))


def _conversion(picture: Picture, toning: Toning) -> Convert:
    """What the display's own conversion makes of toned samples; by one look-up a sample where that can be."""
    own = conversion(picture)
    grey = picture.colours == 1
    if toning.tables and not picture.has_alpha and is_plain(picture.profile, grey):
        return partial(_looked_up, [_eight(table) for table in toning.tables], 1 if own is None else 3)
    return toning if own is None else lambda pixels: own(toning(pixels))


def _eight(table: Pixels) -> NDArray[np.uint8]:
    """What a screen shows for each of a table's entries."""
    return np.ascontiguousarray(to_srgb8(table[:, None, None], None)[:, 0, 0])


def _looked_up(tables: list[NDArray[np.uint8]], least: int, pixels: Pixels) -> Pixels:
    """(H, W, C) integers -> (H, W, max(C, least)) uint8; grey in every channel."""
    channels = max(least, pixels.shape[2])
    out = np.empty((*pixels.shape[:2], channels), np.uint8)
    for channel in range(channels):
        if channel < pixels.shape[2]:
            made = np.take(tables[channel], pixels[:, :, channel])
        out[:, :, channel] = made
    return out


def _by_words(tables: list[Pixels], words: Words) -> Words:
    shifts = (np.uint32(16), np.uint32(8), np.uint32(0))
    red, green, blue = (table.astype(np.uint32) << by for table, by in zip(tables, shifts, strict=True))
    byte = np.uint32(255)
    made: Words = (
        words & np.uint32(0xFF000000)
        | red[words >> np.uint32(16) & byte]
        | green[words >> np.uint32(8) & byte]
        | blue[words & byte]
    )
    return made


def relevelled(coarse: CoarseSamples, levels: Levels) -> dict[int, Words]:
    """The levels of a data picture's display as other `levels` show it. For a worker: 20 ms at 24 megapixels once the
    means are there. Where samples are cut off at either end a mean is shown that `reduce_picture` shows otherwise.
    """
    return halved(words_of(levels.shown(coarse.pixels)))


def _means(pixels: Pixels, *, knows_all: bool = True) -> Pixels:
    """knows_all: whether values that are no numbers are shown as numbers; else means are of the others alone."""
    height, width, channels = pixels.shape
    is_float = pixels.dtype.kind == "f"
    sums = np.float32 if is_float else np.int32 if pixels.dtype.kind == "i" else np.uint32
    starts = np.arange(0, width, _UNIT)
    across = np.diff(starts, append=width)
    out = np.empty((-(-height // _UNIT), len(starts), channels), pixels.dtype)
    for top in range(0, height, _BAND):
        band = pixels[top : top + _BAND]
        rows = np.arange(0, len(band), _UNIT)
        count = np.diff(rows, append=len(band))[:, None, None] * across[None, :, None]
        if is_float and knows_all:
            band = np.nan_to_num(band, nan=0.0, posinf=1.0, neginf=0.0)  # as it is shown
        elif is_float:
            finite = np.isfinite(band)
            count = np.add.reduceat(np.add.reduceat(finite, rows, axis=0, dtype=np.int32), starts, axis=1)
            band = np.where(finite, band, 0)
        total = np.add.reduceat(band, rows, axis=0, dtype=sums)
        total = np.add.reduceat(total, starts, axis=1)
        with np.errstate(invalid="ignore"):  # of none that is known the mean is none
            mean = total / count
        out[top // _UNIT : top // _UNIT + len(rows)] = mean if is_float else np.rint(mean)
        release(pixels)  # of a mapped raster no more is resident than a band
    return out
