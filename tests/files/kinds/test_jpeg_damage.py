"""Wrong bits inside a JPEG's samples: noticed where they show, marked from where they begin, never in a whole one."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.files.kinds import jpeg_damage, jpeg_segments
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving.writing import save_picture

BUDGET = 1 << 30
WAYS: list[dict] = [
    {},
    {"subsampling": 0, "quality": 95},
    {"subsampling": 1, "optimize": True},
    {"progressive": True},
    {"restart_marker_rows": 1},
    {"restart_marker_blocks": 7},
    {"quality": 30},
]


def _photograph(seed: int = 0, height: int = 200, width: int = 280, channels: int = 3) -> np.ndarray:
    """Smooth shapes, an edge across the whole picture, texture and grain."""
    rng = np.random.default_rng(seed)
    coarse = rng.uniform(40, 215, (height // 40 + 1, width // 40 + 1, channels)).astype(np.float32)
    bands = [
        np.asarray(Image.fromarray(coarse[:, :, number]).resize((width, height), Image.Resampling.BICUBIC))
        for number in range(channels)
    ]
    pixels = np.stack(bands, axis=2)
    pixels[height // 3 :] -= 35
    pixels[: height // 2, : width // 3] += rng.normal(0, 12, (height // 2, width // 3, 1))
    return np.clip(pixels + rng.normal(0, 2, pixels.shape), 0, 255).astype(np.uint8)


def _coded(pixels: np.ndarray, **how: object) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels.squeeze()).save(buffer, "JPEG", **{"quality": 85, **how})
    return buffer.getvalue()


def _flipped(content: bytes, seed: int) -> tuple[bytes, np.ndarray]:
    """One bit of the samples flipped so that it shows, and where it shows."""
    rng = np.random.default_rng(seed)
    scan = next(one.scan for one in jpeg_segments.split(content)[0] if one.scan)
    start, whole = content.find(scan), np.asarray(Image.open(io.BytesIO(content)).convert("RGB")).astype(int)
    while True:
        damaged = bytearray(content)
        damaged[start + int(rng.integers(len(scan) // 8, len(scan) * 7 // 8))] ^= 1 << int(rng.integers(8))
        try:
            jpeg_segments.split(bytes(damaged))
            shown = np.asarray(Image.open(io.BytesIO(damaged)).convert("RGB")).astype(int)
        except (ValueError, OSError):
            continue
        differs = (np.abs(shown - whole) > 16).any(axis=2)
        if differs.mean() > 0.05:
            return bytes(damaged), differs


@pytest.mark.parametrize("how", WAYS, ids=str)
@pytest.mark.parametrize("channels", [1, 3])
def test_a_whole_jpeg_is_whole(how: dict, channels: int) -> None:
    for seed in range(2):
        assert jpeg_damage.look(_coded(_photograph(seed, channels=channels), **how), BUDGET) is None


def test_a_margin_below_a_picture_is_no_damage() -> None:
    pixels = _photograph(1)
    pixels[160:] = 255
    for left in (0, 1, 3, 8, 16, 40):
        pixels[144:160, left:] = 255  # the margin begins in mid row, as damage does
        assert jpeg_damage.look(_coded(pixels), BUDGET) is None


def test_the_grades_of_a_clear_sky_are_no_damage() -> None:
    """Averages that differ by one quantum, from the middle of a row on: where the next grade of a gradient begins."""
    y, x = np.mgrid[0:120, 0:150]
    for slope in (0.02, 0.03, 0.045, 0.06):
        for across in (0.001, 0.002, 0.003):
            sky = np.stack([120 + slope * y + across * x, 150 + 0 * x, 190 - slope * y - across * x], axis=2)
            sky[8:112, 70:72] = 250
            for quality in (50, 75, 90):
                assert jpeg_damage.look(_coded(sky.astype(np.uint8), quality=quality), BUDGET) is None


@pytest.mark.parametrize("how", [WAYS[0], WAYS[1], WAYS[2], WAYS[6]], ids=str)
def test_wrong_bits_that_show_are_noticed_and_marked_from_where_they_begin(how: dict) -> None:
    content = _coded(_photograph(2, 320, 480), **how)
    noticed = []
    for seed in range(5):
        damaged, shows = _flipped(content, seed)
        damage = jpeg_damage.look(damaged, BUDGET)
        noticed.append(damage is not None)
        if damage is not None:
            assert damage.wrong is not None
            assert (damage.wrong[shows] > 0).mean() > 0.95
            first = int(np.flatnonzero(shows.any(axis=1))[0])
            assert not damage.wrong[: max(0, first - 56)].any()
    assert sum(noticed) >= 2


def test_in_a_progressive_jpeg_wrong_averages_are_placed_and_wrong_detail_is_not() -> None:
    content = _coded(_photograph(3, 320, 480), progressive=True)
    averages, detail = [one.scan for one in jpeg_segments.split(content)[0] if one.scan][:2]
    for scan, is_placed in ((averages, True), (detail, False)):
        at = content.find(scan) + len(scan) // 2
        damage = jpeg_damage.look(content[:at] + bytes(6) + content[at + 6 :], BUDGET)
        assert damage is not None
        assert (damage.wrong is not None) == is_placed


def test_with_restart_marks_the_damage_ends_with_its_interval() -> None:
    content = _coded(_photograph(4), restart_marker_rows=2)
    for scan in (one.scan for one in jpeg_segments.split(content)[0] if one.marker == jpeg_segments.SOS):
        at = content.find(scan) + scan.index(b"\xff\xd1") + 60
        damaged = content[:at] + bytes(8) + content[at + 8 :]
        damage = jpeg_damage.look(damaged, BUDGET)
        assert damage is not None
        assert damage.wrong is not None
        assert 0 < (damage.wrong > 0).sum() <= 32 * 280
        assert not damage.wrong[:64].any()
        assert not damage.wrong[96:].any()


@pytest.mark.parametrize("orientation", [1, 6])
def test_what_is_wrong_is_marked_where_it_is_seen_and_said(tmp_path: Path, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    content = _coded(_photograph(5), exif=exif)
    damaged, shows = next(
        one for one in (_flipped(content, seed) for seed in range(9)) if jpeg_damage.look(one[0], BUDGET)
    )
    (tmp_path / "a.jpg").write_bytes(damaged)
    picture = read_picture(tmp_path / "a.jpg")
    assert picture.unknown is not None
    seen = np.rot90(shows, -1) if orientation == 6 else shows
    assert picture.unknown.shape == seen.shape
    assert (picture.unknown[seen] > 0).mean() > 0.95
    assert "pixels are probably wrong." in picture.notes[0]


def test_a_damaged_jpeg_is_saved_with_whole_samples(tmp_path: Path, fill_of: Callable) -> None:
    content = _coded(_photograph(6))
    damaged = next(one for one, _ in (_flipped(content, seed) for seed in range(9)) if jpeg_damage.look(one, BUDGET))
    (tmp_path / "a.jpg").write_bytes(damaged)
    picture = read_picture(tmp_path / "a.jpg")
    assert not save_picture(picture, (fill_of(picture),), tmp_path / "b.jpg").exact
    assert jpeg_damage.look((tmp_path / "b.jpg").read_bytes(), BUDGET) is None


@pytest.mark.parametrize("part", [0.02, 0.1, 0.3])
def test_whatever_is_broken_is_looked_at_without_an_error(part: float) -> None:
    content = bytearray(_coded(_photograph(7, 64, 96), progressive=part < 0.2))
    rng = np.random.default_rng(0)
    for _ in range(25):
        broken = bytearray(content)
        for at in rng.integers(2, len(broken), 1 + int(len(broken) * part / 100)):
            broken[at] = int(rng.integers(256))
        jpeg_damage.look(bytes(broken), BUDGET)
