"""What time and copying do to a photograph: fading, tint, softness before damage; grain and compression after it."""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Floats = NDArray[np.float32]  # (S, S, 3), 0..1

_LUMA = np.asarray((0.299, 0.587, 0.114), np.float32)  # ITU-R BT.601


def aged(picture: Floats, rng: np.random.Generator) -> Floats:
    """A photograph before it is damaged: about half of them old prints, without colour."""
    if rng.random() < 0.35:
        picture = blurred(picture, float(rng.uniform(0.3, 1.4)))
    if rng.random() < 0.5:
        grey = picture @ _LUMA
        tone = np.ones(3, np.float32)
        if rng.random() < 0.5:
            tone += float(rng.uniform(0.2, 1)) * np.asarray((0.08, -0.04, -0.22), np.float32)
        picture = grey[..., None] * tone
    elif rng.random() < 0.4:
        picture = picture * (1 + rng.normal(0, 0.06, 3)).astype(np.float32)
    if rng.random() < 0.6:
        low, high = rng.uniform(0, 0.22), rng.uniform(0.72, 1.0)
        gamma = float(np.exp(rng.normal(0, 0.25)))
        picture = low + np.clip(picture, 0, 1) ** gamma * (high - low)
    if rng.random() < 0.06:
        picture = picture + _halftone(picture.shape[0], rng)
    return np.clip(picture, 0, 1).astype(np.float32)


def copied(picture: Floats, rng: np.random.Generator) -> NDArray[np.uint8]:
    """The damaged picture as a file holds it: with grain, at times blurred or compressed."""
    side = picture.shape[0]
    if rng.random() < 0.15:
        picture = blurred(picture, float(rng.uniform(0.2, 0.6)))
    if rng.random() < 0.65:
        strength = float(rng.exponential(0.014))
        channels = 3 if rng.random() < 0.3 else 1
        if rng.random() < 0.5:
            noise = rng.standard_normal((side, side, channels), np.float32)
        else:  # of more than a pixel
            small = rng.standard_normal((side // 2 + 2, side // 2 + 2, channels), np.float32)
            wide = small.repeat(2, 0).repeat(2, 1)
            noise = (wide[:side, :side] + wide[1 : side + 1, 1 : side + 1]) * np.float32(0.7)
        picture = picture + min(strength, 0.06) * noise
    small8 = np.rint(np.clip(picture, 0, 1) * 255).astype(np.uint8)
    if rng.random() < 0.4:
        stream = io.BytesIO()
        quality = int(rng.integers(50, 96))
        Image.fromarray(small8).save(stream, "JPEG", quality=quality, subsampling=int(rng.choice([0, 2])))
        small8 = np.asarray(Image.open(stream).convert("RGB"))
    return small8


def blurred(picture: Floats, radius: float) -> Floats:
    """By a Gaussian; in 8 bits, which grain hides."""
    image = Image.fromarray(np.rint(np.clip(picture, 0, 1) * 255).astype(np.uint8))
    return np.asarray(image.filter(ImageFilter.GaussianBlur(radius)), np.float32) / np.float32(255)


def _halftone(side: int, rng: np.random.Generator) -> Floats:
    """Dots of a printing screen, or the texture of paper."""
    y, x = np.mgrid[:side, :side].astype(np.float32)
    turn, period = float(rng.uniform(0, np.pi)), float(rng.uniform(2.6, 7))
    u = (x * np.cos(turn) + y * np.sin(turn)) * (2 * np.pi / period)
    v = (y * np.cos(turn) - x * np.sin(turn)) * (2 * np.pi / period)
    dots: Floats = (np.sin(u) * np.sin(v))[..., None] * np.float32(rng.uniform(0.02, 0.12))
    return dots
