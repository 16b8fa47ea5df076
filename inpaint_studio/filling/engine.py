"""The fill engine: walks a plan stage by stage and hands out pixels as they come."""

import copy
import hashlib
import time
import uuid
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional as F

import inpaint_studio
from inpaint_studio.editing.fills import Fill, Recipe, Setting
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Mask, Pixels
from inpaint_studio.filling import classic
from inpaint_studio.filling.blend import (
    Colours,
    Hole,
    core,
    harmonic,
    lean,
    masked_resize,
    match_border,
    ring,
    sharpness,
    shrunk,
)
from inpaint_studio.filling.crops import Before, Crop, mask_in
from inpaint_studio.filling.device import is_out_of_memory, pick, use_threads
from inpaint_studio.filling.exemplar import GUIDE, SURE, Copied, Lines, copy_texture, warm
from inpaint_studio.filling.judge import is_trusted, naturalness
from inpaint_studio.filling.lanes import walked
from inpaint_studio.filling.pace import Course, Pace, machine_load
from inpaint_studio.filling.plan import LIGHT_CALL, LIGHT_COPY, TOGETHER, Plan, Region, Tile, plan, stage_seconds
from inpaint_studio.filling.request import FillError, FillProgress, FillRequest, FillResult, Method, Stage
from inpaint_studio.filling.sources import Piece, pieces_of
from inpaint_studio.model.nets.discriminator import Discriminator
from inpaint_studio.model.nets.inference import paint
from inpaint_studio.resources import resource
from inpaint_studio.sentence import say

STAGES_OF: dict[Method, tuple[Stage, ...]] = {
    "auto": ("membrane", "generator", "exemplar"),
    "membrane": ("membrane",),
    "generator": ("membrane", "generator"),
    "patchmatch": ("membrane", "exemplar"),
    "exemplar": ("membrane", "exemplar"),
    "hybrid": ("membrane", "generator", "exemplar"),
    "telea": ("membrane", "exemplar"),
    "navier-stokes": ("membrane", "exemplar"),
}
STANDARD = "checkpoints/standard.safetensors"
_TICK = 0.05  # seconds between two moments at which a search for texture can be stopped
_TEXTURED = 1.5 / 255  # mean |Laplacian| round the hole above which there is texture to copy
_COARSELY_TEXTURED = 2.5 / 255  # the same on a quarter of the size: clear sky has 1.6, snow 2.1, a pond's ground 3.5
_SHARP_ENOUGH = 0.75  # share of that which a fill must have to stand as it is
_TELLING = 0.1  # seconds; a fill planned to be shorter tells little of a machine's pace
_SEEN_BY_JUDGE = 64  # pixels round a fill that the judge sees with it
_SHORT_TILE, _TILE_OVERLAP = 128, 16  # pixels, when memory is short


@dataclass(eq=False)
class _Work:
    """A region while it is being filled."""

    region: Region
    coverage: Mask  # (core.height, core.width)
    pixels: Pixels  # (core.height, core.width, C): the best answer so far
    crop: Rect  # what the method saw
    filled: Hole  # (core.height, core.width): what the generator has filled
    method: Method = "membrane"
    checkpoint: str | None = None  # of the generator that took part
    wants_texture: bool = True
    pieces: tuple[Piece, ...] = ()  # of what was copied
    judge: Discriminator | None = None  # to choose by


_Batch = Sequence[tuple[_Work, Tile]]
_Painted = tuple[_Work, Tile, Pixels]  # of the tile's core
_Many = NDArray[Any]  # (B, H, W, ...)


def _batches(works: Iterable[_Work]) -> Iterator[_Batch]:
    """The tiles of all regions in their order, those of scattered scratches several at once: one small crop leaves the
    generator's convolutions idle half of their time. Few at once, so that an end is never far."""
    batch: list[tuple[_Work, Tile]] = []
    for work in works:
        for tile in work.region.tiles:
            if batch and (
                len(batch) == TOGETHER or work.region.kind != "thin" or tile.crop.size != batch[0][1].crop.size
            ):
                yield batch
                batch = []
            batch.append((work, tile))
    if batch:
        yield batch


@dataclass(frozen=True, eq=False)
class _Net:
    """A generator that is ready to be called."""

    module: nn.Module
    device: torch.device
    sha256: str | None
    discriminator: Discriminator | None = None
    trusts_judge: bool = False  # whether `auto` lets the discriminator choose


