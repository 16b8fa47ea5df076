"""Small photographs that are none, and marks over them; seeded."""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Floats = NDArray[np.float32]
SHAPE = (72, 112)


def photographs(count: int, seed: int = 0, shape: tuple[int, int] = SHAPE, alike: bool = False) -> Floats:
    """(K, 3, H, W): patches of flat colour with soft grain, each picture of another brightness."""
    rng = np.random.default_rng(seed)
    out = np.empty((count, 3, *shape), np.float32)
    for one in out:
        patches = np.zeros(shape, np.float32)
        for _ in range(6):
            y, x = rng.integers(0, shape[0]), rng.integers(0, shape[1])
            patches[y : y + int(rng.integers(10, 50)), x : x + int(rng.integers(10, 60))] += rng.normal(0, 0.15)
        patches = ndimage.gaussian_filter(patches, 1.5)  # as lenses draw edges
        base = 0.5 if alike else rng.uniform(0.15, 0.8)
        for plane in one:
            grain = ndimage.gaussian_filter(rng.normal(0, 1, shape), 1.2) * 0.02
            plane[:] = base + (0 if alike else 1) * patches * rng.uniform(0.6, 1.2) + grain
    return np.clip(np.rint(np.clip(out, 0, 1) * 255) / 255, 0, 1).astype(np.float32)


def letters(opacity: float = 0.4, shape: tuple[int, int] = SHAPE) -> tuple[Floats, Floats]:
    """Opacity, (H, W), of a ring and bars with soft edges; and a colour, (3, H, W)."""
    rows, columns = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    middle = shape[0] / 2
    ring = np.clip(1.5 - np.abs(np.hypot(rows - middle, columns - 35) - 14) + 2, 0, 1)
    bars = np.zeros(shape, np.float32)
    for left in (58, 68, 80):
        bars = np.maximum(
            bars, np.clip(4.4 - np.abs(columns - left), 0, 1) * np.clip(15.3 - np.abs(rows - middle), 0, 1)
        )
    colour = np.broadcast_to(np.array([1.0, 0.95, 0.9], np.float32)[:, None, None], (3, *shape))
    return (np.maximum(ring, bars) * opacity).astype(np.float32), np.ascontiguousarray(colour)


def under(pictures: Floats, opacity: Floats, colour: Floats, levels: int = 255) -> Floats:
    """The pictures with the mark over them, as files of `levels` hold them."""
    seen = opacity * colour + (1 - opacity) * pictures
    return (np.rint(seen * levels) / levels).astype(np.float32)


def decibels(one: Floats, other: Floats, where: NDArray[np.bool_]) -> float:
    return float(-10 * np.log10(np.mean((one - other)[..., where] ** 2) + 1e-12))


def as_bytes(picture: Floats) -> NDArray[np.uint8]:
    return np.ascontiguousarray(np.rint(picture * 255).astype(np.uint8).transpose(1, 2, 0))
