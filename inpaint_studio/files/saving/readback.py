"""Read-back: the written file is decoded and compared with the intended picture before it replaces anything.

One comparison for every kind of file. Where samples must be exact they are compared one by one. In either case
the colours of the whole picture are compared too, each side through its own profile, averaged over small squares:
metadata that contradicts the coding (a colour transform, a profile of other channels) makes every colour wrong
while all samples decode, and only this comparison detects it.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Mask, Pixels
from inpaint_studio.files import colour
from inpaint_studio.files.decoded import Decoded
from inpaint_studio.files.decoding import decode, jpeg_orientation
from inpaint_studio.files.errors import PictureError, unlike_copy, unreadable_copy
from inpaint_studio.files.kinds.associated_alpha import straight
from inpaint_studio.files.kinds.formats import BY_KEY, Format
from inpaint_studio.files.kinds.orientation import stored, upright
from inpaint_studio.files.saving import encoding, jpeg_band
from inpaint_studio.files.saving.differences import differing_pixels, differing_rows
from inpaint_studio.files.saving.jpeg_band import Band
from inpaint_studio.files.saving.rasters import RasterEdit

_SQUARE = 8  # samples across and down that are averaged before colours are compared
# Levels of 255 that the averages of squares may be off, before what the coding's coarseness adds. Over qualities 1 to
# 100, on photographs and on noise of pure colours, the mean stays below 0.75 of its bound and the most below 0.4. A
# wrong colour transform or profile is off by 30 to 100 on average.
# Too few squares give no reliable average: a picture of 1 x 2 pixels, half of it filled, is off by 26.
_FEW_PIXELS = 64 * _SQUARE * _SQUARE
_MEAN, _MOST, _ROBUST = 6.0, 24.0, 99.5  # the last is the percentile used as a robust maximum


@dataclass(frozen=True)
class Coded:
    """A file's bytes, and what they must decode to."""

    content: bytes
    pixels: Pixels  # upright
    exact: bool
    notes: tuple[str, ...] = ()
    changed: Mask | None = None  # (H, W) where samples may differ from `pixels`, 255 = may; None = nowhere
    page: int = 0
    profile: bytes | None = None  # of `pixels`
    quality: int = 95  # 1..100, where it was coded with loss
    beside: Pixels | None = None  # extra bands that must decode too
    band: Band | None = None  # of a JPEG that was changed in one: all that is to be looked at
    orientation: int = 1  # that its samples are stored in, where it has a band
    raster: RasterEdit | None = None  # of a raster saved block by block: its content, which checks itself


def check(coded: Coded, format: Format, path: Path, written: Path) -> Pixels:
    """Decode the written file and compare. Returns its samples. Raises SaveError where they differ."""
    try:
        read = decode(written, coded.page, max(coded.pixels.nbytes * 8, 1 << 28), format)
    except PictureError as error:
        raise unreadable_copy(path, error) from error
    read = _with_band_apart(read, coded)
    same_beside = coded.beside is None or (read.beside is not None and np.array_equal(read.beside, coded.beside))
    if not (
        same_beside
        and _same_samples(read.pixels, coded, format)
        and (bool(read.bands) or _same_colours(read.pixels, read.profile, coded, format))  # measurements have none
    ):
        raise unlike_copy(path)
    return read.pixels


def check_band(coded: Coded, band: Band, path: Path, written: Path) -> tuple[Pixels, Rect]:
    """The same of a JPEG that was changed in a band of rows: its samples there, upright, and where in the picture.

    Coefficients of all others are shown to be those of the original, by their bits.
    """
    try:
        seen = jpeg_band.proven(written.read_bytes(), band)
        is_turned_alike = jpeg_orientation(written) == coded.orientation
    except (ValueError, IndexError, OSError) as error:  # OSError: Pillow's, too
        raise unreadable_copy(path, PictureError(str(error))) from error
    if (
        seen is None
        or not is_turned_alike
        or not _near(seen, None, band.pixels, None, encoding.coarseness(coded.content, BY_KEY["jpeg"], coded.quality))
    ):
        raise unlike_copy(path)
    height = coded.pixels.shape[0] if coded.orientation < 5 else coded.pixels.shape[1]  # as stored
    top = band.rect.y if coded.orientation in (1, 2, 5, 8) else height - band.rect.bottom
    is_upright = coded.orientation < 5
    rect = Rect(0, top, band.rect.width, band.rect.height)
    return upright(seen, coded.orientation), rect if is_upright else Rect(top, 0, rect.height, rect.width)


def _with_band_apart(read: Decoded, coded: Coded) -> Decoded:
    """What was read as alpha as the band that it was stored for, a scanner's infrared; else colours divided by it."""
    if coded.beside is None or read.beside is not None or read.pixels.shape[2] != coded.pixels.shape[2] + 1:
        return straight(read)
    beside = np.ascontiguousarray(stored(read.pixels[:, :, -1:], read.orientation))
    return replace(read, pixels=np.ascontiguousarray(read.pixels[:, :, :-1]), beside=beside, multiplied=False)


