"""How much of what Find damage marks is damage, at each sensitivity: on painted damage and on sound old photographs.

    python tests/benchmarks/bench_damage.py --photos VALIDATION --pieces PIECES --outlines JSON ... --sound OLD ...

Pieces (`KIND/NAME.png`, opacity) and hand-drawn outlines of real dust and hairs are laid in light on photographs that
were made grey and given grain. Every other photograph, piece and frame of outlines is calibrated on; the rest reports.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scipy import ndimage

from inpaint_studio.editing.detect import measure_damage
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.possible_damage import PossibleDamage

LEVELS = [round(0.05 * step, 2) for step in range(21)]
_NEAR = np.ones((5, 5), bool)  # two pixels beside damage still count as damage: outlines by hand are no finer
_SHARED = 0.5  # of the precision against the recall in F: precision counts twice

Grey = NDArray[np.float32]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--pieces", type=Path, required=True)
    parser.add_argument("--outlines", type=Path, nargs="+", required=True)
    parser.add_argument("--sound", type=Path, nargs="*", default=[], help="old photographs without damage")
    parser.add_argument("--judged", type=Path, nargs="*", default=[], help="NAME.png beside NAME.mask.png")
    parser.add_argument("--count", type=int, default=24, help="photographs in each half")
    arguments = parser.parse_args()
    for half, name in enumerate(("calibrated on", "reported")):
        sums = np.zeros((len(LEVELS), 4))
        for seed, photo in enumerate(sorted(arguments.photos.glob("*"))[half::2][: arguments.count]):
            rng = np.random.default_rng((half, seed))
            shown, truth = painted(aged(photo, rng), half, arguments.pieces, arguments.outlines, rng)
            sums += np.array(list(counts(shown, truth)))
        print(f"\n{name}: sensitivity, precision, recall, F of precision twice, marked falsely %")
        for level, (right, marked, matches, there) in zip(LEVELS, sums, strict=True):
            print(f"{level:.2f}  {_scores(right, marked, matches, there)}")
    for path in arguments.sound:
        pixels = np.asarray(Image.open(path).convert("RGB"))
        marked = [float(mask.mean()) * 100 for mask in _masks(pixels)]
        print(path.name, " ".join(f"{level:.2f}:{share:.2f}" for level, share in zip(LEVELS, marked, strict=True)))
    for path in arguments.judged:
        pixels = np.asarray(Image.open(path).convert("RGB"))
        truth = np.asarray(Image.open(path.with_suffix(".mask.png")).convert("L")) > 127
        print(path.name)
        for level, values in zip(LEVELS, counts(pixels, truth), strict=True):
            print(f"{level:.2f}  {_scores(*values)}")


def aged(path: Path, rng: np.random.Generator) -> Grey:
    """A photograph as an old print: (H, W) 0..1, grey, less contrast, soft, with grain."""
    grey = np.asarray(Image.open(path).convert("L"), np.float32) / 255
    grey = ndimage.gaussian_filter(grey, rng.uniform(0.4, 1.0))
    low, high = rng.uniform(0.05, 0.2), rng.uniform(0.75, 0.92)
    grey = low + grey * (high - low) + rng.normal(0, rng.uniform(0.005, 0.03), grey.shape)
    return np.clip(grey, 0, 1).astype(np.float32)


def painted(
    grey: Grey, half: int, pieces: Path, outlines: list[Path], rng: np.random.Generator
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """With damage in light over it: (H, W, 3) and where it can be seen."""
    height, width = grey.shape
    alpha = np.zeros_like(grey)
    frames = outlines[half::2]
    shapes = json.loads(frames[rng.integers(len(frames))].read_text())
    scale = rng.uniform(0.3, 0.6)
    left, top = rng.uniform(0, 4800 - width / scale), rng.uniform(0, 3300 - height / scale)
    drawn = Image.new("L", (width * 4, height * 4))
    draw = ImageDraw.Draw(drawn)
    for _, outline in shapes:
        points = [((x - left) * scale * 4, (y - top) * scale * 4) for x, y in outline]
        if len(points) > 2:
            draw.polygon(points, fill=int(rng.uniform(120, 255)))
    alpha = np.maximum(alpha, np.asarray(drawn.resize((width, height), Image.Resampling.BOX), np.float32) / 255)
    for _ in range(rng.integers(2, 7)):
        kind = ("hair", "hair-short", "scratches", "lint", "dirt")[rng.integers(5)]
        files = sorted((pieces / kind).glob("*.png"))[half::2]
        piece = Image.open(files[rng.integers(len(files))]).convert("L")
        times = rng.uniform(0.25, 0.8)
        piece = piece.resize((max(2, int(piece.width * times)), max(2, int(piece.height * times))))
        piece = piece.rotate(rng.uniform(0, 360), expand=True)
        laid = Image.new("L", (width, height))
        laid.paste(piece, (int(rng.integers(-20, width - 20)), int(rng.integers(-20, height - 20))))
        alpha = np.maximum(alpha, np.asarray(laid, np.float32) / 255 * rng.uniform(0.5, 1))
    light = rng.uniform(0.85, 1)
    shown = grey + (light - grey) * alpha
    truth = (alpha > 0.3) & (shown - grey > 0.045)
    return np.repeat(np.rint(shown * 255).astype(np.uint8)[..., None], 3, axis=2), truth


def counts(pixels: NDArray[np.uint8], truth: NDArray[np.bool_]) -> Iterator[tuple[int, int, int, int]]:
    """At each sensitivity: pixels marked rightly, marked, of the damage those that are marked, and all of them."""
    near = ndimage.binary_dilation(truth, _NEAR)
    for mask in _masks(pixels):
        yield int((mask & near).sum()), int(mask.sum()), int((mask & truth).sum()), int(truth.sum())


def _masks(pixels: NDArray[np.uint8]) -> Iterator[NDArray[np.bool_]]:
    size = Size(pixels.shape[1], pixels.shape[0])
    damage = PossibleDamage(size)
    for _ in measure_damage(pixels, damage, bright=True, dark=False):
        pass
    for level in LEVELS:
        yield damage.mask(Rect.of_size(size), level, 1.0) > 0


def _scores(right: float, marked: float, matches: float, there: float) -> str:
    precision, recall = right / max(marked, 1), matches / max(there, 1)
    weight = _SHARED**2
    both = (1 + weight) * precision * recall / max(weight * precision + recall, 1e-9)
    return f"{precision:.3f} {recall:.3f} {both:.3f}"


if __name__ == "__main__":
    main()
