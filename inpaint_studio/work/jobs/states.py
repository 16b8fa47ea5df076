"""States of a picture in a job, in the order in which lists and reports name them."""

from dataclasses import dataclass

from inpaint_studio.registry import Registry
from inpaint_studio.sentence import say


@dataclass(frozen=True)
class State:
    """A row of the table."""

    key: str  # in ledgers
    title: str  # a message
    is_open: bool = False  # whether a worker takes such a picture
    is_live: bool = False  # while a worker has it: in its claim, not in the ledger
    number: int = 0  # in snapshots of the ledger, for good


STATES: Registry[State] = Registry()
for _row in (
    State("waiting", say("Waiting"), is_open=True, number=1),
    State("finding", say("Finding"), is_live=True),
    State("filling", say("Filling"), is_live=True),
    State("to-review", say("To review"), number=2),
    State("decided", say("Decided"), is_open=True, number=3),
    State("done", say("Done"), number=4),
    State("skipped", say("Skipped"), number=5),
    State("failed", say("Failed"), number=6),
    State("parked", say("Parked"), number=7),
):
    STATES.register(_row)

BY_NUMBER = {state.number: state for state in STATES.values() if state.number}
