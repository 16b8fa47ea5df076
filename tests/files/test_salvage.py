"""Damaged files: what is still there is opened, what is missing is marked, and nothing damaged is copied on."""

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.files.errors import DamagedPicture, PictureError, UnsupportedPicture, WouldLose
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.salvage import UNSURE
from inpaint_studio.files.saving.writing import SaveOptions, save_picture, saving_loss

END = b"\xff\xd9"
LOST = "pixels are missing"


def _coded(pixels: np.ndarray, plugin: str, **parameters: object) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels.squeeze()).save(buffer, plugin, **parameters)
    return buffer.getvalue()


def _decoded(content: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(content)))


def _chunk(kind: bytes, body: bytes, wrong: int = 0) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body) ^ wrong)


@pytest.fixture
def jpeg(smooth: Callable) -> bytes:
    return _coded(smooth(3), "JPEG", quality=90)


@pytest.mark.parametrize(
    "behind",
    [b"", b"\0\0\x30\x0a\x10\0\0\0MotionPanorama_Info\0\0\0\x18ftypmp42" + b"\xff\x9c\0\5" + bytes(range(256)) * 9],
)
def test_a_jpeg_without_its_end_mark_holds_every_pixel(tmp_path: Path, jpeg: bytes, behind: bytes) -> None:
    assert jpeg.endswith(END)
    (tmp_path / "a.jpg").write_bytes(jpeg[:-2] + behind)
    picture = read_picture(tmp_path / "a.jpg")
    assert np.array_equal(picture.pixels, _decoded(jpeg))
    assert picture.unknown is None
    assert "every pixel could be read" in picture.notes[0]


@pytest.mark.parametrize("tail", ["cut", "zeros", "noise"])
def test_of_a_jpeg_that_ends_early_the_rows_that_are_there_are_right(tmp_path: Path, jpeg: bytes, tail: str) -> None:
    whole, at = _decoded(jpeg), len(jpeg) * 7 // 10
    rest = {"cut": b"", "zeros": bytes(len(jpeg) - at), "noise": b"\xff\xb1" + bytes(range(256))}[tail]
    (tmp_path / "a.jpg").write_bytes(jpeg[:at] + rest)
    picture = read_picture(tmp_path / "a.jpg")
    assert picture.unknown is not None
    known = picture.unknown == 0
    assert 0.3 < known.mean() < 1
    assert np.array_equal(picture.pixels[known], whole[known])
    assert not known[-8:].any()
    assert LOST in picture.notes[0]


