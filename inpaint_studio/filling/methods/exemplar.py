"""The picture's own texture, copied at full sharpness."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from inpaint_studio.filling import costs
from inpaint_studio.filling.method import Answer, Ask, DataLineOptions, Hole, LineOptions, Method, Needs
from inpaint_studio.sentence import say

if TYPE_CHECKING:
    from inpaint_studio.filling.crops import Crop


def _fill(crop: "Crop", hole: Hole, ask: Ask) -> Iterator[Answer | None]:
    from inpaint_studio.filling.copying import fill

    return fill(crop, hole, ask)


METHOD = Method(
    "exemplar",
    say("Texture"),
    say("Copies the picture's own texture at full sharpness"),
    stages=("membrane", "exemplar"),
    cost=costs.exemplar,
    fill=_fill,
    needs=Needs(source=True, kernels=True),
    candidates=(0, 1, 2),
    order=40,
    options=LineOptions,
    data_options=DataLineOptions,
)
