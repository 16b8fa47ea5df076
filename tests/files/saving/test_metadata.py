"""What came with a picture stays with it, byte for byte, but for what shows the picture as it was."""

import io
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.files.kinds import exif, jpeg_segments, png_chunks, tiff, webp_chunks
from inpaint_studio.files.kinds.jpeg_segments import Segment
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving import metadata, tiff_saving
from inpaint_studio.files.saving.writing import SaveOptions, save_picture

XMP = b'<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="r"><a/></rdf:RDF></x:xmpmeta>'


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


def _jpeg_with_everything(pixels: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=90, subsampling=2)
    segments, _ = jpeg_segments.split(buffer.getvalue())
    extras = [
        Segment(0xE1, jpeg_segments.EXIF_MARK + _exif_block(_thumbnail(0))),
        Segment(0xE1, jpeg_segments.XMP_MARK + XMP),
        Segment(0xED, jpeg_segments.IPTC_MARK + b"8BIM\x04\x04\0\0\0\0\0\x05\x1c\x02\x78\0\0\0"),
        Segment(0xE2, jpeg_segments.ICC_MARK + b"\1\1" + b"a profile that is kept, whatever it is"),
        Segment(0xE9, b"a segment nobody knows"),
        Segment(0xFE, b"a comment"),
    ]
    return jpeg_segments.join([*segments[:2], *extras, *segments[2:]])


def test_jpeg_segments_stay_byte_for_byte(tmp_path: Path, smooth: Callable, fill_of: Callable) -> None:
    original = _jpeg_with_everything(smooth(3))
    (tmp_path / "a.jpg").write_bytes(original)
    picture = read_picture(tmp_path / "a.jpg")
    save_picture(picture, (fill_of(picture),), tmp_path / "b.jpg")
    old = [s for s in jpeg_segments.split(original)[0] if s.is_metadata]
    new = [s for s in jpeg_segments.split((tmp_path / "b.jpg").read_bytes())[0] if s.is_metadata]
    assert [s.marker for s in new] == [s.marker for s in old]
    assert [s for s in new if not s.body.startswith(b"Exif")] == [s for s in old if not s.body.startswith(b"Exif")]
    before, after = (next(s.body[6:] for s in side if s.body.startswith(b"Exif")) for side in (old, new))
    assert len(after) == len(before)
    start = before.index(b"\xff\xd8")
    length = start - 8  # four bytes of it, the last value of the second directory
    assert (
        after[:length] + bytes(4) + after[length + 4 : start] == before[:length] + bytes(4) + before[length + 4 : start]
    )


def test_further_pictures_behind_a_jpeg_are_left_out_and_said(
    tmp_path: Path, smooth: Callable, fill_of: Callable
) -> None:
    original = _jpeg_with_everything(smooth(3)) + _thumbnail(90)
    (tmp_path / "a.jpg").write_bytes(original)
    picture = read_picture(tmp_path / "a.jpg")
    report = save_picture(picture, (fill_of(picture),), tmp_path / "b.jpg")
    assert (tmp_path / "b.jpg").read_bytes().endswith(b"\xff\xd9")
    assert (tmp_path / "b.jpg").read_bytes().count(b"\xff\xd8\xff") == 2  # itself and its new thumbnail
    assert any("Further pictures" in note for note in report.notes)


@pytest.mark.parametrize("dtype", ["uint8", "uint16"])
def test_png_chunks_stay_byte_for_byte_on_their_side(
    tmp_path: Path, dtype: str, samples: Callable, fill_of: Callable, outside: Callable
) -> None:
    from inpaint_studio.files.kinds import formats
    from inpaint_studio.files.saving import encoding

    pixels = samples(3, dtype)
    bare = png_chunks.bare(encoding.encode(pixels, formats.BY_KEY["png"], 0))
    before = [
        png_chunks.Chunk(b"gAMA", struct.pack(">I", 45455)),
        png_chunks.Chunk(b"sBIT", b"\5\6\5"),
        png_chunks.Chunk(b"pHYs", struct.pack(">IIB", 11811, 11811, 1)),
        png_chunks.Chunk(b"prVt", b"nobody knows this chunk"),
        png_chunks.Chunk(b"eXIf", _exif_block()),
    ]
    after = [png_chunks.Chunk(b"tEXt", b"Comment\0a word"), png_chunks.Chunk(b"tIME", b"\7\xe8\1\2\3\4\5")]
    (tmp_path / "a.png").write_bytes(png_chunks.join([bare[0], *before, *bare[1:-1], *after, bare[-1]]))
    picture = read_picture(tmp_path / "a.png")
    assert picture.pixels.dtype == np.dtype(dtype)
    fill = fill_of(picture)
    save_picture(picture, (fill,), tmp_path / "b.png")
    chunks = png_chunks.split((tmp_path / "b.png").read_bytes())
    first = next(i for i, c in enumerate(chunks) if c.kind == b"IDAT")
    last = max(i for i, c in enumerate(chunks) if c.kind == b"IDAT")
    assert chunks[1:first] == before
    assert chunks[last + 1 : -1] == after
    keep = outside(picture, fill)
    assert np.array_equal(read_picture(tmp_path / "b.png").pixels[keep], pixels[keep])


