"""How two pictures differ inside and outside a mask, counted some rows at a time: a raster of 1 GB needs a few MB."""

import hashlib
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.picture import Pixels
from inpaint_studio.files.mapped import release

_ROWS = 256
_TOGETHER = 8  # rows compared at once: whatever their width, they are whole words of eight bytes


@dataclass(frozen=True)
class Differences:
    """Of two pictures of one size, channels and depth."""

    pixels_inside: int = 0  # that differ, where the mask allows it
    pixels_outside: int = 0
    samples_outside: int = 0
    largest_outside: float = 0.0  # in units of the samples; infinite where one of two is no number
    first_outside: tuple[int, int] | None = None  # x, y
    pixels_beyond: int = 0  # outside of what was allowed


def count(before: Pixels, after: Pixels, may_fill: NDArray[np.bool_], allowed: NDArray[np.bool_]) -> Differences:
    """may_fill, allowed: (H, W), where samples may differ by the mask, and by how the file is coded besides."""
    total = Differences()
    for top in range(0, len(before), _ROWS):
        rows = slice(top, top + _ROWS)
        total = _with_rows(total, before[rows], after[rows], may_fill[rows], allowed[rows], top)
        release(before)
        release(after)
    return total


def differing_rows(before: Pixels, after: Pixels) -> NDArray[np.intp]:
    """Numbers of the rows in which two pictures of one shape and integer dtype differ, in order.

    Most rows of most pictures are alike: compared as words they take an eighth of the time of samples.
    """
    height = len(before)
    rows: list[NDArray[np.intp]] = []
    for top in range(0, height, _TOGETHER):
        one, other = before[top : top + _TOGETHER], after[top : top + _TOGETHER]
        if not np.array_equal(_words(one), _words(other)):
            rows.append(top + np.flatnonzero((one != other).reshape(len(one), -1).any(axis=1)))
    return np.concatenate(rows) if rows else np.zeros(0, np.intp)


def differing_pixels(before: Pixels, after: Pixels) -> NDArray[np.bool_]:
    """(H, W): where two pictures of one shape and integer dtype differ in any channel.

    Channel by channel: a reduction over three or four of them takes eight times as long.
    """
    out: NDArray[np.bool_] = before[..., 0] != after[..., 0]
    for channel in range(1, before.shape[-1]):
        out |= before[..., channel] != after[..., channel]
    return out


def _words(rows: Pixels) -> NDArray[Any]:
    flat = np.ascontiguousarray(rows).reshape(-1).view(np.uint8)
    return flat.view(np.uint64) if flat.size % 8 == 0 else flat


def digest(pixels: Pixels, allowed: NDArray[np.bool_]) -> str:
    """SHA-256 of the samples outside of what was allowed, row by row."""
    sha = hashlib.sha256()
    for number, (row, skip) in enumerate(zip(pixels, allowed, strict=True)):
        sha.update((row[~skip] if skip.any() else np.ascontiguousarray(row)).view(np.uint8).data)
        if number % _ROWS == 0:
            release(pixels)
    return sha.hexdigest()


def _with_rows(
    total: Differences,
    before: Pixels,
    after: Pixels,
    may_fill: NDArray[np.bool_],
    allowed: NDArray[np.bool_],
    top: int,
) -> Differences:
    differing = _different(before, after)
    if not differing.any():
        return total
    pixels = differing.any(axis=2)
    outside = pixels & ~may_fill
    samples = differing & ~may_fill[:, :, None]
    first = total.first_outside
    if first is None and outside.any():
        y, x = divmod(int(np.flatnonzero(outside.reshape(-1))[0]), outside.shape[1])
        first = x, top + y
    return replace(
        total,
        pixels_inside=total.pixels_inside + int(np.count_nonzero(pixels & may_fill)),
        pixels_outside=total.pixels_outside + int(np.count_nonzero(outside)),
        samples_outside=total.samples_outside + int(np.count_nonzero(samples)),
        largest_outside=max(total.largest_outside, _largest(before, after, samples)),
        first_outside=first,
        pixels_beyond=total.pixels_beyond + int(np.count_nonzero(outside & ~allowed)),
    )


def _different(before: Pixels, after: Pixels) -> NDArray[np.bool_]:
    if before.dtype.kind != "f":
        return np.asarray(before != after)
    bits = np.dtype(f"u{before.dtype.itemsize}")  # as bits, so that NaN equals itself and -0 is not 0
    return np.asarray(np.ascontiguousarray(before).view(bits) != np.ascontiguousarray(after).view(bits))


def _largest(before: Pixels, after: Pixels, outside: NDArray[np.bool_]) -> float:
    if not outside.any():
        return 0.0
    apart = np.abs(before[outside].astype(np.float64) - after[outside].astype(np.float64))
    return float(np.nan_to_num(apart, nan=np.inf).max())
