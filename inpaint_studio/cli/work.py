"""`inpaint-studio work`: the waiting pictures of a job, by processes of this machine or on a Dask cluster."""

import argparse
import contextlib
import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from inpaint_studio.cli.command import DONE, JOB_FAILED, Command, WrongCall
from inpaint_studio.terminal import Progress

if TYPE_CHECKING:
    from inpaint_studio.work.jobs.entry import Entry
    from inpaint_studio.work.jobs.job import Job


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("job", metavar="JOB", help="the folder of a job, or of a stack that `fill` is at")
    parser.add_argument(
        "--workers", type=int, metavar="N", help="processes; default: as many as there are cores and memory"
    )
    parser.add_argument("--watch", action="store_true", help="go on looking for new pictures, until Ctrl+C")
    parser.add_argument("--dask", metavar="ADDRESS", help="on the workers of this scheduler, e.g. tcp://farm:8786")
    parser.add_argument("--here", action="store_true", help="in this process alone, which nobody replaces if it dies")
    parser.add_argument("--no-listing", action="store_true", help="take what the job lists; look for no new pictures")
    parser.add_argument(
        "--stay", action="store_true", help="with --here: also while nothing waits, until its starter ends"
    )


def _run(arguments: argparse.Namespace) -> int:
    from inpaint_studio.work.jobs.job import check_job, open_job
    from inpaint_studio.work.stacks.job import is_stack_job

    if arguments.workers is not None and arguments.workers < 1:
        raise WrongCall(f"--workers is {arguments.workers}; it is 1 or more.")
    if arguments.dask is not None and (arguments.here or arguments.watch or arguments.workers is not None):
        raise WrongCall("--dask has workers of its own: leave --here, --watch and --workers out.")
    if is_stack_job(Path(arguments.job)):
        with _ending():
            return _on_stack(Path(arguments.job))
    job = open_job(Path(arguments.job))
    check_job(job)
    with _ending():
        if arguments.dask is not None:
            return _on_dask(job, arguments.dask)
        if arguments.here:
            return _here(job, arguments)
        return _crew(job, arguments)


def _crew(job: "Job", arguments: argparse.Namespace) -> int:
    from inpaint_studio.work.jobs.crew import Counts, Crewed, Died, run_crew
    from inpaint_studio.work.jobs.entry import Entry
    from inpaint_studio.work.jobs.listing import Added

    workers = arguments.workers or os.cpu_count() or 1
    failed = False
    progress: Progress | None = None
    with contextlib.closing(run_crew(job, workers, watches=arguments.watch or job.watches)) as values:
        for value in values:
            match value:
                case Added(new, again):
                    if new or again:
                        print(f"{new} pictures were added, {again} are to be done once more.")
                case Crewed(count, wanted):
                    if count < wanted:
                        print(f"inpaint-studio: {count} of {wanted} workers: memory allows no more.", file=sys.stderr)
                case Died(code):
                    print(f"inpaint-studio: a worker ended with code {code}; another one goes on.", file=sys.stderr)
                case Counts(counts, _):
                    total = sum(counts.values())
                    progress = progress or Progress(total)
                    progress.show(total - counts.get("waiting", 0) - counts.get("decided", 0))
                case Entry():
                    failed |= value.state in ("failed", "parked")
                    _tell(value, progress)
    return _ended(job, failed)


def _here(job: "Job", arguments: argparse.Namespace) -> int:
    from inpaint_studio.work.jobs.settling import Settled
    from inpaint_studio.work.jobs.worker import Waits, run_worker

    failed, starter = False, os.getppid()
    values = run_worker(job, lists=not arguments.no_listing, watches=arguments.watch or arguments.stay)
    with contextlib.closing(values) as steps:
        for value in steps:
            match value:
                case Settled(entry):
                    failed |= entry.state in ("failed", "parked")
                    _tell(entry, None)
                case Waits() if arguments.stay and os.getppid() != starter:
                    break
    # For whoever started it, a failed picture is no death of the worker.
    return DONE if arguments.no_listing else _ended(job, failed)


def _on_dask(job: "Job", address: str) -> int:
    from inpaint_studio.work.jobs.farm import run_on_dask

    failed = False
    for entry in run_on_dask(job, address):
        failed |= entry.state in ("failed", "parked")
        _tell(entry, None)
    return _ended(job, failed)


def _on_stack(folder: Path) -> int:
    """Shots of a stack that `fill` has begun; the process that began it saves them."""
    from inpaint_studio.cli.stack_flags import show
    from inpaint_studio.work.stacks.running import join_in
    from inpaint_studio.work.stacks.working import PlaneDone

    with contextlib.closing(join_in(folder)) as values:
        count = sum(isinstance(value, PlaneDone) for value in show(values))
    print(f"{count} planes were filled here.")
    return DONE


def _tell(entry: "Entry", progress: Progress | None) -> None:
    if progress is not None:
        progress.clear()
    reason = f": {entry.message}" if entry.message else f" ({entry.seconds:.1f} s)" if entry.state == "done" else ""
    print(f"{entry.key}: {entry.state}{reason}", flush=True)


def _ended(job: "Job", failed: bool) -> int:
    from inpaint_studio.work.jobs.ledger import Ledger

    counts = Ledger(job.folder).counts()
    print(", ".join(f"{count} {state}" for state, count in counts.items()) + ".")
    return JOB_FAILED if failed else DONE


@contextlib.contextmanager
def _ending() -> Iterator[None]:
    """SIGTERM ends as Ctrl+C does: what is in hand is given back."""

    def on_signal(number: int, _: object) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, on_signal)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


COMMAND = Command(
    "work",
    "work on the waiting pictures of a job, on any number of machines",
    _add_arguments,
    _run,
    epilog="Start it on every machine that sees the folder: each picture is taken once. Ctrl+C gives back what is in "
    "hand; started again it goes on.",
)
