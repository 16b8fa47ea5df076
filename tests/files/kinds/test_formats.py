"""Every row of the table in `formats`: what is opened, how it is converted, what is refused and why."""

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image, ImageCms, features

from inpaint_studio.editing.picture import Picture
from inpaint_studio.files.errors import PictureError, SaveError, UnsupportedPicture
from inpaint_studio.files.kinds import formats, png_chunks
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving.writing import save_picture, saving_loss


def _read(path: Path, content: bytes) -> Picture:
    path.write_bytes(content)
    return read_picture(path)


def _coded(image: Image.Image, format: str, **parameters: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format, **parameters)
    return buffer.getvalue()


@pytest.mark.parametrize("suffix", [".png", ".tif", ".bmp", ".tga", ".gif"])
def test_a_palette_opens_as_rgb_and_says_so(tmp_path: Path, suffix: str, smooth: Callable) -> None:
    image = Image.fromarray(smooth(3)).quantize(32)
    image.save(tmp_path / f"a{suffix}")
    picture = read_picture(tmp_path / f"a{suffix}")
    assert np.array_equal(picture.pixels, np.asarray(image.convert("RGB")))
    assert any("palette" in note for note in picture.notes)


def test_a_transparent_palette_opens_with_alpha_and_saves_exactly(
    tmp_path: Path, smooth: Callable, fill_of: Callable, outside: Callable
) -> None:
    image = Image.fromarray(smooth(3)).quantize(16)
    image.save(tmp_path / "a.png", transparency=3)
    picture = read_picture(tmp_path / "a.png")
    assert picture.pixels.shape[2] == 4
    assert ((np.asarray(image) == 3) == (picture.pixels[:, :, 3] == 0)).all()
    fill = fill_of(picture)
    assert save_picture(picture, (fill,), tmp_path / "b.png").exact
    keep = outside(picture, fill)
    assert np.array_equal(read_picture(tmp_path / "b.png").pixels[keep], picture.pixels[keep])


@pytest.mark.parametrize("suffix", [".png", ".tif", ".bmp", ".pbm"])
def test_one_bit_opens_as_grey_and_says_so(tmp_path: Path, suffix: str, smooth: Callable) -> None:
    image = Image.fromarray(smooth(1)[:, :, 0]).convert("1")
    image.save(tmp_path / f"a{suffix}")
    picture = read_picture(tmp_path / f"a{suffix}")
    assert np.array_equal(picture.pixels[:, :, 0], np.asarray(image.convert("L")))
    assert any("8-bit" in note for note in picture.notes)


def test_what_is_widened_to_eight_bits_is_said(tmp_path: Path) -> None:
    header = png_chunks.Chunk(b"IHDR", struct.pack(">IIBBBBB", 4, 1, 4, 0, 0, 0, 0))
    data = png_chunks.Chunk(b"IDAT", zlib.compress(b"\0\x0f\x80"))
    picture = _read(tmp_path / "a.png", png_chunks.join([header, data, png_chunks.Chunk(b"IEND", b"")]))
    assert picture.pixels[0, :, 0].tolist() == [0, 255, 136, 0]
    assert picture.notes == ("The file's 4 bits a sample were opened as 8 bits.",)
    tga = struct.pack("<BBBHHBHHHHBB", 0, 0, 2, 0, 0, 0, 0, 0, 2, 1, 16, 32) + b"\x00\x7c\x1f\x00" + bytes(40)
    picture = _read(tmp_path / "a.tga", tga)
    assert picture.pixels[:, :, :3].tolist() == [[[255, 0, 0], [0, 0, 255]]]
    assert picture.notes == ("The file's 5 or 6 bits a sample were opened as 8 bits.",)


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_sixteen_bits_open_and_save_exactly_as_png(tmp_path: Path, channels: int, samples: Callable) -> None:
    pixels = samples(channels, "uint16")
    save_picture(Picture(pixels.copy()), (), tmp_path / "a.png")
    picture = read_picture(tmp_path / "a.png")
    assert picture.pixels.dtype == np.uint16
    assert np.array_equal(picture.pixels, pixels)
    assert picture.notes == ()


