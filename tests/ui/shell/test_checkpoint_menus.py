"""Checkpoints are listed where one is chosen: for fills, in the bench and in the training room."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMenu

from inpaint_studio.resources import resource
from inpaint_studio.ui.bench import contest
from inpaint_studio.ui.kit import checkpoint_menu

SHIPPED = resource("checkpoints/standard.safetensors")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A run with a best checkpoint and two snapshots, where runs are kept."""
    folder = tmp_path / "Runs" / "beach & sea"
    (folder / "snapshots").mkdir(parents=True)
    (folder / "log.jsonl").touch()
    for name in ("best.safetensors", "snapshots/00000500.safetensors", "snapshots/00012000.safetensors"):
        (folder / name).write_bytes(SHIPPED.read_bytes())
    monkeypatch.setattr(checkpoint_menu, "runs_home", lambda: tmp_path / "Runs")
    return folder


def _opened(menu: QMenu, qtbot, words: str) -> list[str]:
    """What stands in it once the folders were looked through; `words` is in it then."""
    menu.popup(menu.parentWidget().mapToGlobal(menu.parentWidget().rect().center()))
    qtbot.waitUntil(lambda: any(words in action.text() for action in menu.actions()), timeout=20_000)
    return [action.text() for action in menu.actions() if action.text()]


def _choose(menu: QMenu, words: str) -> None:
    action = next(action for action in menu.actions() if words in action.text())
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())


def test_fills_take_a_checkpoint_from_the_list(open_window, preferences, run, tmp_path, qtbot):
    other = tmp_path / "other.safetensors"
    other.write_bytes(SHIPPED.read_bytes())
    preferences.remember_checkpoint(other)
    preferences.remember_checkpoint(tmp_path / "gone.safetensors")
    window = open_window()
    menu = window.submenus["checkpoints"]
    listed = _opened(menu, qtbot, "beach")
    assert listed == [
        "The one that came with the program",
        "My runs",
        "beach && sea",
        "Recent",
        "other.safetensors",
        "Another file…",
    ]
    of_run = next(action.menu() for action in menu.actions() if action.menu() is not None)
    assert [action.text() for action in of_run.actions() if action.text()] == [
        "The best so far",
        "After 12,000 images",
        "After 500 images",
    ]
    with qtbot.waitSignal(window.session.generator.checkpoint_changed, timeout=60_000):
        _choose(menu, "other")
    assert preferences.checkpoint == other
    listed = _opened(menu, qtbot, "other")
    qtbot.waitUntil(lambda: "In use" in [action.text() for action in menu.actions()], timeout=20_000)
    assert [action.text() for action in menu.actions() if action.isChecked()] == ["other.safetensors"]
    with qtbot.waitSignal(window.session.generator.checkpoint_changed, timeout=60_000):
        _choose(menu, "came with")
    assert preferences.checkpoint is None
    _opened(menu, qtbot, "other")
    _choose(menu, "Another file")
    (dialog,) = (one for one in window.findChildren(QFileDialog) if one.isVisible())
    dialog.reject()
    qtbot.waitUntil(lambda: len(window.session.workers) == 0, timeout=20_000)


def test_the_bench_opens_with_the_shipped_one_and_the_methods_ready(
    open_window, picture_file, preferences, run, drag, settle, qtbot, monkeypatch
):
    monkeypatch.setattr(contest, "SMALL", 0)  # the hole is a large one
    window = open_window(picture_file)
    drag(window, (100, 100), (130, 100))
    settle(window)
    bench = window.dialogs.show_bench()
    first = bench.contest.entries[0].contender
    assert (first.method, first.checkpoint) == ("generator", None)
    assert {entry.contender.method for entry in bench.contest.entries} >= {"auto", "membrane", "exemplar", "generator"}
    assert not bench.contest.is_rendering
    lines = {bench.showing.pane(entry).numbers.text() for entry in bench.contest.entries}
    assert lines == {"ready; F5 fills the hole"}
    for entry in bench.contest.entries[:]:
        if entry.contender.method != "membrane":
            bench.contest.remove(entry.contender.key)
    bench.activateWindow()
    qtbot.waitUntil(bench.isActiveWindow)
    QTest.keyClick(bench, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: bench.contest.entries[0].fills is not None, timeout=60_000)
    menu = bench.bar.checkpoints
    assert "beach && sea" in _opened(menu, qtbot, "beach")
    _choose(menu, "came with")
    assert bench.contest.entries[-1].contender.method == "generator"
    bench.contest.stop()
    menu.close()
    window.dialogs.shut_down()


def test_on_a_small_hole_what_stands_ready_is_filled_at_once(open_window, picture_file, drag, settle, qtbot):
    window = open_window(picture_file)
    window.settings.set(radius=4)
    drag(window, (100, 100), (110, 100))
    settle(window)
    bench = window.dialogs.show_bench()
    assert bench.contest.is_rendering
    smooth = next(entry for entry in bench.contest.entries if entry.contender.method == "membrane")
    qtbot.waitUntil(lambda: smooth.fills is not None, timeout=120_000)
    window.dialogs.shut_down()


def test_training_starts_from_the_shipped_checkpoint_unless_another_is_chosen(open_window, preferences, run, qtbot):
    window = open_window()
    room = window.dialogs.show_training()
    settings = room.settings
    assert settings.start_from.text() == str(SHIPPED)
    settings.preset.setCurrentIndex(settings.preset.findData("large"))
    assert settings.start_from.text() == "", "the shipped one is of another preset"
    settings.preset.setCurrentIndex(settings.preset.findData("standard"))
    assert settings.start_from.text() == str(SHIPPED)
    settings.more.setChecked(True)
    menu = settings.start_button.menu()
    assert "beach && sea" in _opened(menu, qtbot, "beach")
    _choose(menu, "from scratch")
    assert settings.start_from.text() == ""
    settings.remember(preferences)
    settings.restore(preferences)
    assert settings.start_from.text() == "", "from scratch was chosen"
    _opened(menu, qtbot, "beach")
    _choose(menu, "came with")
    assert settings.start_from.text() == str(SHIPPED)
    menu.close()
    window.dialogs.shut_down()
