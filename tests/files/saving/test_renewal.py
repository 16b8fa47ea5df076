"""What was removed from a picture lives on nowhere in its file: not in a preview, a film, a text or behind its end."""

import base64
import hashlib
import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.editing.picture import Pixels
from inpaint_studio.files.kinds import (
    formats,
    jp2_boxes,
    jpeg_segments,
    photoshop,
    png_chunks,
    tiff,
    webp_chunks,
    xmp,
)
from inpaint_studio.files.kinds.jpeg_segments import Segment
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving import encoding, metadata, tiff_saving
from inpaint_studio.files.saving.writing import SaveReport, save_picture

RDF = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">%s</rdf:RDF></x:xmpmeta>'
KEEPSAKE = b"grandmother's own words"


def _coded(plugin: str, size: tuple[int, int] = (48, 36), **how: object) -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise(size, 60).save(buffer, plugin, **how)  # type: ignore[arg-type]
    return buffer.getvalue()


PREVIEW = _coded("JPEG", quality=85)
PIECE = PREVIEW[-400:-200]  # of its samples; nothing else is like it


def _box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(body), kind) + body


FILM = _box(b"ftyp", b"mp42\0\0\0\0isommp42") + _box(b"moov", _box(b"mvhd", bytes(100))) + _box(b"mdat", PIECE * 9)


def _exif(maker: bytes) -> bytes:
    """A block whose inner directory holds a maker's note and, behind it, a caption."""
    caption_at = 44 + len(maker) + len(maker) % 2
    block = b"II*\0\x08\0\0\0" + struct.pack("<HHHIII", 1, 34665, 4, 1, 26, 0)
    block += struct.pack("<H", 2) + struct.pack("<HHII", 37500, 7, len(maker), 56)
    block += struct.pack("<HHII", 37510, 7, len(KEEPSAKE), 12 + caption_at) + bytes(4)
    return block + maker + bytes(len(maker) % 2) + KEEPSAKE


MAKER = b"MAKER\0" + bytes(range(64)) + PREVIEW + b"after the preview"


def _packet(inside: bytes, attributes: bytes = b"") -> bytes:
    spaces = b'xmlns:dc="http://purl.org/dc/elements/1.1/" dc:rights="' + KEEPSAKE + b'"'
    return RDF % (b'<rdf:Description rdf:about="" ' + spaces + attributes + b">" + inside + b"</rdf:Description>")


def _thumbnails() -> bytes:
    lines = base64.b64encode(PREVIEW)
    folded = b"&#xA;".join(lines[at : at + 76] for at in range(0, len(lines), 76))
    item = b'<rdf:li rdf:parseType="Resource"><g:format>JPEG</g:format><g:image>' + folded + b"</g:image></rdf:li>"
    return _packet(
        b'<xap:Thumbnails xmlns:xap="http://ns.adobe.com/xap/1.0/" xmlns:g="http://ns.adobe.com/xap/1.0/g/img/"><rdf:Alt>'
        + item
        + b"</rdf:Alt></xap:Thumbnails>"
    )


def _depth() -> bytes:
    namespace = b' xmlns:GImage="http://ns.google.com/photos/1.0/image/" GImage:Mime="image/jpeg" GImage:Data=\''
    return _packet(b"", namespace + base64.b64encode(PREVIEW) + b"'")


def _resources() -> bytes:
    head = struct.pack(">IIIIIIHH", 1, 48, 36, 144, 5184, len(PREVIEW), 24, 1)
    parts = [
        photoshop.Resource(1036, b"\0\0", head + PREVIEW),
        photoshop.Resource(1028, b"\0\0", b"\x1c\2\x78\0" + bytes((len(KEEPSAKE),)) + KEEPSAKE),
        photoshop.Resource(1058, b"\0\0", _exif(MAKER)),
        photoshop.Resource(1060, b"\0\0", _thumbnails()),
    ]
    return b"".join(part.to_bytes() for part in parts)


def _with(pixels: Pixels, *segments: Segment, behind: bytes = b"") -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=92)
    plain, _ = jpeg_segments.split(buffer.getvalue())
    return jpeg_segments.join([plain[0], plain[1], *segments, *plain[2:]], behind)


