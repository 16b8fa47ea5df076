"""One enlargement, tile by tile: whatever the tiles, the result is the same."""

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from inpaint_studio.editing.fills import Fill, composite
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.picture import Picture, Pixels
from inpaint_studio.enlarging.denoising import REACH as DENOISE_REACH
from inpaint_studio.enlarging.denoising import denoised
from inpaint_studio.enlarging.resampling import needed, resampled, weights
from inpaint_studio.enlarging.transparency import REACH as TRANSPARENT_REACH
from inpaint_studio.enlarging.transparency import without_hidden
from inpaint_studio.model.nets.enlarger import CORRECTIONS, GRID_REACH, Enlarger, bicubic, corrected
from inpaint_studio.model.nets.precision import has_fast_bfloat16

# Pixels a side of what a tile is enlarged from, without what lies round it. Larger ones leave the processor's cache: at
# x2 1.3 to 1.7 CPU s a megapixel of the result, 2.0 to 2.3 with 640, 1.8 with 192.
TILE = 336
_ROUND = 4  # pixels round it that every way needs: the reach of bicubic interpolation, with some to spare
_OF_CORRECTIONS = 4 * CORRECTIONS  # pixels that `consistent` reaches


@dataclass(frozen=True, eq=False)
class Nets:
    """The nets of one enlargement; None: not needed."""

    factor: int
    device: torch.device
    faithful: Enlarger | None
    textured: Enlarger | None
    denoiser: Enlarger | None = None  # in place of `denoised`

    @property
    def margin(self) -> int:
        """Pixels round a tile that its pixels depend on."""
        reach = max((net.config.reach for net in (self.faithful, self.textured) if net is not None), default=0)
        return _ROUND + reach + (_OF_CORRECTIONS + GRID_REACH if self.textured is not None else 0)


