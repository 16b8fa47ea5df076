"""A job on a Dask cluster: each waiting picture is one task, which any worker that sees the job's folder takes.

Claims, ledger and proof are those of any worker, so that `work JOB` may run on the same folder at the same time.
"""

import threading
import time
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from inpaint_studio.installation import how_to_add
from inpaint_studio.sentence import say
from inpaint_studio.work.jobs.claims import EXPIRY, Claims
from inpaint_studio.work.jobs.entry import Entry
from inpaint_studio.work.jobs.job import Job, JobError, open_job
from inpaint_studio.work.jobs.ledger import Ledger
from inpaint_studio.work.jobs.marking import JobMarks, job_marks
from inpaint_studio.work.jobs.settling import Settled, settle
from inpaint_studio.work.jobs.states import STATES
from inpaint_studio.work.jobs.worker import add_pictures
from inpaint_studio.work.jobs.workers import Worker
from inpaint_studio.work.routines.piece import Tools

_RETRIES = 3  # by the cluster, of a task whose worker died
_OPEN = tuple(state.key for state in STATES.values() if state.is_open)


def run_on_dask(job: Job, address: str) -> Iterator[Entry]:
    """What the cluster's workers settle, as they do. Raises JobError without the package or the cluster, OSError."""
    try:
        from distributed import Client, as_completed
    except ImportError as error:
        raise JobError(say("Dask is not installed. {how}", how=how_to_add("farm"))) from error
    me = Worker.here()
    with Ledger(job.folder, me) as ledger:
        for _ in add_pictures(job, ledger, Claims(job.claims, me)):
            pass
        todo = ledger.keys_in(*_OPEN)
    try:
        client = Client(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise JobError(
            say("There is no Dask scheduler at {address}: {reason}.", address=address, reason=error)
        ) from error
    with client:
        tasks = client.map(work_on, [str(job.folder)] * len(todo), todo, pure=False, retries=_RETRIES)
        for _, line in as_completed(tasks, loop=client.loop, with_results=True):
            if line is not None:
                yield Entry.from_line(line)


def work_on(folder: str, key: str) -> bytes | None:
    """The task: one picture, in whatever process of whatever machine. Its line; None where it is settled already."""
    job, ledger, claims, tools, name = _kit(folder, threading.get_ident())
    until = time.monotonic() + 2 * EXPIRY
    while True:
        for value in settle(job, key, ledger, claims, tools, name):
            if isinstance(value, Settled):
                return value.entry.to_line()
        ledger.refresh()
        if not STATES[ledger.state(key)].is_open or time.monotonic() > until:
            return None
        time.sleep(1.0)  # a worker that died has it, until its claim expires


@lru_cache(maxsize=64)
def _kit(folder: str, thread: int) -> tuple[Job, Ledger, Claims, Tools, str]:
    """Opened once in each thread of a worker: nets stay loaded."""
    job, me = open_job(Path(folder)), Worker.here()
    ledger, claims, tools = Ledger(job.folder, me), Claims(job.claims, me), Tools(threads=1)
    for value in job_marks(job, ledger, claims):
        if isinstance(value, JobMarks):
            tools.mark_of = value
    return job, ledger, claims, tools, me.name