def _extended(pixels: Pixels) -> bytes:
    more = _depth()
    digest = hashlib.md5(more, usedforsecurity=False).hexdigest().upper().encode()
    main = _packet(b"", b' xmlns:n="http://ns.adobe.com/xmp/note/" n:HasExtendedXMP="' + digest + b'"')
    half = len(more) // 2
    parts = [
        Segment(0xE1, jpeg_segments.MORE_XMP_MARK + digest + struct.pack(">II", len(more), at) + more[at:end])
        for at, end in ((0, half), (half, len(more)))
    ]
    return _with(pixels, Segment(0xE1, jpeg_segments.XMP_MARK + main), *parts)


def _cut(head: Callable[[int], bytes], body: bytes, pieces: int = 3) -> list[bytes]:
    step = -(-len(body) // pieces)
    return [head(number) + body[number * step : (number + 1) * step] for number in range(pieces)]


_JUMBF = _box(b"jumb", _box(b"jumd", b"c2pa\0\x11") + _box(b"bidb", PREVIEW) + KEEPSAKE)
_SCREEN_NAIL = b"\x8a\0\0\0FPX" + PREVIEW + KEEPSAKE
HOSTS: dict[str, Callable[[Pixels], bytes]] = {
    "a maker's note": lambda p: _with(p, Segment(0xE1, b"Exif\0\0" + _exif(MAKER))),
    "a maker's note whose preview lost its first byte": lambda p: _with(
        p, Segment(0xE1, b"Exif\0\0" + _exif(MAKER.replace(PREVIEW, b"\x02" + PREVIEW[1:])))
    ),
    "Photoshop's resources": lambda p: _with(p, Segment(0xED, jpeg_segments.IPTC_MARK + _resources())),
    "XMP thumbnails": lambda p: _with(p, Segment(0xE1, jpeg_segments.XMP_MARK + _thumbnails())),
    "an XMP attribute": lambda p: _with(p, Segment(0xE1, jpeg_segments.XMP_MARK + _depth())),
    "XMP in sixteen bits": lambda p: _with(
        p, Segment(0xE1, jpeg_segments.XMP_MARK + _depth().decode().encode("utf-16-le"))
    ),
    "extended XMP": _extended,
    "a segment of a maker": lambda p: _with(p, Segment(0xE3, b"META" + PREVIEW), Segment(0xFE, KEEPSAKE)),
    "segments of a maker": lambda p: _with(
        p, *(Segment(0xE5, body) for body in _cut(lambda _: b"", PREVIEW)), Segment(0xFE, KEEPSAKE)
    ),
    "FlashPix": lambda p: _with(
        p, *(Segment(0xE2, body) for body in _cut(lambda _: b"FPXR\0\0\2\0\0" + bytes(4), _SCREEN_NAIL))
    ),
    "provenance": lambda p: _with(
        p,
        *(
            Segment(0xEB, body)
            for body in _cut(lambda n: b"JP\0\1" + struct.pack(">I", n + 1) + _JUMBF[:8], _JUMBF[8:])
        ),
    ),
    "a film behind the end": lambda p: _with(p, Segment(0xFE, KEEPSAKE), behind=FILM),
    "a film that begins with its index": lambda p: _with(p, Segment(0xFE, KEEPSAKE), behind=FILM[24:]),
    "a phone's trailer": lambda p: _with(
        p, Segment(0xFE, KEEPSAKE), behind=b"\0\0\1\x0a" + bytes(70000) + PREVIEW + b"SEFT"
    ),
    "an archive behind the end": lambda p: _with(p, Segment(0xFE, KEEPSAKE), behind=b"PK\3\4" + bytes(22) + PIECE),
    "a PNG behind the end": lambda p: _with(p, Segment(0xFE, KEEPSAKE + PIECE[:0]), behind=_coded("PNG")),
}


def _saved(folder: Path, name: str, content: bytes, suffix: str, fill_of: Callable) -> tuple[bytes, SaveReport]:
    (folder / name).write_bytes(content)
    picture = read_picture(folder / name)
    report = save_picture(picture, (fill_of(picture),), folder / f"saved{suffix}")
    return (folder / f"saved{suffix}").read_bytes(), report


def _everything_in(content: bytes) -> bytes:
    """A file and all that is packed in it, to be searched."""
    everything = content
    if content.startswith(png_chunks.SIGNATURE):
        for chunk in png_chunks.split(content):
            if chunk.kind == b"zTXt":
                everything += zlib.decompress(chunk.body.partition(b"\0")[2][1:])
    return everything


def _shows(content: bytes) -> bool:
    everything = _everything_in(content)
    text = everything.replace(b"\n", b"").replace(b"&#xA;", b"").replace(b"\0", b"")
    middle = base64.b64encode(PREVIEW)[200:300]
    return PIECE in everything or middle in text or PIECE.hex().encode() in text


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tif", ".webp", ".avif"])
@pytest.mark.parametrize("host", HOSTS)
def test_no_copy_inside_a_jpeg_outlives_the_fill(
    tmp_path: Path, host: str, suffix: str, smooth: Callable, fill_of: Callable
) -> None:
    content = HOSTS[host](smooth(3))
    assert _shows(content) or host.startswith("a PNG")
    saved, report = _saved(tmp_path, "a.jpg", content, suffix, fill_of)
    assert not _shows(saved)
    if suffix == ".jpg":
        assert KEEPSAKE in saved.replace(b"\0", b"") or host == "extended XMP"
        assert any("was left out" in note or "were left out" in note for note in report.notes)


def _png(pixels: Pixels, *chunks: png_chunks.Chunk) -> bytes:
    bare = png_chunks.bare(encoding.encode(pixels, formats.BY_KEY["png"], 0))
    return png_chunks.join([bare[0], *chunks, *bare[1:]])


def _raw(name: bytes, block: bytes, packed: bool) -> png_chunks.Chunk:
    digits = block.hex().encode()
    lines = b"\n".join(digits[at : at + 72] for at in range(0, len(digits), 72))
    text = b"\n" + name + b"\n%8d\n" % len(block) + lines + b"\n"
    keyword = b"Raw profile type " + name + b"\0"
    return (
        png_chunks.Chunk(b"zTXt", keyword + b"\0" + zlib.compress(text))
        if packed
        else png_chunks.Chunk(b"tEXt", keyword + text)
    )


PNG_HOSTS = {
    "its EXIF": png_chunks.Chunk(b"eXIf", _exif(MAKER)),
    "EXIF written as digits": _raw(b"exif", b"Exif\0\0" + _exif(MAKER), True),
    "EXIF written as digits, unpacked": _raw(b"APP1", b"Exif\0\0" + _exif(MAKER), False),
    "Photoshop's resources written as digits": _raw(b"iptc", _resources(), True),
    "XMP": png_chunks.Chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + _thumbnails()),
    "a text": png_chunks.Chunk(b"tEXt", b"Thumb\0" + KEEPSAKE + b" " + base64.b64encode(PREVIEW)),
    "a packed text": png_chunks.Chunk(
        b"zTXt", b"Thumb\0\0" + zlib.compress(KEEPSAKE + b" " + base64.b64encode(PREVIEW))
    ),
    "provenance": png_chunks.Chunk(b"caBX", _JUMBF),
    "a chunk nobody knows": png_chunks.Chunk(b"prVt", KEEPSAKE + FILM),
}


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".tif", ".webp"])
@pytest.mark.parametrize("host", PNG_HOSTS)
def test_no_copy_inside_a_png_outlives_the_fill(
    tmp_path: Path, host: str, suffix: str, smooth: Callable, fill_of: Callable
) -> None:
    content = _png(smooth(3), PNG_HOSTS[host])
    assert _shows(content)
    saved, report = _saved(tmp_path, "a.png", content, suffix, fill_of)
    assert not _shows(saved)
    if suffix == ".png":
        everything = _everything_in(saved)
        assert KEEPSAKE in everything or KEEPSAKE.hex().encode() in everything.replace(b"\n", b"")
        assert any("left out" in note for note in report.notes)


