"""Notes on runs: whole files, written on a worker, and none lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from inpaint_studio.files.errors import SaveError
from inpaint_studio.ui.kit.worker import Workers
from inpaint_studio.ui.training import notes
from inpaint_studio.ui.training.notes import RunNotes
from inpaint_studio.ui.training.run_folder import NOTES

LONG = 60_000  # ms


@pytest.fixture
def workers(qapp: object) -> Iterator[Workers]:
    workers = Workers()
    yield workers
    workers.stop_all()


@pytest.fixture
def editor(qtbot: QtBot, workers: Workers, monkeypatch: pytest.MonkeyPatch) -> RunNotes:
    monkeypatch.setattr(notes, "SETTLE_MS", 1)
    editor = RunNotes(workers)
    qtbot.addWidget(editor)
    return editor


@pytest.fixture
def runs(tmp_path: Path) -> tuple[Path, Path]:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    return tmp_path / "one", tmp_path / "two"


def text_of(run: Path) -> str:
    return (run / NOTES).read_text(encoding="utf-8") if (run / NOTES).exists() else ""


def test_notes_are_written_as_they_are_typed_and_read_again(
    editor: RunNotes, qtbot: QtBot, runs: tuple[Path, Path]
) -> None:
    one, two = runs
    editor.show_run(one)
    qtbot.keyClicks(editor, "long strokes ")
    editor.insertPlainText("笔画")
    qtbot.waitUntil(lambda: text_of(one) == "long strokes 笔画", timeout=LONG)
    editor.show_run(two)
    assert editor.toPlainText() == ""
    editor.show_run(one)
    assert editor.toPlainText() == "long strokes 笔画"
    assert [path.name for path in one.iterdir()] == [NOTES]
    assert not (two / NOTES).exists(), "nothing was typed about it"


def test_notes_that_cannot_be_written_whole_leave_the_ones_before(
    editor: RunNotes, qtbot: QtBot, runs: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a full disk: a plain write empties the file before it fails."""
    one, _ = runs
    (one / NOTES).write_text("from last week", encoding="utf-8")

    def fsync(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("inpaint_studio.files.saving.atomic.os.fsync", fsync)
    editor.show_run(one)
    with qtbot.waitSignal(editor.failed, timeout=LONG) as failed:
        editor.insertPlainText("more, ")
    assert "No space left on device" in failed.args[0]
    assert text_of(one) == "from last week"
    assert editor.toPlainText() == "more, from last week"


def test_what_is_typed_last_is_written_before_the_dialog_goes(
    editor: RunNotes, workers: Workers, runs: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = runs
    editor._settle_timer.setInterval(86_400_000)
    for run in (one, two):
        editor.show_run(run)
        editor.insertPlainText(f"about {run.name}")
    editor.show_run(one)
    assert editor.toPlainText() == "about one", "it is not read from the disk, where it is not yet"
    workers.stop_all()
    editor.shut_down()
    assert (text_of(one), text_of(two)) == ("about one", "about two")


def test_notes_in_another_encoding_lose_no_letter(editor: RunNotes, qtbot: QtBot, runs: tuple[Path, Path]) -> None:
    one, _ = runs
    (one / NOTES).write_bytes("Übung".encode("latin-1"))
    editor.show_run(one)
    assert editor.toPlainText() == "Übung"
    editor.insertPlainText("2. ")
    qtbot.waitUntil(lambda: (one / NOTES).read_bytes() == "2. Übung".encode(), timeout=LONG)


def test_notes_that_cannot_be_read_cannot_be_overwritten(
    editor: RunNotes, qtbot: QtBot, runs: tuple[Path, Path]
) -> None:
    one, two = runs
    (one / NOTES).mkdir()  # readable by nobody, root included
    with qtbot.waitSignal(editor.failed, timeout=LONG):
        editor.show_run(one)
    assert not editor.isEnabled()
    editor.show_run(two)
    assert editor.isEnabled()


def test_a_deleted_run_gets_no_notes(editor: RunNotes, workers: Workers, runs: tuple[Path, Path]) -> None:
    one, _ = runs
    editor._settle_timer.setInterval(86_400_000)
    editor.show_run(one)
    editor.insertPlainText("to be deleted")
    one.rmdir()
    editor.forget(one)
    workers.stop_all()
    refusals: list[SaveError] = []
    editor.failed.connect(refusals.append)
    editor.shut_down()
    assert not refusals
    assert not one.exists()