@pytest.mark.parametrize(
    ("dtype", "channels"), [("uint8", 1), ("uint8", 3), ("uint16", 1), ("uint16", 3), ("float32", 3)]
)
def test_portable_maps_keep_every_depth(tmp_path: Path, channels: int, dtype: str, samples: Callable) -> None:
    pixels = samples(channels, dtype)
    save_picture(Picture(pixels.copy()), (), tmp_path / "a.ppm")
    assert np.array_equal(read_picture(tmp_path / "a.ppm").pixels, pixels)
    if dtype == "uint8":
        assert np.array_equal(np.asarray(Image.open(tmp_path / "a.ppm")).reshape(pixels.shape), pixels)


@pytest.mark.parametrize(
    ("content", "value", "note"),
    [
        (b"P2\n# a word\n2 1\n255\n7 250\n", [[7, 250]], None),
        (b"P3 1 1 255 1 2 3", [[1, 2, 3]], None),
        (b"P1\n3 1\n1 0\n1", [[0, 255, 0]], "black and white"),
        (b"P2 2 1 15 0 15", [[0, 255]], "0 to 15"),
        (b"P5 2 1 1023\n\x03\xff\x00\x00", [[65535, 0]], "0 to 1023"),
    ],
)
def test_portable_maps_of_every_dialect(tmp_path: Path, content: bytes, value: list, note: str | None) -> None:
    picture = _read(tmp_path / "a.pnm", content)
    assert picture.pixels.reshape(1, -1).tolist() == value
    assert (note is None) == (picture.notes == ())
    assert note is None or note in picture.notes[0]


@pytest.mark.parametrize(
    "content", [b"P5 2 2 255\n", b"P5 99999999 99999999 255\n", b"P2 1 1 255 300", b"P6 0 1 255\n", b"P5 a b c\n"]
)
def test_broken_portable_maps_are_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(PictureError, match=r"a\.pgm"):
        _read(tmp_path / "a.pgm", content)


def test_cmyk_opens_as_srgb_and_says_so(tmp_path: Path) -> None:
    image = Image.new("CMYK", (20, 10), (0, 255, 255, 0))
    for name, format in (("a.jpg", "JPEG"), ("a.tif", "TIFF")):
        picture = _read(tmp_path / name, _coded(image, format))
        red, green, blue = picture.pixels[5, 5].astype(int)
        assert red > 200
        assert max(green, blue) < 60
        assert "CMYK" in picture.notes[0]
        assert picture.profile is None


def test_lab_opens_as_srgb_and_says_so(tmp_path: Path) -> None:
    lab, srgb = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
    image = ImageCms.profileToProfile(Image.new("RGB", (20, 10), (200, 30, 40)), srgb, lab, outputMode="LAB")
    assert image is not None
    picture = _read(tmp_path / "a.tif", _coded(image, "TIFF"))
    assert np.abs(picture.pixels[5, 5].astype(int) - (200, 30, 40)).max() <= 4
    assert "Lab" in picture.notes[0]


def test_a_converted_tiff_is_saved_as_what_was_opened(tmp_path: Path, fill_of: Callable, outside: Callable) -> None:
    (tmp_path / "a.tif").write_bytes(_coded(Image.new("CMYK", (40, 30), (0, 255, 255, 0)), "TIFF", description="Red"))
    picture = read_picture(tmp_path / "a.tif")
    fill = fill_of(picture)
    save_picture(picture, (fill,), tmp_path / "b.tif")
    again = read_picture(tmp_path / "b.tif")
    assert again.notes == ()
    keep = outside(picture, fill)
    assert np.array_equal(again.pixels[keep], picture.pixels[keep])
    with tifffile.TiffFile(tmp_path / "b.tif") as file:
        assert file.pages[0].tags["ImageDescription"].value == "Red"


