"""Filling the planes of a run, one after the other, as a job for a worker."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from inpaint_studio.editing.fills import Fill, Setting
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.mask import bounds
from inpaint_studio.editing.picture import Mask
from inpaint_studio.editing.state import State
from inpaint_studio.files.memory.elsewhere import stored
from inpaint_studio.filling.methods import needs_planes
from inpaint_studio.filling.request import FillError, FillRequest, FillResult
from inpaint_studio.sentence import say
from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.document.jobs import FillJob, Preparing

_BATCH_BYTES = 16 << 20  # of samples that wait in memory to be written to a file together


@dataclass(frozen=True, eq=False)
class RunRequest:
    """What is to be filled: the holes of these planes, as they are marked in the state."""

    state: State  # with the mask of its plane
    planes: tuple[int, ...]  # ascending, each with a hole
    method: str
    seed: int
    settings: Mapping[str, Setting]
    checkpoint: Path | None
    run: str  # id that the fills share
    folder: Path | None = None  # where samples lie until they are wanted; None = the system's temporary folder
    in_plane: str = "auto"  # the method for what no other plane shows
    replaced: Mapping[int, tuple[Fill, ...]] = field(default_factory=dict)  # by plane: those that are made anew


@dataclass(frozen=True, eq=False)
class PlaneFilled:
    """One plane of a run is filled."""

    plane: int
    rect: Rect  # of the hole
    mask: Mask
    fills: tuple[Fill, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class PlaneFailed:
    """One plane could not be filled; the others go on."""

    plane: int
    error: Exception


RunValue = PlaneFilled | PlaneFailed | None
FillRun = Callable[[RunRequest, FillJob], Iterator[RunValue]]


def fill_run(request: RunRequest, fill_one: FillJob) -> Iterator[RunValue]:
    """Fill the planes of a run: from what their neighbours show where the method is that, else each by itself.

    None is a moment to leave at. Raises FillError, and PictureError where a plane that is needed cannot be read.
    """
    return fill_from_neighbours(request) if needs_planes(request.method) else fill_each(request, fill_one)


def fill_from_neighbours(request: RunRequest) -> Iterator[RunValue]:
    """Fill from other planes, and what none of them shows by the method in the plane."""
    from inpaint_studio.filling import film, scenes  # which import scipy

    yield None  # before the engine is made, which may take seconds
    in_planes = film.RunRequest.of(
        request.state,
        request.planes,
        request.in_plane,
        checkpoint=request.checkpoint,
        seed=request.seed,
        settings=dict(request.settings),
    )
    store = _Store(request.folder)
    for value in scenes.find_cuts(in_planes.stack.planes, in_planes.planes):
        yield None
        if not isinstance(value, scenes.Looked):
            in_planes = replace(in_planes, cuts=value)
    for step in film.fill_run(in_planes, jobs.engine()):
        hole = hole_on(request.state, step.plane)
        if hole is None:
            continue
        if step.error is not None:
            yield PlaneFailed(step.plane, step.error)
            continue
        fills = _of_run(request, step.plane, step.fills)
        store.put(fills)
        yield PlaneFilled(step.plane, *hole, fills, step.notes)
    store.end()


def fill_plane_from_neighbours(request: RunRequest, rect: Rect, mask: Mask) -> Iterator[FillResult | Preparing]:
    """The same of one hole of one plane, as any other fill."""
    from inpaint_studio.filling import film
    from inpaint_studio.filling.stack_window import PlacedMask

    yield Preparing("library")
    (plane,) = request.planes
    whole = film.RunRequest.of(
        request.state,
        (plane,),
        request.in_plane,
        checkpoint=request.checkpoint,
        seed=request.seed,
        settings=dict(request.settings),
    )
    hole = PlacedMask(rect, mask)
    one = replace(whole, mask=lambda other: hole if other == plane else whole.mask(other))
    for step in film.fill_run(one, jobs.engine()):
        if step.error is not None:
            raise step.error
        yield FillResult(tuple(replace(fill, run="") for fill in step.fills), step.seconds, step.notes)


def fill_each(request: RunRequest, fill_one: FillJob) -> Iterator[RunValue]:
    """Each plane by itself, by the method. None is a moment to leave at. Raises FillError where no plane is marked.

    What planes look like, their fills and guidance are the state's; nothing is changed.
    """
    store = _Store(request.folder)
    for plane in request.planes:
        try:
            state = request.state.turned(request.state.stack.picture(plane))
            hole = hole_of(state)
            if hole is None:
                continue
            rect, mask = hole
            result: FillResult | None = None
            for value in fill_one(_asked(request, state, rect, mask)):
                result = value if isinstance(value, FillResult) else result
                yield None
            if result is None:
                raise FillError(say("Nothing was filled."))
            fills = _of_run(request, plane, result.fills)
            store.put(fills)
            yield PlaneFilled(plane, rect, mask, fills, result.notes)
        except Exception as error:  # told to the person; one plane that cannot be read does not end a run of thousands
            yield PlaneFailed(plane, error)
    store.end()


def in_place_of(old: tuple[Fill, ...], new: tuple[Fill, ...]) -> tuple[Fill, ...]:
    """New fills of a plane as those that they replace: with their ids, as much to be seen of them, of the same run."""
    if not old:
        return new
    ids = [fill.id for fill in old]
    visible, strength, run = old[0].visible, old[0].strength, old[0].run
    out = []
    for number, fill in enumerate(new):
        id = ids[number] if number < len(ids) else fill.id
        is_so = (fill.id, fill.visible, fill.strength, fill.run) == (id, visible, strength, run)
        # The same one where it is so already: its samples may be on their way from memory to a file.
        out.append(fill if is_so else replace(fill, id=id, visible=visible, strength=strength, run=run))
    return tuple(out)


def _of_run(request: RunRequest, plane: int, fills: tuple[Fill, ...]) -> tuple[Fill, ...]:
    return in_place_of(request.replaced.get(plane, ()), tuple(replace(fill, run=request.run) for fill in fills))


def _asked(request: RunRequest, state: State, rect: Rect, mask: Mask) -> FillRequest:
    sources = state.sources
    return FillRequest(
        state.picture,
        state.fills,
        rect,
        mask,
        request.method,
        request.checkpoint,
        request.seed,
        None if sources is None else sources.unpack(),
        state.guides,
        state.guidance.dropped,
        dict(request.settings),
        flaws=state.review.flaws(),
        layers=state.review.layers(),
    )


def hole_on(state: State, plane: int) -> tuple[Rect, Mask] | None:
    """The same of any plane."""
    if plane == state.plane:
        return hole_of(state)
    mask = state.on(plane).unpacked_mask(state.size)
    rect = bounds(mask)
    return None if rect.is_empty else (rect, mask[rect.slices].copy())


def hole_of(state: State) -> tuple[Rect, Mask] | None:
    """Where the plane in memory is marked, and a copy of that."""
    rect = bounds(state.mask)
    return None if rect.is_empty else (rect, state.mask[rect.slices].copy())


class _Store:
    """Has the samples of fills lie in files instead of memory, many in each: a long run is larger than that."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._waiting: list[Fill] = []
        self._nbytes = 0

    def put(self, fills: tuple[Fill, ...]) -> None:
        self._waiting += fills
        self._nbytes += sum(fill.pixels.nbytes + fill.coverage.nbytes for fill in fills)
        if self._nbytes >= _BATCH_BYTES:
            self.end()

    def end(self) -> None:
        """Write what waits. On a disk that is full it stays in memory."""
        fills, self._waiting, self._nbytes = self._waiting, [], 0
        arrays = [array for fill in fills for array in (fill.pixels, fill.coverage)]
        if not arrays:
            return
        try:
            there = stored(arrays, self._folder)
        except OSError:
            return
        for number, fill in enumerate(fills):
            fill.hold(there[2 * number], there[2 * number + 1])
