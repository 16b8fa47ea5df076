"""Whether something can be written somewhere is known before the work, in a sentence of our own."""

from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.editing.picture import Picture
from inpaint_studio.files.errors import SaveError
from inpaint_studio.files.kinds import formats
from inpaint_studio.files.saving.targets import check_folder, check_place
from inpaint_studio.files.saving.writing import save_picture, saving_loss

_LIMITED = [
    (format.suffixes[0], dtype, longest)
    for format in formats.FORMATS
    for dtype, longest in (("uint8", format.longest), ("uint16", format.longest_deep))
    if longest is not None and longest < 2**31 - 1
]


@pytest.mark.parametrize(("suffix", "dtype", "longest"), _LIMITED)
def test_a_side_of_the_most_pixels_is_saved_and_one_more_is_refused(
    suffix: str, dtype: str, longest: int, tmp_path: Path
):
    path = tmp_path / f"a{suffix}"
    for shape in ((1, longest, 3), (longest, 1, 3)):
        if suffix != ".avif":  # half a minute each
            save_picture(Picture(np.zeros(shape, dtype)), (), path)
    size = path.stat().st_size if path.exists() else None
    for shape in ((1, longest + 1, 3), (longest + 1, 1, 3)):
        for attempt in (saving_loss, lambda picture, path: save_picture(picture, (), path)):
            with pytest.raises(SaveError, match=f"holds at most {longest:,} pixels a side"):
                attempt(Picture(np.zeros(shape, dtype)), path)
    assert (path.stat().st_size if path.exists() else None) == size


def test_a_place_is_tried_and_nothing_is_left_there(tmp_path: Path):
    (tmp_path / "file").write_bytes(b"")
    check_place(tmp_path / "new.png")
    check_place(tmp_path / "file")
    check_folder(tmp_path / "a" / "b" / "c")
    check_folder(tmp_path)
    for path, words in (
        (tmp_path, "is a folder"),
        (tmp_path / "nowhere" / "a.png", "there is no folder"),
        (tmp_path / "file" / "a.png", "there is no folder"),
        (tmp_path / ("a" * 300), "File name too long"),
    ):
        with pytest.raises(SaveError, match=words):
            check_place(path)
    with pytest.raises(SaveError, match="file is a file"):
        check_folder(tmp_path / "file" / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
