"""Fits the probability of pairs of ends on holes cut into photographs whose truth is known.

    python tests/benchmarks/fit_structure.py cut FOLDER --output pairs.npz [--first 0] [--count 700]
    python tests/benchmarks/fit_structure.py fit pairs.npz --report other.npz

A pair is right where the truth has, within 2.5 work pixels of more than 60 % of its curve, one edge (its offset changes
by half a pixel a pixel at most) with the contrast that the two ends foretell, of at least half its size. `fit` prints
the rows of `filling.structure.pair_model`, and how many of the curves that would be accepted are right.
Budget: 700 photographs, two holes each, are cut in 10 minutes of one core; fitted in one.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from inpaint_studio.evaluation.holes import Unusable, picture_names, seeded_cases
from inpaint_studio.filling.structure import pairing
from inpaint_studio.filling.structure.ends import ends_of
from inpaint_studio.filling.structure.field import Field, Floats, field_at, field_of
from inpaint_studio.filling.structure.pair_model import NAMES, probabilities

Values = NDArray[np.float64]

RIGHT = 0.6
SIZE = 0.5
OFFSETS = np.arange(-2.5, 2.75, 0.5)
KINDS = ("blob", "brush")
RIDGE = 10.0
FOLDS = 3
AIM = 0.825  # share of right curves, in cross-validation, from which a probability is set to .7


@dataclass(frozen=True, eq=False)
class Data:
    """Pairs of many holes; m of them."""

    features: Values  # (m, len(NAMES))
    right: NDArray[np.bool_]
    holes: NDArray[np.int32]
    ends: NDArray[np.int32]  # (m, 2) numbers within the hole
    shapes: Floats  # (m, 8) points and tangents of both
    kinds: NDArray[np.int8]

    @classmethod
    def load(cls, path: Path) -> "Data":
        data = np.load(path)
        right = data["labels"] > RIGHT
        return cls(data["features"].astype(float), right, *(data[n] for n in ("holes", "ends", "shapes", "kinds")))

    def part(self, which: NDArray[np.bool_]) -> "Data":
        names = ("features", "right", "holes", "ends", "shapes", "kinds")
        return Data(*(getattr(self, name)[which] for name in names))


def share_right(truth: Field, points: Floats, expected: Floats) -> float:
    """Share of a curve, (n, 2), along which the truth has the contrast expected, (n, 3), across it to its left."""
    along = np.gradient(points, axis=0)
    along /= np.maximum(np.hypot(*along.T), 1e-6)[:, None]
    normal = np.stack([along[:, 1], -along[:, 0]], axis=1)
    size = np.maximum(np.linalg.norm(expected, axis=1), 1e-6)
    at = points[:, None] + OFFSETS[:, None] * normal[:, None]  # (n, offsets, 2)
    values = [
        ndimage.map_coordinates(truth.gradient[:, :, n], [at[..., 1], at[..., 0]], order=1, mode="nearest")
        for n in range(6)
    ]
    dx, dy = np.stack(values[:3], axis=2), np.stack(values[3:], axis=2)
    across = dx * normal[:, None, :1] + dy * normal[:, None, 1:]
    there = ((across * expected[:, None]).sum(axis=2) / size[:, None] ** 2 > SIZE).astype(float)
    total = there[0]
    for row in there[1:]:  # the best way along the curve whose offset changes by one step at most from point to point
        total = row + np.maximum(total, np.maximum(np.append(total[1:], 0), np.insert(total[:-1], 0, 0)))
    return float(total.max() / len(points))


def cut(folder: Path, first: int, count: int, seed: int) -> dict[str, NDArray[np.generic]]:
    features, labels, holes, kinds, ends_at, shapes = [], [], [], [], [], []
    for number, name in enumerate(picture_names(folder)[first : first + count]):
        try:
            cases = seeded_cases(folder, name, KINDS, seed)
        except Unusable:
            continue
        for kind, case in enumerate(cases):
            colours = case.true.astype(np.float32) / 255
            field = field_of(colours, case.hole)
            truth = field_at(colours, np.zeros_like(case.hole), field.scale)
            ends = ends_of(field)
            pairs = pairing.pairs_of(field, ends)
            for index in range(len(pairs.first)):
                one, two = int(pairs.first[index]), int(pairs.second[index])
                points = pairing.curve_between(ends.point[one], -ends.tangent[one], ends.point[two], ends.tangent[two])
                if not pairing.is_inside(points, field.hole):
                    continue
                t = np.linspace(0, 1, len(points))[:, None]
                expected = (1 - t) * -ends.contrast[one] + t * ends.contrast[two]
                features.append(pairs.features[index])
                labels.append(share_right(truth, points, expected))
                holes.append(2 * number + kind)
                kinds.append(kind)
                shapes.append([*ends.point[one], *ends.tangent[one], *ends.point[two], *ends.tangent[two]])
                ends_at.append([one, two])
    return {
        "features": np.array(features, np.float32),
        "labels": np.array(labels, np.float32),
        "holes": np.array(holes, np.int32),
        "kinds": np.array(kinds, np.int8),
        "ends": np.array(ends_at, np.int32),
        "shapes": np.array(shapes, np.float32),
    }


def products(features: Values) -> Values:
    """The features, and their products with themselves and those after them, in the order of `pair_model`."""
    count = features.shape[1]
    return np.hstack([features, *(features[:, i : i + 1] * features[:, i:] for i in range(count))])


@dataclass(frozen=True, eq=False)
class Fit:
    """A logistic regression."""

    weights: Values
    bias: float

    def __call__(self, features: Values) -> Values:
        scores: Values = features @ self.weights + self.bias
        return scores


def fitted(features: Values, right: NDArray[np.bool_], counts: Values) -> Fit:
    """By Newton's method on features of unit deviation, with a weak prior on their weights."""
    mean, deviation = features.mean(axis=0), features.std(axis=0) + 1e-9
    x = np.hstack([(features - mean) / deviation, np.ones((len(features), 1))])
    w = np.zeros(x.shape[1])
    prior = np.diag([RIDGE] * features.shape[1] + [0.0])
    for _ in range(40):
        p = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (counts * (right - p)) - prior @ w
        hessian = (x * (counts * p * (1 - p))[:, None]).T @ x + prior
        step = np.linalg.solve(hessian, gradient)
        w += step
        if np.abs(step).max() < 1e-8:
            break
    weights = w[:-1] / deviation
    return Fit(weights, float(w[-1] - mean @ weights))


