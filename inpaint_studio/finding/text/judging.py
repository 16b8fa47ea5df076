"""How sure a line is text, and whether it was laid over the photograph: logistic weights of its measures."""

import math
from collections.abc import Mapping

from inpaint_studio.finding.text.lines import MEASURES

_TEXT: Mapping[str, float] = {"heat": 6, "other heat": 3, "fit": 4, "even": 2, "long": 3}
_TEXT_BIAS = -8.2
_LAID: Mapping[str, float] = {"even": 5, "pure": 3, "straight": 3}
_LAID_BIAS = -5.0


def confidence(values: tuple[float, ...]) -> float:
    """0 .. 1; .5 is where false lines are as rare as they should be. values: of `lines.MEASURES`."""
    return _logistic(values, _TEXT, _TEXT_BIAS)


def laid_over(values: tuple[float, ...]) -> float:
    """0 .. 1: how much it looks as drawn on a screen, rather than as a sign, a plate or a shirt of the scene."""
    return _logistic(values, _LAID, _LAID_BIAS)


def _logistic(values: tuple[float, ...], weights: Mapping[str, float], bias: float) -> float:
    total = bias + sum(weights.get(name, 0.0) * value for name, value in zip(MEASURES, values, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
