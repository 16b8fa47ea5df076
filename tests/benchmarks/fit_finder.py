"""Fit how certain the finder is of a piece, and write the weights as they are shipped.

    python tests/benchmarks/fit_finder.py RUN/finder.safetensors resources/damage/damage.safetensors \
        --photos TRAINING --pieces pieces.tar --outlines outlines-1.json ... [--false 4]

On the last photographs by name, which training held out: half of them damaged by the painter, and whole undamaged ones.
The logistic function is shifted so that `--false` findings a megapixel reach .5 on the undamaged ones; that of pictures
looked at in halves and quarters alone, so that `--false-large` do on `--large`, undamaged photographs of full size.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage, optimize

from inpaint_studio.editing.mask import brightness
from inpaint_studio.finding.components import FEATURES, pieces
from inpaint_studio.finding.pyramid import Pyramid
from inpaint_studio.finding.thin_damage import terms
from inpaint_studio.model.checkpoints import finder
from inpaint_studio.model.photographs.damage.sources import Outlines, Sources, installed_fonts, read_pieces

from finder_sets import NEAR, painted_pictures  # isort: skip

Floats = NDArray[np.float64]
_MIDDLE = 2048  # pixels a side of what is looked at of a photograph of full size


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
    features, right, sizes = [], [], []
    for shown in painted_pictures(photos, sources, seed=17, undamaged=0.2):
        near = ndimage.binary_dilation(shown.damage, NEAR)
        for one, labels, number in _pieces(opened, shown.pixels):
            own = labels == number + 1
            if shown.ignored[own].mean() < 0.5 or near[own].mean() >= 0.5:
                features.append(one)
                right.append(near[own].mean() >= 0.5)
                sizes.append(int(np.count_nonzero(own)))
    clean, megapixels = [], 0.0
    for path in photos:
        pixels = np.asarray(Image.open(path).convert("RGB"))
        clean += [one for one, _, _ in _pieces(opened, pixels)]
        megapixels += pixels.shape[0] * pixels.shape[1] / 1e6
    x = np.array([*features, *clean], np.float64)
    y = np.array([*right, *[False] * len(clean)], np.float64)
    # A crack of a thousand pixels is worth more than a speck, which a person hardly sees.
    worth = np.sqrt([*sizes, *np.exp(np.array(clean, np.float64)[:, FEATURES.index("area")])])
    mean, deviation = x.mean(0), x.std(0)
    x = terms((x - mean) / deviation)
    weights = _fitted(x, y, worth)
    scores = np.sort(x[len(features) :] @ weights)[::-1]
    allowed = int(chosen.false * megapixels)
    if allowed < len(scores):
        weights[0] -= scores[allowed]
    reduced = 0.0
    if chosen.large:
        large, allowed = _large(opened, chosen.large, chosen.false_large)
        scores = np.sort(terms((large - mean) / deviation) @ weights)[::-1]
        reduced = max(0.0, -float(scores[allowed])) if allowed < len(scores) else 0.0
        print(f"{len(large)} pieces of undamaged photographs of full size; in halves and quarters {reduced:+.2f}")
    certain = x @ weights > 0
    print(f"{len(features)} pieces of painted pictures, {len(clean)} of {megapixels:.1f} undamaged MP")
    good, of_painted = np.array(right), certain[: len(features)]
    print(
        f"at .5: of painted pieces {of_painted[good].mean():.3f} seen, {good[of_painted].mean():.3f} right; "
        f"{certain[len(features) :].sum() / megapixels:.2f} findings a clean MP"
    )
    finder.save(chosen.output, opened.net, {**opened.facts, "judgement": [*mean, *deviation, *weights, reduced]})


def _large(opened: finder.FinderWeights, paths: list[Path], false: float) -> tuple[Floats, int]:
    """Features of the pieces of the middles of large photographs, and how many of them may be certain."""
    features, megapixels = [], 0.0
    for path in paths:
        pixels = np.asarray(Image.open(path).convert("RGB"))
        top, left = (max(0, side - _MIDDLE) // 2 for side in pixels.shape[:2])
        pixels = np.ascontiguousarray(pixels[top : top + _MIDDLE, left : left + _MIDDLE])
        features += [one for one, _, _ in _pieces(opened, pixels, (2, 4))]
        megapixels += pixels.shape[0] * pixels.shape[1] / 1e6
    return np.array(features, np.float64), int(false * megapixels)


def _pieces(
    opened: finder.FinderWeights, pixels: NDArray[np.uint8], scales: tuple[int, ...] = ()
) -> Iterator[tuple[Floats, NDArray[np.int32], int]]:
    pyramid = Pyramid(pixels, opened.probabilities, scales)
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
