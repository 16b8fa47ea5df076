"""Crops: the part of the picture that a method gets, and conversion of its result to the picture's own samples.

torch is imported where it computes: a method of another package gets a crop in a process that may not need it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.fills import composite, copy_where
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Pixels
from inpaint_studio.files import icc
from inpaint_studio.files.colour import from_srgb, is_plain, to_srgb
from inpaint_studio.filling.request import FillRequest, mask_in
from inpaint_studio.filling.samples import Scales, continued, principal, unknown_in
from inpaint_studio.filling.tones import Tones

if TYPE_CHECKING:
    from inpaint_studio.filling.blend import Colours, Hole

    Smooth = Callable[[Colours, Hole], Colours]
    Places = tuple[NDArray[np.int32], NDArray[np.int32]]

_EIGHT_BITS = Tones()


class Before(NamedTuple):
    """The result so far in a rectangle of the picture."""

    rect: Rect
    pixels: Pixels  # (rect.height, rect.width, C), the picture's own samples
    filled: "Hole"  # (rect.height, rect.width): which of them are filled


@dataclass(frozen=True, eq=False)
class Crop:
    """A rectangle of the picture as input of the methods.

    Where texture is to come from elsewhere, the arrays are larger than `rect`: their upper left part shows it, and
    the places to copy from lie below (`mosaic`).
    """

    rect: Rect  # picture pixels
    pixels: Pixels  # the picture's own samples with the fills below laid on them
    colours: "Colours"  # (height, width, 3) sRGB-like, 0..1; of a data picture (height, width, bands)
    hole: "Hole"  # (height, width): all holes, fully transparent and unknown pixels, and NaN
    tones: Tones = _EIGHT_BITS  # how a photograph's values are mapped to 0..1
    scales: Scales | None = None  # of a data picture: in their place

    @classmethod
    def of(cls, request: FillRequest, rect: Rect, *befores: Before, scales: Scales | None = None) -> "Crop":
        """The crop of `rect`, with earlier results counted as picture. scales: of the region, for a data picture."""
        pixels = composite(request.picture, request.fills, rect)
        hole = mask_in(request, rect) > 0
        unknown = unknown_in(request, rect)
        if unknown is not None:
            hole |= unknown
        for before in befores:
            common = rect.intersect(before.rect)
            if common.is_empty:
                continue
            filled = before.filled[common.inside(before.rect).slices]
            copy_where(pixels[common.inside(rect).slices], before.pixels[common.inside(before.rect).slices], filled)
            hole[common.inside(rect).slices] &= ~filled
        return cls.shown(request, rect, pixels, hole, scales)

    @classmethod
    def shown(
        cls, request: FillRequest, rect: Rect, pixels: Pixels, hole: "Hole", scales: Scales | None = None
    ) -> "Crop":
        """Samples of the picture as the methods see them. hole: what of them is unknown; what is transparent, or no
        number, is added to it."""
        if scales is not None:
            mapped = scales.shown(pixels)
            return cls(rect, pixels, continued(mapped, hole) if hole.any() else mapped, hole, scales=scales)
        colours = to_srgb(pixels, _profile(request))
        if request.picture.has_alpha:
            transparent = pixels[:, :, -1] == 0
            if not transparent.all():  # colours of transparent pixels must not be copied
                hole |= transparent
        if pixels.dtype == np.uint8:
            return cls(rect, pixels, colours, hole)
        floats = pixels.dtype.kind == "f"
        if floats:  # NaN must neither be copied nor averaged
            hole |= ~np.isfinite(pixels[:, :, : 1 if pixels.shape[2] <= 2 else 3].astype(np.float32)).all(axis=2)
        tones = Tones.of(colours, hole, 0.0 if floats else 1 / float(np.iinfo(pixels.dtype).max))
        return cls(rect, pixels, tones.shown(colours), hole, tones)

    def part(self, rect: Rect) -> "Crop":
        """The crop of a rectangle inside this one, on the same arrays."""
        own = rect.inside(self.rect).slices
        return replace(self, rect=rect, pixels=self.pixels[own], colours=self.colours[own], hole=self.hole[own])

    @property
    def is_fine(self) -> bool:
        """Whether rounding to bfloat16 would show."""
        return self.tones.are_fine if self.scales is None else self.scales.are_fine

    @property
    def three(self) -> "Colours":
        """(height, width, 3): the colours as texture and structure are looked for in them."""
        return self.colours if self.scales is None else principal(self.colours, ~self.hole)

    def within(self, filled: "Colours") -> "Colours":
        """A net's answer, kept to what the picture's values may be."""
        limited: Colours = np.clip(filled, 0, 1) if self.scales is None else self.scales.within(filled)
        return limited

    def copies(self, core: Rect, places: "Places", where: "Hole") -> Pixels:
        """The picture's own samples in `core`, with those at `places`, rows and columns of this crop, (height, width)
        each, copied to the pixels `where`, (height, width): whole spectra, bit for bit."""
        inside = core.inside(self.rect).slices
        out, hole = self.pixels[inside].copy(), where[inside]
        out[hole] = self.pixels[places[0][inside][hole], places[1][inside][hole]]
        return out

    def samples(
        self,
        filled: "Colours",
        core: Rect,
        request: FillRequest,
        where: "Hole | None" = None,
        smooth: "Smooth | None" = None,
    ) -> Pixels:
        """`filled`, (height, width, 3) of this crop, as the picture's own samples in `core` where there is a hole.

        where: (height, width) the hole; None: this crop's.  smooth: what draws alpha; None: `blend.harmonic`.
        Alpha inside the hole is the membrane of the alpha around it. Outside the hole: the picture, bit for bit.
        """
        inside = core.inside(self.rect).slices
        out = self.pixels[inside].copy()
        hole = (self.hole if where is None else where)[inside]
        picture = request.picture
        if self.scales is not None:
            copy_where(out, self.scales.samples(filled[inside]), hole)
            return out
        made = from_srgb(self.tones.inverse(filled[inside]), _profile(request), out.dtype, out.shape[2])
        if picture.has_alpha:
            made[:, :, -1] = self._alpha(request, smooth)[inside]
        copy_where(out, made, hole)
        return out

    def grained(self, filled: "Colours", hole: "Hole", strength: float, seed: int) -> "Colours":
        """`filled`, (height, width, 3) of this crop, with the grain of its known pixels, by `add_grain`."""
        from inpaint_studio.filling.blend import add_grain

        tones, own = self.tones, self._own
        telling = None if tones.is_straight else tones.straight(self.colours[own])
        faintest = tones.faintest
        if self.scales is not None:
            telling, faintest = ~self.hole[own], self.scales.faintest
        if hole.shape == (self.rect.height, self.rect.width):
            return add_grain(filled, hole, strength, seed, faintest, telling)
        grained = filled.copy()  # what lies beside is of other places, whose grain may be another
        grained[own] = add_grain(filled[own], hole[own], strength, seed, faintest, telling)
        return grained

    @property
    def _own(self) -> tuple[slice, slice]:
        """The part of the arrays that shows `rect`."""
        return slice(0, self.rect.height), slice(0, self.rect.width)

    def _alpha(self, request: FillRequest, smooth: "Smooth | None") -> Pixels:
        alpha = self.pixels[(*self._own, -1)]
        hole = mask_in(request, self.rect) > 0
        known = alpha[~hole]
        if alpha.dtype.kind == "f" and not np.isfinite(known).all():
            hole |= ~np.isfinite(alpha)
            known = alpha[~hole]
        if not known.size or known.min() == known.max():  # uniform around the hole: the same inside, exactly
            same: Pixels = np.full_like(alpha, known[0] if known.size else _opaque(alpha))
            return same
        if smooth is None:
            from inpaint_studio.filling.blend import harmonic

            smooth = harmonic
        top = 1.0 if alpha.dtype.kind == "f" else float(np.iinfo(alpha.dtype).max)
        drawn = smooth((alpha.astype(np.float32) / np.float32(top))[:, :, None], hole)[:, :, 0] * top
        made: Pixels = (drawn if alpha.dtype.kind == "f" else np.rint(np.clip(drawn, 0, top))).astype(alpha.dtype)
        return made


def _opaque(alpha: Pixels) -> float:
    """The alpha of a picture that is all hole: its maximum, where that is finite."""
    most = float(alpha.max())
    return most if np.isfinite(most) else 1.0


def _profile(request: FillRequest) -> bytes | None:
    """The profile that samples are converted by. Profiles with tables are computed in 8 bits, too coarse for deeper
    samples, which are filled in their own encoding."""
    picture = request.picture
    grey = picture.pixels.shape[2] <= 2
    profile = picture.profile
    if picture.pixels.dtype == np.uint8 or profile is None or is_plain(profile, grey):
        return profile
    return profile if icc.shaper(profile, grey) is not None else None
