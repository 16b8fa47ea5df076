"""A logo that is known, found in one picture: where it lies, how large it is, and how opaque.

Its steps are looked for at all sizes from .85 to 1.12 in the picture's clipped ones; then place, size and opacity are
refined together by what the photograph would have left of steps, as in `estimation`.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import fft, ndimage, optimize

from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.marks import Mark
from inpaint_studio.filling.request import FillError
from inpaint_studio.filling.unblend.registration import steps_of
from inpaint_studio.filling.unblend.residue import Residue, residue_of
from inpaint_studio.sentence import say

Floats = NDArray[np.float32]

_SCALES = np.exp(np.linspace(np.log(0.85), np.log(1.12), 29))
_SEARCHED = 400_000  # pixels of a picture in which the logo is searched; larger ones are halved
_REFINED = 120_000  # pixels of the logo's surroundings in which it is refined
_OPACITIES = (0.2, 0.35, 0.5, 0.7, 1.0)  # of the logo's own, that are tried first
_TRIALS = 220
_NOISE = 0.01
_MARGIN = 6  # pixels round the logo


def logo_in(picture: Floats, logo: Floats, linear: bool = False) -> Iterator[float | tuple[Mark, float, Residue]]:
    """How much is done, 0..1, and last the logo as it lies in the picture, its opacity, and its residue.

    picture: (C, H, W), 0..1.  logo: (H, W, 4), 0..1. Raises FillError, a sentence, where the picture does not have it.
    """
    size = Size(picture.shape[2], picture.shape[1])
    factor = 1
    while picture.shape[1] * picture.shape[2] / factor**2 > _SEARCHED:
        factor *= 2
    best: tuple[float, float, float, float] | None = None
    grey = _shrunk(picture.mean(axis=0), factor)
    steps = steps_of(grey[None, None])[0]
    shape = tuple(fft.next_fast_len(n) for n in grey.shape)
    seen = fft.fft2(steps, shape)
    tone = float(np.median(grey))
    for number, scale in enumerate(_SCALES):
        drawn = _resized(logo, float(scale) / factor)
        height, width = drawn.shape[:2]
        if height + 4 < grey.shape[0] and width + 4 < grey.shape[1] and min(height, width) >= 4:
            model = np.pad(drawn[..., 3] * np.where(drawn[..., :3].mean(axis=2) >= tone, 1, -1), 2).astype(np.float32)
            kernel = steps_of(model[None, None])[0]
            surface = fft.ifft2(np.conj(fft.fft2(kernel, shape)) * seen).real
            surface = surface[: grey.shape[0] - height - 3, : grey.shape[1] - width - 3]
            row, column = np.unravel_index(int(surface.argmax()), surface.shape)
            score = float(surface[row, column]) / float(np.sqrt((np.abs(kernel) ** 2).sum()))
            if best is None or score > best[0]:
                best = score, (float(column) + 2) * factor, (float(row) + 2) * factor, float(scale)
        yield 0.6 * (number + 1) / len(_SCALES)
    if best is None:
        raise FillError(say("The logo is larger than the picture. Scale its file to the size that it has there."))
    x, y, scale, opacity = _refined(picture, logo, best[1:], linear)
    yield 0.9
    mark = drawn_at(logo, x, y, scale, opacity, size, linear)
    if mark is not None:
        own = np.zeros(picture.shape[1:], np.float32)
        colour = np.zeros_like(picture)
        own[mark.rect.slices] = mark.opacity
        colour[(slice(None), *mark.rect.slices)] = _channels(mark.colour, len(picture)).transpose(2, 0, 1)
        near = mark.rect.grow(12).clip(size).slices
        residue = residue_of(picture[(slice(None), *near)], own[near], colour[(slice(None), *near)], linear)
        if residue.passes:
            yield mark, opacity, residue
            return
    raise FillError(
        say(
            "The logo was not found in this picture. It is looked for at {least} to {most} % of its size in pixels: "
            "scale its file to about the size that it has there.",
            least=round(100 * _SCALES[0]),
            most=round(100 * _SCALES[-1]),
        )
    )


def drawn_at(
    logo: Floats, x: float, y: float, scale: float, opacity: float, size: Size, linear: bool = False
) -> Mark | None:
    """The logo as a mark of a picture: (x, y) is where its top-left corner lies, between pixels too."""
    left, top = int(np.floor(x)) - 2, int(np.floor(y)) - 2
    shape = (int(np.ceil(logo.shape[0] * scale)) + 5, int(np.ceil(logo.shape[1] * scale)) + 5)
    own, covered = _drawn(logo, x - left, y - top, scale, shape)
    colour = np.clip(covered / np.maximum(own, 1e-4)[..., None], 0, 1).astype(np.float32)
    return Mark.of(np.clip(own * np.float32(opacity), 0, 1), colour, (left, top), size, linear, scale)


def _refined(
    picture: Floats, logo: Floats, start: tuple[float, float, float], linear: bool
) -> tuple[float, float, float, float]:
    """x, y, scale and opacity with the least of steps left."""
    reduction = 1
    while logo.shape[0] * logo.shape[1] / reduction**2 > _REFINED:
        reduction *= 2
    x, y, scale = start
    height, width = logo.shape[0] * scale, logo.shape[1] * scale
    reach = _MARGIN * reduction + 8 * reduction
    left, top = max(0, int(x) - reach), max(0, int(y) - reach)
    right = min(picture.shape[2], int(x + width) + reach)
    bottom = min(picture.shape[1], int(y + height) + reach)
    part = np.stack([_shrunk(plane[top:bottom, left:right], reduction) for plane in picture])
    small = _resized(logo, 1 / reduction)

    def cost(values: NDArray[np.float64]) -> float:
        opacity = float(values[3])
        if not 0.02 <= opacity <= 1.5 or not 0.8 <= values[2] <= 1.2:
            return 1e9
        at = ((values[0] - left) / reduction, (values[1] - top) / reduction)
        own, covered = _drawn(small, *at, float(values[2]), (part.shape[1], part.shape[2]))
        alpha = np.minimum(own * np.float32(opacity), np.float32(0.97))
        covered = _channels(covered, len(part)).transpose(2, 0, 1) * np.float32(opacity)
        level = np.clip((part - covered) / (1 - alpha), 0, 1)
        total = 0.0
        for axis in (1, 2):
            one = (
                (slice(None), slice(None, -1), slice(None))
                if axis == 1
                else (slice(None), slice(None), slice(None, -1))
            )
            two = (
                (slice(None), slice(1, None), slice(None)) if axis == 1 else (slice(None), slice(None), slice(1, None))
            )
            middle = 0.5 * (level[one] + level[two])
            rest = np.diff(part, axis=axis) - np.diff(covered, axis=axis) + middle * np.diff(alpha, axis=axis - 1)
            total += float(np.sqrt((rest**2).sum(axis=0) + _NOISE**2).sum())
        return total

    best = min(((cost(np.array([x, y, scale, one])), one) for one in _OPACITIES), key=lambda pair: pair[0])[1]
    guess = np.array([x, y, scale, best])
    away = np.array([0.7 * reduction, 0.7 * reduction, 0.008, 0.06])
    simplex = np.stack([guess, *(guess + away * np.eye(4)[n] for n in range(4))])
    matches = optimize.minimize(
        cost,
        guess,
        method="Nelder-Mead",
        options={"initial_simplex": simplex, "maxfev": _TRIALS, "xatol": 1e-4, "fatol": 1e-3},
    ).x
    return float(matches[0]), float(matches[1]), float(matches[2]), float(matches[3])


def _drawn(logo: Floats, x: float, y: float, scale: float, shape: tuple[int, ...]) -> tuple[Floats, Floats]:
    """Alpha, (H, W), and colour times alpha, (H, W, 3), of the logo at (x, y), scaled."""
    offset = (-(y - 0.5 * (scale - 1)) / scale, -(x - 0.5 * (scale - 1)) / scale)  # centres of pixels on centres
    planes = [
        ndimage.affine_transform(plane, (1 / scale, 1 / scale), offset, shape, order=1, mode="constant")
        for plane in (logo[..., 3], *(logo[..., c] * logo[..., 3] for c in range(3)))
    ]
    return planes[0].astype(np.float32), np.stack(planes[1:], axis=2).astype(np.float32)


def _resized(logo: Floats, scale: float) -> Floats:
    """The logo at another size, averaged where it is made smaller."""
    covered = np.concatenate([logo[..., :3] * logo[..., 3:], logo[..., 3:]], axis=2)
    if scale < 1:
        sigma = 0.4 * (1 / scale - 1) + (0.2 if scale < 0.9 else 0)
        covered = ndimage.gaussian_filter(covered, (sigma, sigma, 0))
    shape = tuple(max(1, round(n * scale)) for n in logo.shape[:2])
    planes = [
        ndimage.zoom(
            covered[..., c],
            (shape[0] / logo.shape[0], shape[1] / logo.shape[1]),
            order=1,
            grid_mode=True,
            mode="nearest",
        )
        for c in range(4)
    ]
    out = np.stack(planes, axis=2).astype(np.float32)
    out[..., :3] /= np.maximum(out[..., 3:], 1e-4)
    return np.clip(out, 0, 1)


def _channels(colour: Floats, channels: int) -> Floats:
    return colour if channels == 3 else (colour @ np.array([0.299, 0.587, 0.114], np.float32))[..., None]


def _shrunk(plane: Floats, factor: int) -> Floats:
    if factor == 1:
        return plane.astype(np.float32)
    height, width = (n // factor * factor for n in plane.shape)
    part = plane[:height, :width].reshape(height // factor, factor, width // factor, factor)
    means: Floats = part.mean(axis=(1, 3), dtype=np.float32)
    return means
