"""What is embedded in other data: where it begins and ends, and what merely resembles it."""

import base64
import io
import struct
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.files.kinds import embedded
from inpaint_studio.files.kinds.embedded import Span


def _coded(plugin: str, size: tuple[int, int] = (48, 36), **how: object) -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise(size, 60).save(buffer, plugin, **how)  # type: ignore[arg-type]
    return buffer.getvalue()


PREVIEW = _coded("JPEG", quality=85)

PIECE = PREVIEW[-400:-200]  # of its samples; nothing else is like it


def _box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(body), kind) + body


FILM = _box(b"ftyp", b"mp42\0\0\0\0isommp42") + _box(b"moov", _box(b"mvhd", bytes(100))) + _box(b"mdat", PIECE * 9)


@pytest.mark.parametrize(
    "content",
    [
        *(_coded(plugin) for plugin in ("PNG", "WEBP", "GIF", "BMP", "JPEG2000", "AVIF", "JPEG")),
        FILM,
        FILM[24:],
        b"\x1aE\xdf\xa3" + bytes(99),
    ],
)
def test_a_picture_or_film_is_found_from_its_first_byte_to_its_last(content: bytes) -> None:
    before, behind = b"before, " * 3, b", and behind" * 3
    (span,) = embedded.spans(before + content + behind)
    assert span.start == len(before)
    assert span.end in (len(before) + len(content), len(before) + len(content) + len(behind))
    if content[:4] != b"\x1aE\xdf\xa3":
        assert span.end == len(before) + len(content)
    blank, kinds = embedded.blanked(before + content + behind)
    assert len(blank) == len(before + content + behind)
    assert blank.startswith(before)
    assert kinds <= {"picture", "film"}


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xd8\xff\xe0 no frame follows",
        b"\xff\xd8\xff\xdb\0\x43" + bytes(65) + b"\xff\xd9",  # the tables of a TIFF page: nothing to see
        b"RIFF\x24\0\0\0WAVEfmt ",
        _box(b"ftyp", b"M4A \0\0\0\0") + _box(b"mdat", bytes(99)),
        b"the mdat of a moov is no ftyp, BM or GIF89a",
        b"/9j/ is how it would begin",
        base64.b64encode(b"RIFF\x24\0\0\0WAVEfmt " + bytes(80)),
    ],
)
def test_what_only_looks_like_a_picture_stays(content: bytes) -> None:
    assert embedded.blanked(b"before" + content + b"behind") == (b"before" + content + b"behind", frozenset())


def _spans(content: bytes) -> list[tuple[int, int, str]]:
    return [(span.start, span.end, span.kind) for span in embedded.spans(content)]


def test_a_preview_inside_a_preview_is_no_end_of_the_outer_one() -> None:
    exif = Image.Exif()
    exif[0x9286] = b"ASCII\0\0\0" + PREVIEW  # a whole JPEG, with its end mark, inside a segment
    outer = _coded("JPEG", exif=exif.tobytes())
    assert outer.count(b"\xff\xd9") == 2
    assert _spans(b"before" + outer + b"behind") == [(6, 6 + len(outer), "picture")]


@pytest.mark.parametrize("how", [{"progressive": True}, {"restart_marker_blocks": 2}])
def test_a_jpeg_of_several_scans_or_with_restart_marks_ends_at_its_end_mark(how: dict) -> None:
    content = _coded("JPEG", **how)
    assert _spans(b"-" + content + b"-" * 9) == [(1, 1 + len(content), "picture")]


