"""What generators of others cost, at their published sizes and with made weights: opening, filling, memory.

Budgets: a file of 51 million parameters opens in 3 CPU seconds and in memory of three times its size; Big LaMa fills
512 x 512 in 12 CPU seconds of one thread, MI-GAN 512 in 6. Measured: 366 MB and .9 s to open Big LaMa, 5.8 s and 144 MB
to fill; MI-GAN 512 2.8 s and 487 MB, MI-GAN 256 1.2 s; our `standard` .5 s and 83 MB.

    python tests/benchmarks/bench_weights.py [FOLDER]
"""

import gc
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import torch

from inpaint_studio.model.checkpoints import checkpoint
from inpaint_studio.model.checkpoints.inspection import describe
from inpaint_studio.model.nets.architectures import build
from inpaint_studio.model.nets.config import PRESETS, Config, LamaConfig, MiganConfig
from inpaint_studio.model.nets.generator import count_parameters

KINDS: dict[str, Config] = {
    "Big LaMa": LamaConfig(18),
    "LaMa-Fourier": LamaConfig(9),
    "MI-GAN 512": MiganConfig(512, 64),
    "MI-GAN 256": MiganConfig(256, 128),
    "standard": PRESETS["standard"],
}


def cpu_seconds(job: Callable[[], object]) -> float:
    start = time.thread_time()
    job()
    return time.thread_time() - start


def peak_during(job: Callable[[], object]) -> float:
    """MB that the process grew at most, by the system's own high-water mark (Linux), reset before."""
    gc.collect()
    before = psutil.Process().memory_info().rss
    Path("/proc/self/clear_refs").write_text("5")
    job()
    status = Path("/proc/self/status").read_text()
    high = next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM"))
    return (high - before) / 1e6


def measure(name: str, folder: Path) -> None:
    torch.set_num_threads(1)
    path = folder / f"{name}.pt"
    described = cpu_seconds(lambda: describe(path))
    opening = peak_during(lambda: checkpoint.load(path))
    opened = cpu_seconds(lambda: checkpoint.load(path))
    generator = checkpoint.load(path).generator
    picture, mask = torch.rand(1, 3, 512, 512), torch.zeros(1, 1, 512, 512)
    mask[..., 150:350, 180:330] = 1

    @torch.inference_mode()
    def fill() -> None:
        generator(picture, mask)

    memory = peak_during(fill)
    seconds = min(cpu_seconds(fill) for _ in range(3))
    parameters, size = count_parameters(generator) / 1e6, path.stat().st_size / 1e6
    print(
        f"{name:14} {parameters:7.1f} {size:8.1f} {described:11.2f} {opened:7.2f} {opening:6.0f} "
        f"{seconds:11.2f} {memory:6.0f}",
        flush=True,
    )


def main(folder: Path) -> None:
    print(
        f"{'':14} {'M par.':>7} {'file MB':>8} {'describe s':>11} {'open s':>7} {'MB':>6} {'fill 512 s':>11} {'MB':>6}",
        flush=True,
    )
    for name, config in KINDS.items():
        torch.save(build(config).state_dict(), folder / f"{name}.pt")
        # Each in a process of its own: memory that one has given back hides what the next one takes.
        subprocess.run([sys.executable, __file__, str(folder), name], check=True)


if __name__ == "__main__":
    place = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp())
    if len(sys.argv) > 2:
        measure(sys.argv[2], place)
    else:
        main(place)
