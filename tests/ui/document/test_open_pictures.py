"""The pictures of a strip: their order, which is in view or on its way, and which of them would be missed."""

from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.editing.brush import Brush
from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.guidance import Guidance, Guide
from inpaint_studio.editing.history import GuidanceChange, GuidanceStep, fills_step, mask_step
from inpaint_studio.editing.picture import Picture
from inpaint_studio.editing.tiles import PackedTiles
from inpaint_studio.ui.document.open_pictures import OpenPicture, OpenPictures
from inpaint_studio.ui.document.shared_mask import SharedMask

RECT = Rect(5, 5, 10, 10)


def _document(name: str = "photo.png") -> Document:
    return Document(Picture(np.zeros((40, 60, 3), np.uint8), name))


def _opened(path: str | None = "/photos/photo.png") -> OpenPicture:
    picture = OpenPicture(Path(path) if path is not None else None)
    picture.document = _document()
    return picture


def _mark(document: Document, value: int = 255) -> None:
    document.commit(mask_step(document, "Mark", RECT, np.full((10, 10), value, np.uint8)))


def _fill(document: Document) -> None:
    coverage = np.full((10, 10), 255, np.uint8)
    fill = Fill("f", RECT, np.full((10, 10, 3), 9, np.uint8), coverage, Recipe("membrane"))
    document.commit(fills_step(document, (fill,), "Fill"))


@pytest.fixture
def strip(qapp) -> OpenPictures:
    pictures = OpenPictures()
    pictures.add(OpenPicture(Path(f"/photos/{name}.png")) for name in "abcd")
    return pictures


def _names(pictures: OpenPictures) -> list[str]:
    return [picture.name[0] for picture in pictures]


def test_one_goes_round_the_strip_both_ways_from_what_was_asked_for_last(strip):
    a, b, c, d = strip
    assert strip.beside(1) is None  # nothing is in view yet
    strip.set_in_view(a)
    assert (strip.beside(1), strip.beside(-1), strip.beside(5)) == (b, d, b)
    strip.set_coming(c)  # held down, the key goes on from there
    assert strip.current is c
    assert (strip.beside(1), strip.beside(-1)) == (d, b)
    for picture in (b, c, d):
        strip.remove(picture)
    assert strip.beside(1) is None


def test_who_is_closed_is_followed_by_the_next_and_at_the_end_by_the_one_before(strip):
    a, b, _, d = strip
    assert strip.neighbour(a) is b
    assert strip.neighbour(d) is list(strip)[2]
    for picture in list(strip)[1:]:
        strip.remove(picture)
    assert strip.neighbour(a) is None


@pytest.mark.parametrize("which", ["in view", "coming", "another"])
def test_what_is_removed_is_neither_in_view_nor_on_its_way(strip, which):
    a, b, c, _ = strip
    strip.set_in_view(a)
    strip.set_coming(b)
    strip.remove({"in view": a, "coming": b, "another": c}[which])
    assert strip.in_view is (None if which == "in view" else a)
    assert strip.coming is (None if which == "coming" else b)
    assert len(strip) == 3


def test_a_picture_can_be_removed_while_all_are_gone_through(strip):
    for picture in strip:
        strip.remove(picture)
    assert len(strip) == 0


def test_only_what_changes_is_announced(strip, qtbot):
    a, b, *_ = strip
    heard: list[int] = []
    strip.changed.connect(lambda: heard.append(len(strip)))
    strip.set_coming(a)
    strip.set_coming(a)
    strip.remove(OpenPicture(None))  # not one of them
    assert heard == [4]
    strip.set_in_view(a)
    strip.remove(b)
    assert heard == [4, 4, 3]
    assert strip.coming is None


def test_pages_of_one_file_are_pictures_of_their_own(strip):
    scan = Path("/photos/scan.tif")
    first, third = OpenPicture(scan), OpenPicture(scan, 2)
    strip.add((first, third))
    assert (strip.at(scan), strip.at(scan, 2), strip.at(scan, 1)) == (first, third, None)
    third.document = _document()
    assert strip.of(third.document) is third
    assert strip.of(_document()) is None
    assert strip.of(None) is None  # those that were not decoded yet have no document either


def test_a_picture_is_called_after_the_file_it_was_saved_to_last():
    pasted = OpenPicture(None, name="Clipboard")
    assert pasted.name == "Clipboard"
    pasted.document = _document("inside.png")
    assert pasted.name == "Clipboard"
    pasted.saved_path = Path("/photos/saved.jpg")
    assert pasted.name == "saved.jpg"
    opened = _opened()
    opened.saved_path = Path("/photos/photo_restored.png")
    assert opened.name == "photo_restored.png"
    unnamed = OpenPicture(None)
    assert unnamed.name == ""
    unnamed.document = _document("inside.png")
    assert unnamed.name == "inside.png"


def _draw_guide(document: Document) -> None:
    before = document.state.guidance
    after = Guidance((Guide(((0.0, 0.0), (9.0, 9.0))),))
    document.commit(GuidanceStep("Guide line", GuidanceChange(before, after)))


def _begin_stroke(document: Document) -> None:
    document.begin_stroke(Brush(2.0, 1.0)).begin(20, 20)


def _mark_and_clear(document: Document) -> None:
    _mark(document)
    _mark(document, 0)


@pytest.mark.parametrize(
    ("work", "is_modified", "has_finished", "has_unsaved"),
    [
        (lambda document: None, False, False, False),
        (_mark, True, True, True),
        (_fill, True, True, True),
        (_draw_guide, True, True, True),
        (_mark_and_clear, True, False, False),  # nothing that would be missed
        (lambda document: (_fill(document), document.undo()), False, False, False),
        (lambda document: (_mark(document), document.mark_saved()), False, False, False),
        (_begin_stroke, False, False, True),
    ],
    ids=["nothing", "marks", "fill", "guide", "marked and cleared", "fill undone", "saved", "stroke"],
)
def test_what_would_be_lost_by_closing(work, is_modified, has_finished, has_unsaved):
    picture = _opened()
    work(picture.document)
    assert picture.is_modified == is_modified
    assert picture.has_finished_work == has_finished
    assert picture.has_unsaved_work == has_unsaved


def test_a_pasted_picture_is_work_until_it_lies_in_some_file():
    picture = _opened(None)
    assert picture.is_in_no_file
    assert picture.has_finished_work
    picture.project_path = Path("/photos/work.ora")
    assert not picture.has_finished_work
    assert not OpenPicture(None).has_finished_work  # nothing was decoded, so nothing is lost


def test_whether_marks_of_a_picture_that_is_put_away_are_unsaved_is_known_without_unpacking_them():
    picture = _opened()
    document = picture.document
    _mark(document)
    document.put_away(document.picture, PackedTiles.of_mask(document.mask))
    assert picture.has_finished_work
    assert document.packed_mask is not None


def test_a_mask_that_waits_for_a_picture_to_be_decoded_is_a_change_of_it():
    picture = OpenPicture(Path("/photos/photo.png"))
    assert not picture.is_modified
    picture.shared_masks = (SharedMask(PackedTiles.of_mask(np.full((4, 6), 255, np.uint8))),)
    assert picture.is_modified
