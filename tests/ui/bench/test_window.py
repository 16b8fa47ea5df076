"""The checkpoint bench, driven as a person drives it, with the real engine and tiny generators."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from inpaint_studio.editing.history import fills_step
from inpaint_studio.ui.bench.votes import Votes
from inpaint_studio.ui.bench.window import BenchWindow
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.shell.window import Window

from .tiny import HOLE, LONG, drop, write_checkpoint


def test_three_dropped_checkpoints_are_compared_voted_on_and_one_is_taken(
    bench: BenchWindow, session: Session, settled: Callable[[int], None], tmp_path: Path
) -> None:
    document = session.document
    assert document is not None
    before = document.composite().copy()
    canvas = bench.grid.hole_pane.canvas  # where the pointer is when files are let go
    drop(canvas, *(write_checkpoint(tmp_path / f"{name}.safetensors", n) for n, name in enumerate("abc")))
    settled(3)
    assert [e.contender.name for e in bench.contest.entries] == ["a", "b", "c"]
    answers = [e.fills for e in bench.contest.entries]
    assert all(answer is not None and answer[0].rect == HOLE for answer in answers)
    pixels = [answer[0].pixels for answer in answers if answer is not None]
    assert not np.array_equal(pixels[0], pixels[1])
    assert all(" s" in bench.showing.pane(e).numbers.text() for e in bench.contest.entries)
    assert np.array_equal(document.composite(), before)  # so far only looked at

    QTest.keyClick(bench, Qt.Key.Key_V)
    assert bench.ballot.is_open
    assert sorted(bench.showing.pane(e).name.text() for e in bench.contest.entries) == ["1", "2", "3"]
    assert not any(char in bench.showing.pane(e).numbers.text() for e in bench.contest.entries for char in "0123456789")
    winner = bench.contest.entry(bench.ballot.order[1])
    assert winner is not None
    QTest.keyClick(bench, Qt.Key.Key_2)
    assert not bench.ballot.is_open
    standings = bench.ballot.votes.standings()
    assert standings[0].candidate.name == winner.contender.name
    assert (standings[0].wins, standings[0].comparisons) == (2, 2)
    assert len(Votes(tmp_path / "votes.jsonl")) == 1

    QTest.keyClick(bench, Qt.Key.Key_3)
    QTest.keyClick(bench, Qt.Key.Key_Return)
    assert len(document.fills) == 1
    assert np.array_equal(document.fills[0].pixels, pixels[2])
    assert not document.mask.any()
    assert "is a fill of the document now" in bench.message.text()
    bench.contest.follow_mask()  # as it does by itself after a moment
    assert [e.fills for e in bench.contest.entries] == answers  # still there to look at
    session.changes.undo()
    assert np.array_equal(document.composite(), before)
    assert document.mask[HOLE.slices].all()


def test_one_key_takes_a_pane_whichever_is_chosen(
    bench: BenchWindow, session: Session, settled: Callable[[int], None]
) -> None:
    document = session.document
    assert document is not None
    bench.add_method("membrane")
    bench.add_method("patchmatch")
    settled(2)
    answer = bench.contest.entries[1].fills
    assert answer is not None
    QTest.keyClick(bench, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert [fill.id for fill in document.fills] == [fill.id for fill in answer]
    assert document.fills[0].recipe.method == "patchmatch"  # editable: it says how it was made
    session.changes.commit(fills_step(document, (replace(document.fills[0], strength=0.5),), "Fade fill"))
    assert document.fills[0].strength == 0.5
    QTest.keyClick(bench, Qt.Key.Key_9, Qt.KeyboardModifier.ControlModifier)  # nobody is there
    assert len(document.fills) == 1


def test_closing_while_it_renders_leaves_no_thread(bench: BenchWindow) -> None:
    for _ in range(3):
        bench.add_method("patchmatch")
    assert bench.contest.is_rendering
    bench.shut_down()
    assert len(bench.workers) == 0


def test_the_folder_is_asked_for_from_the_bench_with_its_contenders(
    bench: BenchWindow, settled: Callable[[int], None], tmp_path: Path
) -> None:
    drop(bench, write_checkpoint(tmp_path / "a.safetensors", 0))
    settled(1)
    dialog = bench.show_folder()
    assert dialog.isVisible()
    assert dialog.methods.item(0).text() == "a"
    assert dialog.methods.item(0).checkState() == Qt.CheckState.Checked
    assert dialog.methods.item(1).checkState() == Qt.CheckState.Unchecked
    bench.shut_down()
    assert not dialog.is_running


def test_a_checkpoint_dropped_on_the_window_is_seen_in_the_bench(
    open_window: Callable[..., Window], picture_file: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_window(picture_file)
    path = write_checkpoint(tmp_path / "dropped.safetensors", 3)
    window.drops.take(path)
    bench = window.dialogs.bench
    assert bench is not None
    qtbot.waitUntil(lambda: len(bench.contest.entries) == 1, timeout=LONG)
    assert bench.isVisible()
    assert bench.contest.entries[0].contender.checkpoint == path
    with qtbot.waitSignal(window.session.generator.checkpoint_changed, timeout=LONG):
        bench.use_current()
        assert bench.message.text() == "", "it is not said before it is so"
    assert window.session.generator.checkpoint == path
    qtbot.waitUntil(lambda: bench.message.text() == "The editor fills with dropped now.", timeout=LONG)


def test_checkpoints_dropped_on_the_editor_are_compared_voted_on_and_one_is_taken(
    open_window: Callable[..., Window], picture_file: Path, drag: Callable[..., None], qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_window(picture_file)
    drag(window, (100, 90), (150, 110))
    document = window.session.document
    assert document is not None
    marked = document.mask.copy()
    assert marked.any()
    paths = [write_checkpoint(tmp_path / f"{n}.safetensors", n) for n in range(3)]
    drop(window.canvas, *paths)
    bench = window.dialogs.bench
    assert bench is not None
    entries = bench.contest.entries
    qtbot.waitUntil(lambda: len(entries) == 3 and all(entry.fills for entry in entries), timeout=LONG)
    assert [entry.contender.checkpoint for entry in entries] == paths
    bench.ballot.votes = Votes(tmp_path / "votes.jsonl")
    QTest.keyClick(bench, Qt.Key.Key_V)
    chosen = bench.contest.entry(bench.ballot.order[0])
    assert chosen is not None
    QTest.keyClick(bench, Qt.Key.Key_1)
    QTest.keyClick(bench, Qt.Key.Key_Return)  # what was voted for is the chosen pane
    assert len(document.fills) == 1
    assert document.fills[0].recipe.checkpoint == sha256(chosen.contender.checkpoint.read_bytes()).hexdigest()
    assert document.fills[0].recipe.method == "generator"
    assert not document.mask.any()
    window.session.changes.undo()
    assert not document.fills
    assert np.array_equal(document.mask, marked)
    document.mark_saved()


def test_the_bench_is_reached_from_the_menu_and_closes_with_the_window(
    open_window: Callable[..., Window], picture_file: Path, qtbot: QtBot
) -> None:
    window = open_window(picture_file)
    window.actions_by_name["bench"].trigger()
    bench = window.dialogs.bench
    assert bench is not None
    bench.add_method("patchmatch")
    window.close()
    assert not bench.isVisible()
    assert len(bench.workers) == 0
