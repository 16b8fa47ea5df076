"""Colour: from a picture's own samples to sRGB and back, through its ICC profile.

A picture without a profile, or with an sRGB one, takes the exact path: samples are only scaled. Profiles of curves
and a matrix are computed in floats, so that 16 bits stay 16 bits; those with tables go through littlecms in 8.
"""

import io
from functools import lru_cache

import numpy as np
from numpy.typing import DTypeLike, NDArray
from PIL import Image, ImageCms

from inpaint_studio.editing.picture import Pixels
from inpaint_studio.files import icc

Srgb = NDArray[np.float32]  # (H, W, 3) sRGB-encoded, 0..1; colours of wide profiles reach a little beyond


def to_srgb(pixels: Pixels, profile: bytes | None) -> Srgb:
    """Colours of (H, W, 1..4) samples as sRGB. Alpha is left out, not multiplied in.

    Integer samples without a profile give 0..1. Colours outside the sRGB gamut reach below 0 and above 1, so that
    `from_srgb` restores them. Floats are unchanged; NaN becomes 0.
    """
    colours = pixels[:, :, : 1 if pixels.shape[2] <= 2 else 3]
    grey = colours.shape[2] == 1
    if is_plain(profile, grey):
        rgb = _unit(colours)
        return np.repeat(rgb, 3, axis=2) if grey else rgb
    assert profile is not None
    shaper = icc.shaper(profile, grey)
    if shaper is not None:
        return shaper.srgb(_unit(colours).astype(np.float64)).astype(np.float32)
    eight = _to_8bit(_unit(colours))
    return _transform(eight, profile, grey, forward=True).astype(np.float32) / np.float32(255)


def from_srgb(rgb: Srgb, profile: bytes | None, dtype: DTypeLike, channels: int) -> Pixels:
    """The inverse of `to_srgb`: (H, W, 3) sRGB as samples of a picture with `profile`, `dtype` and `channels`.

    Grey takes the luminance (Rec. 709 weights on the encoded values). Alpha, where there is one, is opaque.
    """
    dtype = np.dtype(dtype)
    grey = channels <= 2
    if is_plain(profile, grey):
        colours = rgb @ np.array([[0.2126], [0.7152], [0.0722]], np.float32) if grey else rgb
    elif (shaper := icc.shaper(profile or b"", grey)) is not None:
        colours = shaper.device(rgb.astype(np.float64)).astype(np.float32)
    else:
        assert profile is not None
        colours = _transform(_to_8bit(rgb), profile, grey, forward=False).astype(np.float32) / np.float32(255)
    out = np.empty((*rgb.shape[:2], channels), dtype)
    top = np.float32(1) if dtype.kind == "f" else np.float32(np.iinfo(dtype).max)
    count = 1 if grey else 3
    out[:, :, :count] = colours if dtype.kind == "f" else np.rint(np.clip(colours, 0, 1) * top)
    if channels in (2, 4):
        out[:, :, -1] = top
    return out


def profile_for(profile: bytes | None, channels: int, as_stored: int) -> bytes | None:
    """The profile of a picture of so many `channels` when it is stored with `as_stored` of them.

    Grey stored as RGB needs an RGB profile; None where none gives the same colours.
    """
    if profile is None or (channels <= 2) == (as_stored <= 2):
        return profile
    return icc.of_three_greys(profile)


def to_srgb8(pixels: Pixels, profile: bytes | None) -> NDArray[np.uint8]:
    """(H, W, 3) sRGB for display: as `to_srgb`, in 8 bits throughout and much faster."""
    colours = pixels[:, :, : 1 if pixels.shape[2] <= 2 else 3]
    grey = colours.shape[2] == 1
    eight = colours if colours.dtype == np.uint8 else _to_8bit(_unit(colours))
    if not is_plain(profile, grey):
        assert profile is not None
        return _transform(eight, profile, grey, forward=True)
    return np.repeat(eight, 3, axis=2) if grey else eight


@lru_cache(maxsize=32)
def is_plain(profile: bytes | None, grey: bool) -> bool:
    """Whether samples with this profile already are sRGB values (or grey to be shown as it is)."""
    if profile is None:
        return True
    try:
        opened = ImageCms.getOpenProfile(io.BytesIO(profile))
        expected = "GRAY" if grey else "RGB"
        if opened.profile.xcolor_space.strip() != expected:
            return True  # a profile of another colour space: better ignored than misapplied
        if not grey and (opened.profile.profile_description or "").lower().startswith("srgb"):
            return True
        _transforms(profile, grey)
    except (OSError, ImageCms.PyCMSError, ValueError, TypeError):
        return True  # a broken profile is kept in the file, and not used
    return False


def _unit(colours: Pixels) -> NDArray[np.float32]:
    if colours.dtype.kind == "f":
        return np.nan_to_num(colours, nan=0.0, posinf=1.0, neginf=0.0).astype(np.float32)
    return colours.astype(np.float32) / np.float32(np.iinfo(colours.dtype).max)


def _to_8bit(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    return np.rint(np.clip(values, 0, 1) * 255).astype(np.uint8)


@lru_cache(maxsize=8)
def _transforms(profile: bytes, grey: bool) -> tuple[ImageCms.ImageCmsTransform, ImageCms.ImageCmsTransform]:
    source, srgb = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
    mode = "L" if grey else "RGB"
    intent = ImageCms.Intent.RELATIVE_COLORIMETRIC
    flags = ImageCms.Flags.BLACKPOINTCOMPENSATION
    return (
        ImageCms.buildTransform(source, srgb, mode, "RGB", intent, flags),
        ImageCms.buildTransform(srgb, source, "RGB", mode, intent, flags),
    )


def _transform(eight: NDArray[np.uint8], profile: bytes, grey: bool, forward: bool) -> NDArray[np.uint8]:
    image = Image.fromarray(np.ascontiguousarray(eight[:, :, 0] if eight.shape[2] == 1 else eight))
    result = ImageCms.applyTransform(image, _transforms(profile, grey)[0 if forward else 1])
    assert result is not None
    out = np.asarray(result)
    return out[:, :, None] if out.ndim == 2 else out
