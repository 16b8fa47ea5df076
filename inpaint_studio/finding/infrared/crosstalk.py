"""What of a picture shines through in its infrared: light falloff, and the cyan dye that lets not quite all through.

ln IR = falloff(x, y) + f(ln R) + g(ln G), f and g as running medians: a straight line in ln R alone, with a mask round
dust, left F1 at .29 to .51 in the hard cases (spike of 27 November 2026).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.finding.infrared.planes import as_levels, logarithms, logged
from inpaint_studio.finding.samples import Floats, Samples, as_shares

_BLOCK = 4  # pixels a side that are averaged for the fit, of a frame up to _LARGE; twice as many of a larger one
_LARGE = 8_000_000  # pixels
_REACH = 64  # pixels a side of the falloff's grid
_BINS = 48  # of a running median
_ROUNDS = 3
_LEAST = np.float32(1 / 512)  # of the range: below it a logarithm would measure the scanner's black
_FEW = 24  # blocks in a bin: with fewer there is no median


@dataclass(frozen=True, eq=False)
class Crosstalk:
    """The infrared that a frame without dust would have, as its logarithm."""

    tables: Floats  # (1 or 2, LEVELS): summands by the level of red, and of green
    falloff: Floats  # (rows, columns) on a grid of `steps` pixels, whose first value lies at half a step
    steps: tuple[float, float]  # down and across
    slope: float  # of ln IR on ln luminance: 1 = infrared sees the picture as eyes do
    correlation: float  # of the same, over the frame

    def falloff_in(self, rect: Rect) -> Floats:
        """(rect.height, rect.width), interpolated."""
        ys = (np.arange(rect.y, rect.bottom) + 0.5) / self.steps[0] - 0.5
        xs = (np.arange(rect.x, rect.right) + 0.5) / self.steps[1] - 0.5
        return np.asarray(_lerp(_lerp(self.falloff, ys).T, xs).T, np.float32)

    def picture_in(self, pixels: Samples) -> Floats:
        """What shines through of samples of the picture, (H, W, C)."""
        from inpaint_studio.finding.infrared import kernels  # numba

        out = np.empty(pixels.shape[:2], np.float32)
        kernels.looked_up(np.ascontiguousarray(as_levels(pixels[:, :, : len(self.tables)])), self.tables, out)
        return out


def _lerp(values: Floats, places: NDArray[np.floating[Any]]) -> Floats:
    """Rows of `values` at fractional places; half a step beyond the ends it goes on as before."""
    places = np.clip(places, -0.5, len(values) - 0.5) if len(values) > 1 else np.zeros_like(places)
    low = np.clip(places.astype(np.int64), 0, max(len(values) - 2, 0))
    high = np.minimum(low + 1, len(values) - 1)
    share = (places - low).astype(np.float32)[:, None]
    return np.asarray(values[low] * (1 - share) + values[high] * share)


def fitted(pixels: Samples, infrared: Samples) -> Crosstalk:
    """pixels: (H, W, C); infrared: (H, W). A shift of a few pixels does not matter to blocks of eight."""
    bands = 1 if pixels.shape[2] <= 2 else 2
    side = min(_BLOCK if infrared.size <= _LARGE else 2 * _BLOCK, *infrared.shape)
    tile = max(1, _REACH // side)
    target = _blocks(infrared, side)
    logs = np.stack([_blocks(pixels[:, :, band], side) for band in range(bands)])
    luminance = logs.mean(axis=0)
    slope, correlation = _line(luminance, target)
    curves = [np.zeros(2, np.float32)] * bands
    places = [np.array([-10.0, 0.0], np.float32)] * bands
    summands = np.zeros_like(logs)
    falloff = _falloff(target, tile)
    for _ in range(_ROUNDS):
        for band in range(bands):
            rest = target - _grown(falloff, target.shape) - (summands.sum(axis=0) - summands[band])
            places[band], curves[band] = _running_median(logs[band], rest)
            summands[band] = _curve(logs[band], places[band], curves[band])
        falloff = _falloff(target - summands.sum(axis=0), tile)
    levels = logarithms()
    tables = np.stack([_curve(levels, at, curve) for at, curve in zip(places, curves, strict=True)])
    return Crosstalk(tables.astype(np.float32), falloff, _steps(target, tile, side), slope, correlation)


class Falloff:
    """The light falloff of a frame, once its crosstalk is known better than by the means of blocks.

    A block holds edges: the mean of what it predicts is not what its mean predicts.
    """

    def __init__(self, pixels: Samples, infrared: Samples) -> None:
        self._side = min(_BLOCK if infrared.size <= _LARGE else 2 * _BLOCK, *infrared.shape)
        self._tile = max(1, _REACH // self._side)
        self._thin = 2 if self._side == 2 * _BLOCK else 1  # every other pixel of large frames tells as much
        self._pixels = pixels
        self._target = np.log(self._means(lambda rows, columns: np.maximum(as_shares(infrared[rows, columns]), _LEAST)))

    def under(self, crosstalk: Crosstalk) -> Crosstalk:
        """The same crosstalk with the falloff that it leaves."""
        rest = self._target - np.log(
            self._means(lambda rows, columns: np.exp(crosstalk.picture_in(self._pixels[rows, columns])))
        )
        return replace(crosstalk, falloff=_falloff(rest, self._tile), steps=_steps(rest, self._tile, self._side))

    def _means(self, values: Callable[[slice, slice], Floats]) -> Floats:
        """Of blocks, (rows, columns), of what `values` gives for a part of the frame."""
        height, width = (length // self._side * self._side for length in self._pixels.shape[:2])
        rows, side = [], self._side // self._thin
        for top in range(0, height, self._side * 64):
            part = values(slice(top, min(top + self._side * 64, height), self._thin), slice(0, width, self._thin))
            rows.append(part.reshape(part.shape[0] // side, side, part.shape[1] // side, side).mean(axis=(1, 3)))
        return np.concatenate(rows).astype(np.float32)


def _blocks(plane: Samples, side: int) -> Floats:
    """Logarithms of the means of blocks, (rows, columns); what is left at the edges is left out."""
    height, width = (length // side * side for length in plane.shape)
    rows = []
    for top in range(0, height, side * 64):
        part = as_shares(plane[top : min(top + side * 64, height), :width])
        rows.append(part.reshape(part.shape[0] // side, side, width // side, side).mean(axis=(1, 3)))
    return logged(np.concatenate(rows).astype(np.float32))


def _falloff(rest: Floats, tile: int) -> Floats:
    """Medians of tiles: a polynomial of them, and of what that leaves the median of five by five.

    One opaque hair or the edge of a holder sinks neither. The median alone would flatten the corners.
    """
    from scipy import ndimage  # 0.4 s to import

    down, across = (np.linspace(0, length, _tiles(length, tile) + 1).round().astype(int) for length in rest.shape)
    grid = _medians(rest, down, across)
    broad = _polynomial(grid)
    middle = ndimage.median_filter(grid - broad, 5, mode="nearest")
    return np.asarray(broad + ndimage.gaussian_filter(middle, 1, mode="nearest"), np.float32)


def _medians(values: Floats, down: NDArray[np.int64], across: NDArray[np.int64]) -> Floats:
    """Of the tiles between edges. Those of one shape are worked out together: there are thousands, and few shapes."""
    heights, widths = np.diff(down), np.diff(across)
    grid = np.empty((len(heights), len(widths)), np.float32)
    for height in np.unique(heights):
        rows = np.flatnonzero(heights == height)
        for width in np.unique(widths):
            columns = np.flatnonzero(widths == width)
            tall = (down[rows][:, None] + np.arange(height))[:, None, :, None]
            wide = (across[columns][:, None] + np.arange(width))[None, :, None, :]
            grid[np.ix_(rows, columns)] = np.median(values[tall, wide], axis=(2, 3))
    return grid


def _tiles(length: int, tile: int) -> int:
    """How many tiles of about that size a row has; none of them is a narrow rest, which would lie beside its place."""
    return max(1, round(length / tile))


def _steps(rest: Floats, tile: int, side: int) -> tuple[float, float]:
    """Pixels between two tiles, down and across. rest: of blocks of `side` pixels."""
    down, across = (side * length / _tiles(length, tile) for length in rest.shape)
    return down, across


def _polynomial(grid: Floats) -> Floats:
    """Of degree 4 or what the grid allows, fitted with less and less weight for tiles that lie off it."""
    rows, columns = grid.shape
    y, x = np.meshgrid(np.linspace(-1, 1, rows), np.linspace(-1, 1, columns), indexing="ij")
    highest = min(4, rows // 2), min(4, columns // 2)
    powers = [(i, j) for i in range(highest[0] + 1) for j in range(highest[1] + 1) if i + j <= 4]
    terms = np.stack([(y**i * x**j).ravel() for i, j in powers], axis=1)
    values, weights = grid.ravel().astype(np.float64), np.ones(grid.size)
    fit = values
    for _ in range(5):
        scaled = terms * weights[:, None]
        coefficients = np.linalg.lstsq(scaled, values * weights, rcond=None)[0]
        fit = terms @ coefficients
        apart = np.abs(values - fit)
        weights = 1 / np.maximum(1, apart / max(float(np.median(apart)) * 1.5, 1e-6))
    return np.asarray(fit.reshape(grid.shape), np.float32)


def _grown(grid: Floats, shape: tuple[int, ...]) -> Floats:
    """The falloff at every block."""
    ys, xs = ((np.arange(all_of) + 0.5) * few / all_of - 0.5 for all_of, few in zip(shape, grid.shape, strict=True))
    return np.asarray(_lerp(_lerp(grid, ys).T, xs).T)


def _running_median(at: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Median of `values` in bins of equally many blocks, by `at`: where the bins lie, and the medians."""
    order = np.argsort(at, axis=None, kind="stable")
    count = max(1, min(_BINS, at.size // _FEW))
    edges = np.linspace(0, at.size, count + 1).astype(np.int64)
    sorted_at, sorted_values = at.ravel()[order], values.ravel()[order]
    places: list[float] = []
    medians: list[float] = []
    for first, last in pairwise(edges):
        place = float(np.median(sorted_at[first:last]))
        if not places or place > places[-1] + 1e-3:
            places.append(place)
            medians.append(float(np.median(sorted_values[first:last])))
    return np.array(places, np.float32), np.array(medians, np.float32)


def _curve(at: Floats, places: Floats, medians: Floats) -> Floats:
    """A running median at other places; beyond its ends it goes on as its outer quarters do.

    Averaged blocks reach neither the darkest pixels nor the lightest ones, and a flat end would make dust of shadows.
    """
    values = np.interp(at, places, medians).astype(np.float32)
    quarter = len(places) // 4
    if quarter >= 2:
        for end, inner, beyond in ((0, quarter, at < places[0]), (-1, -1 - quarter, at > places[-1])):
            slope = (medians[end] - medians[inner]) / (places[end] - places[inner])
            values[beyond] = medians[end] + slope * (at[beyond] - places[end])
    return values


def _line(luminance: Floats, target: Floats) -> tuple[float, float]:
    """Slope and correlation over the frame, both without the slow light falloff."""
    from scipy import ndimage

    first = luminance - ndimage.uniform_filter(luminance, 33, mode="nearest")
    second = target - ndimage.uniform_filter(target, 33, mode="nearest")
    keep = (np.abs(second) < np.percentile(np.abs(second), 98)) | (np.abs(second) < 1e-6)
    first, second = first[keep], second[keep]
    power = float((first * first).mean())
    if power < 1e-8 or float(second.std()) < 1e-6:
        return 0.0, 0.0
    return float((first * second).mean()) / power, float(np.corrcoef(first, second)[0, 1])
