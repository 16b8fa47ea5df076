"""Scene cuts of a film: where a frame is not the one before, moved. Streaming, on planes of some thousand pixels."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.picture import Pixels

Small = NDArray[np.float32]  # (h, w), 0..1

_SIDE = 96  # pixels across that are looked at
_READ = 3  # pixels of each of those, across and down, that are read
_LEAST = 0.045  # mean difference of full range that a cut makes at least, moves of the whole taken out
_TIMES = 3.0  # what it is of the differences round it
_ROUND = 4  # planes on either side that tell what is usual
_FLASH = 0.5  # of its difference: what a plane after it may differ from the one before, if it was only a flash
_FLASHES = 2  # planes that a flash lasts


class CutSearch:
    """Looks for cuts while planes come, in their order: what it knows of them takes some kilobytes."""

    def __init__(self) -> None:
        self._smalls: deque[Small] = deque(maxlen=2 * _ROUND + 3)
        self._steps: deque[float] = deque(maxlen=2 * _ROUND + 1)  # of the planes number - 2 * _ROUND .. number
        self._number = -1

    def look(self, pixels: Pixels) -> int | None:
        """The number of a plane before this one at which another scene begins, which is sure now; mostly None.

        pixels: (H, W, C), colours as a person sees them.
        """
        self._number += 1
        self._smalls.append(reduced(pixels))
        self._steps.append(difference(self._smalls[-2], self._smalls[-1]) if self._number else 0.0)
        return self._cut_behind(_ROUND) if self._number >= _ROUND else None

    def rest(self) -> Iterator[int]:
        """The cuts among the last planes, where no more will come."""
        for behind in range(min(_ROUND, self._number + 1) - 1, -1, -1):
            cut = self._cut_behind(behind)
            if cut is not None:
                yield cut

    def _cut_behind(self, behind: int) -> int | None:
        is_cut = _is_cut(self._steps, self._smalls, len(self._steps) - 1 - behind)
        return self._number - behind if is_cut else None


def cuts(planes: Iterable[Pixels]) -> Iterator[int]:
    """The numbers of the planes at which another scene begins, ascending, without 0, each a few planes after it.

    planes: as `CutSearch.look` takes them; each is let go before the next is asked for.
    """
    search = CutSearch()
    for pixels in planes:
        cut = search.look(pixels)
        if cut is not None:
            yield cut
    yield from search.rest()


def begins_scene(plane: int, small: Callable[[int], Small | None]) -> bool:
    """Whether another scene begins at a plane, by four planes on either side.

    small: reduced, of any plane; None = it is not there, or cannot be read.
    """
    numbers = range(plane - _ROUND - 1, plane + _ROUND + 1)
    smalls = [(number, one) for number in numbers if (one := small(number)) is not None]
    at = next((index for index, (number, _) in enumerate(smalls) if number == plane), 0)
    if not at:
        return False
    held = deque(one for _, one in smalls)
    steps = deque(difference(held[index - 1], held[index]) for index in range(1, len(held)))
    return _is_cut(steps, held, at - 1)


def reduced(pixels: Pixels) -> Small:
    """The mean of some pixels of each square, grey, as shares of what the dtype holds."""
    height, width = pixels.shape[:2]
    cell = max(1, -(-width // _SIDE))
    step = max(1, cell // _READ)
    some = pixels[: height // cell * cell or height, : width // cell * cell or width][::step, ::step]
    colours: Small = some[:, :, : 1 if some.shape[2] <= 2 else 3].astype(np.float32).mean(axis=2)
    if pixels.dtype.kind in "ui":
        colours = colours / np.float32(np.iinfo(pixels.dtype).max)
    each = max(1, cell // step)
    rows, columns = (max(1, n // each) for n in colours.shape)
    blocks = colours[: rows * each, : columns * each] if min(colours.shape) >= each else colours
    if blocks.shape != (rows * each, columns * each):
        return np.asarray(blocks, np.float32)
    out: Small = blocks.reshape(rows, each, columns, each).mean(axis=(1, 3))
    return out


def difference(a: Small, b: Small) -> float:
    """The mean difference of two reduced planes, where the whole may have moved, and become lighter by a little."""
    best = float(np.abs(a - b).mean())
    spectrum = np.fft.rfft2(a - a.mean()) * np.conj(np.fft.rfft2(b - b.mean()))
    peak = np.fft.irfft2(spectrum / np.maximum(np.abs(spectrum), 1e-9), a.shape)
    down, across = np.unravel_index(int(peak.argmax()), a.shape)
    dy, dx = (int(n) - size * (n > size // 2) for n, size in zip((down, across), a.shape, strict=True))
    if abs(dy) <= a.shape[0] // 3 and abs(dx) <= a.shape[1] // 3 and (dy or dx):
        ours = a[max(0, dy) : a.shape[0] + min(0, dy), max(0, dx) : a.shape[1] + min(0, dx)]
        theirs = b[max(0, -dy) : b.shape[0] + min(0, -dy), max(0, -dx) : b.shape[1] + min(0, -dx)]
        best = min(best, float(np.abs(ours - theirs).mean()))
    return best


def _is_cut(steps: deque[float], smalls: deque[Small], at: int) -> bool:
    step = steps[at]
    if step < _LEAST:
        return False
    others = [steps[n] for n in range(len(steps)) if n != at and abs(n - at) <= _ROUND]
    if others and step < _TIMES * float(np.median(others)):
        return False
    here = len(smalls) - len(steps) + at
    if here < 1:
        return False
    before = smalls[here - 1]
    after = [smalls[n] for n in range(here + 1, min(here + 1 + _FLASHES, len(smalls)))]
    if any(difference(before, later) < _FLASH * step for later in after):
        return False
    # The end of a flash is no cut either: what comes then was there before it.
    earlier = [smalls[n] for n in range(max(0, here - 1 - _FLASHES), here - 1)]
    return not any(difference(one, smalls[here]) < _FLASH * step for one in earlier)
