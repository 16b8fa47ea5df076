"""Filling a stack shot by shot, on any number of processes: each shot is claimed, filled, and written to a file."""

import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.mask import bounds
from inpaint_studio.editing.picture import Mask
from inpaint_studio.editing.stack import Planes, Stack
from inpaint_studio.filling.film import RunRequest, RunStep, fill_run
from inpaint_studio.filling.request import FillRequest, FillResult
from inpaint_studio.filling.scenes import Looked
from inpaint_studio.sentence import say
from inpaint_studio.work.jobs.claims import Claim, Claims, heart
from inpaint_studio.work.jobs.workers import Worker
from inpaint_studio.work.stacks import results
from inpaint_studio.work.stacks.job import StackError, StackJob
from inpaint_studio.work.stacks.results import ShotWriter
from inpaint_studio.work.stacks.shots import Division, Shot, divide, read_division, write_division

if TYPE_CHECKING:
    from inpaint_studio.filling.engine import Engine

_DIVISION = "division"  # the claim of whoever looks for cuts
_PATIENCE = 3  # workers that may die of one shot
_PAUSE = 1.0  # seconds between two looks at what others do


@dataclass(frozen=True)
class Divided:
    """What there is to do, and how much of it was done before."""

    division: Division
    done: int  # planes


@dataclass(frozen=True)
class PlaneDone:
    """One plane is filled."""

    plane: int
    done: int  # planes of the whole stack that are filled, others' finished shots included
    total: int
    seconds_left: float  # of the whole, by the planes so far and by how many work on it
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Waits:
    """Others have what is left in hand."""


WorkEvent = Looked | Divided | PlaneDone | Waits


class PlaneFilled(Protocol):
    """What is used of a step of a run."""

    @property
    def plane(self) -> int: ...
    @property
    def fills(self) -> tuple[Fill, ...]: ...
    @property
    def notes(self) -> tuple[str, ...]: ...


def fill_shots(
    job: StackJob,
    planes: Planes,
    masks: Mapping[int, Mask],
    engine: "Engine",
    *,
    worker: Worker | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Generator[WorkEvent, None, None]:
    """Work until every shot is done, by whomever. Closing it gives back the shot in hand.

    Raises FillError, PictureError or StackError, a sentence, and OSError for the folder; all shots that are done stay.
    """
    claims = Claims(job.claims, worker or Worker.here())
    division = None
    for value in _division(job, planes, masks, claims, sleep):
        if isinstance(value, Division):
            division = value
        else:
            yield value
    assert division is not None
    total = division.planes
    pace = _Pace()
    yield Divided(division, total - _planes(_left(job, division)))
    while job.folder.exists() and (left := _left(job, division)):  # who has saved removes it
        taken = False
        held = claims.held()
        # What is left in claims may be of workers that died: those are tried when nothing else is left.
        for shot in [shot for shot in left if shot.name not in held] or left:
            if results.is_done(job.folder, shot.name) or (claim := claims.take(shot.name, shot.name)) is None:
                continue
            taken = True
            try:
                if results.is_done(job.folder, shot.name):
                    continue
                _refuse_deadly(claim, shot)
                before = total - _planes(_left(job, division))
                with heart(claim), closing(_filled(job, planes, masks, engine, shot, division.cuts)) as steps:
                    for number, step in enumerate(steps, 1):
                        claim.note_now_and_then("filling", number / len(shot.planes), 5.0)
                        pace.count(len(claims.running()) if number % 16 == 1 else None)
                        done = before + number
                        yield PlaneDone(step.plane, done, total, pace.left(total - done), step.notes)
            finally:
                claim.release()
        if not taken:
            yield Waits()
            sleep(_PAUSE)


class _Pace:
    """How long the rest will take."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._planes, self._workers = 0, 1

    def count(self, workers: int | None) -> None:
        """One more plane. workers: how many are at it now; None = as before."""
        self._planes += 1
        self._workers = self._workers if workers is None else max(1, workers)

    def left(self, planes: int) -> float:
        return (time.monotonic() - self._began) / self._planes * max(0, planes) / self._workers


def _planes(shots: list[Shot]) -> int:
    return sum(len(shot.planes) for shot in shots)


def _left(job: StackJob, division: Division) -> list[Shot]:
    return [shot for shot in division.shots if not results.is_done(job.folder, shot.name)]


def _division(
    job: StackJob, planes: Planes, masks: Mapping[int, Mask], claims: Claims, sleep: Callable[[float], None]
) -> Iterator[Looked | Waits | Division]:
    """As another worker has found it, or found here."""
    while (division := read_division(job.folder)) is None:
        claim = claims.take(_DIVISION)
        if claim is None:
            yield Waits()
            sleep(_PAUSE)
            continue
        try:
            with heart(claim):
                for value in divide(job, planes, masks):
                    if isinstance(value, Division):
                        write_division(job.folder, value)
                    else:
                        yield value
        finally:
            claim.release()
    yield division


def _refuse_deadly(claim: Claim, shot: Shot) -> None:
    if claim.deaths >= _PATIENCE:
        first, last = shot.planes[0] + 1, shot.planes[-1] + 1
        raise StackError(
            say(
                "{count} processes ended in the middle of the planes {first}-{last}, perhaps for want of memory. Fill "
                "them with fewer at once, or with --method membrane.",
                count=claim.deaths,
                first=first,
                last=last,
            )
        )


def _filled(
    job: StackJob, planes: Planes, masks: Mapping[int, Mask], engine: "Engine", shot: Shot, cuts: tuple[int, ...]
) -> Generator[PlaneFilled, None, None]:
    """Fill a shot; its results count once it is through."""
    results.sweep(job.folder, shot.name)
    writer = ShotWriter(job.folder, shot.name)
    try:
        shown = planes.picture(shot.planes[0])
        stack = Stack(shown, planes)
        steps: Iterator[PlaneFilled]
        if job.is_run:
            request = RunRequest(
                stack,
                shot.planes,
                masks.get,
                cuts=cuts,
                in_plane=job.in_plane,
                checkpoint=job.checkpoint,
                seed=job.seed,
                settings=job.settings,
            )
            steps = fill_run(request, engine)
        else:
            steps = _one_by_one(job, stack, shot.planes, masks, engine)
        for step in steps:
            if isinstance(step, RunStep) and step.error is not None:
                raise step.error
            writer.put(step.plane, step.fills)
            yield step
        writer.finish()
    finally:
        writer.close()


@dataclass(frozen=True)
class _ByItself:
    """A plane that was filled without the others."""

    plane: int
    fills: tuple[Fill, ...]
    notes: tuple[str, ...]


def _one_by_one(
    job: StackJob, stack: Stack, planes: tuple[int, ...], masks: Mapping[int, Mask], engine: "Engine"
) -> Iterator[PlaneFilled]:
    for plane in planes:
        mask = masks[plane]
        rect = bounds(mask)
        if rect.is_empty:
            continue
        request = FillRequest(
            stack.picture(plane),
            (),
            rect,
            mask[rect.slices].copy(),
            job.method,
            job.checkpoint,
            job.seed,
            settings=job.settings,
        )
        for value in engine.fill(request):
            if isinstance(value, FillResult):
                yield _ByItself(plane, value.fills, value.notes)
