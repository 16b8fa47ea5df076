"""Slices on the command line: filled, saved as derived or with their identity, and verified, by page and by folder."""

import gzip

import numpy as np
import pydicom
import pytest
from PIL import Image

from inpaint_studio.cli import main

from ..files import phantoms


@pytest.fixture
def mask(tmp_path):
    samples = np.zeros((48, 64), np.uint8)
    samples[20:26, 20:30] = 255
    path = tmp_path / "mask.png"
    Image.fromarray(samples).save(path)
    return path


def _fill(picture, mask, output, *flags):
    return main(["fill", str(picture), "--mask", str(mask), "--output", str(output), "--method", "membrane", *flags])


def test_a_frame_is_filled_and_proved(tmp_path, mask, capsys):
    frames = np.stack([phantoms.body(seed=seed) for seed in range(3)])
    path, out = tmp_path / "a.dcm", tmp_path / "out.dcm"
    path.write_bytes(phantoms.dicom(frames))
    assert _fill(path, mask, out, "--page", "2") == 0
    assert "derived" in capsys.readouterr().err
    after = pydicom.dcmread(out).pixel_array
    assert [bool((after[n] != frames[n]).any()) for n in range(3)] == [False, True, False]
    assert main(["verify", str(path), str(out), "--mask", str(mask), "--page", "2"]) == 0
    assert main(["verify", str(path), str(out), "--mask", str(mask)]) == 0  # all frames
    assert "YES: on all 3 planes" in capsys.readouterr().out
    assert _fill(path, mask, tmp_path / "b.dcm", "--page", "4") == 1
    assert "there is no page 4" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        _fill(path, mask, tmp_path / "b.dcm", "--page", "0")


def test_identity_is_kept_by_a_flag(tmp_path, mask):
    path, out = tmp_path / "a.dcm", tmp_path / "out.dcm"
    path.write_bytes(phantoms.dicom(phantoms.body()))
    assert _fill(path, mask, out, "--keep-identity") == 0
    assert pydicom.dcmread(out).SOPInstanceUID == pydicom.dcmread(path).SOPInstanceUID


def test_a_folder_of_slices_is_filled_and_other_files_stay_out_of_it(tmp_path, mask):
    folder = tmp_path / "slices"
    folder.mkdir()
    for number in range(2):
        (folder / f"IM00000{number}").write_bytes(phantoms.dicom(phantoms.body(seed=number)))
    (folder / "c.dcm").write_bytes(phantoms.dicom(phantoms.body(seed=2)))
    (folder / "d.nii.gz").write_bytes(gzip.compress(phantoms.nifti(phantoms.body().T[:, :, None])))
    (folder / "notes").write_text("no picture")
    assert _fill(folder, mask, tmp_path / "out") == 0
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["IM000000.dcm", "IM000001.dcm", "c.dcm", "d.nii.gz"]
