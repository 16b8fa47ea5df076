"""OpenCV's Navier-Stokes."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from inpaint_studio.filling import costs
from inpaint_studio.filling.method import Answer, Ask, Hole, Method
from inpaint_studio.options import NoOptions
from inpaint_studio.sentence import say

if TYPE_CHECKING:
    from inpaint_studio.filling.crops import Crop


def _fill(crop: "Crop", hole: Hole, ask: Ask) -> Iterator[Answer | None]:
    from inpaint_studio.filling import classic

    yield Answer(
        classic.navier_stokes(crop.colours, crop.hole, deep=ask.is_data or crop.pixels.dtype != np.uint8),
        "navier-stokes",
    )


METHOD = Method(
    "navier-stokes",
    say("Navier–Stokes"),
    say("OpenCV's, to compare with"),
    stages=("membrane", "exemplar"),
    cost=costs.membrane,  # its own cost is negligible
    fill=_fill,
    is_offered=False,
    order=80,
    data_options=NoOptions,
)
