"""EXIF blocks, patched in place: orientation, resolution, coding and thumbnail, and every other byte as it was."""

import io
import struct

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.files.kinds import (
    exif,
    tiff,
)


def _exif_block(thumbnail: bytes = b"", order: str = "<", orientation: int = 1) -> bytes:
    """A block with a maker's text, an orientation and, in its second directory, a thumbnail."""
    maker = b"Old Camera Works\0"
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8)
    first_end = 8 + 2 + 2 * 12 + 4
    second_at = first_end + len(maker) + 1
    thumbnail_at = second_at + 2 + 2 * 12 + 4
    first = struct.pack(order + "HHHII", 2, 271, 2, len(maker), first_end)
    first += struct.pack(order + "HHIHxx", 274, 3, 1, orientation)
    first += struct.pack(order + "I", second_at if thumbnail else 0) + maker + b"\0"
    if not thumbnail:
        return head + first
    second = struct.pack(order + "HHHII", 2, 513, 4, 1, thumbnail_at)
    second += struct.pack(order + "HHIII", 514, 4, 1, len(thumbnail), 0)
    return head + first + second + thumbnail


def _thumbnail(value: int, size: tuple[int, int] = (80, 60)) -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise(size, 30).point(lambda v: min(255, v // 2 + value)).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


@pytest.mark.parametrize("order", ["<", ">"])
def test_the_embedded_thumbnail_is_made_anew(order: str) -> None:
    block = _exif_block(_thumbnail(0), order)
    white = np.full((600, 800, 3), 255, np.uint8)
    changed = exif.with_thumbnail_of(block, white)
    fresh = exif.thumbnail(changed)
    assert fresh is not None
    with Image.open(io.BytesIO(fresh)) as image:
        assert image.size == (80, 60)
        assert np.asarray(image).min() > 240
    assert b"Old Camera Works" in changed
    assert len(changed) == len(block)


def test_a_thumbnail_that_cannot_be_remade_is_blanked() -> None:
    block = _exif_block(_thumbnail(0))
    changed = exif.with_thumbnail_of(block, None)
    assert exif.thumbnail(changed) is None
    assert b"\xff\xd8" not in changed
    assert exif.with_thumbnail_of(b"II*\0 not a block", None) == b"II*\0 not a block"


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_page_copied_into_a_block_keeps_types_bytes_and_inner_directories(order: str) -> None:
    inner = struct.pack(order + "HHHIHH", 1, 1, 2, 4, 0x5239, 0x3800) + bytes(4)
    exif_directory = struct.pack(order + "HHHII", 1, 40965, 4, 1, 44) + bytes(4)
    block = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "IHHHIII", 8, 1, 34665, 4, 1, 26, 0)
    structure = tiff.Tiff(block + exif_directory + inner)
    copied, in_part = exif.of_page(structure, structure.pages()[0])
    assert copied == block + exif_directory + inner
    assert not in_part


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_resolution_of_two_types_turns_too(order: str) -> None:
    block = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "IH", 8, 3)
    block += struct.pack(order + "HHII", 282, 5, 1, 50) + struct.pack(order + "HHIHH", 283, 3, 1, 72, 0)
    block += struct.pack(order + "HHIHH", 296, 3, 1, 2, 0) + bytes(4) + struct.pack(order + "II", 300, 1)
    turned = exif.turned(block)
    with_types = exif.tiff.Tiff(turned)
    page = with_types.page_at(with_types.first)
    assert with_types.values(page, 282) == (72,)
    assert with_types.values(page, 283) == (300, 1)
    assert exif.turned(turned) == block


def test_an_orientation_told_twice_is_set_twice() -> None:
    block = b"II*\0" + struct.pack("<IH", 8, 2) + 2 * struct.pack("<HHIHH", 274, 3, 1, 6, 0) + bytes(4)
    assert exif.with_orientation(block, 1) == block.replace(b"\6\0\0\0", b"\1\0\0\0")