@pytest.mark.parametrize("plugin", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_that_is_cut_off_reaches_to_the_end_of_the_data(plugin: str) -> None:
    content = _coded(plugin)
    cut = content[: len(content) * 2 // 3]
    assert _spans(b"before" + cut) == [(6, 6 + len(cut), "picture")]


def test_a_jpeg_whose_frame_has_no_size_or_a_wrong_length_is_none() -> None:
    at = PREVIEW.index(b"\xff\xc0")
    empty = PREVIEW[: at + 5] + bytes(4) + PREVIEW[at + 9 :]
    longer = PREVIEW[: at + 2] + b"\0\x12" + PREVIEW[at + 4 :]
    for content in (empty, longer):
        assert embedded.spans(content) == []


def test_the_trailer_byte_inside_the_samples_of_a_gif_is_not_its_end() -> None:
    content = _coded("GIF", comment=b";;;;")
    assert content.count(b";") > 5
    assert _spans(content + b"; behind") == [(0, len(content), "picture")]


def test_a_bitmap_counts_only_where_its_header_agrees_with_itself_and_with_the_data() -> None:
    content = _coded("BMP")
    assert _spans(b"BM " + content + b" BM") == [(3, 3 + len(content), "picture")]
    assert embedded.spans(content[:-1]) == []
    for at, value in ((6, 1), (10, 5), (14, 41)):  # reserved bytes, offset of the samples, size of the header
        assert embedded.spans(content[:at] + struct.pack("<I", value) + content[at + 4 :]) == []


@pytest.mark.parametrize("odd", [0, 1])
def test_the_padding_of_a_riff_belongs_to_it(odd: int) -> None:
    body = b"AVI " + bytes(40 + odd)
    content = b"RIFF" + struct.pack("<I", len(body)) + body + bytes(odd)
    assert _spans(content + b"behind") == [(0, len(content), "film")]


def test_a_box_that_is_longer_than_the_data_counts_only_where_films_have_such() -> None:
    head = _box(b"ftyp", b"isom\0\0\0\0")
    film = head + struct.pack(">I4s", 10_000, b"mdat") + bytes(80)
    assert _spans(film) == [(0, len(film), "film")]
    other = head + struct.pack(">I4s", 10_000, b"abcd") + bytes(80)
    assert _spans(other) == [(0, len(head), "film")]
    assert embedded.spans(struct.pack(">I4s", 4000, b"ftyp") + b"isom" + bytes(5000)) == []


def test_boxes_of_64_bit_lengths_and_without_an_end_are_followed() -> None:
    head = _box(b"ftyp", b"isom\0\0\0\0")
    wide = head + struct.pack(">I4sQ", 1, b"mdat", 16 + 50) + bytes(50)
    assert _spans(wide + b"\0\0\0\0") == [(0, len(wide), "film")]
    endless = head + struct.pack(">I4s", 0, b"mdat") + bytes(50)
    assert _spans(endless) == [(0, len(endless), "film")]


@pytest.mark.parametrize(
    ("brand", "kind"), [(b"heic", "picture"), (b"avif", "picture"), (b"mp42", "film"), (b"M4A ", None)]
)
def test_the_brand_of_a_media_file_says_what_it_is(brand: bytes, kind: str | None) -> None:
    content = _box(b"ftyp", brand + bytes(4)) + _box(b"mdat", bytes(70))
    assert _spans(content) == ([] if kind is None else [(0, len(content), kind)])


@pytest.mark.parametrize(
    ("head", "samples"),
    [(b"P5 8 10 255\n", 80), (b"P6\n#of nobody\n8 10\n255\n", 240), (b"P5 8 10 65535 ", 160)],
)
def test_a_portable_map_counts_where_all_of_its_samples_are_there(head: bytes, samples: int) -> None:
    content = head + b"\x7f" * samples
    assert _spans(content + b"behind") == [(0, len(content), "picture")]
    assert embedded.spans(content[:-1]) == []
    assert embedded.spans(head.replace(b" 10", b" 1") + b"\x7f" * 30) == []  # too little to show anything


def test_of_a_tiff_the_samples_are_blanked_and_the_tags_stay() -> None:
    content = b"four" + _coded("TIFF")
    blank, kinds = embedded.blanked(content)
    assert kinds == {"picture"}
    (span,) = embedded.spans(content)
    assert span.end - span.start == 48 * 36
    assert blank == content[: span.start] + bytes(48 * 36) + content[span.end :]


def test_a_makers_directory_without_samples_and_pages_in_a_circle_are_left_alone() -> None:
    notes = b"II*\0\x08\0\0\0" + struct.pack("<HHHIII", 1, 271, 2, 20, 26, 0) + b"Old Camera Works\0\0\0\0"
    circle = notes[:22] + struct.pack("<I", 8) + notes[26:]
    for content in (notes, circle, b"II*\0\xff\xff\xff\x7f", b"MM\0*"):
        assert embedded.blanked(content) == (content, frozenset())


def _texts() -> dict[str, bytes]:
    text = base64.b64encode(PREVIEW)
    return {
        "one line": text,
        "lines": b"\r\n".join(text[at : at + 76] for at in range(0, len(text), 76)),
        "character references": b"&#xA;".join(text[at : at + 64] for at in range(0, len(text), 64)),
        "the alphabet of addresses": base64.urlsafe_b64encode(PREVIEW),
        "without its padding": text.rstrip(b"="),
        "hexadecimal": PREVIEW.hex().encode(),
        "hexadecimal in lines": b"\n".join(
            PREVIEW.hex().encode()[at : at + 72] for at in range(0, 2 * len(PREVIEW), 72)
        ),
    }


@pytest.mark.parametrize("how", _texts())
def test_a_picture_written_as_text_is_replaced_by_spaces(how: str) -> None:
    text = _texts()[how]
    content = b'<a b="' + text + b'"/>'
    (span,) = embedded.spans(content)
    assert span == Span(6, 6 + len(text), "picture", True)
    assert embedded.blanked(content)[0] == b'<a b="' + b" " * len(text) + b'"/>'


def test_a_word_that_is_joined_to_a_picture_written_as_text_stays() -> None:
    text = base64.b64encode(PREVIEW)
    content = b"data:image/jpeg;base64/" + text
    assert embedded.blanked(content)[0].rstrip(b" ") in (b"data:image/jpeg;base64/", b"data:image/jpeg;base64")
    assert embedded.blanked(b"Thumbnail" + text)[0] == b"Thumbnail" + b" " * len(text)


def test_text_that_is_no_picture_stays() -> None:
    rng = np.random.default_rng(0)
    key = base64.b64encode(rng.integers(0, 256, 600, np.uint8).tobytes())
    film_further_in = base64.b64encode(b"a note of some length, and then " + FILM)
    for content in (key, b"Z" * 500, b"0" * 500, film_further_in):
        assert embedded.blanked(content) == (content, frozenset())


def test_spans_are_in_order_and_do_not_overlap() -> None:
    parts = [b"one", FILM, b"two", PREVIEW, PREVIEW, b"three", base64.b64encode(PREVIEW), b"!", _coded("PNG")]
    content = b"".join(parts)
    spans = embedded.spans(content)
    assert [span.kind for span in spans] == ["film", "picture", "picture", "picture", "picture"]
    assert [span.text for span in spans] == [False, False, False, True, False]
    assert all(one.end <= other.start for one, other in pairwise(spans))
    blank, kinds = embedded.blanked(content)
    assert kinds == {"film", "picture"}
    assert blank.replace(b"\0", b"").replace(b" ", b"") == b"onetwothree!"
    assert embedded.blanked(blank) == (blank, frozenset())


@pytest.mark.parametrize(
    ("content", "names"),
    [
        (b"", []),
        (b"\0\0 \r\n\xff\xd9", []),
        (b"a note", ["private data"]),
        (PREVIEW, ["further pictures"]),
        (FILM + PREVIEW, ["further pictures", "film"]),
    ],
)
def test_what_trails_a_picture_is_named(content: bytes, names: list[str]) -> None:
    assert [str(name) for name in embedded.content_names(content)] == names


@pytest.mark.parametrize(
    ("content", "kinds"),
    [
        (b"SEFT and a few words", set()),
        (b"..PK\3\4..", {"archive"}),
        (b"..II*\0..", {"archive"}),
        (PREVIEW + b"%PDF-1.7", {"picture", "archive"}),
        (_box(b"ftyp", b"M4A \0\0\0\0") + _box(b"mdat", bytes(99)), set()),
    ],
)
def test_what_trails_a_picture_may_show_it_or_not(content: bytes, kinds: set) -> None:
    assert embedded.trailing_kinds(content) == kinds


def test_whatever_the_bytes_are_only_spans_change() -> None:
    """Signatures, and heads of whole pictures, scattered in noise."""
    rng = np.random.default_rng(1)
    marks = [mark for mark, _, _ in embedded._MARKS]
    heads = [_coded(plugin)[:90] for plugin in ("JPEG", "PNG", "GIF", "TIFF", "BMP", "WEBP")]
    for _ in range(60):
        parts = [rng.integers(0, 256, rng.integers(0, 60), np.uint8).tobytes() for _ in range(12)]
        chosen = [(*marks, *heads)[number] for number in rng.integers(0, len(marks) + len(heads), 12)]
        content = b"".join(part + mark for part, mark in zip(parts, chosen, strict=True))
        blank, _ = embedded.blanked(content)
        assert len(blank) == len(content)
        end = 0
        for span in embedded.spans(content):
            assert end <= span.start < span.end <= len(content)
            assert blank[end : span.start] == content[end : span.start]
            assert not any(blank[span.start : span.end].strip(b" "))
            end = span.end
        assert blank[end:] == content[end:]
