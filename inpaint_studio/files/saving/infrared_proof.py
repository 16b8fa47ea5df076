"""Whether a saved picture holds the scanner's infrared of the original, sample for sample."""

from typing import Literal

import numpy as np

from inpaint_studio.editing.picture import Picture
from inpaint_studio.files.infrared import InfraredRule
from inpaint_studio.files.origin import origin_of
from inpaint_studio.sentence import say

Verdict = Literal["", "same", "missing", "differs"]  # "": the original has none, or has it in a file of its own


def rule_for_result(before: Picture) -> InfraredRule:
    """How the result is to be read, so that the same channel is infrared in both."""
    origin = origin_of(before)
    is_inside = before.infrared is not None and (origin is None or origin.infrared != "file")
    return InfraredRule("yes" if is_inside else "no")


def compared(before: Picture, after: Picture) -> Verdict:
    if before.infrared is None or rule_for_result(before).choice == "no":
        return ""
    if after.infrared is None:
        return "missing"
    same = before.infrared.dtype == after.infrared.dtype and np.array_equal(before.infrared, after.infrared)
    return "same" if same else "differs"


def sentence(verdict: Verdict) -> str:
    """What is said of it; "" = nothing."""
    match verdict:
        case "same":
            return say("The scanner's infrared is the original's, sample for sample.")
        case "missing":
            return say("The scanner's infrared is missing in the result.")
        case "differs":
            return say("The scanner's infrared differs from the original's.")
        case _:
            return ""
