"""Jobs: the long work of the window, as generators for a Worker to walk. The one file of `ui` that reaches torch.

torch is imported inside functions and on worker threads only, so that the window is up before it is.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QThread

from inpaint_studio.editing.adjustments import Adjustments
from inpaint_studio.editing.document import Document, Precomputed
from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.guidance import Guides
from inpaint_studio.editing.history import History, Step
from inpaint_studio.editing.late_fills import LateFill
from inpaint_studio.editing.mask_levels import MaskLevels
from inpaint_studio.editing.mask_reading import MaskReading
from inpaint_studio.editing.picture import Mask, Picture, Pixels
from inpaint_studio.editing.stack import Planes, Stack
from inpaint_studio.editing.state import NamedMasks, State
from inpaint_studio.files import sandbox
from inpaint_studio.files.decoded import FirstLook
from inpaint_studio.files.infrared import AUTO, InfraredRule
from inpaint_studio.files.memory import project
from inpaint_studio.files.memory.project import SUFFIX as PROJECT_SUFFIX
from inpaint_studio.files.memory.project import open_project
from inpaint_studio.files.memory.stack_opening import decoded_near
from inpaint_studio.files.origin import origin_of
from inpaint_studio.files.reading import first_look, read_mask, read_picture
from inpaint_studio.files.saving import atomic
from inpaint_studio.files.saving.writing import SaveOptions, SaveReport, save_picture, write_mask
from inpaint_studio.files.stacks.kind import Opening as StackOpening
from inpaint_studio.files.stacks.opening import open_planes
from inpaint_studio.filling import cloning, warming
from inpaint_studio.filling.request import FillProgress, FillRequest, FillResult
from inpaint_studio.filling.warming import WarmingStage
from inpaint_studio.ui.canvas.display import Words, reduce_picture
from inpaint_studio.ui.document.candidate import follows_found_lines
from inpaint_studio.ui.document.shared_mask import SharedMask
from inpaint_studio.ui.document.stored_picture import thumbnail

if TYPE_CHECKING:
    from inpaint_studio.filling.engine import Engine

AT_ONCE = 2**22  # pixels of mask that may change between two frames: at most 3 ms
ComputeMask = Callable[[Mask], tuple[Rect, Mask] | None]
MakeStep = Callable[[Document], Step | LateFill | None]


@dataclass(frozen=True, eq=False)
class Opened:
    """A document that is ready to be shown."""

    path: Path | None  # None for a picture that never was a file
    document: Document
    levels: Mapping[int, Words]  # of the picture, for the Display
    mask_levels: MaskLevels
    source_levels: MaskLevels | None = None  # of where texture may come from; None = anywhere
    page: int = 0  # of the file
    thumbnail: Pixels | None = None


@dataclass(frozen=True, eq=False)
class PrecomputedChange:
    """A change that only has to be put in place: a step to be committed, or a position to jump to."""

    to: Step | int
    precomputed: Precomputed | None = None  # None where it is small enough to be done in place
    levels: MaskLevels | None = None  # of the precomputed mask
    late: LateFill | None = None  # where the step belongs in the history; None = on top


@dataclass(frozen=True)
class Preparing:
    """The engine is being made ready for the first fill."""

    stage: WarmingStage  # that begins


@dataclass(frozen=True)
class EngineReady:
    """torch is imported and the generator is loaded."""

    text: str  # what the engine runs on, e.g. "CPU, 1 thread"


@dataclass(frozen=True)
class Planned:
    """What a fill is expected to take, told before it begins."""

    regions: int
    seconds: float
    megabytes: float  # at its peak, above what the picture and the mask hold already


@dataclass(frozen=True)
class FoundLines:
    """Structure lines round a hole of which nobody has decided."""

    followed: Guides = ()  # by a fill, unasked
    offered: Guides = ()


@dataclass(frozen=True)
class Judged:
    """How natural the checkpoint's discriminator finds a candidate."""

    score: float  # higher is better; compare within one hole alone


FillValue = Preparing | Planned | FillProgress | FillResult
FillJob = Callable[[FillRequest], Iterator[FillValue]]
JudgeJob = Callable[[FillRequest, tuple[Fill, ...]], float | None]


