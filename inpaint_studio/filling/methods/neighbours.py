"""Other planes of a stack: `neighbours` fills runs of planes, not one picture; this is its row in the table."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from inpaint_studio.filling import costs
from inpaint_studio.filling.method import Answer, Ask, Hole, Method, Needs
from inpaint_studio.options import NoOptions
from inpaint_studio.sentence import say

if TYPE_CHECKING:
    from inpaint_studio.filling.crops import Crop


def _fill(crop: "Crop", hole: Hole, ask: Ask) -> Iterator[Answer | None]:
    raise AssertionError("plan refuses a single picture, and runs go through `film.fill_run`")


METHOD = Method(
    "neighbours",
    say("Neighbours"),
    say("What the planes before and after show, moved to where it belongs"),
    stages=("membrane", "exemplar"),
    cost=costs.membrane,
    fill=_fill,
    needs=Needs(planes=True),
    order=90,
    data_options=NoOptions,
)
