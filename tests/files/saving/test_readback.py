"""What was written is decoded and compared before it replaces anything; marks of another coding do not survive."""

import io
import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Picture
from inpaint_studio.files import icc
from inpaint_studio.files.errors import SaveError
from inpaint_studio.files.kinds import formats, jpeg_segments, png_chunks
from inpaint_studio.files.kinds.jpeg_segments import Segment
from inpaint_studio.files.reading import read_picture, to_srgb8
from inpaint_studio.files.saving import encoding, readback
from inpaint_studio.files.saving.readback import Coded
from inpaint_studio.files.saving.writing import save_picture

GREY_GAMMA = b"curv" + bytes(4) + struct.pack(">IH", 1, 461)  # 1.8


def _cmyk_profile() -> bytes:
    head = bytearray(400)
    struct.pack_into(">I", head, 0, 400)
    head[12:24], head[36:40] = b"prtrCMYKLab ", b"acsp"
    return bytes(head)


def _jpeg(image: Image.Image, **parameters: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", **{"quality": 92, **parameters})  # type: ignore[arg-type]
    return buffer.getvalue()


def _seen(path: Path) -> np.ndarray:
    """By Pillow and littlecms alone, as a viewer shows it."""
    with Image.open(path) as image:
        profile = image.info.get("icc_profile")
        if profile:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            shown = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            assert shown is not None
            return np.asarray(shown).astype(int)
        return np.asarray(image.convert("RGB")).astype(int)


@pytest.mark.parametrize("how", ["CMYK", "CMYK with a profile", "RGB", "RGB with a SPIFF header"])
def test_a_jpeg_coded_in_another_way_keeps_its_colours(
    tmp_path: Path, how: str, smooth: Callable, fill_of: Callable
) -> None:
    image = Image.fromarray(smooth(3))
    match how:
        case "CMYK":
            content = _jpeg(image.convert("CMYK"))
        case "CMYK with a profile":
            content = _jpeg(image.convert("CMYK"), icc_profile=_cmyk_profile())
        case "RGB":
            content = _jpeg(image, keep_rgb=True)
        case _:
            segments, _ = jpeg_segments.split(_jpeg(image, keep_rgb=True))
            spiff = b"SPIFF\0\1\0\0\3\0\0\0\x78\0\0\0\xa0\x0a\x08\5\1\0\0\0\1\0\0\0\1"  # 0x0a: RGB
            segments.insert(1, Segment(0xE8, spiff))
            content = jpeg_segments.join(segments)
    (tmp_path / "a.jpg").write_bytes(content)
    picture = read_picture(tmp_path / "a.jpg")
    save_picture(picture, (fill_of(picture),), tmp_path / "b.jpg")
    apart = np.abs(_seen(tmp_path / "b.jpg") - to_srgb8(picture))[40:]
    assert apart.mean() < 4
    with Image.open(tmp_path / "b.jpg") as saved:
        assert saved.mode == "RGB"
        assert (saved.info.get("icc_profile") or b"")[16:20] != b"CMYK"


def test_a_lossless_jpeg_keeps_its_colours(tmp_path: Path, smooth: Callable, fill_of: Callable) -> None:
    codecs = pytest.importorskip("imagecodecs")
    (tmp_path / "a.jpg").write_bytes(codecs.jpeg8_encode(smooth(3), lossless=True))
    try:
        picture = read_picture(tmp_path / "a.jpg")
    except Exception:
        pytest.skip("this libjpeg reads no lossless JPEG")
    save_picture(picture, (fill_of(picture),), tmp_path / "b.jpg")
    assert np.abs(_seen(tmp_path / "b.jpg") - smooth(3).astype(int))[40:].mean() < 4


def test_an_exact_jpeg_keeps_its_adobe_mark_in_its_place(tmp_path: Path, smooth: Callable, fill_of: Callable) -> None:
    segments, _ = jpeg_segments.split(_jpeg(Image.fromarray(smooth(3))))
    adobe = Segment(0xEE, b"Adobe\0\x64\0\0\0\0\1")
    original = [segments[0], Segment(0xE1, b"before"), adobe, Segment(0xE9, b"behind"), *segments[2:]]
    (tmp_path / "a.jpg").write_bytes(jpeg_segments.join(original))
    picture = read_picture(tmp_path / "a.jpg")
    assert save_picture(picture, (fill_of(picture),), tmp_path / "b.jpg").exact
    saved, _ = jpeg_segments.split((tmp_path / "b.jpg").read_bytes())
    assert [s for s in saved if s.is_metadata] == original[1:4]


@pytest.mark.parametrize("suffix", [".webp", ".avif"])
def test_grey_with_a_profile_looks_the_same_where_only_rgb_is_held(
    tmp_path: Path, suffix: str, smooth: Callable
) -> None:
    plain = icc.plain(True)
    at = plain.index(b"curv", 132 + 12 * 4)
    profile = plain[:at] + GREY_GAMMA + plain[at + len(GREY_GAMMA) :]
    Image.fromarray(smooth(1)[:, :, 0]).save(tmp_path / "a.png", icc_profile=profile)
    picture = read_picture(tmp_path / "a.png")
    assert np.abs(to_srgb8(picture).astype(int) - picture.pixels).max() > 5
    save_picture(picture, (), tmp_path / f"b{suffix}")
    assert np.abs(_seen(tmp_path / f"b{suffix}") - to_srgb8(picture)).mean() < 1.5
    with Image.open(tmp_path / f"b{suffix}") as saved:
        assert saved.info["icc_profile"][16:20] == b"RGB "


def test_where_an_apple_png_begins_its_second_half_is_not_said_of_a_new_one(
    tmp_path: Path, smooth: Callable, fill_of: Callable
) -> None:
    bare = png_chunks.bare(encoding.encode(smooth(3), formats.BY_KEY["png"], 0))
    dots = png_chunks.Chunk(b"iDOT", struct.pack(">7I", 2, 0, 60, 40, 60, 60, 999))
    (tmp_path / "a.png").write_bytes(png_chunks.join([bare[0], dots, *bare[1:]]))
    picture = read_picture(tmp_path / "a.png")
    save_picture(picture, (fill_of(picture),), tmp_path / "b.png")
    assert b"iDOT" not in (tmp_path / "b.png").read_bytes()


def _wrong(content: bytes, how: str) -> bytes:
    segments, behind = jpeg_segments.split(content)
    match how:
        case "colour transform":
            segments = [s for s in segments if s.marker != 0xE0]
            segments.insert(1, Segment(0xEE, b"Adobe\0\x64\0\0\0\0\0"))
        case "orientation":
            block = b"II*\0\x08\0\0\0\1\0" + struct.pack("<HHII", 274, 3, 1, 3) + bytes(4)
            segments.insert(1, Segment(0xE1, jpeg_segments.EXIF_MARK + block))
        case "profile":
            exchanged = icc.plain(False).replace(b"rXYZ", b"xXYZ").replace(b"gXYZ", b"rXYZ").replace(b"xXYZ", b"gXYZ")
            body = jpeg_segments.ICC_MARK + b"\1\1" + exchanged.replace(b"sRGB", b"odd ")
            segments.insert(1, Segment(0xE2, body))
    return jpeg_segments.join(segments, behind)


@pytest.mark.parametrize("how", ["colour transform", "orientation", "profile"])
def test_what_reads_back_as_another_picture_is_refused_though_it_has_loss(
    tmp_path: Path, how: str, smooth: Callable
) -> None:
    pixels, format = smooth(3), formats.BY_KEY["jpeg"]
    coded = Coded(_wrong(encoding.encode(pixels, format, 95), how), pixels, False)
    (tmp_path / "written").write_bytes(coded.content)
    with pytest.raises(SaveError, match="what was written does not read back as the same picture"):
        readback.check(coded, format, tmp_path / "b.jpg", tmp_path / "written")


def test_a_save_that_is_refused_leaves_what_was_there(
    tmp_path: Path, smooth: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "b.jpg"
    target.write_bytes(b"what was there before")
    plain = encoding.encode
    upside_down = lambda stored, *arguments, **more: plain(stored[::-1].copy(), *arguments, **more)  # noqa: E731
    monkeypatch.setattr(encoding, "encode", upside_down)
    with pytest.raises(SaveError, match="does not read back as the same picture"):
        save_picture(Picture(smooth(3), "a"), (), target)
    assert target.read_bytes() == b"what was there before"
    assert [path.name for path in tmp_path.iterdir()] == ["b.jpg"]


@pytest.mark.parametrize("key", ["jpeg", "avif"])
@pytest.mark.parametrize("quality", [1, 10, 30, 50, 75, 89, 90, 95, 100])
def test_what_a_coarse_quality_costs_is_no_reason_to_refuse(
    tmp_path: Path, key: str, quality: int, smooth: Callable, samples: Callable
) -> None:
    format = formats.BY_KEY[key]
    pure = np.dstack([np.where(samples(1)[:, :, 0] > 127, 255, 0), *[np.zeros((37, 53))] * 2]).astype(np.uint8)
    for pixels in (smooth(3), samples(3), pure, samples(3, height=1, width=1), samples(3, height=3, width=9)):
        coded = Coded(encoding.encode(pixels, format, quality), pixels, False, quality=quality)
        (tmp_path / "written").write_bytes(coded.content)
        readback.check(coded, format, tmp_path / "a", tmp_path / "written")


@pytest.mark.parametrize(("key", "quality"), [("jpeg", 50), ("jpeg", 95), ("avif", 50), ("avif", 95)])
def test_exchanged_colours_are_noticed_at_any_sensible_quality(
    tmp_path: Path, key: str, quality: int, smooth: Callable
) -> None:
    format, pixels = formats.BY_KEY[key], smooth(3)
    coded = Coded(encoding.encode(pixels, format, quality), pixels[:, :, [1, 2, 0]], False, quality=quality)
    (tmp_path / "written").write_bytes(coded.content)
    with pytest.raises(SaveError, match="same picture"):
        readback.check(coded, format, tmp_path / "a", tmp_path / "written")


def test_a_picture_of_two_pixels_can_be_saved(tmp_path: Path, fill_of: Callable) -> None:
    Image.fromarray(np.array([[[254, 0, 0]], [[0, 0, 254]]], np.uint8)).save(tmp_path / "a.jpg", subsampling=2)
    picture = read_picture(tmp_path / "a.jpg")
    for rect in (Rect(0, 0, 1, 1), Rect(0, 1, 1, 1)):
        for value in (0, 255):
            fill = replace(fill_of(picture, rect, value), coverage=np.full((1, 1), 255, np.uint8))
            assert save_picture(picture, (fill,), tmp_path / "b.jpg").exact


def test_the_colours_of_squares_are_compared_whatever_does_not_fill_one() -> None:
    one = np.zeros((17, 9, 3), np.uint8)
    other = one.copy()
    other[16, 8] = 255
    assert readback.difference(one, None, one, None) == (0, 0)
    assert readback.difference(one, None, other, None) != (0, 0)
    assert readback.difference(one, None, one[:, :8], None) is None


@pytest.mark.parametrize("height", [5, 16, 23, 64, 71])
def test_averages_of_rows_alike_are_those_of_the_whole_picture(height: int) -> None:
    rng = np.random.default_rng(height)
    one = rng.integers(0, 256, (height, 33, 3)).astype(np.uint8)
    for _ in range(12):
        other = one.copy()
        top = int(rng.integers(0, height))
        other[top : top + int(rng.integers(1, 20))] = rng.integers(0, 256)
        expected = readback._averages(other)
        assert np.array_equal(readback._averages_like(other, one, readback._averages(one)), expected)