def open_picture(
    path: Path,
    history_bytes: int,
    page: int = 0,
    masks: Sequence[SharedMask] = (),
    infrared: InfraredRule = AUTO,
    of_series: Path | None = None,
) -> Iterator[FirstLook | Opened]:
    """Decode, and make everything the canvas needs, so that showing it takes no time. Raises PictureError.

    Of a large raster a first look comes before, where the file has one.

    path: of a folder too, whose pictures are the planes of a stack.  page: of a file, or the plane of a stack.
    infrared: what of the file is taken for a scanner's infrared.  of_series: the file of a folder that is shown first.
    masks: of another picture, each laid on this one as a step, where its proportions allow.
    """
    if path.suffix.lower() == PROJECT_SUFFIX:
        document = open_project(path)
        document.limit_history(history_bytes)
    else:
        cancelled = QThread.currentThread().isInterruptionRequested  # whoever drops it need not wait for a slow disk
        planes = open_planes(path, StackOpening(infrared=infrared, cancelled=cancelled))
        if planes is None:
            look = first_look(path, page, cancelled)
            if look is not None:
                yield look
            picture = read_picture(path, page, cancelled=cancelled, infrared=infrared)
            document = Document(picture, history_bytes)
        else:
            document = stack_document(planes, history_bytes, page, of_series)
            picture = document.picture
        # What a damaged file lost is marked; where data say there is nothing, a person asks for it.
        if picture.unknown is not None and not picture.is_data:
            document.mask[:] = picture.unknown
        if planes is not None and picture.damage:
            document.lay(replace(document.state, damage_marked=frozenset({picture.plane})))
    for shared in masks:
        step = shared.step_for(document)
        if step is not None:
            document.commit(step)
    atomic.sweep(path)  # of saves in this folder that a power cut, or a kill where files need names, left unfinished
    yield prepared(path, document)


def stack_document(planes: Planes, history_bytes: int, plane: int = 0, of_series: Path | None = None) -> Document:
    """With nothing laid on it. of_series: the file of the plane that is looked at first. Raises PictureError."""
    if of_series is not None:
        names = [place.name for place in planes.places]
        plane = names.index(of_series.name) if of_series.name in names else 0
    picture = decoded_near(planes, min(max(plane, 0), len(planes.places) - 1))
    return Document.of(State(Stack(picture, planes), (), NamedMasks(picture.size), History(history_bytes)))


def prepared(path: Path | None, document: Document) -> Opened:
    packed = document.state.sources
    source_levels = None if packed is None else MaskLevels(packed.unpack())
    levels = reduce_picture(document.picture)
    small = thumbnail(document.picture, document.fills, levels)
    origin = origin_of(document.picture)
    page = origin.page if origin is not None and path is not None and path.suffix.lower() != PROJECT_SUFFIX else 0
    return Opened(path, document, levels, MaskLevels(document.mask), source_levels, page, small)


def size_of(path: Path) -> Iterator[Size]:
    """Of a picture file, as it is shown: upright. Raises PictureError."""
    yield read_picture(path).size


def open_mask(path: Path, size: Size) -> Iterator[MaskReading]:
    """Raises PictureError, also where the mask is of another size or cannot be believed to be one."""
    yield read_mask(path, size)


def save(
    picture: Picture, fills: tuple[Fill, ...], path: Path, options: SaveOptions, adjustments: Adjustments = ()
) -> Iterator[SaveReport]:
    yield save_picture(picture, fills, path, options, adjustments)


def save_project(snapshot: State, path: Path, ignore_changes: bool = False) -> Iterator[Path]:
    project.save_project(snapshot, path, ignore_changes)
    yield path


def save_mask(mask: Mask, path: Path) -> Iterator[Path]:
    write_mask(mask, path)
    yield path


def once(work: Callable[[], Any]) -> Iterator[Any]:
    """One answer."""
    yield work()


def is_small(document: Document, to: Step | int) -> bool:
    """Whether so little of the mask changes on the way that the UI thread may do it between two frames."""
    steps = document.history.between(to) if isinstance(to, int) else (to,)
    changes = [part.mask_change for step in steps for part in step.parts]
    return sum(change.rect.area for change in changes if change is not None) <= AT_ONCE


def precompute(document: Document, to: Step | int) -> PrecomputedChange:
    """Work out the mask after a step, or at a position of the history, where that is much. Changes nothing."""
    if is_small(document, to):
        return PrecomputedChange(to)
    precomputed = document.precompute(to)
    return PrecomputedChange(to, precomputed, MaskLevels(precomputed.mask))


def precompute_step(document: Document, make: MakeStep) -> PrecomputedChange | None:
    """Work out a step, and the mask after it, as `precompute`; None where there is nothing to do."""
    made = make(document)
    if isinstance(made, LateFill):
        return replace(precompute(document, made.step), late=made)
    return None if made is None else precompute(document, made)


