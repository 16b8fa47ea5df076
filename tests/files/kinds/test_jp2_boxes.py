"""JPEG 2000 files as boxes: profile, resolution and metadata, and what stands behind the codestream."""

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from inpaint_studio.editing.picture import Picture
from inpaint_studio.files.kinds import exif, jp2_boxes
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving.writing import save_picture, saving_loss


@pytest.mark.parametrize("channels", [3, 4])
def test_jpeg_2000_is_exact(
    tmp_path: Path, channels: int, samples: Callable, fill_of: Callable, outside: Callable
) -> None:
    Image.fromarray(samples(channels)).save(tmp_path / "a.jp2")
    picture = read_picture(tmp_path / "a.jp2")
    assert np.array_equal(picture.pixels, samples(channels))
    fill = fill_of(picture)
    assert save_picture(picture, (fill,), tmp_path / "b.jp2").exact
    keep = outside(picture, fill)
    assert np.array_equal(read_picture(tmp_path / "b.jp2").pixels[keep], picture.pixels[keep])


def test_a_jpeg_2000_keeps_its_profile_and_unknown_boxes(tmp_path: Path, samples: Callable, fill_of: Callable) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    save_picture(Picture(samples(3), profile=profile), (), tmp_path / "a.jp2")
    boxes = jp2_boxes.split((tmp_path / "a.jp2").read_bytes())
    extra = jp2_boxes.Box(b"uuid", b"0123456789abcdef and what it says")
    (tmp_path / "a.jp2").write_bytes(b"".join(box.to_bytes() for box in (*boxes[:-1], extra, boxes[-1])))
    picture = read_picture(tmp_path / "a.jp2")
    assert picture.profile == profile
    save_picture(picture, (fill_of(picture),), tmp_path / "b.jp2")
    assert read_picture(tmp_path / "b.jp2").profile == profile
    assert extra in jp2_boxes.split((tmp_path / "b.jp2").read_bytes())


def test_sixteen_bit_grey_jpeg_2000_is_exact(tmp_path: Path, samples: Callable) -> None:
    pixels = samples(1, "uint16")
    save_picture(Picture(pixels.copy()), (), tmp_path / "a.jp2")
    assert np.array_equal(read_picture(tmp_path / "a.jp2").pixels, pixels)
    assert "narrowed" in (saving_loss(Picture(samples(3, "uint16")), tmp_path / "a.jp2") or "")


def _coded(pixels: np.ndarray, plugin: str, **how: object) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, plugin, **how)
    return buffer.getvalue()


def _picture(plugin: str, smooth: Callable, **how: object) -> bytes:
    return _coded(smooth(3, 120, 160), plugin, **how)


def test_boxes_that_only_look_like_some_behind_a_jpeg_2000_stay_there(smooth: Callable) -> None:
    content = _picture("JPEG2000", smooth)
    behind = struct.pack(">I4s", 12, b"abcd") + b"1234" + b"the rest"
    boxes, trailing = jp2_boxes.whole(content + behind)
    assert trailing == behind
    assert b"".join(box.to_bytes() for box in boxes) == content
    assert zlib.crc32(jp2_boxes.assembled(content, None, content + behind)) == zlib.crc32(content + behind)


@pytest.mark.parametrize("dpi", [(300, 150), (72, 72), (1200, 2400), (1, 65535)])
def test_a_jpeg_2000_keeps_the_resolution_others_read(
    tmp_path: Path, dpi: tuple[int, int], smooth: Callable, fill_of: Callable
) -> None:
    Image.fromarray(smooth(3)).save(tmp_path / "a.jpg", exif=b"Exif\0\0" + exif.of_resolution(*dpi))
    report = save_picture(read_picture(tmp_path / "a.jpg"), (), tmp_path / "b.jp2")
    assert not any("resolution" in note for note in report.notes)
    assert jp2_boxes.resolution((tmp_path / "b.jp2").read_bytes()) == pytest.approx(dpi, rel=1e-9)
    with Image.open(tmp_path / "b.jp2") as image:
        assert image.info["dpi"] == pytest.approx(dpi, rel=1e-6)
    picture = read_picture(tmp_path / "b.jp2")
    save_picture(picture, (fill_of(picture),), tmp_path / "c.jp2")
    save_picture(picture, (fill_of(picture),), tmp_path / "d.tif")
    for name in ("c.jp2", "d.tif"):
        with Image.open(tmp_path / name) as image:
            assert image.info["dpi"] == pytest.approx(dpi, rel=1e-4)
