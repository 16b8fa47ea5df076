"""The checkpoint bench's budget: of four checkpoints at 512 x 512 the first answers within 0.5 s, all within 2.5 s,
and the editor's canvas paints its frames meanwhile as quickly as when nothing goes on.

Budgets are for two idle cores. Here they are told as CPU seconds of this process over two, beside what the generator
alone costs in the same run, and frames as CPU time of the thread that paints, so that a busy machine does not decide.
"""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import pytest
import torch
from PySide6.QtWidgets import QApplication
from scipy import ndimage

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.mask_levels import MaskLevels
from inpaint_studio.editing.picture import Picture
from inpaint_studio.filling.request import FillResult
from inpaint_studio.model.checkpoints import checkpoint
from inpaint_studio.model.checkpoints.description import Description
from inpaint_studio.model.nets.architectures import build
from inpaint_studio.model.nets.config import PRESETS
from inpaint_studio.ui.bench.jobs import Contender, Engines, Hole, compete
from inpaint_studio.ui.canvas.canvas import Canvas
from inpaint_studio.ui.canvas.display import Display
from inpaint_studio.ui.kit.worker import Worker

FIRST, ALL = 0.5, 2.5  # seconds on two cores
PANES = 4
FRAMES = 120
SLOWER = 1.5  # times as much CPU as the median frame takes alone


@pytest.fixture
def hole() -> Hole:
    rng = np.random.default_rng(0)
    pixels = np.kron(rng.integers(0, 256, (32, 32, 3)), np.ones((16, 16, 1))).astype(np.uint8)
    rect = Rect(180, 200, 140, 110)
    return Hole(Picture(pixels), (), rect, np.full((rect.height, rect.width), 255, np.uint8))


@pytest.fixture
def contenders(tmp_path: Path) -> list[Contender]:
    made = []
    for number in range(PANES):
        torch.manual_seed(number)
        path = tmp_path / f"{number}.safetensors"
        checkpoint.save(path, build(PRESETS["standard"]).state_dict(), Description(PRESETS["standard"]))
        made.append(Contender(number, path.stem, "generator", path))
    return made


def test_four_checkpoints_at_512(hole: Hole, contenders: list[Contender]) -> None:
    list(compete(hole, contenders[:1], Engines()))  # what is paid once for a program: imports, first kernels
    engines = Engines()
    began = time.process_time()
    ends = [
        time.process_time() - began for step in compete(hole, contenders, engines) if isinstance(step.value, FillResult)
    ]
    net = checkpoint.load(contenders[0].checkpoint or Path()).generator
    picture, mask = torch.rand(1, 3, 512, 512), torch.zeros(1, 1, 512, 512)
    mask[..., hole.rect.y : hole.rect.bottom, hole.rect.x : hole.rect.right] = 1
    began = time.process_time()
    with torch.inference_mode():
        net(picture, mask)
    alone = time.process_time() - began
    print(f"\nfirst {ends[0]:.2f}, all {ends[-1]:.2f} CPU s; the generator alone at 512 x 512 {alone:.2f} CPU s")
    assert len(ends) == PANES
    assert ends[0] / 2 <= FIRST
    assert ends[-1] / 2 <= ALL


def test_the_canvas_paints_as_quickly_while_checkpoints_are_rendered(hole: Hole, contenders: list[Contender]) -> None:
    app = QApplication.instance() or QApplication([])
    rng = np.random.default_rng(1)
    pixels = ndimage.zoom(rng.integers(0, 256, (60, 80, 3)), (50, 50, 1), order=0).astype(np.uint8)  # 12 MP
    mask = np.zeros(pixels.shape[:2], np.uint8)
    mask[1000:1800, 1200:2600] = 255
    canvas = Canvas()
    canvas.resize(1100, 760)
    canvas.show_picture(Display(Picture(pixels)), MaskLevels(mask))
    canvas.show()
    app.processEvents()
    list(compete(hole, contenders[:1], Engines()))

    def frames(go_on: Callable[[int], bool]) -> list[tuple[float, float]]:
        """CPU seconds of this thread, and seconds by the clock, of frames that each show another part."""
        canvas.fit()
        spent = []
        while go_on(len(spent)):
            began, clock = time.thread_time(), time.perf_counter()
            canvas.pan(7 if len(spent) // 40 % 2 else -7, 3 if len(spent) // 40 % 2 else -3)
            canvas.zoom_to(canvas.scale * (1.01 if len(spent) // 20 % 2 else 1 / 1.01))
            canvas.repaint()
            spent.append((time.thread_time() - began, time.perf_counter() - clock))
        return spent

    frames(lambda n: n < FRAMES)  # tiles are made once
    alone = frames(lambda n: n < FRAMES)
    ended = threading.Event()

    def job():
        try:
            for _ in range(3):
                yield from compete(hole, contenders, Engines())
        finally:
            ended.set()

    worker = Worker("bench", job)
    worker.start()
    meanwhile = frames(lambda n: not ended.is_set() and n < 6 * FRAMES)
    worker.ask_to_stop()
    worker.wait()
    canvas.close()

    def timings(spent: list[tuple[float, float]]) -> str:
        cpu, wall = np.quantile([s[0] for s in spent], (0.5, 0.95)), np.quantile([s[1] for s in spent], (0.5, 0.95))
        return f"CPU {1e3 * cpu[0]:.1f} / {1e3 * cpu[1]:.1f} ms, clock {1e3 * wall[0]:.1f} / {1e3 * wall[1]:.1f} ms"

    print(f"\nframes (median / p95): alone {timings(alone)}; meanwhile, {len(meanwhile)} of them, {timings(meanwhile)}")
    assert len(meanwhile) > FRAMES
    assert np.median([s[0] for s in meanwhile]) <= SLOWER * np.median([s[0] for s in alone])
