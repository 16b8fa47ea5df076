"""Contact sheets of fills on full-size photographs, to be looked at: truth, hole, and what each method made of it.

    python tests/benchmarks/bench_filling_sheet.py PHOTOS OUTPUT [--methods auto,patchmatch,telea] [--stroke 250]
        [--lpips WEIGHTS] [--checkpoint FILE] [--only STEM,STEM]

In each photograph a curved stroke of about that many pixels is filled, at a textured place and at an ordinary one,
always the same ones. Prints sharpness (of the hole over the truth's), seam, LPIPS on the crop where weights are given,
and processor seconds. The budget (issue 4): sharpness 0.75-1.15, seam 0.85-1.15, LPIPS at or below PyPatchMatch's at a
quarter of its time.
"""

import argparse
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from inpaint_studio.editing.fills import composite
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Mask, Picture
from inpaint_studio.evaluation import metrics
from inpaint_studio.files.reading import read_picture
from inpaint_studio.filling.blend import sharpness
from inpaint_studio.filling.engine import Engine
from inpaint_studio.filling.methods import METHODS
from inpaint_studio.filling.request import FillRequest, FillResult

SEEN = 700  # pixels of the photograph round the hole on the sheet


def stroke(length: int, rng: np.random.Generator) -> Mask:
    """A curved brush stroke, `length` pixels long and about a fifth of that thick, tight in its array."""
    sheet = Image.new("L", (2 * length, 2 * length))
    draw = ImageDraw.Draw(sheet)
    angle, bend = rng.uniform(0, 2 * np.pi), rng.uniform(-1.5, 1.5)
    x = y = float(length)
    radius = length * rng.uniform(0.08, 0.14)
    for _ in range(60):
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
        angle += bend / 60
        x += np.cos(angle) * length / 60 * 0.8
        y += np.sin(angle) * length / 60 * 0.8
    mask = np.asarray(sheet.crop(sheet.getbbox()))
    return mask.copy()


def places(pixels: NDArray[np.uint8], size: tuple[int, int], rng: np.random.Generator) -> list[tuple[int, int]]:
    """Top-left corners: the most textured of 12 random places, and the median one."""
    height, width = size
    places = []
    for _ in range(12):
        y = int(rng.integers(SEEN // 3, pixels.shape[0] - height - SEEN // 3))
        x = int(rng.integers(SEEN // 3, pixels.shape[1] - width - SEEN // 3))
        part = pixels[y : y + height, x : x + width].astype(np.float32) / 255
        places.append((sharpness(part, np.ones(part.shape[:2], bool)), y, x))
    places.sort()
    return [(y, x) for _, y, x in (places[-1], places[len(places) // 2])]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--methods", default="auto,patchmatch,telea")
    parser.add_argument("--stroke", type=int, default=250)
    parser.add_argument("--lpips", type=Path)
    parser.add_argument("--checkpoint", type=Path)
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    methods = [method for method in METHODS if method in arguments.methods.split(",")]
    judge = None
    if arguments.lpips is not None:
        from inpaint_studio.model.nets.lpips import Lpips

        judge = Lpips.load(arguments.lpips)
    engine = Engine(device="cpu", checkpoint=arguments.checkpoint)
    arguments.output.mkdir(parents=True, exist_ok=True)
    means: dict[str, list[list[float]]] = {method: [] for method in methods}
    for number, path in enumerate(sorted(arguments.photos.glob("*.jpg"))):
        if arguments.only and path.stem not in arguments.only.split(","):
            continue
        picture = read_picture(path)
        rng = np.random.default_rng(number)
        rows = []
        hole = stroke(arguments.stroke, rng)
        for y, x in places(picture.pixels, hole.shape, rng):
            rect = Rect(x, y, hole.shape[1], hole.shape[0])
            seen = rect.grow((SEEN - max(hole.shape)) // 2 + 1).clip(picture.size)
            inside = np.zeros((seen.height, seen.width), bool)
            inside[rect.inside(seen).slices] = hole > 0
            true = picture.pixels[seen.slices][..., :3].copy()
            holed = true.copy()
            holed[inside] = (255, 0, 255)
            cells = [true, holed]
            for method in methods:
                filled, seconds = fill(engine, picture, rect, hole, method, seen)
                scores = [
                    metrics.sharpness_ratio(true, filled, inside),
                    metrics.seam_ratio(true, filled, inside),
                    lpips_of(judge, true, filled) if judge is not None else float("nan"),
                    seconds,
                ]
                means[method].append(scores)
                line = "  ".join(f"{value:7.3f}" for value in scores)
                print(f"{path.stem:16s} {x:5d},{y:5d} {method:12s} {line}", flush=True)
                cells.append(filled)
            rows.append(np.concatenate([cell[: SEEN - 2, : SEEN - 2] for cell in cells], axis=1))
        width = min(row.shape[1] for row in rows)
        Image.fromarray(np.concatenate([row[:, :width] for row in rows])).save(arguments.output / f"{path.stem}.png")
    print("\nmean             sharpness     seam    LPIPS  CPU s")
    for method, scores in means.items():
        print(f"{method:16s} " + "  ".join(f"{value:7.3f}" for value in np.mean(scores, axis=0)))


def fill(
    engine: Engine, picture: Picture, rect: Rect, hole: Mask, method: str, seen: Rect
) -> tuple[NDArray[np.uint8], float]:
    before = time.process_time()
    request = FillRequest(picture, (), rect, hole.copy(), method=method)  # type: ignore[arg-type]
    (result,) = [step for step in engine.fill(request) if isinstance(step, FillResult)]
    seconds = time.process_time() - before
    return composite(picture, result.fills, seen)[..., :3], seconds


def lpips_of(judge: object, true: NDArray[np.uint8], filled: NDArray[np.uint8]) -> float:
    import torch

    pair = [torch.from_numpy(p.copy()).permute(2, 0, 1)[None].float() / 255 for p in (filled, true)]
    with torch.inference_mode():
        return float(judge.distance(*pair))  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