def test_webp_chunks_stay_byte_for_byte(tmp_path: Path, smooth: Callable, fill_of: Callable) -> None:
    buffer = io.BytesIO()
    Image.fromarray(smooth(4)).save(buffer, "WEBP", lossless=True, exact=True)
    coded = next(c for c in webp_chunks.split(buffer.getvalue()) if c.kind == b"VP8L")
    others = [
        webp_chunks.Chunk(b"ICCP", b"some profile"),
        webp_chunks.Chunk(b"EXIF", _exif_block()),
        webp_chunks.Chunk(b"XMP ", XMP),
        webp_chunks.Chunk(b"ABCD", b"unknown"),
    ]
    (tmp_path / "a.webp").write_bytes(webp_chunks.extended(coded, (160, 120), True, others))
    picture = read_picture(tmp_path / "a.webp")
    save_picture(picture, (fill_of(picture),), tmp_path / "b.webp")
    chunks = [c for c in webp_chunks.split((tmp_path / "b.webp").read_bytes()) if c.kind not in (b"VP8X", b"VP8L")]
    assert chunks == others


def test_a_lossy_webp_is_saved_without_further_loss(
    tmp_path: Path, smooth: Callable, fill_of: Callable, outside: Callable
) -> None:
    Image.fromarray(smooth(3)).save(tmp_path / "a.webp", quality=70)
    picture = read_picture(tmp_path / "a.webp")
    fill = fill_of(picture)
    report = save_picture(picture, (fill,), tmp_path / "b.webp")
    keep = outside(picture, fill)
    assert report.exact
    assert np.array_equal(read_picture(tmp_path / "b.webp").pixels[keep], picture.pixels[keep])


@pytest.mark.parametrize("suffix", [".png", ".tif", ".webp", ".jpg"])
def test_metadata_moves_into_another_kind_of_file(tmp_path: Path, suffix: str, smooth: Callable) -> None:
    exif_block = _exif_block(_thumbnail(0), orientation=6)
    segments, _ = jpeg_segments.split(_jpeg_with_everything(smooth(3)))
    turned = [
        Segment(0xE1, jpeg_segments.EXIF_MARK + exif_block) if s.body.startswith(jpeg_segments.EXIF_MARK) else s
        for s in segments
    ]
    (tmp_path / "a.jpg").write_bytes(jpeg_segments.join(turned))
    picture = read_picture(tmp_path / "a.jpg")
    if suffix == ".jpg":  # from a PNG, so that the JPEG is abroad
        save_picture(picture, (), tmp_path / "between.png")
        picture = read_picture(tmp_path / "between.png")
    save_picture(picture, (), tmp_path / f"b{suffix}")
    again = read_picture(tmp_path / f"b{suffix}")
    assert again.size == picture.size == (120, 160)
    key = {".png": "png", ".tif": "tiff", ".webp": "webp", ".jpg": "jpeg"}[suffix]
    blocks = metadata.read(key, (tmp_path / f"b{suffix}").read_bytes())
    assert blocks.xmp == XMP
    assert blocks.exif is not None
    assert b"Old Camera Works" in blocks.exif
    with Image.open(tmp_path / f"b{suffix}") as image:
        assert image.getexif().get(0x0112, 1) == 1
    assert picture.profile == again.profile


@pytest.mark.parametrize("suffix", [".png", ".webp", ".jpg", ".avif"])
def test_metadata_moves_out_of_a_tiff_that_pillow_does_not_read(tmp_path: Path, suffix: str, samples: Callable) -> None:
    tags = {271: tiff_saving.opaque(b"Old Camera Works\0", type=2), 296: tiff_saving.short(2, "<")}
    tags |= {282: tiff_saving.ratio(600, "<"), 283: tiff_saving.ratio(300, "<"), tiff.XMP: tiff_saving.opaque(XMP, 1)}
    (tmp_path / "a.tif").write_bytes(tiff_saving.new_file(samples(3, "float32"), tags))
    with pytest.raises(OSError, match="cannot identify"):
        Image.open(tmp_path / "a.tif", formats=["TIFF"])
    save_picture(read_picture(tmp_path / "a.tif"), (), tmp_path / f"b{suffix}")
    with Image.open(tmp_path / f"b{suffix}") as image:
        exif_tags = image.getexif()
        assert (exif_tags[271], exif_tags[282], exif_tags[283]) == ("Old Camera Works", 600, 300)
        assert image.info["xmp"] == XMP


