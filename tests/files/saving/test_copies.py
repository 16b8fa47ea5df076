"""Copies of a picture in any kind of file, in any place of any other: blanked by what they are, and said."""

import base64
import io
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.files.kinds import jpeg_segments, png_chunks, webp_chunks
from inpaint_studio.files.kinds.jpeg_segments import Segment
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving.writing import SaveOptions, SaveReport, save_picture

NOISE = np.random.default_rng(3).integers(0, 255, (40, 56, 3), dtype=np.uint8)
LATER = np.random.default_rng(4).integers(0, 255, 3000, dtype=np.uint8).tobytes()


def _coded(pixels: np.ndarray, plugin: str, **how: object) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, plugin, **how)
    return buffer.getvalue()


def _box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(body), kind) + body


COPIES = {
    "a JPEG 2000": _coded(NOISE, "JPEG2000"),
    "a JPEG": _coded(NOISE, "JPEG", quality=80, optimize=True),  # its tables are no other picture's
    "a TIFF": _coded(NOISE, "TIFF"),
    "a BMP": _coded(NOISE, "BMP"),
    "a PPM": b"P6\n56 40\n255\n" + NOISE.tobytes(),
    "a GIF": _coded(NOISE[:, :, 0], "GIF"),
    "a Photoshop document": b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, 40, 56, 8, 3) + bytes(14) + LATER,
    "a Matroska film": b"\x1aE\xdf\xa3" + LATER,
    "a QuickTime film": _box(b"wide", b"") + _box(b"mdat", LATER) + _box(b"moov", _box(b"mvhd", bytes(100))),
}


