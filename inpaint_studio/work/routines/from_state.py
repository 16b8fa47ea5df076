"""A routine from what a person did: the finders, the filter and the fills of a document, for other pictures."""

from collections import Counter

from inpaint_studio.editing.fills import Fill, Setting
from inpaint_studio.editing.state import State
from inpaint_studio.filling.methods import METHODS, needs_planes
from inpaint_studio.finding.finders import FINDERS
from inpaint_studio.options import options_from
from inpaint_studio.sentence import say
from inpaint_studio.work.routines.cards.fill import FillCard
from inpaint_studio.work.routines.cards.find import FindCard, FinderChoice
from inpaint_studio.work.routines.cards.marks import MarksCard
from inpaint_studio.work.routines.cards.review import ReviewCard
from inpaint_studio.work.routines.cards.save import SaveCard
from inpaint_studio.work.routines.facts import RoutineError
from inpaint_studio.work.routines.routine import Routine


def routine_of(state: State, title: str = "", save: SaveCard | None = None) -> Routine:
    """The routine that does to other pictures what was done to this one.

    Finders and filter come from the review, method, settings and seed from the fill that covers most, a mark from a
    fill that took one off: it is estimated anew from the pictures. Sizes in pixels are relative to this picture's.
    What was painted by hand belongs to this picture and is left out.
    Raises RoutineError where nothing of it can be done to another picture.
    """
    cards: list[object] = []
    review = state.review
    sources = [key for key in FINDERS if any(one.source == key for one in review.findings)]
    if any(fill.recipe.mark for fill in state.fills):
        cards.append(MarksCard())
    if sources:
        by = review.filter
        find = FindCard(
            by.sensitivity,
            by.smallest,
            by.margin,
            by.side,
            reference=max(state.size),
            finders=tuple(FinderChoice(key, FINDERS[key].options()) for key in sources),
            without=by.without,
        )
        cards += [find, ReviewCard(), _fill_card(state)]
    if not cards:
        raise RoutineError(
            say("No finder was used on this picture and no mark taken off: there is nothing to do to others alike.")
        )
    return Routine((*cards, save or SaveCard(edit_note=True)), title)


def _fill_card(state: State) -> FillCard:
    fills = [fill for fill in state.fills if fill.visible and _fits(_method(fill))]
    if not fills:
        method, values, seed = state.settings.method, state.settings.values, 0
    else:
        cover: Counter[str] = Counter()
        for fill in fills:
            cover[_method(fill)] += fill.rect.area
        method = cover.most_common(1)[0][0]
        largest = max((fill for fill in fills if _method(fill) == method), key=lambda fill: fill.rect.area)
        # An automatic line belongs to its hole: whether lines are looked for is the person's setting, not the recipe's.
        values = {**largest.recipe.settings, **_lines(state)}
        seed = largest.recipe.seed
    if not _fits(method):
        method = "auto"
    options = options_from(METHODS[method].options, values)
    return FillCard(method, state.settings.checkpoint or "", seed, options)


def _fits(method: str) -> bool:
    """Whether a routine can use it: it is done to one picture at a time."""
    return method in METHODS and not needs_planes(method)


def _method(fill: Fill) -> str:
    return fill.recipe.requested_method or fill.recipe.method


def _lines(state: State) -> dict[str, Setting]:
    return {"lines": state.settings.values.get("lines", True)}
