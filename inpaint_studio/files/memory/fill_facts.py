"""Fills, guides, sources and settings as JSON facts, without samples: for journals and projects."""

import math
from dataclasses import replace
from typing import Any

from inpaint_studio.editing.fills import Fill, Guides, Recipe
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Mask, Pixels
from inpaint_studio.editing.state import FillSettings, State
from inpaint_studio.editing.tiles import PackedTiles


def fill_facts(fill: Fill) -> dict[str, Any]:
    """All of a fill but its samples and sources, for JSON."""
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
    }


def fill_from(facts: dict[str, Any], pixels: Pixels, coverage: Mask, sources: PackedTiles | None = None) -> Fill:
    """The inverse of `fill_facts`. Raises ValueError, KeyError or TypeError for other content."""
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
    )
    rect = Rect(*(int(value) for value in facts["rect"]))
    return Fill(facts["id"], rect, pixels, coverage, recipe, bool(facts["visible"]), float(facts["strength"]))


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


def _guide_lists(guides: Guides) -> list[list[list[float]]]:
    return [[list(point) for point in line] for line in guides]


def _guides_from(lists: list[list[list[float]]] | None) -> Guides | None:
    if lists is None:
        return None
    guides = tuple(tuple((float(x), float(y)) for x, y in line) for line in lists)
    if not all(math.isfinite(value) for line in guides for point in line for value in point):
        raise ValueError("a guide leads nowhere")
    return guides
