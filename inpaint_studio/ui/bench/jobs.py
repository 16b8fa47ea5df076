"""What the checkpoint bench has done on workers: checkpoints looked at, holes filled, fills measured."""

import io
import json
import sys
import time
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inpaint_studio.editing.document import Ticket
from inpaint_studio.editing.fills import Fill, Recipe, composite
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.picture import Mask, Picture
from inpaint_studio.evaluation.rivals import RIVALS
from inpaint_studio.files.reading import to_srgb8
from inpaint_studio.files.saving.atomic import replace_file
from inpaint_studio.filling.methods import method_of
from inpaint_studio.filling.request import FillProgress, FillRequest, FillResult
from inpaint_studio.filling.warming import WarmingStage, load_libraries, warm_up_for
from inpaint_studio.model.checkpoints.description import CheckpointError, sha256
from inpaint_studio.model.checkpoints.inspection import describe
from inpaint_studio.model.nets.config import FACTORS, EnlargeConfig
from inpaint_studio.sentence import say
from inpaint_studio.ui.document.jobs import Preparing
from inpaint_studio.work.checkpoints import short_name

if TYPE_CHECKING:
    from inpaint_studio.evaluation.judge import Judge
    from inpaint_studio.filling.engine import Engine

CHECKPOINT_SUFFIXES = (".safetensors", ".pt", ".pth", ".ckpt")
WEIGHT_BYTES = 512 * 2**20  # of weights in memory; beyond it the least recently used checkpoints are put away
CACHE_BYTES = 1024 * 2**20  # of fills on disk that folders were measured with; the least recently used ones go
WHOLE = "whole"  # the kind of test hole that is everything: for nets that enlarge
CONTEXT = 24  # pixels round the hole that measures may look at
_EVALUATED = 512  # pixels a side that the evaluator sees of a picture
_LEAST_LPIPS, _MOST_LPIPS = 35, 2**22  # pixels of the shorter side, and in all, that LPIPS can be and is measured on
_GROWS = 2  # half-precision files are twice as large in memory


ENLARGE = "enlarge"  # the method of a contender whose checkpoint enlarges: it restores what was shrunk
INTERPOLATIONS = {f"bicubic-{factor}": factor for factor in FACTORS}  # methods that do so without a net


@dataclass(frozen=True)
class Contender:
    """One way to fill: a method, and the checkpoint where a generator takes part."""

    key: int  # its own for each contender of a bench
    name: str
    method: str
    checkpoint: Path | None = None  # None = the shipped one
    seed: int = 0

    @property
    def uses_generator(self) -> bool:
        return not self.enlarges and method_of(self.method).generates

    @property
    def enlarges(self) -> bool:
        """Whether it restores what was shrunk, and fills no holes."""
        return self.method == ENLARGE or self.method in INTERPOLATIONS


@dataclass(frozen=True, eq=False)
class Hole:
    """What every contender fills. In a test hole the picture's own pixels are the truth."""

    picture: Picture
    fills: tuple[Fill, ...]
    rect: Rect
    mask: Mask  # (rect.height, rect.width), read-only
    is_test: bool = False
    ticket: Ticket | None = None  # of the document it is a hole of; None where there is no document

    def request(self, contender: Contender) -> FillRequest:
        return FillRequest(
            self.picture,
            self.fills,
            self.rect,
            self.mask,
            contender.method,
            contender.checkpoint,
            contender.seed,
        )

    @cached_property
    def pixels(self) -> int:
        """How many there are to fill; counted once, for panes are repainted often."""
        return int(np.count_nonzero(self.mask))

    @property
    def seen(self) -> Rect:
        """The hole with the surroundings that are measured and exported with it."""
        return self.rect.grow(CONTEXT).clip(self.picture.size)


@dataclass(frozen=True)
class Measured:
    """How near a fill came to the truth, by the evaluator's measures."""

    psnr: float  # dB in the hole
    ssim: float  # 1 = the same
    sharpness: float  # 1 = as sharp as the truth
    seam: float = 1.0  # 1 = no edge more than in the truth
    edge_f1: float | None = None  # 1 = every edge continued, and no other; None where no edge comes into the hole
    lpips: float | None = None  # in the hole, 0 = the same; None without weights
    note: str = ""  # why there is no LPIPS although there should be


@dataclass(frozen=True, eq=False)
class Update:
    """News of one contender: what it waits for, a preview, its answer, how that measures, or why there is none."""

    contender: Contender
    value: Preparing | FillProgress | FillResult | Measured | Exception


