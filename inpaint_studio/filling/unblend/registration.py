"""Where a mark lies in each of several pictures: their shifts, from the steps that they have in common.

Steps are clipped, so that a photograph's strong edges say no more than a mark's faint ones; photographs have none in
common, the mark is in all. First every two pictures are compared, since the median of shifted marks is no mark; then
each with the median of all as they lie, which is the mark alone.
"""

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import fft, ndimage

Floats = NDArray[np.float32]

_BLUR = 1.0  # pixels: a peak of correlation is then a parabola, and half pixels do not favour whole ones
_MOST_PAIRED = 24  # pictures of which every two are compared
_LARGE, _PAIRED_LARGE = 500_000, 8  # the same of so many pixels: .12 s a pair, and 276 pairs of 24
_SNAP = 0.12  # pixels: that close to whole ones, they are: files are seldom marked between pixels


def steps_of(pictures: Floats) -> NDArray[np.complex64]:
    """(K, H, W) of (K, C, H, W): steps to the right and, as imaginary part, down, of the mean of channels; clipped."""
    out = np.empty((pictures.shape[0], *pictures.shape[2:]), np.complex64)
    for k, picture in enumerate(pictures):
        grey = ndimage.gaussian_filter(picture.mean(axis=0), _BLUR)
        across, down = np.gradient(grey, axis=1), np.gradient(grey, axis=0)
        size = np.hypot(across, down)
        usual = max(float(np.median(size)), 1e-4)
        out[k] = (across + 1j * down) / (size + 2 * usual)
    return out


