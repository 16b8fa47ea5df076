"""Planes that move by a known map: textures that are shown at any position."""

import numpy as np
from scipy import ndimage


def texture(seed: int = 0, height: int = 160, width: int = 220) -> np.ndarray:
    rng = np.random.default_rng(seed)
    grey = sum(ndimage.gaussian_filter(rng.normal(0, 1, (height, width)), sigma) * sigma for sigma in (1.5, 4, 10))
    grey = (grey - grey.min()) / (grey.max() - grey.min())
    return grey.astype(np.float32)


def shown(source: np.ndarray, matrix: np.ndarray, height: int = 96, width: int = 128) -> np.ndarray:
    """(height, width) or (height, width, C): what lies at `matrix` of each pixel's x, y in the source."""
    rows, columns = np.mgrid[:height, :width].astype(float)
    x = matrix[0, 0] * columns + matrix[0, 1] * rows + matrix[0, 2]
    y = matrix[1, 0] * columns + matrix[1, 1] * rows + matrix[1, 2]
    if source.ndim == 2:
        return ndimage.map_coordinates(source, (y, x), order=3)
    return np.stack([ndimage.map_coordinates(source[:, :, n], (y, x), order=3) for n in range(source.shape[2])], 2)


def at(x: float, y: float, zoom: float = 1.0) -> np.ndarray:
    return np.array([[zoom, 0, x], [0, zoom, y]])
