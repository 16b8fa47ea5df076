"""What a generator's fill should count when texture is copied: paired, on held-out holes.

The same holes are filled by copying without a guide and with guides of several weights; LPIPS in the hole against the
unguided copy's, with a 95 % interval over holes. A weight is fit to be `exemplar.GUIDE` where no kind of hole is worse
by it, with this generator and with a weak one.

    python tests/benchmarks/bench_filling_guide.py PICTURES --checkpoint FILE --lpips WEIGHTS
        [--first 60] [--count 20] [--kinds text,brush,blob] [--weights start,0.1,0.3,1] [--sure 4,16]

Weights: "start" = the guide is only where the search starts. Pictures are the evaluator's (`evaluation.bench`), from
the one numbered --first on, so that those it reports on stay unseen. Budget: 40 holes in 5 minutes of one core.
"""

import argparse
import dataclasses
import hashlib
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from inpaint_studio.editing.geometry import Size
from inpaint_studio.evaluation import metrics
from inpaint_studio.files.reading import read_picture, to_srgb8
from inpaint_studio.filling import exemplar
from inpaint_studio.filling.blend import Colours, Hole
from inpaint_studio.model import checkpoint, lpips
from inpaint_studio.model.masks import KINDS, sample_mask


@dataclasses.dataclass(frozen=True)
class Weight:
    amount: float
    sure: float

    def __str__(self) -> str:
        return f"{self.amount:g} over {self.sure:g} px" if self.amount else "start"


def holes(folder: Path, first: int, count: int, kinds: list[str]) -> list[tuple[str, NDArray[np.uint8], Hole]]:
    """The evaluator's holes (evaluation.bench tells how they are made): kind, picture, hole."""
    names = sorted(
        (p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.suffix in (".webp", ".png", ".jpg")),
        key=lambda name: hashlib.sha256(name.encode()).digest(),
    )
    made = []
    for name in names[first : first + count]:
        pixels = to_srgb8(read_picture(folder / name))[..., :3]
        top, left = (max(0, n - 512) // 2 for n in pixels.shape[:2])
        pixels = np.ascontiguousarray(pixels[top : top + 512, left : left + 512])
        for kind in KINDS:
            if kind in kinds:
                digest = hashlib.sha256(f"{name}|{kind}|0".encode()).digest()
                rng = np.random.default_rng(int.from_bytes(digest[:8], "little"))
                made.append((kind, pixels, sample_mask(kind, Size(pixels.shape[1], pixels.shape[0]), rng) > 0))
    return made


def copied(picture: Colours, hole: Hole, guide: Colours | None, weight: Weight) -> Colours:
    answer = None
    for step in exemplar.copy_texture(picture, hole, guide=guide, amount=weight.amount, sure=weight.sure):
        answer = step
    assert answer is not None
    return answer.blended


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pictures", type=Path)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--lpips", type=Path, required=True)
    parser.add_argument("--first", type=int, default=60)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--kinds", default="text,brush,blob")
    parser.add_argument("--weights", default="start,0.1,0.3,1")
    parser.add_argument("--sure", default=f"{exemplar.SURE:g}")
    given = parser.parse_args()
    weights = [
        Weight(amount, sure)
        for amount in (0.0 if word == "start" else float(word) for word in given.weights.split(","))
        for sure in ([float(word) for word in given.sure.split(",")] if amount else [exemplar.SURE])
    ]
    torch.set_num_threads(1)
    generator = checkpoint.load(given.checkpoint).generator
    judge = lpips.Lpips.load(given.lpips)
    differences: dict[tuple[str, Weight], list[float]] = {}
    unguided: dict[str, list[float]] = {}
    for kind, pixels, hole in holes(given.pictures, given.first, given.count, given.kinds.split(",")):
        true = pixels.astype(np.float32) / 255
        seen = np.where(hole[:, :, None], np.float32(0), true)
        whole = torch.from_numpy(true).permute(2, 0, 1)[None]
        unknown = torch.from_numpy(hole.astype(np.float32))[None, None]
        with torch.inference_mode():
            painted = generator(whole * (1 - unknown), unknown)[0].permute(1, 2, 0).clamp(0, 1).numpy()
            guide = np.where(hole[:, :, None], painted, true)
            features = judge.features(whole)

            def distance(fill: Colours) -> float:
                eight = np.rint(np.clip(fill, 0, 1) * 255).astype(np.float32) / 255
                maps = judge.maps(judge.features(torch.from_numpy(eight).permute(2, 0, 1)[None]), features)  # noqa: B023
                return float(lpips.weighted(maps, unknown))  # noqa: B023

            alone = distance(copied(seen, hole, None, Weight(0.0, exemplar.SURE)))
            unguided.setdefault(kind, []).append(alone)
            for weight in weights:
                fill = copied(seen, hole, guide, weight)
                differences.setdefault((kind, weight), []).append(distance(fill) - alone)
    for kind, alone_all in unguided.items():
        print(f"{kind}: unguided LPIPS {np.mean(alone_all):.4f} on {len(alone_all)} holes")
        for weight in weights:
            found = metrics.bootstrap(differences[kind, weight])
            print(f"    {weight!s:16s} {found.mean:+.4f}  [{found.low:+.4f}, {found.high:+.4f}]", flush=True)


if __name__ == "__main__":
    main()
