"""Orientation: reading it from a file, and turning stored pixels upright and back, losslessly.

Turning only permutes samples, so it is exactly invertible. A file may hold several copies of the tag: EXIF takes
precedence over XMP on reading, and `renewal` writes every copy.
"""

import numpy as np

from inpaint_studio.editing.picture import Pixels
from inpaint_studio.files.kinds import exif, tiff, xmp
from inpaint_studio.files.kinds.tiff import Page, Tiff


def block_orientation(block: bytes | None, packet: bytes | None) -> int:
    """The orientation of an EXIF block or, where it has none, of an XMP packet: 1..8, 1 where neither has one."""
    value = exif.orientation(block) if block is not None else None
    return value if value is not None else xmp_orientation(packet)


def xmp_orientation(packet: bytes | None) -> int:
    """The orientation of an XMP packet alone; 1 where it has none."""
    word = xmp.value(packet, xmp.TIFF, "Orientation") if packet is not None else None
    return int(word) if word is not None and word in tuple("12345678") else 1


def page_orientation(structure: Tiff, page: Page) -> int:
    """The orientation of a TIFF page, by its tag or else its XMP; 1 where it has none."""
    value = exif.orientation_of(structure, page)
    return value if value is not None else xmp_orientation(structure.raw(page, tiff.XMP) or None)


def upright(stored: Pixels, orientation: int) -> Pixels:
    """Stored pixels turned upright. (H, W, ...) in, (H, W, ...) or (W, H, ...) out, contiguous.

    orientation: EXIF tag 0x0112, 1..8; anything else counts as 1.
    """
    match orientation:
        case 2:
            turned = stored[:, ::-1]
        case 3:
            turned = stored[::-1, ::-1]
        case 4:
            turned = stored[::-1]
        case 5:
            turned = stored.swapaxes(0, 1)
        case 6:
            turned = stored[::-1].swapaxes(0, 1)
        case 7:
            turned = stored[::-1, ::-1].swapaxes(0, 1)
        case 8:
            turned = stored[:, ::-1].swapaxes(0, 1)
        case _:
            turned = stored
    return np.ascontiguousarray(turned)


def stored(pixels: Pixels, orientation: int) -> Pixels:
    """The inverse of `upright`: pixels as the file of that orientation stores them."""
    # Six and eight undo each other; every other turn undoes itself.
    return upright(pixels, {6: 8, 8: 6}.get(orientation, orientation))
