"""Where numpy arrays become QImages and back: the one file that crosses.

QImage over foreign memory checks no bounds, writes into read-only arrays when asked for `bits()`, and detaches
silently once copied. So a shown image is only ever drawn from, and it keeps its array alive itself.
"""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColorSpace, QImage

from inpaint_studio.editing.picture import Picture, Pixels

_FORMATS = {1: QImage.Format.Format_Grayscale8, 3: QImage.Format.Format_RGB888, 4: QImage.Format.Format_RGBA8888}

_DEEP = frozenset(
    {
        QImage.Format.Format_RGBX64,
        QImage.Format.Format_RGBA64,
        QImage.Format.Format_RGBA64_Premultiplied,
        QImage.Format.Format_Grayscale16,
        QImage.Format.Format_RGBX16FPx4,
        QImage.Format.Format_RGBA16FPx4,
        QImage.Format.Format_RGBA16FPx4_Premultiplied,
        QImage.Format.Format_RGBX32FPx4,
        QImage.Format.Format_RGBA32FPx4,
        QImage.Format.Format_RGBA32FPx4_Premultiplied,
    }
)  # more than 8 bits a sample


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


def picture_of(image: QImage, name: str) -> Picture:
    """A picture of what a QImage shows, in 8 or 16 bits as it has them, with its colour space where it has one.

    An alpha channel that is opaque throughout is left out.
    """
    space = image.colorSpace()
    is_srgb = not space.isValid() or space == QColorSpace(QColorSpace.NamedColorSpace.SRgb)
    is_deep = image.format() in _DEEP
    wide = image.convertToFormat(QImage.Format.Format_RGBA64 if is_deep else QImage.Format.Format_RGBA8888)
    dtype = np.dtype(np.uint16 if is_deep else np.uint8)
    rows = np.frombuffer(wide.constBits(), np.uint8).reshape(wide.height(), wide.bytesPerLine())
    rows = rows[:, : wide.width() * 4 * dtype.itemsize]
    pixels = np.ascontiguousarray(rows).view(dtype).reshape(wide.height(), wide.width(), 4)
    if is_srgb and image.format() in (QImage.Format.Format_Grayscale8, QImage.Format.Format_Grayscale16):
        pixels = pixels[:, :, :1]
    elif not image.hasAlphaChannel() or int(pixels[:, :, 3].min()) == (2**16 - 1 if is_deep else 255):
        pixels = pixels[:, :, :3]
    profile = None if is_srgb else bytes(space.iccProfile().data())
    return Picture(pixels.copy(), name, profile or None)


def _over(pixels: NDArray[np.generic], width: int, height: int, image_format: QImage.Format) -> QImage:
    image = QImage(pixels.data, width, height, pixels.strides[0], image_format)
    # QImage takes no share in foreign memory; without this the array could go first.
    image._pixels = pixels  # type: ignore[attr-defined]
    return image