class Engines:
    """Engines by checkpoint, so that going back to one costs nothing; bounded by the bytes of their weights.

    May be called from several threads.
    """

    def __init__(self, max_bytes: int = WEIGHT_BYTES) -> None:
        self._max_bytes = max_bytes
        self._engines: OrderedDict[tuple[Path | None, int], tuple[Engine, int]] = OrderedDict()
        self._lock = Lock()

    def engine(self, checkpoint: Path | None) -> "Engine":
        """The engine for a checkpoint as it lies on the disk now; the least recently used ones are let go."""
        from inpaint_studio.filling.engine import Engine

        try:
            status = checkpoint.stat() if checkpoint is not None else None
        except OSError as error:
            raise CheckpointError(f"There is no checkpoint {checkpoint}.") from error
        key = (checkpoint, status.st_mtime_ns if status else 0)
        size = status.st_size * _GROWS if status else 0
        with self._lock:
            for stale in [k for k in self._engines if k[0] == checkpoint and k != key]:
                del self._engines[stale]
            if key not in self._engines:
                self._engines[key] = (Engine(checkpoint=checkpoint), size)
            self._engines.move_to_end(key)
            while len(self._engines) > 1 and self.nbytes > self._max_bytes:
                self._engines.popitem(last=False)
            return self._engines[key][0]

    @property
    def nbytes(self) -> int:
        return sum(size for _, size in self._engines.values())

    @property
    def checkpoints(self) -> tuple[Path | None, ...]:
        """Those in memory, the least recently used first."""
        return tuple(path for path, _ in self._engines)


class Measuring:
    """Measures fills of test holes by the evaluator's judge, with LPIPS where there are weights for it. For workers.

    lpips: a file, or Path("torchmetrics") for what that package has; None = LPIPS is left out.
    """

    def __init__(self, lpips: Path | None = None) -> None:
        self.lpips = lpips
        self._lock = Lock()
        self._judges: dict[Path | None, tuple[Judge, str]] = {}
        self._truth: tuple[Hole, Rect, NDArray[np.uint8]] | None = None

    def measure(self, hole: Hole, fills: tuple[Fill, ...]) -> Measured:
        """Compare a fill with what is under a test hole, in 8 bits as a screen shows them."""
        with self._lock:
            where, true = self._true(hole)
            filled = shown_part(hole, fills, where)
            inside = np.zeros((where.height, where.width), bool)
            inside[hole.rect.inside(where).slices] = hole.mask > 0
            fits = min(where.width, where.height) >= _LEAST_LPIPS and where.area <= _MOST_LPIPS
            judge, note = self._judge(self.lpips if fits else None)
            scores = judge.judge(true, filled, inside).scores
        always = scores["psnr"], scores["ssim"], scores["sharpness"], scores["seam"]
        return Measured(*always, scores.get("edge_f1"), scores.get("lpips"), note)

    def _true(self, hole: Hole) -> tuple[Rect, NDArray[np.uint8]]:
        """What is measured of a hole, and the truth there, the same array for every fill of it."""
        if self._truth is None or self._truth[0] is not hole:
            where = _measured_part(hole)
            self._truth = hole, where, shown_part(hole, (), where)
        return self._truth[1], self._truth[2]

    def _judge(self, lpips: Path | None) -> "tuple[Judge, str]":
        from inpaint_studio.evaluation.judge import Judge

        if lpips not in self._judges:
            from inpaint_studio.model.nets.lpips import LpipsError

            try:
                self._judges[lpips] = Judge(lpips), ""
            except LpipsError as error:
                self._judges[lpips] = Judge(), str(error)
        return self._judges[lpips]


def check_lpips(path: Path) -> Iterator[Path]:
    """Raises LpipsError, a sentence, where LPIPS cannot be measured with these weights."""
    from inpaint_studio.evaluation.judge import Judge

    Judge(path)
    yield path


@dataclass(frozen=True)
class Evaluation:
    """What the evaluator is to run on."""

    pictures: Path  # a folder
    output: Path  # a folder
    cache: Path | None
    contenders: tuple[Contender, ...]
    rivals: tuple[tuple[str, str], ...]  # names that `evaluation.rivals` knows, and what the person calls them
    kinds: tuple[str, ...]
    limit: int  # pictures
    lpips: Path | None = None


@dataclass(frozen=True, eq=False)
class Report:
    """What the evaluator wrote, ready to be shown."""

    pictures: int
    scores: dict[str, Any]  # as `evaluation.table.summarise` has them
    differences: dict[str, Any]
    sheets: dict[str, NDArray[np.uint8]]  # (H, W, 3), by kind of hole
    sheet_files: dict[str, Path]
    json: Path
    markdown: str


