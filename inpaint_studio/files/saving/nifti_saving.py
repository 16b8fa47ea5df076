"""Saving of a NIfTI slice: the file as it was with its filled samples changed, packed again where it was packed."""

import zlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np

from inpaint_studio.editing.picture import Picture, Pixels
from inpaint_studio.files.errors import SaveError, UnsupportedPicture
from inpaint_studio.files.kinds import nifti
from inpaint_studio.files.kinds.orientation import stored
from inpaint_studio.files.origin import Origin, origin_of
from inpaint_studio.files.saving.legal_samples import as_storable, differing
from inpaint_studio.files.saving.readback import Coded
from inpaint_studio.sentence import say

_MOST_UNPACKED = 1 << 34  # of a packed file: a volume of 16 GB is none


def encode(picture: Picture, pixels: Pixels, origin: Origin, original: bytes) -> Coded:
    """The original file with `pixels` in the slice that was opened: header and other slices byte for byte.

    Raises SaveError.
    """
    pixels = storable(picture, pixels, origin)
    content = with_slices([(picture, pixels)], origin.path, original)
    return replace(Coded(content, pixels, True), page=origin.page, profile=picture.profile)


def storable(picture: Picture, pixels: Pixels, origin: Origin) -> Pixels:
    """`pixels` as the file can hold them."""
    return as_storable(picture, pixels, not origin.mode.startswith("float"))


def with_slices(slices: Iterable[tuple[Picture, Pixels]], path: Path, original: bytes) -> bytes:
    """The original file with other samples, `storable` ones, where those of slices differ. Raises SaveError.

    slices: each as it was opened, and as it is to be; one is held at a time.
    """
    try:
        whole = bytearray(_unpacked(original) if nifti.is_packed(original) else original)
        volume = nifti.volume_of(path.name, bytes(whole[:1024]))
        for picture, pixels in slices:
            origin = origin_of(picture)
            assert origin is not None
            if len(whole) < volume.start(origin.page + 1):
                raise nifti.NiftiError(say("it ends before its last sample"))
            changed = stored(differing(picture.pixels, pixels), origin.orientation)
            samples = nifti.slice_of(whole, volume, origin.page, volume.first)
            samples[changed] = stored(pixels, origin.orientation)[changed].astype(volume.dtype)
    except (nifti.NiftiError, MemoryError) as error:
        raise SaveError(say("{path} could not be saved: {reason}.", path=path, reason=error)) from error
    content = bytes(whole)
    return _packed(original, content) if nifti.is_packed(original) else content


def holds(content: bytes, slices: Iterable[tuple[Picture, Pixels]]) -> bool:
    """Whether a file holds these samples, as `with_slices` was to write them. Unpacks it once."""
    whole = _unpacked(content) if nifti.is_packed(content) else content
    volume = nifti.volume_of("", whole[:1024])
    for picture, pixels in slices:
        origin = origin_of(picture)
        assert origin is not None
        held = nifti.slice_of(whole, volume, origin.page, volume.first).astype(pixels.dtype)  # as it is opened
        if not np.array_equal(held, stored(pixels, origin.orientation), equal_nan=volume.dtype.kind == "f"):
            return False
    return True


def beside(content: bytes, page: int) -> tuple[bytes, bytes]:
    """The header with all that stands before the samples, and every slice but one. Raises ValueError."""
    try:
        whole = _unpacked(content) if nifti.is_packed(content) else content
        volume = nifti.volume_of("", whole[:1024])
    except UnsupportedPicture as error:
        raise nifti.NiftiError(str(error)) from error
    return whole[: volume.first], whole[volume.first : volume.start(page)] + whole[volume.start(page + 1) :]


def _unpacked(content: bytes) -> bytes:
    parts, size = [], 0
    while content.startswith(b"\x1f\x8b"):  # a file may have several members
        inflating = zlib.decompressobj(16 + zlib.MAX_WBITS)
        try:
            parts.append(inflating.decompress(content, _MOST_UNPACKED - size))
        except zlib.error as error:
            raise nifti.NiftiError(say("its packed part is broken")) from error
        size += len(parts[-1])
        if not inflating.eof:
            raise nifti.NiftiError(say("its packed part is broken"))
        content = inflating.unused_data
    return b"".join(parts)


def _packed(original: bytes, content: bytes) -> bytes:
    """Packed with the head of the original: its name, time and system stay."""
    head = _head_bytes(original)
    deflating = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = deflating.compress(content) + deflating.flush()
    tail = zlib.crc32(content).to_bytes(4, "little") + (len(content) & 0xFFFFFFFF).to_bytes(4, "little")
    return original[:head] + body + tail


def _head_bytes(original: bytes) -> int:
    """The length of a gzip member's head (RFC 1952, 2.3)."""
    flags, at = original[3], 10
    if flags & 4:
        at += 2 + int.from_bytes(original[at : at + 2], "little")
    for flag in (8, 16):  # a name and a comment, each ended by a zero
        if flags & flag:
            at = original.index(b"\0", at) + 1
    return at + (2 if flags & 2 else 0)
