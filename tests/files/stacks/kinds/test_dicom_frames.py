"""DICOM files of several frames."""

from fractions import Fraction

import numpy as np
import pytest
from pydicom.dataset import Dataset

from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.stacks.opening import open_planes

from ...phantoms import body
from ...phantoms import dicom as phantom

FRAMES = np.stack([body(24, 20, seed) for seed in range(5)])


def _open(tmp_path, **tags):
    path = tmp_path / "a.dcm"
    path.write_bytes(phantom(FRAMES, **tags))
    return open_planes(path)


def test_frames_with_a_time(tmp_path):
    planes = _open(tmp_path, FrameTime="33.3")
    assert (planes.kind, planes.axis, planes.cuts) == ("dicom-frames", "frame", None)
    assert [place.at for place in planes.places] == [Fraction(333, 10000) * n for n in range(5)]
    np.testing.assert_array_equal(planes.picture(3).pixels[:, :, 0], FRAMES[3])
    assert planes.picture(3).levels == planes.picture(1).levels


def test_frames_of_unequal_time_and_of_none(tmp_path):
    assert [place.at for place in _open(tmp_path, FrameTimeVector=[0, 10, 20, 10, 40]).places] == [
        Fraction(n, 1000) for n in (0, 10, 30, 40, 80)
    ]
    assert [place.at for place in _open(tmp_path, CineRate=25).places] == [Fraction(n, 25) for n in range(5)]
    assert [place.at for place in _open(tmp_path).places] == [None] * 5


def _group(z):
    group, position = Dataset(), Dataset()
    position.ImagePositionPatient = [0, 0, z]
    group.PlanePositionSequence = [position]
    return group


def _shared():
    group, orientation = Dataset(), Dataset()
    orientation.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    group.PlaneOrientationSequence = [orientation]
    return group


def test_slices_of_an_enhanced_file_by_their_groups(tmp_path):
    planes = _open(
        tmp_path,
        PerFrameFunctionalGroupsSequence=[_group(z) for z in (0, 1.5, 3, 4.5, 6)],
        SharedFunctionalGroupsSequence=[_shared()],
    )
    assert (planes.axis, planes.cuts) == ("slice", ())
    assert [place.at for place in planes.places] == [Fraction(3, 2) * n for n in range(5)]


def test_frames_at_one_place_are_moments(tmp_path):
    planes = _open(
        tmp_path,
        PerFrameFunctionalGroupsSequence=[_group(2) for _ in range(5)],
        SharedFunctionalGroupsSequence=[_shared()],
    )
    assert planes.axis == "frame"


def test_slices_of_a_dose_grid(tmp_path):
    planes = _open(tmp_path, Modality="RTDOSE", GridFrameOffsetVector=[0, 3, 6, 9, 12])
    assert [place.at for place in planes.places] == [Fraction(3 * n) for n in range(5)]


@pytest.mark.parametrize("count", [6, 10**9])
def test_a_number_of_frames_that_is_not_true_is_refused(tmp_path, count):
    with pytest.raises(PictureError, match=f"says it has {count:,} frames and does not hold them"):
        _open(tmp_path, NumberOfFrames=count)
