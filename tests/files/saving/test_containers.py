"""Blocks of metadata renewed in place: what changes in each kind of container, and what keeps its bytes."""

import base64
import hashlib
import io
import struct
import zlib
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.files.kinds import jp2_boxes, jpeg_segments, photoshop, png_chunks, png_text, tiff, webp_chunks, xmp
from inpaint_studio.files.kinds.exif import Coding
from inpaint_studio.files.kinds.jpeg_segments import Segment
from inpaint_studio.files.saving import tiff_saving
from inpaint_studio.files.saving.containers import renewed, with_mark
from inpaint_studio.files.saving.renewal import Renewal

NOISE = np.random.default_rng(5).integers(0, 256, (24, 32, 3), np.uint8)


def _coded(plugin: str, pixels: np.ndarray = NOISE, **how: object) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, plugin, **how)
    return buffer.getvalue()


PREVIEW = _coded("JPEG")
BLANK = bytes(len(PREVIEW))
PACKET = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/">'
    b'<q xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:ImageWidth="9"%s/></x:xmpmeta>'
)


def _exif(note: bytes) -> bytes:
    """An orientation, and a maker's note behind the directory."""
    block = b"II*\0\x08\0\0\0" + struct.pack("<H", 2) + struct.pack("<HHIHH", 274, 3, 1, 6, 0)
    return block + struct.pack("<HHII", 37500, 7, len(note), 38) + bytes(4) + note


def _jpeg(*segments: Segment, behind: bytes = b"") -> bytes:
    plain, _ = jpeg_segments.split(PREVIEW)
    return jpeg_segments.join([*plain[:2], *segments, *plain[2:]], behind)


def _bodies(content: bytes, marker: int) -> list[bytes]:
    return [segment.body for segment in jpeg_segments.split(content)[0] if segment.marker == marker]


def _plain_files() -> Iterator[tuple[str, bytes]]:
    """A file of each kind, with blocks that need no renewal and a few words behind its end."""
    words = b"\0\0a few words behind the end"
    block, packet = _exif(b"no preview in it"), PACKET % b""
    yield (
        "jpeg",
        _jpeg(
            Segment(0xE1, jpeg_segments.EXIF_MARK + block),
            Segment(0xE1, jpeg_segments.XMP_MARK + packet),
            Segment(0xE5, b"of nobody"),
            Segment(0xE5, b""),
            Segment(0xFE, b"a comment"),
            behind=words,
        ),
    )
    header, *rest = png_chunks.split(_coded("PNG"))
    text = png_chunks.Chunk(b"iTXt", png_text.XMP_KEYWORD + b"\0\0\0\0\0" + packet)
    yield "png", png_chunks.join([header, png_chunks.Chunk(b"eXIf", block), text, *rest]) + words
    chunks = [webp_chunks.Chunk(b"EXIF", block), webp_chunks.Chunk(b"XMP ", packet), webp_chunks.Chunk(b"odd!", b"one")]
    coded = webp_chunks.coded_picture(_coded("WEBP", lossless=True))
    yield "webp", webp_chunks.extended(coded, (32, 24), False, chunks) + words
    boxes = jp2_boxes.split(_coded("JPEG2000"))
    extra = [jp2_boxes.Box(b"uuid", jp2_boxes.XMP_UUID + packet), jp2_boxes.Box(b"xml ", b"<a/>")]
    yield "jp2", b"".join(box.to_bytes() for box in (*boxes[:-1], *extra, boxes[-1])) + words
    tags = {tiff.XMP: tiff_saving.opaque(packet, 1), 65000: tiff_saving.opaque(b"of nobody")}
    yield "tiff", tiff_saving.new_file(NOISE, tags) + words
    yield "bmp", _coded("BMP") + PREVIEW  # of a kind without blocks


@pytest.mark.parametrize(("format", "content"), list(_plain_files()))
def test_blocks_that_show_nothing_keep_every_byte(format: str, content: bytes) -> None:
    renewal = Renewal(None)
    assert renewed(format, content, 0, renewal) == content
    assert renewal.notes == ()


