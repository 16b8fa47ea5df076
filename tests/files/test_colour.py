"""Colour goes to sRGB and comes back, at the picture's own depth."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Picture
from inpaint_studio.files import colour, icc
from inpaint_studio.files.reading import read_picture, to_srgb8
from inpaint_studio.files.saving.verify import verify
from inpaint_studio.files.saving.writing import save_picture

DATA = Path(__file__).with_name("data")
WIDE = ["AdobeCompat-v2", "AdobeCompat-v4", "DisplayP3-v4", "ProPhoto-v2-micro"]


def _profile(name: str) -> bytes:
    return (DATA / f"{name}.icc").read_bytes()


def _grey(gamma: float) -> bytes:
    """A grey profile of one curve, for littlecms and us alike."""
    import struct

    curve = b"curv" + bytes(4) + struct.pack(">IH", 1, round(gamma * 256)) + bytes(2)
    white = b"XYZ " + bytes(4) + struct.pack(">3i", 63190, 65536, 54061)
    text = b"desc" + bytes(4) + struct.pack(">I", 5) + b"grey\0" + bytes(78 + 1)
    tags, body = [], b""
    for name, tag in ((b"kTRC", curve), (b"wtpt", white), (b"desc", text)):
        tags.append(struct.pack(">4sII", name, 132 + 36 + len(body), len(tag)))
        body += tag + bytes(-len(tag) % 4)
    rest = struct.pack(">I", 3) + b"".join(tags) + body
    head = struct.pack(">I4sI4s4s4s", 128 + len(rest), b"lcms", 0x02100000, b"mntr", b"GRAY", b"XYZ ")
    head += bytes(12) + b"acsp" + bytes(28) + struct.pack(">3i", 63190, 65536, 54061)
    return head.ljust(128, b"\0") + rest


@pytest.mark.parametrize("name", WIDE)
@pytest.mark.parametrize("dtype", ["uint8", "uint16"])
def test_there_and_back_is_the_same_samples(name: str, dtype: str, samples: Callable) -> None:
    pixels = samples(3, dtype)
    pixels = np.maximum(pixels, np.iinfo(dtype).max // 20).astype(dtype)
    again = colour.from_srgb(colour.to_srgb(pixels, _profile(name)), _profile(name), dtype, 3)
    assert np.abs(again.astype(int) - pixels).max() <= (0 if dtype == "uint8" else 1)


@pytest.mark.parametrize("name", WIDE)
def test_littlecms_agrees(name: str, samples: Callable) -> None:
    pixels = samples(3)
    exact = np.clip(colour.to_srgb(pixels, _profile(name)), 0, 1) * 255
    inside = (exact > 1).all(axis=2) & (exact < 254).all(axis=2)
    assert inside.sum() > 200
    assert np.abs(exact - to_srgb8(Picture(pixels.copy(), profile=_profile(name))))[inside].max() <= 3


def test_grey_goes_through_its_own_curve(samples: Callable) -> None:
    profile = _grey(1.0)
    assert icc.shaper(profile, True) is not None
    pixels = np.full((4, 4, 1), 55, np.uint8)
    shown = colour.to_srgb(pixels, profile)
    assert np.abs(shown * 255 - 128).max() < 1.5  # linear 0.2157 is sRGB 0.502
    assert np.array_equal(colour.from_srgb(shown, profile, np.uint8, 1), pixels)
    assert np.abs(to_srgb8(Picture(pixels, profile=profile)).astype(int) - 128).max() <= 2


def test_srgb_and_no_profile_take_the_exact_path(samples: Callable) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile in (None, srgb):
        for dtype in ("uint8", "uint16", "float32"):
            pixels = samples(3, dtype)
            again = colour.from_srgb(colour.to_srgb(pixels, profile), profile, dtype, 3)
            assert np.array_equal(again, pixels)
    assert np.array_equal(to_srgb8(Picture(samples(4))), samples(4))


@pytest.mark.parametrize("broken", [b"", b"nonsense", b"\0" * 200, _profile("AdobeCompat-v4")[:200]])
def test_a_broken_profile_is_kept_and_not_used(broken: bytes, samples: Callable) -> None:
    pixels = samples(3)
    assert np.array_equal(to_srgb8(Picture(pixels.copy(), profile=broken or None)), pixels)
    assert np.allclose(colour.to_srgb(pixels, broken or None) * 255, pixels, atol=1e-4)


def test_a_profile_for_other_samples_is_not_used(samples: Callable) -> None:
    assert np.array_equal(
        to_srgb8(Picture(samples(1), profile=_profile("AdobeCompat-v4"))), np.repeat(samples(1), 3, 2)
    )


def test_a_16_bit_adobe_rgb_tiff_keeps_every_sample_and_its_profile(
    tmp_path: Path, samples: Callable, fill_of: Callable
) -> None:
    profile = _profile("AdobeCompat-v4")
    save_picture(Picture(samples(3, "uint16", 300, 400), profile=profile), (), tmp_path / "a.tif")
    picture = read_picture(tmp_path / "a.tif")
    assert picture.profile == profile
    fill = fill_of(picture, Rect(100, 90, 77, 55), 30000)
    save_picture(picture, (fill,), tmp_path / "b.tif")
    mask = np.zeros((300, 400), np.uint8)
    mask[fill.rect.slices] = 255
    report = verify(tmp_path / "a.tif", tmp_path / "b.tif", mask)
    assert report.untouched
    assert report.differing_samples_outside == 0
    assert report.metadata_differences == ()
    assert read_picture(tmp_path / "b.tif").profile == profile


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp", ".tif", ".avif", ".jp2"])
def test_the_profile_is_carried_byte_for_byte_into_every_format_that_holds_one(
    tmp_path: Path, suffix: str, samples: Callable
) -> None:
    profile = _profile("DisplayP3-v4")
    Image.fromarray(samples(3)).save(tmp_path / "a.png", icc_profile=profile)
    save_picture(read_picture(tmp_path / "a.png"), (), tmp_path / f"b{suffix}")
    assert read_picture(tmp_path / f"b{suffix}").profile == profile


def test_the_plain_profiles_are_what_littlecms_calls_srgb() -> None:
    every = np.arange(256, dtype=np.uint8).reshape(16, 16)
    rgb = np.stack([every, every.T, every[::-1]], axis=2)
    for grey, mode, pixels in ((False, "RGB", rgb), (True, "L", every)):
        profile = icc.plain(grey)
        assert len(profile) == int.from_bytes(profile[:4], "big")
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        assert ImageCms.getProfileDescription(source).strip() == ("sRGB grey" if grey else "sRGB")
        converted = ImageCms.profileToProfile(
            Image.fromarray(pixels), source, ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
        expected = pixels if not grey else np.stack([pixels] * 3, axis=2)
        assert np.abs(np.asarray(converted).astype(int) - expected).max() <= 1, mode
