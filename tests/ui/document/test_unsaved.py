"""What of a picture is not saved, and how a person is asked about it, for every kind."""

from dataclasses import fields, replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.findings import Finding, Review
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.guidance import Guidance, Guide
from inpaint_studio.editing.history import GuidanceChange, GuidanceStep, History, RunStep, fill_step, mask_step
from inpaint_studio.editing.picture import Picture
from inpaint_studio.editing.stack import Place, Stack
from inpaint_studio.editing.state import NamedMasks, State
from inpaint_studio.sentence import say
from inpaint_studio.ui.document.open_pictures import OpenPicture
from inpaint_studio.ui.document.unsaved import UnsavedWork

STAYS = say("Without saving this is lost. The file that was opened is as it was.")
ROWS = (
    (("in_no_file",), "a.png is in no file yet.", "a.png: in no file yet"),
    (("fills",), "a.png has fills that are not saved.", "a.png: fills that are not saved"),
    (("fills", "tone"), "a.png has fills and adjustments that are not saved.", "a.png: fills and adjustments"),
    (("fills", "frame"), "a.png has fills and adjustments that are not saved.", "a.png: fills and adjustments"),
    (("tone",), "a.png has adjustments that are not saved: tones.", "a.png: adjustments that are not saved"),
    (
        ("frame",),
        "a.png has adjustments that are not saved: straightening and cropping.",
        "a.png: adjustments that are not saved",
    ),
    (
        ("tone", "frame"),
        "a.png has adjustments that are not saved: tones, straightening and cropping.",
        "a.png: adjustments",
    ),
    (("fills", "taken_back"), "a.png was changed after it was saved last.", "a.png: changed after it was saved last"),
    (("marks",), "What you marked in a.png has not been filled.", "a.png: marks that are not filled"),
    (("guidance",), "a.png has guide lines or source regions that are in no project.", "a.png: guide lines or source"),
    (("decisions",), "a.png has decisions about findings that are not saved.", "a.png: decisions about findings"),
)


@pytest.mark.parametrize(("kinds", "sentence", "line"), ROWS)
def test_each_kind_is_named(kinds, sentence, line):
    work = UnsavedWork(**dict.fromkeys(kinds, True))
    assert work.sentence("a.png") == sentence
    assert work.line("a.png").startswith(line)
    assert work.is_seen is (kinds not in (("marks",), ("guidance",), ("decisions",)))
    if work.is_seen:
        assert work.explanation(STAYS) == STAYS
        both = UnsavedWork(**dict.fromkeys((*kinds, "marks"), True))
        assert both.sentence("a.png") == sentence
        assert both.line("a.png").endswith("; and marks")
        assert both.explanation(STAYS).endswith("are kept in a project alone.")
        guided = UnsavedWork(**dict.fromkeys((*kinds, "guidance"), True))
        assert guided.line("a.png").endswith("; and guide lines or source regions")
        decided = UnsavedWork(**dict.fromkeys((*kinds, "decisions"), True))
        assert decided.line("a.png").endswith("; and decisions about findings")
        assert decided.explanation(STAYS).endswith("A project keeps findings and what was decided about them.")
    else:
        assert work.needs_project
        assert work.explanation(STAYS).startswith("No pixel was changed.")


def test_no_kind_is_forgotten():
    kinds = {one.name for one in fields(UnsavedWork) if one.type is bool or one.type == "bool"}
    assert kinds == {kind for kinds, _, _ in ROWS for kind in kinds}


class _Film:
    path, axis, cuts, size = Path("film"), "frame", None, Size(40, 30)
    places = tuple(Place(Fraction(plane, 25)) for plane in range(6))

    def picture(self, plane: int) -> Picture:
        return Picture(np.full((30, 40, 3), plane, np.uint8), "film", plane=plane)


RECT = Rect(2, 3, 5, 4)


@pytest.fixture
def film() -> OpenPicture:
    planes = _Film()
    stack = Stack(planes.picture(0), planes)
    picture = OpenPicture(Path("film"))
    picture.document = Document.of(State(stack, (), NamedMasks(stack.size), History()))
    return picture


