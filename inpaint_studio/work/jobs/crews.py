"""Crews at work on a job: each says so in a file of its own, so that whoever opens the job sees them, and can end them.

`crews/NAME.1` is a claim as pictures have it, with signs of life: a crew on another machine counts as dead after a
minute without one, a dead process of this machine at once.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from inpaint_studio.work.jobs.claims import Claims, heart
from inpaint_studio.work.jobs.job import Job
from inpaint_studio.work.jobs.workers import Worker


@contextmanager
def at_work(job: Job, crew: Worker) -> Iterator[None]:
    """Say that a crew works on the job, for the time of the block. Raises OSError."""
    claims = _claims(job, crew)
    claims.sweep(lambda _: True)
    claim = claims.take(crew.name, crew.name)
    if claim is None:  # its name is its own
        yield
        return
    try:
        with heart(claim):
            yield
    finally:
        claim.release()


def crews(job: Job) -> tuple[Worker, ...]:
    """Those that work on the job now, on any machine."""
    return tuple(one.worker for one in _claims(job, Worker.here()).running())


def end_crew(crew: Worker) -> bool:
    """Ask a crew of this machine to give back what it has in hand and end. Returns whether it was asked."""
    if not crew.is_alive() or crew.pid == os.getpid():
        return False
    with suppress(OSError):
        os.kill(crew.pid, signal.SIGTERM)
        return True
    return False


def _claims(job: Job, worker: Worker) -> Claims:
    folder = job.folder / "crews"
    with suppress(OSError):
        folder.mkdir(exist_ok=True)
    return Claims(folder, worker)