def test_of_an_animation_one_frame_opens_and_is_never_written_over_it(tmp_path: Path, smooth: Callable) -> None:
    frames = [Image.fromarray(smooth(3, seed=seed)) for seed in range(3)]
    for suffix in (".png", ".webp", ".gif"):
        path = tmp_path / f"a{suffix}"
        frames[0].save(path, save_all=True, append_images=frames[1:], duration=100, lossless=True)
        picture = read_picture(path, page=2)
        assert picture.notes[-1] == "This is frame 3 of 3."
        before = path.read_bytes()
        with pytest.raises(SaveError, match=r"animation of 3 frames|GIF"):
            save_picture(picture, (), path)
        assert path.read_bytes() == before
        save_picture(picture, (), tmp_path / f"frame-of{suffix}.png")
        assert np.array_equal(read_picture(tmp_path / f"frame-of{suffix}.png").pixels, picture.pixels)
        with pytest.raises(PictureError, match="no page 4"):
            read_picture(path, page=3)


def test_avif_opens_and_its_loss_is_said(tmp_path: Path, smooth: Callable) -> None:
    assert features.check("avif")
    Image.fromarray(smooth(3)).save(tmp_path / "a.avif", quality=90)
    picture = read_picture(tmp_path / "a.avif")
    assert np.abs(picture.pixels.astype(int) - smooth(3)).mean() < 5
    assert "every pixel" in (saving_loss(picture, tmp_path / "b.avif") or "")
    report = save_picture(picture, (), tmp_path / "b.avif")
    assert not report.exact


REFUSED = [
    (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(secret) run", "run another program"),
    (b"\xc5\xd0\xd3\xc6 binary eps", "run another program"),
    (b"%PDF-1.7", "PDF"),
    (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "drawings are not opened"),
    (b'<?xml version="1.0"?><svg/>', "XML"),
    (b"<!DOCTYPE html><html>", "web page"),
    (b"\xd7\xcd\xc6\x9a\0\0", "WMF"),
    (b"8BPS\0\1", "Photoshop"),
    (b"gimp xcf file", "GIMP"),
    (b"\0\0\1\0\1\0", "icon"),
    (b"PK\3\4", "zip archive"),
    (b"\x76\x2f\x31\x01", "OpenEXR"),
    (b"FUJIFILMCCD-RAW 0201", "raw camera"),
    (b"\xff\x0a\x00", "JPEG XL"),
    (b"MZ\x90\0", "not a picture"),
]


@pytest.mark.parametrize(("content", "words"), REFUSED)
@pytest.mark.parametrize("suffix", [".png", ".jpg", ".eps"])
def test_what_is_refused_says_why_whatever_its_name(tmp_path: Path, content: bytes, words: str, suffix: str) -> None:
    with pytest.raises(UnsupportedPicture, match=words):
        _read(tmp_path / f"a{suffix}", content)


def test_every_format_is_in_the_table() -> None:
    table = formats._TABLE
    for format in formats.FORMATS:
        assert f"| {format.name}" in table


HEIC = Path(__file__).parents[1].joinpath("data") / "ramp.heic"


def test_a_heic_opens_and_is_only_read(tmp_path: Path) -> None:
    picture = read_picture(HEIC)
    y, x = np.mgrid[0:48, 0:64]
    assert np.abs(picture.pixels.astype(int) - np.dstack([x * 4, y * 5, 255 - x * 2])).mean() < 4
    assert "8 bits" in picture.notes[0]
    assert save_picture(picture, (), tmp_path / "a.png").exact
    with pytest.raises(SaveError, match="opened but not written"):
        save_picture(picture, (), tmp_path / "a.heic")
    with pytest.raises(PictureError, match=r"cut\.heic"):
        _read(tmp_path / "cut.heic", HEIC.read_bytes()[:300])
