"""Fills, guides, sources and settings as JSON facts, without samples: for journals and projects."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from inpaint_studio.editing.fills import Fill, Guides, HandStroke, Recipe
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Mask, Pixels
from inpaint_studio.editing.state import FillSettings, State
from inpaint_studio.editing.tiles import PackedTiles


def fill_facts(fill: Fill) -> dict[str, Any]:
    """All of a fill but its samples, its sources and what its strokes cover, for JSON."""
    recipe = fill.recipe
    return {
        "id": fill.id,
        "rect": list(fill.rect),
        "visible": fill.visible,
        "strength": fill.strength,
        "method": recipe.method,
        "checkpoint": recipe.checkpoint,
        "seed": recipe.seed,
        "settings": dict(recipe.settings),
        "crop": list(recipe.crop),
        "version": recipe.version,
        "asked": recipe.requested_method,
        "guides": None if recipe.guides is None else _guide_lists(recipe.guides),
        "strokes": [[one.dx, one.dy, one.radius, one.hardness, one.opacity] for one in recipe.strokes],
    }


def fill_from(
    facts: dict[str, Any],
    pixels: Pixels,
    coverage: Mask,
    sources: PackedTiles | None = None,
    covered: Sequence[PackedTiles] = (),
) -> Fill:
    """The inverse of `fill_facts`. Raises ValueError, KeyError or TypeError for other content.

    covered: by each of its strokes.
    """
    recipe = Recipe(
        facts["method"],
        facts["checkpoint"],
        int(facts["seed"]),
        dict(facts["settings"]),
        Rect(*facts["crop"]),
        facts["version"],
        str(facts.get("asked", "")),
        _guides_from(facts.get("guides")),
        sources,
        tuple(_stroke_from(*parts) for parts in zip(facts.get("strokes", ()), covered, strict=True)),
    )
    rect = Rect(*(int(value) for value in facts["rect"]))
    return Fill(facts["id"], rect, pixels, coverage, recipe, bool(facts["visible"]), float(facts["strength"]))


def packed_of(fill: Fill) -> tuple[PackedTiles, ...]:
    """What is kept beside its facts and its samples: its sources, and what each of its strokes covers."""
    sources = fill.recipe.sources
    return *(() if sources is None else (sources,)), *(stroke.coverage for stroke in fill.recipe.strokes)


def laid_facts(state: State) -> dict[str, Any]:
    """The guides and settings of a state, for JSON; its sources are stored separately."""
    settings = state.settings
    return {
        "guides": _guide_lists(state.guides),
        "settings": {"method": settings.method, "checkpoint": settings.checkpoint, "values": dict(settings.values)},
    }


def with_laid(state: State, facts: dict[str, Any], sources: PackedTiles | None) -> State:
    """The state with the content of `laid_facts`. Raises ValueError, KeyError or TypeError for other content."""
    values = facts["settings"]
    checkpoint = values["checkpoint"]
    settings = FillSettings(
        str(values["method"]), None if checkpoint is None else str(checkpoint), dict(values["values"])
    )
    return replace(state, guides=_guides_from(facts["guides"]) or (), sources=sources, settings=settings)


def _stroke_from(facts: Sequence[float], coverage: PackedTiles) -> HandStroke:
    dx, dy, radius, hardness, opacity = facts
    if coverage.is_empty:
        raise ValueError("a stroke covers nothing")
    return HandStroke(int(dx), int(dy), coverage, float(radius), float(hardness), float(opacity))


def _guide_lists(guides: Guides) -> list[list[list[float]]]:
    return [[list(point) for point in line] for line in guides]


def _guides_from(lists: list[list[list[float]]] | None) -> Guides | None:
    if lists is None:
        return None
    guides = tuple(tuple((float(x), float(y)) for x, y in line) for line in lists)
    if not all(math.isfinite(value) for line in guides for point in line for value in point):
        raise ValueError("a guide leads nowhere")
    return guides