def evaluate_folder(evaluation: Evaluation) -> Iterator[Any]:
    """Everything that `evaluate` yields, and a Report last. Raises EvaluationError, a sentence."""
    from inpaint_studio.evaluation.bench import Evaluated, EvaluationConfig, MethodSkipped, evaluate

    filling = [c for c in evaluation.contenders if not c.enlarges]
    for contender in evaluation.contenders:
        if contender.enlarges:
            yield MethodSkipped(contender.name, say("What enlarges fills no holes, so it is left out here."))
    alone = [c for c in filling if c.method == "generator" and c.checkpoint is not None]
    rest = [(_evaluated(c), c.name) for c in filling if c.method != "generator" or c.checkpoint is None]
    titles: dict[str, str] = {}
    for name, title in (*rest, *evaluation.rivals):
        titles.setdefault(name, title)
    config = EvaluationConfig(
        evaluation.pictures,
        evaluation.output,
        methods=tuple(titles),
        titles=titles,
        checkpoints=tuple(c.checkpoint for c in alone if c.checkpoint is not None),
        names=tuple(c.name for c in alone),
        lpips=evaluation.lpips,
        kinds=evaluation.kinds,
        limit=evaluation.limit,
        cache=evaluation.cache,
        cache_bytes=CACHE_BYTES if evaluation.cache is not None else None,
    )
    for step in evaluate(config):
        yield step
        if isinstance(step, Evaluated):
            values = json.loads(step.json.read_text(encoding="utf-8"))
            files = {path.stem.removeprefix("sheet-"): path for path in step.sheets}
            sheets = {}
            for kind, path in files.items():
                with Image.open(path) as image:
                    sheets[kind] = np.asarray(image.convert("RGB"))
            yield Report(
                values["pictures"], values["scores"], values["differences"], sheets, files, step.json, step.table
            )


def _evaluated(contender: Contender) -> str:
    """The evaluator's name for a contender. Rivals are measured as they come, ours as the editor runs them."""
    if contender.method in RIVALS:
        return contender.method
    weights = f"@{contender.checkpoint}" if contender.uses_generator and contender.checkpoint is not None else ""
    return f"engine:{contender.method}{weights}"


