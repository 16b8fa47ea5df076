"""Throughput of a job with one worker and with two: two do at least 1.8 times as much on two quiet cores.

    python tests/benchmarks/bench_jobs.py [PICTURES] [SIDE]

Wall time comes with the load of the machine, and means little where others work on it. What does is CPU seconds a
picture, without the start of a process (measured with one picture): where a picture costs two workers as much as one,
two quiet cores do twice as much, so that their ratio is 2 * (CPU of one worker) / (CPU of two).
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
from PIL import Image

from inpaint_studio.resources import resource


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 24
    side = int(sys.argv[2]) if len(sys.argv) > 2 else 700
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _paint(folder / "in", count, side)
        routine = folder / "r.json"
        words = ("routine", "--example", "dust", "--without", "review")
        routine.write_text(_run(*words).stdout)
        _paint(folder / "one", 1, side)
        _worked(folder / "one", routine, folder / "warm", 1)  # compiles what is not compiled yet
        start = _worked(folder / "one", routine, folder / "out0", 1)[1]
        print(f"one picture with the start of its process: {start:.1f} CPU s")
        rates, each = {}, {}
        for workers in (1, 2):
            wall, used = _worked(folder / "in", routine, folder / f"out{workers}", workers)
            rates[workers], seconds = _rates(folder / f"out{workers}" / "inpaint-job")
            each[workers] = (used - workers * start) / (count - workers)
            print(
                f"{workers} workers: {each[workers]:.2f} CPU s a picture; {rates[workers]:.2f} pictures/s, "
                f"{seconds:.2f} s each, {wall:.0f} s in all, load {os.getloadavg()[0]:.1f}"
            )
        print(f"two to one: {2 * each[1] / each[2]:.2f} on quiet cores, {rates[2] / rates[1]:.2f} by wall time here")


def _worked(pictures: Path, routine: Path, output: Path, workers: int) -> tuple[float, float]:
    """Wall and CPU seconds of a job."""
    _run("job", "new", pictures, "--routine", routine, "--output", output)
    begun, cpu = time.perf_counter(), _cpu()
    _run("work", output / "inpaint-job", "--workers", workers)
    return time.perf_counter() - begun, _cpu() - cpu


def _rates(job: Path) -> tuple[float, float]:
    """Pictures a second of all workers after their first ones, and seconds of a picture."""
    times: dict[str, list[float]] = defaultdict(list)
    seconds: list[float] = []
    for path in job.glob("ledger-*.jsonl"):
        for facts in map(json.loads, path.read_bytes().splitlines()):
            if facts["state"] == "done":
                times[facts["worker"]].append(facts["time"])
                seconds.append(facts["seconds"])
    rate = sum((len(one) - 1) / (max(one) - min(one)) for one in times.values() if len(one) > 1)
    return rate, sorted(seconds)[len(seconds) // 2]


def _cpu() -> float:
    times = os.times()
    return times.children_user + times.children_system


def _paint(root: Path, count: int, side: int) -> None:
    with Image.open(resource("samples/lake-watermark.jpg")) as photograph:
        sky = np.asarray(photograph.convert("RGB"))
    root.mkdir()
    for number in range(count):
        generator = np.random.default_rng(number)
        x, y = int(generator.integers(0, sky.shape[1] - side)), int(generator.integers(0, sky.shape[0] - side))
        part = sky[y : y + side, x : x + side].copy()
        for column in generator.integers(20, side - 20, 5):
            for row in range(10, side - 10):
                at = int(column + round(4 * np.sin(row / 14)))
                part[row, at : at + 2] = 250
        Image.fromarray(part).save(root / f"{number:03}.png")


def _run(*words: object) -> "subprocess.CompletedProcess[str]":
    call = [sys.executable, "-m", "inpaint_studio", *map(str, words)]
    return subprocess.run(call, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    main()
