"""Every row of the table of file kinds, held to its words: opened as it is, converted and said so, or refused."""

import gzip
import io
import struct
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image, ImageCms

from inpaint_studio.cli import main
from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Picture
from inpaint_studio.files import decoding
from inpaint_studio.files.errors import PictureError, SaveError
from inpaint_studio.files.kinds import deep, formats
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving.writing import SaveOptions, save_picture, saving_loss

from .. import phantoms

RNG = np.random.default_rng(5)
WIDTH, HEIGHT = 40, 24
GREY = RNG.integers(0, 256, (HEIGHT, WIDTH, 1), np.uint8)
RGB = RNG.integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8)
RGBA = np.dstack([RGB, RNG.integers(1, 256, (HEIGHT, WIDTH), np.uint8)])
SMOOTH = np.asarray(Image.fromarray(RGB[:8, :8]).resize((WIDTH * 4, HEIGHT * 4), Image.Resampling.BICUBIC))
RGB16 = RNG.integers(0, 65536, (HEIGHT, WIDTH, 3), np.uint16)
FLOAT = RNG.normal(0.5, 1, (HEIGHT, WIDTH, 3)).astype(np.float32)
BITS = RNG.integers(0, 2, (HEIGHT, WIDTH), np.uint8)


@dataclass(frozen=True, eq=False)
class Case:
    """A file, and what is to become of it."""

    name: str
    content: bytes
    pixels: np.ndarray | None = None  # as opened; None where a decoder decides, or it is refused
    message: str = ""  # in a note where something is converted, in the error where it is refused
    page: int = 0
    refused: bool = False


def _coded(pixels: np.ndarray | Image.Image, plugin: str, **parameters: object) -> bytes:
    image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels.squeeze())
    buffer = io.BytesIO()
    image.save(buffer, plugin, **parameters)
    return buffer.getvalue()


def _tifffile(pixels: np.ndarray, **parameters: object) -> bytes:
    buffer = io.BytesIO()
    tifffile.imwrite(buffer, pixels, metadata=None, **parameters)
    return buffer.getvalue()


def _tiff(data: bytes, bits: int, photometric: int) -> bytes:
    """A grey page, packed as no writer here does it."""
    entries = [(256, 4, WIDTH), (257, 4, HEIGHT), (258, 3, bits), (259, 3, 1), (262, 3, photometric), (273, 4, 8 + 114)]
    entries += [(277, 3, 1), (278, 4, HEIGHT), (279, 4, len(data))]
    packed = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in entries)
    return b"II*\0\x08\0\0\0" + struct.pack("<H", len(entries)) + packed + bytes(4) + data


def _packed(values: np.ndarray, bits: int) -> bytes:
    rows = ((values[:, :, None] >> np.arange(bits - 1, -1, -1)) & 1).reshape(HEIGHT, -1).astype(np.uint8)
    return np.packbits(rows, axis=1).tobytes()


def _bmp(bits: int, rows: bytes, palette: bytes = b"") -> bytes:
    start = 54 + len(palette)
    head = struct.pack("<IHHI", start + len(rows), 0, 0, start)
    return b"BM" + head + struct.pack("<IiiHHIIiiII", 40, WIDTH, HEIGHT, 1, bits, 0, 0, 0, 0, 0, 0) + palette + rows


def _sixteen_bit_png() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        deep.write_png16(RGB16, Path(folder) / "a.png")
        return (Path(folder) / "a.png").read_bytes()


def _frames(plugin: str) -> bytes:
    frames = [Image.new("RGB", (WIDTH, HEIGHT), (60 * number, 20, 20)) for number in range(3)]
    return _coded(frames[0], plugin, save_all=True, append_images=frames[1:], lossless=True, duration=50)