def twice_fitted(data: Data) -> Fit:
    """A fit in which each pair counts by the square of its probability in a first one."""
    x = products(data.features)
    first = fitted(x, data.right, np.ones(len(x)))
    return fitted(x, data.right, (1 / (1 + np.exp(-first(x)))) ** 2)


def accepted(scores: Values, data: Data) -> NDArray[np.intp]:
    """Pairs taken greedily, the best first: no end twice, no crossing. As `pairing.accepted`, without T-junctions."""
    chosen: list[int] = []
    for hole in np.unique(data.holes):
        index = np.flatnonzero((data.holes == hole) & (scores > -1))
        taken: set[int] = set()
        curves: list[Floats] = []
        for number in index[np.argsort(-scores[index], kind="stable")]:
            if not taken.isdisjoint(data.ends[number].tolist()):
                continue
            start, leads, end, arrives = data.shapes[number].reshape(4, 2)
            points = pairing.curve_between(start, -leads, end, arrives)
            if any(pairing.crosses(points, other) for other in curves):
                continue
            curves.append(points)
            taken.update(data.ends[number].tolist())
            chosen.append(int(number))
    return np.array(chosen, np.intp)


def shift_for(data: Data) -> float:
    """What is added to scores so that those of .7 are where curves are right as often as aimed at, cross-validated."""
    scores = np.zeros(len(data.right))
    fold = data.holes // 2 % FOLDS
    for n in range(FOLDS):
        scores[fold == n] = twice_fitted(data.part(fold != n))(products(data.features[fold == n]))
    chosen = accepted(scores, data)
    chosen = chosen[np.argsort(-scores[chosen])]
    shares = np.cumsum(data.right[chosen]) / np.arange(1, len(chosen) + 1)
    last = 100 + int(np.flatnonzero(shares[100:] >= AIM)[-1])
    return float(np.log(0.7 / 0.3) - scores[chosen[last]])


def report(name: str, scores: Values, data: Data) -> None:
    p = 1 / (1 + np.exp(-scores))
    chosen = accepted(scores, data)
    print(f"{name}: {len(chosen)} curves of p > .27 accepted in {len(np.unique(data.holes))} holes")
    for low, high in ((0.3, 0.4), (0.4, 0.5), (0.5, 0.6), (0.6, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 1.0)):
        part = chosen[(p[chosen] >= low) & (p[chosen] < high)]
        if len(part):
            print(f"    p {low:.1f}-{high:.1f}: {len(part):6}, {data.right[part].mean():.1%} right")
    for kind, kind_name in enumerate(KINDS):
        part = chosen[(p[chosen] >= 0.7) & (data.kinds[chosen] == kind)]
        if len(part):
            print(f"    p >= .7, {kind_name}: {len(part)}, {data.right[part].mean():.1%} right")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    cutting = commands.add_parser("cut")
    cutting.add_argument("folder", type=Path)
    cutting.add_argument("--first", type=int, default=0)
    cutting.add_argument("--count", type=int, default=700, help="photographs, two holes each")
    cutting.add_argument("--seed", type=int, default=0)
    cutting.add_argument("--output", type=Path, required=True)
    fitting = commands.add_parser("fit")
    fitting.add_argument("pairs", type=Path)
    fitting.add_argument("--report", type=Path)
    arguments = parser.parse_args()
    if arguments.command == "cut":
        pairs = cut(arguments.folder, arguments.first, arguments.count, arguments.seed)
        np.savez_compressed(arguments.output, **pairs)  # type: ignore[arg-type]
        return
    data = Data.load(arguments.pairs)
    fit, shift = twice_fitted(data), shift_for(data)
    weights, count = fit.weights, len(NAMES)
    at = count
    for n, name in enumerate(NAMES):
        row = ", ".join(f"{weight:.4g}" for weight in weights[at : at + count - n])
        print(f'    ("{name}", {weights[n]:.4g}, ({row},)),')
        at += count - n
    print(f"_BIAS = {fit.bias + shift:.4g}")
    if arguments.report is not None:
        other = Data.load(arguments.report)
        as_is = np.clip(probabilities(other.features.astype(np.float32)).astype(float), 1e-9, 1 - 1e-9)
        report("as it stands", np.log(as_is / (1 - as_is)), other)
        report("fitted", fit(products(other.features)) + shift, other)


if __name__ == "__main__":
    main()
