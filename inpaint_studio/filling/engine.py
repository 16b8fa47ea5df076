"""The fill engine: executes a plan stage by stage and streams results."""

import copy
import hashlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import nn

from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Picture, Pixels
from inpaint_studio.filling import exemplar_stage, generator_stage
from inpaint_studio.filling.blend import harmonic
from inpaint_studio.filling.crops import Before, Crop
from inpaint_studio.filling.device import pick
from inpaint_studio.filling.exemplar import warm
from inpaint_studio.filling.judge import is_trusted, naturalness
from inpaint_studio.filling.ladder import Net
from inpaint_studio.filling.method import Method
from inpaint_studio.filling.methods import method_of
from inpaint_studio.filling.notes import Notes
from inpaint_studio.filling.plan import Plan, plan
from inpaint_studio.filling.recipes import check, fill_of
from inpaint_studio.filling.region import Region
from inpaint_studio.filling.region_fill import RegionFill
from inpaint_studio.filling.region_structure import RegionStructure
from inpaint_studio.filling.request import FillError, FillProgress, FillRequest, FillResult, Stage
from inpaint_studio.filling.samples import Scales, rim_of, whole_over_unknown
from inpaint_studio.model.nets.device import use_threads
from inpaint_studio.options import options_from
from inpaint_studio.pace import Course, Pace, machine_load
from inpaint_studio.resources import resource
from inpaint_studio.sentence import say

STANDARD = "checkpoints/standard.safetensors"
_TICK = 0.05  # seconds between two points at which a search for texture can be cancelled
_TELLING = 0.1  # seconds; shorter fills are not used to calibrate the machine's pace
_SEEN_BY_JUDGE = 64  # pixels of context around a fill for the judge


