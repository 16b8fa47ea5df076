"""The picture's own texture, guided by the generator's fill."""

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
    "hybrid",
    say("Structure and texture"),
    say("The picture's own texture, guided by the generator"),
    stages=("membrane", "generator", "exemplar"),
    cost=costs.hybrid,
    fill=_fill,
    needs=Needs(generator="required", source=True, kernels=True),
    candidates=(0,),
    order=50,
    options=LineOptions,
    data_options=DataLineOptions,
)
