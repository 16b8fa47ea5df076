"""A journal and a project know the planes of a stack again, and refuse others in a sentence."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.memory import stack_source
from inpaint_studio.files.memory.stack_source import (
    fingerprint_facts,
    planes_by_fingerprint,
    planes_by_stamps,
    stack_facts,
    stamps_of,
)
from inpaint_studio.files.saving.atomic import backup_of, keep_as
from inpaint_studio.files.stacks.opening import open_planes


@pytest.fixture
def clip(tmp_path: Path, samples: Callable) -> Path:
    folder = tmp_path / "clip"
    folder.mkdir()
    for number in range(4):
        Image.fromarray(samples(3, seed=number)).save(folder / f"frame_{number:03}.png")
    return folder


def other(path: Path) -> None:
    """What another program, or our own save, makes of a file."""
    pixels = np.asarray(Image.open(path)).copy()
    pixels[:9, :9] = 1
    path.unlink()
    Image.fromarray(pixels).save(path)
    os.utime(path, (1_000, 1_000))


def by_stamps(clip: Path) -> Callable:
    planes = open_planes(clip)
    assert planes is not None
    facts, packed = stack_facts(planes), stamps_of(planes)
    return lambda: planes_by_stamps(clip, facts, packed)


def by_fingerprint(clip: Path, project: Path) -> Callable:
    planes = open_planes(clip)
    assert planes is not None
    facts = fingerprint_facts(planes)
    return lambda: planes_by_fingerprint(facts, project)


def test_the_same_folder_is_opened_again(clip: Path) -> None:
    for again in (by_stamps(clip), by_fingerprint(clip, clip.parent / "work.ora")):
        planes = again()
        assert (planes.path, len(planes.places)) == (clip, 4)


@pytest.mark.parametrize("change", [other, Path.unlink])
def test_a_file_that_was_changed_or_is_gone_is_refused(clip: Path, change: Callable) -> None:
    stamps, fingerprint = by_stamps(clip), by_fingerprint(clip, clip.parent / "work.ora")
    change(clip / "frame_002.png")
    with pytest.raises(PictureError, match=r"frame_002\.png (was changed by another program|is gone) since"):
        stamps()
    with pytest.raises(PictureError, match=r"clip is not what the project work\.ora was made of"):
        fingerprint()


def test_what_our_own_save_has_replaced_is_read_from_its_backup(clip: Path) -> None:
    stamps, fingerprint = by_stamps(clip), by_fingerprint(clip, clip.parent / "work.ora")
    file = clip / "frame_002.png"
    before = np.asarray(Image.open(file))
    keep_as(file, backup_of(file))
    other(file)
    for again in (stamps, fingerprint):
        assert np.array_equal(again().picture(2).pixels, before)
    planes = stamps()
    assert planes_by_fingerprint(fingerprint_facts(planes), clip.parent / "work.ora").places == planes.places


def test_a_project_finds_its_source_beside_it_before_where_it_was(clip: Path, tmp_path: Path) -> None:
    again = by_fingerprint(clip, tmp_path / "moved" / "work.ora")
    (tmp_path / "moved").mkdir()
    assert again().path == clip
    shutil.copytree(clip, tmp_path / "moved" / "clip")
    assert again().path == tmp_path / "moved" / "clip"
    other(tmp_path / "moved" / "clip" / "frame_000.png")
    assert again().path == clip
    shutil.rmtree(clip)
    with pytest.raises(PictureError, match="is not what the project"):
        again()
    shutil.rmtree(tmp_path / "moved" / "clip")
    with pytest.raises(PictureError, match=r"belongs to clip, which is neither beside it nor at .*Put clip beside"):
        again()


def test_a_folder_with_more_frames_is_another_one(clip: Path) -> None:
    stamps, fingerprint = by_stamps(clip), by_fingerprint(clip, clip.parent / "work.ora")
    shutil.copy(clip / "frame_000.png", clip / "frame_004.png")
    with pytest.raises(PictureError, match="is not the picture that was worked on"):
        stamps()
    with pytest.raises(PictureError, match="is not what the project"):
        fingerprint()


def test_of_a_large_stack_pieces_all_over_it_are_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clip: Path
) -> None:
    monkeypatch.setattr(stack_source, "_WHOLE", 1000)
    monkeypatch.setattr(stack_source, "_PIECE", 50)
    monkeypatch.setattr(stack_source, "_PLACES", 10)
    files = sorted(clip.iterdir())
    before = stack_source._fingerprint(files)
    total = sum(file.stat().st_size for file in files)
    step = (total - 50) // 9
    last = files[-1].read_bytes()
    begins = total - len(last)
    for at, differs in ((9 * step - begins, True), (9 * step - begins - 60, False)):
        content = bytearray(last)
        content[at] ^= 1
        files[-1].write_bytes(content)
        assert (stack_source._fingerprint(files) != before) is differs