@pytest.mark.parametrize("format", ["jpeg", "png", "webp", "tiff"])
@pytest.mark.parametrize("content", [b"", b"no such file", PREVIEW[:-200], _coded("PNG")[:-7]])
def test_a_broken_file_is_a_value_error(format: str, content: bytes) -> None:
    with pytest.raises(ValueError, match=r"^[a-zA-Z ]+$"):
        renewed(format, content, 0, Renewal(None))


def test_a_bare_codestream_has_no_blocks() -> None:
    boxes = {box.kind: box.body for box in jp2_boxes.split(_coded("JPEG2000"))}
    assert renewed("jp2", boxes[b"jp2c"], 0, Renewal(None)) == boxes[b"jp2c"]


def test_a_jpeg_is_blanked_inside_its_blocks_and_keeps_their_lengths() -> None:
    content = _jpeg(
        Segment(0xE1, jpeg_segments.EXIF_MARK + _exif(b"note" + PREVIEW + b"note")),
        Segment(0xE7, b"Maker\0" + PREVIEW + b"end"),
        Segment(0xE2, jpeg_segments.ICC_MARK + b"\1\1" + PREVIEW),  # colours are not looked into
    )
    renewal = Renewal(None)
    made = renewed("jpeg", content, 0, renewal)
    assert _bodies(made, 0xE1) == [jpeg_segments.EXIF_MARK + _exif(b"note" + BLANK + b"note")]
    assert _bodies(made, 0xE7) == [b"Maker\0" + BLANK + b"end"]
    assert _bodies(made, 0xE2) == [jpeg_segments.ICC_MARK + b"\1\1" + PREVIEW]
    assert len(made) == len(content)
    assert [str(note)[:16] for note in renewal.notes] == ["Further pictures"]


