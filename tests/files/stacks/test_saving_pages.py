"""Stacks in one file: touched pages, frames and slices are written together, and nothing else changes."""

import gzip
import io

import numpy as np
import pydicom
import pytest
import tifffile

from inpaint_studio.editing.fills import composite
from inpaint_studio.files.errors import ChangedOnDisk, SaveError
from inpaint_studio.files.kinds import dicom_elements, dicom_frames
from inpaint_studio.files.saving.writing import SaveOptions
from inpaint_studio.files.stacks import saving_pages
from inpaint_studio.files.stacks.opening import open_planes
from inpaint_studio.files.stacks.saving import save_stack

from ..phantoms import body
from ..phantoms import dicom as phantom
from ..phantoms import nifti as nifti_phantom


def _frames(count=6, height=40, width=24, channels=3, dtype="uint8"):
    return np.random.default_rng(count).integers(0, 255, (count, height, width, channels), np.dtype(dtype).type)


def _saved(planes, fills, *arguments):
    *steps, report = save_stack(planes, fills, *arguments)
    assert steps[-1].done == steps[-1].total
    return report


def _expect(planes, fills, path):
    """What was saved opens as the stack with its fills."""
    again = open_planes(path)
    assert len(again.places) == len(planes.places)
    for plane in range(len(planes.places)):
        picture = planes.picture(plane)
        expected = composite(picture, fills.get(plane, ()), picture.rect)
        np.testing.assert_array_equal(again.picture(plane).pixels, expected)


@pytest.mark.parametrize(
    "layout",
    [
        {},
        {"compression": "deflate", "rowsperstrip": 8},
        {"compression": "deflate", "predictor": True, "tile": (16, 16)},
        {"byteorder": ">", "rowsperstrip": 7},
        {"bigtiff": True},
    ],
)
@pytest.mark.parametrize(("channels", "dtype"), [(3, "uint8"), (1, "uint16")])
def test_touched_pages_of_a_tiff(pages, laid, tmp_path, layout, channels, dtype):
    path = pages(_frames(channels=channels, dtype=dtype), **layout)
    planes = open_planes(path)
    fills = {plane: laid(planes.picture(plane)) for plane in (1, 4)}
    report = _saved(planes, fills, tmp_path / "out.tif")
    assert (report.planes, report.changed, report.files, report.exact, report.notes) == (6, 2, 1, True, ())
    assert report.bytes_written == (tmp_path / "out.tif").stat().st_size
    _expect(planes, fills, tmp_path / "out.tif")
    before, after = path.read_bytes(), (tmp_path / "out.tif").read_bytes()
    with tifffile.TiffFile(path) as old, tifffile.TiffFile(tmp_path / "out.tif") as new:
        for plane in (0, 2, 3, 5):
            assert old.pages[plane].offset == new.pages[plane].offset
            for at, length in zip(old.pages[plane].dataoffsets, old.pages[plane].databytecounts, strict=True):
                assert before[at : at + length] == after[at : at + length]


def test_many_pages_go_in_batches(pages, laid, tmp_path, monkeypatch):
    monkeypatch.setattr(saving_pages, "_BATCH", 1)
    path = pages(_frames(), compression="deflate")
    planes = open_planes(path)
    fills = {plane: laid(planes.picture(plane)) for plane in (0, 2, 3)}
    report = _saved(planes, fills, tmp_path / "out.tif")
    assert report.changed == 3
    _expect(planes, fills, tmp_path / "out.tif")


def test_pages_with_previews_are_saved_one_by_one(tmp_path, laid):
    path = tmp_path / "a.tif"
    samples = _frames(3, 64, 64)
    with tifffile.TiffWriter(path) as out:
        for frame in samples:
            out.write(frame, photometric="rgb", metadata=None)
            out.write(np.ascontiguousarray(frame[::4, ::4]), photometric="rgb", metadata=None, subfiletype=1)
    planes = open_planes(path)
    fills = {plane: laid(planes.picture(plane)) for plane in (0, 2)}
    report = _saved(planes, fills, tmp_path / "out.tif")
    assert "Smaller copies in the file" in report.notes[0]
    _expect(planes, fills, tmp_path / "out.tif")
    with tifffile.TiffFile(tmp_path / "out.tif") as new:
        assert [page.shape[0] for page in new.pages] == [64, 64, 16, 64]


@pytest.mark.parametrize("photometric", ["miniswhite", "palette"])
def test_pages_that_are_converted_at_opening(tmp_path, laid, photometric):
    path = tmp_path / "a.tif"
    colours = np.random.default_rng(0).integers(0, 255, (3, 256)).astype(np.uint16) * 257
    more = {"colormap": colours} if photometric == "palette" else {}
    with tifffile.TiffWriter(path) as out:
        for frame in _frames(4, channels=1):
            out.write(frame[..., 0], photometric=photometric, metadata=None, **more)
    planes = open_planes(path)
    fills = {plane: laid(planes.picture(plane)) for plane in (1, 3)}
    _saved(planes, fills, tmp_path / "out.tif")
    _expect(planes, fills, tmp_path / "out.tif")


