"""How opaque dust is to visible light, by the infrared: where it is semi-transparent the picture can be divided by it.

ln visible = power * ln infrared, with one power for a frame; published numbers of two scanners are 1.25 and 6.6, so it
is measured for each frame on its own dust.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Mask
from inpaint_studio.finding.infrared.analysis import Calibration, density_in, smooth
from inpaint_studio.finding.infrared.planes import logged
from inpaint_studio.finding.samples import Floats, Samples, as_shares

_RING = 5  # pixels round a component in which the picture goes on
_SMOOTH = 0.8  # pixels: over which the infrared's noise is averaged
_MOST = 400  # components that the power is measured on
_FEW = 8  # with fewer it is not known
_OPAQUE = 0.7  # opacity above which a component is filled instead
_LEFT = 0.06  # ln: what a division may leave of a component
_POWERS = (0.3, 12.0)


@dataclass(frozen=True, eq=False)
class Transmission:
    """One semi-transparent component. Dividing by 1 - opacity takes it off: a mark of black, for `unblend`."""

    rect: Rect
    opacity: Floats  # (rect.height, rect.width), 0..1


def power_of(
    frame: Calibration, pixels: Samples, infrared: Samples, components: Iterable[tuple[Rect, Mask]]
) -> float | None:
    """The power of a frame, measured on its components; None where they are too few, lighter, or do not agree."""
    ratios, weights = [], []
    for rect, mask in components:
        looked = _looked_at(frame, pixels, infrared, rect, mask)
        if looked is None:
            continue
        density, visible, inside = looked
        depth = float(np.median(density[inside]))
        if depth < -4 * frame.noise[1]:
            near = _near(inside)  # sums, since infrared is less sharp: its middle is shallower, its edge wider
            ratios.append(float(visible[near].sum() / density[near].sum()))
            weights.append(-depth)
        if len(ratios) >= _MOST:
            break
    if len(ratios) < _FEW:
        return None
    values, shares = np.array(ratios), np.array(weights)
    order = np.argsort(values)
    total = np.cumsum(shares[order])
    power = float(values[order][np.searchsorted(total, total[-1] / 2)])
    apart = float(np.median(np.abs(values - power)))
    return power if _POWERS[0] <= power <= _POWERS[1] and apart < 0.5 * power else None


def transmission_of(
    frame: Calibration, pixels: Samples, infrared: Samples, rect: Rect, mask: Mask, power: float
) -> Transmission | None:
    """Of one component; None where it is opaque, or where dividing by it would leave or make an edge: it is filled."""
    looked = _looked_at(frame, pixels, infrared, rect, mask)
    if looked is None:
        return None
    density, visible, inside = looked
    through = np.minimum(power * density, 0)
    near = _near(inside)
    opacity = np.where(near & (density < -1.5 * frame.noise[1]), 1 - np.exp(through), 0).astype(np.float32)
    if float(np.percentile(opacity[inside], 90)) > _OPAQUE:
        return None
    left = visible - np.where(opacity > 0, through, 0)
    ring = ~near
    limit = _LEFT + float(np.std(visible[ring])) if ring.any() else _LEFT
    if abs(float(np.median(left[inside]))) > _LEFT or float(np.std(left[inside])) > limit:
        return None
    return Transmission(rect.grow(_RING).clip(frame.size), opacity)


def _looked_at(
    frame: Calibration, pixels: Samples, infrared: Samples, rect: Rect, mask: Mask
) -> tuple[Floats, Floats, NDArray[np.bool_]] | None:
    """Density, ln of luminance against a plane through the ring, and the component; None where the ring is missing."""
    around = rect.grow(_RING).clip(frame.size)
    colours = 1 if pixels.shape[2] <= 2 else 3
    luminance = logged(as_shares(pixels[around.slices][:, :, :colours]).mean(axis=2))
    inside = np.zeros(luminance.shape, bool)
    inside[rect.inside(around).slices] = mask > 0
    ring = ~_near(inside)
    if ring.sum() < 20:
        return None
    density = smooth(density_in(frame, pixels, infrared, around), _SMOOTH)
    density = density - np.float32(np.median(density[ring]))
    y, x = np.nonzero(ring)
    plane = np.linalg.lstsq(np.stack([y, x, np.ones(len(y))], axis=1), luminance[ring], rcond=None)[0]
    rows, columns = np.indices(luminance.shape)
    background = plane[0] * rows + plane[1] * columns + plane[2]
    return density, np.asarray(luminance - background, np.float32), inside


def _near(inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """A component with its soft edge."""
    from scipy import ndimage  # 0.4 s to import

    return np.asarray(ndimage.binary_dilation(inside, np.ones((3, 3), bool), iterations=2))
