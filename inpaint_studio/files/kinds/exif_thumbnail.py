"""The thumbnail inside an EXIF block, replaced in place, and further previews, zeroed."""

import io
import struct

import numpy as np
from PIL import Image

from inpaint_studio.editing.picture import Pixels
from inpaint_studio.files.kinds.tiff import Entry, Page, Tiff, TiffError

_AT, _BYTES = 513, 514
_MOST_DIRECTORIES = 64


def place(structure: Tiff, page: Page) -> tuple[int, int] | None:
    """The byte range of the JPEG that a directory points to."""
    at, length = structure.value(page, _AT, 0), structure.value(page, _BYTES, 0)
    return (at, at + length) if at and length and at + length <= len(structure.content) else None


def renew(changed: bytearray, structure: Tiff, first: Page, stored: Pixels | None) -> None:
    """Replace the thumbnail in `changed`, a copy of the structure's bytes; see `exif.with_thumbnail_of`."""
    for at, end in places(structure, first):
        changed[at:end] = bytes(end - at)
    try:
        second = structure.page_at(first.next) if first.next else None
    except TiffError:
        second = None
    span = place(structure, second) if second is not None else None
    if second is not None and span is not None:
        at, end = span
        fresh = b"" if stored is None else _jpeg_within(stored, bytes(structure.content[at:end]))
        changed[at:end] = fresh + bytes(end - at - len(fresh))
        struct.pack_into(structure.order + "I", changed, second.next_at, 0)
        if fresh:
            _set_value(changed, structure, second.entries[_BYTES], len(fresh))
            return
    if second is not None:
        struct.pack_into(structure.order + ("Q" if structure.big else "I"), changed, first.next_at, 0)


def _previews(structure: Tiff, first: Page) -> list[Page]:
    """Directories of reduced pictures: those chained after the first, and its sub-directories."""
    pages: list[Page] = []
    at = first.next
    while at and len(pages) < _MOST_DIRECTORIES and at not in {page.at for page in pages}:
        try:
            pages.append(structure.page_at(at))
        except TiffError:
            break
        at = pages[-1].next
    known = {page.at for page in pages}
    families = (member for page in (first, *pages) for member in structure.family(page) if member is not page)
    return [*pages, *(member for member in families if member.at not in known and member.at != first.at)]


def places(structure: Tiff, first: Page) -> list[tuple[int, int]]:
    """The byte ranges of all previews, the thumbnail among them."""
    return [span for preview in _previews(structure, first) for span in _places(structure, preview)]


def _places(structure: Tiff, page: Page) -> list[tuple[int, int]]:
    spans = [(at, at + length) for at, length in structure.places(page)]
    jpeg = place(structure, page)
    spans += [jpeg] if jpeg is not None else []
    most = len(structure.content)
    return [(at, min(end, most)) for at, end in spans if 0 < at < min(end, most)]


def _jpeg_within(stored: Pixels, old: bytes) -> bytes:
    """A JPEG of the picture as large in pixels as `old` and no larger in bytes; b"" where that fails."""
    try:
        with Image.open(io.BytesIO(old), formats=["JPEG"]) as image:
            size = (min(image.width, 640), min(image.height, 640))
    except (OSError, ValueError, SyntaxError):
        size = (160, 120)
    step = max(1, min(stored.shape[0] // (size[1] * 4), stored.shape[1] // (size[0] * 4)))
    # Subsampled first: averaging 24 MP for a thumbnail would cost more than the save.
    small = Image.fromarray(np.ascontiguousarray(stored[::step, ::step])).resize(size, Image.Resampling.BOX)
    for quality in (85, 75, 60, 45, 30, 15):
        buffer = io.BytesIO()
        small.save(buffer, "JPEG", quality=quality, subsampling=2, optimize=True)
        if buffer.tell() <= len(old):
            return buffer.getvalue()
    return b""


def _set_value(changed: bytearray, structure: Tiff, entry: Entry, value: int) -> None:
    struct.pack_into(structure.order + ("H" if entry.type == 3 else "I"), changed, entry.values_at, value)
