"""Repair of one picture: open, fill by its mask, save and report."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from inpaint_studio.editing.fills import Setting
from inpaint_studio.editing.mask import bounds
from inpaint_studio.files.infrared import AUTO, InfraredRule
from inpaint_studio.files.reading import read_mask, read_picture
from inpaint_studio.files.saving.loss import saving_loss
from inpaint_studio.files.saving.writing import save_picture
from inpaint_studio.filling.request import FillProgress, FillRequest, FillResult
from inpaint_studio.sentence import say
from inpaint_studio.work.pairing import Pair

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
    infrared: InfraredRule = AUTO,
) -> Iterator[Planned | FillProgress | Repaired]:
    """Fill the picture of a pair and write it to its output.

    Raises PictureError, FillError or CheckpointError, sentences; then nothing was written.
    """
    picture = read_picture(pair.picture, infrared=infrared)
    saving_loss(picture, pair.output)  # fails early where the output cannot be saved
    reading = read_mask(pair.mask, picture.size)
    mask = reading.mask
    rect = bounds(mask)
    result = FillResult(fills=(), seconds=0.0, notes=(say("Nothing is painted in the mask."),))
    plan = None
    if not rect.is_empty:
        request = FillRequest(picture, (), rect, mask[rect.slices].copy(), method=method, seed=seed, settings=settings)
        plan = engine.plan(request)
        yield Planned(plan)
        for value in engine.fill(request, plan):
            match value:
                case FillProgress():
                    yield value
                case FillResult():
                    result = value
    saved = save_picture(picture, result.fills, pair.output)
    notes = (*picture.notes, *reading.notes, *result.notes, *saved.notes)
    report = _report(pair, plan, result, int(np.count_nonzero(mask)))
    yield Repaired(notes, {**report, "notes": [*reading.notes, *result.notes]})


def _report(pair: Pair, plan: "Plan | None", result: FillResult, painted: int) -> dict[str, Any]:
    """`plan` is None where nothing was painted."""
    return {
        "picture": str(pair.picture),
        "mask": str(pair.mask),
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
