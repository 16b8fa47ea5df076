"""The card that fills what is marked: by which method, checkpoint, settings and seed."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np

from inpaint_studio.editing.mask import bounds
from inpaint_studio.filling.request import FillError, FillProgress, FillRequest, FillResult
from inpaint_studio.options import Option
from inpaint_studio.sentence import reason, say
from inpaint_studio.work.checkpoints import checkpoint_path
from inpaint_studio.work.routines.facts import RoutineError, checked_object, facts_of, options_from_facts, with_facts
from inpaint_studio.work.routines.piece import CardKind, Event, Part, Piece, Planned, Tools

if TYPE_CHECKING:
    from inpaint_studio.filling.plan import Plan


@dataclass(frozen=True)
class FillCard:
    """How what is marked is filled."""

    method: Annotated[str, Option(say("Method"))] = "auto"  # a key of `methods.METHODS`
    checkpoint: Annotated[
        str, Option(say("Checkpoint"), tip=say("A file, or the name of a shipped one; empty: the shipped one"))
    ] = ""
    seed: Annotated[int, Option(say("Seed"), 0, 2**31 - 1)] = 0
    settings: Any = None  # options of the method, of its own kind; None = its defaults

    def values(self) -> Mapping[str, Any]:
        """The settings as a request has them."""
        if self.settings is None:
            return {}
        return dict(self.settings) if isinstance(self.settings, Mapping) else asdict(self.settings)

    def checkpoint_file(self) -> Path | None:
        """Raises WorkError where there is none of that name."""
        return checkpoint_path(self.checkpoint) if self.checkpoint else None


def _run(piece: Piece, card: FillCard, tools: Tools) -> Iterator[Event | Piece]:
    picture, mask = piece.picture, piece.mask
    rect = bounds(mask)
    nothing: list[str] = [say("Nothing is painted in the mask.")] if piece.item.mask is not None else []
    result = FillResult(fills=(), seconds=0.0, notes=(*nothing, *piece.nothing))
    plan = None
    if not rect.is_empty:
        engine = tools.engine(card.checkpoint_file())
        request = FillRequest(
            picture,
            piece.fills,
            rect,
            mask[rect.slices].copy(),
            method=card.method,
            seed=card.seed,
            settings=card.values(),
            flaws=piece.review.flaws(),
            layers=piece.review.layers(),
        )
        plan = engine.plan(request)
        yield Planned(plan)
        for value in engine.fill(request, plan):
            match value:
                case FillProgress():
                    yield value
                case FillResult():
                    result = value
    facts = _facts(plan, result, int(np.count_nonzero(mask)))
    yield replace(
        piece,
        fills=(*piece.fills, *result.fills),
        notes=(*piece.notes, *result.notes),
        facts={**facts, **piece.facts},
    )


def _facts(plan: "Plan | None", result: FillResult, painted: int) -> dict[str, Any]:
    """`plan` is None where nothing was marked."""
    return {
        "painted_pixels": painted,
        "planned": {
            "regions": len(plan.regions) if plan else 0,
            "tiles": plan.calls if plan else 0,
            "seconds": round(plan.seconds, 3) if plan else 0.0,
            "megabytes": round(plan.megabytes, 1) if plan else 0.0,
        },
        "seconds": round(result.seconds, 3),
        "fills": [
            {
                "rect": list(fill.rect),
                "method": fill.recipe.method,
                "checkpoint": fill.recipe.checkpoint,
                "seed": fill.recipe.seed,
                "settings": dict(fill.recipe.settings),
            }
            for fill in result.fills
        ],
    }


def _describe(card: FillCard) -> str:
    from inpaint_studio.filling.methods import METHODS

    title = METHODS[card.method].title if card.method in METHODS else card.method
    checkpoint = card.checkpoint or say("the shipped checkpoint")
    return say(
        "What is marked is filled by the method “{method}”, with {checkpoint} and the seed {seed}.",
        method=title,
        checkpoint=checkpoint,
        seed=card.seed,
    )


def _to_facts(card: FillCard) -> dict[str, Any]:
    facts = facts_of(card)
    if card.settings is not None:
        is_mapping = isinstance(card.settings, Mapping)
        facts["settings"] = dict(card.settings) if is_mapping else facts_of(card.settings)
    return facts


def _from_facts(facts: object) -> FillCard:
    values = checked_object(facts, "fill")
    settings = values.pop("settings", None)
    card: FillCard = with_facts(FillCard(), values, "fill")
    if settings is None:
        return card
    return replace(card, settings=options_from_facts(_method(card.method).options, settings, card.method))


def _method(key: str) -> Any:
    from inpaint_studio.filling.methods import method_of

    try:
        return method_of(key)
    except FillError as error:
        raise RoutineError(reason(error)) from error


def _rows() -> dict[str, tuple[str, type]]:
    from inpaint_studio.filling.methods import offered_methods

    return {one.key: (one.title, one.options) for one in offered_methods()}


def _with_method(card: FillCard, chosen: tuple[tuple[str, Any], ...]) -> FillCard:
    ((method, settings),) = chosen
    return replace(card, method=method, settings=settings)


def _check(card: FillCard) -> None:
    _method(card.method)
    card.checkpoint_file()


CARD = CardKind(
    "fill",
    say("Fill"),
    say("What is marked is filled"),
    FillCard,
    _run,
    _describe,
    _to_facts,
    _from_facts,
    _check,
    order=40,
    parts=(Part(say("Method"), _rows, lambda card: ((card.method, card.settings),), _with_method, field="method"),),
)
