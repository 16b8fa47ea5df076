"""Fills stored holes in a process of its own, with the package of the checkout that PYTHONPATH names.

    PYTHONPATH=CHECKOUT python tests/benchmarks/structure_fills.py JOBS

Started by bench_structure.py. JOBS is a JSON file: {"checkout", "method", "is_rival", "seed", "warm", "holes":
[{"picture", "hole", "fill"}, ...]}. picture: .npy of (H, W, 3) uint8; hole: .npz of `mask` and where it lies, `x` and
`y`; fill: the .npz to write, with `inside` (N, 3) uint8 in the order of the mask's pixels, and the cost. Exits with 1
where a hole failed. Uses only what old checkouts have too, so it must stay free of other imports.
"""

import importlib.util
import json
import os
import re
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Filler = Callable[[Pixels, Pixels, int, int], Pixels]

MARGIN, LEAST_MARGIN = 0.5, 256  # what a rival gets round a hole: of its longer side, and pixels at least
WHOLE = 1024  # pixels of a side up to which it gets the whole picture


def main() -> None:
    jobs = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    package = importlib.util.find_spec("inpaint_studio")
    assert package is not None
    assert package.origin is not None
    assert Path(package.origin).is_relative_to(jobs["checkout"]), f"{package.origin} is not of {jobs['checkout']}"
    fill = rival(jobs["method"]) if jobs["is_rival"] else engine(jobs["method"], jobs["seed"])
    if jobs["warm"]:  # weights are read and kernels loaded before the first one is measured
        rng = np.random.default_rng(0)
        picture = rng.integers(0, 256, (160, 160, 3)).astype(np.uint8)
        mask = np.full((40, 60), 255, np.uint8)
        picture[50:90, 50:110] = 0
        fill(picture, mask, 50, 50)
    failed = [hole["fill"] for hole in jobs["holes"] if not succeeds(fill, hole)]
    sys.exit(1 if failed else 0)


def succeeds(fill: Filler, hole: Mapping[str, str]) -> bool:
    try:
        fill_one(fill, hole)
    except Exception:  # the others are filled
        traceback.print_exc()
        return False
    return True


def fill_one(fill: Filler, hole: Mapping[str, str]) -> None:
    with np.load(hole["hole"]) as stored:
        mask, x, y = stored["mask"], int(stored["x"]), int(stored["y"])
    picture = np.load(hole["picture"])
    picture[y : y + mask.shape[0], x : x + mask.shape[1]][mask > 0] = 0
    start, clock = time.process_time(), time.perf_counter()
    filled = fill(picture, mask, x, y)
    cost = {"cpu_seconds": time.process_time() - start, "seconds": time.perf_counter() - clock}
    cost |= {"process_cpu_seconds": time.process_time(), "process_megabytes": peak_megabytes()}
    path = Path(hole["fill"])
    unfinished = path.with_suffix(f".{os.getpid()}.tmp.npz")
    np.savez_compressed(unfinished, inside=filled[mask > 0], cost=np.asarray(json.dumps(cost)))
    unfinished.rename(path)


def engine(method: str, seed: int) -> Filler:
    """The engine of this checkout with its shipped weights, as the editor calls it, with one thread."""
    from inpaint_studio.editing.fills import composite
    from inpaint_studio.editing.geometry import Rect
    from inpaint_studio.editing.picture import Picture
    from inpaint_studio.filling.engine import Engine
    from inpaint_studio.filling.request import FillRequest, FillResult

    filling = Engine(device="cpu", threads=1)

    def fill(pixels: Pixels, mask: Pixels, x: int, y: int) -> Pixels:
        picture = Picture(pixels)
        rect = Rect(x, y, mask.shape[1], mask.shape[0])
        request: Any = FillRequest(picture, (), rect, mask.copy(), method=method, seed=seed)
        (result,) = [step for step in filling.fill(request) if isinstance(step, FillResult)]
        return np.asarray(composite(picture, result.fills, rect))[..., :3]

    return fill


def rival(name: str) -> Filler:
    """A rival of the evaluator. Of a large picture it gets the surroundings of the hole, as the engine gives itself."""
    from inpaint_studio.evaluation import rivals

    method = rivals.find(name)

    def fill(pixels: Pixels, mask: Pixels, x: int, y: int) -> Pixels:
        height, width = mask.shape
        is_large = max(pixels.shape) > WHOLE
        margin = max(LEAST_MARGIN, round(MARGIN * max(mask.shape))) if is_large else WHOLE
        top, left = max(0, y - margin), max(0, x - margin)
        part = np.ascontiguousarray(pixels[top : y + height + margin, left : x + width + margin])
        whole = np.zeros(part.shape[:2], np.uint8)
        whole[y - top : y - top + height, x - left : x - left + width] = mask
        return method.fill(part, whole)[y - top : y - top + height, x - left : x - left + width]

    return fill


def peak_megabytes() -> float:
    """Peak resident memory of this program (Linux). ru_maxrss would count the process that started it."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1]) / 1024


if __name__ == "__main__":
    main()
