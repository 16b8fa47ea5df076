"""A JPEG that was changed in a band of rows, and what of its file is refused."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.files.errors import SaveError
from inpaint_studio.files.kinds import jpeg_segments
from inpaint_studio.files.kinds.jpeg_segments import Segment
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving import jpeg_band, jpeg_exact, readback
from inpaint_studio.files.saving.readback import Coded
from inpaint_studio.files.saving.writing import save_picture

RECT = Rect(50, 81, 30, 20)


def _photo(
    smooth: Callable, subsampling: int = 2, grain: float = 12, **parameters: object
) -> tuple[bytes, np.ndarray, np.ndarray]:
    """A JPEG of 240 x 320, its samples, and those with a light rectangle."""
    buffer = io.BytesIO()
    noise = np.random.default_rng(4).normal(0, grain, (240, 320, 3))
    pixels = np.clip(smooth(3, 240, 320) + noise, 0, 255).astype(np.uint8)
    Image.fromarray(pixels).save(buffer, "JPEG", quality=90, subsampling=subsampling, **parameters)  # type: ignore[arg-type]
    before = np.asarray(Image.open(buffer))
    after = before.copy()
    after[RECT.slices] = 220
    return buffer.getvalue(), before, after


def _changed(content: bytes, change: Callable[[Segment], Segment]) -> bytes:
    segments, trailing = jpeg_segments.split(content)
    return jpeg_segments.join(map(change, segments), trailing)


@pytest.mark.parametrize("subsampling", [0, 1, 2])
def test_the_file_is_the_original_but_for_the_bits_of_the_band(smooth: Callable, subsampling: int) -> None:
    source, before, after = _photo(smooth, subsampling)
    content, may_change, band = jpeg_exact.splice(source, before, after)
    assert band is not None
    old, new = jpeg_segments.split(source)[0], jpeg_segments.split(content)[0]
    assert [one for one in old if one.marker != jpeg_segments.SOS] == [
        one for one in new if one.marker != jpeg_segments.SOS
    ]
    again = np.asarray(Image.open(io.BytesIO(content)))
    assert (again == before)[may_change == 0].all()
    assert np.abs(again[RECT.grow(-4).slices].astype(int) - 220).mean() < 4
    seen = jpeg_band.proven(content, band)
    assert seen is not None
    assert np.array_equal(seen, again[band.rect.slices])
    assert band.rect.height < 80


def test_a_file_that_differs_anywhere_else_is_not_proven(smooth: Callable) -> None:
    source, before, after = _photo(smooth)
    band = jpeg_exact.splice(source, before, after).band
    assert band is not None
    for y in (4, 200):  # above and below the band, and both in it and out of it
        other = after.copy()
        other[y : y + 8, 100:116] = 0
        wrong = jpeg_exact.splice(source, before, other).content
        assert jpeg_band.proven(wrong, band) is None
    assert jpeg_band.proven(source, band) is None
    darker = after.copy()
    darker[RECT.slices] = 90
    assert jpeg_band.proven(jpeg_exact.splice(source, before, darker).content, band) is None


@pytest.mark.parametrize("share", [0.1, 0.4, 0.9])
def test_one_bit_that_the_disk_lost_is_noticed(smooth: Callable, share: float) -> None:
    source, before, after = _photo(smooth)
    content, _, band = jpeg_exact.splice(source, before, after)
    assert band is not None

    def broken(one: Segment) -> Segment:
        if one.marker != jpeg_segments.SOS:
            return one
        at = int(share * len(one.scan))
        while one.scan[at] in (0, 0xFF, 0xFE):
            at += 1
        return replace(one, scan=one.scan[:at] + bytes([one.scan[at] ^ 1]) + one.scan[at + 1 :])

    assert jpeg_band.proven(_changed(content, broken), band) is None


@pytest.mark.parametrize("marker", [jpeg_segments.DQT, jpeg_segments.DHT, 0xC0, jpeg_segments.APP0])
def test_what_says_how_samples_are_decoded_must_be_the_original_s(smooth: Callable, marker: int) -> None:
    source, before, after = _photo(smooth)
    content, _, band = jpeg_exact.splice(source, before, after)
    assert band is not None

    def other(one: Segment) -> Segment:
        if one.marker == jpeg_segments.APP0 == marker:
            return Segment(jpeg_segments.COM, b"no JFIF")
        return replace(one, body=one.body[:-1] + bytes([one.body[-1] ^ 1])) if one.marker == marker else one

    assert jpeg_band.proven(_changed(content, other), band) is None


def test_a_profile_and_an_orientation_that_were_not_there_are_refused(tmp_path: Path, smooth: Callable) -> None:
    source, before, after = _photo(smooth)
    content, _, band = jpeg_exact.splice(source, before, after)
    assert band is not None
    path = tmp_path / "written"
    coded = Coded(content, after, True, band=band)
    path.write_bytes(content)
    seen, rect = readback.check_band(coded, band, tmp_path / "a.jpg", path)
    assert (seen.shape, rect) == (band.pixels.shape, band.rect)
    exif = Image.Exif()
    exif[0x0112] = 3
    for wrong in (
        Segment(jpeg_segments.APP2, jpeg_segments.ICC_MARK + b"\1\1profile"),
        Segment(jpeg_segments.APP1, exif.tobytes()),
    ):
        segments, _ = jpeg_segments.split(content)
        path.write_bytes(jpeg_segments.join([*segments[:2], wrong, *segments[2:]]))
        with pytest.raises(SaveError):
            readback.check_band(coded, band, tmp_path / "a.jpg", path)
    path.write_bytes(content[:400])
    with pytest.raises(SaveError):
        readback.check_band(coded, band, tmp_path / "a.jpg", path)


@pytest.mark.parametrize("parameters", [{"progressive": True}, {"restart_marker_rows": 1}, {"optimize": True}])
def test_what_cannot_be_exchanged_bit_by_bit_is_coded_anew(smooth: Callable, parameters: dict[str, object]) -> None:
    is_optimised = "optimize" in parameters  # then its tables lack the codes that noise takes
    source, before, after = _photo(smooth, grain=0 if is_optimised else 12, **parameters)
    if is_optimised:
        after[RECT.slices] = np.random.default_rng(1).integers(0, 2, (RECT.height, RECT.width, 1)) * 255
    content, may_change, band = jpeg_exact.splice(source, before, after)
    assert band is None
    assert (np.asarray(Image.open(io.BytesIO(content))) == before)[may_change == 0].all()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_photo_reports_what_differs_beside_the_fills(
    tmp_path: Path, smooth: Callable, fill_of: Callable, orientation: int
) -> None:
    source, _, _ = _photo(smooth)
    exif = Image.Exif()
    exif[0x0112] = orientation
    path, saved = tmp_path / "photo.jpg", tmp_path / "saved.jpg"
    segments, trailing = jpeg_segments.split(source)
    own = Segment(jpeg_segments.APP1, exif.tobytes())
    path.write_bytes(jpeg_segments.join([*segments[:2], own, *segments[2:]], trailing))
    picture = read_picture(path)
    fill = fill_of(picture, Rect(40, 61, 30, 20), 200)
    report = save_picture(picture, (fill,), saved)
    again = read_picture(saved)
    differing = (again.pixels != picture.pixels).any(axis=2)
    differing[fill.rect.slices] &= fill.coverage == 0
    assert report.exact
    assert report.differing_beside == np.count_nonzero(differing) > 0


def test_a_save_is_proven_by_the_band_and_decodes_no_whole_picture(
    tmp_path: Path, smooth: Callable, fill_of: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, _, _ = _photo(smooth)
    path = tmp_path / "photo.jpg"
    path.write_bytes(source)
    picture = read_picture(path)
    monkeypatch.setattr(readback, "decode", lambda *_: pytest.fail("it was decoded"))
    assert save_picture(picture, (fill_of(picture, RECT, 200),), tmp_path / "saved.jpg").exact
