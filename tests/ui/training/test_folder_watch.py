"""A watched folder: what changes in it is seen without looking, and what the system cannot tell by looking again."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from inpaint_studio.ui.training import folder_watch
from inpaint_studio.ui.training.folder_watch import FolderWatch

LONG = 60_000  # ms


@pytest.fixture
def watch(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[FolderWatch]:
    """A watch of a log and of a folder of snapshots that looks again but once a day."""
    monkeypatch.setattr(folder_watch, "SETTLE_MS", 5)
    monkeypatch.setattr(folder_watch, "REREAD_MS", 86_400_000)
    watch = FolderWatch(("log", "snapshots"))
    yield watch
    watch.stop()
    watch.deleteLater()


def start(watch: FolderWatch, qtbot: QtBot, folder: Path) -> None:
    with qtbot.waitSignal(watch.changed, timeout=LONG):  # once by itself
        watch.start(folder)


def test_a_log_that_grows_is_seen(watch: FolderWatch, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "log").write_text("one\n")
    start(watch, qtbot, tmp_path)
    for line in ("two\n", "three\n"):
        with qtbot.waitSignal(watch.changed, timeout=LONG), (tmp_path / "log").open("a") as log:
            log.write(line)


def test_a_file_that_is_replaced_is_seen_each_time(watch: FolderWatch, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "latest").write_text("0")
    start(watch, qtbot, tmp_path)
    for number in range(1, 4):
        (tmp_path.parent / "beside").write_text(str(number))
        with qtbot.waitSignal(watch.changed, timeout=LONG):
            os.replace(tmp_path.parent / "beside", tmp_path / "latest")


def test_a_log_that_is_replaced_is_followed(watch: FolderWatch, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "log").write_text("one\n")
    start(watch, qtbot, tmp_path)
    with qtbot.waitSignal(watch.changed, timeout=LONG):
        (tmp_path / "log").unlink()
    with qtbot.waitSignal(watch.changed, timeout=LONG):
        (tmp_path / "log").write_text("two\n")
    qtbot.waitUntil(lambda: tmp_path / "log" in watch.paths, timeout=LONG)
    with qtbot.waitSignal(watch.changed, timeout=LONG), (tmp_path / "log").open("a") as log:
        log.write("three\n")


def test_a_folder_that_is_not_there_yet_is_followed_from_its_making_on(
    watch: FolderWatch, qtbot: QtBot, tmp_path: Path
) -> None:
    run = tmp_path / "runs" / "beach 1"
    start(watch, qtbot, run)
    assert watch.paths == (tmp_path,)
    run.mkdir(parents=True)
    qtbot.waitUntil(lambda: watch.paths == (run,), timeout=LONG)
    with qtbot.waitSignal(watch.changed, timeout=LONG):
        (run / "snapshots").mkdir()
    qtbot.waitUntil(lambda: set(watch.paths) == {run, run / "snapshots"}, timeout=LONG)
    with qtbot.waitSignal(watch.changed, timeout=LONG):
        (run / "snapshots" / "00000100.safetensors").touch()


def test_a_folder_that_is_deleted_and_made_again_is_followed(watch: FolderWatch, qtbot: QtBot, tmp_path: Path) -> None:
    run = tmp_path / "run"
    run.mkdir()
    start(watch, qtbot, run)
    run.rmdir()
    qtbot.waitUntil(lambda: watch.paths == (tmp_path,), timeout=LONG)
    run.mkdir()
    qtbot.waitUntil(lambda: watch.paths == (run,), timeout=LONG)


def test_one_that_is_stopped_watches_nothing(watch: FolderWatch, qtbot: QtBot, tmp_path: Path) -> None:
    start(watch, qtbot, tmp_path)
    assert watch.paths == (tmp_path,)
    watch.stop()
    assert watch.paths == ()
    assert watch.folder is None


def test_another_folder_takes_the_place_of_the_one_before(watch: FolderWatch, qtbot: QtBot, tmp_path: Path) -> None:
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        start(watch, qtbot, tmp_path / name)
    assert watch.paths == (tmp_path / "second",)


def test_what_the_system_does_not_tell_is_seen_by_looking_again(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a network share, to which another machine writes: nothing is told, and the watch is called all the same."""
    monkeypatch.setattr(folder_watch, "REREAD_MS", 10)
    watch = FolderWatch()
    monkeypatch.setattr(watch, "_watch_paths", lambda: None)
    watch.start(tmp_path)
    assert watch.paths == ()
    for _ in range(3):
        with qtbot.waitSignal(watch.changed, timeout=LONG):
            pass
    watch.stop()
    watch.deleteLater()