class _Settled:
    """Which regions' pixels will not change any more when one is copied into, to be asked which of them lie near it.

    Regions are copied into in their order; those that nothing is copied into are settled before.
    """

    def __init__(self, works: Sequence[_Work], settled: Sequence[bool]) -> None:
        self._works, self._settled = works, np.array(settled, bool)
        self._edges = np.array([(*w.region.core[:2], w.region.core.right, w.region.core.bottom) for w in works])

    def numbers(self, number: int) -> list[int]:
        """Of the settled regions that lie near region `number`."""
        rect = self._works[number].region.reach
        apart = (self._edges[:, :2] >= (rect.right, rect.bottom)).any(1)
        apart |= (self._edges[:, 2:] <= (rect.x, rect.y)).any(1)
        settled = self._settled | (np.arange(len(self._works)) < number)
        settled[number] = False
        return [int(n) for n in np.flatnonzero(settled & ~apart)]

    def needs(self, number: int) -> list[int]:
        """Of those, the ones that are copied into before."""
        return [n for n in self.numbers(number) if not self._settled[n]]

    def near(self, number: int) -> list[Before]:
        found = [self._works[n] for n in self.numbers(number)]
        return [Before(w.region.core, w.pixels, w.coverage > 0) for w in found]


@dataclass
class _Notes:
    """What the person is told at the end, each thing once; and how far down the memory ladder this fill has come."""

    said: list[str] = field(default_factory=list)
    rung: int = 0

    def say(self, sentence: str) -> None:
        if sentence not in self.said:
            self.said.append(sentence)

    def say_no_source(self) -> None:
        self.say(say("There was nothing to copy from, so the hole was filled without texture."))


