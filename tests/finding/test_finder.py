"""Finders: what they yield, what it is proposed as, and what is refused on the way."""

import numpy as np
import pytest

from inpaint_studio.editing.finding_classes import FINDING_CLASSES
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.finding.finder import Finder, Finding, Findings, Progress, View, look
from inpaint_studio.finding.finders import FINDERS
from inpaint_studio.options import NoOptions


def test_damage_is_found_piece_by_piece():
    rows, columns = np.mgrid[0:300, 0:400]
    pixels = np.stack([90 + columns // 10, 80 + rows // 10, 100 + rows // 20], axis=2).astype(np.uint8)
    pixels[:, 100:102] = pixels[:, 300:302] = 250
    finder = FINDERS["damage"]
    values = list(finder.find(View(pixels), finder.options(sensitivity=0.5)))
    pieces = [value for value in values if isinstance(value, Finding)]
    assert [value for value in values if isinstance(value, Progress)][-1].done > 0
    assert {piece.rect.x // 100 for piece in pieces} == {0, 1, 2, 3} & {piece.rect.x // 100 for piece in pieces}
    assert len(pieces) >= 2
    assert all(piece.kind in FINDING_CLASSES and piece.mask.any() for piece in pieces)


def piece(rect: Rect, value: int = 255) -> Finding:
    return Finding(rect, np.full((rect.height, rect.width), value, np.uint8), "odd", source="odd")


def finder_of(*values, **how) -> Finder:
    return Finder("odd", "Find oddities", lambda view, options: iter(values), **how)


VIEW = View(np.zeros((20, 30, 3), np.uint8))


@pytest.mark.parametrize(
    ("rect", "mask"),
    [
        (Rect(0, 0, 4, 3), np.zeros((4, 3), np.uint8)),
        (Rect(0, 0, 4, 3), np.zeros((3, 4, 1), np.uint8)),
        (Rect(0, 0, 4, 3), np.zeros((3, 4), bool)),
    ],
)
def test_a_finding_has_a_mask_of_its_size(rect, mask):
    with pytest.raises(ValueError, match="does not fit"):
        Finding(rect, mask, "odd")


def test_findings_that_overlap_join_to_the_most_of_both():
    findings = Findings(VIEW.size)
    findings.add(piece(Rect(2, 3, 6, 4), 100))
    findings.add(piece(Rect(5, 5, 6, 4), 200))
    mask = findings.mask(Rect(0, 0, 30, 20), 1, None)
    assert findings.count == 2
    assert (mask[3:7, 2:5] == 100).all()
    assert (mask[5:9, 5:11] == 200).all()
    assert np.count_nonzero(mask) == 24 + 24 - 6
    mask[:] = 7  # what is given out is a copy
    assert (findings.mask(Rect(5, 5, 1, 1), 1, None) == 200).all()


def test_a_finding_outside_the_picture_names_its_finder():
    findings = Findings(VIEW.size)
    for rect in (Rect(29, 0, 2, 1), Rect(-1, 0, 1, 1), Rect(0, 19, 1, 2)):
        with pytest.raises(ValueError, match="The finder 'odd' proposes"):
            findings.add(piece(rect))
    assert not findings.mask(Rect(0, 0, 30, 20), 1, None).any()


def test_a_smaller_mask_shows_the_most_of_what_each_of_its_pixels_stands_for():
    findings = Findings(VIEW.size)
    findings.add(piece(Rect(9, 2, 1, 1)))
    mask = findings.mask(Rect(8, 0, 22, 20), 4, None)
    assert mask.shape == (5, 6)
    assert np.argwhere(mask).tolist() == [[0, 0]]


def test_a_search_pauses_after_each_finding_with_the_last_progress():
    search = Findings(VIEW.size).collect(
        finder_of(piece(Rect(0, 0, 1, 1)), Progress(1, 2), piece(Rect(3, 3, 1, 1))), VIEW, NoOptions()
    )
    assert list(search) == [Progress(0, 1), Progress(1, 2), Progress(1, 2)]


def test_evidence_comes_first_and_grows_while_a_finder_searches():
    steps = look(finder_of(piece(Rect(0, 0, 1, 1)), piece(Rect(5, 5, 1, 1))), VIEW, NoOptions())
    evidence = next(steps)
    counts = []
    for _ in steps:
        counts.append(np.count_nonzero(evidence.mask(Rect(0, 0, 30, 20), 1, None)))
    assert counts == [1, 2]


def test_a_finder_that_measures_is_asked_for_its_evidence_and_the_place_to_begin_at():
    requested = []

    def measure(view, options, first):
        requested.append((view, options, first))
        yield "evidence"
        yield Progress(1, 1)

    finder = finder_of(piece(Rect(0, 0, 1, 1)), measure=measure)
    assert list(look(finder, VIEW, "options", Rect(1, 2, 3, 4))) == ["evidence", Progress(1, 1)]
    assert requested == [(VIEW, "options", Rect(1, 2, 3, 4))]
