"""Sums and means of squares of pixels, as a picture is reduced by a whole factor."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def means(samples: NDArray[np.float32], side: int) -> NDArray[np.float32]:
    """The mean of each `side` x `side` pixels of (H, W, C); past the edge the last pixels go on."""
    return samples if side == 1 else sums(samples, side, np.float32) * np.float32(1 / side**2)


def sums(samples: NDArray[Any], side: int, kind: type[np.generic]) -> NDArray[Any]:
    """(H, W, C) -> the sum of each `side` x `side` of them, rounded up. Rows first, which lie together in memory."""
    height, width, channels = samples.shape
    if height % side or width % side:
        samples = np.pad(samples, ((0, -height % side), (0, -width % side), (0, 0)), "edge")
    rows = samples[::side].astype(kind)
    for row in range(1, side):
        rows += samples[row::side]
    columns = rows.reshape(len(rows), -1, side * channels)
    answer = np.empty((len(rows), columns.shape[1], channels), kind)
    for channel in range(channels):
        plane = columns[:, :, channel].copy()
        for column in range(1, side):
            plane += columns[:, :, column * channels + channel]
        answer[:, :, channel] = plane
    return answer