def _mark(document: Document, *planes: int) -> None:
    whole = np.full((RECT.height, RECT.width), 255, np.uint8)
    document.commit(RunStep("Box", tuple(mask_step(document.laid_on(plane), "Box", RECT, whole) for plane in planes)))


def _fill(document: Document, *planes: int) -> None:
    parts = []
    for plane in planes:
        laid = document.laid_on(plane)
        whole = np.full((RECT.height, RECT.width), 255, np.uint8)
        fill = Fill("f", RECT, np.zeros((RECT.height, RECT.width, 3), np.uint8), whole, Recipe("membrane"))
        parts.append(fill_step(laid, (fill,), laid.mask[RECT.slices].copy(), RECT))
    document.commit(RunStep("Fill", tuple(parts)))


def test_of_a_stack_it_is_said_how_many_planes_hold_marks_and_fills(film):
    document = film.document
    assert not film.has_unsaved_work
    _mark(document, 2, 3, 4)
    work = film.unsaved_work
    assert film.has_unsaved_work
    assert work.sentence("film") == "What you marked on 3 planes of film has not been filled."
    assert work.line("film") == "film: marks on 3 planes that are not filled"
    _fill(document, 3, 4)
    work = film.unsaved_work
    assert work.sentence("film") == "film has fills on 2 planes that are not saved."
    assert work.line("film") == "film: fills on 2 planes that are not saved; and marks on 1 plane"
    assert not work.taken_back
    document.mark_saved()
    _fill(document, 0)
    work = film.unsaved_work
    assert work.sentence("film") == "film has fills on 1 plane that are not saved."
    both = replace(work, frame=True, marks=False, marked_planes=0)
    assert both.sentence("film") == "film has fills on 1 plane, and adjustments, that are not saved."
    assert both.line("film") == "film: fills on 1 plane that are not saved; and adjustments"


def test_fills_that_were_saved_and_are_gone_from_another_plane_are_work_that_was_taken_back(film):
    _fill(film.document, 3)
    film.document.mark_saved()
    film.document.undo()
    work = film.unsaved_work
    assert work.taken_back
    assert work.filled_planes == 1


def test_guide_lines_on_another_plane_are_not_forgotten(film):
    document = film.document
    line = Guidance((Guide(((1.0, 2.0), (30.0, 20.0))),))
    document.commit(GuidanceStep("Guide", GuidanceChange(Guidance(), line), plane=4))
    assert film.has_unsaved_work
    assert film.unsaved_work.guidance


def test_a_photograph_has_no_planes_to_count():
    picture = OpenPicture(Path("a.png"))
    picture.document = Document(Picture(np.zeros((30, 40, 3), np.uint8)))
    _mark(picture.document, 0)
    work = picture.unsaved_work
    assert (work.filled_planes, work.marked_planes) == (0, 0)
    assert work.sentence("a.png") == "What you marked in a.png has not been filled."


def test_decisions_of_which_a_fill_has_come_are_no_work_of_their_own():
    """They are seen in the fill, and that is saved or is not."""
    picture = OpenPicture(Path("a.png"))
    document = picture.document = Document(Picture(np.zeros((60, 80, 3), np.uint8)))
    finding = Finding(RECT, np.full((RECT.height, RECT.width), 255, np.uint8), "dust", 0.9, "toy")
    document.lay(document.state.with_review(Review().with_findings((finding,)).decided((finding,), True)))
    assert picture.unsaved_work == UnsavedWork(decisions=True)
    _fill(document, 0)
    assert picture.unsaved_work == UnsavedWork(fills=True)
    document.mark_saved()
    assert not picture.has_unsaved_work
    document.lay(document.state.with_review(document.state.review.decided((finding,), False)))
    assert not picture.has_unsaved_work, "the pixels have not changed since it was saved"
    document.undo()
    assert picture.unsaved_work.taken_back
