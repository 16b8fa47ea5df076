"""The engine that enlarges: plans, loads nets, and walks the tiles of an enlargement."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from inpaint_studio import __version__
from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.picture import Mask, Picture
from inpaint_studio.enlarging.denoising import REACH as DENOISE_REACH
from inpaint_studio.enlarging.request import (
    Enlarged,
    EnlargeError,
    EnlargeOptions,
    Plan,
    Preview,
    Progress,
)
from inpaint_studio.enlarging.tiles import TILE, Enlargement, Nets
from inpaint_studio.files.decoded import format_bytes
from inpaint_studio.files.derived import Enlargement as Recipe
from inpaint_studio.files.derived import enlarged_from
from inpaint_studio.files.reading import BUDGET_BYTES
from inpaint_studio.model.checkpoints.description import sha256
from inpaint_studio.model.nets.config import DENOISE, EnlargeConfig
from inpaint_studio.model.nets.device import DeviceError, is_out_of_memory, pick, use_threads
from inpaint_studio.model.nets.enlarger import Enlarger
from inpaint_studio.pace import Course, Pace, machine_load
from inpaint_studio.resources import resource
from inpaint_studio.sentence import reason, say

_FLOPS = 45e9  # of one thread of the reference machine, whose processor has AVX2 and no AVX-512
_PER_PIXEL = 1.2e-7  # seconds of it for each pixel of the result: cutting, interpolating, rounding
_CORRECTED = 6e-7  # and for correcting it
_DENOISED = 3e-6  # and for each pixel of the picture whose noise is reduced
_TELLING = 0.2  # seconds; shorter enlargements tell nothing of the machine's pace


@dataclass(frozen=True, eq=False)
class _Loaded:
    net: Enlarger
    digest: str  # SHA-256 of its file


class Engine:
    """Enlarges pictures. Its only state is the loaded nets and the learnt pace; it is reusable.

    device: auto, cpu, cuda, cuda:N or mps.  threads: for tensors on the CPU; None = see `device.use_threads`.
    checkpoint, texture_checkpoint: in place of the shipped ones; then theirs is the only factor.
    denoise_checkpoint: a net that reduces noise, in place of `denoising.denoised`.
    tile: pixels of the picture that a tile is wide and high.  budget_bytes: of the pixels of a result.
    load: how busy the whole machine is, in threads.
    """

    def __init__(
        self,
        device: str = "auto",
        threads: int | None = None,
        checkpoint: Path | None = None,
        texture_checkpoint: Path | None = None,
        tile: int = TILE,
        budget_bytes: int = BUDGET_BYTES,
        load: Callable[[], float] = machine_load,
        denoise_checkpoint: Path | None = None,
    ) -> None:
        self._device, self._threads, self._tile, self._budget = device, threads, tile, budget_bytes
        self._checkpoint, self._texture_checkpoint = checkpoint, texture_checkpoint
        self._denoise_checkpoint = denoise_checkpoint
        self._loaded: dict[tuple[Path, float], _Loaded] = {}
        self._pace = Pace(load)

    def plan(self, picture: Picture, options: EnlargeOptions) -> Plan:
        """What it will take, within milliseconds; no net is loaded.

        Raises EnlargeError where the picture cannot be enlarged so, or its result would be over the budget.
        """
        _refuse_data(picture)
        size = options.size(picture.size)
        channels, itemsize = picture.pixels.shape[2], picture.pixels.dtype.itemsize
        needs = size.area * channels * itemsize
        if needs > self._budget:
            raise EnlargeError(
                say(
                    "The result of {width} x {height} pixels would take {size}, more than the {allowed} allowed for "
                    "one picture.",
                    width=f"{size.width:,}",
                    height=f"{size.height:,}",
                    size=format_bytes(needs),
                    allowed=format_bytes(self._budget),
                )
            )
        factor = options.factor_for(picture.size)
        config = EnlargeConfig.of(factor)
        nets = (options.texture < 1) + (options.texture > 0)
        margin = config.reach + (20 if options.texture else 4) + (DENOISE_REACH if options.denoise else 0)
        side = min(self._tile, max(picture.size)) + 2 * margin
        around = (side / max(1, side - 2 * margin)) ** 2 if max(picture.size) > self._tile else 1.0
        flops = 2 * nets * _products(config) * picture.size.area * around
        large = picture.size.area * factor**2 * around
        seconds = flops / _FLOPS + large * (_PER_PIXEL + (_CORRECTED if options.texture else 0))
        seconds += picture.size.area * around * (_DENOISED if options.denoise else 0)
        use_threads(self._threads)
        threads = torch.get_num_threads()
        working = side**2 * 4 * (6 * config.channels + 20 * factor**2)  # floats of a tile
        return Plan(size, factor, seconds / threads * self._pace.now(threads), (needs + working) / 1e6)

    def recipe(self, picture: Picture, options: EnlargeOptions) -> Recipe:
        """What the result of `enlarge` will carry. Raises EnlargeError and CheckpointError, sentences."""
        return self._recipe(picture, self.plan(picture, options), options)

    def open(self, factor: int, texture: bool = False) -> None:
        """Load the nets of a factor, so that the first result need not wait.

        Raises CheckpointError for a bad checkpoint, EnlargeError where there is none.
        """
        self._nets(factor, EnlargeOptions(texture=0.5 if texture else 0.0))

    @torch.inference_mode()
    def enlarge(
        self, picture: Picture, options: EnlargeOptions, fills: tuple[Fill, ...] = ()
    ) -> Iterator[Progress | Enlarged]:
        """Enlarge the picture with its fills, tile by tile; the last value is the result.

        Cancelling is closing the generator. Deterministic.
        Raises EnlargeError, a sentence; CheckpointError for a bad checkpoint.
        """
        started = time.perf_counter()
        plan = self.plan(picture, options)
        nets = self._nets(plan.factor, options)
        opening = time.perf_counter() - started
        use_threads(self._threads)
        try:
            job = Enlargement(picture, fills, plan.size, options.texture, nets, options.denoise)
            cores = job.cores(self._tile)
            out = np.empty((plan.size.height, plan.size.width, picture.pixels.shape[2]), picture.pixels.dtype)
            course = Course(plan.seconds, plan.size.area, time.perf_counter)
            for done, core in enumerate(job.result(cores, out), start=1):
                course.did(core.area)
                passed = time.perf_counter() - started - opening
                yield Progress(done, len(cores), max(0.0, course.seconds - passed))
        except (MemoryError, RuntimeError) as error:
            if not is_out_of_memory(error):
                raise
            raise EnlargeError(
                say(
                    "The memory does not hold a result of {width} x {height} pixels.",
                    width=f"{plan.size.width:,}",
                    height=f"{plan.size.height:,}",
                )
            ) from error
        seconds = time.perf_counter() - started
        if seconds - opening > _TELLING:
            self._pace.learn(plan.seconds, seconds - opening)
        name = _name(picture.name, plan.size, picture.size)
        origin = enlarged_from(picture, self._recipe(picture, plan, options))
        result = Picture(out, name, picture.profile, origin, unknown=_unknown(picture, plan.size))
        yield Enlarged(result, seconds, _notes(picture))

    @torch.inference_mode()
    def preview(self, picture: Picture, rect: Rect, options: EnlargeOptions, fills: tuple[Fill, ...] = ()) -> Preview:
        """The part of the result that shows `rect` of the picture, by every way: as the whole result shows it.

        Raises EnlargeError and CheckpointError, sentences.
        """
        _refuse_data(picture)
        size = options.size(picture.size)
        nets = self._nets(options.factor_for(picture.size), options, faithful=True)
        use_threads(self._threads)
        job = Enlargement(picture, fills, size, options.texture, nets, options.denoise)
        core = job.rect_of(rect.clip(picture.size))
        base, faithful, mixed = job.preview(core)
        return Preview(core, base, faithful, mixed if options.texture else None)

    def _nets(self, factor: int, options: EnlargeOptions, faithful: bool = False) -> Nets:
        """faithful: also where all of the texture is asked for."""
        try:
            device = pick(self._device)
        except DeviceError as error:
            raise EnlargeError(reason(error)) from error
        plain = self._of(factor, False, device).net if options.texture < 1 or faithful else None
        textured = self._of(factor, True, device).net if options.texture > 0 else None
        has_denoiser = options.denoise > 0 and self._denoise_checkpoint is not None
        denoiser = self._of(DENOISE, False, device).net if has_denoiser else None
        return Nets(factor, device, plain, textured, denoiser)

    def _of(self, factor: int, texture: bool, device: torch.device) -> _Loaded:
        path = self._path(factor, texture)
        key = (path, path.stat().st_mtime if path.exists() else 0.0)
        if key not in self._loaded:
            from inpaint_studio.model.checkpoints import checkpoint

            # Of other factors too: a dialog goes to and fro between them, and each is less than 2 MB.
            self._loaded[key] = _Loaded(checkpoint.load_enlarger(path, device).generator, sha256(path))
        loaded = self._loaded[key]
        its = loaded.net.config.factor
        if its != factor and DENOISE in (its, factor):
            raise EnlargeError(
                say("{name} reduces noise: it cannot enlarge pictures.", name=path.name)
                if its == DENOISE
                else say("{name} enlarges pictures: it does not reduce noise.", name=path.name)
            )
        if its != factor:
            raise EnlargeError(
                say(
                    "{name} enlarges {its} times; this picture needs one that enlarges {factor} times.",
                    name=path.name,
                    its=its,
                    factor=factor,
                )
            )
        return loaded

    def _path(self, factor: int, texture: bool) -> Path:
        own = self._texture_checkpoint if texture else self._checkpoint
        own = self._denoise_checkpoint if factor == DENOISE else own  # there is no shipped one
        if own is not None:
            return own
        try:
            return shipped(factor, texture)
        except FileNotFoundError as error:
            raise EnlargeError(
                say("No checkpoint that enlarges {factor} times is installed.", factor=factor)
                if not texture
                else say("No checkpoint that enlarges {factor} times with texture is installed.", factor=factor)
            ) from error

    def _recipe(self, picture: Picture, plan: Plan, options: EnlargeOptions) -> Recipe:
        device, texture = pick(self._device), options.texture
        faithful, textured = (
            self._of(plan.factor, has_texture, device).digest if is_used else None
            for has_texture, is_used in ((False, texture < 1), (True, texture > 0))
        )
        has_denoiser = options.denoise > 0 and self._denoise_checkpoint is not None
        denoise = self._of(DENOISE, False, device).digest if has_denoiser else None
        return Recipe(picture.size, plan.size, texture, faithful, textured, __version__, options.denoise, denoise)


def _refuse_data(picture: Picture) -> None:
    if picture.is_data:
        raise EnlargeError(
            say("A picture of measured bands is not enlarged: the nets have learnt from photographs, not from data.")
        )


def shipped(factor: int, texture: bool) -> Path:
    """The checkpoint that comes with the program. Raises FileNotFoundError."""
    path = resource(f"enlarge/x{factor}{'-texture' if texture else ''}.safetensors")
    if not path.exists():
        raise FileNotFoundError(path)
    return path


def _products(config: EnlargeConfig) -> int:
    """Multiplications for each pixel of the small picture."""
    between = 2 * config.blocks * config.channels
    return 9 * config.channels * (3 + between + 3 * config.factor**2)


def _name(name: str, size: Size, small: Size) -> str:
    """What the result is called: "church x2.jpg", or "church 3000 x 2000.jpg"."""
    path = Path(name or "picture.png")
    factor = size.width // small.width
    exact = size == (factor * small.width, factor * small.height)
    return f"{path.stem} {f'x{factor}' if exact else f'{size.width} x {size.height}'}{path.suffix}"


def _unknown(picture: Picture, size: Size) -> Mask | None:
    """What a damaged file does not determine is not determined in the result either."""
    if picture.unknown is None:
        return None
    rows = (np.arange(size.height) + 0.5) * picture.size.height // size.height
    columns = (np.arange(size.width) + 0.5) * picture.size.width // size.width
    return picture.unknown[rows.astype(np.intp)[:, None], columns.astype(np.intp)]


def _notes(picture: Picture) -> tuple[str, ...]:
    if picture.infrared is None:
        return ()
    return (say("The scanner's infrared is not enlarged, so the result has none."),)