@pytest.mark.parametrize("where", [10, len(PREVIEW) // 2, len(PREVIEW) - 1])
@pytest.mark.parametrize("numbering", [b"", b"%d", b"\0%d"])
def test_a_picture_that_spans_two_private_segments_is_blanked_in_both(where: int, numbering: bytes) -> None:
    heads = [b"Vendor\0" + (numbering % number if numbering else b"") for number in (1, 2)]
    parts = [PREVIEW[:where], PREVIEW[where:] + b"end"]
    others = [Segment(0xE5, b"before"), Segment(0xE5, b"behind")]
    content = _jpeg(
        others[0], *(Segment(0xE4, head + part) for head, part in zip(heads, parts, strict=True)), others[1]
    )
    made = renewed("jpeg", content, 0, Renewal(None))
    first, second = _bodies(made, 0xE4)
    assert first == heads[0] + bytes(where)
    assert len(second) == len(heads[1] + parts[1])
    pieces = {PREVIEW[at : at + 4] for at in range(where, len(PREVIEW) - 4)} - {bytes(4)}
    assert not any(piece in second for piece in pieces)
    assert _bodies(made, 0xE5) == [b"before", b"behind"]


def test_an_exif_block_that_continues_in_a_second_segment_is_renewed_as_one() -> None:
    block = _exif(bytes(40) + PREVIEW + b"end")
    cut = 90  # inside the preview
    mark = jpeg_segments.EXIF_MARK
    made = renewed(
        "jpeg", _jpeg(Segment(0xE1, mark + block[:cut]), Segment(0xE1, mark + block[cut:])), 0, Renewal(None, 1)
    )
    first, second = _bodies(made, 0xE1)
    assert (len(first), len(second)) == (6 + cut, 6 + len(block) - cut)
    whole = first[6:] + second[6:]
    assert whole == _exif(bytes(40) + BLANK + b"end").replace(b"\6\0\0\0", b"\1\0\0\0", 1)


def test_two_exif_blocks_are_renewed_each_for_itself() -> None:
    blocks = [_exif(b"one"), _exif(PREVIEW)]
    content = _jpeg(*(Segment(0xE1, jpeg_segments.EXIF_MARK + block) for block in blocks))
    made = renewed("jpeg", content, 0, Renewal(None, 3))
    turned = [block.replace(b"\6\0\0\0", b"\3\0\0\0", 1) for block in (_exif(b"one"), _exif(BLANK))]
    assert _bodies(made, 0xE1) == [jpeg_segments.EXIF_MARK + block for block in turned]


@pytest.mark.parametrize(
    ("segment", "words"),
    [
        (Segment(0xE2, b"MPF\0II*\0\x08\0\0\0\0\0"), "Further pictures"),
        (Segment(0xE2, b"urn:iso:std:iso:ts:21496:-1\0\0\0\0\0"), "HDR screens"),
        (Segment(0xEB, b"HDR_RI ver=11"), "HDR screens"),
        (Segment(0xEB, b"JP\0\1\0\0\0\1" + struct.pack(">I4s", 99, b"RESI") + bytes(50)), "HDR screens"),
        (Segment(0xE0, b"JFXX\0\x10" + PREVIEW), "JFIF thumbnail"),
    ],
)
def test_a_segment_that_describes_a_further_picture_goes_and_that_is_said(segment: Segment, words: str) -> None:
    renewal = Renewal(None)
    made = renewed("jpeg", _jpeg(Segment(0xE5, b"before"), segment, Segment(0xE5, b"behind")), 0, renewal)
    assert made == _jpeg(Segment(0xE5, b"before"), Segment(0xE5, b"behind"))
    (note,) = renewal.notes
    assert words in note


def test_what_stands_behind_a_jpeg_goes_with_the_segment_that_points_to_it() -> None:
    behind = b"a thing of a kind that nobody knows"
    assert renewed("jpeg", _jpeg(behind=behind), 0, Renewal(None)).endswith(behind)
    pointing = Segment(0xE2, b"MPF\0II*\0\x08\0\0\0\0\0")
    assert renewed("jpeg", _jpeg(pointing, behind=behind), 0, Renewal(None)) == _jpeg()


def test_the_thumbnail_in_a_jfif_header_goes_and_its_resolution_stays() -> None:
    header = b"JFIF\0\1\2\1\0\x48\0\x48"
    with_thumbnail = header + b"\2\1" + bytes(range(6))
    segments, _ = jpeg_segments.split(PREVIEW)
    content = jpeg_segments.join([segments[0], Segment(0xE0, with_thumbnail), *segments[2:]])
    renewal = Renewal(None)
    assert _bodies(renewed("jpeg", content, 0, renewal), 0xE0) == [header + b"\0\0"]
    assert "JFIF" in renewal.notes[0]
    with Image.open(io.BytesIO(renewed("jpeg", content, 0, Renewal(None)))) as image:
        assert image.info["dpi"] == (72, 72)


def test_resources_that_grow_past_a_segment_are_cut_anew() -> None:
    packet = photoshop.Resource(photoshop.XMP, b"\0\0", PACKET % b"").to_bytes()
    filler = photoshop.Resource(
        4000, b"\0\0", bytes((jpeg_segments.LARGEST - 14 - 12 - len(packet)) // 2 * 2)
    ).to_bytes()
    mark = jpeg_segments.IPTC_MARK
    content = _jpeg(Segment(0xED, mark + filler + packet))
    renewal = Renewal(None, coding=Coding(1600, 1200, 3, 8, srgb=False))
    bodies = _bodies(renewed("jpeg", content, 0, renewal), 0xED)
    assert len(bodies) == 2
    assert all(body.startswith(mark) and len(body) <= jpeg_segments.LARGEST for body in bodies)
    resources, rest = photoshop.split(b"".join(body[len(mark) :] for body in bodies))
    assert (len(resources), rest) == (2, b"")
    assert xmp.value(resources[1].data, xmp.TIFF, "ImageWidth") == "1600"


def test_a_packet_without_room_for_its_new_values_keeps_the_old_ones() -> None:
    """One byte more would not fit into a segment."""
    mark = jpeg_segments.XMP_MARK
    room = jpeg_segments.LARGEST - len(mark)
    packet = (PACKET % b"").ljust(room, b" ")
    coding = Coding(1600, 1200, 3, 8, srgb=False)
    for fits in (False, True):
        body = mark + (packet.rstrip(b" ") if fits else packet)
        (made,) = _bodies(renewed("jpeg", _jpeg(Segment(0xE1, body)), 0, Renewal(None, coding=coding)), 0xE1)
        assert xmp.value(made[len(mark) :], xmp.TIFF, "ImageWidth") == ("1600" if fits else "9")
        assert len(made) <= jpeg_segments.LARGEST


def test_the_main_packet_follows_the_digest_of_its_extension() -> None:
    more = b"<x:xmpmeta>" + base64.b64encode(PREVIEW) + b"</x:xmpmeta>"
    digest = hashlib.md5(more, usedforsecurity=False).hexdigest().upper().encode()
    mark = jpeg_segments.MORE_XMP_MARK
    parts = [
        Segment(0xE1, mark + digest + struct.pack(">II", len(more), at) + more[at : at + 500])
        for at in range(0, len(more), 500)
    ]
    main = Segment(0xE1, jpeg_segments.XMP_MARK + b'<q HasExtendedXMP="' + digest + b'"/>')
    made = _bodies(renewed("jpeg", _jpeg(main, *parts), 0, Renewal(None)), 0xE1)
    blank = b"".join(body[75:] for body in made[1:])
    assert blank == b"<x:xmpmeta>" + b" " * (len(more) - 23) + b"</x:xmpmeta>"
    fresh = hashlib.md5(blank, usedforsecurity=False).hexdigest().upper().encode()
    assert made[0] == main.body.replace(digest, fresh)
    assert [body[len(mark) : 75] for body in made[1:]] == [
        fresh + struct.pack(">II", len(more), at) for at in range(0, len(more), 500)
    ]


def _png(*chunks: png_chunks.Chunk) -> bytes:
    header, *rest = png_chunks.split(_coded("PNG"))
    return png_chunks.join([header, *chunks, *rest])


def _chunk_behind_the_header(content: bytes) -> png_chunks.Chunk:
    return png_chunks.split(content)[1]


def _digits(name: bytes, block: bytes) -> png_chunks.Chunk:
    text = b"\n" + name + b"\n%8d\n" % len(block) + block.hex("\n", 36).encode() + b"\n"
    return png_chunks.Chunk(b"zTXt", png_text.RAW + name + b"\0\0" + zlib.compress(text))


@pytest.mark.parametrize(
    ("name", "block", "blank"),
    [
        (b"exif", b"Exif\0\0" + _exif(PREVIEW), b"Exif\0\0" + _exif(BLANK)),
        (b"APP1", b"Exif\0\0" + _exif(PREVIEW), b"Exif\0\0" + _exif(BLANK)),
        (b"app1", jpeg_segments.XMP_MARK + PREVIEW, jpeg_segments.XMP_MARK + BLANK),
        (
            b"8bim",
            photoshop.Resource(1036, b"\0\0", PREVIEW).to_bytes(),
            photoshop.Resource(1036, b"\0\0", BLANK).to_bytes(),
        ),
        (b"nobody", b"!" + PREVIEW, b"!" + BLANK),
        (b"icc", PREVIEW, PREVIEW),
    ],
)
def test_blocks_written_as_digits_in_a_png_are_renewed_by_their_names(name: bytes, block: bytes, blank: bytes) -> None:
    chunk = _chunk_behind_the_header(renewed("png", _png(_digits(name, block)), 0, Renewal(None)))
    text = png_text.read(chunk)
    assert text is not None
    assert text.keyword == png_text.RAW + name
    assert png_text.profile(text) == blank


def test_chunks_of_a_png_are_blanked_and_keep_their_kinds_and_places() -> None:
    chunks = [
        png_chunks.Chunk(b"eXIf", _exif(PREVIEW)),
        png_chunks.Chunk(b"iCCP", b"name\0\0" + zlib.compress(PREVIEW)),
        png_chunks.Chunk(b"prVt", b"!" + PREVIEW),
        png_chunks.Chunk(b"mkBS", b"layers"),
        png_chunks.Chunk(b"tEXt", b"Comment\0a word"),
    ]
    renewal = Renewal(None)
    made = png_chunks.split(renewed("png", _png(*chunks), 0, renewal))[1:5]
    assert made == [chunks[0]._replace(body=_exif(BLANK)), chunks[1], chunks[2]._replace(body=b"!" + BLANK), chunks[4]]
    assert "Further pictures" in renewal.notes[0]


def test_the_prefix_of_an_exif_block_is_not_taken_for_part_of_it() -> None:
    assert with_mark(b"Exif\0\0II*", bytes.lower) == b"Exif\0\0ii*"
    assert with_mark(b"II*", bytes.lower) == b"ii*"


def test_blocks_of_a_webp_and_of_a_jpeg_2000_are_renewed() -> None:
    coded = webp_chunks.coded_picture(_coded("WEBP", lossless=True))
    chunks = [
        webp_chunks.Chunk(b"EXIF", b"Exif\0\0" + _exif(PREVIEW)),
        webp_chunks.Chunk(b"XMP ", PACKET % b' tiff:Orientation="6"'),
        webp_chunks.Chunk(b"prev", PREVIEW),
    ]
    made = renewed("webp", webp_chunks.extended(coded, (32, 24), False, chunks), 0, Renewal(None, 1))
    assert [chunk.body for chunk in webp_chunks.split(made)[2:]] == [
        b"Exif\0\0" + _exif(BLANK).replace(b"\6\0\0\0", b"\1\0\0\0", 1),
        PACKET % b' tiff:Orientation="1"',
        BLANK,
    ]
    boxes = jp2_boxes.split(_coded("JPEG2000"))
    extra = [
        jp2_boxes.Box(b"uuid", jp2_boxes.EXIF_UUID + b"Exif\0\0" + _exif(PREVIEW)),
        jp2_boxes.Box(b"uuid", bytes(16) + PREVIEW),
        jp2_boxes.Box(b"xml ", b"<a>" + base64.b64encode(PREVIEW) + b"</a>"),
    ]
    content = b"".join(box.to_bytes() for box in (*boxes[:-1], *extra, boxes[-1]))
    bodies = [box.body for box in jp2_boxes.split(renewed("jp2", content, 0, Renewal(None)))[len(boxes) - 1 : -1]]
    assert bodies == [
        jp2_boxes.EXIF_UUID + b"Exif\0\0" + _exif(BLANK),
        bytes(16) + BLANK,
        b"<a>" + b" " * len(base64.b64encode(PREVIEW)) + b"</a>",
    ]


def _two_pages() -> bytes:
    """Each page with a private tag that holds a preview; the first with its packet of XMP too."""
    tag = tiff_saving.opaque(b"note" + PREVIEW)
    first = tiff_saving.new_file(NOISE, {65000: tag, tiff.XMP: tiff_saving.opaque(PACKET % b"", 1)})
    structure = tiff.Tiff(first)
    (page,) = structure.pages()
    second = tiff_saving.with_tag(first, 0, 65000, tag)  # its directory anew, and behind all of the first
    moved = tiff.Tiff(second).first
    content = bytearray(second)
    struct.pack_into("<I", content, structure.first_at, page.at)
    struct.pack_into("<I", content, page.next_at, moved)
    return bytes(content)


def test_of_a_tiff_the_pages_own_values_are_blanked_in_place_and_other_pages_stay() -> None:
    content = _two_pages()
    before = tiff.Tiff(content)
    pages = before.pages()
    assert len(pages) == 2
    for index in (0, 1):
        renewal = Renewal(None)
        made = tiff.Tiff(renewed("tiff", content, index, renewal))
        assert [page.at for page in made.pages()] == [page.at for page in pages]
        assert made.raw(made.pages()[index], 65000) == b"note" + BLANK
        assert made.raw(made.pages()[1 - index], 65000) == b"note" + PREVIEW
        assert all(made.places(one) == before.places(other) for one, other in zip(made.pages(), pages, strict=True))
        assert "Further pictures" in renewal.notes[0]
        at, length = before.places(pages[0])[0]
        assert bytes(made.content[at : at + length]) == content[at : at + length]


def test_a_packet_of_a_tiff_that_grows_gets_a_place_of_its_own() -> None:
    content = _two_pages()
    coding = Coding(1600, 1200, 3, 8, srgb=False)
    made = tiff.Tiff(renewed("tiff", content, 0, Renewal(None, coding=coding)))
    first, second = made.pages()
    assert xmp.value(made.raw(first, tiff.XMP), xmp.TIFF, "ImageWidth") == "1600"
    assert xmp.value(made.raw(second, tiff.XMP), xmp.TIFF, "ImageWidth") == "9"
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(bytes(made.content)))), NOISE)


def test_bytes_that_no_tag_of_a_tiff_points_to_are_looked_into() -> None:
    content = tiff_saving.new_file(NOISE, {}) + b"behind" + PREVIEW + b"end"
    made = renewed("tiff", content, 0, Renewal(None))
    assert made == content[: -len(PREVIEW) - 3] + BLANK + b"end"
