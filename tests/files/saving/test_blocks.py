"""Orientation is read once and written everywhere; each block of metadata fails alone, and what is lost is said."""

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps, TiffImagePlugin

from inpaint_studio.editing.picture import Pixels
from inpaint_studio.files.kinds import (
    exif,
    formats,
    jp2_boxes,
    jpeg_segments,
    orientation,
    photoshop,
    png_chunks,
    tiff,
    webp_chunks,
    xmp,
)
from inpaint_studio.files.kinds.jpeg_segments import Segment
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving import encoding, metadata, tiff_saving
from inpaint_studio.files.saving.writing import SaveOptions, save_picture

RDF = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">{}</rdf:RDF></x:xmpmeta>'
TIFF_SPACE = 'xmlns:tiff="http://ns.adobe.com/tiff/1.0/"'
ATTRIBUTE = RDF.format(f'<rdf:Description rdf:about="" {TIFF_SPACE} tiff:Orientation="6"/>').encode()
ELEMENT = RDF.format(f"<rdf:Description {TIFF_SPACE}><tiff:Orientation>6</tiff:Orientation></rdf:Description>").encode()
OTHER_PREFIX = RDF.format("<rdf:Description xmlns:t=\"http://ns.adobe.com/tiff/1.0/\" t:Orientation = '6'/>").encode()
IPTC = b"\x1c\x02\x00\x00\x02\x00\x02\x1c\x02\x78\x00\x10Grandma, in 1921"


def _exif(kind: int = 3, value: int = 6, order: str = "<", more: bytes = b"") -> bytes:
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "IH", 8, 1 + bool(more))
    letter = {1: "B3x", 3: "H2x", 4: "I", 6: "b3x", 8: "h2x", 9: "i"}[kind]
    return head + struct.pack(order + "HHI" + letter, 274, kind, 1, value) + more + bytes(4)


def _jpeg(pixels: Pixels, *segments: Segment) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=92)
    plain, _ = jpeg_segments.split(buffer.getvalue())
    return jpeg_segments.join([*plain[:2], *segments, *plain[2:]])


def _png(pixels: Pixels, *chunks: png_chunks.Chunk) -> bytes:
    bare = png_chunks.bare(encoding.encode(pixels, formats.BY_KEY["png"], 0))
    return png_chunks.join([bare[0], *chunks, *bare[1:]])


def _digits(name: bytes, block: bytes) -> png_chunks.Chunk:
    text = b"\n" + name + b"\n%8d\n" % len(block) + block.hex().encode() + b"\n"
    return png_chunks.Chunk(b"zTXt", b"Raw profile type " + name + b"\0\0" + zlib.compress(text))


def _webp(pixels: Pixels, *chunks: webp_chunks.Chunk) -> bytes:
    coded = webp_chunks.coded_picture(encoding.encode(pixels, formats.BY_KEY["webp"], 0))
    return webp_chunks.extended(coded, (pixels.shape[1], pixels.shape[0]), False, chunks)


def _tiff(pixels: Pixels, tags: dict[int, tiff_saving.Tag]) -> bytes:
    return tiff_saving.new_file(pixels, tags)


