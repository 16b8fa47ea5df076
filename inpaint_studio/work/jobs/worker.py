"""A worker of a job: takes one waiting picture after the other, until none is left, or for ever in a hot folder."""

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass

from inpaint_studio.work.jobs.claims import Claims, claim_id
from inpaint_studio.work.jobs.job import Job
from inpaint_studio.work.jobs.ledger import Ledger
from inpaint_studio.work.jobs.listing import Added, Stillness, list_pictures
from inpaint_studio.work.jobs.marking import JobMarks, job_marks
from inpaint_studio.work.jobs.settling import Moved, Settled, settle
from inpaint_studio.work.jobs.states import STATES
from inpaint_studio.work.jobs.workers import Worker
from inpaint_studio.work.marks import Working
from inpaint_studio.work.routines.piece import Tools

LISTING = "listing"  # the claim of whoever lists the pictures
_OPEN = tuple(state.key for state in STATES.values() if state.is_open)
_PAUSE = 1.0  # seconds between two looks whether there is something to do again


@dataclass(frozen=True)
class Waits:
    """Nothing can be taken now: the job is paused, or others have what is left, or a hot folder is quiet."""

    is_paused: bool


WorkerEvent = Added | Working | Moved | Settled | Waits


def run_worker(
    job: Job,
    tools: Tools | None = None,
    *,
    worker: Worker | None = None,
    lists: bool = True,
    watches: bool = False,
    stillness: Stillness | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Generator[WorkerEvent, None, None]:
    """Work on a job until nothing waits. Any number of these run on one folder; closing it is asking it to end.

    tools: None = of this machine, with one thread.  lists: look for new pictures before.  watches: go on looking,
    for ever; what still changes is left until it has been still for a while.
    Raises OSError where the job's folder cannot be read or written; no picture makes it raise.
    """
    me = worker or Worker.here()
    claims = Claims(job.claims, me)
    mine = tools or Tools(threads=1)
    still = stillness or (Stillness() if watches else None)
    with Ledger(job.folder, me) as ledger:
        if lists:
            yield from add_pictures(job, ledger, claims, still)
        marks: JobMarks | None = None
        has_marks = False
        while True:
            ledger.refresh()
            if job.is_paused:
                yield Waits(True)
                sleep(_PAUSE)
                continue
            todo = ledger.keys_in(*_OPEN)
            if todo and not has_marks:
                for step in job_marks(job, ledger, claims):
                    if isinstance(step, Working):
                        yield step
                    else:
                        marks, has_marks = step, True
                if marks is not None:
                    mine.mark_of = marks
            settled = False
            for value in _first(job, todo, ledger, claims, mine, me.name):
                settled |= isinstance(value, Settled)
                yield value
            if settled:
                continue
            ledger.refresh()
            is_open = ledger.has(*_OPEN)
            if not is_open:
                claims.sweep(lambda key: key not in ledger or not STATES[ledger.state(key)].is_open)
            if not is_open and not watches:
                return
            yield Waits(False)
            sleep(_PAUSE)
            if watches and lists:
                yield from add_pictures(job, ledger, claims, still)


def _first(
    job: Job, todo: list[str], ledger: Ledger, claims: Claims, tools: Tools, name: str
) -> Iterator[Moved | Settled]:
    """Work on pictures in their order until the job is paused, leaving out what others had in a first look."""
    held = claims.held()
    free = [key for key in todo if claim_id(key) not in held] if held else todo
    # What is left in claims may be of workers that died: those are tried when nothing else is left.
    for key in free or todo:
        if not STATES[ledger.state(key)].is_open:
            continue  # another worker was faster
        with closing(settle(job, key, ledger, claims, tools, name)) as steps:
            yield from steps
        if job.is_paused:
            return


def add_pictures(job: Job, ledger: Ledger, claims: Claims, stillness: Stillness | None = None) -> Iterator[Added]:
    """List new pictures, unless another process is at it. Raises OSError."""
    claim = claims.take(LISTING)
    if claim is None:
        return
    try:
        ledger.refresh()
        yield from list_pictures(job, ledger, stillness)
    finally:
        claim.release()