def test_a_jpeg_that_stands_turned_has_its_missing_part_where_it_is_seen(tmp_path: Path, smooth: Callable) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # what is stored last stands at the left
    content = _coded(smooth(3), "JPEG", quality=90, exif=exif)
    (tmp_path / "a.jpg").write_bytes(content[: len(content) * 7 // 10])
    picture = read_picture(tmp_path / "a.jpg")
    assert picture.unknown is not None
    assert picture.unknown.shape == picture.pixels.shape[:2] == (160, 120)
    assert picture.unknown[:, 0].all()
    assert not picture.unknown[:, -1].any()


def test_a_progressive_jpeg_that_ends_early_is_coarse_and_not_missing(tmp_path: Path, smooth: Callable) -> None:
    content = _coded(smooth(3), "JPEG", quality=90, progressive=True)
    (tmp_path / "a.jpg").write_bytes(content[: len(content) * 9 // 10])
    picture = read_picture(tmp_path / "a.jpg")
    assert picture.unknown is None
    assert "coarser" in picture.notes[0]
    assert np.abs(picture.pixels.astype(int) - _decoded(content)).mean() < 10


def test_a_damaged_jpeg_is_saved_anew_and_the_loss_is_said_before(
    tmp_path: Path, jpeg: bytes, fill_of: Callable
) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(jpeg[: len(jpeg) * 7 // 10])
    picture = read_picture(path)
    loss = saving_loss(picture, tmp_path / "b.jpg")
    assert loss is not None
    with pytest.raises(WouldLose):
        save_picture(picture, (fill_of(picture),), tmp_path / "b.jpg", SaveOptions(allow_loss=False))
    report = save_picture(picture, (fill_of(picture),), tmp_path / "b.jpg")
    assert not report.exact
    saved = _decoded((tmp_path / "b.jpg").read_bytes())  # a strict decoder reads it
    assert np.abs(saved.astype(int) - picture.pixels)[60:].mean() < 8


@pytest.mark.parametrize("plugin", ["PNG", "BMP", "TGA"])
def test_a_damaged_file_without_loss_is_saved_whole(
    tmp_path: Path, smooth: Callable, fill_of: Callable, outside: Callable, plugin: str
) -> None:
    path = tmp_path / f"a.{plugin.lower()}"
    content = _coded(smooth(3), plugin)
    path.write_bytes(content[: len(content) * 7 // 10])
    picture = read_picture(path)
    assert picture.unknown is not None
    known = picture.unknown == 0
    assert np.array_equal(picture.pixels[known], smooth(3)[known])
    fill = fill_of(picture)
    save_picture(picture, (fill,), path)
    again = read_picture(path, complete=True)
    keep = outside(picture, fill)
    assert np.array_equal(again.pixels[keep], picture.pixels[keep])


def test_a_wrong_checksum_of_a_text_costs_the_text_alone(tmp_path: Path, samples: Callable) -> None:
    for dtype in ("uint8", "uint16"):
        pixels = samples(1, dtype)
        content = _coded(pixels, "PNG")
        (tmp_path / "a.png").write_bytes(content[:33] + _chunk(b"tEXt", b"Comment\0old", wrong=1) + content[33:])
        picture = read_picture(tmp_path / "a.png")
        assert np.array_equal(picture.pixels, pixels)
        assert picture.unknown is None


@pytest.mark.parametrize("depth", [8, 16])
def test_of_a_png_with_a_bad_part_the_rows_before_it_are_there(tmp_path: Path, samples: Callable, depth: int) -> None:
    pixels = samples(3, f"uint{depth}")
    height, width = pixels.shape[:2]
    rows = np.concatenate(
        [np.zeros((height, 1), np.uint8), pixels.astype(f">u{depth // 8}").view(np.uint8).reshape(height, -1)], 1
    )
    packed = zlib.compress(rows.tobytes())
    head = struct.pack(">IIBBBBB", width, height, depth, 2, 0, 0, 0)
    half = len(packed) // 2
    content = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", packed[:half])
    content += _chunk(b"IDAT", bytes(value ^ 255 for value in packed[half:]), wrong=1) + _chunk(b"IEND", b"")
    (tmp_path / "a.png").write_bytes(content)
    picture = read_picture(tmp_path / "a.png")
    assert picture.pixels.dtype == pixels.dtype
    assert picture.unknown is not None
    known = picture.unknown == 0
    assert 0.3 < known.mean() < 0.6
    assert np.array_equal(picture.pixels[known], pixels[known])


def test_of_an_interlaced_png_each_pixel_is_known_or_marked(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    passes = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
    pixels = rng.integers(1, 256, (21, 29), np.uint8)
    raw = b"".join(b"\0" + row.tobytes() for x, y, dx, dy in passes for row in pixels[y::dy, x::dx])
    content = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", struct.pack(">IIBBBBB", 29, 21, 8, 0, 0, 0, 1))
    content += _chunk(b"IDAT", zlib.compress(raw))
    (tmp_path / "a.png").write_bytes(content[: len(content) * 3 // 4])
    picture = read_picture(tmp_path / "a.png")
    assert picture.unknown is not None
    known = picture.unknown == 0
    assert 0.3 < known.mean() < 0.9
    assert np.array_equal(picture.pixels[:, :, 0][known], pixels[known])


@pytest.mark.parametrize("lossless", [True, False])
def test_of_a_webp_that_ends_early_the_rows_that_are_there_are_right(
    tmp_path: Path, smooth: Callable, lossless: bool
) -> None:
    content = _coded(smooth(3), "WEBP", lossless=lossless, quality=90)
    (tmp_path / "a.webp").write_bytes(content[: len(content) * 3 // 4])
    picture = read_picture(tmp_path / "a.webp")
    assert picture.unknown is not None
    known = picture.unknown == 0
    assert known.any()
    assert np.array_equal(picture.pixels[known], _decoded(content)[known])


@pytest.mark.parametrize("compression", [None, "deflate", "lzw"])
@pytest.mark.parametrize("layout", [{"rowsperstrip": 9}, {"tile": (32, 48)}])
def test_strips_and_tiles_that_cannot_be_undone_are_marked(
    tmp_path: Path, samples: Callable, fill_of: Callable, outside: Callable, compression: str | None, layout: dict
) -> None:
    if compression == "lzw":
        pytest.importorskip("imagecodecs")
    pixels = samples(3, "uint16", 90, 100)
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, pixels, photometric="rgb", metadata=None, compression=compression, **layout)
    content = bytearray(path.read_bytes())
    with tifffile.TiffFile(path) as file:
        offsets, counts = file.pages[0].dataoffsets, file.pages[0].databytecounts
    if compression is None:
        content = content[: offsets[-1] + 10]
    else:
        content[offsets[2] : offsets[2] + counts[2]] = bytes([255]) * counts[2]
    path.write_bytes(content)
    picture = read_picture(path)
    assert picture.unknown is not None
    known = picture.unknown == 0
    assert 0.5 < known.mean() < 1
    assert np.array_equal(picture.pixels[known], pixels[known])
    fill = fill_of(picture, Rect(5, 5, 10, 8))
    save_picture(picture, (fill,), path)
    keep = outside(picture, fill)
    assert np.array_equal(tifffile.imread(path)[keep], picture.pixels[keep])


def test_a_tiff_of_black_and_white_that_ends_early_keeps_its_rows(tmp_path: Path) -> None:
    bits = np.random.default_rng(0).integers(0, 2, (64, 80), np.uint8).astype(bool)
    buffer = io.BytesIO()
    Image.fromarray(bits).save(buffer, "TIFF", compression="raw", tiffinfo={278: 8})
    content = buffer.getvalue()
    with tifffile.TiffFile(io.BytesIO(content)) as file:
        offsets = file.pages[0].dataoffsets
    (tmp_path / "a.tif").write_bytes(content[: offsets[-2] + 3])
    picture = read_picture(tmp_path / "a.tif")
    assert picture.unknown is not None
    known = picture.unknown == 0
    assert known.any(axis=1).tolist() == [True] * 48 + [False] * 16
    assert np.array_equal(picture.pixels[:, :, 0][known] > 0, bits[known])


def test_a_file_of_which_nothing_is_left_is_refused(tmp_path: Path, jpeg: bytes, samples: Callable) -> None:
    png, tiff = _coded(samples(3), "PNG"), io.BytesIO()
    tifffile.imwrite(tiff, samples(3), photometric="rgb", metadata=None)
    for name, content in (("a.jpg", jpeg[:640]), ("a.png", png[:60]), ("a.tif", tiff.getvalue()[:300])):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(PictureError, match=r"damaged"):
            read_picture(tmp_path / name)


@pytest.mark.parametrize("how", [{}, {"compression": "deflate"}, {"compression": "deflate", "predictor": True}])
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_of_a_tiff_of_one_strip_that_ends_early_the_rows_that_are_there_are_right(
    tmp_path: Path, how: dict, dtype: str
) -> None:
    whole = np.random.default_rng(5).integers(0, 200, (60, 80, 3)).astype(dtype)
    tifffile.imwrite(tmp_path / "a.tif", whole, photometric="rgb", rowsperstrip=60, **how)
    content = (tmp_path / "a.tif").read_bytes()
    (tmp_path / "a.tif").write_bytes(content[: len(content) * 6 // 10])
    picture = read_picture(tmp_path / "a.tif")
    assert picture.unknown is not None
    rows = int(np.flatnonzero(picture.unknown.all(axis=1))[0])
    assert 20 < rows < 40
    assert not picture.unknown[:rows].any()
    assert np.array_equal(picture.pixels[:rows], whole[:rows])


@pytest.mark.parametrize("part", [0.97, 0.98, 0.99])
def test_of_a_webp_that_takes_no_other_end_the_rows_that_are_there_are_right(
    tmp_path: Path, part: float, smooth: Callable
) -> None:
    content = _coded(smooth(3, 120, 160), "WEBP", lossless=True)
    (tmp_path / "a.webp").write_bytes(content[: int(len(content) * part)])
    picture = read_picture(tmp_path / "a.webp")
    assert picture.unknown is not None
    known = picture.unknown == 0
    assert known.mean() > 0.5
    assert np.array_equal(picture.pixels[known], _decoded(content)[known])


def test_a_tiff_without_its_directory_says_what_is_missing(tmp_path: Path, smooth: Callable) -> None:
    content = _coded(smooth(3), "TIFF")
    header = content[:4] + (len(content) + 90).to_bytes(4, "little")  # written last, as scanners do
    (tmp_path / "a.tif").write_bytes(header + content[8:])
    with pytest.raises(DamagedPicture, match=r"ends before its directory, which holds its size and how it is stored"):
        read_picture(tmp_path / "a.tif")


@pytest.mark.parametrize("depth", [2, 30_000])
def test_what_a_decoder_does_not_know_is_not_called_damaged(tmp_path: Path, smooth: Callable, depth: int) -> None:
    content = bytearray(_coded(smooth(3), "BMP"))
    content[28:30] = depth.to_bytes(2, "little")
    (tmp_path / "a.bmp").write_bytes(content)
    with pytest.raises(UnsupportedPicture, match=r"a\.bmp is stored in a way that is not opened \(.*depth"):
        read_picture(tmp_path / "a.bmp")


def test_a_sector_of_zeros_inside_a_jpeg_is_where_it_begins_to_be_wrong(tmp_path: Path, jpeg: bytes) -> None:
    whole, at = _decoded(jpeg), len(jpeg) // 2
    (tmp_path / "a.jpg").write_bytes(jpeg[:at] + bytes(512) + jpeg[at + 512 :])
    picture = read_picture(tmp_path / "a.jpg")
    assert picture.unknown is not None
    known = picture.unknown == 0
    assert 0.2 < known.mean() < 0.8
    assert np.array_equal(picture.pixels[known], whole[known])
    assert LOST in picture.notes[0]


def test_a_jpeg_whose_flat_parts_are_zeros_is_whole(tmp_path: Path) -> None:
    flat = np.full((400, 4000), 200, np.uint8)
    flat[:40, :40] = np.random.default_rng(1).integers(0, 256, (40, 40))
    content = _coded(flat, "JPEG", quality=60, optimize=True)
    assert bytes(256) in content
    (tmp_path / "a.jpg").write_bytes(content)
    picture = read_picture(tmp_path / "a.jpg")
    assert picture.unknown is None
    assert picture.notes == ()


def test_of_a_png_of_one_part_the_rows_before_a_wrong_byte_are_there(tmp_path: Path, smooth: Callable) -> None:
    pixels = smooth(3)
    content = bytearray(_coded(pixels, "PNG"))
    assert content.count(b"IDAT") == 1
    content[len(content) // 2] ^= 0x55
    (tmp_path / "a.png").write_bytes(content)
    picture = read_picture(tmp_path / "a.png")
    assert picture.unknown is not None
    known = picture.unknown == 0
    assert 0.2 < known.mean() < 1
    sure = len(pixels) * 2 // 5  # of what lies nearer to the damage some is wrong, and that is said
    assert known[:sure].all()
    assert np.array_equal(picture.pixels[:sure], pixels[:sure])
    assert picture.notes[1] == UNSURE


@pytest.mark.parametrize("rows", [16, 1000])
def test_a_wrong_byte_in_a_deflated_strip_is_noticed(tmp_path: Path, samples: Callable, rows: int) -> None:
    pixels = samples(3, "uint16")
    tifffile.imwrite(tmp_path / "a.tif", pixels, photometric="rgb", compression="zlib", rowsperstrip=rows)
    content = bytearray((tmp_path / "a.tif").read_bytes())
    with tifffile.TiffFile(tmp_path / "a.tif") as file:
        number = len(file.pages[0].dataoffsets) // 2
        at = file.pages[0].dataoffsets[number] + file.pages[0].databytecounts[number] // 2
    content[at] ^= 1
    (tmp_path / "a.tif").write_bytes(content)
    picture = read_picture(tmp_path / "a.tif")
    assert "every pixel could be read all the same" not in " ".join(picture.notes)
    if rows == 1000:  # nobody can tell which of them are wrong
        assert "checksum" in " ".join(picture.notes)
        return
    assert picture.unknown is not None
    known = picture.unknown == 0
    assert not known[number * 16 : number * 16 + 16].any()
    assert np.count_nonzero(~known) == 16 * pixels.shape[1]
    assert np.array_equal(picture.pixels[known], pixels[known])