def test_in_place_keeps_the_original_and_planes_stay_what_was_opened(pages, laid):
    samples = _frames()
    path = pages(samples)
    original = path.read_bytes()
    planes = open_planes(path)
    held = planes.picture(0)
    backup = path.with_name("pages.tif~")
    for value, touched in ((9, (1, 2)), (200, (2, 3)), (1, ())):
        fills = {plane: laid(planes.picture(plane), value) for plane in touched}
        report = list(save_stack(planes, fills, None, SaveOptions(keep_backup=False)))[-1]
        assert report.backups == (backup,)
        assert backup.read_bytes() == original
        planes._cache.forget(planes._number)
        for plane in range(6):
            np.testing.assert_array_equal(planes.picture(plane).pixels, samples[plane])
        _expect(planes, fills, path)
    assert path.read_bytes() == original
    assert not held.origin.source.changed_on_disk()


def test_a_file_that_another_program_wrote_is_not_overwritten(pages, laid):
    path = pages(_frames())
    planes = open_planes(path)
    fills = {1: laid(planes.picture(1))}
    path.write_bytes(path.read_bytes() + b"1")
    with pytest.raises(ChangedOnDisk):
        list(save_stack(planes, fills))


def test_another_kind_of_file_is_refused(pages, laid, tmp_path):
    planes = open_planes(pages(_frames()))
    with pytest.raises(SaveError, match=r"a stack in a TIFF file is saved as one, or as a folder of pictures"):
        list(save_stack(planes, {0: laid(planes.picture(0))}, tmp_path / "out.png"))


def _dicom_frames(syntax=None, **tags):
    frames = np.stack([body(24, 20, seed) for seed in range(5)])
    content = phantom(frames, **tags)
    if syntax is not None:
        dataset = pydicom.dcmread(io.BytesIO(content))
        dataset.compress(syntax, generate_instance_uid=False)
        out = io.BytesIO()
        dataset.save_as(out)
        content = out.getvalue()
    return content


@pytest.mark.parametrize("syntax", [None, dicom_frames.RLE, dicom_frames.JPEG_LS])
@pytest.mark.parametrize("keep_identity", [False, True])
def test_touched_frames_of_a_dicom_file(tmp_path, laid, syntax, keep_identity):
    path = tmp_path / "a.dcm"
    path.write_bytes(_dicom_frames(syntax))
    planes = open_planes(path)
    fills = {plane: laid(planes.picture(plane), 100 + plane) for plane in (0, 3)}
    report = _saved(planes, fills, tmp_path / "out.dcm", SaveOptions(keep_identity=keep_identity))
    assert report.exact
    _expect(planes, fills, tmp_path / "out.dcm")
    before, after = path.read_bytes(), (tmp_path / "out.dcm").read_bytes()
    uids = [dicom_elements.parse(content).text(0x00080018) for content in (before, after)]
    assert (uids[0] == uids[1]) == keep_identity
    if syntax is None and keep_identity:
        assert np.count_nonzero(np.frombuffer(before, np.uint8) != np.frombuffer(after, np.uint8)) <= 2 * 2 * 9 * 6


@pytest.mark.parametrize("name", ["v.nii", "v.nii.gz"])
def test_touched_slices_of_a_volume(tmp_path, laid, name):
    volume = np.stack([body(24, 20, seed).T for seed in range(6)], axis=2)
    content = nifti_phantom(volume, np.diag([1.0, 1.0, 2.5, 1.0]))
    path = tmp_path / name
    path.write_bytes(gzip.compress(content) if name.endswith("gz") else content)
    planes = open_planes(path)
    fills = {plane: laid(planes.picture(plane), plane) for plane in (5, 2)}
    report = _saved(planes, fills, tmp_path / f"out-{name}")
    assert report.exact
    _expect(planes, fills, tmp_path / f"out-{name}")
    new = (tmp_path / f"out-{name}").read_bytes()
    new = gzip.decompress(new) if name.endswith("gz") else new
    unlike = np.flatnonzero(np.frombuffer(new, np.uint8) != np.frombuffer(content, np.uint8))
    assert 0 < len(unlike) <= 2 * 2 * 9 * 6


def test_wide_samples_keep_their_bits(tmp_path, laid):
    volume = np.random.default_rng(0).normal(0, 1, (20, 24, 4))
    path = tmp_path / "v.nii"
    path.write_bytes(nifti_phantom(volume))
    planes = open_planes(path)
    fills = {1: laid(planes.picture(1), 3)}
    _saved(planes, fills, tmp_path / "out.nii")
    unlike = np.frombuffer(path.read_bytes(), "<f8", 1920, 352) != np.frombuffer(
        (tmp_path / "out.nii").read_bytes(), "<f8", 1920, 352
    )
    assert 0 < np.count_nonzero(unlike) <= 54


def test_what_does_not_read_back_is_not_put_in_place(pages, laid, monkeypatch):
    path = pages(_frames())
    before = path.read_bytes()
    planes = open_planes(path)
    monkeypatch.setattr(saving_pages.rasters, "_is_as_meant", lambda *_: False)
    with pytest.raises(SaveError, match="does not read back"):
        list(save_stack(planes, {1: laid(planes.picture(1))}))
    assert path.read_bytes() == before
