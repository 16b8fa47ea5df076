"""Filling a stack segment by segment, on any number of processes: each is claimed, filled, and written to a file."""

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
from inpaint_studio.work.stacks.damage import MasksAndDamage
from inpaint_studio.work.stacks.job import StackError, StackJob
from inpaint_studio.work.stacks.results import SegmentWriter
from inpaint_studio.work.stacks.segments import Division, Segment, divide, read_division, write_division

if TYPE_CHECKING:
    from inpaint_studio.filling.engine import Engine

_DIVISION = "division"  # the claim of whoever looks for cuts
_PATIENCE = 3  # workers that may die of one segment
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
    done: int  # planes of the whole stack that are filled, others' finished segments included
    total: int
    seconds_left: float  # of the whole, by the planes so far and by how many work on it
    notes: tuple[str, ...] = ()
    damage: tuple[str, ...] = ()  # what of the plane's file is damaged
    is_incomplete: bool = False  # a part of it, which was filled too


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


def fill_segments(
    job: StackJob,
    planes: Planes,
    masks: Mapping[int, Mask],
    engine: "Engine",
    *,
    worker: Worker | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Generator[WorkEvent, None, None]:
    """Work until every segment is done, by whomever. Closing it gives back the segment in hand. Segments of one scene
    are filled one after the other, those of different scenes at once.

    Raises FillError, PictureError or StackError, a sentence, and OSError for the folder; what is done stays.
    """
    claims = Claims(job.claims, worker or Worker.here())
    division = None
    for value in _division(job, planes, masks, claims, sleep):
        if isinstance(value, Division):
            division = value
        else:
            yield value
    assert division is not None
    masks = MasksAndDamage(masks, planes, division.damaged)
    total = division.planes
    pace = _Pace()
    yield Divided(division, total - _planes(_left(job, division)))
    while job.folder.exists() and (left := _left(job, division)):  # who has saved removes it
        claimed = _claimed(job, claims, left)
        if claimed is None:
            yield Waits()
            sleep(_PAUSE)
            continue
        segment, claim = claimed
        try:
            if results.is_done(job.folder, segment.name):
                continue
            _refuse_deadly(claim, segment)
            before, chain = total - _planes(left), division.longest_chain(left)
            pace.begin()
            with heart(claim), closing(_filled(job, planes, masks, engine, segment, division.cuts)) as steps:
                for number, step in enumerate(steps, 1):
                    claim.note_now_and_then("filling", number / len(segment.planes), 5.0)
                    pace.count(len(claims.running()) if number % 16 == 1 else None)
                    done = before + number
                    left_seconds = pace.left(total - done, chain - number)
                    damage = planes.picture(step.plane).damage  # cached: it was filled just now
                    is_incomplete = step.plane in division.damaged
                    yield PlaneDone(step.plane, done, total, left_seconds, step.notes, damage, is_incomplete)
        finally:
            claim.release()


def _claimed(job: StackJob, claims: Claims, left: list[Segment]) -> tuple[Segment, Claim] | None:
    """The first of these segments that nobody fills and that waits for no other; None where there is none."""
    waiting = {segment.name for segment in left}
    ready = [segment for segment in left if segment.after not in waiting]
    held = claims.held()
    # What is left in claims may be of workers that died: those are tried when nothing else is left.
    for segment in [segment for segment in ready if segment.name not in held] or ready:
        if results.is_done(job.folder, segment.name):
            continue
        claim = claims.take(segment.name, segment.name)
        if claim is not None:
            return segment, claim
    return None


class _Pace:
    """How long the rest will take."""

    def __init__(self) -> None:
        self._since, self._spent = time.monotonic(), 0.0
        self._planes, self._workers = 0, 1

    def begin(self) -> None:
        """Work begins, maybe after a wait."""
        self._since = time.monotonic()

    def count(self, workers: int | None) -> None:
        """One more plane. workers: how many are at it now; None = as before."""
        now = time.monotonic()
        self._spent, self._since = self._spent + now - self._since, now
        self._planes += 1
        self._workers = self._workers if workers is None else max(1, workers)

    def left(self, planes: int, chain: int) -> float:
        """chain: how many of them can only be filled one after the other."""
        return self._spent / self._planes * max(0, planes / self._workers, min(planes, chain))


def _planes(segments: list[Segment]) -> int:
    return sum(len(segment.planes) for segment in segments)


def _left(job: StackJob, division: Division) -> list[Segment]:
    return [segment for segment in division.segments if not results.is_done(job.folder, segment.name)]


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


def _refuse_deadly(claim: Claim, segment: Segment) -> None:
    if claim.deaths >= _PATIENCE:
        first, last = segment.planes[0] + 1, segment.planes[-1] + 1
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
    job: StackJob, planes: Planes, masks: Mapping[int, Mask], engine: "Engine", segment: Segment, cuts: tuple[int, ...]
) -> Generator[PlaneFilled, None, None]:
    """Fill a segment; its results count once it is through."""
    results.sweep(job.folder, segment.name)
    writer = SegmentWriter(job.folder, segment.name)
    try:
        shown = planes.picture(segment.planes[0])
        stack = Stack(shown, planes)
        steps: Iterator[PlaneFilled]
        if job.is_run:
            request = RunRequest(
                stack,
                segment.planes,
                masks.get,
                before=_border(job, segment),
                cuts=cuts,
                in_plane=job.in_plane,
                checkpoint=job.checkpoint,
                seed=job.seed,
                settings=job.settings,
            )
            steps = fill_run(request, engine)
        else:
            steps = _one_by_one(job, stack, segment.planes, masks, engine)
        for step in steps:
            if isinstance(step, RunStep) and step.error is not None:
                raise step.error
            writer.put(step.plane, step.fills)
            yield step
        writer.finish()
    finally:
        writer.close()


def _border(job: StackJob, segment: Segment) -> tuple[int, tuple[Fill, ...]] | None:
    """The last plane of the segment before, and its fills."""
    if not segment.after:
        return None
    fills = results.Results(job.folder, [segment.after])
    last = max(fills, default=None)
    return None if last is None else (last, fills[last])


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
