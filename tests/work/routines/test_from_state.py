from dataclasses import replace

import numpy as np
import pytest

from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.findings import Finding, Review, ReviewFilter
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.history import History
from inpaint_studio.editing.picture import Picture
from inpaint_studio.editing.state import FillSettings, State
from inpaint_studio.work.routines.cards.fill import FillCard
from inpaint_studio.work.routines.cards.find import FindCard
from inpaint_studio.work.routines.cards.marks import MarksCard
from inpaint_studio.work.routines.facts import RoutineError
from inpaint_studio.work.routines.from_state import routine_of
from inpaint_studio.work.routines.routine import from_json, to_json

SPOT = Rect(5, 5, 4, 4)


def fill(method: str, rect: Rect = SPOT, **settings) -> Fill:
    pixels, coverage = np.zeros((rect.height, rect.width, 3), np.uint8), np.zeros((rect.height, rect.width), np.uint8)
    return Fill("1", rect, pixels, coverage, Recipe(method, seed=7, settings=settings, requested_method=method))


@pytest.fixture
def state() -> State:
    dust = Finding(SPOT, np.full((4, 4), 255, np.uint8), "dust", 0.9, "damage")
    review = Review((dust,), filter=ReviewFilter(0.3, margin=4, without=frozenset({"fold"})))
    return replace(State.of(Picture(np.zeros((60, 80, 3), np.uint8), "a"), History()), review=review)


def test_finders_filter_and_the_method_that_covers_most_become_cards(state):
    fills = (fill("membrane"), fill("exemplar", Rect(0, 0, 30, 30), grain=0.5, lines=False), fill("clone"))
    routine = routine_of(replace(state, fills=fills))
    find, card = routine.card(FindCard), routine.card(FillCard)
    assert (find.sensitivity, find.margin, find.without) == (0.3, 4, frozenset({"fold"}))
    assert find.reference == 80
    assert [one.key for one in find.finders] == ["damage"]
    assert (card.method, card.seed, card.settings.grain) == ("exemplar", 7, 0.5)
    assert card.settings.lines  # what the recipe says of lines is of its own hole
    assert from_json(to_json(routine)) == routine
    routine.check()


def test_without_fills_the_settings_of_the_next_one_count(state):
    card = routine_of(replace(state, settings=FillSettings("telea"))).card(FillCard)
    assert card.method in ("telea", "auto")


def test_a_mark_that_was_taken_off_is_estimated_anew(state):
    bare = replace(state, review=Review())
    with pytest.raises(RoutineError, match="there is nothing to do to others alike"):
        routine_of(bare)
    marked = fill("unblend")
    marked = replace(marked, recipe=replace(marked.recipe, mark=(object(),)))
    routine = routine_of(replace(bare, fills=(marked,)))
    assert routine.card(MarksCard) == MarksCard()
    assert routine.card(FindCard) is None
