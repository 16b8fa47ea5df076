"""ICC profiles of curves and a matrix: their formulas, their inverses, and what is no such profile."""

import hashlib
import io
import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from inpaint_studio.files import icc

DATA = Path(__file__).with_name("data")
X = np.linspace(0, 1, 41)


def _profile(name: str) -> bytes:
    return (DATA / f"{name}.icc").read_bytes()


def _grey(curve: bytes, space: bytes = b"GRAY") -> bytes:
    """A profile of one tag."""
    head = bytearray(132 + 12)
    head[16:24] = space + b"XYZ "
    struct.pack_into(">I4sII", head, 128, 1, b"kTRC", 144, len(curve))
    return bytes(head) + curve


def _para(kind: int, *values: float) -> bytes:
    return b"para" + bytes(4) + struct.pack(f">HH{len(values)}i", kind, 0, *(round(v * 65536) for v in values))


def _curv(*values: int) -> bytes:
    return b"curv" + bytes(4) + struct.pack(f">I{len(values)}H", len(values), *values)


def _curve(tag: bytes) -> icc.Curve:
    shaper = icc.shaper(_grey(tag), True)
    assert shaper is not None
    return shaper.curves[0]


@pytest.mark.parametrize(
    ("tag", "linear"),
    [
        (_curv(), X),
        (_curv(round(2.2 * 256)), X ** (round(2.2 * 256) / 256)),
        (_curv(0, 13107, 65535), np.interp(X, [0, 0.5, 1], [0, 0.2, 1])),
        (_para(0, 1.75), X**1.75),
        (_para(1, 2.0, 0.75, 0.25), (0.75 * X + 0.25) ** 2),
        (_para(1, 2.0, 2.0, -1.0), np.where(X >= 0.5, (2 * X - 1) ** 2, 0)),
        (_para(2, 2.0, 0.5, 0.25, 0.125), (0.5 * X + 0.25) ** 2 + 0.125),
        (_para(3, 2.0, 1.0, 0.0, 0.25, 0.25), np.where(X >= 0.25, X**2, X / 4)),
        (_para(4, 2.0, 0.75, 0.0, 0.5, 0.5, 0.25, 0.125), np.where(X >= 0.5, (0.75 * X) ** 2 + 0.25, X / 2 + 0.125)),
    ],
)
def test_each_kind_of_curve_is_its_formula(tag: bytes, linear: np.ndarray) -> None:
    """ICC.1:2022, sections 10.6 and 10.18."""
    assert np.allclose(_curve(tag).linear(X), linear, atol=2e-5)


@pytest.mark.parametrize(
    "tag",
    [
        _curv(563),
        _curv(*range(0, 65536, 257)),
        _para(0, 1.8),
        _para(3, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045),
        _para(4, 2.4, 0.9, 0.1, 1 / 12.92, 0.04045, 0.0, 0.0),
    ],
)
def test_a_curve_is_undone_by_its_inverse(tag: bytes) -> None:
    curve = _curve(tag)
    assert np.abs(curve.encoded(curve.linear(X)) - X).max() < 1e-3
    assert (np.diff(curve.encoded(np.linspace(-0.5, 1.5, 200))) >= 0).all()
    assert 0 <= curve.encoded(np.array([-1.0]))[0] <= curve.encoded(np.array([2.0]))[0] <= 1


@pytest.mark.parametrize(
    "tag",
    [
        b"",
        b"mft2" + bytes(40),
        _curv(0, 40000, 30000),  # it falls
        b"curv" + bytes(4) + struct.pack(">I", 70_000) + bytes(140_000),
        b"curv" + bytes(4) + struct.pack(">I", 900) + bytes(12),  # shorter than it says
        _para(0, 0.0),
        _para(0, 30.0),
        _para(1, 2.0, 0.0, 0.5),  # its lower end is nowhere
        _para(2, 2.0, 0.0, 0.0, 0.0),
        _para(3, 2.0, -1.0, 1.0, 0.0, 0.0),
        _para(3, 2.0),
        _para(7, 2.0, 1.0, 0.0, 0.0, 0.0),
    ],
)
def test_a_curve_that_makes_no_sense_is_no_profile(tag: bytes) -> None:
    assert icc.shaper(_grey(tag), True) is None
    assert icc.of_three_greys(_grey(tag)) is None


def test_a_profile_is_for_its_own_kind_of_samples() -> None:
    assert icc.shaper(_grey(_curv()), False) is None
    assert icc.shaper(_grey(_curv(), b"CMYK"), True) is None
    assert icc.shaper(_profile("DisplayP3-v4"), True) is None
    assert icc.shaper(_profile("DisplayP3-v4"), False) is not None


