"""The quantised coefficients of a JPEG, read by libjpeg through the `jpeglib` package, where it is installed."""

import importlib.util
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


def available() -> bool:
    return importlib.util.find_spec("jpeglib") is not None


def read(path: Path) -> list[NDArray[np.int16]]:
    """One (rows of blocks, columns of blocks, 8, 8) array for each component, vertical frequency first.

    Raises OSError where libjpeg cannot read the file. Runs in the helper process: libjpeg may exit on errors.
    """
    import jpeglib  # large, and needed only to save a JPEG

    jpeg = jpeglib.read_dct(str(path))
    planes = [jpeg.Y, jpeg.Cb, jpeg.Cr] if jpeg.has_chrominance else [jpeg.Y]
    if jpeg.has_black:
        planes.append(jpeg.K)
    return [np.ascontiguousarray(plane, np.int16) for plane in planes]
