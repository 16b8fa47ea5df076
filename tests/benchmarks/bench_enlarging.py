#!/usr/bin/env python3
"""What the shipped nets that enlarge are worth: photographs are shrunk by a factor, and enlarged again.

PYTHONPATH=. python tests/benchmarks/bench_enlarging.py PHOTOS [--lpips FILE] [--count 12] [--shrunk-first 1.5]
PYTHONPATH=. python tests/benchmarks/bench_enlarging.py --memory          24 to 96 megapixels in this process

A line for each way: PSNR of luma (as the literature measures it), what it gained on bicubic interpolation, LPIPS, how
near the result is to the small picture when shrunk again, and CPU seconds of one thread a megapixel of the result.
"""

import argparse
import resource as limits
import time
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from inpaint_studio.editing.picture import Picture
from inpaint_studio.enlarging.engine import Engine
from inpaint_studio.enlarging.request import FACTORS, Enlarged, EnlargeOptions
from inpaint_studio.model.nets.enlarger import bicubic, shrunk
from inpaint_studio.model.nets.lpips import Lpips
from inpaint_studio.model.training.validation_enlarging import psnr_of_luma, quantised


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photographs", nargs="?", type=Path)
    parser.add_argument("--lpips", type=Path)
    parser.add_argument("--count", type=int, default=12)
    parser.add_argument("--shrunk-first", type=float, default=1.5)
    parser.add_argument("--memory", action="store_true")
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    engine = Engine("cpu", threads=1)
    if chosen.memory or chosen.photographs is None:
        measure_memory(engine)
        return
    paths = sorted(path for path in chosen.photographs.iterdir() if path.suffix.lower() in (".webp", ".jpg", ".png"))
    paths = paths[:: max(1, len(paths) // chosen.count)][: chosen.count]
    lpips = Lpips.load(chosen.lpips) if chosen.lpips is not None else None
    for factor in FACTORS:
        measure(engine, [photograph(path, chosen.shrunk_first) for path in paths], factor, lpips)


def photograph(path: Path, shrunk_first: float) -> torch.Tensor:
    with Image.open(path) as opened:
        image = opened.convert("RGB")
    size = round(image.width / shrunk_first), round(image.height / shrunk_first)
    pixels = np.asarray(image.resize(size, Image.Resampling.BICUBIC))
    pixels = pixels[: pixels.shape[0] // 12 * 12, : pixels.shape[1] // 12 * 12]
    return torch.from_numpy(pixels.copy()).permute(2, 0, 1)[None].float() / 255


@torch.inference_mode()
def measure(engine: Engine, truths: list[torch.Tensor], factor: int, lpips: Lpips | None) -> None:
    ways: dict[str, EnlargeOptions | None] = {
        "bicubic": None,
        "faithful": EnlargeOptions(factor),
        "texture 50 %": EnlargeOptions(factor, texture=0.5),
        "texture": EnlargeOptions(factor, texture=1.0),
    }
    base = 0.0
    for name, options in ways.items():
        rows = []
        for truth in truths:
            small = quantised(shrunk(truth, factor))
            pixels = (small[0].permute(1, 2, 0) * 255).round().to(torch.uint8).numpy()
            began = time.process_time()
            if options is None:
                fake = quantised(bicubic(small, factor))
            else:
                last = list(engine.enlarge(Picture(pixels.copy()), options))[-1]
                assert isinstance(last, Enlarged)
                fake = torch.from_numpy(last.picture.pixels.copy()).permute(2, 0, 1)[None].float() / 255
            seconds = (time.process_time() - began) / (truth.shape[2] * truth.shape[3] / 1e6)
            again = -10 * float((shrunk(fake, factor) - small).square().mean().clamp(min=1e-9).log10())
            distance = float(lpips.distance(fake, truth)) if lpips is not None else float("nan")
            rows.append((float(psnr_of_luma(fake, truth, factor)), distance, again, seconds))
        psnr, distance, again, seconds = np.mean(rows, axis=0)
        base = psnr if options is None else base
        print(
            f"x{factor} {name:<13} {psnr:6.2f} dB ({psnr - base:+.2f})  LPIPS {distance:.4f}  "
            f"shrunk again {again:5.1f} dB  {seconds:5.2f} CPU s/MP",
            flush=True,
        )


def measure_memory(engine: Engine) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (4000, 6000, 3), np.uint8)
    engine.open(2)
    before, began = limits.getrusage(limits.RUSAGE_SELF).ru_maxrss, time.process_time()
    for step in engine.enlarge(Picture(pixels), EnlargeOptions(2)):
        if isinstance(step, Enlarged):
            added = (limits.getrusage(limits.RUSAGE_SELF).ru_maxrss - before) / 1024
            print(
                f"{step.picture.size.area / 1e6:.0f} MP: {added:,.0f} MB added, {time.process_time() - began:.0f} CPU s"
            )


if __name__ == "__main__":
    main()
