"""Dust on film: how well it is found, and how near to the truth it is repaired, on clips whose truth is exact.

    python tests/benchmarks/bench_dust.py find --damage FOLDER --photos FOLDER [--small] [--held-out]
    python tests/benchmarks/bench_dust.py fill --damage FOLDER --photos FOLDER [--held-out] [--lpips FILE]
    python tests/benchmarks/bench_dust.py fit  --damage FOLDER --photos FOLDER [--small]

Clips are those of `film_dust`: pan, zoom, still camera and cut, with grain, weave, flicker, a flash and small flying
things, and real dirt on one frame each. Calibrate on the first half of the photographs and on three in five outlined
frames of dirt; --held-out takes the others.

find: components of true dirt count as found where a finding of .5 and more comes within two pixels of half of it;
findings are right where half of one lies within two pixels of dirt. Recall of those of 20 pixels and more, of all, and
of pixels. Budget: .85 at a precision of .6.
fill: PSNR in the dirt and LPIPS of the whole frame, with holes that are known: the mean of both neighbours, the engine
alone, and `neighbours`; then found, filled, and the whole frame's PSNR. Correlation of the fill's grain with that of
the frame before, 1 = frozen.
fit: mean, deviation and weights of the finder's judgement.
"""

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from bench_film import Lpips, by_neighbours, per_frame
from film_clips import SIZE
from film_dust import DirtyClip, dirty_clips, sources
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from inpaint_studio.editing.findings import joined
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.filling import specks
from inpaint_studio.filling.engine import Engine
from inpaint_studio.filling.plane_views import Range
from inpaint_studio.filling.stack_window import PlacedMask, Window
from inpaint_studio.finding.finder import Finding, View
from inpaint_studio.finding.finders.film_dust import FINDER
from inpaint_studio.finding.spikes import spikes

NEAR = np.ones((5, 5), bool)
SMALL = Size(320, 180)


def clips_of(arguments: argparse.Namespace) -> Iterator[DirtyClip]:
    photos = [path for path in sorted(arguments.photos.glob("*")) if path.suffix in (".jpg", ".webp")]
    if arguments.small:
        photos = [path for path in photos if min(Image.open(path).size) >= 320][:400]
    half = len(photos) // 2
    chosen, seed = (photos[half:], 11) if arguments.held_out else (photos[:half], 1)
    dirt = sources(arguments.damage / "pieces.tar", list(arguments.damage.glob("outlines-*.json")), arguments.held_out)
    size = SMALL if arguments.small else SIZE
    return dirty_clips(chosen, dirt, arguments.frames, size, seed, arguments.rounds)


def beside(clip: DirtyClip, plane: int) -> list[int]:
    edges = (0, *clip.cuts, len(clip.dirty))
    first, last = max(n for n in edges if n <= plane), min(n for n in edges if n > plane)
    here = [n for n in (plane - 1, plane + 1) if first <= n < last]
    return here if len(here) == 2 else [here[0], 2 * here[0] - plane]


def found_in(clip: DirtyClip, plane: int) -> list[Finding]:
    view = View(clip.dirty[plane], beside=lambda: tuple(clip.dirty[n] for n in beside(clip, plane)))
    return [one for one in FINDER.find(view, FINDER.options()) if isinstance(one, Finding) and one.confidence >= 0.5]


def bench_find(arguments: argparse.Namespace) -> None:
    totals = np.zeros(8)
    for clip in clips_of(arguments):
        sums, began = np.zeros(8), time.process_time()
        for plane in range(0, len(clip.dirty), arguments.each):
            sums += _scores(clip, plane, found_in(clip, plane))
        seconds = (time.process_time() - began) / len(range(0, len(clip.dirty), arguments.each))
        totals += sums
        print(f"{clip.name:28s} {_told(sums)}, {seconds:.2f} CPU s a frame", flush=True)
    print(f"{'all':28s} {_told(totals)}")


def _scores(clip: DirtyClip, plane: int, findings: list[Finding]) -> NDArray[np.float64]:
    dirt, ignored = clip.dirt[plane], clip.ignored[plane]
    near = ndimage.binary_dilation(dirt, NEAR)
    marked = np.zeros(dirt.shape, bool)
    right = wrong = 0
    for one in findings:
        own = one.mask > 0
        marked[one.rect.slices] |= own
        hit = float(near[one.rect.slices][own].mean())
        faint = float((ignored & ~near)[one.rect.slices][own].mean())
        right += hit >= 0.5
        wrong += hit + faint < 0.5
    wide = ndimage.binary_dilation(marked, NEAR)
    labels, count = ndimage.label(dirt, np.ones((3, 3)))
    area = np.bincount(labels.ravel(), minlength=count + 1)[1:]
    caught = np.bincount(labels[wide], minlength=count + 1)[1:] >= 0.5 * area
    large = area >= 20
    return np.array(
        [caught.sum(), count, caught[large].sum(), large.sum(), right, right + wrong, (wide & dirt).sum(), dirt.sum()],
        float,
    )


def _told(sums: NDArray[np.float64]) -> str:
    everything, large, precision, pixels = (sums[n] / max(1, sums[n + 1]) for n in (0, 2, 4, 6))
    return (
        f"recall of 20 px and more {large:.3f} of {sums[3]:.0f}, of all {everything:.3f} of {sums[1]:.0f}, of pixels "
        f"{pixels:.3f}; precision {precision:.3f} of {sums[5]:.0f}"
    )


