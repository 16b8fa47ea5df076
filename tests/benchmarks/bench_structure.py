"""What becomes of edges in large holes: `auto` of this tree against other checkouts and rivals, on the same holes.

    python tests/benchmarks/bench_structure.py held-out PICTURES STORE --lpips WEIGHTS [--checkouts NAME=FOLDER,...]
        [--rivals fsr-fast,patchmatch] [--first 60] [--count 100] [--kinds blob,brush] [--seed 0] [--fill-seeds 0]
    python tests/benchmarks/bench_structure.py full-size PHOTOS STORE --lpips WEIGHTS [--checkouts ...]
        [--rivals patchmatch] [--strokes 6] [--seed 0] [--fill-seeds 0]

`held-out`: the evaluator's holes on the pictures from number --first on. `full-size`: in each photograph --strokes
strokes 200 to 400 px thick, every second one where the most edges come in. Differences and ratios are those of the
first checkout (without --checkouts this tree, called "now") to each of the others, with 95 % bootstrap intervals over
pictures. Full-size photographs are few, and an interval over eight is too narrow by itself: read it beside the one over
strokes, which takes those of one photograph for independent.

Fills lie in STORE (outside the repository), by the name of the checkout and a digest of what determines its pixels,
and each is made once; a run that was stopped is resumed. Every checkout fills in a process of its own, on the CPU with
one thread; in `full-size` one process a hole, so that CPU seconds and peak memory are told of the whole process, with
reading its modules and weights. CPU s: of the fill alone; in `held-out` after a first, unmeasured one.

    python tests/benchmarks/bench_structure.py held-out PICTURES STORE --lpips WEIGHTS \\
        --checkouts now=.,before=../before --rivals fsr-fast --kinds scratch,text --count 60

Budgets (issue 14), against commit a06aa46: blobs LPIPS -.006 with the interval below zero, brush not higher, edge F1
+.03 on both, PSNR not lower than .1 dB; full size: LPIPS .97 of PyPatchMatch's or less, PSNR above, edge F1 1.4 times,
4 CPU s and 1 GB for the whole process; scratch LPIPS at FSR's or less.
"""

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import structure_holes
from numpy.typing import NDArray
from structure_holes import Hole

from inpaint_studio.evaluation import metrics, rivals
from inpaint_studio.evaluation.judge import Judge

Scores = Mapping[str, float]
# Name, heading, format of a mean, format of a difference; a hole may lack some.
MEASURES = (
    ("lpips", "LPIPS", "{:.4f}", "{:+.4f}"),
    ("psnr", "PSNR", "{:.2f}", "{:+.2f}"),
    ("edge_f1", "edge F1", "{:.3f}", "{:+.3f}"),
    ("edge_recall", "recall", "{:.3f}", "{:+.3f}"),
    ("edge_precision", "precision", "{:.3f}", "{:+.3f}"),
    ("cpu_seconds", "CPU s", "{:.2f}", "{:+.2f}"),
    ("process_cpu_seconds", "process CPU s", "{:.2f}", "{:+.2f}"),
    ("process_megabytes", "process MB", "{:.0f}", "{:+.0f}"),
)
_OF_PROCESSES = ("process_cpu_seconds", "process_megabytes")


@dataclass(frozen=True)
class Contender:
    """What fills: a checkout's method, or a rival."""

    name: str  # as in tables
    key: str  # name and version, a folder's name
    method: str
    checkout: Path | None = None  # None = a rival, filled by this tree
    seed: int = 0


def main() -> None:
    arguments = _arguments()
    store: Path = arguments.store / arguments.set
    contenders = [*_checkouts(arguments), *_rivals(arguments)]
    judge = Judge(arguments.lpips)
    if arguments.set == "held-out":
        kinds = arguments.kinds.split(",")
        found = structure_holes.held_out(
            store, arguments.pictures, arguments.first, arguments.count, kinds, arguments.seed
        )
    else:
        found = structure_holes.strokes(store, arguments.pictures, arguments.strokes, arguments.seed)
    holes = list(found)
    print(f"{len(holes)} holes in {len({hole.picture for hole in holes})} pictures", flush=True)
    is_alone = arguments.set == "full-size"
    table: dict[str, dict[Hole, list[Scores]]] = {}
    for contender in contenders:
        fill(contender, holes, store, is_alone)
        by_hole = table.setdefault(contender.name, {})
        for hole in holes:
            scores = measured(contender, hole, store, judge, is_alone)
            if scores is not None:
                by_hole.setdefault(hole, []).append(scores)
    means = {name: {hole: _mean(of) for hole, of in by_hole.items()} for name, by_hole in table.items()}
    for kind in dict.fromkeys(hole.kind for hole in holes):
        report(kind, {name: {h: s for h, s in of.items() if h.kind == kind} for name, of in means.items()}, is_alone)


