"""Runs in processes of their own: they are found again, followed, and their end is seen."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from inpaint_studio.model.training import running
from inpaint_studio.ui.training import folder_watch
from inpaint_studio.ui.training import process as training_process
from inpaint_studio.ui.training.dialog import TrainingDialog
from inpaint_studio.ui.training.run_folder import read_run

from .driving import LONG, to_be_closed, until_ended


def test_a_run_of_an_earlier_version_is_followed_and_not_started_twice(
    dialog: TrainingDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    def write(*reports: dict[str, object]) -> None:
        with (run / "log.jsonl").open("a") as log:
            log.writelines(json.dumps(report) + "\n" for report in reports)

    run = tmp_path / "run"
    run.mkdir()
    started = {"device": "CPU", "parameters": 1, "photographs": 2, "skipped": 0}
    rest = {"images_per_second": 1.0, "learning_rate": 0.1, "crop": 64}
    write(
        {"report": "Started", "images_seen": 0, "images": 100} | started,
        {"report": "StepDone", "images_seen": 8, "losses": {"l1": 0.9}} | rest,
    )
    dialog.choose_run(run)
    assert dialog.is_training
    assert not dialog.controls.start.isEnabled()
    assert not dialog.controls.stop.isEnabled(), "it does not listen"
    assert "is going on" in dialog.settings.run_note.text()
    write({"report": "StepDone", "images_seen": 16, "losses": {"l1": 0.8}} | rest)
    qtbot.waitUntil(lambda: dialog.view.progress_page.seen.value == "16", timeout=LONG)
    (curve,) = dialog.view.progress_page.losses.plot.curves
    assert curve.y == [0.9, 0.8]
    write({"report": "Finished", "images_seen": 16, "why": "All images are seen.", "seconds": 1.0})
    qtbot.waitUntil(dialog.controls.start.isEnabled, timeout=LONG)
    assert not dialog.is_training


def test_a_run_outlives_its_dialog_and_is_found_again(
    qtbot: QtBot,
    children: list[training_process.Child],
    running_in: Callable[[TrainingDialog], Path],
    own_start: None,
) -> None:
    first = TrainingDialog()
    run = running_in(first)
    first.shut_down()  # as when the program ends
    assert children[0].is_alive()
    assert running.is_held(run)
    shown = read_run(run)
    assert shown is not None
    assert shown.config["crop"] == 64, "what it was told is known before its first state"
    first.runs.delete_run(shown)
    assert run.is_dir(), "what goes on cannot be deleted"

    second = TrainingDialog()
    to_be_closed(second, qtbot)
    second.choose_run(run)
    assert second.is_training
    assert not second.controls.start.isEnabled()
    assert second.view.progress_page.losses.plot.curves, "what was told before is there"
    seen = second.view.progress_page.seen.value
    qtbot.waitUntil(lambda: second.view.progress_page.seen.value != seen, timeout=LONG)
    qtbot.mouseClick(second.controls.stop, Qt.MouseButton.LeftButton)
    until_ended(second, qtbot)
    assert "was stopped" in second.view.message.text()
    assert children[0].process.wait(timeout=LONG / 1000) == 0
    shown = read_run(run)
    assert shown is not None
    assert shown.resumable_at == shown.images_seen
    second.shut_down()
    first.deleteLater()


def test_a_run_that_is_killed_is_said_to_have_ended(
    dialog: TrainingDialog,
    qtbot: QtBot,
    children: list[training_process.Child],
    running_in: Callable[[TrainingDialog], Path],
    own_start: None,
) -> None:
    running_in(dialog)
    children[0].process.kill()
    until_ended(dialog, qtbot)
    assert "without a word" in dialog.view.message.text()
    assert not dialog.settings.run_note.text().startswith("This run is going on")


def test_a_run_in_sight_that_another_process_resumes_is_followed(
    opened: Callable[..., TrainingDialog], qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen by what the system tells of its folder, and its end too."""
    monkeypatch.setattr(folder_watch, "REREAD_MS", 86_400_000)
    run = tmp_path / "run"
    run.mkdir()
    report = {"report": "Started", "images_seen": 0, "images": 100, "device": "CPU", "parameters": 1, "photographs": 2}
    (run / "log.jsonl").write_text(json.dumps(report | {"skipped": 0}) + "\n")
    (run / "running.lock").touch()
    dialog = opened()
    dialog.choose_run(run)
    assert not dialog.is_training
    with running.hold(run):
        qtbot.waitUntil(lambda: dialog.is_training, timeout=LONG)
        assert not dialog.controls.start.isEnabled()
        finished = {"report": "Finished", "images_seen": 0, "why": "The run was stopped.", "seconds": 1.0}
        with (run / "log.jsonl").open("a") as log:
            log.write(json.dumps(finished) + "\n")
        qtbot.waitUntil(lambda: dialog.view.message.text() == "The run was stopped.", timeout=LONG)
        assert dialog.is_training, "its process has not ended yet"
    qtbot.waitUntil(lambda: not dialog.is_training, timeout=LONG)
    assert dialog.controls.start.isEnabled()


def test_a_request_that_a_run_dropped_as_it_began_is_repeated_with_its_first_report(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody looks into the folder between the two, and a run that did not hear would go on for ever."""
    monkeypatch.setattr(training_process, "goes_on", lambda _folder: True)
    watch = training_process.RunWatch()
    assert watch.follow(tmp_path)
    watch.request("stop")
    running.withdraw(tmp_path)  # what was asked of the run before it
    started = {"device": "CPU", "parameters": 1, "photographs": 2, "skipped": 0, "images_seen": 0, "images": 100}
    with (tmp_path / "log.jsonl").open("a") as log:
        log.write(json.dumps({"report": "Started"} | started) + "\n")
    watch._look()
    assert running.pending(tmp_path) == "stop"
    running.withdraw(tmp_path)  # by whoever else has a say; the run has heard it
    watch._look()
    assert running.pending(tmp_path) is None
    watch.leave()