def shifts_of(pictures: Floats, most: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(K, 2) shifts right and down of each picture's mark from where most have it, and how sure each is, 0..1.

    pictures: (K, C, H, W) with a margin of `most` pixels round the mark.  most: of a shift, either way.
    """
    steps = steps_of(pictures)
    count, height, width = steps.shape
    shape = (fft.next_fast_len(height + 2 * most + 4), fft.next_fast_len(width + 2 * most + 4))
    seen = [fft.fft2(one, shape) for one in steps]
    shifts = np.zeros((count, 2))
    first = _paired(seen[: _PAIRED_LARGE if height * width > _LARGE else _MOST_PAIRED], most)
    shifts[: len(first)] = first
    sure = np.zeros(count)
    for turn in range(3):
        known = len(first) if turn == 0 else count
        template = _median([_moved(steps[k], -shifts[k]) for k in range(known)])
        model = fft.fft2(template, shape)
        power = float(np.abs(template**2).sum()) + 1e-9
        for k in range(count):
            # Its own steps are in the median: a picture that shares nothing with the others is not sure of itself.
            surface = _near(fft.ifft2(np.conj(model) * seen[k]).real, most)
            shifts[k], peak = _peak(surface, most)
            sure[k] = peak / power
        shifts -= np.median(shifts, axis=0)
    return snapped(shifts), np.clip(sure, 0, 1)


def snapped(shifts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Whole pixels where nearly all are that close to them."""
    whole = np.rint(shifts)
    is_whole = float(np.quantile(np.abs(shifts - whole).max(axis=1), 0.8)) <= _SNAP
    return whole if is_whole else shifts


def moved(plane: Floats, shift: NDArray[np.float64] | tuple[float, float]) -> Floats:
    """A plane, (H, W), moved right and down; 0 comes in. Whole pixels are copied."""
    dx, dy = float(shift[0]), float(shift[1])
    if dx == 0 and dy == 0:
        return plane.copy()
    order: Literal[0, 1, 3] = 0 if dx.is_integer() and dy.is_integer() else 3
    out: Floats = ndimage.shift(plane, [dy, dx], order=order, mode="constant", cval=0.0)
    return out


def moved_picture(plane: Floats, shift: NDArray[np.float64] | tuple[float, float]) -> Floats:
    """The same of a photograph, whose edge is repeated."""
    dx, dy = float(shift[0]), float(shift[1])
    if dx == 0 and dy == 0:
        return plane
    order: Literal[0, 1, 3] = 0 if dx.is_integer() and dy.is_integer() else 3
    out: Floats = ndimage.shift(plane, [dy, dx], order=order, mode="nearest")
    return out


def aligned(picture: Floats, shift: NDArray[np.float64]) -> Floats:
    """A photograph, (C, H, W), whose mark lies `shift` from its place, so that the mark lies there."""
    return np.stack([moved_picture(plane, -shift) for plane in picture])


def _paired(seen: list[NDArray[np.complex64]], most: int) -> NDArray[np.float64]:
    """Whole shifts by comparing every two: those of the picture that fits the others best, joined by the surest."""
    count = len(seen)
    peaks = np.zeros((count, count))
    away = np.zeros((count, count, 2))
    for a in range(count):
        for b in range(a + 1, count):
            surface = _near(fft.ifft2(np.conj(seen[a]) * seen[b]).real, 2 * most)
            (dx, dy), peak = _peak(surface, 2 * most)
            spread = float(np.median(np.abs(surface))) + 1e-9
            peaks[a, b] = peaks[b, a] = peak / spread
            away[a, b], away[b, a] = (dx, dy), (-dx, -dy)
    shifts = np.zeros((count, 2))
    joined = [int(peaks.sum(axis=1).argmax())]
    while len(joined) < count:  # Prim's tree of the surest comparisons
        open_ones = [k for k in range(count) if k not in joined]
        table = peaks[np.ix_(joined, open_ones)]
        row, column = np.unravel_index(int(table.argmax()), table.shape)
        a, b = joined[int(row)], open_ones[int(column)]
        shifts[b] = shifts[a] + away[a, b]
        joined.append(b)
    shifts -= np.rint(np.median(shifts, axis=0))
    clipped: NDArray[np.float64] = np.clip(np.rint(shifts), -most, most)
    return clipped


def _median(steps: list[NDArray[np.complex64]]) -> NDArray[np.complex64]:
    stack = np.stack(steps)
    middle = np.median(stack.real, axis=0) + 1j * np.median(stack.imag, axis=0)
    size = np.abs(middle)
    floor = 3 * float(np.median(size))
    out: NDArray[np.complex64] = (middle * (np.maximum(size - floor, 0) / np.maximum(size, 1e-9))).astype(np.complex64)
    return out


def _moved(steps: NDArray[np.complex64], shift: NDArray[np.float64]) -> NDArray[np.complex64]:
    dx, dy = float(shift[0]), float(shift[1])
    order: Literal[0, 1, 3] = 0 if dx.is_integer() and dy.is_integer() else 1
    out: NDArray[np.complex64] = ndimage.shift(steps, [dy, dx], order=order)
    return out


def _near(surface: NDArray[np.float32], most: int) -> NDArray[np.float32]:
    """(2 most + 3, 2 most + 3) of a circular correlation, no shift in the middle."""
    reach = min(most + 1, min(surface.shape) // 2 - 1)
    rows = np.arange(-reach, reach + 1)
    part: NDArray[np.float32] = surface[np.ix_(rows, rows)]
    return part


def _peak(surface: NDArray[np.float32], most: int) -> tuple[tuple[float, float], float]:
    """Where it is highest, (right, down) from its middle, between pixels by a parabola; and how high."""
    middle = surface.shape[0] // 2
    inner = surface[1:-1, 1:-1]
    row, column = (int(n) + 1 for n in np.unravel_index(int(inner.argmax()), inner.shape))
    highest = float(surface[row, column])

    def between(before: float, after: float) -> float:
        bend = before - 2 * highest + after
        return 0.0 if bend >= 0 else float(np.clip(0.5 * (before - after) / bend, -0.5, 0.5))

    dx = between(float(surface[row, column - 1]), float(surface[row, column + 1]))
    dy = between(float(surface[row - 1, column]), float(surface[row + 1, column]))
    return (column - middle + dx, row - middle + dy), highest


def shift_to(picture: Floats, opacity: Floats, colour: Floats, most: int) -> tuple[float, float]:
    """How far right and down a mark lies in a picture, (C, H, W), from where it is drawn.

    opacity: (H, W).  colour: (C, H, W).  Its steps are those that it would make over the picture's own tones.
    """
    tones = np.stack([ndimage.gaussian_filter(plane, 12) for plane in picture])
    drawn = tones + opacity * (colour - tones)
    steps = steps_of(np.stack([picture, drawn]).astype(np.float32))
    plain = steps_of(tones[None].astype(np.float32))[0]
    shape = (fft.next_fast_len(steps.shape[1] + 2 * most + 4), fft.next_fast_len(steps.shape[2] + 2 * most + 4))
    model = np.where(opacity > 0, steps[1] - plain, 0)
    surface = _near(fft.ifft2(np.conj(fft.fft2(model, shape)) * fft.fft2(steps[0], shape)).real, most)
    (dx, dy), _ = _peak(surface, most)
    shift = snapped(np.array([[dx, dy]]))[0]
    return float(shift[0]), float(shift[1])
