"""How opaque dust is to visible light, by the infrared: where it is semi-transparent the picture can be divided by it.

ln visible = power * ln infrared, with one power for a frame; published numbers of two scanners are 1.25 and 6.6, so it
is measured for each frame on its own dust.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.findings import CERTAIN, Layer
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Mask
from inpaint_studio.finding.infrared.analysis import Calibration, density_in
from inpaint_studio.finding.infrared.detection import Dust
from inpaint_studio.finding.infrared.filters import middle, smooth
from inpaint_studio.finding.infrared.planes import logged
from inpaint_studio.finding.samples import Floats, Samples, as_shares

_RING = 5  # pixels round a component in which the picture goes on
_SMOOTH = 0.8  # pixels: over which the infrared's noise is averaged
_MOST = 400  # components that the power is measured on
_FEW = 8  # with fewer it is not known
_OPAQUE = 0.7  # opacity above which a component is filled instead
_LEFT = 0.06  # ln: what a division may leave of a component, besides the picture's texture
_OF_EDGE = 0.1  # of the opacity: what the blur of the infrared leaves
_TEXTURED = 2.0  # so many times what a division gets wrong is the texture that a fill would lose
_WINDOW, _EVEN = 2, 0.001  # of the guided filter: pixels to each side, and the variance of what is no edge
_MOST_WEIGHT = 4.0  # of one component, in those of the usual one
_POWERS, _UNSURE = (0.3, 12.0), 0.2  # what a power can be, and how far it may be unknown


class Layers:
    """How opaque the components of one frame are."""

    def __init__(self, frame: Calibration, pixels: Samples, infrared: Samples, components: Sequence[Dust]) -> None:
        """components: the most certain first; the power is measured on them."""
        self._frame, self._pixels, self._infrared = frame, pixels, infrared
        certain = ((one.rect, one.mask) for one in components if one.confidence >= CERTAIN)
        self.power = power_of(frame, pixels, infrared, certain)

    def of(self, rect: Rect, mask: Mask) -> Layer | None:
        """Of one component; None where it cannot be told, and it is filled."""
        if self.power is None:
            return None
        return layer_of(self._frame, self._pixels, self._infrared, rect, mask, self.power)


def power_of(
    frame: Calibration, pixels: Samples, infrared: Samples, components: Iterable[tuple[Rect, Mask]]
) -> float | None:
    """The power of a frame, measured on its components; None where they are too few, lighter, or do not agree."""
    ratios, weights = [], []
    for rect, mask in components:
        looked = _looked_at(frame, pixels, rect, mask)
        if looked is None:
            continue
        density = _density(frame, pixels, infrared, looked)
        if middle(density[looked.inside]) < -4 * frame.noise[1]:
            near = looked.near
            soft = smooth(looked.visible, frame.prediction.softness)[near]  # as the infrared is
            weights.append(float((density[near] ** 2).sum()))
            ratios.append(float((soft * density[near]).sum()) / weights[-1])
        if len(ratios) >= _MOST:
            break
    if len(ratios) < _FEW:
        return None
    values, shares = np.array(ratios), np.array(weights)
    shares = np.minimum(shares, _MOST_WEIGHT * np.median(shares))  # opaque dust is black in both, and says nothing
    order = np.argsort(values)
    total = np.cumsum(shares[order])
    power = float(values[order][np.searchsorted(total, total[-1] / 2)])
    # Of the median: single ones differ by the picture's texture under them.
    error = 1.5 * float(np.median(np.abs(values - power))) / len(values) ** 0.5
    return power if _POWERS[0] <= power <= _POWERS[1] and error < _UNSURE * power else None


def layer_of(
    frame: Calibration, pixels: Samples, infrared: Samples, rect: Rect, mask: Mask, power: float
) -> Layer | None:
    """Of one component; None where it is opaque, or where dividing by it would leave or make an edge: it is filled."""
    looked = _looked_at(frame, pixels, rect, mask)
    if looked is None:
        return None
    visible, inside, near = looked.visible, looked.inside, looked.near
    texture = float(np.std(visible[~near]))
    if texture < _TEXTURED * power * frame.noise[1]:  # already, without what the division gets wrong at the edge
        return None
    density = _density(frame, pixels, infrared, looked)
    through = np.where(near, np.minimum(_sharpened(power * density, visible), 0), 0)
    opacity = 1 - np.exp(through)
    depth = float(np.percentile(opacity[inside], 90))
    # What a fill gets wrong is the texture, what a division does is the infrared's noise and blur.
    wrong = np.hypot(power * frame.noise[1], _OF_EDGE * depth)
    if depth > _OPAQUE or texture < _TEXTURED * wrong:
        return None
    left = (visible - through)[inside]
    if abs(middle(left)) > _LEFT + texture / 2 or float(np.std(left)) > _LEFT + texture:
        return None
    return Layer(rect.grow(_RING).clip(frame.size), np.rint(opacity * 255).astype(np.uint8))


def _sharpened(through: Floats, visible: Floats) -> Floats:
    """The infrared is less sharp than the colours: edges as there, by the guided filter of HE, SUN AND TANG 2013."""
    from scipy import ndimage

    def mean(values: Floats) -> Floats:
        return np.asarray(ndimage.uniform_filter(values, 2 * _WINDOW + 1, mode="nearest"))

    through = 2 * through - smooth(through, 1.0)
    of_visible, of_through = mean(visible), mean(through)
    slope = (mean(visible * through) - of_visible * of_through) / (mean(visible**2) - of_visible**2 + _EVEN)
    return mean(slope) * visible + mean(of_through - slope * of_visible)


class _Looked(NamedTuple):
    """A component and its surroundings."""

    rect: Rect
    visible: Floats  # ln of luminance against a plane through the ring
    inside: NDArray[np.bool_]
    near: NDArray[np.bool_]  # the component with its soft edge; the ring is the rest


def _looked_at(frame: Calibration, pixels: Samples, rect: Rect, mask: Mask) -> _Looked | None:
    """None where the ring is missing."""
    around = rect.grow(_RING).clip(frame.size)
    colours = 1 if pixels.shape[2] <= 2 else 3
    luminance = logged(as_shares(pixels[around.slices][:, :, :colours]).mean(axis=2))
    inside = np.zeros(luminance.shape, bool)
    inside[rect.inside(around).slices] = mask > 0
    near = _near(inside)
    ring = ~near
    if ring.sum() < 20:
        return None
    y, x = np.nonzero(ring)
    plane = np.linalg.lstsq(np.stack([y, x, np.ones(len(y))], axis=1), luminance[ring], rcond=None)[0]
    rows, columns = np.indices(luminance.shape)
    background = plane[0] * rows + plane[1] * columns + plane[2]
    return _Looked(around, np.asarray(luminance - background, np.float32), inside, near)


def _density(frame: Calibration, pixels: Samples, infrared: Samples, looked: _Looked) -> Floats:
    """Of the infrared, against that of the ring."""
    density = smooth(density_in(frame, pixels, infrared, looked.rect), _SMOOTH)
    return density - np.float32(middle(density[~looked.near]))


def _near(inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """A component with its soft edge of two pixels."""
    tall = inside.copy()
    for step in (1, 2):
        tall[step:] |= inside[:-step]
        tall[:-step] |= inside[step:]
    wide = tall.copy()
    for step in (1, 2):
        wide[:, step:] |= tall[:, :-step]
        wide[:, :-step] |= tall[:, step:]
    return wide