class Engine:
    """Fills holes. Its only state is the loaded generators and the learnt pace; it is reusable for any number of fills.

    device: auto, cpu, cuda, cuda:N or mps.  checkpoint: used where a request names none; None = the shipped one.
    threads: for tensors on the CPU; None = see `device.use_threads`.  generator: a net to use in place of a checkpoint.
    load: how busy the whole machine is, in threads.
    """

    def __init__(
        self,
        device: str = "auto",
        checkpoint: Path | None = None,
        threads: int | None = None,
        generator: nn.Module | None = None,
        load: Callable[[], float] = machine_load,
    ) -> None:
        self._device = device
        self._checkpoint = checkpoint
        self._threads = threads
        self._generator = generator
        self._loaded: dict[tuple[Path, float], Net] = {}
        self._opening = threading.Lock()  # a fill and the warming up may ask for one net at once
        self._pace = Pace(load)

    def plan(self, request: FillRequest) -> Plan:
        """The plan of `fill`, within milliseconds. Loads no generator.

        Its seconds are those of the reference machine until this engine has filled something, and are scaled up
        where other processes load this machine.
        """
        planned = plan(request)
        use_threads(self._threads)
        return replace(planned, seconds=planned.seconds * self._pace.now(torch.get_num_threads()))

    def open(self, checkpoint: Path | None = None) -> None:
        """Load a generator, None = the one used where a request names none, so that the first fill need not wait.

        Raises CheckpointError, a sentence; does nothing where no checkpoint is installed.
        """
        path = checkpoint or self._checkpoint or _shipped()
        if path is not None and self._generator is None:
            self._opened(path, pick(self._device))

    def is_open(self, checkpoint: Path | None = None) -> bool:
        """Whether `open` has nothing to load."""
        path = checkpoint or self._checkpoint or _shipped()
        return path is None or self._generator is not None or _key_of(path) in self._loaded

    def try_out(self, checkpoint: Path | None = None) -> None:
        """Fill a hole in noise that nobody sees: what torch sets up in its first convolutions takes a second."""
        trial = copy.copy(self)  # of the same nets; the pace of a first time is none to learn
        trial._pace = Pace()
        pixels = np.random.default_rng(0).integers(0, 256, (160, 160, 3), np.uint8)
        mask = np.full((24, 24), 255, np.uint8)
        request = FillRequest(Picture(pixels, ""), (), Rect(68, 68, 24, 24), mask, "auto", checkpoint)
        for _ in trial.fill(request):
            pass

    @torch.inference_mode()
    def fill(self, request: FillRequest, planned: Plan | None = None) -> Iterator[FillProgress | FillResult]:
        """Fill the request's holes stage by stage, the largest first; the last value is the whole result.

        planned: the result of `plan` for this request, where available; planning scattered holes takes a moment.
        Every progress is a usable result for its region. Cancelling is closing the generator: nothing outside
        changes. Deterministic for a request.
        Raises FillError, a sentence, where no fill can be delivered; CheckpointError for a bad checkpoint.
        """
        started = time.perf_counter()
        opening = 0.0
        use_threads(self._threads)
        method = method_of(request.method)
        if method.needs.kernels:
            warm()
        todo = planned or self.plan(request)
        total = len(todo.regions) * len(method.stages)
        notes = Notes()
        beneath: tuple[Fill, ...] = ()
        if todo.divided is not None and todo.divided.count:
            whole, request, beneath = request, todo.divided.request, todo.divided.fills
            for fill in beneath:
                check(whole, fill)
                yield FillProgress("membrane", fill.rect, fill.pixels, fill.coverage, 0, max(total, 1))
            notes.add(
                say(
                    "{count} findings let light through: under them the photograph was brought back, not filled.",
                    one="{count} finding lets light through: under it the photograph was brought back, not filled.",
                    count=todo.divided.count,
                )
            )
        if any(region.unused for region in todo.regions):
            notes.add(
                say(
                    "The source regions hold more than one fill looks through, so only the part nearest to what is "
                    "marked was copied from. To choose another part, make them smaller."
                )
            )
        done = 0
        works = []
        costs = {id(region): method.cost(region) for region in todo.regions}
        course = Course(todo.seconds, sum(cost.seconds for cost in costs.values()), time.perf_counter)
        for region in todo.regions:
            work = self._begin(request, method, region)
            works.append(work)
            done += 1
            course.did(costs[id(region)].membrane)
            yield _progress("membrane", work, work.pixels, work.region.core, done, total, course)
        if method.generates and works:
            opened = time.perf_counter()
            net = self._net(request, notes)
            opening = time.perf_counter() - opened  # once for many fills: not part of their pace
            course.paused(opening)
            if net is not None:
                with closing(generator_stage.generated(request, method, works, net, notes)) as batches:
                    for step in (step for steps in batches for step in steps if step is not None):
                        work, tile, pixels = step
                        done += tile is work.region.tiles[-1]
                        course.did(costs[id(work.region)].generator / len(work.region.tiles))
                        yield _progress("generator", work, pixels, tile.core, done, total, course)
        if method.copies and works:
            beside = method.needs.kernels and pick(self._device).type == "cpu"
            with closing(exemplar_stage.copied(request, method, works, beside, notes)) as copies:
                for work, steps in zip(works, copies, strict=True):
                    handed = time.perf_counter()
                    for finished in steps:
                        if finished or time.perf_counter() > handed + _TICK:  # a point of cancellation
                            handed = time.perf_counter()
                            so_far = done + bool(finished)
                            yield _progress("exemplar", work, work.pixels, work.region.core, so_far, total, course)
                    done += 1
                    course.did(costs[id(work.region)].exemplar)
        fills = tuple(fill_of(request, work) for work in works)
        for fill in fills:
            check(request, fill)
        pieces = tuple(piece for work in works for piece in work.pieces)
        if course.work > _TELLING:
            self._pace.learn(todo.seconds, time.perf_counter() - started - opening)
        yield FillResult((*beneath, *fills), time.perf_counter() - started, tuple(notes.messages), pieces)

    def rank(self, request: FillRequest, candidates: Sequence[tuple[Fill, ...]]) -> tuple[float, ...] | None:
        """Score several results of one request by the checkpoint's discriminator; higher is more natural.

        The mean over the regions of each result, by their pixels. None where the checkpoint has no discriminator, and
        for a data picture: it has learnt from photographs.
        Raises FillError or CheckpointError, sentences.
        """
        if request.picture.is_data:
            return None
        use_threads(self._threads)
        net = self._net(request, Notes())
        if net is None or net.discriminator is None:
            return None
        scores = []
        for fills in candidates:
            total = weight = 0.0
            for fill in fills:
                rect = fill.rect.grow(_SEEN_BY_JUDGE).clip(request.picture.size)
                hole = np.zeros((rect.height, rect.width), bool)
                hole[fill.rect.inside(rect).slices] = fill.coverage > 0
                befores = [Before(f.rect, f.pixels, f.coverage > 0) for f in fills if f.rect.intersects(rect)]
                crop = Crop.of(request, rect, *befores)
                pixels = int(np.count_nonzero(hole))
                total += pixels * naturalness(net.discriminator, crop.colours, hole)
                weight += pixels
            scores.append(total / max(weight, 1))
        return tuple(scores)

    def _begin(self, request: FillRequest, method: Method, region: Region) -> RegionFill:
        """Stage 1: the membrane, which keeps to the lines where there are any."""
        scales = Scales.of(request, region)
        rect = rim_of(request, region)
        crop = Crop.of(request, rect, scales=scales)
        structure = None
        if method.follows_lines and region.kind != "thin":
            searches = options_from(method.options_for(request.picture.is_data), request.settings).lines
            searches = searches and method.copies_unasked(request.picture)
            structure = RegionStructure.of(request, region, searches, scales)
        smooth = structure.membrane(crop) if structure and structure.curves else harmonic(crop.colours, crop.hole)
        pixels = crop.samples(smooth, region.core, request)
        coverage = whole_over_unknown(request, region.core, region.coverage_in(request.mask, request.rect))
        empty = np.zeros(coverage.shape, bool)
        return RegionFill(region, coverage, pixels, rect, empty, structure=structure, scales=scales)

    def _net(self, request: FillRequest, notes: Notes) -> Net | None:
        """The generator to use; None where there is none and the method does not require it."""
        device = pick(self._device)
        if self._generator is not None:
            return Net(self._generator.to(device).eval(), device, None)
        path = request.checkpoint or self._checkpoint or _shipped()
        if path is None:
            if method_of(request.method).needs.generator == "required":
                raise FillError(say("No generator checkpoint is installed, so this method cannot be used."))
            notes.add(say("No generator checkpoint is installed, so the hole was filled without one."))
            return None
        return self._opened(path, device)

    def _opened(self, path: Path, device: torch.device) -> Net:
        key = _key_of(path)
        with self._opening:
            if key not in self._loaded:
                from inpaint_studio.model.checkpoints import checkpoint

                loaded = checkpoint.load(path, device=str(device))
                module = loaded.generator.eval()
                module.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's stubs lack it
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                judge = loaded.discriminator
                trusted = judge is not None and is_trusted(loaded.description)
                self._loaded = {key: Net(module, device, digest, judge, trusted)}
            return self._loaded[key]


def _key_of(path: Path) -> tuple[Path, float]:
    """Of the file as it lies on the disk now."""
    return path, path.stat().st_mtime if path.exists() else 0.0


def _shipped() -> Path | None:
    try:
        path = resource(STANDARD)
    except FileNotFoundError:
        return None
    return path if path.exists() else None


def _progress(
    stage: Stage, work: RegionFill, pixels: Pixels, rect: Rect, done: int, total: int, course: Course
) -> FillProgress:
    part = rect.inside(work.region.core).slices
    return FillProgress(stage, rect, pixels, work.coverage[part], done, total, course.seconds)