def _measured_part(hole: Hole) -> Rect:
    """The hole with surroundings, and at least as much as the evaluator's pictures have, where there is so much."""
    size, rect = hole.picture.size, hole.seen
    width, height = (max(n, min(_EVALUATED, whole)) for n, whole in zip(rect.size, size, strict=True))
    x = min(max(0, rect.x + (rect.width - width) // 2), size.width - width)
    y = min(max(0, rect.y + (rect.height - height) // 2), size.height - height)
    return Rect(x, y, width, height)


def compete(
    hole: Hole, contenders: Sequence[Contender], engines: Engines, measuring: Measuring | None = None
) -> Iterator[Update]:
    """Fill one hole with each contender, one after the other. One that fails does not stop the others.

    A test hole's fills are measured, where there is `measuring`, once all are there: looking comes first.
    """
    done: list[tuple[Contender, FillResult]] = []
    for contender in contenders:
        try:
            for stage in _warming(contender, engines):
                yield Update(contender, Preparing(stage))
            if contender.enlarges:
                steps: Iterator[FillProgress | FillResult] = iter([_restored(hole, contender)])
            else:
                engine = engines.engine(contender.checkpoint if contender.uses_generator else None)
                steps = engine.fill(hole.request(contender))
            for value in steps:
                yield Update(contender, value)
                if isinstance(value, FillResult):
                    done.append((contender, value))
        except Exception as error:  # shown in the contender's own pane, beside the others
            yield Update(contender, error)
    if hole.is_test and measuring is not None:
        yield from measure(hole, [(contender, result.fills) for contender, result in done], measuring)


def _warming(contender: Contender, engines: Engines) -> Iterator[WarmingStage]:
    """What this contender would wait for without a word, each stage before it is done."""
    if contender.enlarges:
        if contender.method == ENLARGE and "torch" not in sys.modules:
            yield "library"
            load_libraries()
        return
    method = method_of(contender.method)
    checkpoint = contender.checkpoint if contender.uses_generator else None
    yield from warm_up_for(
        lambda: engines.engine(checkpoint), checkpoint, generates=method.generates, copies=method.needs.kernels
    )


def _restored(hole: Hole, contender: Contender) -> FillResult:
    """What a net, or interpolation, makes of a test hole: its pixels shrunk and enlarged again."""
    from inpaint_studio.enlarging.request import EnlargeError
    from inpaint_studio.evaluation.restoring import interpolated, restored

    if not hole.is_test:
        raise EnlargeError(say("What enlarges is compared on a test hole: it restores what is there, shrunk first."))
    started = time.perf_counter()
    if contender.method in INTERPOLATIONS:
        pixels = interpolated(hole.picture, hole.fills, hole.rect, INTERPOLATIONS[contender.method])
        recipe = Recipe(contender.method)
    else:
        assert contender.checkpoint is not None, "a net has a checkpoint"
        pixels = restored(hole.picture, hole.fills, hole.rect, contender.checkpoint)
        recipe = Recipe(ENLARGE, sha256(contender.checkpoint))
    fill = Fill(f"bench-{contender.key}-enlarged", hole.rect, pixels, hole.mask, recipe)
    return FillResult((fill,), time.perf_counter() - started)


def measure(
    hole: Hole, answers: Sequence[tuple[Contender, tuple[Fill, ...]]], measuring: Measuring
) -> Iterator[Update]:
    """Measure answers to a test hole, one after the other."""
    for contender, fills in answers:
        yield Update(contender, measuring.measure(hole, fills))


def shown_part(hole: Hole, fills: tuple[Fill, ...], where: Rect) -> NDArray[np.uint8]:
    """The picture with its fills and these on top, at `where`: (H, W, 3) uint8 as a screen shows it."""
    pixels = composite(hole.picture, hole.fills + fills, where)
    return np.ascontiguousarray(to_srgb8(hole.picture, pixels)[:, :, :3])


@dataclass(frozen=True)
class Checked:
    """A checkpoint that can be opened, and what to call it."""

    path: Path
    name: str
    about: str  # one line
    method: str = "generator"  # of its contender


def check(paths: Sequence[Path]) -> Iterator[Checked | Exception]:
    """Look whether files are checkpoints: by their header where they have one, else by opening them."""
    for path in paths:
        try:
            if path.suffix.lower() == ".safetensors":
                description = describe(path)
            else:
                from inpaint_studio.model.checkpoints import checkpoint

                description = checkpoint.load_any(path).description
        except CheckpointError as error:
            yield error
            continue
        enlarges = isinstance(description.config, EnlargeConfig)
        title = description.title if enlarges or not description.preset else description.preset
        about = f"{title}, {description.parameters / 1e6:.{2 if enlarges else 1}f} M"
        if description.images_seen:
            about += f", {description.images_seen:,}"
        yield Checked(path, short_name(path), about, ENLARGE if enlarges else "generator")


def blend(first: Path, second: Path, share: float, target: Path) -> Iterator[Path]:
    """Raises CheckpointError where the two do not fit together."""
    from inpaint_studio.model.checkpoints import blending

    blending.blend(first, second, share, target)
    yield target


def sample_hole(picture: Picture, visible: Rect, kind: str, seed: int) -> tuple[Rect, Mask]:
    """A hole of one of the kinds that generators learn from, in the middle of what is visible. At most 512 pixels."""
    from inpaint_studio.model.photographs import masks

    rng = np.random.default_rng(seed)
    side = max(32, min(512, visible.width, visible.height))
    x, y = visible.x + (visible.width - side) // 2, visible.y + (visible.height - side) // 2
    square = Rect(x, y, side, side).clip(picture.size)
    if kind == WHOLE:
        return square, np.full((square.height, square.width), 255, np.uint8)
    mask = masks.sample_mask(kind, Size(square.width, square.height), rng)
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    tight = Rect.of_edges(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    cut = mask[tight.slices].copy()
    return tight.translate(square.x, square.y), cut


def export_film(frames: Sequence[NDArray[np.uint8]], path: Path, seconds: float = 0.25) -> Iterator[Path]:
    """Write frames of one size, (H, W, 3) uint8, as an animated WebP, PNG or GIF, whichever the name says.

    The last frame stays for a while. Raises ValueError, a sentence, for another kind of name, SaveError from the disk.
    """
    kind = {".webp": "WEBP", ".png": "PNG", ".gif": "GIF"}.get(path.suffix.lower())
    if kind is None:
        raise ValueError(f"{path.name} cannot hold an animation; call it .webp, .png or .gif.")
    images = [Image.fromarray(frame) for frame in frames]
    times = [round(seconds * 1000)] * (len(images) - 1) + [1500]
    options = {"lossless": True} if kind == "WEBP" else {}
    film = io.BytesIO()
    images[0].save(film, kind, save_all=True, append_images=images[1:], duration=times, loop=0, **options)
    replace_file(path, film.getvalue())
    yield path
