"""The inner loops of estimating a mark, compiled by numba on first call and cached on disk.

pictures, levels: (K, C, H, W) float32, what is seen and the photographs under the mark, 0..1.  mark: (C + 1, H, W)
float32, colour times opacity in each channel, then opacity.  Edges: [0] from a pixel to the one right of it, [1] to the
one below it. sums: (2, H, W, 2C + 3) float32 of each edge, the normal equations of its step in the mark: weight, sum of
squared levels, then C sums of levels, C sums of steps seen, and one of their product.

All release the GIL and are deterministic.
"""

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.compilation import compiled

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]
Whole = NDArray[np.int64]


def _observe(
    pictures: Floats,
    levels: Floats,
    mark: Floats,
    seen: Flags,
    noise: np.float32,
    power: np.float32,
    sums: Floats,
) -> None:
    """Set `sums` from the pictures, each step weighted by how well the mark as it is explains it.

    seen: (H, W); 0 for edges of which neither end is.

    What is left of a step is the photograph's own, times 1 - opacity: few of those are large, so those that are say
    little of the mark. Weight of a residue r of all channels: (r² + noise²) ** power.
    """
    count, channels, height, width = pictures.shape
    cut = np.empty(channels, np.float32)
    step = np.empty(channels, np.float32)
    level = np.empty(channels, np.float32)
    for y in range(height):
        for x in range(width):
            for way in range(2):
                y2, x2 = y + way, x + 1 - way
                total = sums[way, y, x]
                total[:] = 0
                if y2 >= height or x2 >= width or not (seen[y, x] or seen[y2, x2]):
                    continue
                rise = mark[channels, y2, x2] - mark[channels, y, x]
                for c in range(channels):
                    cut[c] = mark[c, y2, x2] - mark[c, y, x]
                for k in range(count):
                    away = np.float32(0)
                    for c in range(channels):
                        step[c] = pictures[k, c, y2, x2] - pictures[k, c, y, x]
                        level[c] = np.float32(0.5) * (levels[k, c, y2, x2] + levels[k, c, y, x])
                        left = step[c] - cut[c] + level[c] * rise
                        away += left * left
                    weight = (away + noise * noise) ** power
                    total[0] += weight
                    for c in range(channels):
                        total[1] += weight * level[c] * level[c]
                        total[2 + c] += weight * level[c]
                        total[2 + channels + c] += weight * step[c]
                        total[2 + 2 * channels] += weight * level[c] * step[c]


def _apply(sums: Floats, mark: Floats, is_open: Flags, out: Floats) -> None:
    """out = the normal equations of all edges times `mark`, at open pixels; 0 at the others, whose mark is 0."""
    channels = mark.shape[0] - 1
    _, height, width = mark.shape
    out[:] = 0
    for y in range(height):
        for x in range(width):
            for way in range(2):
                y2, x2 = y + way, x + 1 - way
                if y2 >= height or x2 >= width or not (is_open[y, x] or is_open[y2, x2]):
                    continue
                total = sums[way, y, x]
                rise = mark[channels, y2, x2] - mark[channels, y, x]
                last = total[1] * rise
                for c in range(channels):
                    cut = mark[c, y2, x2] - mark[c, y, x]
                    last -= total[2 + c] * cut
                    force = total[0] * cut - total[2 + c] * rise
                    out[c, y2, x2] += force
                    out[c, y, x] -= force
                out[channels, y2, x2] += last
                out[channels, y, x] -= last
    for y in range(height):
        for x in range(width):
            if not is_open[y, x]:
                for c in range(channels + 1):
                    out[c, y, x] = 0


def _forces(sums: Floats, is_open: Flags, out: Floats) -> None:
    """out = the right side of the normal equations, (C + 1, H, W)."""
    channels = out.shape[0] - 1
    _, height, width = out.shape
    out[:] = 0
    for y in range(height):
        for x in range(width):
            for way in range(2):
                y2, x2 = y + way, x + 1 - way
                if y2 >= height or x2 >= width:
                    continue
                total = sums[way, y, x]
                for c in range(channels):
                    out[c, y2, x2] += total[2 + channels + c]
                    out[c, y, x] -= total[2 + channels + c]
                out[channels, y2, x2] -= total[2 + 2 * channels]
                out[channels, y, x] += total[2 + 2 * channels]
    for y in range(height):
        for x in range(width):
            if not is_open[y, x]:
                for c in range(channels + 1):
                    out[c, y, x] = 0


