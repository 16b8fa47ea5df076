"""Krita's pixels as images of Qt, and back. Bytes in, bytes out: no Krita is needed."""

import re

from PyQt5.QtGui import QImage

# Colour model and depth of a document: the format that holds it, and bytes a pixel in Krita's memory.
DEPTHS = {
    ("RGBA", "U8"): (QImage.Format_ARGB32, 4),
    ("RGBA", "U16"): (QImage.Format_RGBA64, 8),
    ("GRAYA", "U8"): (QImage.Format_ARGB32, 2),
    ("GRAYA", "U16"): (QImage.Format_RGBA64, 4),
}


def image_of(pixels, width: int, height: int, kind) -> QImage:
    """What is seen: pixels as Krita has them, rows without padding."""
    form, size = DEPTHS[kind]
    sample = 2 if kind[1] == "U16" else 1
    source = bytes(pixels)
    if len(source) != width * height * size:
        raise ValueError(f"{len(source)} bytes are no {width} x {height} pixels of {size} bytes.")
    if kind[0] == "GRAYA":
        source = _spread(source, sample)
    if sample == 2:  # blue, green, red, alpha becomes red, green, blue, alpha
        source = _swapped(source)
    return QImage(source, width, height, 4 * sample * width, form).copy()


def mask_of(levels, width: int, height: int) -> QImage:
    """A selection, one byte a pixel."""
    return QImage(bytes(levels), width, height, width, QImage.Format_Grayscale8).copy()


def layer_of(filled: QImage, before, marked: "QImage | None", kind) -> bytes:
    """The pixels of a layer in Krita's memory: `filled` where it is marked, transparent elsewhere.

    before: the pixels that were seen.  marked: None = what differs from them.
    """
    form, size = DEPTHS[kind]
    sample = 2 if kind[1] == "U16" else 1
    width, height = filled.width(), filled.height()
    image = filled.convertToFormat(form)
    rows = image.constBits().asstring(image.sizeInBytes())
    step, line = image.bytesPerLine(), 4 * sample * width
    colours = rows if step == line else b"".join(rows[y * step : y * step + line] for y in range(height))
    if sample == 2:
        colours = _swapped(colours)
    if kind[0] == "GRAYA":
        colours = _gathered(colours, sample)
    changed = _marks_of(marked) if marked is not None else _differences(colours, bytes(before), width * size)
    unit = 1 if marked is not None else size  # bytes of `changed` a pixel
    out = bytearray(len(colours))
    for run in re.finditer(rb"[^\0]+", changed):
        begin, end = run.start() // unit * size, -(-run.end() // unit) * size
        out[begin:end] = colours[begin:end]
    return bytes(out)


def _marks_of(marked: QImage) -> bytes:
    """One byte a pixel, rows without padding."""
    grey = marked.convertToFormat(QImage.Format_Grayscale8)
    bits, pitch = grey.constBits().asstring(grey.sizeInBytes()), grey.bytesPerLine()
    return b"".join(bits[y * pitch : y * pitch + grey.width()] for y in range(grey.height()))


def _differences(one: bytes, other: bytes, line: int) -> bytes:
    """Bytes that are 0 where the two are equal, row by row."""
    rows = []
    for at in range(0, len(one), line):
        left, right = one[at : at + line], other[at : at + line]
        if left == right:
            rows.append(bytes(len(left)))
        else:
            mixed = int.from_bytes(left, "big") ^ int.from_bytes(right, "big")
            rows.append(mixed.to_bytes(len(left), "big"))
    return b"".join(rows)


def _swapped(pixels: bytes) -> bytes:
    """The first and the third of four samples of 16 bits change places."""
    out = bytearray(pixels)
    for byte in (0, 1):
        out[byte::8], out[4 + byte :: 8] = pixels[4 + byte :: 8], pixels[byte::8]
    return bytes(out)


def _spread(pixels: bytes, sample: int) -> bytes:
    """Grey and alpha as blue, green, red and alpha."""
    out = bytearray(2 * len(pixels))
    for byte in range(sample):
        for channel in range(3):
            out[channel * sample + byte :: 4 * sample] = pixels[byte :: 2 * sample]
        out[3 * sample + byte :: 4 * sample] = pixels[sample + byte :: 2 * sample]
    return bytes(out)


def _gathered(pixels: bytes, sample: int) -> bytes:
    """The inverse of `_spread`."""
    out = bytearray(len(pixels) // 2)
    for byte in range(sample):
        out[byte :: 2 * sample] = pixels[byte :: 4 * sample]
        out[sample + byte :: 2 * sample] = pixels[3 * sample + byte :: 4 * sample]
    return bytes(out)
