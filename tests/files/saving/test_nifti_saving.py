"""A NIfTI slice is saved into its volume: header, other slices and all samples outside the fills byte for byte."""

import gzip
import zlib
from pathlib import Path

import nibabel
import numpy as np
import pytest

from inpaint_studio.files.errors import SaveError
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving.verify import verify
from inpaint_studio.files.saving.writing import save_picture, saving_loss

from ..phantoms import body, covered, patch
from ..phantoms import nifti as phantom

AFFINE = np.array([[0, 0, -4.0, 9], [2.0, 0, 0, 8], [0, 3.0, 0, 7], [0, 0, 0, 1]])  # sagittal, transposed when seen


def volume(dtype: type) -> np.ndarray:
    return (np.stack([body(24, 20, seed).T for seed in range(5)], axis=2) // 20).astype(dtype)


@pytest.mark.parametrize("dtype", [np.int16, np.uint8, np.uint16, np.float32, np.float64, np.int32, ">i2", np.int8])
@pytest.mark.parametrize("packed", [False, True])
def test_only_filled_samples_change(tmp_path: Path, dtype: type, packed: bool) -> None:
    suffix = ".nii.gz" if packed else ".nii"
    path, target = tmp_path / f"a{suffix}", tmp_path / f"b{suffix}"
    content = phantom(volume(dtype) + (1e-12 if dtype == np.float64 else 0), AFFINE, descrip=b"made in code")
    path.write_bytes(gzip.compress(content, mtime=77) if packed else content)
    picture = read_picture(path, 3)
    fill = patch(picture)
    assert saving_loss(picture, target, (fill,)) is None
    assert save_picture(picture, (fill,), target).exact
    after = gzip.decompress(target.read_bytes()) if packed else target.read_bytes()
    assert after[:352] == content[:352]
    old, new = nibabel.load(path), nibabel.load(target)
    unlike = np.asarray(old.dataobj) != np.asarray(new.dataobj)
    assert not unlike[:, :, [0, 1, 2, 4]].any()
    assert 0 < np.count_nonzero(unlike) <= np.count_nonzero(covered(picture, fill))
    assert np.array_equal(old.affine, new.affine)
    mask = covered(picture, fill) * np.uint8(255)
    report = verify(path, target, mask, page=3)
    assert report.untouched
    assert report.metadata_differences == ()


def test_the_head_of_a_packed_file_stays(tmp_path: Path) -> None:
    path, target = tmp_path / "a.nii.gz", tmp_path / "b.nii.gz"
    deflating = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    content = phantom(volume(np.int16), AFFINE)
    body_ = deflating.compress(content) + deflating.flush()
    head = b"\x1f\x8b\x08\x08" + b"\x11\x22\x33\x44\x02\x03" + b"brain.nii\0"
    path.write_bytes(head + body_ + zlib.crc32(content).to_bytes(4, "little") + len(content).to_bytes(4, "little"))
    picture = read_picture(path, 1)
    save_picture(picture, (patch(picture),), target)
    assert target.read_bytes().startswith(head)
    assert len(gzip.decompress(target.read_bytes())) == len(content)


def test_another_kind_is_not_saved_as_nifti(tmp_path: Path) -> None:
    path = tmp_path / "a.nii"
    path.write_bytes(phantom(volume(np.int16), AFFINE))
    with pytest.raises(SaveError, match="comes from none"):
        save_picture(read_picture(path), (), tmp_path / "a.dcm")
    assert "numbers" in (saving_loss(read_picture(path), tmp_path / "a.tif") or "")