def _precondition(sums: Floats, away: Floats, is_open: Flags, out: Floats) -> None:
    """out = `away` divided by the block of each open pixel: exact for a pixel whose neighbours stay."""
    channels = away.shape[0] - 1
    _, height, width = away.shape
    middle = np.empty(channels, np.float32)
    for y in range(height):
        for x in range(width):
            for c in range(channels + 1):
                out[c, y, x] = 0
            if not is_open[y, x]:
                continue
            weight = np.float32(1e-9)
            square = np.float32(1e-9)
            middle[:] = 0
            for way in range(2):
                for back in range(2):
                    y0, x0 = y - way * back, x - (1 - way) * back
                    if y0 < 0 or x0 < 0:
                        continue
                    weight += sums[way, y0, x0, 0]
                    square += sums[way, y0, x0, 1]
                    for c in range(channels):
                        middle[c] += sums[way, y0, x0, 2 + c]
            left = square
            last = away[channels, y, x]
            for c in range(channels):
                left -= middle[c] * middle[c] / weight
                last += middle[c] * away[c, y, x] / weight
            last /= max(left, np.float32(1e-4) * square)
            out[channels, y, x] = last
            for c in range(channels):
                out[c, y, x] = (away[c, y, x] + middle[c] * last) / weight


def _uncover(pictures: Floats, mark: Floats, least: np.float32, levels: Floats) -> None:
    """Set `levels`, the photographs as the mark leaves them.  least: of 1 - opacity that is divided by."""
    count, channels, height, width = pictures.shape
    for k in range(count):
        for c in range(channels):
            for y in range(height):
                for x in range(width):
                    rest = max(np.float32(1) - mark[channels, y, x], least)
                    level = (pictures[k, c, y, x] - mark[c, y, x]) / rest
                    levels[k, c, y, x] = min(max(level, np.float32(0)), np.float32(1))


def _common(pictures: Floats, turns: Whole, middle: Floats, spread: Floats) -> None:
    """Set `middle`, the sum of squares of the median steps of pictures, and `spread`, that of their median deviations.

    middle, spread: (H, W), over all channels and both directions: from the pixel above, and from the one to the left.
    turns: (K, 2) pixels down and right that each picture is read from, beyond its end from its beginning on.
    """
    count, channels, height, width = pictures.shape
    steps = np.empty((count, width), np.float32)
    centre = np.empty(width, np.float32)
    half = count // 2
    for y in range(height):
        for c in range(channels):
            for way in range(2):
                for k in range(count):
                    down, right = (y + turns[k, 0]) % height, turns[k, 1]
                    row, above = pictures[k, c, down], pictures[k, c, max(down - 1, 0)]
                    if way == 0:
                        for x in range(right, width):
                            steps[k, x - right] = row[x] - above[x]
                        for x in range(right):
                            steps[k, x + width - right] = row[x] - above[x]
                    else:
                        for x in range(max(right, 1), width):
                            steps[k, x - right] = row[x] - row[x - 1]
                        for x in range(1, right):
                            steps[k, x + width - right] = row[x] - row[x - 1]
                        steps[k, (width - right) % width] = 0
                _sort(steps)
                for x in range(width):
                    value = steps[half, x]
                    if count % 2 == 0:
                        value = (steps[half - 1, x] + value) / np.float32(2)
                    centre[x] = value
                    middle[y, x] += value * value
                for k in range(count):
                    for x in range(width):
                        steps[k, x] = abs(steps[k, x] - centre[x])
                _sort(steps)
                for x in range(width):
                    value = steps[half, x]
                    if count % 2 == 0:
                        value = (steps[half - 1, x] + value) / np.float32(2)
                    spread[y, x] += value * value


@compiled
def _sort(rows: Floats) -> None:
    """Each column in its order, in place: by neighbours in turn, which is done for many columns at once."""
    count, width = rows.shape
    for turn in range(count):
        for k in range(turn % 2, count - 1, 2):
            one, other = rows[k], rows[k + 1]
            for x in range(width):
                low, high = one[x], other[x]
                one[x] = low if low < high else high
                other[x] = high if low < high else low


common = compiled(_common)
observe = compiled(_observe, fastmath=True)
apply = compiled(_apply, fastmath=True)
forces = compiled(_forces, fastmath=True)
precondition = compiled(_precondition, fastmath=True)
uncover = compiled(_uncover, fastmath=True)
