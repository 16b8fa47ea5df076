"""Holes and batches must never hold up a trainer. By hand: python -m pytest tests/benchmarks/bench_dataset.py -s

Budgets, CPU time of one thread: a hole of 128 px under 1.5 ms and of 256 px under 2.5 ms, averaged over the kinds as
they are mixed; a crop of 128 px with its hole and its look under 2 ms.
"""

import time
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from inpaint_studio.editing.geometry import Size
from inpaint_studio.model.photographs.masks import sample_mixed
from inpaint_studio.model.photographs.reading import read_all


@pytest.mark.parametrize(("side", "budget_ms"), [(128, 1.5), (256, 2.5)])
def test_a_hole_costs_little(side: int, budget_ms: float) -> None:
    sample_mixed(Size(side, side), np.random.default_rng(0))
    start = time.thread_time()
    for i in range(300):
        sample_mixed(Size(side, side), np.random.default_rng(i))
    spent = (time.thread_time() - start) / 300 * 1000
    print(f"\na hole of {side} px: {spent:.2f} ms")
    assert spent < budget_ms


def test_a_crop_costs_little(tmp_path: Path) -> None:
    torch.set_num_threads(1)
    for i in range(8):
        noise = np.random.default_rng(i).integers(0, 255, (30, 40, 3), np.uint8)
        Image.fromarray(noise).resize((400, 300)).save(tmp_path / f"{i}.png")
    photographs = read_all(tmp_path)
    photographs.batch(0, 0, 16, 128)
    start = time.thread_time()
    for i in range(30):
        photographs.batch(0, 16 * i, 16, 128)
    spent = (time.thread_time() - start) / (30 * 16) * 1000
    print(f"\na crop of 128 px: {spent:.2f} ms")
    assert spent < 2.0
