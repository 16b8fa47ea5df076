"""The evaluator: every method on the same seeded holes.

The protocol is fixed; any change increments `protocol.PROTOCOL`:

- Pictures: every picture file below a folder, in the order of the SHA-256 of its path below the folder, so that a
  limit of 60 is a fixed sample of the whole and a limit of 120 holds it. 8-bit RGB, upright. The central 512 x 512
  pixels (or fewer) are used, unscaled; pictures with a side under 96 px are left out.
- Holes: one per picture and kind, `model.masks.sample_mask(kind, size, rng)` with rng seeded by the first eight bytes
  of SHA-256("path below the folder|kind|seed"). With a folder of masks: the mask with the picture's stem, cropped
  likewise, pixels above 0 are hole; the kind is then called "given".
- Methods get the picture with its hole blackened, and the mask; of their result only the hole is used, rounded to
  8 bits.
- Measures: `judge.Judge`, which also measures the window's test holes: `metrics` in the hole against the
  ground truth; `edges`, those that come into the hole, on the holes whose ground truth has any; LPIPS (AlexNet, v0.1;
  weights by path, or those of torchmetrics) on the whole composite, its maps averaged over the hole ("lpips") and over
  the picture ("lpips_picture"); per kind the kernel distance between AlexNet's fifth activations averaged over the
  hole, over all pictures ("kernel_distance_alexnet"; never called FID, which has Inception's features).
- Seconds: CPU time of the process around the call, and by the wall clock, with `threads` threads (default
  1), on the present machine; comparable within one table only, and on a GPU by wall time. Peak memory: rise of
  resident memory during the call (Linux only; free heap memory of earlier calls is returned to the system first), and
  likewise of the device's allocations on CUDA. All refer to the run that made the fill, and are cached with it.
- Differences: for each of our methods against every other, the mean of (ours - other) over the pictures that both
  filled, with a 95 % percentile bootstrap interval of 2000 resamples over pictures.

Fills and scores are cached in `cache`, keyed by the pixels of picture and hole and the method's version, so
evaluating one more checkpoint costs that checkpoint alone.

    for step in evaluate(EvaluationConfig(pictures, output)): ...

`inpaint-studio evaluate` is the command line; see `EvaluationConfig` for the settings.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from inpaint_studio.evaluation import metrics, rivals
from inpaint_studio.evaluation.fill_cache import FillCache
from inpaint_studio.evaluation.holes import (
    FROM_FILES,
    Case,
    EvaluationError,
    Unusable,
    mask_cases,
    picture_names,
    seeded_cases,
)
from inpaint_studio.evaluation.judge import Judge
from inpaint_studio.evaluation.measuring import measure
from inpaint_studio.evaluation.protocol import EvaluationConfig
from inpaint_studio.evaluation.report import Evaluated, write
from inpaint_studio.evaluation.table import Row
from inpaint_studio.sentence import reason, say

__all__ = [
    "Evaluated",
    "EvaluationConfig",
    "EvaluationError",
    "HoleMeasured",
    "MethodSkipped",
    "PictureSkipped",
    "evaluate",
    "run",
]


@dataclass(frozen=True)
class MethodSkipped:
    """A method that cannot be used here, and the reason as a sentence."""

    name: str
    reason: str


@dataclass(frozen=True)
class PictureSkipped:
    """A picture that cannot be used, and the reason as a sentence."""

    name: str
    reason: str


@dataclass(frozen=True)
class HoleMeasured:
    """One method filled one hole."""

    method: str
    picture: str
    kind: str
    done: int
    total: int
    from_cache: bool
    scores: Mapping[str, float]


Progress = MethodSkipped | PictureSkipped | HoleMeasured | Evaluated


def evaluate(config: EvaluationConfig) -> Iterator[Progress]:
    """Run an evaluation. Yields after every hole; the last value is `Evaluated`.

    Methods whose package is missing or that fail, and unreadable pictures, are reported and left out.
    Raises EvaluationError where no picture or no method is left, `lpips` cannot be used, or nothing can be written.
    """
    methods = []
    for name in config.methods:
        try:
            method = rivals.find(name, config.device, config.threads)
            methods.append(replace(method, name=config.titles.get(name, method.name)))
        except rivals.MethodMissing as missing:
            yield MethodSkipped(name, reason(missing))
    for number, path in enumerate(config.checkpoints):
        try:
            method = rivals.generator(path, config.device)
            methods.append(replace(method, name=config.names[number]) if config.names else method)
        except Exception as error:  # a broken checkpoint must not prevent the evaluation of the others
            yield MethodSkipped(str(path), reason(error))
    methods = _with_own_names(methods)
    if not methods:
        raise EvaluationError(say("There is no method to evaluate."))
    names = picture_names(config.pictures)
    judge = _judge(config.lpips)
    try:
        config.output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EvaluationError(
            say("Nothing can be written to {path}: {reason}.", path=config.output, reason=error)
        ) from error
    cache = FillCache(config.cache or config.output / "cache", judge)

    limit = len(names) if config.limit is None else config.limit
    kinds = (FROM_FILES,) if config.masks else config.kinds
    total = min(limit, len(names)) * len(kinds) * len(methods)
    rows: list[Row] = []
    shown: dict[str, list[tuple[Case, dict[str, metrics.Picture8]]]] = {kind: [] for kind in kinds}
    used = done = 0
    for name in names:
        if used == limit:
            break
        try:
            holes = _cases(config, name)
        except Unusable as unusable:
            yield PictureSkipped(name, reason(unusable))
            continue
        for hole in holes:
            fills = {}
            for method in methods:
                done += 1
                if used >= config.limits.get(f"{method.name}:{hole.kind}", config.limits.get(method.name, limit)):
                    continue
                try:
                    row, filled, from_cache = measure(method, hole, cache, judge, config.threads)
                except Exception as error:  # a failure on one hole is reported; the others count
                    yield MethodSkipped(
                        method.name, say("{name}, {kind}: {reason}", name=name, kind=hole.kind, reason=error)
                    )
                    continue
                rows.append(row)
                fills[method.name] = filled
                yield HoleMeasured(method.name, name, hole.kind, done, total, from_cache, row.scores)
            if len(shown[hole.kind]) < config.sheet_pictures:
                shown[hole.kind].append((hole, fills))
        used += 1
    if not rows:
        raise EvaluationError(
            say("None of the pictures in {folder} could be filled by any method.", folder=config.pictures)
        )
    if config.cache_bytes is not None:
        cache.trim(config.cache_bytes)
    yield write(config, methods, rows, shown, used)


def run(config: EvaluationConfig) -> Evaluated:
    """Run `evaluate` to its end and return the result."""
    for step in evaluate(config):
        if isinstance(step, Evaluated):
            return step
    raise AssertionError("evaluate ends with Evaluated")


def _cases(config: EvaluationConfig, name: str) -> list[Case]:
    if config.masks is not None:
        return mask_cases(config.pictures, name, config.masks, config.longest)
    return seeded_cases(config.pictures, name, config.kinds, config.seed, config.longest)


def _with_own_names(methods: Sequence[rivals.Method]) -> list[rivals.Method]:
    """Two checkpoints called standard.safetensors become "... (2)"; duplicates of a method are dropped."""
    named: dict[str, rivals.Method] = {}
    for method in methods:
        if any(method.key == other.key for other in named.values()):
            continue
        name, number = method.name, 1
        while name in named:
            number += 1
            name = f"{method.name} ({number})"
        named[name] = replace(method, name=name)
    return list(named.values())


def _judge(lpips: Path | None) -> Judge:
    from inpaint_studio.model.nets.lpips import LpipsError

    try:
        return Judge(lpips)
    except LpipsError as error:
        raise EvaluationError(reason(error)) from error
