"""What DICOM files say of their places, whatever they hold."""

import contextlib

import numpy as np

from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.stacks import dicom_headers
from inpaint_studio.files.stacks.kinds import dicom_series
from inpaint_studio.files.stacks.opening import open_planes

from ..phantoms import body, every_packaged
from ..phantoms import dicom as phantom


def test_the_header_of_a_slice(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(
        phantom(
            body(),
            SeriesInstanceUID="1.2.3",
            ImagePositionPatient=[1, 2, 3.25],
            ImageOrientationPatient=[1, 0, 0, 0, 0, -1],
            PixelSpacing=[0.5, 0.5],
            InstanceNumber=-4,
            RescaleSlope=2,
            RescaleIntercept=-1024,
        )
    )
    header = dicom_headers.header_of(path)
    assert (header.series, header.position, header.instance, header.frames) == ("1.2.3", (1, 2, 3.25), -4, 1)
    assert header.scale == (2, -1024)
    normal = dicom_headers.normal_of(header.directions)
    np.testing.assert_allclose(normal, (0, 1, 0))
    assert header.along(normal) == 2
    assert dicom_headers.header_of(path, "1.2.3") == header
    assert dicom_headers.header_of(path, "1.2.4") is None
    assert dicom_headers.normal_of((1, 0, 0, 2, 0, 0)) is None


def test_files_of_all_kinds_open_or_become_a_sentence(monkeypatch):
    monkeypatch.setattr(dicom_series, "_MOST_NEIGHBOURS", 0)
    frames = 0
    for path in every_packaged():
        dicom_headers.header_of(path)
        planes = None
        with contextlib.suppress(PictureError):
            planes = open_planes(path)
        if planes is not None:
            frames += 1
            assert len(planes.places) > 1
    assert frames > 10