def test_the_layers_of_a_fireworks_png_are_left_out(tmp_path: Path, smooth: Callable, fill_of: Callable) -> None:
    chunks = [png_chunks.Chunk(kind, zlib.compress(PIECE)) for kind in (b"prVW", b"mkBS")]
    saved, report = _saved(tmp_path, "a.png", _png(smooth(3), *chunks), ".png", fill_of)
    assert [c.kind for c in png_chunks.split(saved)] == [b"IHDR", b"IDAT", b"IEND"]
    assert any("left out" in note for note in report.notes)


@pytest.mark.parametrize("suffix", [".webp", ".jpg", ".png", ".tif"])
def test_no_copy_inside_a_webp_outlives_the_fill(
    tmp_path: Path, suffix: str, smooth: Callable, fill_of: Callable
) -> None:
    coded = webp_chunks.coded_picture(encoding.encode(smooth(3), formats.BY_KEY["webp"], 0))
    others = [
        webp_chunks.Chunk(b"EXIF", b"Exif\0\0" + _exif(MAKER)),
        webp_chunks.Chunk(b"XMP ", _thumbnails()),
        webp_chunks.Chunk(b"prev", KEEPSAKE + PREVIEW),
    ]
    content = webp_chunks.extended(coded, (160, 120), False, others)
    saved, _ = _saved(tmp_path, "a.webp", content, suffix, fill_of)
    assert not _shows(saved)
    saved, _ = _saved(tmp_path, "b.webp", content + FILM, suffix, fill_of)
    assert not _shows(saved)


