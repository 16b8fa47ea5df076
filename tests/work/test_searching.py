"""Masks proposed for pictures: where each goes, what is yielded on the way, and what a bad file does to the others."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.editing.findings import ReviewFilter
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.files.memory.finding_facts import open_findings
from inpaint_studio.finding.finder import Finder, Finding, Progress
from inpaint_studio.work.errors import WorkError
from inpaint_studio.work.searching import Marked, Search, Searching, Target, Unsearched, search, targets


def folder(path: Path, *names: str) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    for name in names:
        (path / name).write_bytes(b"not looked into")
    return path


def names(pictures: Path, output: Path) -> dict[str, str]:
    return {target.picture.name: target.mask.name for target in targets(pictures, output)}


def test_the_mask_of_one_picture_is_the_output_or_lies_in_it(tmp_path):
    picture = folder(tmp_path, "a.jpg") / "a.jpg"
    assert targets(picture, tmp_path / "any name.png") == (Target(picture, tmp_path / "any name.png"),)
    assert targets(picture, tmp_path) == (Target(picture, tmp_path / "a.mask.png"),)


def test_of_a_folder_pictures_are_searched_and_their_masks_are_not(tmp_path):
    pictures = folder(tmp_path / "p", "a.png", "a.mask.png", "b_mask.jpg", "notes.txt", ".hidden.png")
    assert names(pictures, tmp_path / "out") == {"a.png": "a.mask.png", "b_mask.jpg": "b_mask.mask.png"}


def test_no_two_pictures_get_one_mask(tmp_path):
    pictures = folder(tmp_path / "p", "a.png", "a.jpg", "a.png.tif", "B.png", "b.tif", "c.png")
    made = names(pictures, tmp_path / "out")
    assert made == {
        "a.png": "a.png.mask.png",
        "a.jpg": "a.jpg.mask.png",
        "a.png.tif": "a.png.tif.mask.png",
        "B.png": "B.png.mask.png",  # on a file system that makes no difference between cases
        "b.tif": "b.tif.mask.png",
        "c.png": "c.mask.png",
    }
    assert len({mask.casefold() for mask in made.values()}) == len(made)


def test_what_cannot_be_searched_at_all_is_said_before_anything_is(tmp_path):
    pictures, empty = folder(tmp_path / "p", "a.png"), folder(tmp_path / "empty", "notes.txt")
    with pytest.raises(WorkError, match="does not exist"):
        targets(tmp_path / "gone", tmp_path / "out")
    with pytest.raises(WorkError, match="There are no pictures in"):
        targets(empty, tmp_path / "out")
    for picture, output in ((pictures, pictures / "a.png"), (pictures / "a.png", pictures / "a.png")):
        with pytest.raises(WorkError) as caught:
            targets(picture, output)
        assert caught.value.wrong_call
    (tmp_path / "link.png").symlink_to(pictures / "a.png")
    with pytest.raises(WorkError, match="is the original"):
        targets(pictures / "a.png", tmp_path / "link.png")


def _corner(view, options):
    yield Progress(1, 4)
    yield Finding(Rect(0, 0, 3, 2), np.full((2, 3), 255, np.uint8), "odd")
    yield Progress(4, 4)


CORNER = Finder("corner", "Find corners", _corner)
EXACT = ReviewFilter(margin=0)
BY_CORNER = Search((CORNER,), filter=EXACT)


def picture_in(path: Path, size: tuple[int, int] = (10, 6)) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, (90, 60, 30)).save(path)
    return path


def test_a_search_says_how_far_it_is_and_then_what_it_marked(tmp_path):
    target = Target(picture_in(tmp_path / "a.png"), tmp_path / "new" / "a.mask.png")
    *steps, last = search([target], BY_CORNER)
    assert [(step.number, step.share) for step in steps if isinstance(step, Searching)] == [
        (0, 0.25),
        (0, 1),
        (0, 1),
    ]
    assert last == Marked(0, target, 1, 0.1, ())
    with Image.open(target.mask) as mask:
        marked = np.asarray(mask)
    assert marked.dtype == np.uint8
    assert np.argwhere(marked).max(axis=0).tolist() == [1, 2]  # without a margin
    assert np.count_nonzero(marked) == 6


def test_where_nothing_becomes_mask_it_is_said_why(tmp_path):
    def sign(view, options):
        yield Finding(Rect(0, 0, 3, 2), np.full((2, 3), 255, np.uint8), "scene-text", is_suggested=False)
        yield Progress(1, 1)

    none = Finder("none", "Find nothing", lambda view, options: iter((Progress(1, 1),)), nothing="There is nothing.")
    picture = picture_in(tmp_path / "a.png")
    for number, (finder, sentence) in enumerate(
        ((none, "There is nothing."), (Finder("sign", "Find signs", sign), "The one finding was not accepted."))
    ):
        *_, last = search([Target(picture, tmp_path / f"{number}.mask.png")], Search((finder,)))
        assert isinstance(last, Marked)
        assert (last.findings, last.notes) == (0, (sentence,))


def test_one_bad_file_does_not_end_the_others(tmp_path):
    (tmp_path / "torn.png").write_bytes(b"no picture")
    listed = [
        Target(tmp_path / "torn.png", tmp_path / "torn.mask.png"),
        Target(tmp_path / "gone.png", tmp_path / "gone.mask.png"),
        Target(picture_in(tmp_path / "a.png"), tmp_path / "torn.png" / "below a file.png"),
        Target(picture_in(tmp_path / "b.png"), tmp_path / "b.mask.png"),
    ]
    ends = [step for step in search(listed, BY_CORNER) if not isinstance(step, Searching)]
    assert [type(step) for step in ends] == [Unsearched, Unsearched, Unsearched, Marked]
    assert [step.number for step in ends] == [0, 1, 2, 3]
    assert "torn.png is not a picture" in ends[0].message
    assert "does not exist" in ends[1].message
    assert all(step.message.endswith(".") and "\n" not in step.message for step in ends[:3])
    assert not (tmp_path / "torn.mask.png").exists()


def test_a_finder_that_fails_is_told_of_with_its_picture_and_writes_nothing(tmp_path):
    def lost(view, options):
        yield Progress(0, 1)
        if view.size.width == 10:
            raise RuntimeError("the finder is lost")
        yield Finding(Rect(50, 0, 1, 1), np.zeros((1, 1), np.uint8), "astray")

    listed = [
        Target(picture_in(tmp_path / "a.png"), tmp_path / "a.mask.png"),
        Target(picture_in(tmp_path / "b.png", (20, 6)), tmp_path / "b.mask.png"),
    ]
    ends = [step for step in search(listed, Search((Finder("lost", "", lost),))) if isinstance(step, Unsearched)]
    assert "the finder is lost" in ends[0].message
    assert "outside the picture" in ends[1].message
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.png", "b.png"]


def test_a_mask_that_is_there_stays_unless_it_is_to_be_replaced(tmp_path):
    mask = tmp_path / "a.mask.png"
    mask.write_bytes(b"drawn by hand")
    target = Target(picture_in(tmp_path / "a.png"), mask)
    (step,) = search([target], Search((Finder("none", "", lambda *_: pytest.fail("searched")),)))
    assert isinstance(step, Unsearched)
    assert step.message.startswith(f"{mask} is there already.")
    assert mask.read_bytes() == b"drawn by hand"
    assert isinstance(list(search([target], BY_CORNER, replace=True))[-1], Marked)
    with Image.open(mask) as image:
        assert image.size == (10, 6)


def test_notes_of_opening_a_picture_come_with_its_mask(tmp_path):
    Image.new("P", (8, 6)).save(tmp_path / "a.png")
    *_, last = search([Target(tmp_path / "a.png", tmp_path / "m.png")], BY_CORNER)
    assert isinstance(last, Marked)
    assert any("palette" in note for note in last.notes)


def _sign(view, options):
    full = np.full((2, 2), 255, np.uint8)
    yield Finding(Rect(5, 3, 2, 2), full, "scene-text", 0.9, is_suggested=False)
    yield Finding(Rect(8, 0, 2, 2), full, "caption", 0.3)


def test_several_finders_make_one_mask_of_what_they_suggest(tmp_path):
    target = Target(picture_in(tmp_path / "a.png"), tmp_path / "a.mask.png")
    finders = (CORNER, Finder("sign", "Find signs", _sign))

    def marked(**how) -> int:
        *_, last = search([target], Search(finders, **how), replace=True)
        assert isinstance(last, Marked)
        with Image.open(target.mask) as mask:
            assert np.count_nonzero(np.asarray(mask)) == round(last.share * 60)
        return last.findings

    assert marked(filter=EXACT) == 1
    assert marked(filter=EXACT, everything=True) == 2
    assert marked(filter=ReviewFilter(1, margin=0), everything=True) == 3
    assert marked(filter=ReviewFilter(1, without=frozenset({"caption", "odd"}))) == 0


def test_findings_go_beside_the_mask_with_what_became_of_them(tmp_path):
    target = Target(picture_in(tmp_path / "a.png"), tmp_path / "a.mask.png")
    assert target.findings == tmp_path / "a.findings.json"
    assert Target(tmp_path / "a.png", tmp_path / "any name.tif").findings == tmp_path / "any name.findings.json"
    by = Search((CORNER, Finder("sign", "Find signs", _sign)), filter=EXACT, everything=True)
    list(search([target], by, as_json=True))
    with Image.open(target.picture) as picture:
        review = open_findings(target.findings, Size(*picture.size))
    assert [one.kind for one in review.findings] == ["odd", "scene-text", "caption"]
    assert [one.kind for one in review.accepted()] == ["odd", "scene-text"]
    assert review.filter == EXACT
    target.mask.unlink()
    (step,) = search([target], by, as_json=True)
    assert isinstance(step, Unsearched)
    assert step.message.startswith(f"{target.findings} is there already.")
    assert not target.mask.exists()
