"""Adjustments as JSON facts: for journals and projects."""

import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from inpaint_studio.editing.adjustments import STEEPEST, Adjustment, Adjustments, Frame, Tone


def adjustment_facts(adjustments: Adjustments) -> list[dict[str, Any]]:
    """All of the adjustments, for JSON."""
    return [{"kind": _KINDS[type(one)], **asdict(one)} for one in adjustments]


def adjustments_from(facts: Sequence[dict[str, Any]]) -> Adjustments:
    """The content of `adjustment_facts`. Raises ValueError, KeyError or TypeError for other content."""
    return tuple(map(_adjustment_from, facts))


_KINDS: dict[type, str] = {Tone: "tone", Frame: "frame"}


def _adjustment_from(facts: dict[str, Any]) -> Adjustment:
    id, visible = str(facts["id"]), bool(facts["visible"])
    if facts["kind"] == "tone":
        low, high = (tuple(float(value) for value in facts[name]) for name in ("low", "high"))
        gamma = tuple(float(value) for value in facts.get("gamma", ()))  # none before 28 November 2026
        strength = float(facts["strength"])
        same = len(low) == len(high) in (1, 3) and all(above > below for below, above in zip(low, high, strict=True))
        if not same or not 0 <= strength <= 1 or not all(map(math.isfinite, (*low, *high))):
            raise ValueError("a tone is no curve")
        if gamma and (len(gamma) != len(low) or not all(0.1 <= value <= 10 for value in gamma)):
            raise ValueError("a tone is no curve")
        return Tone(id, low, high, strength, visible, gamma)
    if facts["kind"] != "frame":
        raise ValueError("an adjustment of no known kind")
    x, y, width, height, angle = (float(facts[name]) for name in ("x", "y", "width", "height", "angle"))
    if not all(map(math.isfinite, (x, y, width, height))) or min(width, height) < 0 or not abs(angle) <= STEEPEST:
        raise ValueError("a frame lies nowhere")
    return Frame(id, x, y, width, height, angle, visible)
