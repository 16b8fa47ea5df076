"""Folders and series: touched files are saved exactly, the others copied or left alone."""

from dataclasses import replace

import numpy as np
import pytest

from inpaint_studio.editing.fills import composite
from inpaint_studio.files.errors import SaveError
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving.writing import SaveOptions
from inpaint_studio.files.stacks.opening import open_planes
from inpaint_studio.files.stacks.saving import save_stack
from inpaint_studio.files.stacks.saving_steps import StackProgress

from ..phantoms import body
from ..phantoms import dicom as phantom


def _frames(count=4, height=20, width=24):
    return np.random.default_rng(count).integers(0, 256, (count, height, width, 3), np.uint8)


def _contents(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_a_copy_has_touched_files_and_the_others_byte_for_byte(folder, laid, tmp_path):
    there = folder(_frames())
    before = _contents(there)
    planes = open_planes(there)
    fills = {2: laid(planes.picture(2)), 1: tuple(replace(one, visible=False) for one in laid(planes.picture(1)))}
    target = tmp_path / "out" / "deep"
    *steps, report = save_stack(planes, fills, target)
    assert [(step.done, step.total) for step in steps] == [(n, 4) for n in (1, 2, 3, 4)]
    assert (report.path, report.format, report.planes, report.changed, report.files) == (target, "png", 4, 1, 4)
    assert report.exact
    after = _contents(target)
    assert {name for name in before if after[name] != before[name]} == {"frame_0003.png"}
    picture = planes.picture(2)
    np.testing.assert_array_equal(
        read_picture(target / "frame_0003.png").pixels, composite(picture, fills[2], picture.rect)
    )
    assert _contents(there) == before


def test_a_save_that_was_ended_goes_on(folder, laid, tmp_path):
    planes = open_planes(folder(_frames()))
    fills = {3: laid(planes.picture(3))}
    steps = save_stack(planes, fills, tmp_path / "out")
    next(steps)
    next(steps)
    steps.close()
    assert sorted(_contents(tmp_path / "out")) == ["frame_0001.png", "frame_0002.png"]
    *_, report = save_stack(planes, fills, tmp_path / "out")
    assert report.files == 2
    assert len(_contents(tmp_path / "out")) == 4


def test_another_file_of_the_same_name_is_kept(folder, laid, tmp_path):
    planes = open_planes(folder(_frames()))
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "frame_0001.png").write_bytes(b"somebody's")
    list(save_stack(planes, {}, tmp_path / "out"))
    assert (tmp_path / "out" / "frame_0001.png~").read_bytes() == b"somebody's"


def test_in_place_keeps_originals_and_planes_stay_what_was_opened(folder, laid):
    there = folder(_frames())
    before = _contents(there)
    planes = open_planes(there)
    fills = {1: laid(planes.picture(1), 9)}
    *_, report = save_stack(planes, fills, None, SaveOptions(keep_backup=False))
    assert (report.files, [path.name for path in report.backups]) == (1, ["frame_0002.png~"])
    first = _contents(there)
    assert first["frame_0002.png~"] == before["frame_0002.png"]
    assert {name for name in before if first[name] != before[name]} == {"frame_0002.png"}
    planes._cache.forget(planes._number)  # as if many others had been looked at
    np.testing.assert_array_equal(planes.picture(1).pixels, _frames()[1])
    # Again, from the original: other fills, on another plane too.
    again = {1: laid(planes.picture(1), 200), 2: laid(planes.picture(2))}
    list(save_stack(planes, again))
    second = _contents(there)
    assert second["frame_0002.png~"] == before["frame_0002.png"]
    picture = planes.picture(1)
    np.testing.assert_array_equal(
        read_picture(there / "frame_0002.png").pixels, composite(picture, again[1], picture.rect)
    )
    # Undone: the files are the originals again.
    list(save_stack(planes, {2: again[2]}))
    third = _contents(there)
    assert third["frame_0002.png"] == before["frame_0002.png"]
    assert third["frame_0003.png"] == second["frame_0003.png"]
    np.testing.assert_array_equal(planes.picture(1).pixels, _frames()[1])


def test_a_folder_that_cannot_be_made_is_a_sentence(folder, laid, tmp_path):
    planes = open_planes(folder(_frames()))
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(SaveError, match="is a file"):
        list(save_stack(planes, {}, tmp_path / "file"))


def test_slices_of_a_series_change_in_their_samples_alone(tmp_path, laid):
    there = tmp_path / "series"
    there.mkdir()
    for number in range(3):
        (there / f"s{number}.dcm").write_bytes(
            phantom(
                body(20, 24, number),
                SeriesInstanceUID="1.2.3",
                ImagePositionPatient=[0, 0, 2 - number],
                ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
                PixelSpacing=[1, 1],
            )
        )
    before = _contents(there)
    planes = open_planes(there)
    fills = {0: laid(planes.picture(0)), 2: laid(planes.picture(2))}
    list(save_stack(planes, fills, tmp_path / "out", SaveOptions(keep_identity=True)))
    after = _contents(tmp_path / "out")
    assert after["s1.dcm"] == before["s1.dcm"]
    for name in ("s0.dcm", "s2.dcm"):
        unlike = np.frombuffer(after[name], np.uint8) != np.frombuffer(before[name], np.uint8)
        assert 0 < np.count_nonzero(unlike) <= 9 * 6 * 2
    list(save_stack(planes, fills, tmp_path / "again"))
    read = read_picture(tmp_path / "again" / "s2.dcm")
    np.testing.assert_array_equal(read.pixels, composite(planes.picture(0), fills[0], planes.picture(0).rect))


def test_progress_comes_file_by_file(folder, laid):
    planes = open_planes(folder(_frames()))
    steps = save_stack(planes, {plane: laid(planes.picture(plane)) for plane in (0, 3)})
    assert next(steps) == StackProgress(1, 2, "frame_0001.png")