def _lives_on(copy: bytes, content: bytes) -> bool:
    """Whether a piece of the copy's samples is in the file; its head and its tags show nothing."""
    return any(copy[at : at + 24] in content for at in range(len(copy) // 4, 3 * len(copy) // 4, 24))


def _picture(plugin: str, smooth: Callable, **how: object) -> bytes:
    return _coded(smooth(3, 120, 160), plugin, **how)


def _segments(content: bytes, *added: Segment) -> bytes:
    segments, behind = jpeg_segments.split(content)
    return jpeg_segments.join([segments[0], *added, *segments[1:]], behind)


def _saved(folder: Path, name: str, content: bytes, suffix: str, fill_of: Callable) -> tuple[bytes, SaveReport]:
    (folder / name).write_bytes(content)
    picture = read_picture(folder / name)
    report = save_picture(picture, (fill_of(picture),), folder / f"saved{suffix}", SaveOptions(keep_backup=False))
    read_picture(folder / f"saved{suffix}", complete=True)
    return (folder / f"saved{suffix}").read_bytes(), report


@pytest.mark.parametrize("kind", COPIES)
def test_a_copy_of_any_kind_is_blanked_wherever_it_stands(
    tmp_path: Path, kind: str, smooth: Callable, fill_of: Callable
) -> None:
    copy = COPIES[kind]
    text, half = base64.b64encode(copy), len(copy) // 2
    jpeg, png, webp = (_picture(plugin, smooth, lossless=True) for plugin in ("JPEG", "PNG", "WEBP"))
    header, *rest = png_chunks.split(png)
    coded = webp_chunks.coded_picture(webp)
    pieces = [Segment(0xE5, b"Vendor\0" + bytes((n,)) + part) for n, part in enumerate((copy[:half], copy[half:]))]
    hosts = {
        "segment.jpg": (_segments(jpeg, Segment(0xE4, b"Vendor\0" + copy)), copy),
        "pieces.jpg": (_segments(jpeg, *pieces), copy),
        "chunk.png": (png_chunks.join([header, png_chunks.Chunk(b"prVt", copy), *rest]), copy),
        "text.png": (png_chunks.join([header, png_chunks.Chunk(b"tEXt", b"Thumb\0" + text), *rest]), text),
        "chunk.webp": (
            webp_chunks.extended(coded, (160, 120), False, [webp_chunks.Chunk(b"PRVW", copy)]), copy,
        ),
        "packet.webp": (
            webp_chunks.extended(coded, (160, 120), False, [webp_chunks.Chunk(b"XMP ", b"<a>" + text + b"</a>")]), text,
        ),
    }  # fmt: skip
    for name, (content, needle) in hosts.items():
        assert _lives_on(needle, content) or name == "pieces.jpg", name
        saved, report = _saved(tmp_path, name, content, Path(name).suffix, fill_of)
        assert not _lives_on(needle, saved), name
        assert any("left out" in note for note in report.notes), name


_PLUGINS = {".jpg": "JPEG", ".png": "PNG", ".webp": "WEBP", ".jp2": "JPEG2000", ".tif": "TIFF", ".bmp": "BMP"}


@pytest.mark.parametrize("suffix", _PLUGINS)
def test_what_stands_behind_the_end_is_kept_or_said(
    tmp_path: Path, suffix: str, smooth: Callable, fill_of: Callable
) -> None:
    words = b"a few words of nobody's"
    content = _picture(_PLUGINS[suffix], smooth)
    for kind in ("a JPEG", "a JPEG 2000", "a QuickTime film", "a Matroska film"):
        saved, report = _saved(tmp_path, f"a{suffix}", content + COPIES[kind], suffix, fill_of)
        assert not _lives_on(COPIES[kind], saved), kind
        assert any("left out" in note for note in report.notes), kind
    saved, report = _saved(tmp_path, f"a{suffix}", content + words, suffix, fill_of)
    assert (words in saved) == (suffix != ".bmp")
    assert any("private data" in note for note in report.notes) == (suffix == ".bmp")


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp", ".jp2"])
def test_what_other_kinds_have_no_place_for_is_said(
    tmp_path: Path, suffix: str, smooth: Callable, fill_of: Callable
) -> None:
    content = _picture(_PLUGINS[suffix], smooth)
    _, report = _saved(tmp_path, f"a{suffix}", content, ".tga", fill_of)
    assert not any("no place" in note for note in report.notes)
    for added, word in ((COPIES["a JPEG"], "further pictures"), (COPIES["a QuickTime film"], "film")):
        _, report = _saved(tmp_path, f"a{suffix}", content + added, ".tga", fill_of)
        assert any(word in note and "no place" in note for note in report.notes)


def test_a_preview_in_a_sub_directory_is_said(tmp_path: Path, smooth: Callable, fill_of: Callable) -> None:
    copy = COPIES["a JPEG"]
    block = b"II*\0\x08\0\0\0" + struct.pack("<HHHIII", 1, 330, 4, 1, 26, 0)
    block += struct.pack("<HHHIIHHIII", 2, 513, 4, 1, 56, 514, 4, 1, len(copy), 0) + copy
    saved, report = _saved(tmp_path, "a.jpg", _picture("JPEG", smooth, exif=b"Exif\0\0" + block), ".jpg", fill_of)
    assert not _lives_on(copy, saved)
    assert any("Further pictures" in note for note in report.notes)


def test_a_picture_in_a_packet_of_two_bytes_a_letter_is_blanked(
    tmp_path: Path, smooth: Callable, fill_of: Callable
) -> None:
    text = base64.b64encode(COPIES["a JPEG"])
    packet = (b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><q>' + text + b"</q></x:xmpmeta>").decode().encode("utf-16-le")
    content = _segments(_picture("JPEG", smooth), Segment(0xE1, jpeg_segments.XMP_MARK + packet))
    saved, report = _saved(tmp_path, "a.jpg", content, ".jpg", fill_of)
    assert text[400:500].decode().encode("utf-16-le") not in saved
    assert "</q></x:xmpmeta>".encode("utf-16-le") in saved
    assert any("Further pictures" in note for note in report.notes)
