"""What saving a stack would do, is refused, and says when it is done."""

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.files.errors import SaveError
from inpaint_studio.files.saving.writing import SaveOptions
from inpaint_studio.files.stacks.opening import open_planes
from inpaint_studio.files.video.saving import SavedFilm
from inpaint_studio.ui.document import stack_saving
from inpaint_studio.ui.document.stack_saving import (
    SavedStack,
    SavingShare,
    StackSave,
    film_choices,
    has_own_kind,
    how_of,
    patches_of,
    save_planes,
)

from ..clips import Clip

WHERE = Rect(4, 4, 8, 6)


def make_fill(rect=WHERE, value=200, **more):
    shape = rect.height, rect.width
    pixels, coverage = np.full((*shape, 3), value, np.uint8), np.full(shape, 255, np.uint8)
    return Fill(f"f{rect.x}", rect, pixels, coverage, Recipe("membrane"), **more)


@pytest.fixture
def folder(tmp_path):
    there = tmp_path / "clip"
    there.mkdir()
    for number in range(3):
        Image.new("RGB", (24, 20), (number, 10, 20)).save(there / f"frame_{number:02}.png")
    return open_planes(there)


@pytest.fixture
def pages(tmp_path):
    path = tmp_path / "scan.tif"
    first, *others = (Image.new("RGB", (24, 20), (number, 0, 0)) for number in range(3))
    first.save(path, save_all=True, append_images=others)
    return open_planes(path)


def saved(planes, fills, save):
    *shares, done = save_planes(planes, fills, save, SaveOptions())
    assert all(isinstance(one, SavingShare) and not one.is_check for one in shares)
    assert isinstance(done, SavedStack)
    return done


def test_how_a_stack_is_written_follows_the_suffix_and_what_it_is(folder, pages, tmp_path):
    assert has_own_kind(folder)
    assert has_own_kind(pages)
    clip = Clip(3, Size(24, 20))
    assert not has_own_kind(clip)
    assert [how_of(folder, tmp_path / name) for name in ("out", "out.tif", "out.TIFF")] == ["own", "pages", "pages"]
    assert [how_of(pages, tmp_path / name) for name in ("out", "out.tif")] == ["folder", "own"]
    assert [how_of(clip, tmp_path / name) for name in ("out", "out.tif")] == ["folder", "pages"]
    assert film_choices(folder, {}) == ()


@pytest.mark.parametrize("how", ["own", "folder", "pages"])
def test_a_stack_is_saved_with_its_fills_and_all_else_as_it_was(folder, tmp_path, how):
    target = tmp_path / ("out.tif" if how == "pages" else "out")
    done = saved(folder, {1: (make_fill(),), 2: (make_fill(visible=False),)}, StackSave(target, how))
    assert done.path == target
    assert done.sentences[0] == (
        f"{target.name} is saved: 1 of 3 planes has fills, and nothing outside those was changed."
    )
    again = open_planes(target)
    for plane in range(3):
        before, now = folder.picture(plane).pixels.copy(), again.picture(plane).pixels
        if plane == 1:
            before[WHERE.slices] = 200
        assert np.array_equal(now, before)


def test_of_jpegs_the_touched_blocks_are_named(tmp_path):
    there = tmp_path / "jpegs"
    there.mkdir()
    noise = np.random.default_rng(5).integers(60, 180, (20, 24, 3), np.uint8)
    for number in range(2):
        Image.fromarray(noise).save(there / f"frame_{number:02}.jpg", quality=80)
    done = saved(open_planes(there), {1: (make_fill(),)}, StackSave(tmp_path / "out", "own"))
    assert done.sentences[0] == (
        "out is saved: 1 of 2 planes has fills, and nothing outside the JPEG blocks that those touch was changed."
    )


def test_of_a_film_of_jpegs_too(tmp_path):
    report = SavedFilm(tmp_path / "out.avi", "avi", 9, True, 24, 0, None, 0.0, by_blocks=True)
    assert list(stack_saving._film_sentences(report, 2)) == [
        "out.avi is saved: 2 of 24 frames have fills. It was read back: nothing outside the JPEG blocks that those "
        "touch was changed."
    ]


def test_without_fills_it_is_said_that_nothing_was_changed(folder, tmp_path):
    done = saved(folder, {}, StackSave(tmp_path / "out", "own"))
    assert done.sentences[0] == "out is saved; no plane was changed."


def test_a_stack_of_no_file_of_ours_is_not_written_as_what_it_is(tmp_path):
    with pytest.raises(SaveError, match="out\\.gif cannot be saved so"):
        list(save_planes(Clip(3), {}, StackSave(tmp_path / "out.gif", "own"), SaveOptions()))
    assert not (tmp_path / "out.gif").exists()


def test_fills_near_each_other_are_one_patch_and_specks_are_not_one_as_large_as_the_frame():
    picture = Clip(1, Size(400, 300)).picture(0)
    near = make_fill(Rect(10, 10, 8, 6)), make_fill(Rect(30, 10, 8, 6)), make_fill(Rect(14, 12, 20, 3), 90)
    far = make_fill(Rect(380, 280, 8, 6))
    patches = sorted(patches_of(picture, (*near[:2], far, near[2])), key=lambda patch: patch.rect.x)
    assert [patch.rect for patch in patches] == [Rect(10, 10, 28, 6), far.rect]
    touched = patches[0].touched
    assert touched.sum() == 8 * 6 * 2 + 20 * 3 - 2 * 4 * 3
    assert patches_of(picture, ()) == []
    assert patches[1].touched.all()


@pytest.mark.parametrize(
    ("exact", "psnr", "words"),
    [
        (True, None, "1 of 24 frames has fills. It was read back: nothing outside those was changed."),
        (False, 44.26, "12 of 24 frames were encoded again. It was read back: all other frames are the same, and "
         "outside the fills those are like the original to 44.3 dB."),
    ],
)  # fmt: skip
def test_a_film_says_what_was_proved_of_it(tmp_path, exact, psnr, words):
    report = SavedFilm(tmp_path / "out.mkv", "matroska", 9, exact, 24, 0 if exact else 12, psnr, 0.0, ("A note.",))
    assert list(stack_saving._film_sentences(report, 1)) == [f"out.mkv is saved: {words}", "A note."]
