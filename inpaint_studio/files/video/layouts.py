"""How the samples of a frame lie: the pixel formats that are opened, in FFmpeg's names."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Samples = tuple[NDArray[Any], ...]  # the planes of one frame as stored, without padding; uint8, or uint16 above 8 bits

_RED, _GREEN, _BLUE, _ALPHA, _PADDING = range(5)


@dataclass(frozen=True)
class Layout:
    """One pixel format.

    A plane is (rows, columns), or (rows, columns, components) where components are interleaved ("packed").
    """

    name: str
    kind: Literal["yuv", "grey", "rgb"]
    bits: int = 8  # of a sample
    across: int = 1  # pixels that share a chroma sample
    down: int = 1
    has_alpha: bool = False
    is_full: bool = False  # samples use all values, whatever the file's tag of range says
    order: tuple[int, ...] = ()  # of RGB: which colour each plane, or each interleaved component, is
    is_packed: bool = False

    @property
    def dtype(self) -> np.dtype[Any]:
        return np.dtype(np.uint8 if self.bits == 8 else np.uint16)

    @property
    def colours(self) -> int:
        return 1 if self.kind == "grey" else 3

    def shapes(self, width: int, height: int) -> tuple[tuple[int, ...], ...]:
        """Of each plane of a frame of this size."""
        if self.is_packed:
            return ((height, width, len(self.order)),)
        whole = (height, width)
        if self.kind == "yuv":
            chroma = (-(-height // self.down), -(-width // self.across))
            return (whole, chroma, chroma, *((whole,) if self.has_alpha else ()))
        return (whole,) * (len(self.order) or 1)

    def bytes_of(self, width: int, height: int) -> int:
        return sum(int(np.prod(shape)) for shape in self.shapes(width, height)) * self.dtype.itemsize


def _table() -> dict[str, Layout]:
    rows: list[Layout] = []
    for name, across, down in (("420", 2, 2), ("422", 2, 1), ("444", 1, 1), ("440", 1, 2), ("411", 4, 1)):
        rows.append(Layout(f"yuv{name}p", "yuv", 8, across, down))
        rows.append(Layout(f"yuvj{name}p", "yuv", 8, across, down, is_full=True))
        if name in ("420", "422", "444"):
            rows += [Layout(f"yuv{name}p{bits}le", "yuv", bits, across, down) for bits in (10, 12)]
            rows.append(Layout(f"yuva{name}p", "yuv", 8, across, down, True))
            rows.append(Layout(f"yuva{name}p10le", "yuv", 10, across, down, True))
    rows.append(Layout("gray", "grey"))
    rows += [Layout(f"gray{bits}le", "grey", bits) for bits in (10, 12, 16)]
    planar = (_GREEN, _BLUE, _RED)
    rows += [Layout("gbrp", "rgb", order=planar), Layout("gbrap", "rgb", has_alpha=True, order=(*planar, _ALPHA))]
    rows += [Layout(f"gbrp{bits}le", "rgb", bits, order=planar) for bits in (10, 12, 16)]
    letters = {"r": _RED, "g": _GREEN, "b": _BLUE, "a": _ALPHA, "0": _PADDING}
    for name in ("rgb24", "bgr24", "rgb0", "bgr0", "0rgb", "0bgr", "rgba", "bgra", "argb", "abgr"):
        order = tuple(letters[letter] for letter in name.removesuffix("24"))
        rows.append(Layout(name, "rgb", has_alpha=_ALPHA in order, order=order, is_packed=True))
    return {row.name: row for row in rows}


LAYOUTS = _table()


def rearranged(samples: Samples, layout: Layout, other: Layout) -> Samples:
    """The same samples in another layout that holds them all: see `encoders.exact_layout`."""
    if layout.order == other.order and layout.is_packed == other.is_packed:
        return samples
    height, width = samples[0].shape[:2]
    out = np.zeros((height, width, len(other.order)), layout.dtype)
    for number, component in enumerate(other.order):
        if component in layout.order:
            at = layout.order.index(component)
            out[:, :, number] = samples[0][:, :, at] if layout.is_packed else samples[at]
    return (out,)