@pytest.mark.parametrize("suffix", [".jp2", ".jpg", ".tif"])
def test_no_copy_inside_a_jpeg_2000_outlives_the_fill(
    tmp_path: Path, suffix: str, smooth: Callable, fill_of: Callable
) -> None:
    boxes = jp2_boxes.split(encoding.encode(smooth(3), formats.BY_KEY["jp2"], 0))
    extra = [
        jp2_boxes.Box(b"uuid", jp2_boxes.EXIF_UUID + _exif(MAKER)),
        jp2_boxes.Box(b"uuid", jp2_boxes.XMP_UUID + _thumbnails()),
        jp2_boxes.Box(b"xml ", b"<a>" + base64.b64encode(PREVIEW) + b"</a>"),
    ]
    content = b"".join(box.to_bytes() for box in (*boxes[:-1], *extra, boxes[-1]))
    assert _shows(content)
    saved, report = _saved(tmp_path, "a.jp2", content, suffix, fill_of)
    assert not _shows(saved)
    assert saved.count(KEEPSAKE) == 2
    assert any("Further pictures" in note for note in report.notes)


@pytest.mark.parametrize("suffix", [".tif", ".jpg", ".png", ".webp"])
def test_no_copy_inside_a_tiff_outlives_the_fill(
    tmp_path: Path, suffix: str, samples: Callable, fill_of: Callable
) -> None:
    tags = {
        34377: tiff_saving.opaque(_resources(), type=1),
        tiff.XMP: tiff_saving.opaque(_thumbnails(), type=1),
        65000: tiff_saving.opaque(KEEPSAKE + PREVIEW),
        33432: tiff_saving.opaque(KEEPSAKE + b"\0", type=2),
    }
    content = tiff_saving.replace_page(_exif(MAKER), 0, samples(3), None, tags)[0] + PREVIEW + KEEPSAKE
    saved, report = _saved(tmp_path, "a.tif", content, suffix, fill_of)
    assert not _shows(saved)
    assert any("Further pictures" in note for note in report.notes)
    if suffix == ".tif":
        assert saved.count(KEEPSAKE) == content.count(KEEPSAKE)
        structure = tiff.Tiff(saved)
        assert len(structure.raw(structure.pages()[0], 34377)) == len(_resources())


