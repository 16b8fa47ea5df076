"""How sure a line is text, and whether it was laid over the photograph: logistic weights of its measures.

Those with the net's opinion were fitted on training photographs, as `tests/benchmarks/fit_text.py` does; the others,
for where there is no net, were set by hand.
"""

import math
from collections.abc import Mapping

from inpaint_studio.finding.text.lines import MEASURES

Weights = Mapping[str, float]  # by measure; "": the constant

_TEXT: Weights = {"": -11.5, "heat": 4.3, "other heat": 2.3, "fit": 2.4, "long": 4.0, "written": 2.8, "seen": 3.9}
_TEXT_WITHOUT: Weights = {"": -8.2, "heat": 6, "other heat": 3, "fit": 4, "even": 2, "long": 3}
_LAID: Weights = {"": -3.5, "seen": 4.0, "straight": 1.4, "pure": 2.4}
_LAID_WITHOUT: Weights = {"": -5.0, "even": 5, "pure": 3, "straight": 3}


def confidence(values: tuple[float, ...], is_seen: bool) -> float:
    """0 .. 1; .5 is where false lines are as rare as they should be.

    values: of `lines.MEASURES`. is_seen: whether a net has looked at the line.
    """
    return _logistic(values, _TEXT if is_seen else _TEXT_WITHOUT)


def laid_over(values: tuple[float, ...], is_seen: bool) -> float:
    """0 .. 1: how much it looks as drawn on a screen, rather than as a sign, a plate or a shirt of the scene."""
    return _logistic(values, _LAID if is_seen else _LAID_WITHOUT)


def _logistic(values: tuple[float, ...], weights: Weights) -> float:
    total = weights[""] + sum(weights.get(name, 0.0) * value for name, value in zip(MEASURES, values, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