def _with_tag(profile: bytes, old: bytes, new: bytes, body: bytes | None = None) -> bytes:
    """The profile with a tag under another name, or of another content of the same length."""
    entry = profile.index(old, 128)
    changed = bytearray(profile)
    changed[entry : entry + 4] = new
    if body is not None:
        at, _ = struct.unpack_from(">II", profile, entry + 4)
        changed[at : at + len(body)] = body
    return bytes(changed)


def test_tables_rank_before_curves_and_colours_that_are_all_alike_are_none() -> None:
    profile = _profile("DisplayP3-v4")
    assert icc.shaper(_with_tag(profile, b"cprt", b"A2B0"), False) is None
    assert icc.shaper(_with_tag(profile, b"rTRC", b"xTRC"), False) is None
    entry = profile.index(b"gXYZ", 128)
    (at,) = struct.unpack_from(">I", profile, entry + 4)
    green = profile[at : at + 20]
    assert icc.shaper(_with_tag(profile, b"rXYZ", b"rXYZ", green), False) is None


@pytest.mark.parametrize("name", ["AdobeCompat-v2", "AdobeCompat-v4", "DisplayP3-v4", "ProPhoto-v2-micro"])
def test_a_broken_profile_is_none_and_never_an_error(name: str) -> None:
    profile = _profile(name)
    for length in range(0, len(profile), 3):
        icc.shaper(profile[:length], False)
    rng = np.random.default_rng(6)
    for _ in range(300):
        changed = bytearray(profile)
        for at in rng.integers(128, len(profile), 4):
            changed[at] = rng.choice([0, 1, 127, 128, 255])
        shaper = icc.shaper(bytes(changed), False)
        if shaper is not None:
            assert np.isfinite(shaper.device(np.clip(shaper.srgb(np.full((1, 3), 0.5)), 0, 1))).all()


def test_white_and_grey_are_the_same_in_every_profile_and_colours_outside_srgb_survive() -> None:
    for name in ("AdobeCompat-v4", "DisplayP3-v4", "ProPhoto-v2-micro"):
        shaper = icc.shaper(_profile(name), False)
        assert shaper is not None
        assert np.abs(shaper.srgb(np.ones((1, 3))) - 1).max() < 0.002
        shown = shaper.srgb(np.full((1, 3), 0.4))
        assert np.ptp(shown) < 0.002
        green = shaper.srgb(np.array([[0.0, 1.0, 0.0]]))
        assert green.min() < 0
        assert np.abs(shaper.device(green) - [0, 1, 0]).max() < 0.01


def test_the_curve_of_srgb_is_mirrored_below_black_and_goes_on_above_white() -> None:
    linear = np.linspace(-2, 3, 101)
    assert np.allclose(icc.srgb_linear(icc.srgb_encoded(linear)), linear, atol=1e-6)
    assert np.allclose(icc.srgb_encoded(-linear), -icc.srgb_encoded(linear))
    assert icc.srgb_encoded(np.array([0.0, 0.0031308, 1.0])) == pytest.approx([0, 0.04045, 1], abs=1e-5)


@pytest.mark.parametrize(
    ("grey", "digest"),
    [
        (False, "72a37d0fde72de98ea101078c4b89e5b5a5e8f05ab3de18e997a32c92a36371d"),
        (True, "4b49efc074ce601e73e3316378a435435d2b9bf48595c0fb0e9cb27b57851b66"),
    ],
)
def test_the_plain_profiles_are_always_the_same_bytes(grey: bool, digest: str) -> None:
    """A file that is saved twice is the same file."""
    assert hashlib.sha256(icc.plain(grey)).hexdigest() == digest
    shaper = icc.shaper(icc.plain(grey), grey)
    assert shaper is not None
    values = np.random.default_rng(0).random((50, 1 if grey else 3))
    assert np.abs(shaper.srgb(values) - values).max() < 1e-3


@pytest.mark.parametrize("tag", [_curv(461), _para(0, 1.8), _curv(*(n * n // 66 for n in range(0, 2048, 16)))])
def test_a_grey_shows_as_three_equal_values_do(tag: bytes) -> None:
    grey = _grey(tag)
    three = icc.of_three_greys(grey)
    assert three is not None
    one, other = icc.shaper(grey, True), icc.shaper(three, False)
    assert one is not None
    assert other is not None
    assert np.abs(one.srgb(X[:, None]) - other.srgb(np.repeat(X[:, None], 3, axis=1))).max() < 2e-3
    with Image.new("RGB", (2, 2), (90, 90, 90)) as image:  # littlecms takes it
        shown = ImageCms.profileToProfile(
            image, ImageCms.ImageCmsProfile(io.BytesIO(three)), ImageCms.createProfile("sRGB")
        )
    assert shown is not None
    expected = one.srgb(np.array([[90 / 255]]))[0, 0] * 255
    assert np.abs(np.asarray(shown).astype(int) - expected).max() <= 2
    assert icc.of_three_greys(_profile("DisplayP3-v4")) is None
