"""DICOM series: slices in files of their own, in the order of their places."""

from fractions import Fraction

import numpy as np
import pytest

from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.stacks.opening import open_planes

from ...phantoms import body
from ...phantoms import dicom as phantom

SERIES, OTHER = "1.2.826.0.1.3680043.8.498.1", "1.2.826.0.1.3680043.8.498.2"


@pytest.fixture
def series(tmp_path):
    """(places in mm, **tags) -> a folder of slices, whose names say nothing of their order."""
    made = []

    def make(places, first=0, size=(24, 20), **tags):
        for number, z in enumerate(places, first):
            path = tmp_path / f"IM{(number * 7 + 3) % 101:03d}"
            path.write_bytes(
                phantom(
                    body(*size, seed=number),
                    **{
                        "SeriesInstanceUID": SERIES,
                        "ImagePositionPatient": [-10, -20, z],
                        "ImageOrientationPatient": [1, 0, 0, 0, 1, 0],
                        "PixelSpacing": [0.7, 0.7],
                        "InstanceNumber": number + 1,
                        **tags,
                    },
                )
            )
            made.append(path)
        return tmp_path, made

    return make


def test_slices_are_ordered_by_their_places(series):
    there, files = series((30.0, 27.5, 25.0, 22.5))
    planes = open_planes(there)
    assert (planes.kind, planes.axis, planes.cuts, planes.notes) == ("dicom-series", "slice", (), ())
    assert [place.at for place in planes.places] == [Fraction(5, 2) * n for n in (9, 10, 11, 12)]
    assert [place.name for place in planes.places] == [path.name for path in files[::-1]]
    np.testing.assert_array_equal(planes.picture(0).pixels[:, :, 0], body(24, 20, seed=3))


def test_a_file_brings_its_series(series):
    there, files = series((0, 1, 2))
    series((0, 1), first=50, SeriesInstanceUID=OTHER)
    planes = open_planes(files[1])
    assert len(planes.places) == 3
    assert (planes.plane_of(files[1]), planes.path, planes.name) == (1, files[1], there.name)
    assert [place.name for place in open_planes(planes.path).places] == [place.name for place in planes.places]
    with pytest.raises(PictureError, match=r"holds 2 series: 3 files like IM\d+, 2 files like IM\d+\. Open a file"):
        open_planes(there)


def test_a_file_alone_is_a_picture(series):
    _, files = series((0,))
    assert open_planes(files[0]) is None


def test_missing_slices_are_named(series):
    there, files = series((0, 1, 2, 4, 5, 8))
    assert open_planes(there).notes == (
        f"Slices are missing between {files[2].name} and {files[3].name}, which lie 2 mm apart; others lie 1 mm apart.",
        f"Slices are missing between {files[4].name} and {files[5].name}, which lie 3 mm apart; others lie 1 mm apart.",
    )


def test_two_geometries_are_named_and_a_file_chooses(series):
    there, _ = series((0, 1, 2))
    _, files = series((0,), first=60, size=(24, 28))
    with pytest.raises(PictureError, match="holds slices of 2 geometries, which are no one volume: 3 files like"):
        open_planes(there)
    planes = open_planes(files[0])
    assert planes.notes == (f"A file of the series has another geometry and is left out: {files[3].name}.",)
    assert len(planes.places) == 3


def test_slices_that_come_several_times_are_volumes(series):
    there, _ = series((0, 1, 2), TemporalPositionIdentifier=2)
    series((0, 1, 2), first=10, TemporalPositionIdentifier=1)
    planes = open_planes(there)
    assert planes.cuts == (3,)
    assert [place.at for place in planes.places] == [0, 1, 2, 0, 1, 2]
    np.testing.assert_array_equal(planes.picture(1).pixels[:, :, 0], body(24, 20, seed=11))


def test_two_slices_at_one_place_are_named(series):
    there, files = series((0, 1, 1, 2))
    assert open_planes(there).notes == (
        f"{files[1].name} and {files[2].name} lie at the same place, 1 mm; they follow each other by their numbers.",
    )


def test_without_places_the_numbers_order(series):
    there, files = series((0, 0, 0), ImagePositionPatient=None)
    planes = open_planes(there)
    assert (planes.axis, [place.at for place in planes.places]) == ("frame", [None] * 3)
    assert [place.name for place in planes.places] == [path.name for path in files]


def test_scales_that_differ_are_named(series):
    there, _ = series((0,), RescaleSlope=1, RescaleIntercept=0)
    series((1,), first=1, RescaleSlope=2, RescaleIntercept=0)
    assert "measure with different scales" in open_planes(there).notes[0]


def test_a_broken_slice_does_not_keep_the_others_from_opening(series):
    there, files = series((0, 1, 2, 3))
    files[1].write_bytes(files[1].read_bytes()[:-700])
    planes = open_planes(there)
    assert planes.picture(3).plane == 3
    with pytest.raises(PictureError, match=files[1].name):
        planes.picture(1)
