"""Photographs counted by their headers: in folders and in tar shards, each that is skipped with its reason."""

import tarfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.ui.training.photographs import PREVIEWS, YOURS, scan, summary


def photograph(path: Path, width: int = 128, height: int = 112) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.full((height, width, 3), 90, np.uint8)).save(path)
    return path


def test_members_of_a_shard_count_like_files_and_are_named_with_it(tmp_path: Path) -> None:
    small = photograph(tmp_path / "beside" / "small.png", 40, 300)
    with tarfile.open(tmp_path / "shard.tar", "w") as shard:
        for number in range(3):
            shard.add(photograph(tmp_path / "beside" / f"{number}.png", 200, 150), f"{number}.png")
        shard.add(small, "small.png")
    (tmp_path / "cut.tar").write_bytes(b"no shard at all")
    *_, last = scan([tmp_path / "shard.tar", tmp_path / "cut.tar"])
    assert (last.photographs, last.shards, last.skipped) == (3, 2, 2)
    assert dict(last.reasons)["shard.tar/small.png"] == "is smaller than 96 pixels."
    assert "tar file that cannot be read" in dict(last.reasons)["cut.tar"]
    assert len(last.previews) == 3
    assert summary(last) == "3 photographs, in 2 tar files; from 200 × 150 to 200 × 150 pixels; 2 other files skipped."


def test_previews_are_a_draw_that_a_seed_repeats(tmp_path: Path) -> None:
    for number in range(30):
        photograph(tmp_path / f"{number:02}.png")
    drawn = [[preview.name for preview in list(scan([tmp_path], seed))[-1].previews] for seed in (0, 0, 1)]
    assert len(drawn[0]) == PREVIEWS
    assert drawn[0] == drawn[1] != drawn[2]


def test_every_second_preview_has_a_hole_of_the_persons_own(tmp_path: Path) -> None:
    for number in range(4):
        photograph(tmp_path / f"{number}.png")
    *_, last = scan([tmp_path], own=[np.full((20, 30), 255, np.uint8)])
    assert [preview.kind == YOURS for preview in last.previews] == [True, False, True, False]
    assert all(preview.hole.any() for preview in last.previews)


def test_a_place_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"There is no folder .*nowhere"):
        list(scan([tmp_path / "nowhere"]))


def test_an_empty_folder_has_no_photographs(tmp_path: Path) -> None:
    first, last = scan([tmp_path])
    assert summary(first) == "Counting… 0 photographs so far"
    assert summary(last) == "There are no photographs there that could be opened."
