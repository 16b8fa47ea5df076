"""Photoshop's image resources, as in a JPEG's APP13 segment and a TIFF's tag 34377.

From Adobe's Photoshop file format specification, "Image resources section".
"""

from collections.abc import Callable
from typing import NamedTuple

RESOLUTION, IPTC, EXIF, XMP = 1005, 1028, 1058, 1060
THUMBNAILS = frozenset({1033, 1036})


class Resource(NamedTuple):
    number: int
    name: bytes  # as stored: a Pascal string padded to an even length
    data: bytes

    def to_bytes(self) -> bytes:
        head = b"8BIM" + self.number.to_bytes(2, "big") + self.name + len(self.data).to_bytes(4, "big")
        return head + self.data + bytes(len(self.data) % 2)


def split(block: bytes) -> tuple[list[Resource], bytes]:
    """The resources of a block, and the bytes after them."""
    resources, at = [], 0
    while block[at : at + 4] == b"8BIM" and at + 12 <= len(block):
        name_bytes = block[at + 6] + 1
        size_at = at + 6 + name_bytes + name_bytes % 2
        size, data_at = int.from_bytes(block[size_at : size_at + 4], "big"), size_at + 4
        if data_at + size > len(block):
            break
        number = int.from_bytes(block[at + 4 : at + 6], "big")
        resources.append(Resource(number, block[at + 6 : size_at], block[data_at : data_at + size]))
        at = data_at + size + size % 2
    return resources, block[at:]


def changed(block: bytes, change: Callable[[Resource], bytes], rest: Callable[[bytes], bytes]) -> bytes:
    """The block with the data of every resource changed by `change`, and the bytes after them by `rest`."""
    resources, trailing = split(block)
    whole = b"".join(r._replace(data=change(r)).to_bytes() for r in resources) + rest(trailing)
    return whole[:-1] if not trailing and len(whole) == len(block) + 1 else whole  # the last resource was not padded


def turned(block: bytes) -> bytes:
    """The resources with horizontal and vertical resolution swapped, units included."""

    def exchanged(resource: Resource) -> bytes:
        data = resource.data
        return data[8:16] + data[:8] + data[16:] if resource.number == RESOLUTION and len(data) >= 16 else data

    return changed(block, exchanged, bytes)


def iptc(block: bytes) -> bytes | None:
    """The IPTC records among the resources."""
    return next((resource.data for resource in split(block)[0] if resource.number == IPTC), None)


def with_iptc(block: bytes | None, records: bytes) -> bytes:
    """The resources with these records, where they have none of their own."""
    if block is not None and iptc(block) is not None:
        return block
    resources = split(block)[0] if block is not None else []
    return b"".join(resource.to_bytes() for resource in (*resources, Resource(IPTC, b"\0\0", records)))
