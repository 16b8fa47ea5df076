"""NIfTI volumes as stacks of slices."""

import gzip
from fractions import Fraction

import numpy as np
import pytest

from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.kinds import nifti
from inpaint_studio.files.stacks.opening import open_planes

from ...phantoms import body
from ...phantoms import nifti as phantom

AFFINE = np.diag([1.0, 1.0, 2.5, 1.0])


def _volume(slices=6):
    return np.stack([body(24, 20, seed).T for seed in range(slices)], axis=2)


def _open(tmp_path, content, name="v.nii"):
    path = tmp_path / name
    path.write_bytes(content)
    return open_planes(path)


@pytest.mark.parametrize("name", ["v.nii", "v.nii.gz"])
def test_slices_are_planes_in_millimetres(tmp_path, name):
    content = phantom(_volume(), AFFINE, xyzt_units=2)
    planes = _open(tmp_path, gzip.compress(content) if name.endswith("gz") else content, name)
    assert (planes.kind, planes.axis, planes.cuts) == ("nifti", "slice", ())
    assert [place.at for place in planes.places] == [Fraction(5, 2) * n for n in range(6)]
    for plane in (5, 0, 3):
        picture = planes.picture(plane)
        np.testing.assert_array_equal(picture.pixels[:, :, 0], _volume()[::-1, ::-1, plane].T)
        assert picture.levels == planes.picture(0).levels


def test_several_volumes_follow_each_other(tmp_path):
    volume = np.stack([_volume(4), _volume(4) + 1, _volume(4) + 2], axis=3)
    planes = _open(tmp_path, phantom(volume, AFFINE))
    assert planes.cuts == (4, 8)
    assert planes.places[5].at == Fraction(5, 2)
    assert planes.notes == ("The file holds 3 volumes of 4 slices, which follow each other.",)
    np.testing.assert_array_equal(planes.picture(9).pixels[:, :, 0], volume[::-1, ::-1, 1, 2].T)


def test_one_slice_is_a_picture(tmp_path):
    assert _open(tmp_path, phantom(_volume(1), AFFINE)) is None


def test_a_file_that_is_cut_off_opens_and_says_how_much_is_whole(tmp_path):
    planes = _open(tmp_path, phantom(_volume(), AFFINE)[:-1000])
    assert planes.notes == ("The file ends before its last slice: it says it has 6 slices, and 4 are whole.",)
    assert planes.picture(3).plane == 3
    with pytest.raises(PictureError, match=r"Plane 6 of v\.nii cannot be read"):
        planes.picture(5)


def test_a_header_that_lies_is_refused(tmp_path):
    content = bytearray(phantom(_volume(), AFFINE))
    content[40:56] = np.array([7, 20, 24, 32767, 32767, 32767, 32767, 32767], "<i2").tobytes()
    with pytest.raises(PictureError, match="more than there can be in its"):
        _open(tmp_path, bytes(content))


def test_a_packed_volume_is_unpacked_once(tmp_path, monkeypatch):
    path = tmp_path / "v.nii.gz"
    path.write_bytes(gzip.compress(phantom(_volume(40), AFFINE)))
    read, pieces = nifti._Unpacked.read, []
    monkeypatch.setattr(nifti._Unpacked, "read", lambda self, count: pieces.append(count) or read(self, count))
    copies = nifti._Copies()
    copies.is_on = True
    volume = nifti.volume_of("v", nifti.head_of(path))
    pieces.clear()
    for page in (3, 39, 0, 17, 39):
        content = copies.read(path, volume.start(page), volume.slice_bytes, volume.start(40))
        np.testing.assert_array_equal(nifti.slice_of(content, volume, 0, 0)[:, :, 0], _volume(40)[:, :, page].T)
    assert sum(pieces) == volume.start(40)
    for copy in copies._copies.values():
        copy.close()
