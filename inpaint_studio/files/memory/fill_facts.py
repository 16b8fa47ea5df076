"""Fills, guides, sources and settings as JSON facts, without samples: for journals and projects."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from inpaint_studio.editing.fills import Fill, HandStroke, Recipe
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.guidance import ORIGINS, Guidance, Guide, Guides, SourceRegion
from inpaint_studio.editing.marks import PLANES
from inpaint_studio.editing.picture import Mask, Pixels
from inpaint_studio.editing.state import FillSettings, State
from inpaint_studio.editing.tiles import PackedTiles


def fill_facts(fill: Fill) -> dict[str, Any]:
    """All of a fill but its samples, its sources, what its strokes cover and a mark, for JSON."""
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
        **({"guides": None} if recipe.guides is None else _guide_facts(recipe.guides)),
        "strokes": [[one.dx, one.dy, one.radius, one.hardness, one.opacity] for one in recipe.strokes],
        **({"run": fill.run} if fill.run else {}),
    }


def fill_from(
    facts: dict[str, Any],
    pixels: Pixels,
    coverage: Mask,
    sources: PackedTiles | None = None,
    covered: Sequence[PackedTiles] = (),
) -> Fill:
    """The inverse of `fill_facts`. Raises ValueError, KeyError or TypeError for other content.

    covered: by each of its strokes, and then the planes of a mark that was taken off.
    """
    strokes = facts.get("strokes", ())
    painted, mark = covered[: len(strokes)], tuple(covered[len(strokes) :])
    if len(mark) not in (0, PLANES):
        raise ValueError("a mark lacks planes")
    recipe = Recipe(
        facts["method"],
        facts["checkpoint"],
        int(facts["seed"]),
        dict(facts["settings"]),
        Rect(*facts["crop"]),
        facts["version"],
        str(facts.get("asked", "")),
        _guides_from(facts),
        sources,
        tuple(_stroke_from(*parts) for parts in zip(strokes, painted, strict=True)),
        mark,
    )
    rect = Rect(*(int(value) for value in facts["rect"]))
    visible, strength = bool(facts["visible"]), float(facts["strength"])
    return Fill(facts["id"], rect, pixels, coverage, recipe, visible, strength, str(facts.get("run", "")))


def laid_facts(state: State, number_of: Callable[[PackedTiles | None], int | None]) -> dict[str, Any]:
    """The guidance and settings of a state, and which planes' damage was marked, for JSON.

    number_of: the number of an area, which is stored separately.
    """
    settings = state.settings
    facts = {
        **guidance_facts(state.guidance, number_of),
        "settings": {"method": settings.method, "checkpoint": settings.checkpoint, "values": dict(settings.values)},
    }
    return {**facts, "damage_marked": sorted(state.damage_marked)} if state.damage_marked else facts


def with_laid(state: State, facts: dict[str, Any], area: Callable[[int], PackedTiles]) -> State:
    """The state with the content of `laid_facts`. Raises ValueError, KeyError or TypeError for other content."""
    values = facts["settings"]
    checkpoint = values["checkpoint"]
    settings = FillSettings(
        str(values["method"]), None if checkpoint is None else str(checkpoint), dict(values["values"])
    )
    marked = frozenset(map(int, facts.get("damage_marked", ())))
    return replace(state, guidance=guidance_from(facts, area), settings=settings, damage_marked=marked)


def _stroke_from(facts: Sequence[float], coverage: PackedTiles) -> HandStroke:
    dx, dy, radius, hardness, opacity = facts
    if coverage.is_empty:
        raise ValueError("a stroke covers nothing")
    return HandStroke(int(dx), int(dy), coverage, float(radius), float(hardness), float(opacity))


def guidance_facts(guidance: Guidance, number_of: Callable[[PackedTiles | None], int | None]) -> dict[str, Any]:
    """Guide lines and source regions, for JSON.

    "guides" and "sources" are as in version 0.2.0, which knew bare polylines and one region: all that are visible.
    "guide_facts" and "regions" stand beside them where there is more to say.
    """
    facts = {**_guide_facts(guidance.guides), "sources": number_of(guidance.sources)}
    if len(guidance.regions) > 1 or not all(region.visible for region in guidance.regions):
        facts["regions"] = [[number_of(region.area), region.visible] for region in guidance.regions]
    return facts


def guidance_from(facts: dict[str, Any], area: Callable[[int], PackedTiles]) -> Guidance:
    """The content of `guidance_facts`. Raises ValueError, KeyError or TypeError for other content."""
    number = facts.get("sources")
    entries = facts.get("regions", [] if number is None else [[number, True]])
    regions = tuple(SourceRegion(area(int(at)), bool(visible)) for at, visible in entries)
    return Guidance(_guides_from(facts) or (), regions)


def _guide_facts(guides: Guides) -> dict[str, Any]:
    facts: dict[str, Any] = {"guides": [[list(point) for point in guide.points] for guide in guides]}
    if any(guide != Guide(guide.points) for guide in guides):
        facts["guide_facts"] = [
            {"plane": g.plane, "source": g.source, "probability": g.probability, "visible": g.visible} for g in guides
        ]
    return facts


def _guides_from(facts: dict[str, Any]) -> Guides | None:
    points = facts.get("guides")
    if points is None:
        return None
    lines = [tuple((float(x), float(y)) for x, y in line) for line in points]
    if not all(math.isfinite(value) for line in lines for point in line for value in point) or not all(lines):
        raise ValueError("a guide leads nowhere")
    return tuple(_guide(*of) for of in zip(lines, facts.get("guide_facts", [{}] * len(lines)), strict=True))


def _guide(points: tuple[tuple[float, float], ...], facts: dict[str, Any]) -> Guide:
    guide = Guide(
        points,
        int(facts.get("plane", 0)),
        facts.get("source", "person"),
        float(facts.get("probability", 1.0)),
        bool(facts.get("visible", True)),
    )
    if guide.source not in ORIGINS or guide.plane < 0 or not 0 <= guide.probability <= 1:
        raise ValueError("a guide that cannot be")
    return guide
