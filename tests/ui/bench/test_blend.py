"""Two checkpoints blended: what the slider shows is what is saved."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from inpaint_studio.model.checkpoints.inspection import describe
from inpaint_studio.ui.bench.window import BenchWindow

from .tiny import LONG, OTHER, drop, write_checkpoint


def test_two_checkpoints_are_blended_by_a_slider_and_saved(
    bench: BenchWindow, qtbot: QtBot, settled: Callable[[int], None], tmp_path: Path
) -> None:
    from safetensors.numpy import load_file

    paths = [write_checkpoint(tmp_path / f"{name}.safetensors", n) for n, name in enumerate("ab")]
    drop(bench, *paths)
    settled(2)
    bench.contest.set_current(bench.contest.entries[1].contender.key)
    QTest.keyClick(bench, Qt.Key.Key_B)
    settled(3)
    assert bench.contest.entries[2].contender.name == "50 % a + 50 % b"
    half = bench.contest.entries[2].fills
    bench.blend_strip.share.setValue(100)
    qtbot.waitUntil(lambda: bench.contest.entries[2].contender.name == "0 % a + 100 % b", timeout=LONG)
    qtbot.waitUntil(lambda: bench.contest.entries[2].fills is not half and not bench.contest.is_rendering, timeout=LONG)
    end, other = bench.contest.entries[2].fills, bench.contest.entries[1].fills
    assert end is not None
    assert other is not None
    assert np.array_equal(end[0].pixels, other[0].pixels)
    bench.blend_strip.share.setValue(25)
    bench.blend_strip.save(tmp_path / "mine.safetensors")
    qtbot.waitUntil(lambda: "mine.safetensors" in bench.message.text(), timeout=LONG)
    qtbot.waitUntil(lambda: not bench.contest.is_rendering, timeout=LONG)
    scratch = Path(bench.blend_strip._scratch.path())  # what the slider has left behind goes
    qtbot.waitUntil(lambda: [path.name for path in scratch.iterdir()] == ["blend-025.safetensors"], timeout=LONG)
    assert "75% a.safetensors and 25% b.safetensors" in describe(tmp_path / "mine.safetensors").note
    first, second, mixed = (load_file(p) for p in (*paths, tmp_path / "mine.safetensors"))
    for name, values in mixed.items():
        wanted = 0.75 * first[name].astype(np.float32) + 0.25 * second[name].astype(np.float32)
        assert np.allclose(values.astype(np.float32), wanted, atol=2e-3), name


def test_generators_of_different_shapes_are_not_blended(
    bench: BenchWindow, qtbot: QtBot, settled: Callable[[int], None], tmp_path: Path
) -> None:
    drop(bench, write_checkpoint(tmp_path / "a.safetensors", 0), write_checkpoint(tmp_path / "b.safetensors", 1, OTHER))
    settled(2)
    bench.contest.set_current(bench.contest.entries[1].contender.key)
    bench.start_blend()
    qtbot.waitUntil(lambda: "cannot be blended" in bench.message.text(), timeout=LONG)
    assert len(bench.contest.entries) == 2
