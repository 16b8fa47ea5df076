"""What a method is shown of the picture, and how its answer becomes the picture's own samples again."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from inpaint_studio.editing.fills import composite
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Mask, Pixels
from inpaint_studio.files.colour import from_srgb, to_srgb
from inpaint_studio.filling.blend import Colours, Hole, harmonic
from inpaint_studio.filling.request import FillRequest


class Before(NamedTuple):
    """What a fill has made so far of a rectangle of the picture."""

    rect: Rect
    pixels: Pixels  # (rect.height, rect.width, C), the picture's own samples
    filled: Hole  # (rect.height, rect.width): which of them are made


@dataclass(frozen=True, eq=False)
class Crop:
    """A rectangle of the picture as the methods see it."""

    rect: Rect  # picture pixels
    pixels: Pixels  # the picture's own samples with the fills below laid on them
    colours: Colours  # (height, width, 3) sRGB-like, 0..1
    hole: Hole  # (height, width): every hole in sight, and what is fully transparent
    low: float = 0.0  # the picture's value that is shown as 0, and
    span: float = 1.0  # how much further the one lies that is shown as 1: floats may leave 0..1

    @classmethod
    def of(cls, request: FillRequest, rect: Rect, *befores: Before) -> "Crop":
        """What lies in `rect`, with what was filled before as if it were picture."""
        pixels = composite(request.picture, request.fills, rect)
        hole = mask_in(request, rect) > 0
        for before in befores:
            common = rect.intersect(before.rect)
            if common.is_empty:
                continue
            filled = before.filled[common.inside(before.rect).slices]
            pixels[common.inside(rect).slices][filled] = before.pixels[common.inside(before.rect).slices][filled]
            hole[common.inside(rect).slices] &= ~filled
        colours = to_srgb(pixels, request.picture.profile)
        if request.picture.has_alpha:
            transparent = pixels[:, :, -1] == 0
            if not transparent.all():  # colours under nothing are not to be copied
                hole |= transparent
        low, span = 0.0, 1.0
        if pixels.dtype.kind == "f":
            known = colours[~hole]
            if known.size and (known.min() < 0 or known.max() > 1):
                low = min(0.0, float(known.min()))
                span = max(1.0, float(known.max())) - low
                colours = ((colours - low) / span).astype(np.float32)
        return cls(rect, pixels, colours, hole, low, span)

    def samples(
        self,
        filled: Colours,
        core: Rect,
        request: FillRequest,
        where: Hole | None = None,
    ) -> Pixels:
        """`filled`, (height, width, 3) of this crop, as the picture's own samples in `core` where there is a hole.

        where: (height, width) the hole, where it is not all of this crop's.
        Alpha inside the hole is the membrane of the alpha round it. Outside the hole: the picture, bit for bit.
        """
        inside = core.inside(self.rect).slices
        out = self.pixels[inside].copy()
        hole = (self.hole if where is None else where)[inside]
        colours = filled[inside] * np.float32(self.span) + np.float32(self.low)
        picture = request.picture
        made = from_srgb(colours.astype(np.float32), picture.profile, out.dtype, out.shape[2])
        if picture.has_alpha:
            made[:, :, -1] = self._alpha(request)[inside]
        out[hole] = made[hole]
        return out

    def _alpha(self, request: FillRequest) -> Pixels:
        alpha = self.pixels[:, :, -1]
        hole = mask_in(request, self.rect) > 0
        known = alpha[~hole]
        if not known.size or known.min() == known.max():  # opaque all round: opaque inside, exactly
            same: Pixels = np.full_like(alpha, known[0] if known.size else alpha.max())
            return same
        top = 1.0 if alpha.dtype.kind == "f" else float(np.iinfo(alpha.dtype).max)
        smooth = harmonic((alpha.astype(np.float32) / np.float32(top))[:, :, None], hole)[:, :, 0] * top
        made: Pixels = (smooth if alpha.dtype.kind == "f" else np.rint(np.clip(smooth, 0, top))).astype(alpha.dtype)
        return made


def mask_in(request: FillRequest, rect: Rect) -> Mask:
    """The request's mask as seen in `rect` of the picture; 0 beyond it."""
    seen = np.zeros((rect.height, rect.width), np.uint8)
    common = rect.intersect(request.rect)
    if not common.is_empty:
        seen[common.inside(rect).slices] = request.mask[common.inside(request.rect).slices]
    return seen
