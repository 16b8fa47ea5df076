"""Whether a checkpoint's discriminator picks better fills than the best fixed method does, on held-out holes.

Each hole is filled by several methods; the judge (`Engine.rank`) picks one of them. LPIPS in the hole of what it picks,
minus that of the method which is best on average over the same holes, with a 95 % interval over holes. Where the whole
interval lies below zero on at least 40 holes, `auto` may let it choose: --mark writes a copy of the checkpoint whose
header says so (`filling.judge.is_trusted`), so calibrate on other pictures than you report on.

    python tests/benchmarks/bench_filling_judge.py PICTURES --checkpoint FILE --lpips WEIGHTS
        [--first 60] [--count 10] [--kinds scratch,text,brush,blob] [--mark FILE]

Budget: 40 holes in 4 minutes of one core.
"""

from dataclasses import replace
from pathlib import Path

import held_out
import numpy as np
import torch
from numpy.typing import NDArray

from inpaint_studio.editing.fills import Fill, composite
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Picture
from inpaint_studio.evaluation import metrics
from inpaint_studio.filling.blend import Hole
from inpaint_studio.filling.engine import Engine
from inpaint_studio.filling.judge import TRUST
from inpaint_studio.filling.request import FillRequest, FillResult
from inpaint_studio.model.checkpoints import checkpoint
from inpaint_studio.model.nets import lpips

OFFERED: tuple[tuple[str, int], ...] = (("auto", 0), ("generator", 0), ("exemplar", 0), ("hybrid", 1))


def main() -> None:
    parser = held_out.arguments(__doc__, count=10, kinds="scratch,text,brush,blob")
    parser.add_argument("--mark", type=Path)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    loaded = checkpoint.load(arguments.checkpoint)
    if loaded.discriminator is None:
        parser.exit(1, f"{arguments.checkpoint.name} holds no discriminator, so there is nothing to calibrate.\n")
    engine = Engine(device="cpu", checkpoint=arguments.checkpoint, threads=1)
    distance = lpips.Lpips.load(arguments.lpips)
    distances: list[list[float]] = []
    picked: list[int] = []
    kinds: list[str] = []
    for case in held_out.cases(arguments):
        kind, pixels, hole = case.kind, case.true, case.hole
        results = [filled(engine, pixels, hole, method, seed) for method, seed in OFFERED]
        request = requested(np.where(hole[:, :, None], np.uint8(0), pixels), hole, "auto", 0)
        scores = engine.rank(request, results)
        assert scores is not None
        distances.append([in_hole(distance, pixels, hole, fills) for fills in results])
        picked.append(int(np.argmax(scores)))
        kinds.append(kind)
        line = "  ".join(
            f"{m} {s}: {d:.4f} ({n:+.2f})" for (m, s), d, n in zip(OFFERED, distances[-1], scores, strict=True)
        )
        print(f"{kind:8s} {line}", flush=True)
    table = np.array(distances)
    choice = table[np.arange(len(table)), picked]
    best = int(table.mean(axis=0).argmin())
    print()
    for name in (*dict.fromkeys(kinds), "all"):
        at = np.array([name in (kind, "all") for kind in kinds])
        fixed = "  ".join(f"{m} {s} {v:.4f}" for (m, s), v in zip(OFFERED, table[at].mean(axis=0), strict=True))
        gain = metrics.bootstrap([float(d) for d in (choice - table[:, best])[at]])
        print(f"{name:8s} {fixed}  judge {choice[at].mean():.4f}  best of all {table[at].min(axis=1).mean():.4f}")
        print(f"         judge - {OFFERED[best][0]} {gain.mean:+.4f}  [{gain.low:+.4f}, {gain.high:+.4f}]")
    gain = metrics.bootstrap([float(d) for d in choice - table[:, best]])
    trusted = gain.high < 0 and len(table) >= 40
    print(f"\nThe judge {'picks better than' if trusted else 'does not beat'} the best fixed method.")
    if arguments.mark is not None and trusted:
        trust = {"difference": gain.mean, "low": gain.low, "high": gain.high, "holes": float(len(table))}
        description = replace(loaded.description, scores={**loaded.description.scores, TRUST: trust})
        checkpoint.save(arguments.mark, loaded.generator.state_dict(), description, loaded.discriminator)
        print(f"{arguments.mark} says so.")


def requested(pixels: NDArray[np.uint8], hole: Hole, method: str, seed: int) -> FillRequest:
    picture = Picture(pixels)
    mask = np.where(hole, np.uint8(255), np.uint8(0))
    return FillRequest(picture, (), Rect(0, 0, hole.shape[1], hole.shape[0]), mask, method=method, seed=seed)


def filled(engine: Engine, pixels: NDArray[np.uint8], hole: Hole, method: str, seed: int) -> tuple[Fill, ...]:
    request = requested(np.where(hole[:, :, None], np.uint8(0), pixels), hole, method, seed)
    (result,) = [step for step in engine.fill(request) if isinstance(step, FillResult)]
    return result.fills


def in_hole(judge: lpips.Lpips, pixels: NDArray[np.uint8], hole: Hole, fills: tuple[Fill, ...]) -> float:
    picture = Picture(pixels.copy())
    out = composite(picture, fills, picture.rect)
    with torch.inference_mode():
        one, other = (
            judge.features(torch.from_numpy(p.copy()).permute(2, 0, 1)[None].float() / 255) for p in (out, pixels)
        )
        where = torch.from_numpy(hole.astype(np.float32))[None, None]
        return float(lpips.weighted(judge.maps(one, other), where))


if __name__ == "__main__":
    main()
