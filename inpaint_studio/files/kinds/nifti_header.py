"""The header of a NIfTI file by its bytes: how its first bytes are recognised, and where its samples lie.

NIfTI-1 and NIfTI-2, one file: `nifti1.h`, `nifti2.h`.
"""

import zlib

_MOST_HEADER = 540


def begins_like(head: bytes) -> bool:
    """Whether a file that begins with `head` is a NIfTI file, packed or not."""
    if head[:2] == b"\x1f\x8b":
        head = _unpacked(head)
    is_first = head[344:348] in (b"n+1\0", b"ni1\0") and head[:4] in (b"\x5c\1\0\0", b"\0\0\1\x5c")
    return is_first or (head[4:8] in (b"n+2\0", b"ni2\0") and head[:4] in (b"\x1c\2\0\0", b"\0\0\2\x1c"))


def is_pair(header: bytes) -> bool:
    """Whether the samples lie in another file, with the suffix .img."""
    return header[344:347] == b"ni1" or header[4:7] == b"ni2"


def _unpacked(head: bytes) -> bytes:
    try:
        return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(head, _MOST_HEADER)
    except zlib.error:
        return b""