def _png() -> Iterator[Case]:
    palette = Image.fromarray(RGB).quantize(16)
    yield Case("a.png", _coded(GREY, "PNG"), GREY)
    yield Case("a.png", _coded(RGBA, "PNG"), RGBA)
    yield Case("a.png", _sixteen_bit_png(), RGB16)
    yield Case("a.png", _coded(palette, "PNG"), np.asarray(palette.convert("RGB")), "palette")
    yield Case("a.png", _coded(Image.fromarray(BITS * 255).convert("1"), "PNG"), BITS[:, :, None] * 255, "8-bit grey")


def _jpeg() -> Iterator[Case]:
    for pixels in (RGB, GREY):
        content = _coded(pixels, "JPEG", quality=90)
        decoded = np.asarray(Image.open(io.BytesIO(content))).reshape(HEIGHT, WIDTH, -1)
        yield Case("a.jpg", content, decoded)
    yield Case("a.jpg", _coded(Image.fromarray(RGB).convert("CMYK"), "JPEG"), None, "CMYK")


def _tiff_as_it_is() -> Iterator[Case]:
    for pixels in (GREY, RGB, RGB16, FLOAT, FLOAT[:, :, :1]):
        grey = pixels.shape[2] == 1
        content = _tifffile(pixels[:, :, 0] if grey else pixels, photometric="minisblack" if grey else "rgb")
        yield Case("a.tif", content, pixels)
    yield Case("a.tif", _tifffile(RGBA, photometric="rgb", extrasamples=["unassalpha"]), RGBA)
    pages = [Image.fromarray(RGB), Image.fromarray(RGB[::-1])]
    yield Case("a.tif", _coded(pages[0], "TIFF", save_all=True, append_images=pages[1:]), RGB[::-1], "page 2 of 2", 1)