class Enlargement:
    """A picture with its fills, the size it is to have, and the nets that enlarge it."""

    def __init__(
        self,
        picture: Picture,
        fills: tuple[Fill, ...],
        size: Size,
        texture: float,
        nets: Nets,
        denoise: float = 0.0,
    ) -> None:
        """texture: 0..1, how much of the textured net is mixed in.  denoise: 0..1, how much of the noise goes first."""
        self._picture, self._fills, self._texture, self._nets = picture, fills, texture, nets
        self._denoise = denoise
        denoiser = nets.denoiser
        self._margin = nets.margin
        if denoise:
            self._margin += DENOISE_REACH if denoiser is None else denoiser.config.reach
        if picture.pixels.shape[2] > picture.colours:
            self._margin += TRANSPARENT_REACH
        self.size = size
        dtype = picture.pixels.dtype
        self._low, self._high = _range(picture.pixels[:, :, : picture.colours])
        self._opaque = 1.0 if dtype.kind == "f" else float(np.iinfo(dtype).max)  # as alpha
        # bfloat16 steps by less than a level of 8 bits, since the nets add to a float32 base.
        self._half = dtype == np.uint8 and has_fast_bfloat16(nets.device)

    def cores(self, tile: int = TILE) -> list[Rect]:
        """The tiles of the result, row by row. tile: pixels of the small picture a side."""
        small = self._picture.size
        across, down = math.ceil(small.width / tile), math.ceil(small.height / tile)
        rows = [round(i * self.size.height / down) for i in range(down + 1)]
        columns = [round(i * self.size.width / across) for i in range(across + 1)]
        return [
            Rect.of_edges(left, top, right, bottom)
            for top, bottom in itertools.pairwise(rows)
            for left, right in itertools.pairwise(columns)
        ]

    def result(self, cores: list[Rect], out: Pixels) -> Iterator[Rect]:
        """Write every tile into `out`, the pixels of the result, yielding each when it is done."""
        for core in cores:
            part = self._part(core)
            out[core.slices] = self._samples(part, self._mixed(part), core)
            yield core

    def preview(self, core: Rect) -> tuple[Pixels, Pixels, Pixels]:
        """A part of the result by bicubic interpolation, faithful, and textured as far as the texture goes."""
        part = self._part(core)
        plain = self._faithful(part)
        ways = (bicubic(part.stored, self._nets.factor), plain, self._mixed(part, plain))
        base, faithful, mixed = (self._samples(part, way, core) for way in ways)
        return base, faithful, mixed

    def rect_of(self, rect: Rect) -> Rect:
        """The part of the result that shows `rect` of the picture."""
        across, down = self.size.width / self._picture.size.width, self.size.height / self._picture.size.height
        return Rect.of_edges(
            round(rect.x * across), round(rect.y * down), round(rect.right * across), round(rect.bottom * down)
        ).clip(self.size)

    def _part(self, core: Rect) -> "_Part":
        factor, small = self._nets.factor, self._picture.size
        columns = needed(factor * small.width, self.size.width, core.x, core.width)
        rows = needed(factor * small.height, self.size.height, core.y, core.height)
        inner = Rect.of_edges(columns[0] // factor, rows[0] // factor, -(-columns[1] // factor), -(-rows[1] // factor))
        rect = inner.grow(self._margin).clip(small)
        pixels = composite(self._picture, self._fills, rect)
        colours = self._picture.colours
        shares = (np.nan_to_num(pixels[:, :, :colours].astype(np.float32)) - self._low) / (self._high - self._low)
        tensor = torch.from_numpy(np.ascontiguousarray(shares.transpose(2, 0, 1)))[None].to(self._nets.device)
        tensor = tensor.expand(1, 3, *tensor.shape[2:]) if colours == 1 else tensor
        alpha = pixels[:, :, colours:].astype(np.float32)
        if alpha.shape[2]:
            shares = np.nan_to_num(alpha[:, :, 0]).clip(0, self._opaque) / self._opaque
            tensor = without_hidden(tensor, torch.from_numpy(shares)[None, None].to(tensor.device))
        return _Part(rect, tensor, self._without_noise(tensor, rect), alpha)

    def _without_noise(self, colours: Tensor, rect: Rect) -> Tensor:
        if not self._denoise:
            return colours
        if self._nets.denoiser is None:
            return denoised(colours, self._denoise, rect.x, rect.y)
        with torch.autocast(self._nets.device.type, torch.bfloat16, enabled=self._half):
            clean: Tensor = self._nets.denoiser(colours)
        return torch.lerp(colours, clean, self._denoise).clamp(0, 1)

    def _faithful(self, part: "_Part") -> Tensor:
        assert self._nets.faithful is not None, "a preview has both"
        return self._enlarged(self._nets.faithful, part)

    def _mixed(self, part: "_Part", faithful: Tensor | None = None) -> Tensor:
        """faithful: where it is there already."""
        if self._nets.textured is None or not self._texture:
            return self._faithful(part) if faithful is None else faithful
        # The nets of texture leave a grid of the factor's period, faint, but seen on smooth skin at four times.
        textured = corrected(self._enlarged(self._nets.textured, part), part.colours, self._nets.factor)
        if self._texture == 1:
            return textured
        return torch.lerp(self._faithful(part) if faithful is None else faithful, textured, self._texture)

    def _enlarged(self, net: Enlarger, part: "_Part") -> Tensor:
        with torch.autocast(self._nets.device.type, torch.bfloat16, enabled=self._half):
            large: Tensor = net(part.colours)
        return large

    def _samples(self, part: "_Part", large: Tensor, core: Rect) -> Pixels:
        """The samples of the picture's own kind in `core` of the result, of colours enlarged by the factor."""
        factor, dtype, colours = self._nets.factor, self._picture.pixels.dtype, self._picture.colours
        planes = large[0].mean(dim=0, keepdim=True) if colours == 1 else large[0]
        values = self._fitted(planes, part.rect, core).clip(0, 1) * (self._high - self._low) + self._low
        if part.alpha.shape[2]:
            alpha = torch.from_numpy(part.alpha.transpose(2, 0, 1))[None].to(self._nets.device)
            values = np.concatenate([values, self._fitted(bicubic(alpha, factor)[0], part.rect, core)])
        if dtype.kind != "f":
            top = np.iinfo(dtype).max
            values = np.rint(values).clip(0, top)
        elif part.alpha.shape[2]:
            values[-1] = values[-1].clip(part.alpha.min(), part.alpha.max())
        return values.transpose(1, 2, 0).astype(dtype)

    def _fitted(self, planes: Tensor, rect: Rect, core: Rect) -> NDArray[np.float32]:
        """(C, core.height, core.width) of planes that show `rect` of the picture, enlarged by the factor."""
        factor, small = self._nets.factor, self._picture.size
        enlarged = planes.float().cpu().numpy()
        if self.size == (factor * small.width, factor * small.height):
            at = core.inside(Rect(factor * rect.x, factor * rect.y, 0, 0))
            return np.ascontiguousarray(enlarged[:, *at.slices])
        rows, columns = (
            weights(factor * whole, out, first, count, factor * begin, factor * held)
            for whole, out, first, count, begin, held in (
                (small.height, self.size.height, core.y, core.height, rect.y, rect.height),
                (small.width, self.size.width, core.x, core.width, rect.x, rect.width),
            )
        )
        return resampled(enlarged, rows, columns)


@dataclass(frozen=True, eq=False)
class _Part:
    """What a tile is made of."""

    rect: Rect  # of the picture
    stored: Tensor  # (1, 3, h, w) float32 in 0..1
    colours: Tensor  # the same as the nets get them: without noise
    alpha: NDArray[np.float32]  # (h, w, 0 or 1), samples as they are


def _range(colours: Pixels) -> tuple[float, float]:
    """What counts as black and white. Floats may lie beyond 0..1; they keep their range."""
    if colours.dtype.kind != "f":
        return 0.0, float(np.iinfo(colours.dtype).max)
    low, high = 0.0, 1.0
    for row in colours:  # a copy of all would be as large as the picture
        finite = row[np.isfinite(row)]
        if finite.size:
            low, high = min(low, float(finite.min())), max(high, float(finite.max()))
    return low, high
