"""The joint search of several finders: their order, their progress, and what is refused or left out."""

import numpy as np
import pytest

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.finding import search
from inpaint_studio.finding.finder import Finder, Finding, Progress, View
from inpaint_studio.finding.search import find
from inpaint_studio.sentence import Sentence

VIEW = View(np.zeros((20, 30, 3), np.uint8))


def piece(x: int, confidence: float = 0.5, width: int = 1, value: int = 255) -> Finding:
    return Finding(Rect(x, 2, width, 1), np.full((1, width), value, np.uint8), "dust", confidence)


def finder_of(*values, key: str = "odd", **how) -> Finder:
    return Finder(key, "Find oddities", lambda view, options: iter(values), **how)


def test_each_finder_searches_in_turn_and_the_most_certain_come_first_between_two_moments():
    one = finder_of(piece(1, 0.3), piece(2, 0.9), Progress(1, 2), piece(3, 0.7), key="one", seconds_per_pixel=3e-6)
    two = finder_of(Progress(1, 2), piece(4), key="two", seconds_per_pixel=1e-6)
    values = list(find(VIEW, [one, two]))
    findings = [value for value in values if isinstance(value, Finding)]
    assert [(value.rect.x, value.source) for value in findings] == [(2, "one"), (1, "one"), (3, "one"), (4, "two")]
    shares = [value.done / value.total for value in values if isinstance(value, Progress)]
    assert shares == [0.375, 0.75, 0.875, 1.0]
    assert isinstance(values[-1], Progress)


def test_finders_get_their_options_and_the_place_to_begin_at():
    seen = []

    def look(view, options):
        seen.append((view.first, options))
        return iter(())

    finders = [Finder(key, "", look) for key in ("one", "two")]
    view = View(VIEW.pixels, Rect(1, 2, 3, 4))
    assert list(find(view, finders, {"two": "mine"}))[-1] == Progress(1000, 1000)
    assert seen == [(Rect(1, 2, 3, 4), finders[0].options()), (Rect(1, 2, 3, 4), "mine")]
    assert list(find(view, [])) == [Progress(1000, 1000)]


@pytest.mark.parametrize(
    ("finding", "message"),
    [
        (piece(29, width=2), "The finder odd proposes .* outside the picture"),
        (piece(1, 1.5), "The finder odd is certain to 1.5"),
        (piece(1, float("nan")), "The finder odd is certain to nan"),
    ],
)
def test_a_finding_that_cannot_be_is_refused_with_a_sentence(finding, message):
    with pytest.raises(ValueError, match=message) as caught:
        list(find(VIEW, [finder_of(finding)]))
    assert isinstance(caught.value.args[0], Sentence)


def test_a_finding_of_nothing_is_passed_over():
    assert not [one for one in find(VIEW, [finder_of(piece(1, value=0))]) if isinstance(one, Finding)]


def test_what_a_finder_notes_comes_along():
    noting = finder_of(piece(1), Progress(1, 2, "It was searched by simpler rules."), Progress(2, 2))
    notes = [value.note for value in find(VIEW, [noting, finder_of(piece(9))]) if isinstance(value, Progress)]
    assert [note for note in notes if note] == ["It was searched by simpler rules."]


def test_more_than_can_be_reviewed_is_left_out_and_said(monkeypatch):
    monkeypatch.setattr(search, "MOST_FINDINGS", 3)
    many = finder_of(*(piece(x) for x in range(2)), Progress(1, 2), piece(5, 0.1), piece(6, 0.9), piece(7, 0.8))
    values = list(find(VIEW, [many, finder_of(piece(9))]))
    assert [value.rect.x for value in values if isinstance(value, Finding)] == [0, 1, 6]
    assert values[-1].done == values[-1].total
    assert "More than 3 pieces were detected; the rest is left out." in values[-1].note
    assert all(not value.note for value in values[:-1] if isinstance(value, Progress))


def test_a_search_that_is_given_up_closes_its_finder():
    closed = []

    def look(view, options):
        try:
            yield Progress(0, 1)
            yield Progress(1, 1)
        finally:
            closed.append(True)

    searching = find(VIEW, [Finder("odd", "", look)])
    next(searching)
    searching.close()
    assert closed == [True]
