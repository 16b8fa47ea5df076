"""Repair of one picture: open, fill by its mask and by what finders propose, save and report."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from inpaint_studio.editing.fills import Setting
from inpaint_studio.editing.findings import Review
from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.mask import bounds
from inpaint_studio.editing.picture import Mask
from inpaint_studio.files.infrared import AUTO, InfraredRule
from inpaint_studio.files.reading import read_mask, read_picture
from inpaint_studio.files.saving.loss import saving_loss
from inpaint_studio.files.saving.writing import SaveOptions, save_picture
from inpaint_studio.filling.request import FillProgress, FillRequest, FillResult
from inpaint_studio.finding.finder import Progress
from inpaint_studio.sentence import say
from inpaint_studio.work.pairing import Pair
from inpaint_studio.work.searching import Search, mask_of, review_of

if TYPE_CHECKING:
    from inpaint_studio.filling.engine import Engine
    from inpaint_studio.filling.plan import Plan


@dataclass(frozen=True, eq=False)
class Planned:
    """The plan, before the fill."""

    plan: "Plan"


@dataclass(frozen=True)
class Repaired:
    """The last value: the picture is saved."""

    notes: tuple[str, ...]  # messages for the person, one sentence each
    report: dict[str, Any]  # for a file: plain values


def repair(
    engine: "Engine",
    pair: Pair,
    method: str = "auto",
    seed: int = 0,
    settings: Mapping[str, Setting] = MappingProxyType({}),
    search: Search | None = None,
    infrared: InfraredRule = AUTO,
    page: int = 0,
    keep_identity: bool = False,
) -> Iterator[Progress | Planned | FillProgress | Repaired]:
    """Fill the picture of a pair and write it to its output. search: what it proposes is filled too.

    page: of the picture, from 0: a page, a frame, a slice.  keep_identity: see `SaveOptions`.
    Where there is nothing to fill, a copy is written and that is noted.
    Raises PictureError, FillError, GuestError or CheckpointError, sentences; then nothing was written.
    """
    picture = read_picture(pair.picture, page, infrared=infrared)
    saving_loss(picture, pair.output)  # fails early where the output cannot be saved
    mask, mask_notes = _mask_of(pair, picture.size)
    review = Review()
    for step in review_of(picture, search) if search is not None else ():
        if isinstance(step, Progress):
            mask_notes += (step.note,) if step.note else ()
            yield step
        else:
            review = step
            mask = np.maximum(mask, mask_of(review, picture.size))
    rect = bounds(mask)
    nothing: list[str] = [say("Nothing is painted in the mask.")] if pair.mask is not None else []
    nothing += [finder.nothing for finder in search.finders if finder.nothing] if search is not None else []
    result = FillResult(fills=(), seconds=0.0, notes=tuple(nothing))
    plan = None
    if not rect.is_empty:
        request = FillRequest(
            picture,
            (),
            rect,
            mask[rect.slices].copy(),
            method=method,
            seed=seed,
            settings=settings,
            flaws=review.flaws(),
            layers=review.layers(),
        )
        plan = engine.plan(request)
        yield Planned(plan)
        for value in engine.fill(request, plan):
            match value:
                case FillProgress():
                    yield value
                case FillResult():
                    result = value
    saved = save_picture(picture, result.fills, pair.output, SaveOptions(keep_identity=keep_identity))
    notes = (*picture.notes, *mask_notes, *result.notes, *saved.notes)
    report = _report(pair, plan, result, int(np.count_nonzero(mask)))
    if search is not None:
        report["finders"] = [finder.key for finder in search.finders]
        report["findings"] = dict(Counter(finding.kind for finding in review.accepted()))
    yield Repaired(notes, {**report, "notes": [*mask_notes, *result.notes]})


def _mask_of(pair: Pair, size: Size) -> tuple[Mask, tuple[str, ...]]:
    """The mask of a pair, an empty one where it has none, and the notes of reading it."""
    if pair.mask is None:
        return np.zeros((size.height, size.width), np.uint8), ()
    reading = read_mask(pair.mask, size)
    return reading.mask, tuple(reading.notes)


def _report(pair: Pair, plan: "Plan | None", result: FillResult, painted: int) -> dict[str, Any]:
    """`plan` is None where nothing was painted."""
    return {
        "picture": str(pair.picture),
        "mask": None if pair.mask is None else str(pair.mask),
        "output": str(pair.output),
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
