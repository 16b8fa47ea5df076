"""From a frame's own planes to a picture, and from a repaired picture back into the hole's samples alone.

A chroma sample is shown at each pixel that shares it, without interpolation: so a pixel's colour depends on its own
samples only, and what no hole touches is seen as it was after saving. On the way back a chroma sample whose pixels lie
all in the hole is the mean of theirs. At the hole's border some pixels of a block lie outside: for these the
block's old chroma is taken into the mean, in their share, so it moves only as far as the hole's pixels ask. Luma and
alpha of a pixel outside never change.
Matrices: ITU-T H.273, table 4.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Pixels
from inpaint_studio.files.video.layouts import _ALPHA, _PADDING, Layout, Samples

# By matrix coefficients: the shares of red and of blue in luma.
_SHARES = {
    1: (0.2126, 0.0722),
    4: (0.30, 0.11),
    5: (0.299, 0.114),
    6: (0.299, 0.114),
    7: (0.212, 0.087),
    9: (0.2627, 0.0593),
}
KNOWN_MATRICES = frozenset({0, 2, *_SHARES})  # RGB, not specified, and these
_HIGH_DEFINITION = 720  # rows, from which files that do not say are of BT.709, as players take them


@dataclass(frozen=True)
class Coding:
    """How samples of a layout stand for colours."""

    layout: Layout
    red: float  # share of red in luma
    blue: float
    is_full: bool  # samples use all values; else luma 16..235 and chroma 16..240 of 8 bits

    @classmethod
    def of(cls, layout: Layout, matrix: int, range_: int, height: int) -> "Coding":
        """matrix, range_: the file's tags."""
        red, blue = _SHARES.get(matrix, _SHARES[1 if height >= _HIGH_DEFINITION else 6])
        is_full = layout.is_full or range_ == 2 or (layout.kind != "yuv" and range_ != 1) or layout.kind == "rgb"
        return cls(layout, red, blue, is_full)

    @property
    def _top(self) -> int:
        return (1 << self.layout.bits) - 1

    @property
    def luma(self) -> tuple[float, float]:
        """The sample of black, and samples from black to white."""
        unit = 1 << (self.layout.bits - 8)
        return (0.0, float(self._top)) if self.is_full else (16.0 * unit, 219.0 * unit)

    @property
    def chroma(self) -> tuple[float, float]:
        """The sample of grey, and samples from the least to the most."""
        unit = 1 << (self.layout.bits - 8)
        return 128.0 * unit, float(self._top) if self.is_full else 224.0 * unit


def to_pixels(samples: Samples, coding: Coding) -> Pixels:
    """(H, W, C) uint8, or uint16 of the whole range above 8 bits. C: 1 grey, 3 RGB, 4 with alpha."""
    layout = coding.layout
    if layout.kind == "yuv":
        from inpaint_studio.files.video.colour_kernels import to_rgb  # numba takes 0.3 s to import

        height, width = samples[0].shape
        out = np.empty((height, width, 4 if layout.has_alpha else 3), layout.dtype)
        scale, black, chroma = _display_top(layout) / coding.luma[1], coding.luma[0], coding.chroma[1]
        by_red, by_blue = 2 * (1 - coding.red), 2 * (1 - coding.blue)
        green = 1 - coding.red - coding.blue
        unit = _display_top(layout) / chroma
        factors = np.array(
            [
                black, scale, coding.chroma[0],
                by_red * unit, by_blue * unit,
                by_red * coding.red / green * unit, by_blue * coding.blue / green * unit,
                _display_top(layout),
            ],
            np.float32,
        )  # fmt: skip
        to_rgb(samples[0], samples[1], samples[2], out, layout.across, layout.down, factors)
        if layout.has_alpha:
            out[:, :, 3] = _widened(samples[3], layout)
        return out
    if layout.kind == "grey":
        black, span = coding.luma
        if coding.is_full:
            return _widened(samples[0], layout)[:, :, None].copy()
        values = (samples[0].astype(np.float32) - black) * (_display_top(layout) / span)
        return _rounded(values, _display_top(layout), layout.dtype)[:, :, None]
    height, width = samples[0].shape[:2]
    out = np.empty((height, width, 4 if layout.has_alpha else 3), layout.dtype)
    for number, colour in enumerate(layout.order):
        if colour != _PADDING:
            out[:, :, colour] = _widened(samples[0][:, :, number] if layout.is_packed else samples[number], layout)
    return out