def _same_samples(read: Pixels, coded: Coded, format: Format) -> bool:
    expected = encoding.fitted(coded.pixels, format)
    if read.shape[:2] != expected.shape[:2]:
        return False
    if not coded.exact:
        return True
    if read.shape != expected.shape or read.dtype != expected.dtype:
        return False
    if coded.changed is None:
        return read.tobytes() == expected.tobytes()
    rows = np.flatnonzero(coded.changed.any(axis=1))
    if not len(rows):
        return read.tobytes() == expected.tobytes()
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    return (
        np.array_equal(read[:top], expected[:top])
        and np.array_equal(read[bottom:], expected[bottom:])
        and not (differing_pixels(read[top:bottom], expected[top:bottom]) & (coded.changed[top:bottom] == 0)).any()
    )


def _same_colours(read: Pixels, profile: bytes | None, coded: Coded, format: Format) -> bool:
    if coded.exact and (coded.pixels.dtype.kind == "f" or format.patched):
        return True  # its samples were compared, and measurements, or floats beyond 0 .. 1, have no comparable colours
    # Where the format holds no profile, only samples can be compared.
    own = coded.profile if format.profile else None
    return _near(read, profile, coded.pixels, own, encoding.coarseness(coded.content, format, coded.quality))


def _near(one: Pixels, profile: bytes | None, other: Pixels, other_profile: bytes | None, coarse: float) -> bool:
    distance = difference(one, profile, other, other_profile)
    if distance is None:
        return False
    mean, most = distance
    if other.shape[0] * other.shape[1] < _FEW_PIXELS:
        return mean <= 3 * (_MEAN + coarse)
    return mean <= _MEAN + coarse and most <= _MOST + 2 * coarse


def difference(
    one: Pixels, profile: bytes | None, other: Pixels, other_profile: bytes | None
) -> tuple[float, float] | None:
    """Colour difference of two pictures, in levels of 255: the mean, and a robust maximum.

    None where they are of different size. Alpha, where both have it, counts as a colour.
    """
    if one.shape[:2] != other.shape[:2]:
        return None
    first = _averages(one)
    second = _averages_like(other, one, first)
    distance = np.abs(
        colour.to_srgb8(first, profile).astype(np.int16) - colour.to_srgb8(second, other_profile).astype(np.int16)
    ).max(axis=2)
    if one.shape[2] % 2 == other.shape[2] % 2 == 0:
        distance = np.maximum(distance, np.abs(first[:, :, -1].astype(np.int16) - second[:, :, -1].astype(np.int16)))
    return float(distance.mean()), float(np.percentile(distance, _ROBUST))


def _averages_like(pixels: Pixels, other: Pixels, averages: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """`_averages` of pixels that are mostly those of `other`, whose averages are known: only of rows that differ."""
    if pixels.shape != other.shape or pixels.dtype != other.dtype or pixels.dtype.kind != "u":
        return _averages(pixels)
    rows = differing_rows(pixels, other)
    if not len(rows):
        return averages
    top, last = int(rows[0]) // _SQUARE, int(rows[-1]) // _SQUARE + 1
    if last + 1 >= len(averages):  # the last squares take what is left over of the picture
        last = len(averages)
    top = min(top, last - 1)
    out = averages.copy()
    end = len(pixels) if last == len(averages) else last * _SQUARE
    out[top:last] = _averages(pixels[top * _SQUARE : end])
    return out


def _averages(pixels: Pixels) -> NDArray[np.uint8]:
    """The mean of each square, (rows, columns, C) in 8 bits; incomplete squares at the edge join the last."""
    height, width = pixels.shape[:2]
    wide: DTypeLike = np.uint32  # of an incomplete square of 16 bits, 15 x 15, too
    if pixels.dtype.kind == "f":
        pixels, wide = np.clip(np.nan_to_num(pixels, posinf=1.0, neginf=0.0), 0, 1), np.float64
    sums = _sums(_sums(pixels, 0, wide), 1, wide)
    tops, lefts = (np.arange(max(1, length // _SQUARE)) * _SQUARE for length in (height, width))
    down, across = np.diff(tops, append=height), np.diff(lefts, append=width)
    top = 1.0 if pixels.dtype.kind == "f" else float(np.iinfo(pixels.dtype).max)
    means = sums / (down[:, None, None] * across[None, :, None] * top)
    return np.rint(means * 255).astype(np.uint8)


def _sums(values: NDArray[Any], axis: int, wide: DTypeLike) -> NDArray[Any]:
    """Of _SQUARE neighbours along an axis; what is left over joins the last. 6 times as fast as `np.add.reduceat`."""
    length = values.shape[axis]
    count = length // _SQUARE
    if not count:
        return np.asarray(values.sum(axis=axis, dtype=wide, keepdims=True))
    values = np.moveaxis(values, axis, 0)
    out = np.zeros((count, *values.shape[1:]), wide)
    for place in range(_SQUARE):
        out += values[place : count * _SQUARE : _SQUARE]
    out[-1] += values[count * _SQUARE :].sum(axis=0, dtype=wide)
    return np.moveaxis(out, 0, axis)
