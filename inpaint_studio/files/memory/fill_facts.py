"""Facts of a fill: all of it but its samples, as journals and projects write it down."""

import math
from typing import Any

from inpaint_studio.editing.fills import Fill, Guides, Recipe
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Mask, Pixels
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
        "asked": recipe.asked,
        "guides": None if recipe.guides is None else [[list(point) for point in line] for line in recipe.guides],
    }


def fill_from(facts: dict[str, Any], pixels: Pixels, coverage: Mask, sources: PackedTiles | None = None) -> Fill:
    """The fill that `fill_facts` described. Raises ValueError, KeyError or TypeError where it did not."""
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


def _guides_from(told: list[list[list[float]]] | None) -> Guides | None:
    if told is None:
        return None
    guides = tuple(tuple((float(x), float(y)) for x, y in line) for line in told)
    if not all(math.isfinite(value) for line in guides for point in line for value in point):
        raise ValueError("a guide leads nowhere")
    return guides
