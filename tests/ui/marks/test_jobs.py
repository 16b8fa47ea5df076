import pytest

from inpaint_studio.files.errors import SaveError
from inpaint_studio.ui.document import thumbnails
from inpaint_studio.ui.marks import jobs
from inpaint_studio.ui.marks.jobs import Marked
from inpaint_studio.work.errors import WorkError
from inpaint_studio.work.mark_looks import Look
from inpaint_studio.work.marks import LeftAlone, Saved, Unread


def test_first_looks_of_all_come_before_the_exact_ones(folder, mark):
    assert thumbnails.cache_folder().name == "thumbnails"
    pictures = [Marked(folder / name, mark, False) for name in ("0.png", "4.png", "broken.png")]
    values = [value for value in jobs.look(pictures) if isinstance(value, Look | LeftAlone | Unread)]
    kinds = [(type(value).__name__, getattr(value, "left", None) is None) for value in values]
    assert kinds == [("Look", True), ("Look", True), ("Look", False), ("LeftAlone", True), ("Unread", True)]


def test_one_that_cannot_be_read_any_more_does_not_end_the_others(folder, mark, tmp_path):
    pictures = [Marked(folder / name, mark, False) for name in ("broken.png", "1.png", "4.png")]
    values = list(jobs.take_off(pictures, "folder", tmp_path / "out", True))
    assert [type(value).__name__ for value in values if not hasattr(value, "share")] == ["Unread", "Saved", "LeftAlone"]
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["1.png"]
    assert next(value for value in values if isinstance(value, Saved)).output == tmp_path / "out" / "1.png"


def test_the_folder_of_the_originals_is_refused_before_anything_is_written(folder, mark):
    with pytest.raises(WorkError, match="folder of the originals"):
        list(jobs.take_off([Marked(folder / "0.png", mark, False)], "folder", folder, True))


def test_a_folder_that_cannot_be_written_to_is_refused_once_and_not_for_each_picture(folder, mark, tmp_path):
    pictures = [Marked(folder / name, mark, False) for name in ("0.png", "1.png")]
    (tmp_path / "file").touch()
    with pytest.raises(SaveError, match="cannot be a folder"):
        list(jobs.take_off(pictures, "folder", tmp_path / "file", True))


def test_pictures_are_seen_small_before_they_are_read(folder, mark):
    values = list(jobs.group([folder], mark))
    listed = next(value for value in values if isinstance(value, jobs.Listed))
    small = [value.path for value in values if isinstance(value, jobs.Small)]
    assert small == [path for path in listed.pictures if path.name != "broken.png"]
    assert max(map(values.index, (value for value in values if isinstance(value, jobs.Small)))) < min(
        number for number, value in enumerate(values) if not isinstance(value, jobs.Small | jobs.Listed)
    )
