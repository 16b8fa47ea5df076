"""Orientation: which way is up, as a file tells it, and turning stored pixels upright and back, exactly.

Turning moves samples and changes none, so there and back is the same bytes. A file may tell it in several copies:
one function reads it, by EXIF first and by XMP where EXIF says nothing, and `renewal` writes it, into every copy.
"""

import numpy as np

from inpaint_studio.editing.picture import Pixels
from inpaint_studio.files.kinds import exif, tiff, xmp
from inpaint_studio.files.kinds.tiff import Page, Tiff


def told(block: bytes | None, packet: bytes | None) -> int:
    """The orientation that an EXIF block or, where it tells none, an XMP packet tells: 1..8, 1 where neither does."""
    found = exif.orientation(block) if block is not None else None
    return found if found is not None else told_by_xmp(packet)


def told_by_xmp(packet: bytes | None) -> int:
    """`told` of an XMP packet alone."""
    word = xmp.value(packet, xmp.TIFF, "Orientation") if packet is not None else None
    return int(word) if word is not None and word in tuple("12345678") else 1


def told_by_page(structure: Tiff, page: Page) -> int:
    """`told` of a page of a TIFF."""
    found = exif.orientation_of(structure, page)
    return found if found is not None else told_by_xmp(structure.raw(page, tiff.XMP) or None)


def upright(stored: Pixels, orientation: int) -> Pixels:
    """Stored pixels as a person should see them. (H, W, ...) in, (H, W, ...) or (W, H, ...) out, contiguous.

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
