"""What a generator's fill should count when texture is copied: paired, on held-out holes.

The same holes are filled by copying without a guide and with guides of several weights; LPIPS in the hole against the
unguided copy's, with a 95 % interval over holes. A weight is fit to be `exemplar.GUIDE` where no kind of hole is worse
by it, with this generator and with a weak one.

    python tests/benchmarks/bench_filling_guide.py PICTURES --checkpoint FILE --lpips WEIGHTS
        [--first 60] [--count 20] [--kinds text,brush,blob] [--weights start,0.1,0.3,1] [--sure 4,16]

Weights: "start" = the guide is only where the search starts. `held_out` tells which holes they are.
Budget: 40 holes in 5 minutes of one core.
"""

import dataclasses

import held_out
import numpy as np
import torch

from inpaint_studio.evaluation import metrics
from inpaint_studio.filling import exemplar
from inpaint_studio.filling.blend import Colours, Hole
from inpaint_studio.model.checkpoints import checkpoint
from inpaint_studio.model.nets import lpips


@dataclasses.dataclass(frozen=True)
class Weight:
    amount: float
    sure: float

    def __str__(self) -> str:
        return f"{self.amount:g} over {self.sure:g} px" if self.amount else "start"


def copied(picture: Colours, hole: Hole, guide: Colours | None, weight: Weight) -> Colours:
    answer = None
    for step in exemplar.copy_texture(picture, hole, guide=guide, amount=weight.amount, sure=weight.sure):
        answer = step
    assert answer is not None
    return answer.blended


def main() -> None:
    parser = held_out.arguments(__doc__, count=20, kinds="text,brush,blob")
    parser.add_argument("--weights", default="start,0.1,0.3,1")
    parser.add_argument("--sure", default=f"{exemplar.SURE:g}")
    arguments = parser.parse_args()
    weights = [
        Weight(amount, sure)
        for amount in (0.0 if word == "start" else float(word) for word in arguments.weights.split(","))
        for sure in ([float(word) for word in arguments.sure.split(",")] if amount else [exemplar.SURE])
    ]
    torch.set_num_threads(1)
    generator = checkpoint.load(arguments.checkpoint).generator
    judge = lpips.Lpips.load(arguments.lpips)
    differences: dict[tuple[str, Weight], list[float]] = {}
    unguided: dict[str, list[float]] = {}
    for case in held_out.cases(arguments):
        kind, hole = case.kind, case.hole
        true = case.true.astype(np.float32) / 255
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
            gain = metrics.bootstrap(differences[kind, weight])
            print(
                f"    {weight!s:16s} {gain.mean:+.4f}  [{gain.low:+.4f}, {gain.high:+.4f}]",
                flush=True,
            )


if __name__ == "__main__":
    main()
