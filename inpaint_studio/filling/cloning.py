"""Fills that are painted by hand: a stroke of the clone or heal brush becomes one, or joins the one before.

Each stroke is an undo step. Strokes with one source join into one fill, as in other programs they lie on one layer: a
face of 200 dabs is a row or two in the panel, is hidden and faded as one (two fills of half strength would show where
they overlap), and is made anew by another method as one hole. The recipe keeps each stroke's coverage and offset, and
`made_again` lays them in their order, each on what the ones before have made: the same samples bit for bit.

Imports no torch until something is healed.
"""

import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

import inpaint_studio
from inpaint_studio.editing.band_samples import legal
from inpaint_studio.editing.cloning import can_join, covered_by, joined, source_of
from inpaint_studio.editing.fills import Fill, HandStroke, Recipe, Setting, composite
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Mask, Picture, Pixels
from inpaint_studio.editing.unknown import unknown_of
from inpaint_studio.filling.request import FillRequest, FillResult
from inpaint_studio.sentence import Sentence, say


@dataclass(frozen=True)
class HandMethod:
    """What a fill that is painted by hand is called."""

    key: str
    title: Sentence
    tip: Sentence


BY_HAND: Mapping[str, HandMethod] = MappingProxyType(
    {
        "clone": HandMethod("clone", say("Clone"), say("Painted by hand: copied from elsewhere in the picture")),
        "heal": HandMethod(
            "heal", say("Heal"), say("Painted by hand: copied from elsewhere, in the colours of the surroundings")
        ),
    }
)


# Of a fill that took a mark off: `unblend.inversion` makes it, and makes it again.
UNBLEND = HandMethod(
    "unblend", say("Un-blend"), say("A semi-transparent mark taken off: what was left of the photograph under it")
)
MADE_OTHERWISE: Mapping[str, HandMethod] = MappingProxyType({**BY_HAND, UNBLEND.key: UNBLEND})


def with_stroke(
    picture: Picture, fills: tuple[Fill, ...], stroke: HandStroke, method: str, settings: Mapping[str, Setting]
) -> tuple[Fill, ...]:
    """The fills with a stroke laid on them: on the last one where that was painted from the same source."""
    last = fills[-1] if fills else None
    joins = (
        last is not None
        and bool(last.recipe.strokes)
        and (last.recipe.method, dict(last.recipe.settings)) == (method, dict(settings))
        and can_join(last, covered_by(stroke)[0])
    )
    below, before = (fills[:-1], last) if joins else (fills, None)
    rect, pixels, coverage = _laid(picture, below, before, stroke, method)
    strokes = (*(before.recipe.strokes if before is not None else ()), stroke)
    fill_id = before.id if before is not None else uuid.uuid4().hex
    return *below, Fill(fill_id, rect, pixels, coverage, _recipe(method, settings, strokes, rect))


def made_again(request: FillRequest) -> FillResult:
    """The strokes of a request laid anew, on the picture and the fills below as they are now."""
    started = time.perf_counter()
    fill: Fill | None = None
    done: tuple[HandStroke, ...] = ()
    for stroke in request.strokes:
        rect, pixels, coverage = _laid(request.picture, request.fills, fill, stroke, request.method)
        done = (*done, stroke)
        fill_id = uuid.uuid4().hex if fill is None else fill.id
        fill = Fill(fill_id, rect, pixels, coverage, _recipe(request.method, request.settings, done, rect))
    return FillResult((fill,) if fill is not None else (), time.perf_counter() - started)


def _laid(
    picture: Picture, below: tuple[Fill, ...], before: Fill | None, stroke: HandStroke, method: str
) -> tuple[Rect, Pixels, Mask]:
    """Rectangle, samples and coverage of a fill with one stroke more."""
    rect, coverage = covered_by(stroke)
    fills, offset = (below if before is None else (*below, before)), (stroke.dx, stroke.dy)
    coverage = _without_unknown(picture, fills, rect, coverage, offset)
    if method == "heal":
        over = _healed(picture, fills, rect, coverage, offset)
    else:
        over, _ = source_of(picture, fills, rect, offset)
    return joined(before, rect, over, coverage)


def _without_unknown(
    picture: Picture, fills: tuple[Fill, ...], rect: Rect, coverage: Mask, offset: tuple[int, int]
) -> Mask:
    """The coverage, without what would be copied from samples that the file does not determine."""
    there = rect.translate(*offset)
    inside = there.clip(picture.size)
    unknown = None if inside.is_empty else unknown_of(picture, fills, inside)
    if unknown is None:
        return coverage
    copied = coverage.copy()
    copied[inside.inside(there).slices][unknown] = 0
    return copied


def _healed(picture: Picture, fills: tuple[Fill, ...], rect: Rect, coverage: Mask, offset: tuple[int, int]) -> Pixels:
    from inpaint_studio.filling.healing import MARGIN, healed
    from inpaint_studio.model.nets.device import use_threads

    use_threads(None)
    area = rect.grow(MARGIN).clip(picture.size)
    here = rect.inside(area).slices
    over, inside = source_of(picture, fills, area, offset)
    hole = np.zeros_like(inside)
    hole[here] = coverage > 0
    for part, at in ((area, (0, 0)), (area.translate(*offset).clip(picture.size), offset)):
        unknown = None if part.is_empty else unknown_of(picture, fills, part)
        if unknown is not None:  # it tells of no colour, neither here nor where it is copied from
            inside[part.translate(-at[0], -at[1]).inside(area).slices] &= ~unknown
    made = healed(composite(picture, fills, area), over, inside, hole, picture.has_alpha)[here]
    for number, band in enumerate(picture.bands):
        made[:, :, number] = legal(made[:, :, number].astype(np.float64), band, made.dtype)
    return made


def _recipe(method: str, settings: Mapping[str, Setting], strokes: tuple[HandStroke, ...], rect: Rect) -> Recipe:
    settings = MappingProxyType(dict(settings))
    return Recipe(
        method,
        settings=settings,
        crop=rect,
        version=inpaint_studio.__version__,
        requested_method=method,
        guides=(),
        strokes=strokes,
    )
