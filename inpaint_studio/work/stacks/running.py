"""A stack from its files to its output: opened and checked, filled with any number of processes, saved."""

import json
import os
import subprocess
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inpaint_studio import children
from inpaint_studio.editing.picture import Mask
from inpaint_studio.files.saving.writing import SaveOptions
from inpaint_studio.files.stacks.kind import OpenPlanes
from inpaint_studio.files.stacks.masks import read_masks
from inpaint_studio.files.stacks.opening import open_planes
from inpaint_studio.files.stacks.saving import DEFAULTS
from inpaint_studio.sentence import say
from inpaint_studio.work.jobs.claims import Claims, heart
from inpaint_studio.work.jobs.crew import ONE_THREAD, end_workers
from inpaint_studio.work.jobs.workers import Worker
from inpaint_studio.work.stacks.job import StackError, StackJob, begin, end, open_job
from inpaint_studio.work.stacks.joining import Saving, StackSaved, check_output, save_results
from inpaint_studio.work.stacks.results import Results
from inpaint_studio.work.stacks.segments import read_division
from inpaint_studio.work.stacks.working import Waits, WorkEvent, fill_segments

if TYPE_CHECKING:
    from inpaint_studio.filling.engine import Engine

_SAVING = "saving"  # the claim of whoever saves


@dataclass(frozen=True, eq=False)
class Opened:
    """A stack that can be filled as its job says."""

    job: StackJob
    planes: OpenPlanes
    masks: Mapping[int, Mask]
    sentences: tuple[str, ...]  # what will become of the planes

    @property
    def notes(self) -> tuple[str, ...]:
        return self.planes.notes


def open_stack(job: StackJob) -> Opened:
    """Open stack and masks, and check all that would make the job fail at its end.

    Raises StackError or PictureError, a sentence; nothing was written.
    """
    for path in (job.source, job.mask):
        if not path.exists():
            raise StackError(say("{path} does not exist.", path=path))
    planes = open_planes(job.source)
    if planes is None:
        raise StackError(
            say("{name} holds a single picture. Fill it without the flags for stacks.", name=job.source.name),
            wrong_call=True,
        )
    job.planes(len(planes.places))
    masks = read_masks(job.mask, planes)
    return Opened(job, planes, masks, check_output(job, planes, masks))


def fill_stack(
    opened: Opened,
    workers: int = 1,
    options: SaveOptions = DEFAULTS,
    engine: "Callable[[StackJob], Engine] | None" = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Generator[WorkEvent | Saving | StackSaved, None, None]:
    """Fill and save. Closing it keeps what is done, and the same job goes on with that. Where the same call runs twice
    one of the two saves.

    workers: processes, this one included; others may join from other machines by `work FOLDER`.  engine: None = of
    this program.  Raises FillError, PictureError, SaveError or StackError, a sentence, and OSError.
    """
    job = opened.job
    begin(job)
    with _crew(job, workers - 1):
        yield from fill_segments(job, opened.planes, opened.masks, (engine or _engine)(job), sleep=sleep)
    claims = Claims(job.claims, Worker.here())
    while job.folder.exists():
        claim = claims.take(_SAVING)
        if claim is None:
            yield Waits()
            sleep(1.0)
            continue
        try:
            with heart(claim):
                division = read_division(job.folder)
                assert division is not None
                fills = Results(job.folder, [segment.name for segment in division.segments])
                for number, value in enumerate(save_results(job, opened.planes, fills, options)):
                    yield value
                    if number % 32 == 0:
                        fills.release_memory()
            end(job)
        finally:
            claim.release()


def join_in(folder: Path, engine: "Callable[[StackJob], Engine] | None" = None) -> Generator[WorkEvent, None, None]:
    """Fill segments of a stack that another process has begun, and saves. Raises as `fill_stack`."""
    opened = open_stack(open_job(folder))
    yield from fill_segments(opened.job, opened.planes, opened.masks, (engine or _engine)(opened.job))


def report_of(job: StackJob, saved: StackSaved, seconds: float) -> bytes:
    """What was done, as JSON, for a file."""
    facts: dict[str, Any] = {
        "stack": str(job.source),
        "mask": str(job.mask),
        "output": str(saved.path),
        "planes": saved.planes,
        "filled": saved.changed,
        "exact": saved.exact,
        "method": job.method,
        "seed": job.seed,
        "seconds": round(seconds, 2),
        "notes": [str(note) for note in saved.notes],
    }
    return json.dumps(facts, indent=2).encode()


def _engine(job: StackJob) -> "Engine":
    from inpaint_studio.filling.engine import Engine

    return Engine(device=job.device, checkpoint=job.checkpoint)


@contextmanager
def _crew(job: StackJob, count: int) -> Iterator[None]:
    """So many processes that work on the job, for the time of the block. One that dies leaves its segment to others."""
    crew: list[Any] = []
    try:
        for _ in range(count):
            crew.append(
                subprocess.Popen(
                    [*children.program(), "work", str(job.folder)],
                    env={**os.environ, **ONE_THREAD},
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            )
        yield
    finally:
        end_workers(crew)