TURNED: dict[str, Callable[[Pixels], tuple[str, bytes]]] = {
    **{
        f"EXIF, type {kind}, {order}": (
            lambda p, k=kind, o=order: ("a.jpg", _jpeg(p, Segment(0xE1, b"Exif\0\0" + _exif(k, 6, o))))
        )
        for kind in (1, 3, 4, 9)
        for order in "<>"
    },
    **{
        f"XMP {name} in a JPEG": (lambda p, x=packet: ("a.jpg", _jpeg(p, Segment(0xE1, jpeg_segments.XMP_MARK + x))))
        for name, packet in (("attribute", ATTRIBUTE), ("element", ELEMENT), ("of another prefix", OTHER_PREFIX))
    },
    "XMP in a PNG": lambda p: ("a.png", _png(p, png_chunks.Chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + ATTRIBUTE))),
    "packed XMP in a PNG": lambda p: (
        "a.png",
        _png(p, png_chunks.Chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(ATTRIBUTE))),
    ),
    "EXIF behind its mark in a PNG": lambda p: ("a.png", _png(p, png_chunks.Chunk(b"eXIf", _exif(4)))),
    "digits in a PNG": lambda p: ("a.png", _png(p, _digits(b"exif", b"Exif\0\0" + _exif()))),
    "digits of XMP in a PNG": lambda p: ("a.png", _png(p, _digits(b"xmp", ATTRIBUTE))),
    "EXIF in a WebP": lambda p: ("a.webp", _webp(p, webp_chunks.Chunk(b"EXIF", _exif(4)))),
    "XMP in a WebP": lambda p: ("a.webp", _webp(p, webp_chunks.Chunk(b"XMP ", ELEMENT))),
    "a long tag in a TIFF": lambda p: ("a.tif", _tiff(p, {274: tiff_saving.Tag(4, 1, struct.pack("<I", 6))})),
    "a byte in a TIFF": lambda p: ("a.tif", _tiff(p, {274: tiff_saving.Tag(1, 1, b"\6")})),
    "XMP in a TIFF": lambda p: ("a.tif", _tiff(p, {tiff.XMP: tiff_saving.opaque(ATTRIBUTE, 1)})),
    "EXIF and XMP that agree": lambda p: (
        "a.jpg",
        _jpeg(p, Segment(0xE1, b"Exif\0\0" + _exif()), Segment(0xE1, jpeg_segments.XMP_MARK + ELEMENT)),
    ),
    "EXIF that overrules XMP": lambda p: (
        "a.jpg",
        _jpeg(
            p, Segment(0xE1, b"Exif\0\0" + _exif()), Segment(0xE1, jpeg_segments.XMP_MARK + ELEMENT.replace(b"6", b"3"))
        ),
    ),
}


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tif", ".webp", ".avif", ".bmp", ".jp2"])
@pytest.mark.parametrize("source", TURNED)
def test_a_turned_picture_stands_upright_in_every_kind_and_for_every_reader(
    tmp_path: Path, source: str, suffix: str, smooth: Callable, fill_of: Callable
) -> None:
    pixels = smooth(3)
    name, content = TURNED[source](pixels)
    (tmp_path / name).write_bytes(content)
    picture = read_picture(tmp_path / name)
    assert picture.size == (120, 160)
    expected = np.asarray(Image.fromarray(pixels).transpose(Image.Transpose.ROTATE_270)).astype(int)
    assert np.abs(picture.pixels.astype(int) - expected).mean() < 4
    save_picture(picture, (fill_of(picture),), tmp_path / f"saved{suffix}")
    again = read_picture(tmp_path / f"saved{suffix}").pixels.astype(int)
    assert np.abs(again - expected)[40:].mean() < 4
    if suffix == Path(name).suffix:
        return  # stored as it was, and told as it was
    with Image.open(tmp_path / f"saved{suffix}") as image:
        assert np.abs(np.asarray(ImageOps.exif_transpose(image).convert("RGB")).astype(int) - expected)[40:].mean() < 4
    saved = (tmp_path / f"saved{suffix}").read_bytes()
    for packet in (ATTRIBUTE, ELEMENT, OTHER_PREFIX):
        assert packet not in saved
    blocks = metadata.read(formats.of_path(tmp_path / f"saved{suffix}").key, saved)  # type: ignore[union-attr]
    assert orientation.block_orientation(blocks.exif, None) == orientation.block_orientation(None, blocks.xmp) == 1


@pytest.mark.parametrize("name", ["palette", "CMYK"])
def test_a_tiff_of_converted_samples_is_turned_by_the_same_reading(
    tmp_path: Path, name: str, smooth: Callable, fill_of: Callable
) -> None:
    image = Image.fromarray(smooth(3))
    image = image.quantize(200) if name == "palette" else image.convert("CMYK")
    for tags in ({"tiffinfo": {274: 6}}, {"tiffinfo": {700: ATTRIBUTE}}):
        image.save(tmp_path / "a.tif", **tags)  # type: ignore[arg-type]
        picture = read_picture(tmp_path / "a.tif")
        expected = np.asarray(image.convert("RGB").transpose(Image.Transpose.ROTATE_270)).astype(int)
        assert np.abs(picture.pixels.astype(int) - expected).mean() < 4
        save_picture(picture, (fill_of(picture),), tmp_path / "saved.tif")
        with Image.open(tmp_path / "saved.tif") as saved:
            assert ImageOps.exif_transpose(saved).size == (120, 160)


