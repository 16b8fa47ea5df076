"""Views: pictures as finders look at them. Measured data are shown through their levels, as a person sees them."""

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.fills import Fill, composite
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Picture, Pixels
from inpaint_studio.editing.unknown import unknown_of
from inpaint_studio.finding.finder import Beside, Data, View

_NEAREST = 2**25  # pixels; in larger pictures unknown ones are shown in one colour
_TELLING = 2**20  # pixels that tell of that


def view_of(picture: Picture, fills: tuple[Fill, ...] = (), first: Rect | None = None) -> View:
    """A picture with its fills. first: where to search first."""
    return seen(picture, composite(picture, fills, picture.rect) if fills else picture.pixels, fills, first)


def seen(
    picture: Picture,
    pixels: Pixels,
    fills: tuple[Fill, ...] = (),
    first: Rect | None = None,
    beside: Beside | None = None,
) -> View:
    """The same where `pixels`, the picture with these fills, are there already. beside: of a plane of a stack."""
    if picture.levels is None:
        return View(pixels, first, picture.infrared, beside=beside)
    unknown = unknown_of(picture, fills, picture.rect)
    shown = picture.levels.shown(pixels)
    if unknown is not None:
        shown = _without(shown, unknown)
    return View(shown, first, None, Data(pixels, picture.bands, picture.levels, unknown), beside)


def _without(shown: NDArray[np.uint8], unknown: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """What is shown, with what is known going on where it is not, so that its edge is none of the picture's."""
    if unknown.all():
        return np.zeros_like(shown)
    if unknown.size <= _NEAREST:
        from scipy import ndimage

        places = ndimage.distance_transform_edt(unknown, return_distances=False, return_indices=True)
        return np.ascontiguousarray(shown[tuple(places)])
    step = max(1, round((unknown.size / _TELLING) ** 0.5))
    some = shown[::step, ::step][~unknown[::step, ::step]]
    filled = shown.copy()
    filled[unknown] = np.median(some, axis=0).astype(np.uint8) if len(some) else 0
    return filled
