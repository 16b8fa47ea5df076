"""The quantised coefficients of a JPEG, read by libjpeg through the `jpeglib` package, where it is installed."""

import importlib.util
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


def available() -> bool:
    return importlib.util.find_spec("jpeglib") is not None


def read(path: Path) -> list[NDArray[np.int16]]:
    """One (rows of blocks, columns of blocks, 8, 8) array for each component, vertical frequency first.

    Raises OSError where libjpeg cannot read the file. Runs in the helper process: libjpeg may end a process.
    """
    import jpeglib  # large, and only needed when a JPEG is saved

    found = jpeglib.read_dct(str(path))
    planes = [found.Y, found.Cb, found.Cr] if found.has_chrominance else [found.Y]
    return [np.ascontiguousarray(plane, np.int16) for plane in planes]
