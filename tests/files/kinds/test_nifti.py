"""NIfTI slices become pictures of measurements, turned as radiologists look at them, or one sentence."""

import gzip
from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.editing.picture import Picture
from inpaint_studio.files.decoding import decode
from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.kinds import formats
from inpaint_studio.files.reading import read_picture

from ..phantoms import body
from ..phantoms import nifti as phantom

RAS = np.diag([2.0, 3.0, 4.0, 1.0])
RAS[:3, 3] = [-90, -126, -72]


def volume(dtype: type = np.int16) -> np.ndarray:
    return np.stack([body(24, 20, seed).T for seed in range(5)], axis=2).astype(dtype)


def _open(tmp_path: Path, content: bytes, page: int = 0, name: str = "a.nii") -> Picture:
    path = tmp_path / name
    path.write_bytes(content)
    return read_picture(path, page)


@pytest.mark.parametrize("dtype", [np.int16, np.uint8, np.uint16, np.float32, np.int32, np.int8])
def test_a_slice_is_the_volumes_own_samples(tmp_path: Path, dtype: type) -> None:
    samples = (volume() // 20).astype(dtype)
    picture = _open(tmp_path, phantom(samples, RAS), 3)
    # Axial, stored towards right and front: both are turned round, so that front is above and right to the left.
    assert np.array_equal(picture.pixels[:, :, 0], samples[::-1, ::-1, 3].T)
    assert any("slice 4 of 5, axial" in note for note in picture.notes)
    assert any("not for diagnosis" in note for note in picture.notes)


def test_a_packed_file_is_read_as_far_as_is_needed(tmp_path: Path) -> None:
    content = phantom(volume(), RAS)
    whole = _open(tmp_path, content, 2)
    packed = _open(tmp_path, gzip.compress(content), 2, "a.nii.gz")
    assert np.array_equal(packed.pixels, whole.pixels)
    with pytest.raises(PictureError, match=r"packed part is broken|ends before its last sample"):
        _open(tmp_path, gzip.compress(content)[:600], 4, "b.nii.gz")
    two = gzip.compress(content[:1000]) + gzip.compress(content[1000:])
    assert np.array_equal(_open(tmp_path, two, 2, "c.nii.gz").pixels, whole.pixels)


@pytest.mark.parametrize(
    ("axes", "plane"),
    [("RAS", "axial"), ("LPS", "axial"), ("SAR", "sagittal"), ("RSA", "coronal"), ("ASL", "sagittal")],
)
def test_front_and_head_are_above_whatever_the_axes_of_storage(tmp_path: Path, axes: str, plane: str) -> None:
    affine = np.zeros((4, 4))
    affine[3, 3] = 1
    for axis, letter in enumerate(axes):
        row = {"R": 0, "L": 0, "A": 1, "P": 1, "S": 2, "I": 2}[letter]
        affine[row, axis] = 1.5 if letter in "RAS" else -1.5
    picture = _open(tmp_path, phantom(volume(), affine), 1)
    assert any(plane in note for note in picture.notes)
    assert picture.grid is not None
    right, up = (
        np.subtract(picture.grid.centre(1, 0), picture.grid.centre(0, 0)),
        np.subtract(picture.grid.centre(0, 0), picture.grid.centre(0, 1)),
    )
    assert np.allclose(up, [0, 1.5, 0] if plane == "axial" else [0, 0, 1.5])
    assert np.allclose(right, [0, -1.5, 0] if plane == "sagittal" else [-1.5, 0, 0])
    height, width = picture.pixels.shape[:2]
    seen = np.array(picture.grid.centre(width - 1, height - 1))
    corner = np.rint(np.linalg.solve(affine, [*seen, 1])[:3]).astype(int)
    assert picture.pixels[-1, -1, 0] == volume()[tuple(corner)]


def test_a_slope_is_the_bands_and_nan_is_unknown(tmp_path: Path) -> None:
    picture = _open(tmp_path, phantom(volume(), RAS, scl_slope=0.5, scl_inter=-10, cal_min=0, cal_max=100))
    assert (picture.bands[0].scale, picture.bands[0].offset) == (0.5, -10.0)
    assert picture.levels is not None
    assert (picture.levels.low, picture.levels.high) == ((20.0,), (220.0,))
    samples = volume(np.float32)
    samples[4, 5, 0] = np.nan
    picture = _open(tmp_path, phantom(samples, RAS))
    assert picture.unknown is not None
    assert np.count_nonzero(picture.unknown) == 1


def test_further_axes_are_counted_through(tmp_path: Path) -> None:
    series = np.stack([volume(), volume() + 7], axis=3)
    picture = _open(tmp_path, phantom(series, RAS), 8)
    assert np.array_equal(picture.pixels[:, :, 0], series[::-1, ::-1, 3, 1].T)
    assert picture.grid is not None
    assert picture.grid.centre(0, 0)[2] == -72 + 3 * 4


def test_what_is_not_opened_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = phantom(volume(), RAS)
    cases = [
        (phantom(volume().astype(np.complex64), RAS), "complex64"),
        (content[:344] + b"ni1\0" + content[348:], "another file"),
        (content[:900], "ends before its last sample"),
        (content[:40] + b"\3\0" + b"\xff\x7f" * 3 + content[48:], "more than the|ends before its last sample"),
        (content[:108] + b"\0\0\xc0\x7f" + content[112:], "where its samples lie"),
        (content[:70] + b"\xff\x7f" + content[72:], "how its samples are stored"),
    ]
    for broken, words in cases:
        with pytest.raises(PictureError, match=words) as caught:
            _open(tmp_path, broken)
        assert str(caught.value).endswith(".")
    with pytest.raises(PictureError, match="there is no page"):
        _open(tmp_path, content, 5)
    path = tmp_path / "a.nii"
    path.write_bytes(content)
    monkeypatch.setitem(__import__("sys").modules, "nibabel", None)
    with pytest.raises(PictureError, match=r"inpaint-studio\[nifti\]"):
        decode(path, 0, 1 << 30)


def test_names_in_two_parts_are_one_suffix(tmp_path: Path) -> None:
    packed = Path("brain.v2.nii.gz")
    assert formats.suffix_of(packed) == ".nii.gz"
    assert formats.stem_of(packed) == "brain.v2"
    assert formats.of_path(packed) is formats.BY_KEY["nifti"]
    assert formats.writable_suffix(packed) == ".nii.gz"
    assert formats.of_path(Path("a.gz")) is None
    assert formats.stem_of(Path("1.2.840.10008.5")) == "1.2.840.10008.5"
