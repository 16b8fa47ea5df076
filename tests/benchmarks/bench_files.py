"""What opening, saving and restoring cost at 24 megapixels: python -m pytest tests/benchmarks/bench_files.py -s

Budgets, each a ratio to plain decoding by Pillow of the same file in the same process (CPU time of this process and
of the decoding helper together): opening at most 2.5 times, a journal of 50 steps restored in at most 3 CPU seconds,
`Journal.follow` after a stroke of 200 px under 4 ms.
"""

import time
from pathlib import Path

import numpy as np
import psutil
import pytest
from PIL import Image

from inpaint_studio.editing.brush import Brush, Stroke
from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.history import fill_step
from inpaint_studio.files import sandbox
from inpaint_studio.files.memory.journal import Journal, restore
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving.writing import SaveOptions, save_picture

WIDTH, HEIGHT = 6000, 4000


def _cpu() -> float:
    spent = time.process_time()
    if sandbox._helper is not None:
        times = psutil.Process(sandbox._helper.process.pid).cpu_times()
        spent += times.user + times.system
    return spent


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Structure at every scale and a little grain, as cameras make it."""
    rng = np.random.default_rng(0)
    image = Image.new("RGB", (WIDTH, HEIGHT))
    for cells in (6, 60, 600):
        noise = Image.fromarray(rng.integers(0, 255, (cells * 2 // 3, cells, 3), np.uint8)).resize(image.size, 3)
        image = Image.blend(image, noise, 0.5)
    path = tmp_path_factory.mktemp("photo") / "photo.png"
    image.save(path, compress_level=1)
    image.save(path.with_suffix(".jpg"), quality=92)
    image.save(path.with_suffix(".tif"), compression="tiff_adobe_deflate")
    return path


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tif"])
def test_opening_and_saving(photo: Path, tmp_path: Path, suffix: str) -> None:
    path = photo.with_suffix(suffix)
    read_picture(path)  # starts the helper
    start = time.process_time()
    with Image.open(path) as image:
        np.asarray(image)
    plain = time.process_time() - start
    start, wall = _cpu(), time.perf_counter()
    picture = read_picture(path)
    opened, wall = _cpu() - start, time.perf_counter() - wall
    fill = Fill("a", Rect(3000, 2000, 300, 300), picture.pixels[:300, :300].copy(), _full(300), Recipe("x"))
    start = _cpu()
    save_picture(picture, (fill,), tmp_path / f"saved{suffix}", SaveOptions(keep_backup=False))
    saved = _cpu() - start
    print(f"\n{suffix}: plain {plain:.2f} s, opened {opened:.2f} s CPU ({wall:.2f} s wall), saved {saved:.2f} s CPU")
    assert opened < 2.5 * plain + 0.1


def test_a_journal_of_fifty_steps_is_followed_and_restored(photo: Path, tmp_path: Path) -> None:
    document = Document(read_picture(photo.with_suffix(".jpg")))
    journal = Journal.create(tmp_path, document)
    followed = []
    for number in range(50):
        x, y = 300 + 97 * number, 400 + 61 * number
        stroke = Stroke(document.mask, Brush(100, 0.5))
        stroke.begin(x, y)
        stroke.extend(x + 250, y + 120)
        step = stroke.finish()
        assert step is not None
        document.commit(step)
        start = time.thread_time()
        journal.follow(document)
        followed.append(time.thread_time() - start)
        if number % 5 == 4:
            rect = Rect(x, y, 500, 400)
            pixels = document.picture.pixels[:400, :500].copy()
            fill = Fill(f"{number}", rect, pixels, document.mask[rect.slices].copy(), Recipe("x"))
            document.commit(fill_step(document, (fill,), document.mask[rect.slices].copy(), rect))
            journal.follow(document)
    journal.close()
    start, wall = _cpu(), time.perf_counter()
    restored = restore(journal.path)
    spent, wall = _cpu() - start, time.perf_counter() - wall
    assert np.array_equal(restored.document.mask, document.mask)
    size = journal.path.stat().st_size >> 20
    restored.journal.discard()
    median = float(np.median(followed)) * 1000
    print(f"\nrestored in {spent:.2f} s CPU ({wall:.2f} s wall), {size} MB; follow {median:.2f} ms median")
    assert spent < 3
    assert median < 4


def _full(side: int) -> np.ndarray:
    return np.full((side, side), 255, np.uint8)
