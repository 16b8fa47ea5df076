"""Automatic choice: the generator's fill where it has the texture of its surroundings, else the picture's own texture,
guided by the generator where there is one; where a checkpoint has a trusted judge, the judge chooses."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from inpaint_studio.filling import costs
from inpaint_studio.filling.method import Answer, Ask, DataLineOptions, Hole, LineOptions, Method, Needs
from inpaint_studio.sentence import say

if TYPE_CHECKING:
    from inpaint_studio.filling.crops import Crop


def _fill(crop: "Crop", hole: Hole, ask: Ask) -> Iterator[Answer | None]:
    from inpaint_studio.filling.copying import as_needed, chosen

    return as_needed(crop, hole, ask) if ask.judge is None else chosen(crop, hole, ask, ask.judge)


METHOD = Method(
    "auto",
    say("Automatic"),
    say("Takes what suits the hole and its surroundings"),
    stages=("membrane", "generator", "exemplar"),
    cost=costs.hybrid,
    fill=_fill,
    needs=Needs(generator="optional", kernels=True),
    is_selective=True,
    order=10,
    options=LineOptions,
    data_options=DataLineOptions,
)
