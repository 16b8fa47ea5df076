"""Fit how certain the finder is of a piece, and write the weights as they are shipped.

    python tests/benchmarks/fit_finder.py RUN/finder.safetensors resources/damage/damage.safetensors \
        --photos TRAINING --pieces pieces.tar --outlines outlines-1.json ... [--false 4]

On the last photographs by name, which training held out: half of them damaged by the painter, and whole undamaged ones.
The logistic function is shifted so that `--false` findings a megapixel reach .5 on the undamaged ones. That of pictures
looked at in halves and quarters alone is fitted in own size and halves, as training has no photographs of full size,
and shifted so that `--false-large` do on `--large`, undamaged ones of full size.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage, optimize

from inpaint_studio.editing.mask import brightness
from inpaint_studio.finding.components import FEATURES, pieces
from inpaint_studio.finding.pyramid import Look, Pyramid
from inpaint_studio.model.checkpoints import finder
from inpaint_studio.model.photographs.damage.sources import Outlines, Sources, installed_fonts, read_pieces

from finder_sets import NEAR, painted_pictures  # isort: skip

Floats = NDArray[np.float64]
_MIDDLE = 2048  # pixels a side of what is looked at of a photograph of full size
_SMALL, _HALVED, _LARGE = (Look(1), Look(1, is_mirrored=True)), (Look(1), Look(2)), (Look(2), Look(4))
_OF_LARGE = ("strength", "peak", "area", "agreed")  # by crowds and shapes of small photographs film is judged worse


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("weights", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--pieces", type=Path, required=True)
    parser.add_argument("--outlines", type=Path, nargs="+", required=True)
    parser.add_argument("--count", type=int, default=96)
    parser.add_argument("--false", type=float, default=4.0, help="findings a megapixel where nothing is")
    parser.add_argument("--large", type=Path, nargs="*", default=[], help="undamaged photographs of full size")
    parser.add_argument("--false-large", type=float, default=1.5, help="the same, on those")
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    opened = finder.load(chosen.weights)
    sources = Sources(read_pieces(chosen.pieces), [Outlines.read(path) for path in chosen.outlines], installed_fonts())
    photos = sorted(chosen.photos.glob("*"))[-chosen.count :]
    size = sum(np.prod(Image.open(path).size) for path in photos) / 1e6
    clean = _clean(opened, photos, _SMALL)
    small, mean, deviation = _judgement(opened, photos, sources, _SMALL, clean, FEATURES)
    own = _shifted(small, clean, mean, deviation, int(chosen.false * size))
    judgement = [*mean, *deviation, *own]
    if chosen.large:
        clean = _clean(opened, photos, _HALVED)
        reduced, *_ = _judgement(opened, photos, sources, _HALVED, clean, _OF_LARGE, (mean, deviation))
        middles = _clean(opened, chosen.large, _LARGE)
        allowed = int(
            chosen.false_large * sum(min(_MIDDLE**2, np.prod(Image.open(p).size)) for p in chosen.large) / 1e6
        )
        judgement += [*_shifted(reduced, middles, mean, deviation, allowed)]
    print(np.round(judgement, 2).tolist())
    finder.save(chosen.output, opened.net, {**opened.facts, "judgement": judgement})


def _judgement(
    opened: finder.FinderWeights,
    photos: list[Path],
    sources: Sources,
    looks: Sequence[Look],
    clean: Floats,
    names: Sequence[str],
    spread: tuple[Floats, Floats] | None = None,
) -> tuple[Floats, Floats, Floats]:
    """Weights of 1 and of FEATURES, 0 but for `names`; then mean and deviation of the features, or `spread`.

    clean: features of the pieces of `photos` without damage, in the same looks.
    """
    features, right, sizes = [], [], []
    for shown in painted_pictures(photos, sources, seed=17, undamaged=0.2):
        near = ndimage.binary_dilation(shown.damage, NEAR)
        for one, labels, number in _pieces(opened, shown.pixels, looks):
            own = labels == number + 1
            if shown.ignored[own].mean() < 0.5 or near[own].mean() >= 0.5:
                features.append(one)
                right.append(near[own].mean() >= 0.5)
                sizes.append(int(np.count_nonzero(own)))
    x = np.concatenate([features, clean])
    y = np.array([*right, *[False] * len(clean)], np.float64)
    # A crack of a thousand pixels is worth more than a speck, which a person hardly sees.
    worth = np.sqrt([*sizes, *np.exp(clean[:, FEATURES.index("area")])])
    mean, deviation = spread or (x.mean(0), x.std(0))
    usual = (x - mean) / deviation * [name in names for name in FEATURES]
    weights = _fitted(np.concatenate([np.ones((len(x), 1)), usual], 1), y, worth)
    print(f"{len(features)} pieces of painted pictures, {np.mean(right):.3f} of them damage; {len(clean)} of undamaged")
    return weights, mean, deviation


def _shifted(weights: Floats, clean: Floats, mean: Floats, deviation: Floats, allowed: int) -> Floats:
    """So that as many pieces of undamaged pictures are certain as are allowed."""
    scores = np.sort(weights[0] + (clean - mean) / deviation @ weights[1:])[::-1]
    return weights - np.r_[scores[allowed] if allowed < len(scores) else 0.0, np.zeros(len(FEATURES))]


def _clean(opened: finder.FinderWeights, paths: Sequence[Path], looks: Sequence[Look]) -> Floats:
    """Features of the pieces of undamaged photographs; of large ones, of their middles."""
    features = []
    for path in paths:
        pixels = np.asarray(Image.open(path).convert("RGB"))
        top, left = (max(0, side - _MIDDLE) // 2 for side in pixels.shape[:2])
        pixels = np.ascontiguousarray(pixels[top : top + _MIDDLE, left : left + _MIDDLE])
        features += [one for one, _, _ in _pieces(opened, pixels, looks)]
    return np.array(features, np.float64).reshape(-1, len(FEATURES))


def _pieces(
    opened: finder.FinderWeights, pixels: NDArray[np.uint8], looks: Sequence[Look]
) -> Iterator[tuple[Floats, NDArray[np.int32], int]]:
    pyramid = Pyramid(pixels, opened.probabilities, looks)
    for rect in pyramid.blocks():
        shown = list(pyramid.probabilities(rect))[-1]
        assert shown is not None
        matches = pieces(shown, brightness(pixels[rect.slices]))
        for number in range(len(matches)):
            yield matches.features[number].astype(np.float64), matches.labels, number


def _fitted(x: Floats, y: Floats, worth: Floats) -> Floats:
    """Logistic regression with a little of a ridge; both outcomes weigh the same in sum."""
    weight = worth * np.where(y > 0, 1 / worth[y > 0].sum(), 1 / worth[y == 0].sum()) * len(y) / 2

    def loss(w: Floats) -> tuple[float, Floats]:
        score = x @ w
        value = np.logaddexp(0, np.where(y > 0, -score, score))
        slope = (1 / (1 + np.exp(-score)) - y) * weight
        return float((value * weight).mean() + 1e-3 * (w[1:] ** 2).sum()), x.T @ slope / len(x) + 2e-3 * np.r_[0, w[1:]]

    return np.asarray(optimize.minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B").x)


if __name__ == "__main__":
    main()
