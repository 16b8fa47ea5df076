"""How well objects are outlined by a box and by clicks, and how long the first outline takes at 12 megapixels.

    python tests/benchmarks/bench_objects.py PICTURES MASKS [--size 480] [--clicks 3] [--time]

PICTURES holds NAME.*, MASKS a NAME.png or NAME.mask.png of the same size, in which an object is not black. A box is
that of the object and 4 % more; each click lies in the middle of the largest error, as K. Sofiiuk et al., RITM, 2021.
Where OpenCV is there (the extra `rivals`), its GrabCut outlines the same boxes. --time: the rows of times, of 12
megapixels whatever the pictures are.
"""

import argparse
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from inpaint_studio.editing.findings import Finding
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.finding.objects.outline import outline
from inpaint_studio.finding.objects.prompt import Prompt

Bools = NDArray[np.bool_]
Bytes = NDArray[np.uint8]

_MORE = 0.04  # of the object's sides, that its box is larger
_ROUNDS = 5  # of the rival


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pictures", type=Path)
    parser.add_argument("masks", type=Path)
    parser.add_argument("--size", type=int, default=480, help="longer side that pictures are reduced to; 0 = not")
    parser.add_argument("--clicks", type=int, default=3)
    parser.add_argument("--time", action="store_true", help="time outlines at 12 megapixels too")
    arguments = parser.parse_args()
    pairs = list(_pairs(arguments.pictures, arguments.masks, arguments.size))
    if not pairs:
        raise SystemExit("No picture has a mask of its name and size.")
    print("IoU: picture, box, its coarse outline, box by GrabCut of OpenCV, clicks 1 ..; box and a click")
    rows = []
    for name, pixels, truth in pairs:
        row = _row(pixels, truth, arguments.clicks)
        rows.append(row)
        print(f"{name[:24]:24}", " ".join(f"{value:.3f}" for value in row), flush=True)
    print(f"{'mean':24}", " ".join(f"{value:.3f}" for value in np.mean(rows, 0)))
    if arguments.time:
        print("\n12 MP: seconds until the first outline, the next and the last, on the wall (and CPU seconds)")
        for name, pixels, truth in pairs:
            print(f"{name[:24]:24}", _times(pixels, truth), flush=True)


def _pairs(pictures: Path, masks: Path, longest: int) -> Iterator[tuple[str, Bytes, Bools]]:
    for path in sorted(pictures.iterdir()):
        mask = next(
            (one for one in (masks / f"{path.stem}.png", masks / f"{path.stem}.mask.png") if one.exists()), None
        )
        if mask is None or mask == path:
            continue
        image, object_ = Image.open(path).convert("RGB"), Image.open(mask).convert("L")
        if image.size != object_.size:
            continue
        if longest and max(image.size) > longest:
            scale = longest / max(image.size)
            size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
            object_ = object_.point(lambda value: 255 * (value > 0))
            image, object_ = image.resize(size, Image.Resampling.BOX), object_.resize(size, Image.Resampling.BOX)
        truth = np.asarray(object_) > 127
        if truth.any() and not truth.all():
            yield path.stem, np.asarray(image), truth


def _row(pixels: Bytes, truth: Bools, clicks: int) -> list[float]:
    box = box_of(truth)
    made = [_mask(finding, truth) for finding in _findings(pixels, Prompt(box))] or [np.zeros_like(truth)]
    values = [iou(made[-1], truth), iou(made[0], truth), _rival(pixels, truth, box)]
    prompt, now = Prompt(), np.zeros_like(truth)
    for _ in range(clicks):
        prompt = next_click(prompt, truth, now)
        now = _last(pixels, prompt, truth)
        values.append(iou(now, truth))
    values.append(iou(_last(pixels, next_click(Prompt(box), truth, made[-1]), truth), truth))
    return values


def box_of(truth: Bools) -> Rect:
    rows, columns = np.flatnonzero(truth.any(1)), np.flatnonzero(truth.any(0))
    across, down = round(_MORE * (columns[-1] - columns[0])), round(_MORE * (rows[-1] - rows[0]))
    box = Rect.of_edges(columns[0] - across, rows[0] - down, columns[-1] + 1 + across, rows[-1] + 1 + down)
    return Rect(*map(int, box.intersect(Rect(0, 0, truth.shape[1], truth.shape[0]))))


def next_click(prompt: Prompt, truth: Bools, now: Bools) -> Prompt:
    """With a click in the middle of the largest error."""
    best = (0.0, 0.0, 0.0, True)
    for error, is_inside in ((truth & ~now, True), (now & ~truth, False)):
        depth = ndimage.distance_transform_edt(np.pad(error, 1))[1:-1, 1:-1]
        y, x = np.unravel_index(int(depth.argmax()), depth.shape)
        best = max(best, (float(depth[y, x]), x + 0.5, y + 0.5, is_inside), key=lambda one: one[0])
    return prompt.with_click(best[1], best[2], is_inside=best[3])


def iou(one: Bools, other: Bools) -> float:
    return float((one & other).sum() / max((one | other).sum(), 1))


def _findings(pixels: Bytes, prompt: Prompt) -> list[Finding]:
    return [value for value in outline(pixels, prompt) if isinstance(value, Finding)]


def _last(pixels: Bytes, prompt: Prompt, truth: Bools) -> Bools:
    findings = _findings(pixels, prompt)
    return _mask(findings[-1], truth) if findings else np.zeros_like(truth)


def _mask(finding: Finding, like: Bools) -> Bools:
    mask = np.zeros_like(like)
    mask[finding.rect.slices] = finding.mask > 0
    return mask


def _rival(pixels: Bytes, truth: Bools, box: Rect) -> float:
    try:
        import cv2
    except ImportError:
        return float("nan")
    cv2.setRNGSeed(0)
    labels = np.full(truth.shape, cv2.GC_BGD, np.uint8)
    labels[box.slices] = cv2.GC_PR_FGD
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(np.ascontiguousarray(pixels[..., ::-1]), labels, None, *models, _ROUNDS, cv2.GC_INIT_WITH_MASK)
    return iou((labels == cv2.GC_FGD) | (labels == cv2.GC_PR_FGD), truth)


def _times(pixels: Bytes, truth: Bools) -> str:
    scale = (12e6 / truth.size) ** 0.5
    size = (round(truth.shape[1] * scale), round(truth.shape[0] * scale))
    large = np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BICUBIC))
    box = box_of(np.asarray(Image.fromarray(truth.astype(np.uint8) * 255).resize(size)) > 127)
    middle = next_click(Prompt(), truth, np.zeros_like(truth)).inside[0]
    click = Prompt(inside=((middle[0] * scale, middle[1] * scale),))
    words = []
    for name, prompt in (("box", Prompt(box)), ("click", click)):
        marks = _timed(lambda prompt=prompt: outline(large, prompt))  # type: ignore[misc]
        words.append(f"{name} " + " / ".join(f"{wall:.2f} ({cpu:.2f})" for wall, cpu in marks))
    return ", ".join(words)


def _timed(begin: Callable[[], Iterator[object]]) -> list[tuple[float, float]]:
    wall, cpu = time.perf_counter(), time.process_time()
    return [(time.perf_counter() - wall, time.process_time() - cpu) for value in begin() if isinstance(value, Finding)]


if __name__ == "__main__":
    main()
