"""Where a mark lies: the steps that most of the pictures have in common.

Photographs differ, so at each pixel the median of their steps is next to nothing; those of the mark stay. Of few and
smooth photographs pieces of steps are in common by chance. How large those are is seen when each picture is turned
about by another distance, which leaves nothing of a mark in one place: a permutation test of cluster mass, as in
E. T. Bullmore and others, Global, voxel, and cluster tests for a difference between two groups of images (1999).
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from inpaint_studio.filling.unblend import kernels

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]

_SIGNIFICANT = 2.0  # standard errors of a median, of an average over some ten pixels
_CERTAIN = 3.0  # the same: of photographs without a mark at most 11 pixels in a piece were, for K = 6, 8, 16
_LEAST_STEP = 0.006  # of samples 0..1: less than two levels of 255 is a codec's
_JOINED = 3  # pixels between strokes of one mark
_LEAST_PIECE = 25  # such pixels; a smaller one is by chance
_LEAST_SPREAD = 0.002  # of steps: half a level of 255
_FAINTER = 16  # pixels that what is fainter may reach about a piece: a soft shadow's outer part

_TURNS = 4  # that the size of chance is taken from
_OVER_CHANCE = 1.25  # of the largest piece in those: what is larger is of a mark
_NEAR, _NEAR_SHARE = 24, 0.5  # pixels and share of a sure piece's side, in which smaller ones are of the same mark
_LEVELS = (1.0, 0.7)  # of thresholds: of what is looked for first, and of what is looked for near that
_EXPECTED = (4.0, 0.1)  # pieces near by chance: at first rather some too many than a letter less


def common_steps(pictures: Floats, turns: NDArray[np.int64] | None = None) -> tuple[Floats, Floats]:
    """(H, W) size of what the steps of pictures, (K, C, H, W), have in common, and the same in standard errors.

    A mark of a colour that half of the photographs are darker than has a median step of none: there the steps of all
    are larger than beside it.  turns: (K, 2) pixels down and right that each picture is turned about by.
    """
    count = len(pictures)
    middle = np.zeros(pictures.shape[2:], np.float32)
    spread = np.zeros(pictures.shape[2:], np.float32)
    kernels.common(pictures, np.zeros((count, 2), np.int64) if turns is None else turns, middle, spread)
    spread = np.sqrt(spread)
    usual = np.maximum(_usual(spread), np.float32(_LEAST_SPREAD))  # of photographs alone, which changes slowly
    excess = np.maximum(spread - 2 * usual, 0)
    size = np.sqrt(middle + excess**2)
    error = usual * np.float32(1.4826 * 1.2533 / count**0.5)  # of a median of Gaussian steps
    return size, (np.sqrt(middle + (0.5 * excess) ** 2) / error).astype(np.float32)


def in_common(pictures: Floats) -> float:
    """How much the steps of pictures, (K, C, H, W), have in common, all over; to compare ways to lay them."""
    _, significance = common_steps(np.ascontiguousarray(pictures))
    return float(np.maximum(significance - _CERTAIN, 0).sum())


def region_of(pictures: Floats) -> Flags:
    """(H, W): where a mark may be, its edges with what they enclose and a margin of three pixels; nowhere if none is.

    pictures: (K, C, H, W), with the mark at one place.
    """
    size, significance = common_steps(pictures)
    floor = _floor(size)
    pieces = _more_than_chance(pictures, size, significance)
    if not pieces.any():
        return pieces
    # What lies about a piece belongs to it where it is fainter: the outer part of a soft shadow.
    faint = (ndimage.gaussian_filter(size, 2.0) > floor / 3) & (
        ndimage.gaussian_filter(significance, 2.0) > _SIGNIFICANT / 2
    )
    grown = ndimage.binary_dilation(
        ndimage.binary_dilation(pieces, iterations=2), iterations=_FAINTER, mask=faint | pieces
    )
    out: Flags = ndimage.binary_dilation(ndimage.binary_fill_holes(grown), iterations=3)
    return out


def _floor(size: Floats) -> float:
    """Of steps that count: faint texture that is usual in these pictures is no mark."""
    return max(_LEAST_STEP, 4 * float(np.median(size)))


class _Pieces(NamedTuple):
    """Pieces of steps that are in common."""

    labels: NDArray[Any]  # (H, W), from 1 on
    mass: NDArray[Any]  # of each, how much it has in common; 0 for the too small

    @classmethod
    def of(cls, size: Floats, significance: Floats, level: float) -> "_Pieces":
        """level: that thresholds are multiplied by."""
        evidence = np.where(
            ndimage.gaussian_filter(size, 0.7) > level * _floor(size),
            ndimage.gaussian_filter(significance, 1.2),
            np.float32(0),
        )
        strong = evidence > level * _SIGNIFICANT
        joined = ndimage.binary_closing(np.pad(strong, _JOINED), iterations=_JOINED)[_JOINED:-_JOINED, _JOINED:-_JOINED]
        labels, count = ndimage.label(joined, np.ones((3, 3), bool))
        inside = np.flatnonzero(labels)
        numbers, values = labels.ravel()[inside], evidence.ravel()[inside]
        pixels = np.bincount(numbers[values > level * _CERTAIN], minlength=count + 1)[1:]
        mass = np.bincount(numbers, np.maximum(values - level * _SIGNIFICANT, 0), count + 1)[1:]
        return cls(labels, np.where(pixels >= _LEAST_PIECE, mass, 0.0))


def _more_than_chance(pictures: Floats, size: Floats, significance: Floats) -> Flags:
    """(H, W), pieces that are of a mark: those that chance does not make anywhere, and smaller ones near them.

    Near them what is fainter counts as well, by what chance makes of that.
    """
    count, _, height, width = pictures.shape
    pieces = [_Pieces.of(size, significance, level) for level in _LEVELS]
    out = np.zeros(size.shape, bool)
    if not pieces[0].mass.any():
        return out
    rng = np.random.default_rng(0)
    chance: list[list[float]] = [[] for _ in _LEVELS]
    for _ in range(_TURNS):
        turns = np.stack([rng.integers(0, height, count), rng.integers(0, width, count)], axis=1)
        turned = common_steps(pictures, turns)
        for values, level in zip(chance, _LEVELS, strict=True):
            mass = _Pieces.of(*turned, level).mass
            values += mass[mass > 0].tolist()
    for number, (one, values) in enumerate(zip(pieces, chance, strict=True)):
        values.sort(reverse=True)
        if number == 0:
            sure = one.mass > (_OVER_CHANCE * values[0] if values else 0.0)
            out |= np.append(False, sure)[one.labels]
            if not out.any():
                break
        _add_near(out, one, values, _EXPECTED[number])
    return out


def _add_near(out: Flags, pieces: _Pieces, chance: list[float], expected: float) -> None:
    """Add pieces near those in `out` until no more are: those larger than what chance makes there `expected` times."""
    boxes = ndimage.find_objects(pieces.labels)
    left = set(np.flatnonzero(pieces.mass).tolist())
    while left:
        near = np.zeros(out.shape, bool)
        for rows, columns in ndimage.find_objects(ndimage.label(out, np.ones((3, 3), bool))[0]):
            reach = _NEAR + round(_NEAR_SHARE * max(rows.stop - rows.start, columns.stop - columns.start))
            near[
                max(0, rows.start - reach) : rows.stop + reach, max(0, columns.start - reach) : columns.stop + reach
            ] = True
        # In a smaller place chance makes fewer pieces, and the largest of those is smaller.
        rank = int(expected * _TURNS / max(float(near.mean()), 1e-6))
        least = chance[rank] if rank < len(chance) else 0.0
        more = {n for n in left if pieces.mass[n] > least and near[boxes[n]].any()}
        if not more:
            break
        left -= more
        for number in more:
            out[boxes[number]] |= pieces.labels[boxes[number]] == number + 1


def _usual(spread: Floats) -> Floats:
    """The median near each pixel, on a coarse grid: of strokes it sees what lies between them."""
    step, reach = 4, 15
    height, width = spread.shape
    small = ndimage.median_filter(spread[::step, ::step], reach, mode="nearest")
    rows = np.minimum(np.arange(height) // step, small.shape[0] - 1)
    columns = np.minimum(np.arange(width) // step, small.shape[1] - 1)
    return np.ascontiguousarray(small[np.ix_(rows, columns)])