def test_samples_and_other_pages_that_look_like_a_picture_stay(tmp_path: Path, fill_of: Callable) -> None:
    look_alike = np.frombuffer((PREVIEW * 60)[: 37 * 53 * 3], np.uint8).reshape(37, 53, 3)
    pages = [Image.fromarray(look_alike), Image.fromarray(look_alike[::-1].copy())]
    pages[0].save(tmp_path / "a.tif", save_all=True, append_images=pages[1:], compression="raw")
    jpeg_page = io.BytesIO()
    pages[0].save(jpeg_page, "TIFF", save_all=True, append_images=pages[1:], compression="jpeg")
    for name, content in (("a.tif", (tmp_path / "a.tif").read_bytes()), ("b.tif", jpeg_page.getvalue())):
        (tmp_path / name).write_bytes(content)
        first, second = read_picture(tmp_path / name), read_picture(tmp_path / name, 1)
        fill = fill_of(first)
        report = save_picture(first, (fill,), tmp_path / "saved.tif")
        assert not any("Further" in note for note in report.notes)
        keep = np.ones((37, 53), bool)
        keep[fill.rect.slices] = fill.coverage == 0
        assert np.array_equal(read_picture(tmp_path / "saved.tif").pixels[keep], first.pixels[keep])
        assert np.array_equal(read_picture(tmp_path / "saved.tif", 1).pixels, second.pixels)


def test_what_speaks_of_a_gain_map_goes_with_the_map(tmp_path: Path, smooth: Callable, fill_of: Callable) -> None:
    packet = _packet(
        b'<Container:Directory xmlns:Container="http://ns.google.com/photos/1.0/container/"><rdf:Seq><rdf:li '
        b'xmlns:Item="http://ns.google.com/photos/1.0/container/item/" Item:Semantic="GainMap" Item:Length="999"/>'
        b"</rdf:Seq></Container:Directory>",
        b' xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" hdrgm:Version="1.0"',
    )
    content = _with(
        smooth(3),
        Segment(0xE1, jpeg_segments.XMP_MARK + packet),
        Segment(0xE2, b"urn:iso:std:iso:ts:21496:-1\0\0\0\0\0"),
        Segment(0xE2, b"MPF\0II*\0\x08\0\0\0\0\0"),
        behind=PREVIEW,
    )
    for suffix in (".jpg", ".png", ".tif"):
        saved, report = _saved(tmp_path, "a.jpg", content, suffix, fill_of)
        assert b"GainMap" not in saved
        assert b"hdrgm:Version" not in saved
        assert b"21496" not in saved
        assert b"MPF\0" not in saved
        assert KEEPSAKE in saved
        assert any("HDR screens" in note for note in report.notes)


def test_what_speaks_of_a_film_goes_with_the_film(tmp_path: Path, smooth: Callable, fill_of: Callable) -> None:
    words = b' xmlns:c="http://ns.google.com/photos/1.0/camera/" c:MicroVideo="1" c:MicroVideoOffset="77" c:BurstID="b"'
    packet = Segment(0xE1, jpeg_segments.XMP_MARK + _packet(b"<c:MotionPhoto>1</c:MotionPhoto>", words))
    content = _with(smooth(3), packet, behind=b"a film of a kind nobody knows")
    saved, report = _saved(tmp_path, "a.jpg", content, ".jpg", fill_of)
    assert b"MicroVideo" not in saved
    assert b"MotionPhoto" not in saved
    assert b'c:BurstID="b"' in saved
    assert saved.endswith(b"\xff\xd9")
    assert len(saved) > 0
    assert any("film" in note for note in report.notes)


def test_a_few_words_behind_the_end_of_a_jpeg_stay(tmp_path: Path, smooth: Callable, fill_of: Callable) -> None:
    for behind in (KEEPSAKE, b"\xff\xd9", bytes(100)):
        saved, report = _saved(tmp_path, "a.jpg", _with(smooth(3), behind=behind), ".jpg", fill_of)
        assert saved.endswith(behind)
        assert not any("left out" in note for note in report.notes)


def test_an_extended_packet_is_still_found_by_its_digest(tmp_path: Path, smooth: Callable, fill_of: Callable) -> None:
    saved, _ = _saved(tmp_path, "a.jpg", _extended(smooth(3)), ".jpg", fill_of)
    mark = jpeg_segments.MORE_XMP_MARK
    parts = [s.body[len(mark) :] for s in jpeg_segments.split(saved)[0] if s.body.startswith(mark)]
    whole = b"".join(part[40:] for part in parts)
    digest = hashlib.md5(whole, usedforsecurity=False).hexdigest().upper()
    assert {part[:32].decode() for part in parts} == {digest}
    packet = metadata.read("jpeg", saved).xmp
    assert packet is not None
    assert xmp.value(packet, xmp.NOTE, "HasExtendedXMP") == digest