def bench_fill(arguments: argparse.Namespace) -> None:
    engine, lpips = Engine("cpu", threads=1), Lpips(arguments.lpips)
    for clip in clips_of(arguments):
        count = len(clip.dirty)
        holes = np.stack([ndimage.binary_dilation(a | b) for a, b in zip(clip.dirt, clip.ignored, strict=True)])
        masks = holes.astype(np.uint8) * np.uint8(255)
        before = time.process_time()
        alone = per_frame(engine, clip.dirty, masks)
        between = time.process_time()
        ours, shown = by_neighbours(engine, clip.dirty, masks, clip.cuts)
        after = time.process_time()
        mean = temporal(clip, masks)
        proposed = np.zeros_like(masks)
        for plane in range(count):
            rect, part = joined(found_in(clip, plane), Size(*clip.dirty.shape[2:0:-1]), 1)
            if not rect.is_empty:
                proposed[plane][rect.slices] = part
        blind, _ = by_neighbours(engine, clip.dirty, proposed, clip.cuts)
        everywhere = np.full_like(masks, 255)
        scores = [
            f"{_psnr(clip.clean, one, clip.dirt):.2f} dB / {1e4 * lpips(clip.clean, one, everywhere):.1f}"
            for one in (mean, alone, ours)
        ]
        print(
            f"{clip.name:28s} temporal {scores[0]}  engine {scores[1]}  neighbours {scores[2]}  (LPIPS x 1e-4); CPU s "
            f"a frame {(between - before) / count:.2f} / {(after - between) / count:.2f}, shown {shown:.2f}; grain "
            f"of the frame before {_frozen(clip, ours):.2f}; found and filled: whole frame "
            f"{_psnr(clip.clean, clip.dirty):.1f} -> {_psnr(clip.clean, blind):.1f} dB",
            flush=True,
        )


def temporal(clip: DirtyClip, masks: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The mean of both neighbours, brought by the same motion and sampling, whatever they show."""
    out = clip.dirty.copy()
    size = Size(*clip.dirty.shape[2:0:-1])
    whole = Rect.of_size(size)
    for plane, mask in enumerate(masks):
        planes = range(min(beside(clip, plane)), max(beside(clip, plane)) + 1)
        shot = range(min(planes[0], plane), max(planes[-1], plane) + 1)
        window = Window(len(masks), size, lambda n: clip.dirty[n], lambda n: PlacedMask(whole, masks[n]))
        own, known = clip.dirty[plane].astype(np.float32), mask == 0
        made = specks._sources(window, plane, whole, shot, Range.of(clip.dirty[plane], known, False), own, known)
        mean = sum(one.values for one in made[:2]) / 2
        inside = mask > 0
        out[plane][inside] = np.clip(np.rint(mean), 0, 255).astype(np.uint8)[inside]
    return out


def _psnr(true: NDArray[np.uint8], made: NDArray[np.uint8], where: NDArray[np.bool_] | None = None) -> float:
    difference = true.astype(np.float64) - made
    return float(
        10 * np.log10(255**2 / max(1e-9, np.square(difference if where is None else difference[where]).mean()))
    )


def _frozen(clip: DirtyClip, made: NDArray[np.uint8]) -> float:
    """Correlation of what is finer than two pixels in the fill and, at the same place, in the frame before."""
    fine = [
        one - ndimage.gaussian_filter(one, (0, 2, 2, 0))
        for one in (made.astype(np.float32), clip.dirty.astype(np.float32))
    ]
    here = clip.dirt[1:] & ~clip.dirt[:-1]
    return float(np.corrcoef(fine[0][1:][here].ravel(), fine[1][:-1][here].ravel())[0, 1])


def fit(arguments: argparse.Namespace) -> None:
    features, right = [], []
    for clip in clips_of(arguments):
        for plane in range(0, len(clip.dirty), arguments.each):
            near = ndimage.binary_dilation(clip.dirt[plane], NEAR)
            for one in spikes(clip.dirty[plane], [clip.dirty[n] for n in beside(clip, plane)])[0]:
                own = one.mask > 0
                hit = float(near[one.rect.slices][own].mean())
                faint = float((clip.ignored[plane] & ~near)[one.rect.slices][own].mean())
                if hit >= 0.5 or hit + faint < 0.5:
                    features.append(one.features)
                    right.append(hit >= 0.5)
    values, truth = np.clip(np.array(features), -20, 20), np.array(right, float)
    mean, deviation = values.mean(axis=0), values.std(axis=0) + 1e-6
    usual = np.clip((values - mean) / deviation, -4, 4)
    terms = np.concatenate([np.ones((len(usual), 1)), usual, usual * usual], axis=1)
    weights = np.zeros(terms.shape[1])
    for _ in range(60):  # Newton's method, with a ridge
        sure = 1 / (1 + np.exp(-np.clip(terms @ weights, -30, 30)))
        slope = terms.T @ (sure - truth) + 3 * np.r_[0, weights[1:]]
        curve = (terms * (sure * (1 - sure))[:, None]).T @ terms + 3 * np.eye(len(weights))
        weights -= np.linalg.solve(curve, slope)
    linear, squares = np.split(weights[1:], 2)
    print("constant", weights[0].round(3))
    print(np.stack([mean, deviation, linear, squares], axis=1).round(3).tolist())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("find", "fill", "fit"))
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--damage", type=Path, required=True, help="pieces.tar and outlines-*.json")
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--small", action="store_true", help="clips of 320 x 180, of small photographs")
    parser.add_argument("--lpips", type=Path)
    parser.add_argument("--frames", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--each", type=int, default=2, help="frames of which one is searched")
    arguments = parser.parse_args()
    {"find": bench_find, "fill": bench_fill, "fit": fit}[arguments.what](arguments)


if __name__ == "__main__":
    main()
