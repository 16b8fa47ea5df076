"""The view of a run: what each report changes on screen, without any run."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from inpaint_studio.model.training.config import TrainingConfig
from inpaint_studio.model.training.report import (
    CheckpointSaved,
    Finished,
    Paused,
    Reading,
    Started,
    StateSaved,
    StepDone,
    Warned,
)
from inpaint_studio.ui.kit.worker import Workers
from inpaint_studio.ui.training import clock
from inpaint_studio.ui.training.view import RunView

STARTED = Started("CPU, 2 threads", 1_234_567, 20, 1, 0, 1000)


def step(seen: int) -> StepDone:
    return StepDone(seen, {"l1": 0.9}, 10.0, 1e-4, 128)


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[RunView]:
    workers = Workers()
    view = RunView(workers, QWidget(), QWidget())
    qtbot.addWidget(view)
    yield view
    workers.stop_all()


def begin(view: RunView, tmp_path: Path, **settings: object) -> None:
    view.begin(TrainingConfig(tmp_path, tmp_path / "run", images=1000, **settings))


def test_the_bar_shows_files_that_are_read_and_then_images(view: RunView, tmp_path: Path) -> None:
    begin(view, tmp_path)
    assert (view.progress.minimum(), view.progress.maximum()) == (0, 0), "it is not known how much there is"
    view.take(Reading(30, 120), is_stopping=False)
    assert (view.progress.value(), view.progress.maximum()) == (30, 120)
    assert view.message.text() == "Reading the photographs: 30 of 120 files…"
    view.take(STARTED, is_stopping=False)
    view.take(step(250), is_stopping=False)
    assert (view.progress.value(), view.progress.maximum()) == (250, 1000)
    assert view.message.text() == "Learning on CPU, 2 threads."
    assert "1,234,567 parameters, 20 photographs" in view.log.toPlainText()
    assert view.progress_page.remaining.value == "75 s"


def test_minutes_move_the_bar_where_they_end_the_run_before_its_images(
    view: RunView, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]  # seconds
    monkeypatch.setattr(clock, "monotonic", lambda: now[0])
    begin(view, tmp_path, minutes=1.0)
    now[0] += 500  # of reading
    view.take(STARTED, is_stopping=False)
    now[0] += 30
    view.take(step(10), is_stopping=False)
    assert view.progress.value() == 500
    view.take(Paused(10), is_stopping=False)
    assert view.message.text().startswith("Paused.")
    now[0] += 1000
    view.take(step(11), is_stopping=False)
    assert view.progress.value() == 500, "it stood still"
    assert view.progress_page.remaining.value == "30 s"


def test_what_is_said_of_stopping_stays_until_the_run_has_stopped(view: RunView, tmp_path: Path) -> None:
    begin(view, tmp_path)
    view.show_message("Stopping")
    for report in (STARTED, step(4), Paused(4), StateSaved(4, tmp_path)):
        view.take(report, is_stopping=True)
    assert view.message.text() == "Stopping"
    view.take(Finished(4, "The run was stopped; it can be resumed.", 1.0), is_stopping=True)
    assert view.message.text() != "Stopping"


def test_the_newest_snapshot_is_known_and_logged(view: RunView, tmp_path: Path) -> None:
    begin(view, tmp_path)
    view.take(STARTED, is_stopping=False)
    assert view.newest is None
    view.take(CheckpointSaved(1500, tmp_path / "latest.safetensors", False), is_stopping=False)
    assert view.newest == tmp_path / "latest.safetensors"
    assert "After 1,500 images the snapshot latest.safetensors was saved." in view.log.toPlainText()
    view.take(Finished(1500, "All 1500 images are seen.", 1.0), is_stopping=False)
    assert view.newest == tmp_path / "latest.safetensors", "the run made no other"
    begin(view, tmp_path, resume=True)
    assert view.newest == tmp_path / "latest.safetensors"
    begin(view, tmp_path)
    assert view.newest is None, "it is another run's"


def test_warnings_and_the_end_are_logged_once_and_shown(view: RunView, tmp_path: Path) -> None:
    begin(view, tmp_path)
    view.take(Warned("The disk is slow."), is_stopping=False)
    assert view.message.text() == "The disk is slow."
    view.end("The run ended.")
    assert view.message.text() == "The run ended."
    assert view.message.property("error") is True
    assert view.log.toPlainText().count("The run ended.") == 1
    assert view.progress.maximum() == 1, "no bar that goes on for ever"
