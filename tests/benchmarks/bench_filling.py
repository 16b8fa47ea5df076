"""What a fill costs on large photographs, stage by stage, beside Telea and a plain 512-px generator call.

Budgets (issue 4), on two quiet cores: a 300-px stroke on 24 megapixels shows its membrane in 0.15 s, the generator's
fill in 0.5 s and the final one in 2 s; 80 scratches take 10 s, 300 take 25 s; 100 megapixels with 300 scratches add
less than 1 GB; the plan's seconds are right within 30 %. Where the machine is not quiet, read the processor seconds.

    python tests/benchmarks/bench_filling.py [--checkpoint FILE] [--only stroke,80,300,memory,beside]

Without a checkpoint an untrained generator of the preset `standard` is timed: it costs the same.

`beside` fills 80 scratches on a quiet machine and beside one and three busy processes that it starts itself, and shows
how late a thread that naps for 5 ms, as a window's does, gets its turn meanwhile. Budgets (issue 11), on two cores:
at most 1.3 and 2.5 times the quiet wall time. How threads wait is as in the program, unless OMP_WAIT_POLICY or
GOMP_SPINCOUNT is set: `GOMP_SPINCOUNT=300000` is what OpenMP does by itself.
"""

import argparse
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Mask, Picture
from inpaint_studio.filling.engine import Engine
from inpaint_studio.filling.request import FillProgress, FillRequest, FillResult
from inpaint_studio.model.nets.architectures import build
from inpaint_studio.model.nets.config import PRESETS
from inpaint_studio.threads import wait_asleep


