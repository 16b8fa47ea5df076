from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from ..strips import drop

LEFT, NO = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
Key = Qt.Key


def states(window):
    return {key: window.rows.state(key) for key in window.rows.keys(0, len(window.rows))}


def wait_for(qtbot, window, **wanted):
    """Until pictures are in these states, by the stem of their name."""
    qtbot.waitUntil(
        lambda: all(states(window).get(f"{name}.png") == state.replace("_", "-") for name, state in wanted.items()),
        timeout=30_000,
    )


def choose(window, key):
    grid = window.parts.grid
    index = window.rows.index_of(key)
    assert index.isValid()
    grid.scrollTo(index)
    QTest.mouseClick(grid.viewport(), LEFT, NO, grid.visualRect(index).center())
    assert grid.current == key


def press(window, *keys, modifiers=NO):
    for key in keys:
        QTest.keyClick(window.parts.grid, key, modifiers)


@pytest.fixture
def started(batch, folder, routine, qtbot, tmp_path):
    """After the folder was dropped and Start was pressed; all is settled as far as nobody decides."""
    drop(batch, [folder])
    batch.parts.routine.show_routine(routine)
    batch.parts.setup.output.setText(str(tmp_path / "out"))
    qtbot.waitUntil(batch.parts.setup.start.isEnabled, timeout=20_000)
    QTest.mouseClick(batch.parts.setup.start, LEFT)
    wait_for(qtbot, batch, a="done", b="to_review", c="done", d="to_review", broken="failed")
    return batch


def test_a_dropped_folder_is_previewed_and_started(started, folder, tmp_path):
    assert sorted(path.name for path in (tmp_path / "out").glob("*.png")) == ["a-repaired.png", "c-repaired.png"]
    before, after = (np.asarray(Image.open(path)) for path in (folder / "a.png", tmp_path / "out" / "a-repaired.png"))
    differs = (before != after).any(axis=2)
    assert differs[10:14, 10:16].all()
    assert differs.sum() == 24
