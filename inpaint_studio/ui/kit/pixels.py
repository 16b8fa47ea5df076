"""Where numpy arrays become QImages and back: the one file that crosses.

QImage over foreign memory checks no bounds, writes into read-only arrays when asked for `bits()`, and detaches
silently once copied. So a shown image is only ever drawn from, and it keeps its array alive itself.
"""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from inpaint_studio.editing.picture import Pixels

_FORMATS = {1: QImage.Format.Format_Grayscale8, 3: QImage.Format.Format_RGB888, 4: QImage.Format.Format_RGBA8888}


def shown(pixels: Pixels) -> QImage:
    """A QImage that looks into `pixels` without copying them (a part of rows is copied). Draw from it; never paint.

    pixels: (H, W, 1), (H, W, 3) or (H, W, 4) uint8; alpha is straight.
    Raises ValueError for anything else: Qt would read past the end without a word.
    """
    height, width, channels = pixels.shape
    if pixels.dtype != np.uint8 or channels not in _FORMATS:
        raise ValueError(f"{pixels.shape} of {pixels.dtype} cannot be shown.")
    return _over(np.ascontiguousarray(pixels), width, height, _FORMATS[channels])


def shown_words(words: NDArray[np.uint32], *, premultiplied: bool) -> QImage:
    """A QImage that looks into (H, W) uint32 words of 0xAARRGGBB; without `premultiplied` the AA is not looked at."""
    if words.ndim != 2 or words.dtype != np.uint32:
        raise ValueError(f"{words.shape} of {words.dtype} are not 32-bit pixels.")
    words = np.ascontiguousarray(words)
    height, width = words.shape
    image_format = QImage.Format.Format_ARGB32_Premultiplied if premultiplied else QImage.Format.Format_RGB32
    return _over(words, width, height, image_format)


def array_of(image: QImage) -> Pixels:
    """A copy of what a QImage shows, as (H, W, 4) uint8 RGBA with straight alpha."""
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width() * 4].reshape(image.height(), image.width(), 4).copy()


def _over(pixels: NDArray[np.generic], width: int, height: int, image_format: QImage.Format) -> QImage:
    image = QImage(pixels.data, width, height, pixels.strides[0], image_format)
    # QImage takes no share in foreign memory; without this the array could go first.
    image._pixels = pixels  # type: ignore[attr-defined]
    return image
