"""The card that takes a semi-transparent mark off: one that is known, or the one that the pictures have in common."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

from inpaint_studio.files.saving.mark_files import SUFFIX, read_logo, read_mark
from inpaint_studio.options import Option
from inpaint_studio.sentence import say
from inpaint_studio.work.marks import Cleaned, LeftAlone, unmarked
from inpaint_studio.work.routines.facts import RoutineError, facts_of, options_from_facts
from inpaint_studio.work.routines.piece import CardKind, Event, MarkInUse, Piece, Tools


@dataclass(frozen=True)
class MarksCard:
    """Which mark is taken off."""

    mark: Annotated[
        str,
        Option(
            say("Mark"),
            tip=say("NAME.mark.png or the mark's own file with transparency; empty: estimated from the pictures"),
        ),
    ] = ""
    fills_lost: Annotated[
        bool, Option(say("Fill what is lost"), tip=say("Under what the mark hides altogether nothing can be restored"))
    ] = True
    needs_mark: Annotated[
        bool,
        Option(say("Only pictures that have it"), tip=say("Others are skipped; else they go on to the next card")),
    ] = True

    def known(self) -> MarkInUse | None:
        """The mark of the file; None where it is to be estimated. Raises PictureError."""
        if not self.mark:
            return None
        path = Path(self.mark)
        return MarkInUse(read_mark(path) if self.mark.casefold().endswith(SUFFIX) else read_logo(path))


def _run(piece: Piece, card: MarksCard, tools: Tools) -> Iterator[Event | Piece]:
    mark: MarkInUse | str | None = tools.mark_of(piece.picture) if tools.mark_of is not None else card.known()
    if mark is None:
        mark = say("A mark is estimated from several pictures; give its file for a single one.")
    if not isinstance(mark, MarkInUse):
        yield _without(piece, card, mark)
        return
    path = piece.item.picture
    for step in unmarked(piece.picture, path, mark.mark, mark.is_shifted, card.fills_lost, tools.engine()):
        match step:
            case LeftAlone(_, message):
                yield _without(piece, card, message)
            case Cleaned():
                fall = round(100 * step.residue.fall)
                note = say("The mark was taken off; {fall} % of its edges are gone.", fall=fall)
                settings = step.fills[0].recipe.settings
                facts = {
                    "mark": settings["mark"],
                    "shift": [round(one, 3) for one in step.shift],
                    "edges_before": round(step.residue.before, 4),
                    "edges_after": round(step.residue.after, 4),
                    "filled_pixels": step.filled,
                }
                yield replace(
                    piece,
                    fills=(*piece.fills, *step.fills),
                    notes=(*piece.notes, note),
                    facts={**piece.facts, "marks": facts},
                )
            case _:
                yield step


def _without(piece: Piece, card: MarksCard, message: str) -> Piece:
    if card.needs_mark:
        return replace(piece, end="skipped", message=message)
    return replace(piece, notes=(*piece.notes, message))


def _describe(card: MarksCard) -> str:
    if card.mark:
        return say("The mark of {name} is taken off.", name=Path(card.mark).name)
    return say("The mark that pictures of one size have in common is estimated and taken off.")


def _from_facts(facts: object) -> Any:
    return options_from_facts(MarksCard, facts, "marks")


def _check(card: MarksCard) -> None:
    if card.mark and not Path(card.mark).is_file():
        raise RoutineError(say("{path} does not exist.", path=card.mark))


CARD = CardKind(
    "marks",
    say("Take a mark off"),
    say("A semi-transparent mark is inverted, so that what was there comes back"),
    MarksCard,
    _run,
    _describe,
    facts_of,
    _from_facts,
    _check,
    order=10,
)
