"""PyPatchMatch, with the grain of the surroundings."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from inpaint_studio.filling.costs import Rates
from inpaint_studio.filling.method import Answer, Ask, GrainOptions, Hole, Method, Needs
from inpaint_studio.sentence import say

if TYPE_CHECKING:
    from inpaint_studio.filling.crops import Crop


def _fill(crop: "Crop", hole: Hole, ask: Ask) -> Iterator[Answer | None]:
    from inpaint_studio.filling import classic
    from inpaint_studio.filling.copying import NO_SOURCE

    if not (~crop.hole & ~ask.barred).any():
        yield NO_SOURCE
        return
    filled = classic.patchmatch(crop.colours, crop.hole, ask.barred, ask.seed)
    yield Answer(crop.grained(filled, hole, ask.grain, ask.seed), "patchmatch")


METHOD = Method(
    "patchmatch",
    say("PatchMatch"),
    say("PyPatchMatch on the hole and its surroundings"),
    stages=("membrane", "exemplar"),
    cost=Rates(hole_pixel=25e-6, reach_pixel=3.5e-6),
    fill=_fill,
    needs=Needs(source=True),
    order=60,
    options=GrainOptions,
)