def warm_up(checkpoint: Path | None) -> Iterator[Preparing | EngineReady]:
    """Do ahead what the first fill would wait for, with this generator, None for the shipped one.

    Raises CheckpointError, a sentence.
    """
    sandbox.prepare()
    for stage in warming.warm_up(engine, checkpoint):
        yield Preparing(stage)
    yield from open_generator(checkpoint)


def open_generator(checkpoint: Path | None) -> Iterator[EngineReady]:
    """Import what fills and load the generator, None for the shipped one. Raises CheckpointError, a sentence."""
    engine().open(checkpoint)
    import torch

    if torch.cuda.is_available():
        yield EngineReady(torch.cuda.get_device_name())
    else:
        yield EngineReady("CPU")
    from inpaint_studio.filling.line_warming import warm

    warm()


def find_lines(request: FillRequest, before: dict[Any, Any]) -> Iterator[FoundLines | None]:
    """The lines that a fill of this request finds, and those to be offered: the last value. None where to cancel.

    before: what was seen in the same picture, as `lines_by_region` remembers it.
    """
    from inpaint_studio.filling.region_structure import lines_by_region

    automatic = FoundLines()
    for followed, offered in lines_by_region(request, before):
        automatic = FoundLines((*automatic.followed, *followed), (*automatic.offered, *offered))
        yield None
    yield automatic


def fill(request: FillRequest) -> Iterator[FillValue]:
    """Fill a hole with the engine; first comes the plan. What was painted by hand is laid anew, without one.

    While the engine is still to be made, which takes seconds for torch alone, first looks come before the plan.
    Raises FillError or CheckpointError, each a sentence.
    """
    if request.strokes:
        yield cloning.made_again(request)
        return
    if request.mark:
        from inpaint_studio.filling.unblend import inversion

        yield inversion.made_again(request)
        return
    if not _is_engine_made():
        from inpaint_studio.filling import first_look  # which imports scipy

        yield Preparing("library")
        for look in first_look.first_looks(request):
            yield look
            if _is_engine_made():
                break
    made = engine()
    plan = made.plan(request)
    yield Planned(len(plan.regions), plan.seconds, plan.megabytes)
    yield from made.fill(request, plan)


def judge(request: FillRequest, fills: tuple[Fill, ...]) -> float | None:
    """How natural a result of this request looks; None where its checkpoint has no discriminator, or there is none.

    Raises FillError or CheckpointError, each a sentence.
    """
    # As `auto`, which asks for no generator where the person has none.
    scores = engine().rank(replace(request, method="auto"), [fills])
    return scores[0] if scores else None


def fill_candidates(
    requests: Sequence[FillRequest], fill_one: FillJob, judge_one: JudgeJob
) -> Iterator[tuple[int, FillRequest | FillProgress | FillResult | Judged | Exception]]:
    """Fill the same hole in several ways, one after the other. One that fails does not stop the others.

    One that followed lines that were found is made once more without them, as a candidate with a number after those of
    the others; its request comes first. Where there are at least two to choose between, each is then judged, if there
    is a judge.
    """
    todo = list(requests)
    results: dict[int, tuple[Fill, ...]] = {}
    for number, request in enumerate(todo):  # which may grow
        if number >= len(requests):
            yield number, request
        try:
            for value in fill_one(request):
                if isinstance(value, FillResult) and value.fills:
                    results[number] = value.fills
                if not isinstance(value, Preparing | Planned):
                    yield number, value
        except Exception as error:  # told to the person beside the others, as one candidate that is not there
            yield number, error
        if number < len(requests):
            todo += _without_lines(request, results.get(number, ()), [one.method for one in todo[len(requests) :]])
    if len(results) < 2:
        return
    for number, fills in results.items():  # one by one, so that the person can leave in between
        score = judge_one(todo[number], fills)
        if score is None:
            return
        yield number, Judged(score)


def _without_lines(request: FillRequest, fills: tuple[Fill, ...], methods: Sequence[str]) -> list[FillRequest]:
    """The same request without the lines that were found; none where no such line took part.

    methods: of which there is one already, with another seed.
    """
    if request.method in methods or not follows_found_lines(request.method, fills):
        return []
    drawn = tuple(guide for guide in request.guides if not guide.is_automatic)
    return [replace(request, guides=drawn, settings={**request.settings, "lines": False})]


_making_engine = Lock()


def engine() -> "Engine":
    """The one engine of this process, whichever thread asks for it first."""
    with _making_engine:
        return _made_engine()


def _is_engine_made() -> bool:
    return _made_engine.cache_info().currsize > 0


@lru_cache(maxsize=1)
def _made_engine() -> "Engine":
    from inpaint_studio.filling.engine import Engine

    return Engine()
