"""Small synthetic film frames with infrared, for the tests of its analysis and of its finder."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

SPOTS = ((60, 70), (60, 200), (120, 130), (180, 60), (190, 210), (30, 140))  # y, x of squares of dust
SIDE = 7


def film(
    crosstalk: float = 0.1,
    shift: tuple[float, float] = (0.0, 0.0),
    noise: float = 0.01,
    spots: tuple[tuple[int, int], ...] = SPOTS,
    size: tuple[int, int] = (240, 280),
    dtype: Any = np.uint16,
    seed: int = 3,
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Colours (H, W, 3) and infrared (H, W). shift: of the infrared, to the right and down."""
    rng = np.random.default_rng(seed)
    texture = sum(
        ndimage.gaussian_filter(rng.normal(0, 1, (*size, 3)), (sigma, sigma, 0)) * sigma for sigma in (1.5, 4, 12)
    )
    clean = np.exp(0.35 * texture / texture.std()) * 0.3
    clean = clean.clip(0.05, 0.95)
    through = np.ones(size)
    for y, x in spots:
        through[y : y + SIDE, x : x + SIDE] = 0.5
    through = ndimage.gaussian_filter(through, 0.7)
    across = np.linspace(-1, 1, size[1])[None, :]
    infrared = (0.85 - 0.08 * across**2) * clean[:, :, 0] ** crosstalk * through
    infrared = ndimage.shift(ndimage.gaussian_filter(infrared, 0.8), shift[::-1], order=3, mode="nearest")
    infrared *= np.exp(rng.normal(0, noise, size))
    colours = clean * through[:, :, None] + rng.normal(0, 0.002, clean.shape)
    top = np.iinfo(dtype).max
    return tuple(np.rint(one.clip(0, 1) * top).astype(dtype) for one in (colours, infrared))  # type: ignore[return-value]


def squares(size: tuple[int, int] = (240, 280)) -> NDArray[np.bool_]:
    """Where the dust lies."""
    mask = np.zeros(size, bool)
    for y, x in SPOTS:
        mask[y : y + SIDE, x : x + SIDE] = True
    return mask