def fill(contender: Contender, holes: Sequence[Hole], store: Path, is_alone: bool) -> None:
    """Fill what is not in the store yet. A hole that fails is reported and left out."""
    missing = [hole for hole in holes if not _fill_file(store, contender, hole).exists()]
    if not missing:
        return
    _fill_file(store, contender, missing[0]).parent.mkdir(parents=True, exist_ok=True)
    print(f"{contender.key}: {len(missing)} holes to fill", flush=True)
    if is_alone:
        _run(
            contender, [], store, is_warm=True
        )  # compiles kernels into the store's cache, which is not the fill's cost
    for batch in [[hole] for hole in missing] if is_alone else [missing]:
        if _run(contender, batch, store, is_warm=not is_alone):
            print(f"{contender.key}: failed on {', '.join(hole.picture for hole in batch[:3])}", flush=True)


def _run(contender: Contender, holes: Sequence[Hole], store: Path, is_warm: bool) -> int:
    """The exit status of a process that fills `holes`."""
    checkout = contender.checkout or Path(__file__).resolve().parents[2]
    jobs = {
        "checkout": str(checkout),
        "method": contender.method,
        "is_rival": contender.checkout is None,
        "seed": contender.seed,
        "warm": is_warm,
        "holes": [
            {
                "picture": str(hole.picture_file),
                "hole": str(hole.hole_file),
                "fill": str(_fill_file(store, contender, hole)),
            }
            for hole in holes
        ],
    }
    threads = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
    environment = os.environ | dict.fromkeys(threads, "1") | {"PYTHONPATH": str(checkout)}
    environment["NUMBA_CACHE_DIR"] = str(store / "numba" / contender.key.partition("@")[0])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "jobs.json"
        path.write_text(json.dumps(jobs), encoding="utf-8")
        script = Path(__file__).with_name("structure_fills.py")
        return subprocess.run([sys.executable, script, path], env=environment, stdout=subprocess.DEVNULL).returncode


def measured(contender: Contender, hole: Hole, store: Path, judge: Judge, is_alone: bool) -> Scores | None:
    """Scores and cost of a fill, cached beside it; None where there is no fill."""
    path = _fill_file(store, contender, hole)
    try:
        with np.load(path) as archive:
            inside, cost = archive["inside"], json.loads(str(archive["cost"]))
    except (OSError, BadZipFile):
        return None
    cache = path.with_suffix(f".{judge.version}.json")
    if cache.exists():
        scores = json.loads(cache.read_text())
    else:
        true, mask = hole.truth()
        filled = true.copy()
        filled[mask] = inside
        scores = judge.judge(true, filled, mask).scores
        cache.write_text(json.dumps(scores))
    return {**scores, **{name: value for name, value in cost.items() if is_alone or name not in _OF_PROCESSES}}


def report(kind: str, table: Mapping[str, Mapping[Hole, Scores]], is_alone: bool) -> None:
    """Means of each contender, and the first one against each of the others over the holes that both filled."""
    shown = [m for m in MEASURES if any(m[0] in scores for of in table.values() for scores in of.values())]
    print(f"\n## {kind}\n\n| | holes | {' | '.join(m[1] for m in shown)} |\n|---|{'---|' * (1 + len(shown))}")
    for name, of in table.items():
        cells = []
        for measure, _, form, _ in shown:
            values = [scores[measure] for scores in of.values() if measure in scores]
            cells.append(form.format(np.mean(values)) if values else "-")
        print(f"| {name} | {len(of)} | {' | '.join(cells)} |")
    peaks = {
        name: [s["process_megabytes"] for s in of.values() if "process_megabytes" in s] for name, of in table.items()
    }
    if any(peaks.values()):
        print("\nHighest peak: " + ", ".join(f"{name} {max(of):.0f} MB" for name, of in peaks.items() if of))
    ours, *others = table
    for other in others:
        common = [hole for hole in table[ours] if hole in table[other]]
        pictures = len({hole.picture for hole in common})
        print(f"\n{kind}: {ours} minus {other}, {len(common)} holes in {pictures} pictures")
        for measure, heading, _, signed in shown:
            pairs = [
                (hole, table[ours][hole][measure], table[other][hole][measure])
                for hole in common
                if measure in table[ours][hole] and measure in table[other][hole]
            ]
            if not pairs:
                continue
            by_picture: dict[str, list[tuple[float, float]]] = {}
            for hole, a, b in pairs:
                by_picture.setdefault(hole.picture, []).append((a, b))
            groups = [np.array(of) for of in by_picture.values()]
            line = f"  {heading:14s} {_difference(groups, signed)}"
            if measure != "psnr":  # of decibels a ratio says nothing
                line += f"  ratio {_ratio(groups)}"
            if is_alone:
                alone = [np.array([pair[1:]]) for pair in pairs]
                line += f"  by stroke: {_difference(alone, signed)}"
                if measure != "psnr":
                    line += f" {_ratio(alone)}"
            print(line)


