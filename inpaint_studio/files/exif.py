"""EXIF blocks: small TIFF structures inside other files, changed in place so that every other byte stays.

Maker notes hold offsets nobody documents; a block that is written anew breaks them, one that is patched does not.
"""

import io
import struct

import numpy as np
from PIL import Image

from inpaint_studio.editing.picture import Pixels
from inpaint_studio.files import tiff
from inpaint_studio.files.tiff import Entry, Page, Tiff, TiffError

THUMBNAIL_AT, THUMBNAIL_BYTES = 513, 514


def of_resolution(across: float, down: float) -> bytes:
    """A block that tells pixels per inch and nothing else. EXIF 2.32, sections 4.6.2 and 4.6.4."""
    values_at = 8 + 2 + 3 * 12 + 4
    entries = struct.pack("<HHII", 282, 5, 1, values_at) + struct.pack("<HHII", 283, 5, 1, values_at + 8)
    entries += struct.pack("<HHIHH", 296, 3, 1, 2, 0)  # inches
    values = b"".join(struct.pack("<II", round(min(max(v, 0), 400_000) * 10_000), 10_000) for v in (across, down))
    return b"II*\0" + struct.pack("<IH", 8, 3) + entries + bytes(4) + values


def resolution(structure: Tiff, page: tiff.Page) -> tuple[float, float] | None:
    """Pixels per inch, across and down, as a directory tells them; None where it does not."""
    unit = structure.value(page, 296, 2)
    told = [structure.values(page, tag) for tag in (282, 283)]
    if unit not in (2, 3) or not all(len(value) == 2 and value[0] > 0 and value[1] > 0 for value in told):
        return None
    scale = 1.0 if unit == 2 else 2.54
    return told[0][0] / told[0][1] * scale, told[1][0] / told[1][1] * scale


def resolution_of(block: bytes) -> tuple[float, float] | None:
    """`resolution` of a block; None where it cannot be read, too."""
    try:
        structure = Tiff(block)
        return resolution(structure, structure.page_at(structure.first))
    except TiffError:
        return None


def with_orientation(block: bytes, orientation: int) -> bytes:
    """The block with its orientation tag set, where it has one; a block that cannot be read stays as it is."""
    try:
        structure = Tiff(block)
        entry = structure.page_at(structure.first).entries.get(tiff.ORIENTATION)
    except TiffError:
        return block
    if entry is None or entry.type != 3:
        return block
    changed = bytearray(block)
    struct.pack_into(structure.order + "H", changed, entry.values_at, orientation)
    return bytes(changed)


def with_thumbnail_of(block: bytes, stored: Pixels | None) -> bytes:
    """The block with its thumbnail, if it has one, made anew from `stored` (8-bit sRGB, (H, W, 3)).

    The new one takes the old one's place, never more room; what is left of the old one is zeroed. With None,
    or where it cannot be made small enough, the old one is only zeroed and no longer pointed at.
    """
    try:
        structure = Tiff(block)
        first = structure.page_at(structure.first)
        if not first.next:
            return block
        second = structure.page_at(first.next)
    except TiffError:
        return block
    changed = bytearray(block)
    at, length = structure.value(second, THUMBNAIL_AT, 0), structure.value(second, THUMBNAIL_BYTES, 0)
    if at and length and at + length <= len(block):
        fresh = b"" if stored is None else _jpeg_within(stored, block[at : at + length])
        changed[at : at + length] = fresh + bytes(length - len(fresh))
        if fresh:
            _set_value(changed, structure, second.entries[THUMBNAIL_BYTES], len(fresh))
            return bytes(changed)
    else:
        _zero_strips(changed, structure, second)
    struct.pack_into(structure.order + "I", changed, first.next_at, 0)
    return bytes(changed)


def thumbnail(block: bytes) -> bytes | None:
    """The JPEG thumbnail inside a block, or None."""
    try:
        structure = Tiff(block)
        first = structure.page_at(structure.first)
        second = structure.page_at(first.next) if first.next else None
    except TiffError:
        return None
    if second is None:
        return None
    at, length = structure.value(second, THUMBNAIL_AT, 0), structure.value(second, THUMBNAIL_BYTES, 0)
    return block[at : at + length] if at and length and at + length <= len(block) else None


def _jpeg_within(stored: Pixels, old: bytes) -> bytes:
    """A JPEG of the picture as large in pixels as `old` and no larger in bytes; b"" where that fails."""
    try:
        with Image.open(io.BytesIO(old), formats=["JPEG"]) as found:
            size = (min(found.width, 640), min(found.height, 640))
    except (OSError, ValueError, SyntaxError):
        size = (160, 120)
    step = max(1, min(stored.shape[0] // (size[1] * 4), stored.shape[1] // (size[0] * 4)))
    # Thinned first: averaging 24 MP for a stamp would cost more than the save.
    small = Image.fromarray(np.ascontiguousarray(stored[::step, ::step])).resize(size, Image.Resampling.BOX)
    for quality in (85, 75, 60, 45, 30, 15):
        buffer = io.BytesIO()
        small.save(buffer, "JPEG", quality=quality, subsampling=2, optimize=True)
        if buffer.tell() <= len(old):
            return buffer.getvalue()
    return b""


def _zero_strips(changed: bytearray, structure: Tiff, page: Page) -> None:
    offsets, counts = structure.values(page, tiff.STRIP_OFFSETS), structure.values(page, tiff.STRIP_COUNTS)
    for at, length in zip(offsets, counts, strict=False):
        end = min(int(at) + int(length), len(changed))
        if 0 < at < end:
            changed[int(at) : end] = bytes(end - int(at))


def _set_value(changed: bytearray, structure: Tiff, entry: Entry, value: int) -> None:
    struct.pack_into(structure.order + ("H" if entry.type == 3 else "I"), changed, entry.values_at, value)