def test_a_truncated_jpeg_is_still_turned(smooth: Callable) -> None:
    content = _jpeg(smooth(3), Segment(0xE1, b"Exif\0\0" + _exif()))
    assert metadata.read("jpeg", content[: len(content) // 2]).exif == _exif()


ODD = {
    "a latitude as text": (2, 2, 5, b"48.1\0"),
    "a negative latitude": (2, 10, 3, struct.pack("<6i", -33, 1, 51, 1, 0, 1)),
    "not a number": (4, 12, 3, struct.pack("<3d", 8.5, 1, float("nan"))),
    "a divisor of zero": (2, 5, 3, struct.pack("<6I", 48, 0, 0, 0, 1, 0)),
}


def _tiff_with(pixels: Pixels, gps: tuple[int, int, int, bytes]) -> bytes:
    """A page with a maker, a caption in XMP, a resolution, and one odd value in its place on earth."""
    directory = struct.pack("<HHHI", 1, *gps[:3])
    base = b"II*\0\x08\0\0\0" + struct.pack("<HHHIII", 1, 34853, 4, 1, 26, 0)
    base += directory + struct.pack("<II", 44, 0) + gps[3]
    tags = {
        271: tiff_saving.opaque(b"Old Camera Works\0", 2),
        tiff.XMP: tiff_saving.opaque(ATTRIBUTE.replace(b"6", b"1"), 1),
    }
    tags |= {282: tiff_saving.ratio(300, "<"), 283: tiff_saving.ratio(300, "<"), 296: tiff_saving.short(2, "<")}
    return tiff_saving.replace_page(base, 0, pixels, None, tags)[0]


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp", ".avif"])
@pytest.mark.parametrize("odd", ODD)
def test_one_odd_tag_costs_nothing_else(tmp_path: Path, odd: str, suffix: str, smooth: Callable) -> None:
    (tmp_path / "a.tif").write_bytes(_tiff_with(smooth(3), ODD[odd]))
    report = save_picture(read_picture(tmp_path / "a.tif"), (), tmp_path / f"b{suffix}")
    saved = (tmp_path / f"b{suffix}").read_bytes()
    assert ODD[odd][3] in saved
    with Image.open(tmp_path / f"b{suffix}") as image:
        tags = image.getexif()
        assert (tags[271], tags[282], tags[296]) == ("Old Camera Works", 300, 2)
        assert b"xmpmeta" in (image.info.get("xmp") or b"")
    assert not any("could not be read" in note for note in report.notes)


def test_a_tag_that_points_to_nowhere_is_left_out_alone_and_said(tmp_path: Path, smooth: Callable) -> None:
    content = bytearray(_tiff_with(smooth(3), ODD["a latitude as text"]))
    structure = tiff.Tiff(content)
    entry = structure.pages()[0].entries[271]
    struct.pack_into("<I", content, entry.at + 8, len(content) + 99)
    (tmp_path / "a.tif").write_bytes(content)
    report = save_picture(read_picture(tmp_path / "a.tif"), (), tmp_path / "b.png")
    assert any(note.startswith("The file's EXIF could not be read, or not wholly") for note in report.notes)
    with Image.open(tmp_path / "b.png") as image:
        assert 271 not in image.getexif()
        assert image.getexif()[282] == 300


def test_a_block_that_is_too_long_for_a_jpeg_goes_without_its_longest_parts(tmp_path: Path, smooth: Callable) -> None:
    tags = {271: tiff_saving.opaque(b"Old Camera Works\0", 2), 65001: tiff_saving.opaque(bytes(range(256)) * 400)}
    (tmp_path / "a.tif").write_bytes(_tiff(smooth(3), tags))
    report = save_picture(read_picture(tmp_path / "a.tif"), (), tmp_path / "b.jpg")
    assert "Parts of the EXIF block are too long for a JPEG and were left out." in report.notes
    with Image.open(tmp_path / "b.jpg") as image:
        assert image.getexif()[271] == "Old Camera Works"


@pytest.mark.parametrize("kind", [1, 4, 7])
def test_the_caption_of_a_tiff_moves_into_a_jpeg_and_back(
    tmp_path: Path, kind: int, smooth: Callable, fill_of: Callable
) -> None:
    tifffile = pytest.importorskip("tifffile")
    records = IPTC.ljust(-(-len(IPTC) // 4) * 4, b"\0")
    tag = tiff_saving.Tag(kind, len(records) // (4 if kind == 4 else 1), records)
    (tmp_path / "a.tif").write_bytes(_tiff(smooth(3), {33723: tag}))
    picture = read_picture(tmp_path / "a.tif")
    save_picture(picture, (fill_of(picture),), tmp_path / "b.jpg")
    with Image.open(tmp_path / "b.jpg") as image:
        assert image.info["photoshop"][1028] == records
    picture = read_picture(tmp_path / "b.jpg")
    save_picture(picture, (fill_of(picture),), tmp_path / "c.tif")
    with tifffile.TiffFile(tmp_path / "c.tif") as file:
        assert bytes(file.pages[0].tags[33723].value) == records
    report = save_picture(picture, (), tmp_path / "d.png")
    assert "The picture's IPTC had no place in a PNG file and was left out." in report.notes


def test_resources_longer_than_a_segment_are_read_and_written_in_pieces(tmp_path: Path, smooth: Callable) -> None:
    block = photoshop.Resource(4000, b"\0\0", bytes(100_000)).to_bytes() + photoshop.with_iptc(None, IPTC)
    (tmp_path / "a.tif").write_bytes(_tiff(smooth(3), {34377: tiff_saving.opaque(block, 1)}))
    save_picture(read_picture(tmp_path / "a.tif"), (), tmp_path / "b.jpg")
    assert metadata.read("jpeg", (tmp_path / "b.jpg").read_bytes()).iptc == block
    save_picture(read_picture(tmp_path / "b.jpg"), (), tmp_path / "c.tif")
    assert photoshop.iptc(metadata.read("tiff", (tmp_path / "c.tif").read_bytes()).iptc or b"") == IPTC


@pytest.mark.parametrize("suffix", [".jpg", ".tif", ".webp", ".avif"])
@pytest.mark.parametrize("name", [b"exif", b"APP1"])
def test_blocks_written_as_digits_in_a_png_come_along(
    tmp_path: Path, name: bytes, suffix: str, smooth: Callable
) -> None:
    block = exif.of_resolution(180, 180)
    caption = ATTRIBUTE.replace(b"6", b"1")
    chunks = [
        _digits(name, b"Exif\0\0" + block),
        _digits(b"xmp", caption),
        _digits(b"iptc", photoshop.with_iptc(None, IPTC)),
    ]
    (tmp_path / "a.png").write_bytes(_png(smooth(3), *chunks))
    report = save_picture(read_picture(tmp_path / "a.png"), (), tmp_path / f"b{suffix}")
    with Image.open(tmp_path / f"b{suffix}") as image:
        assert image.getexif()[282] == 180
        assert image.info["xmp"] == caption
    saved = (tmp_path / f"b{suffix}").read_bytes()
    assert b"Grandma" in saved or any("IPTC" in note for note in report.notes)


def test_digits_that_are_none_are_said(tmp_path: Path, smooth: Callable) -> None:
    chunk = png_chunks.Chunk(b"tEXt", b"Raw profile type exif\0\nexif\n      99\nzz\n")
    (tmp_path / "a.png").write_bytes(_png(smooth(3), chunk))
    report = save_picture(read_picture(tmp_path / "a.png"), (), tmp_path / "b.jpg")
    assert any(note.startswith("The file's EXIF could not be read") for note in report.notes)


@pytest.mark.parametrize(
    ("chunk", "words"),
    [
        (png_chunks.Chunk(b"tEXt", b"Author\0Grandma"), "text"),
        (png_chunks.Chunk(b"gAMA", struct.pack(">I", 100_000)), "colour description"),
        (png_chunks.Chunk(b"cICP", bytes((9, 16, 0, 1))), "colour description"),
        (png_chunks.Chunk(b"gAMA", struct.pack(">I", 45455)), None),
        (png_chunks.Chunk(b"tEXt", b"Software\0some program"), "text"),
    ],
)
def test_what_only_a_png_can_say_is_said_to_be_lost(
    tmp_path: Path, chunk: png_chunks.Chunk, words: str | None, smooth: Callable
) -> None:
    (tmp_path / "a.png").write_bytes(_png(smooth(3), chunk))
    report = save_picture(read_picture(tmp_path / "a.png"), (), tmp_path / "b.tif")
    expected = [] if words is None else [f"The picture's {words} had no place in a TIFF file and was left out."]
    assert [note for note in report.notes if "no place" in note] == expected


def test_blocks_of_a_jpeg_2000_move_into_other_kinds(tmp_path: Path, smooth: Callable) -> None:
    boxes = jp2_boxes.split(encoding.encode(smooth(3), formats.BY_KEY["jp2"], 0))
    extra = [
        jp2_boxes.Box(b"uuid", jp2_boxes.EXIF_UUID + exif.of_resolution(180, 180)),
        jp2_boxes.Box(b"uuid", jp2_boxes.IPTC_UUID + IPTC),
    ]
    (tmp_path / "a.jp2").write_bytes(b"".join(box.to_bytes() for box in (*boxes[:-1], *extra, boxes[-1])))
    save_picture(read_picture(tmp_path / "a.jp2"), (), tmp_path / "b.jpg")
    with Image.open(tmp_path / "b.jpg") as image:
        assert image.getexif()[282] == 180
        assert image.info["photoshop"][1028] == IPTC


CODED_MARKS = RDF.format(
    f'<rdf:Description {TIFF_SPACE} xmlns:exif="http://ns.adobe.com/exif/1.0/" '
    'xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" tiff:ImageWidth="160" tiff:ImageLength="120" '
    'photoshop:ColorMode="4" photoshop:ICCProfile="Coated FOGRA39" exif:PixelXDimension="160" '
    'exif:PixelYDimension="120" exif:ColorSpace="65535" photoshop:City="Vienna"/>'
).encode()


def _coded_exif() -> bytes:
    """The size, five marks of CMYK and, in the inner directory, the size once more, of a picture of 160 x 120."""
    first = [(256, 4, 1, 160), (257, 4, 1, 120), (262, 3, 1, 5), (277, 3, 1, 4), (34665, 4, 1, 8 + 2 + 6 * 12 + 4)]
    inner = [(40961, 3, 1, 65535), (40962, 4, 1, 160), (40963, 4, 1, 120)]
    at = 8 + 2 + 6 * 12 + 4
    bits_at = at + 2 + 3 * 12 + 4
    entries = sorted([*first, (258, 3, 4, bits_at)])
    block = b"II*\0\x08\0\0\0" + struct.pack("<H", 6) + b"".join(struct.pack("<HHII", *e) for e in entries) + bytes(4)
    block += struct.pack("<H", 3) + b"".join(struct.pack("<HHII", *e) for e in inner) + bytes(4)
    return block + struct.pack("<4H", 8, 8, 8, 8)


def _cmyk(pixels: Pixels) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).convert("CMYK").save(buffer, "JPEG", quality=92)
    plain, _ = jpeg_segments.split(buffer.getvalue())
    added = [Segment(0xE1, b"Exif\0\0" + _coded_exif()), Segment(0xE1, jpeg_segments.XMP_MARK + CODED_MARKS)]
    return jpeg_segments.join([plain[0], *added, *plain[1:]])


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp"])
def test_marks_of_cmyk_do_not_survive_in_exif_and_xmp(
    tmp_path: Path, suffix: str, smooth: Callable, fill_of: Callable
) -> None:
    (tmp_path / "a.jpg").write_bytes(_cmyk(smooth(3)))
    picture = read_picture(tmp_path / "a.jpg")
    save_picture(picture, (fill_of(picture),), tmp_path / f"b{suffix}")
    with Image.open(tmp_path / f"b{suffix}") as image:
        tags = image.getexif()
        packet = image.info["xmp"]
    assert (tags[256], tags[257], tags[258], tags[262], tags[277]) == (160, 120, (8, 8, 8), 2, 3)
    assert tags.get_ifd(34665)[40961] == 1
    assert xmp.value(packet, xmp.PHOTOSHOP, "ColorMode") == "3"
    assert xmp.value(packet, xmp.PHOTOSHOP, "ICCProfile") is None
    assert xmp.value(packet, xmp.EXIF, "ColorSpace") == "1"
    assert xmp.value(packet, xmp.PHOTOSHOP, "City") == "Vienna"
    assert len(packet) == len(CODED_MARKS)


def test_the_size_that_metadata_repeats_turns_with_the_picture(tmp_path: Path, smooth: Callable) -> None:
    block = bytearray(_coded_exif())
    struct.pack_into("<HHII", block, 10 + 12 * 4, 274, 3, 1, 6)  # in place of the samples' count
    packet = CODED_MARKS.replace(b'photoshop:ICCProfile="Coated FOGRA39" ', b"").replace(
        b'ColorMode="4"', b'ColorMode="3"'
    )
    segments = [Segment(0xE1, b"Exif\0\0" + bytes(block)), Segment(0xE1, jpeg_segments.XMP_MARK + packet)]
    (tmp_path / "a.jpg").write_bytes(_jpeg(smooth(3), *segments))
    save_picture(read_picture(tmp_path / "a.jpg"), (), tmp_path / "b.png")
    with Image.open(tmp_path / "b.png") as image:
        tags = image.getexif()
        inner = tags.get_ifd(34665)
        assert image.size == (tags[256], tags[257]) == (inner[40962], inner[40963]) == (120, 160)
        saved_packet = image.info["xmp"]
    assert (
        xmp.value(saved_packet, xmp.TIFF, "ImageWidth") == xmp.value(saved_packet, xmp.EXIF, "PixelXDimension") == "120"
    )
    assert inner[40961] == 65535


def test_a_resolution_that_is_no_ratio_costs_no_tiff(tmp_path: Path, smooth: Callable) -> None:
    block = b"II*\0\x08\0\0\0" + struct.pack("<HHHI4s", 1, 282, 2, 4, b"300\0") + bytes(4)
    (tmp_path / "a.jpg").write_bytes(_jpeg(smooth(3), Segment(0xE1, b"Exif\0\0" + block)))
    save_picture(read_picture(tmp_path / "a.jpg"), (), tmp_path / "b.tif")
    with Image.open(tmp_path / "b.tif") as image:
        assert image.size == (160, 120)


def test_a_broken_exif_block_that_a_tiff_cannot_hold_is_said(tmp_path: Path, smooth: Callable) -> None:
    (tmp_path / "a.jpg").write_bytes(_jpeg(smooth(3), Segment(0xE1, b"Exif\0\0II*\0" + bytes(20))))
    report = save_picture(read_picture(tmp_path / "a.jpg"), (), tmp_path / "b.tif")
    assert any(note.startswith("The file's EXIF could not be read") for note in report.notes)


@pytest.mark.parametrize("suffix", [".png", ".bmp", ".jpg", ".tif", ".webp"])
def test_a_resolution_that_no_file_can_hold_costs_itself_and_not_the_save(tmp_path: Path, suffix: str) -> None:
    tags = Image.Exif()
    tags[282] = tags[283] = TiffImagePlugin.IFDRational(4294967295, 1)
    tags[271] = "Old Camera Works"
    Image.new("RGB", (32, 24), (90, 60, 30)).save(tmp_path / "a.jpg", exif=tags)
    picture = read_picture(tmp_path / "a.jpg")
    save_picture(picture, (), tmp_path / f"b{suffix}", SaveOptions(allow_loss=True))
    with Image.open(tmp_path / f"b{suffix}") as saved:
        assert saved.size == (32, 24)