def photograph(height: int, width: int) -> NDArray[np.uint8]:
    """Texture at all scales, made without a float plane of the whole size."""
    rng = np.random.default_rng(0)
    pixels = np.full((height, width, 3), 60, np.uint8)
    for step in (64, 16, 4, 1):
        coarse = rng.integers(0, 40, (-(-height // step), -(-width // step), 1), np.uint8)
        for top in range(0, height, step):
            row = coarse[top // step].repeat(step, axis=0)[:width]
            pixels[top : top + step] += row
    return pixels


def scratches(height: int, width: int, count: int) -> Mask:
    rng = np.random.default_rng(1)
    mask = np.zeros((height, width), np.uint8)
    for _ in range(count):
        x, y, angle = rng.uniform(0, width), rng.uniform(0, height), rng.uniform(0, np.pi)
        steps = np.arange(0, rng.uniform(60, 400), 0.5)
        for offset in range(4):
            columns = (x + np.cos(angle) * steps + offset).astype(int)
            rows = (y + np.sin(angle) * steps).astype(int)
            inside = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
            mask[rows[inside], columns[inside]] = 255
    return mask


def stroke() -> Mask:
    """300 px long, 60 thick, bent."""
    rows, columns = np.mgrid[:200, :300]
    return np.where(np.abs(rows - 100 - 60 * np.sin(columns / 60)) < 30, np.uint8(255), np.uint8(0))


class PeakMemory:
    """The most resident memory while it is open, MB above that at its start."""

    def __enter__(self) -> "PeakMemory":
        self._start = self.peak = self._now()
        self._open = True
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._open = False
        self._thread.join()

    @property
    def added(self) -> float:
        return self.peak - self._start

    def _watch(self) -> None:
        while self._open:
            self.peak = max(self.peak, self._now())
            time.sleep(0.01)

    @staticmethod
    def _now() -> float:
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def measure(engine: Engine, name: str, request: FillRequest) -> float:
    """Print one table row; returns the processor seconds."""
    planned = engine.plan(request)
    first: dict[str, float] = {}
    last: dict[str, float] = {}
    with PeakMemory() as memory:
        wall, cpu = time.perf_counter(), time.process_time()
        for step in engine.fill(request):
            now = time.perf_counter() - wall
            if isinstance(step, FillProgress):
                first.setdefault(step.stage, now)
                last[step.stage] = now
            else:
                assert isinstance(step, FillResult)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    stages = "  ".join(f"{stage} {first[stage]:.2f}-{last[stage]:.2f}" for stage in first)
    print(
        f"{name:26s} {len(planned.regions):4d} regions  wall {wall:6.2f} s  CPU {cpu:6.2f} s  "
        f"planned {planned.seconds:6.2f} s  +{memory.added:5.0f} MB, planned {planned.megabytes:5.0f}   {stages}",
        flush=True,
    )
    return cpu


@contextmanager
def busy(count: int) -> Iterator[None]:
    """So many processes that always want a core."""
    processes = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        time.sleep(0.5)
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()


def beside(engine: Engine, request: FillRequest, neighbours: Sequence[int], turns: int) -> None:
    """Each number of busy neighbours in turn, so that what else happens on the machine meets them all alike."""
    walls: dict[int, list[float]] = {count: [] for count in neighbours}
    for _ in range(turns):
        for count in neighbours:
            with busy(count):
                engine.plan(request)  # looks at how busy the machine is
                planned = engine.plan(request).seconds
                late: list[float] = []
                estimates: list[float] = []
                wall, cpu = time.perf_counter(), time.process_time()

                def fill(estimates: list[float] = estimates) -> None:
                    for step in engine.fill(request):
                        if isinstance(step, FillProgress) and step.seconds is not None:
                            estimates.append(step.seconds)

                worker = threading.Thread(target=fill)
                worker.start()
                while worker.is_alive():
                    before = time.perf_counter()
                    time.sleep(0.005)
                    late.append(time.perf_counter() - before - 0.005)
                wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            walls[count].append(wall)
            gaps = np.array(late) * 1000
            print(
                f"beside {count}: wall {wall:6.2f} s  CPU {cpu:6.2f} s  planned {planned:5.1f} s, half way "
                f"{estimates[len(estimates) // 2]:5.1f} s  turns late by {np.median(gaps):.1f} ms, "
                f"99 % {np.quantile(gaps, 0.99):.1f}, most {gaps.max():.0f}",
                flush=True,
            )
    quiet = float(np.median(walls[neighbours[0]]))
    for count in neighbours[1:]:
        times = float(np.median(walls[count])) / quiet
        print(f"beside {count}: {times:.2f} times the time beside {neighbours[0]}, medians of {turns}")


def main() -> None:
    if not {"OMP_WAIT_POLICY", "GOMP_SPINCOUNT"} & os.environ.keys():  # torch is loaded by now, and it asks only once
        wait_asleep()
        os.execv(sys.executable, [sys.executable, *sys.argv])
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path)
    parser.add_argument("--only", default="stroke,80,300,memory")
    parser.add_argument("--neighbours", default="0,1,3", help="busy processes for `beside`")
    parser.add_argument("--turns", type=int, default=3, help="for `beside`")
    arguments = parser.parse_args()
    names = arguments.only.split(",")
    net = None if arguments.checkpoint else build(PRESETS["standard"])
    engine = Engine(device="cpu", checkpoint=arguments.checkpoint, generator=net)

    def request(picture: Picture, mask: Mask, rect: Rect | None = None, method: str = "auto") -> FillRequest:
        return FillRequest(picture, (), rect or picture.rect, mask, method=method)

    small = Picture(photograph(600, 800))
    list(engine.fill(request(small, stroke(), Rect(100, 100, 300, 200))))  # compiled and warm
    picture = Picture(photograph(4000, 6000))
    if "stroke" in names:
        rect = Rect(2000, 2000, 300, 200)
        ours = measure(engine, "stroke, auto", request(picture, stroke(), rect))
        measure(engine, "stroke, generator", request(picture, stroke(), rect, "generator"))
        theirs = measure(engine, "stroke, patchmatch", request(picture, stroke(), rect, "patchmatch"))
        telea = measure(engine, "stroke, telea", request(picture, stroke(), rect, "telea"))
        plain = net or build(PRESETS["standard"])
        crop, hole = torch.rand(1, 3, 512, 512), torch.zeros(1, 1, 512, 512)
        hole[:, :, 156:356, 106:406] = torch.from_numpy(stroke()) / 255
        with torch.inference_mode():
            plain(crop, hole)
            before = time.process_time()
            plain(crop, hole)
        once = time.process_time() - before
        print(f"a plain 512-px generator: {once:.2f} CPU s")
        print(f"auto / PyPatchMatch {ours / theirs:.2f}, / Telea {ours / telea:.2f}, / generator {ours / once:.2f}")
    for count in (80, 300):
        if str(count) in names:
            measure(engine, f"24 MP, {count} scratches", request(picture, scratches(4000, 6000, count)))
    if "beside" in names:
        print(f"{torch.get_num_threads()} threads, { ({n: v for n, v in os.environ.items() if 'OMP_' in n}) }")
        counts = [int(n) for n in arguments.neighbours.split(",")]
        beside(engine, request(picture, scratches(4000, 6000, 80)), counts, arguments.turns)
    if "memory" in names:
        del picture
        large = Picture(photograph(8000, 12500))
        measure(engine, "100 MP, 300 scratches", request(large, scratches(8000, 12500, 300)))


if __name__ == "__main__":
    main()