def _difference(groups: Sequence[NDArray[np.float64]], form: str) -> str:
    """The mean of the groups' mean differences, as in the evaluator."""
    interval = metrics.bootstrap([float((of[:, 0] - of[:, 1]).mean()) for of in groups])
    return f"{form.format(interval.mean)} [{form.format(interval.low)}, {form.format(interval.high)}]"


def _ratio(groups: Sequence[NDArray[np.float64]], resamples: int = 2000) -> str:
    """The ratio of the two means, and its 95 % percentile bootstrap interval over groups."""
    sums = np.array([of.sum(0) for of in groups])
    if not sums[:, 1].all():
        return "-"
    drawn = np.random.default_rng(0).integers(0, len(sums), (resamples, len(sums)))
    means = sums[drawn].sum(1)
    low, high = np.quantile(means[:, 0] / means[:, 1], (0.025, 0.975))
    return f"{sums[:, 0].sum() / sums[:, 1].sum():.3f} [{low:.3f}, {high:.3f}]"


def _mean(of: Sequence[Scores]) -> Scores:
    """Over the seeds."""
    return {name: float(np.mean([scores[name] for scores in of])) for name in of[0] if all(name in s for s in of)}


def _checkouts(arguments: argparse.Namespace) -> Iterable[Contender]:
    here = Path(__file__).resolve().parents[2]
    named = [one.split("=", 1) for one in arguments.checkouts.split(",")] if arguments.checkouts else []
    for name, folder in named or [("now", str(here))]:
        checkout = Path(folder).resolve()
        version = _version(checkout)
        for seed in arguments.fill_seeds.split(","):
            yield Contender(name, f"{name}-{arguments.method}-{version}@{seed}", arguments.method, checkout, int(seed))


def _rivals(arguments: argparse.Namespace) -> Iterable[Contender]:
    for name in arguments.rivals.split(",") if arguments.rivals else []:
        yield Contender(name, f"{rivals.find(name).key}@0", name)


def _version(checkout: Path) -> str:
    """A digest of what determines a fill's pixels: the code of `filling` and `model`, and the shipped weights."""
    digest = hashlib.sha256()
    files = [
        *(checkout / "inpaint_studio" / "filling").rglob("*.py"),
        *(checkout / "inpaint_studio" / "model").rglob("*.py"),
    ]
    for path in [*sorted(files), checkout / "resources" / "checkpoints" / "standard.safetensors"]:
        digest.update(path.relative_to(checkout).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:10]


def _fill_file(store: Path, contender: Contender, hole: Hole) -> Path:
    return store / contender.key / f"{hole.key}.npz"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", choices=("held-out", "full-size"))
    parser.add_argument("pictures", type=Path, help="a folder")
    parser.add_argument("store", type=Path, help="where fills and scores are kept, outside the repository")
    parser.add_argument("--lpips", type=Path, required=True)
    parser.add_argument("--checkouts", default="", metavar="NAME=FOLDER,...", help="default: this tree, as now")
    parser.add_argument("--rivals", default="", metavar="A,B")
    parser.add_argument("--method", default="auto")
    parser.add_argument("--first", type=int, default=60)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--kinds", default="blob,brush")
    parser.add_argument("--strokes", type=int, default=6, help="in each full-size photograph")
    parser.add_argument("--seed", type=int, default=0, help="of the holes")
    parser.add_argument("--fill-seeds", default="0", metavar="A,B", help="of the fills; scores are averaged over them")
    return parser.parse_args()


if __name__ == "__main__":
    main()