def _display_top(layout: Layout) -> float:
    return 255.0 if layout.bits == 8 else 65535.0


def _widened(plane: NDArray[Any], layout: Layout) -> NDArray[Any]:
    if layout.bits in (8, 16):
        return plane
    top = (1 << layout.bits) - 1
    return ((plane.astype(np.uint32) * 65535 + top // 2) // top).astype(np.uint16)


def put(samples: Samples, coding: Coding, rect: Rect, pixels: Pixels, touched: NDArray[np.bool_]) -> None:
    """Write the colours of a repaired part into a frame's planes, in place, where `touched`.

    rect: in stored orientation.  pixels: (rect.height, rect.width, C) as `to_pixels` gives.  touched: (rect.height,
    rect.width). Samples of pixels that are not touched stay, but for chroma shared with a touched one.
    """
    layout = coding.layout
    own_top = float((1 << layout.bits) - 1)
    values = pixels.astype(np.float32) / np.float32(_display_top(layout))  # 0..1
    alpha = values[:, :, -1] if layout.has_alpha else None
    if layout.kind == "rgb":
        for number, component in enumerate(layout.order):
            if component != _PADDING:
                plane = samples[0][:, :, number] if layout.is_packed else samples[number]
                _set(
                    plane[rect.slices],
                    values[:, :, component if component != _ALPHA else -1] * own_top,
                    touched,
                    own_top,
                )
        return
    black, span = coding.luma
    if layout.kind == "grey":
        _set(samples[0][rect.slices], values[:, :, 0] * span + black, touched, own_top)
        return
    red, green, blue = values[:, :, 0], values[:, :, 1], values[:, :, 2]
    luma = coding.red * red + (1 - coding.red - coding.blue) * green + coding.blue * blue
    _set(samples[0][rect.slices], luma * span + black, touched, own_top)
    middle, span = coding.chroma
    for plane, colour, share in ((samples[1], blue, coding.blue), (samples[2], red, coding.red)):
        chroma = (colour - luma) * (span / (2 * (1 - share))) + middle
        _set_chroma(plane, chroma, rect, touched, layout, samples[0].shape, own_top)
    if alpha is not None:
        _set(samples[3][rect.slices], alpha * own_top, touched, own_top)


def _set(plane: NDArray[Any], values: NDArray[Any], where: NDArray[np.bool_], top: float) -> None:
    np.copyto(plane, _rounded(values, top, plane.dtype), where=where)


def _rounded(values: NDArray[Any], top: float, dtype: np.dtype[Any]) -> NDArray[Any]:
    return np.asarray(np.rint(np.clip(values, 0, top)), dtype)


def _set_chroma(
    plane: NDArray[Any],
    values: NDArray[Any],
    rect: Rect,
    touched: NDArray[np.bool_],
    layout: Layout,
    size: tuple[int, ...],
    top: float,
) -> None:
    """size: rows and columns of the frame."""
    across, down = layout.across, layout.down
    left, first = rect.x // across, rect.y // down
    right, last = -(-rect.right // across), -(-rect.bottom // down)
    blocks = (last - first, down, right - left, across)
    whole = (blocks[0] * down, blocks[2] * across)
    at = (slice(rect.y - first * down, rect.bottom - first * down),
          slice(rect.x - left * across, rect.right - left * across))  # fmt: skip
    weights, sums = np.zeros(whole, np.float32), np.zeros(whole, np.float32)
    weights[at], sums[at] = touched, np.where(touched, values, 0)
    own = plane[first:last, left:right]
    inside = np.zeros(whole, np.float32)  # at the edges of odd sizes a block reaches beyond the frame
    inside[: size[0] - first * down, : size[1] - left * across] = 1
    pixels = inside.reshape(blocks).sum(axis=(1, 3))
    share, mean = weights.reshape(blocks).sum(axis=(1, 3)) / pixels, sums.reshape(blocks).sum(axis=(1, 3)) / pixels
    _set(own, mean + own * (1 - share), share > 0, top)