def _tiff_converted() -> Iterator[Case]:
    for bits in (1, 2, 4, 10, 12, 14):
        values = RNG.integers(0, 2**bits, (HEIGHT, WIDTH)).astype(np.uint16)
        top, dtype = (255, np.uint8) if bits < 8 else (65535, np.uint16)
        pixels = (values.astype(np.int64) * top // (2**bits - 1)).astype(dtype)[:, :, None]
        yield Case(
            "a.tif", _tiff(_packed(values, bits), bits, 1), pixels, "8-bit grey" if bits == 1 else f"{bits} bits"
        )
    half = FLOAT.astype(np.float16)
    yield Case("a.tif", _tifffile(half, photometric="rgb"), half.astype(np.float32), "16-bit floats")
    palette = Image.fromarray(RGB).quantize(16)
    yield Case("a.tif", _coded(palette, "TIFF"), np.asarray(palette.convert("RGB")), "palette")
    yield Case("a.tif", _coded(Image.fromarray(RGB).convert("CMYK"), "TIFF"), None, "CMYK")
    yield Case("a.tif", _coded(Image.fromarray(RGB).convert("YCbCr"), "TIFF"), None, "YCbCr")
    lab = ImageCms.profileToProfile(
        Image.fromarray(RGB), ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), outputMode="LAB"
    )
    assert lab is not None
    yield Case("a.tif", _coded(lab, "TIFF"), None, "Lab")
    yield Case("a.tif", _tiff(GREY.tobytes(), 8, 0), 255 - GREY, "white as zero")
    multiplied = np.dstack([(RGB.astype(np.uint16) * RGBA[:, :, 3:] // 255).astype(np.uint8), RGBA[:, :, 3]])
    yield Case("a.tif", _tifffile(multiplied, photometric="rgb", extrasamples=["assocalpha"]), None, "multiplied")


def _tiff_refused() -> Iterator[Case]:
    refusals = (("uint32", "32-bit"), ("int32", "32-bit"), ("int8", "8-bit signed"), ("float64", "64-bit float"))
    for dtype, words in (*refusals, ("complex64", "complex")):
        yield Case("a.tif", _tifffile(np.zeros((8, 8), dtype), photometric="minisblack"), None, words, refused=True)
    many = np.zeros((HEIGHT, WIDTH, 65), np.uint8)
    yield Case(
        "a.tif", _tifffile(many, photometric="minisblack", planarconfig="contig"), None, "65 bands", refused=True
    )


def _rasters() -> Iterator[Case]:
    for dtype in (np.uint8, np.uint16, np.int16, np.float32):
        bands = np.dstack([RGB, RGB]).astype(dtype)
        yield Case("a.tif", _tifffile(bands, photometric="minisblack", planarconfig="contig"), bands)
    place = [(33550, "d", 3, (10.0, 10.0, 0.0), True), (33922, "d", 6, (0.0, 0.0, 0.0, 5e5, 5e6, 0.0), True)]
    yield Case("a.tif", _tifffile(RGB16, photometric="rgb", extratags=place), RGB16)
    yield Case("a.tif", _tifffile(RGB, photometric="rgb", extratags=place), RGB)


def _tiff_beside() -> Iterator[Case]:
    for pixels, band in ((RGB, "Is band 4"), (GREY, "Is band 2"), (RGB16, "Is band 4")):
        wide = np.dstack([pixels, pixels[:, :, :1]])
        photometric = "rgb" if pixels.shape[2] == 3 else "minisblack"
        layout = {"photometric": photometric, "planarconfig": "contig", "extrasamples": ["unspecified"]}
        yield Case("a.tif", _tifffile(wide, **layout), pixels, band)


def _tiff_compressions() -> Iterator[Case]:
    pytest.importorskip("imagecodecs")
    for compression, words in (("jpeg2000", "JPEG 2000"), ("jpegxl", "JPEG XL"), ("lerc", "LERC")):
        content = _tifffile(RGB, photometric="rgb", compression=compression)
        yield Case("a.tif", content, None, f"compressed with {words}", refused=True)


def _webp() -> Iterator[Case]:
    for pixels in (RGB, RGBA):
        yield Case("a.webp", _coded(pixels, "WEBP", lossless=True, exact=True), pixels)
    yield Case("a.webp", _frames("WEBP"), None, "frame 2 of 3", 1)


def _bmps() -> Iterator[Case]:
    yield Case("a.bmp", _coded(RGB, "BMP"), RGB)
    yield Case("a.bmp", _coded(Image.fromarray(RGBA), "BMP"), None)
    palette = Image.fromarray(RGB).quantize(16)
    yield Case("a.bmp", _coded(palette, "BMP"), np.asarray(palette.convert("RGB")), "palette")
    yield Case("a.bmp", _coded(Image.fromarray(BITS * 255).convert("1"), "BMP"), BITS[:, :, None] * 255, "8-bit grey")
    colours = RNG.integers(0, 256, (16, 3), np.uint8)
    table = np.dstack([colours[None, :, ::-1], np.zeros((1, 16), np.uint8)]).tobytes()
    indices = RNG.integers(0, 16, (HEIGHT, WIDTH), np.uint8)
    yield Case("a.bmp", _bmp(4, _packed(indices[::-1], 4), table), colours[indices], "palette")
    yield Case("a.bmp", _bmp(16, RNG.integers(0, 2**15, (HEIGHT, WIDTH), np.uint16).tobytes()), None, "5 or 6 bits")


def _tga() -> Iterator[Case]:
    for pixels in (GREY, RGB, RGBA):
        yield Case("a.tga", _coded(pixels, "TGA"), pixels)
    palette = Image.fromarray(RGB).quantize(16)
    yield Case("a.tga", _coded(palette, "TGA"), np.asarray(palette.convert("RGB")), "palette")


def _hollow() -> Iterator[Case]:
    nothing = np.dstack([RGB, np.zeros((HEIGHT, WIDTH), np.uint8)])
    targa = bytearray(_coded(Image.fromarray(nothing), "TGA"))
    targa[17] &= 0xF0  # no bits of alpha
    yield Case("a.tga", bytes(targa), RGB, "alpha is 0 everywhere")
    masks = struct.pack("<4I", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)
    head = struct.pack("<IiiHHIIiiII", 124, WIDTH, HEIGHT, 1, 32, 3, nothing.nbytes, 0, 0, 0, 0) + masks + bytes(68)
    body = nothing[::-1, :, [2, 1, 0, 3]].tobytes()
    bitmap = b"BM" + struct.pack("<IHHI", 138 + len(body), 0, 0, 138) + head + body
    yield Case("a.bmp", bitmap, RGB, "alpha is 0 everywhere")


def _damaged() -> Iterator[Case]:
    for plugin, suffix in (("PNG", "png"), ("JPEG", "jpg"), ("WEBP", "webp"), ("BMP", "bmp"), ("TGA", "tga")):
        content = _coded(SMOOTH, plugin)
        yield Case(f"a.{suffix}", content[: len(content) * 2 // 3], None, "pixels are missing")


def _pnm() -> Iterator[Case]:
    size = b"%d %d\n" % (WIDTH, HEIGHT)
    yield Case("a.pgm", b"P5 " + size + b"255\n" + GREY.tobytes(), GREY)
    yield Case("a.ppm", b"P6 " + size + b"65535\n" + RGB16.astype(">u2").tobytes(), RGB16)
    yield Case("a.pfm", b"PF\n" + size + b"-1.0\n" + FLOAT[::-1].astype("<f4").tobytes(), FLOAT)
    inked = np.packbits(1 - BITS, axis=1).tobytes()
    yield Case("a.pbm", b"P4 " + size + inked, BITS[:, :, None] * 255, "black and white")
    nibbles = GREY // 16
    yield Case("a.pgm", b"P5 " + size + b"15\n" + nibbles.tobytes(), nibbles * 17, "0 to 15")


def _gif() -> Iterator[Case]:
    yield Case("a.gif", _frames("GIF"), None, "frame 2 of 3", 1)
    palette = Image.fromarray(RGB).quantize(16)
    yield Case("a.gif", _coded(palette, "GIF"), None, "palette")


def _jp2() -> Iterator[Case]:
    for pixels in (GREY, RGB, RGBA):
        yield Case("a.jp2", _coded(pixels, "JPEG2000"), pixels)
    sixteen = bytearray(_coded(RGB16[:, :, :1], "JPEG2000"))
    yield Case("a.jp2", bytes(sixteen), RGB16[:, :, :1])
    sixteen[sixteen.index(b"\xff\x4f\xff\x51") + 42] = sixteen[sixteen.index(b"ihdr") + 14] = 11  # 12 bits, less one
    yield Case("a.jp2", bytes(sixteen), None, "12 bits")


def _avif() -> Iterator[Case]:
    yield Case("a.avif", _coded(RGB, "AVIF", quality=90, subsampling="4:4:4"))
    frames = [Image.new("RGB", (WIDTH, HEIGHT), (60 * number, 20, 20)) for number in range(3)]
    content = _coded(frames[0], "AVIF", save_all=True, append_images=frames[1:])
    yield Case("a.avif", content, None, "frame 2 of 3", 1)


def _heic() -> Iterator[Case]:
    yield Case("a.heic", Path(__file__).parents[1].joinpath("data").joinpath("ramp.heic").read_bytes(), None, "8 bits")


_NOT_FOR_DIAGNOSIS = "not for diagnosis"


def _packaged(*names: str, message: str = _NOT_FOR_DIAGNOSIS, refused: bool = False) -> Callable[[], Iterator[Case]]:
    def cases() -> Iterator[Case]:
        for name in names:
            yield Case("a.dcm", phantoms.packaged(name).read_bytes(), None, message, refused=refused)

    return cases


def _slices() -> Iterator[Case]:
    for dtype in (np.uint8, np.uint16, np.int16, np.float32):
        samples = phantoms.body() // 8
        yield Case("a.dcm", phantoms.dicom(samples.astype(dtype)), samples.astype(dtype)[..., None], _NOT_FOR_DIAGNOSIS)
    yield Case("a.dcm", phantoms.dicom(RGB), RGB, _NOT_FOR_DIAGNOSIS)
    yield Case("a.dcm", phantoms.dicom(RGB, PhotometricInterpretation="YBR_FULL"), None, "YCbCr")


def _volumes() -> Iterator[Case]:
    samples = phantoms.body()[:, :, None] // 8
    upright = samples[::-1, ::-1].swapaxes(0, 1)
    for dtype in (np.uint8, np.uint16, np.int16, np.float32):
        content = phantoms.nifti(samples.astype(dtype))
        yield Case("a.nii", content, upright.astype(dtype), _NOT_FOR_DIAGNOSIS)
        yield Case("a.nii.gz", gzip.compress(content), upright.astype(dtype), _NOT_FOR_DIAGNOSIS)


def _refused(*pairs: tuple[bytes, str]) -> Callable[[], Iterator[Case]]:
    def cases() -> Iterator[Case]:
        for content, words in pairs:
            yield Case("a.png", content + bytes(60), None, words, refused=True)

    return cases


ROWS: dict[tuple[str, str], Callable[[], Iterator[Case]]] = {
    ("PNG", "8 and 16 bits"): _png,
    ("JPEG", "as it is"): _jpeg,
    ("TIFF", "8 and 16 bits"): _tiff_as_it_is,
    ("TIFF", "1 to 14 bits"): _tiff_converted,
    ("TIFF", "GeoTIFF, signed"): _rasters,
    ("TIFF", "8-bit signed"): _tiff_refused,
    ("TIFF", "one band"): _tiff_beside,
    ("TIFF", "JPEG 2000"): _tiff_compressions,
    ("WebP", "as it is"): _webp,
    ("BMP", "24 and 32 bits"): _bmps,
    ("TGA", "8-bit grey"): _tga,
    ("BMP, TGA", "alpha that is 0"): _hollow,
    ("PPM, PGM, PBM, PFM", "8, 16 bits"): _pnm,
    ("GIF", "one frame"): _gif,
    ("JPEG 2000", "8 and 16 bits"): _jp2,
    ("AVIF", "decoded to 8 bits"): _avif,
    ("HEIC", "decoded to 8 bits"): _heic,
    ("DICOM", "one frame"): _slices,
    ("DICOM", "palette"): _packaged("examples_palette.dcm", message="palette"),
    ("DICOM", "RLE, JPEG-LS"): _packaged(
        "MR_small_RLE.dcm", "MR_small_jpeg_ls_lossless.dcm", "MR_small_jp2klossless.dcm"
    ),
    ("DICOM", "other compressions"): _packaged("JPEG-LL.dcm", "SC_rgb_jpeg_dcmtk.dcm"),
    ("DICOM", "segmentations"): _packaged("liver_1frame.dcm", message="segmentation", refused=True),
    ("NIfTI", "one slice"): _volumes,
    ("damaged JPEG, PNG, TIFF, WebP, BMP, TGA, PPM", "what they hold"): _damaged,
    ("EPS, PDF, SVG, WMF", "refused"): _refused(
        (b"%!PS-Adobe", "run another program"),
        (b"%PDF-1.7", "PDF"),
        (b"<svg xmlns='x'/>", "SVG"),
        (b"\xd7\xcd\xc6\x9a", "WMF"),
    ),
    ("raw camera files, PSD, XCF, ICO, FITS, DDS, ...", "refused"): _refused(
        (b"FUJIFILMCCD-RAW 0201", "raw camera"),
        (b"8BPS\0\1", "Photoshop"),
        (b"gimp xcf v011", "GIMP"),
        (b"\0\0\1\0\1\0", "icon"),
        (b"SIMPLE  =", "FITS"),
        (b"DDS ", "DDS"),
        (b"\x76\x2f\x31\x01", "OpenEXR"),
    ),
}


def test_no_row_is_without_a_case() -> None:
    rows = formats.table()
    assert len(rows) == len(ROWS)
    for kind, beginning in ROWS:
        assert [row for row in rows if row.kind == kind and row.opened.startswith(beginning)], kind
    for format in formats.FORMATS:
        assert any(row.kind.startswith(format.name) for row in rows), format.name


@pytest.mark.parametrize(("kind", "beginning"), list(ROWS), ids=lambda value: value[:20])
def test_the_row_says_what_happens(tmp_path: Path, kind: str, beginning: str) -> None:
    row = next(row for row in formats.table() if row.kind == kind and row.opened.startswith(beginning))
    for case in ROWS[kind, beginning]():
        path = tmp_path / case.name
        path.write_bytes(case.content)
        if case.refused:
            with pytest.raises(PictureError, match=case.message) as caught:
                read_picture(path)
            assert str(caught.value).endswith(".")
            assert "refused" in row.opened
            continue
        picture = read_picture(path, case.page)
        if case.pixels is not None:
            assert picture.pixels.dtype == case.pixels.dtype, case.message
            assert np.array_equal(picture.pixels, case.pixels), case.message
        assert any(case.message in note for note in picture.notes) if case.message else picture.notes == ()
        _saves_as_its_row_says(picture, path, row, case.page)


def _saves_as_its_row_says(picture: Picture, path: Path, row: formats.Row, page: int) -> None:
    target = path.with_name(f"saved{formats.suffix_of(path)}")
    mask = np.full((6, 8), 255, np.uint8)
    fill = Fill("a", Rect(4, 4, 8, 6), picture.pixels[10:16, 20:28].copy(), mask, Recipe("membrane"))
    if row.saved.startswith("refused"):
        with pytest.raises(SaveError, match=r"\.$"):
            save_picture(picture, (fill,), target)
        return
    loss = saving_loss(picture, target)
    report = save_picture(picture, (fill,), target, SaveOptions(keep_backup=False))
    assert report.exact == (loss is None or "uncompressed: said before" in row.saved)
    if loss is not None:
        assert "said before" in row.saved or "no alpha" in row.saved
        return
    assert row.saved.startswith("exact")
    again = read_picture(target, page if picture.origin.format == "tiff" else 0).pixels  # type: ignore[attr-defined]
    if row.kind != "JPEG":
        outside = np.ones(again.shape[:2], bool)
        outside[4:10, 4:12] = False
        assert again.dtype == picture.pixels.dtype
        assert np.array_equal(again[outside], picture.pixels[outside])


def test_an_avif_of_ten_bits_says_that_it_was_narrowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = _coded(RGB, "AVIF")
    path = tmp_path / "a.avif"
    path.write_bytes(content[: content.index(b"pixi") + 9] + b"\x0a" + content[content.index(b"pixi") + 10 :])
    assert decoding._avif_depth(path) == 10
    path.write_bytes(content)  # no encoder here writes ten bits, so only the depth is made up
    monkeypatch.setattr(decoding, "_avif_depth", lambda _: 10)
    assert decoding.decode(path, 0, 1 << 30).notes == ("The file's 10 or 12 bits a sample were opened as 8 bits.",)


def test_the_table_is_printed_for_who_asks(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["formats"]) == 0
    output = capsys.readouterr().out
    for row in formats.table():
        assert row.kind in output
        assert row.opened in output


def test_a_folder_is_filled_into_formats_that_can_be_written(tmp_path: Path) -> None:
    for name in ("pictures", "masks"):
        (tmp_path / name).mkdir()
    for name in ("one.gif", "two.jpg"):
        Image.fromarray(RGB).save(tmp_path / "pictures" / name)
        Image.fromarray(BITS * 255).save(tmp_path / "masks" / f"{Path(name).stem}.png")
    out = tmp_path / "out"
    call = ["fill", str(tmp_path / "pictures"), "--mask", str(tmp_path / "masks"), "--output", str(out)]
    assert main([*call, "--method", "membrane"]) == 0
    assert sorted(path.name for path in out.iterdir()) == ["one.png", "two.jpg"]
