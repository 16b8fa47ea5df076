"""Taking a mark off: I = (J - a W) / (1 - a), at the picture's own depth, and how far that can be trusted.

What is divided by 1 - a is the picture with its noise: at an opacity of .4 the noise grows 1.7 times, at .7 3.3, at .9
10 times. Where hardly anything is left of the photograph, or samples that no photograph under this mark could have,
an ordinary fill is the better guess; between the two they are joined by confidence.
"""

import time
import uuid
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

import inpaint_studio
from inpaint_studio.editing.fills import Fill, Recipe, Setting, composite
from inpaint_studio.editing.marks import Mark
from inpaint_studio.editing.picture import Mask, Picture, Pixels
from inpaint_studio.filling.request import FillError, FillRequest, FillResult
from inpaint_studio.sentence import say

Floats = NDArray[np.float32]

METHOD = "unblend"  # of recipes
_DOUBTFUL, _LOST = 0.80, 0.90  # opacity from which less is trusted, and from which nothing is: half at .85
_STRAY = 0.06  # beyond what the mark leaves possible, of samples 0..1: more than a codec's noise
_LUMA = np.array([0.299, 0.587, 0.114], np.float32)
_BAND = 64  # rows worked out together


def unblended(
    picture: Picture,
    below: tuple[Fill, ...],
    mark: Mark,
    opacity: float = 1.0,
    settings: dict[str, Setting] | None = None,
) -> tuple[Fill, Mask]:
    """The fill that takes a mark off a picture, and what of it is not to be trusted, (H, W) of the fill's rectangle.

    opacity: the mark's is multiplied by it.  settings: more for the recipe, such as where the mark was looked for.
    Only samples where the mark is are covered; profile, alpha and all others stay. Raises FillError for a mark of
    pictures of another size.
    """
    if picture.is_data:
        raise FillError(say("Marks are taken off photographs; this picture holds measured data."))
    if mark.size != picture.size:
        raise FillError(
            say(
                "The mark was made for pictures of {width} x {height} pixels; this one is {own_width} x {own_height}.",
                width=mark.size.width,
                height=mark.size.height,
                own_width=picture.size.width,
                own_height=picture.size.height,
            )
        )
    pixels = composite(picture, below, mark.rect)
    colours = picture.colours
    lost = np.zeros(pixels.shape[:2], np.uint8)
    for top in range(0, mark.rect.height, _BAND):
        band = slice(top, top + _BAND)
        part = mark.samples[band].astype(np.float32) / np.float32(65535)
        alpha = np.minimum(part[..., 3] * np.float32(opacity), np.float32(1))
        values, doubt = _uncovered(pixels[band, :, :colours], alpha, _colour(part[..., :3], colours), mark.linear)
        pixels[band, :, :colours] = np.where(alpha[..., None] > 0, values, pixels[band, :, :colours])
        lost[band] = doubt
    coverage = np.where(mark.samples[..., 3] > 0, np.uint8(255), np.uint8(0))
    facts: dict[str, Setting] = {
        **(settings or {}),
        "mark": mark.hash,
        "opacity": float(opacity),
        "blending": "linear" if mark.linear else "srgb",
    }
    recipe = Recipe(
        METHOD,
        settings=MappingProxyType(facts),
        crop=mark.rect,
        version=inpaint_studio.__version__,
        requested_method=METHOD,
        guides=(),
        mark=mark.packed,
    )
    return Fill(uuid.uuid4().hex, mark.rect, pixels, coverage, recipe), _rounded_off(lost, coverage)


def mark_of(recipe: Recipe) -> Mark:
    """The mark that a recipe took off. Raises ValueError where it holds none."""
    return Mark.unpacked(recipe.mark, recipe.crop, recipe.settings.get("blending") == "linear")


def made_again(request: FillRequest) -> FillResult:
    """The mark of a request taken off anew, of the picture and the fills below as they are now.

    The same samples bit for bit where those are the same. Raises FillError.
    """
    started = time.perf_counter()
    settings = dict(request.settings)
    try:
        mark = Mark.unpacked(request.mark, request.rect, settings.get("blending") == "linear")
    except ValueError as error:
        raise FillError(say("The mark of this fill is not there any more, so it cannot be made again.")) from error
    fill, _ = unblended(request.picture, request.fills, mark, float(settings.get("opacity", 1.0)), settings)
    return FillResult((fill,), time.perf_counter() - started)


def _uncovered(samples: Pixels, alpha: Floats, colour: Floats, linear: bool) -> tuple[Pixels, Mask]:
    """The samples without the mark, in their own kind, and 0..255 how little of each pixel is to be trusted."""
    is_float = samples.dtype.kind == "f"
    top = 1.0 if is_float else float(np.iinfo(samples.dtype).max)
    seen = samples.astype(np.float32) / np.float32(top)
    if linear:
        seen, colour = light_of(seen), light_of(colour)
    rest = np.maximum(1 - alpha, np.float32(0.02))[..., None]
    covered = alpha[..., None] * colour
    values: Floats = ((seen - covered) / rest).astype(np.float32, copy=False)
    stray = np.maximum(-values, values - 1).max(axis=2) * rest[..., 0]
    doubt = np.clip((alpha - _DOUBTFUL) / (_LOST - _DOUBTFUL), 0, 1)
    if not is_float:  # of light above 1 a picture of floats may hold any amount
        doubt = np.maximum(doubt, (stray > _STRAY) & (alpha > 0.02))
        np.clip(values, 0, 1, out=values)
    if linear:
        values = samples_of(values)
    if not is_float:
        values = np.rint(values * np.float32(top))
    made: Pixels = values.astype(samples.dtype)
    return made, np.rint(doubt * 255).astype(np.uint8)


def _rounded_off(lost: Mask, coverage: Mask) -> Mask:
    """Single stray pixels are noise; what is lost for good has a soft edge of two pixels, within the mark."""
    solid = ndimage.binary_opening(lost >= 128, np.ones((2, 2), bool))
    if not solid.any():
        return np.zeros_like(lost)
    near = ndimage.binary_dilation(solid, iterations=2)
    soft = ndimage.uniform_filter(near.astype(np.float32), 3)
    out = np.maximum(np.rint(soft * 255).astype(np.uint8), np.where(near, lost, 0))
    return np.where(coverage > 0, out, 0).astype(np.uint8)


def _colour(colour: Floats, channels: int) -> Floats:
    return colour if channels == 3 else (colour @ _LUMA)[..., None]


def planes_of_samples(part: Pixels) -> Floats:
    """(C, H, W) in 0..1 of samples, (H, W, C), of any depth."""
    top = 1.0 if part.dtype.kind == "f" else float(np.iinfo(part.dtype).max)
    return np.ascontiguousarray(part.transpose(2, 0, 1), np.float32) / np.float32(top)


def light_of(samples: Floats) -> Floats:
    """Light of sRGB samples, 0..1: IEC 61966-2-1."""
    low = samples / np.float32(12.92)
    high = ((np.maximum(samples, 0) + np.float32(0.055)) / np.float32(1.055)) ** np.float32(2.4)
    return np.where(samples <= 0.04045, low, high).astype(np.float32)


def samples_of(light: Floats) -> Floats:
    """The inverse of `light_of`."""
    low = light * np.float32(12.92)
    high = np.float32(1.055) * np.maximum(light, np.float32(1e-9)) ** np.float32(1 / 2.4) - np.float32(0.055)
    return np.where(light <= 0.0031308, low, high).astype(np.float32)