@pytest.mark.parametrize(
    ("suffix", "unportable"),
    [
        *((suffix, "") for suffix in (".jpg", ".tif")),
        *((suffix, "IPTC") for suffix in (".png", ".webp", ".avif")),
        *((suffix, "EXIF, XMP, IPTC") for suffix in (".jp2", ".bmp", ".tga", ".ppm")),
    ],
)
def test_metadata_without_a_place_in_another_kind_is_told(
    tmp_path: Path, suffix: str, unportable: str, smooth: Callable
) -> None:
    (tmp_path / "a.jpg").write_bytes(_jpeg_with_everything(smooth(3)))
    report = save_picture(read_picture(tmp_path / "a.jpg"), (), tmp_path / f"b{suffix}")
    notes = [note for note in report.notes if "no place" in note]
    what = [*([unportable] if unportable else []), *(["comment", "private data"] if suffix != ".jpg" else [])]
    assert [note.split(" had ")[0] for note in notes] == [f"The picture's {words}" for words in what]


@pytest.mark.parametrize("suffix", [".png", ".webp", ".tif"])
def test_a_camera_tells_its_resolution_in_exif_whatever_jfif_says(
    tmp_path: Path, suffix: str, smooth: Callable
) -> None:
    block = exif.of_resolution(180, 180)
    Image.fromarray(smooth(3)).save(tmp_path / "a.jpg", dpi=(72, 72), exif=b"Exif\0\0" + block)
    save_picture(read_picture(tmp_path / "a.jpg"), (), tmp_path / f"b{suffix}")
    with Image.open(tmp_path / f"b{suffix}") as image:
        tags = image.getexif()
        assert (tags[282], tags[283], tags[296]) == (180, 180, 2)
        assert round(float(image.info.get("dpi", (180, 180))[0])) == 180


@pytest.mark.parametrize("start", [b"II*\0", b"MM\0*"])
def test_a_broken_exif_block_costs_only_itself_in_a_tiff(start: bytes, samples: Callable) -> None:
    broken = metadata.Metadata(exif=start + bytes(20), xmp=XMP, icc=b"a profile", dpi=(300, 300))
    again = metadata.read("tiff", metadata.into_tiff(samples(3), broken))
    assert (again.xmp, again.dpi) == (XMP, (300, 300))
    assert b"a profile" in metadata.into_tiff(samples(3), broken)


@pytest.mark.parametrize("suffix", [".webp", ".avif", ".jpg", ".tif", ".bmp"])
def test_the_resolution_of_a_png_is_told_by_every_kind_that_can(tmp_path: Path, suffix: str, smooth: Callable) -> None:
    Image.fromarray(smooth(3)).save(tmp_path / "a.png", dpi=(600, 300))
    save_picture(read_picture(tmp_path / "a.png"), (), tmp_path / f"b{suffix}")
    with Image.open(tmp_path / f"b{suffix}") as image:
        tags = image.getexif()
        dpi = image.info.get("dpi") or (tags[282], tags[283])
    assert [round(float(value)) for value in dpi] == [600, 300]


def test_a_note_of_what_was_edited_is_added_only_when_asked(
    tmp_path: Path, smooth: Callable, fill_of: Callable
) -> None:
    (tmp_path / "a.jpg").write_bytes(_jpeg_with_everything(smooth(3)))
    picture = read_picture(tmp_path / "a.jpg")
    fill = fill_of(picture, Rect(30, 20, 10, 10))
    save_picture(picture, (fill,), tmp_path / "plain.jpg")
    assert b"inpaint-studio" not in (tmp_path / "plain.jpg").read_bytes()
    for suffix, key in ((".jpg", "jpeg"), (".png", "png"), (".webp", "webp"), (".tif", "tiff")):
        path = tmp_path / f"noted{suffix}"
        save_picture(picture, (fill,), path, SaveOptions(edit_note=True))
        packet = metadata.read(key, path.read_bytes()).xmp
        assert packet is not None
        assert b"10x10 at 30,20 by membrane, seed 7" in packet
        assert b"<a/>" in packet
        again = read_picture(path)
        save_picture(again, (fill,), tmp_path / f"twice{suffix}", SaveOptions(edit_note=True))
        twice = metadata.read(key, (tmp_path / f"twice{suffix}").read_bytes()).xmp
        assert twice is not None
        assert twice.count(b"<studio:fills>") == 1


def test_a_picture_whose_container_is_damaged_is_saved_and_it_is_said(
    tmp_path: Path, smooth: Callable, fill_of: Callable, outside: Callable
) -> None:
    Image.fromarray(smooth(3)).save(tmp_path / "a.png")
    (tmp_path / "a.png").write_bytes((tmp_path / "a.png").read_bytes()[:-4])
    picture = read_picture(tmp_path / "a.png")
    fill = fill_of(picture)
    report = save_picture(picture, (fill,), tmp_path / "b.png")
    assert "The file's structure is damaged; not all metadata was kept." in report.notes
    keep = outside(picture, fill)
    assert np.array_equal(read_picture(tmp_path / "b.png").pixels[keep], picture.pixels[keep])
