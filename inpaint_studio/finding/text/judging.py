"""How sure a line is text, and whether it was laid over the photograph: logistic weights of its measures.

Those with the net's opinion were fitted on training photographs, as `tests/benchmarks/fit_text.py` does; the others,
for where there is no net, were set by hand.
"""

import math
from collections.abc import Mapping

from inpaint_studio.finding.text.lines import MEASURES

Weights = Mapping[str, float]

_TEXT: Weights = {"": -10.6, "heat": 5.8, "other heat": 1.3, "fit": 2.0, "long": 4.6, "written": 3.6}  # "": constant
_TEXT_WITHOUT: Weights = {"": -8.2, "heat": 6, "other heat": 3, "fit": 4, "even": 2, "long": 3}
_LAID: Weights = {"": -2.6, "written": 2.8, "straight": 1.2, "pure": 0.4}
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