class Engine:
    """Fills holes. Holds nothing but the generators it has loaded; any number of fills may follow one another.

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
        self._own = generator
        self._loaded: dict[tuple[Path, float], _Net] = {}
        self._pace = Pace(load)

    def plan(self, request: FillRequest) -> Plan:
        """What `fill` would do, in milliseconds. Loads no generator.

        Its seconds are those of the machine they were measured on until this engine has filled something, and more
        where other processes keep this one busy.
        """
        planned = plan(request)
        use_threads(self._threads)
        return replace(planned, seconds=planned.seconds * self._pace.now(torch.get_num_threads()))

    def open(self, checkpoint: Path | None = None) -> None:
        """Load a generator, None = the one used where a request names none, so that the first fill need not.

        Raises CheckpointError, a sentence; where no checkpoint is installed there is nothing to load, and no error.
        """
        path = checkpoint or self._checkpoint or _shipped()
        if path is not None and self._own is None:
            self._opened(path, pick(self._device))

    @torch.inference_mode()
    def fill(self, request: FillRequest, planned: Plan | None = None) -> Iterator[FillProgress | FillResult]:
        """Fill the request's holes stage by stage, the largest first; the last value is the whole result.

        planned: what `plan` said of this very request, where it was asked; to plan scattered holes takes a moment.
        Every progress is a usable answer for its region. Stopping is to stop walking: nothing outside this generator
        changes. The same request gives the same pixels.
        Raises FillError, a sentence, where no fill can be delivered; CheckpointError for a bad checkpoint.
        """
        started = time.perf_counter()
        opening = 0.0
        use_threads(self._threads)
        if "exemplar" in STAGES_OF[request.method]:
            warm()
        todo = planned or self.plan(request)
        stages = STAGES_OF[request.method]
        total = len(todo.regions) * len(stages)
        notes = _Notes()
        done = 0
        works = []
        costs = {id(region): stage_seconds(region, request.method) for region in todo.regions}
        course = Course(todo.seconds, sum(sum(cost) for cost in costs.values()), time.perf_counter)
        for region in todo.regions:
            work = self._begin(request, region)
            works.append(work)
            done += 1
            course.did(costs[id(region)][0])
            yield _progress("membrane", work, work.pixels, work.region.core, done, total, course)
        if "generator" in stages and works:
            opened = time.perf_counter()
            net = self._net(request, notes)
            opening = time.perf_counter() - opened  # once for many fills: it says nothing of their pace
            course.paused(opening)
            if net is not None:
                with closing(self._generated(request, works, net, notes)) as batches:
                    for step in (step for steps in batches for step in steps if step is not None):
                        work, tile, pixels = step
                        done += tile is work.region.tiles[-1]
                        course.did(costs[id(work.region)][1] / len(work.region.tiles))
                        yield _progress("generator", work, pixels, tile.core, done, total, course)
        if "exemplar" in stages:
            with closing(self._copied(request, works, notes)) as copies:
                for work, steps in zip(works, copies, strict=True):
                    told = time.perf_counter()
                    for finished in steps:
                        if finished or time.perf_counter() > told + _TICK:  # a moment to be stopped at
                            told = time.perf_counter()
                            so_far = done + bool(finished)
                            yield _progress("exemplar", work, work.pixels, work.region.core, so_far, total, course)
                    done += 1
                    course.did(costs[id(work.region)][2])
        fills = tuple(_fill_of(request, work) for work in works)
        for fill in fills:
            _check(request, fill)
        pieces = tuple(piece for work in works for piece in work.pieces)
        if course.work > _TELLING:
            self._pace.learn(todo.seconds, time.perf_counter() - started - opening)
        yield FillResult(fills, time.perf_counter() - started, tuple(notes.said), pieces)

    def rank(self, request: FillRequest, candidates: Sequence[tuple[Fill, ...]]) -> tuple[float, ...] | None:
        """How natural the checkpoint's discriminator finds each of several results of one request; higher is better.

        The mean over the regions of each result, by their pixels. None where the checkpoint has no discriminator.
        Raises FillError or CheckpointError, sentences.
        """
        use_threads(self._threads)
        net = self._net(request, _Notes())
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

    def _begin(self, request: FillRequest, region: Region) -> _Work:
        """Stage 1: the membrane."""
        rect = region.core.grow(4).clip(request.picture.size)
        crop = Crop.of(request, rect)
        pixels = crop.samples(harmonic(crop.colours, crop.hole), region.core, request)
        own = region.own(request.mask, request.rect)
        return _Work(region, own, pixels, rect, np.zeros(own.shape, bool))

    def _generated(
        self, request: FillRequest, works: Sequence[_Work], net: _Net, notes: _Notes
    ) -> Generator[Iterator[_Painted | None]]:
        """Stage 2, batch by batch. One sees what those before it have filled of its regions."""
        batches = list(_batches(works))
        last: dict[int, int] = {}  # batch of each region
        needs: list[list[int]] = []
        light = []
        for number, batch in enumerate(batches):
            regions = {id(work) for work, _ in batch}
            needs.append(sorted({last[region] for region in regions if region in last}))
            last.update(dict.fromkeys(regions, number))
            pixels = sum(tile.crop.area for _, tile in batch) / batch[0][0].region.scale ** 2
            light.append(net.device.type == "cpu" and pixels <= LIGHT_CALL and notes.rung == 0)
        jobs = [partial(self._generate, request, batch, net, notes) for batch in batches]
        yield from walked(jobs, needs, light, torch.get_num_threads())

    def _generate(
        self, request: FillRequest, batch: _Batch, net: _Net, notes: _Notes, alone: bool
    ) -> Iterator[_Painted]:
        """The generator, for tiles of one size at once.  alone: else there is no going down the memory ladder."""
        scale = batch[0][0].region.scale
        crops = [Crop.of(request, tile.crop, Before(w.region.core, w.pixels, w.filled)) for w, tile in batch]
        colours, holes = np.stack([c.colours for c in crops]), np.stack([c.hole for c in crops])
        answers = _run(net, colours, holes, scale, notes, any(c.tones.are_fine for c in crops), alone)
        for (work, tile), crop, raw in zip(batch, crops, answers, strict=True):
            region = work.region
            if scale > 1:
                raw = match_border(raw, crop.colours, crop.hole, 2 * scale)
            else:
                raw[~crop.hole] = crop.colours[~crop.hole]
            if crop.tones.are_fine:
                raw = core(raw, harmonic(crop.colours, crop.hole), crop.hole)
            raw = np.clip(raw, 0, 1)
            if tile is region.tiles[0]:
                work.wants_texture = False  # until one of its tiles does
            if request.method == "generator" or not work.wants_texture:
                grained = crop.grained(raw, crop.hole, _number(request, "grain", 1.0), _seed(request, tile.core))
                work.wants_texture |= _is_too_smooth(raw, grained, crop.hole)
                if request.method == "generator" or not work.wants_texture:
                    raw = grained
            target = tile.core.inside(region.core).slices
            where = (work.coverage[target] > 0) & ~work.filled[target]
            pixels = work.pixels.copy()  # what was handed out as progress stays as it was
            pixels[target][where] = crop.samples(raw, tile.core, request)[where]
            work.filled[target] |= where
            work.pixels = pixels
            work.method = "generator"
            work.checkpoint = net.sha256
            work.judge = net.discriminator if net.trusts_judge else None
            work.crop = tile.crop
            yield work, tile, pixels[target].copy()

    def _copied(self, request: FillRequest, works: Sequence[_Work], notes: _Notes) -> Generator[Iterator[bool | None]]:
        """Stage 3, region by region. One sees what those near it, and before it, have been filled with."""
        settled = _Settled(works, [request.method == "auto" and not work.wants_texture for work in works])
        ours = request.method in ("auto", "exemplar", "hybrid") and pick(self._device).type == "cpu"
        jobs = [partial(self._copy, request, works, number, settled, notes) for number in range(len(works))]
        needs = [settled.needs(number) for number in range(len(works))]
        light = [ours and work.region.hole <= LIGHT_COPY for work in works]
        yield from walked(jobs, needs, light, torch.get_num_threads())

    def _copy(
        self, request: FillRequest, works: Sequence[_Work], number: int, settled: _Settled, notes: _Notes, _alone: bool
    ) -> Iterator[bool]:
        """The picture's own texture, where it is wanted. Yields False while it looks for it, True once done; nothing
        where the fill stays as it is."""
        work, method = works[number], request.method
        if method == "auto" and not work.wants_texture:
            return
        region = work.region
        own = work.coverage > 0
        guided = work.method == "generator"
        near = settled.near(number)
        crop = Crop.of(request, region.reach, *near, *([Before(region.core, work.pixels, own)] if guided else []))
        hole = np.zeros(crop.hole.shape, bool)
        hole[region.core.inside(region.reach).slices] = own
        others = crop.hole & ~hole
        # What another region was filled with is gone on with where it touches, but it is no source.
        barred = (mask_in(request, region.reach) > 0) & ~others
        if request.sources is not None:
            barred |= request.sources[region.reach.slices] == 0
        grain = _number(request, "grain", 1.0)
        seed = _seed(request, region.core)
        used: Method = method
        deep = crop.pixels.dtype != np.uint8
        if method == "telea":
            filled = classic.telea(crop.colours, crop.hole, deep)
        elif method == "navier-stokes":
            filled = classic.navier_stokes(crop.colours, crop.hole, deep)
        elif method == "patchmatch":
            if not (~crop.hole & ~barred).any():
                notes.say_no_source()
                return
            filled = crop.grained(classic.patchmatch(crop.colours, crop.hole, barred, seed), hole, grain, seed)
        else:
            amount = _number(request, "guide", GUIDE) if guided else None
            copied = yield from self._searched(request, crop, hole, barred, others, amount, seed)
            if copied is None:
                notes.say_no_source()
                return
            filled = copied.blended
            if guided and region.kind == "thin":
                filled = lean(filled, crop.colours)
            if method == "auto" and work.judge is not None:
                # The judge may prefer the generator's fill, or a copy that is not led by it.
                free = yield from self._searched(request, crop, hole, barred, others, None, seed + 1)
                offered = [filled, crop.grained(crop.colours, hole, grain, seed), *([free.blended] if free else [])]
                scores = [naturalness(work.judge, offer, hole) for offer in offered]
                best = int(np.argmax(scores))
                filled = offered[best]
                if best == 1:
                    work.pixels = crop.samples(np.clip(filled, 0, 1), region.core, request, hole)
                    yield True
                    return
                if best == 2 and free is not None:
                    copied, guided = free, False
            # Copied pixels bring their grain along: what was added once to reach the ring's level cost 3 % of LPIPS.
            filled = crop.grained(filled, hole, grain - 1, seed)
            used = "hybrid" if guided else "exemplar"
            work.pieces = pieces_of(copied.places, hole, region.reach)
        work.pixels = crop.samples(np.clip(filled, 0, 1), region.core, request, hole)
        work.method = used
        work.checkpoint = work.checkpoint if guided and used == "hybrid" else None
        work.crop = region.reach
        yield True

    def _searched(
        self,
        request: FillRequest,
        crop: Crop,
        hole: Hole,
        barred: Hole,
        hidden: Hole,
        amount: float | None,
        seed: int,
    ) -> Generator[bool, None, Copied | None]:
        """Copy into a crop of the request, led by the crop's own colours in the hole unless `amount` is None.

        Yields False while it searches.
        """
        copied = None
        for copied in copy_texture(  # noqa: B007  # its last value is the answer
            crop.colours,
            hole,
            barred=barred,
            hidden=hidden,
            guide=None if amount is None else crop.colours,
            amount=amount or 0.0,
            sure=SURE,
            lines=_lines_in(request, crop.rect),
            seed=seed,
            threads=torch.get_num_threads(),
        ):
            yield False
        return copied

    def _net(self, request: FillRequest, notes: _Notes) -> _Net | None:
        """The generator to use; None where there is none and the method can do without."""
        device = pick(self._device)
        if self._own is not None:
            return _Net(self._own.to(device).eval(), device, None)
        path = request.checkpoint or self._checkpoint or _shipped()
        if path is None:
            if request.method != "auto":
                raise FillError(say("No generator checkpoint is installed, so this method cannot be used."))
            notes.say(say("No generator checkpoint is installed, so the hole was filled without one."))
            return None
        return self._opened(path, device)

    def _opened(self, path: Path, device: torch.device) -> _Net:
        key = (path, path.stat().st_mtime if path.exists() else 0.0)
        if key not in self._loaded:
            from inpaint_studio.model.checkpoints import checkpoint

            loaded = checkpoint.load(path, device=str(device))
            module = loaded.generator.eval()
            module.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's stubs lack it
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            judge = loaded.discriminator
            trusted = judge is not None and is_trusted(loaded.description)
            self._loaded = {key: _Net(module, device, digest, judge, trusted)}
        return self._loaded[key]


def _run(net: _Net, colours: _Many, hole: _Many, scale: float, notes: _Notes, fine: bool, alone: bool) -> _Many:
    """Call the generator on crops of one size, down the memory ladder: as they are, at half size, in tiles, on the CPU.

    colours: (B, H, W, 3).  hole: (B, H, W) bool.  fine: as `paint` has it.
    alone: else only the rung reached so far is tried, and that memory was short goes to the caller.
    Returns the raw fill of every pixel, (B, H, W, 3).
    Raises FillError where memory does not suffice for any rung, the device fails, or the answer is not finite.
    """
    rungs = [
        ("", partial(_scaled, net, scale=scale, fine=fine)),
        (
            say("Memory was short: the generator worked at half size."),
            partial(_scaled, net, scale=2 * scale, fine=fine),
        ),
        (
            say("Memory was short: the generator worked in tiles of {side} pixels.", side=_SHORT_TILE),
            partial(_tiled, net, scale=2 * scale, fine=fine),
        ),
    ]
    if net.device.type != "cpu":
        told = say(
            "The memory of the {kind} device was too short: the generator worked on the processor.",
            kind=net.device.type.upper(),
        )
        rungs.append((told, partial(_on_cpu, net, scale=scale, fine=fine)))
    for number, (sentence, rung) in enumerate(rungs):
        if number < notes.rung:
            continue
        try:
            raw = rung(colours, hole)
        except Exception as error:
            if is_out_of_memory(error) and alone:
                if net.device.type == "cuda":
                    torch.cuda.empty_cache()
                continue
            if isinstance(error, RuntimeError) and net.device.type != "cpu" and not isinstance(error, FillError):
                raise FillError(
                    say(
                        "The {kind} device stopped working during the fill: {reason}.",
                        kind=net.device.type.upper(),
                        reason=error,
                    )
                ) from error
            raise
        notes.rung = number
        if sentence:
            notes.say(sentence)
        if not np.isfinite(raw).all():
            raise FillError(
                say("The generator answered with values that are not numbers. The picture was left as it was.")
            )
        return raw
    raise FillError(
        say("There is not enough memory to run the generator, not even on a small part. Nothing was changed.")
    )


def _scaled(net: _Net, colours: _Many, hole: _Many, scale: float, fine: bool) -> _Many:
    """One call on the crops at 1 : scale."""
    picture = torch.from_numpy(np.ascontiguousarray(colours.transpose(0, 3, 1, 2))).to(net.device)
    unknown = torch.from_numpy(hole)[:, None].to(net.device)
    if scale <= 1:
        return paint(net.module, picture, unknown, fine).permute(0, 2, 3, 1).cpu().numpy().copy()  # ours to write on
    height, width = hole.shape[1:]
    small, known = masked_resize(picture, unknown, (max(1, round(height / scale)), max(1, round(width / scale))))
    answer = paint(net.module, small, known < 0.5, fine)
    whole = torch.where(known < 0.5, answer, small)
    large = F.interpolate(whole, (height, width), mode="bicubic", align_corners=False)
    return large.permute(0, 2, 3, 1).cpu().numpy()


def _tiled(net: _Net, colours: _Many, hole: _Many, scale: float, fine: bool) -> _Many:
    """The crops at 1 : scale in overlapping tiles of 128 pixels, averaged where they overlap."""
    side = round(_SHORT_TILE * scale)
    step = max(1, side - round(2 * _TILE_OVERLAP * scale))
    height, width = hole.shape[1:]
    total = np.zeros_like(colours)
    weight = np.zeros((height, width, 1), np.float32)
    for top in range(0, max(1, height - side + step), step):
        for left in range(0, max(1, width - side + step), step):
            rows, columns = slice(top, min(top + side, height)), slice(left, min(left + side, width))
            part = (slice(None), rows, columns)
            if hole[part].any():
                total[part] += _scaled(net, colours[part], hole[part], scale, fine)
            else:
                total[part] += colours[part]
            weight[rows, columns] += 1
    mean: _Many = total / weight
    return mean


def _on_cpu(net: _Net, colours: _Many, hole: _Many, scale: float, fine: bool) -> _Many:
    cpu = torch.device("cpu")
    return _scaled(_Net(copy.deepcopy(net.module).to(cpu), cpu, net.sha256), colours, hole, scale, fine)


def _is_too_smooth(raw: Colours, grained: Colours, hole: Hole) -> bool:
    """Whether there is texture round the hole that the fill lacks: fine, or coarse, where grain does not hide it.

    raw, grained: (H, W, 3), the fill without and with its grain.
    """
    if _lacks(grained, hole, _TEXTURED):
        return True
    if min(hole.shape) < 16:
        return False
    return _lacks(shrunk(raw, 4), shrunk(hole[:, :, None].astype(np.float32), 4)[:, :, 0] > 0, _COARSELY_TEXTURED)


def _lacks(fill: Colours, hole: Hole, textured: float) -> bool:
    around = sharpness(fill, ring(hole, 24 if textured == _TEXTURED else 6))
    return around > textured and sharpness(fill, hole) < _SHARP_ENOUGH * around


def _shipped() -> Path | None:
    try:
        path = resource(STANDARD)
    except FileNotFoundError:
        return None
    return path if path.exists() else None


def _lines_in(request: FillRequest, rect: Rect) -> Lines:
    return tuple(tuple((x - rect.x, y - rect.y) for x, y in line) for line in request.guides)


def _number(request: FillRequest, name: str, default: float) -> float:
    value = request.settings.get(name, default)
    if isinstance(value, str) or not np.isfinite(value):
        raise FillError(say("The setting {name} must be a number, not {value}.", name=f"{name!r}", value=f"{value!r}"))
    return float(value)


def _seed(request: FillRequest, core: Rect) -> int:
    """One for each part of a hole, so that no two get the same grain; it depends on nothing but place and seed."""
    return (request.seed * 1_000_003 + core.x * 8191 + core.y * 131) % 2**32


def _progress(
    stage: Stage, work: _Work, pixels: Pixels, rect: Rect, done: int, total: int, course: Course
) -> FillProgress:
    part = rect.inside(work.region.core).slices
    return FillProgress(stage, rect, pixels, work.coverage[part], done, total, course.seconds)


def _fill_of(request: FillRequest, work: _Work) -> Fill:
    settings: dict[str, Setting] = dict(request.settings)
    recipe = Recipe(
        work.method,
        work.checkpoint,
        request.seed,
        MappingProxyType(settings),
        work.crop,
        inpaint_studio.__version__,
        request.method,
        request.guides,
        request.packed_sources,
    )
    return Fill(uuid.uuid4().hex, work.region.core, work.pixels, work.coverage, recipe)


def _check(request: FillRequest, fill: Fill) -> None:
    """The engine's own promise: a fill covers nothing that was not asked for, in the picture's own samples."""
    own = request.picture.pixels
    asked = mask_in(request, fill.rect)
    if (
        not request.rect.contains(fill.rect)
        or bool((fill.coverage > asked).any())
        or fill.pixels.dtype != own.dtype
        or fill.pixels.shape[2] != own.shape[2]
    ):
        raise FillError(
            say("The fill did not keep inside the mask. It was thrown away and the picture left as it was.")
        )
