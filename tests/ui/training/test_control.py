"""Control of a run: it stops, pauses and resumes without losing anything."""

import json
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from inpaint_studio.model.checkpoints.inspection import describe
from inpaint_studio.ui.training import process as training_process
from inpaint_studio.ui.training.dialog import TrainingDialog
from inpaint_studio.ui.training.run_folder import read_run

from .driving import LONG, prepare, until_ended


def test_stop_saves_everything_and_resume_goes_on_from_there(
    dialog: TrainingDialog, qtbot: QtBot, running_in: Callable[[TrainingDialog], Path]
) -> None:
    run = running_in(dialog)
    qtbot.mouseClick(dialog.controls.stop, Qt.MouseButton.LeftButton)
    assert dialog.is_training  # it is still saving
    assert not dialog.controls.stop.isEnabled()
    until_ended(dialog, qtbot)

    folder = read_run(run)
    assert folder is not None
    assert folder.resumable_at is not None
    assert 0 < folder.resumable_at < 100_000
    assert dialog.newest_checkpoint == run / "latest.safetensors"
    assert describe(run / "latest.safetensors").images_seen == folder.resumable_at
    assert "saved" in dialog.view.message.text()
    assert "Re" in dialog.controls.start.text()
    assert not dialog.settings.preset.isEnabled()  # another preset could not go on from this state

    before = folder.resumable_at
    dialog.settings.images.setValue(before + 4)
    qtbot.mouseClick(dialog.controls.start, Qt.MouseButton.LeftButton)
    until_ended(dialog, qtbot)
    folder = read_run(run)
    assert folder is not None
    assert folder.resumable_at == before + 4
    seen = [x for curve in dialog.view.progress_page.losses.plot.curves for x in curve.x]
    assert min(seen) <= before < max(seen)  # the curves of the first part are still there


def test_pausing_stands_still_and_goes_on(
    dialog: TrainingDialog, qtbot: QtBot, running_in: Callable[[TrainingDialog], Path]
) -> None:
    run = running_in(dialog)
    qtbot.mouseClick(dialog.controls.pause, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Paused" in dialog.view.message.text(), timeout=LONG)
    log = run / "log.jsonl"
    assert json.loads(log.read_text().splitlines()[-1])["report"] == "Paused", "and nothing after it"
    assert dialog.controls.pause.isChecked()
    assert dialog.controls.stop.isEnabled()
    standing = dialog.view.progress_page.seen.value
    qtbot.mouseClick(dialog.controls.pause, Qt.MouseButton.LeftButton)
    assert not dialog.controls.pause.isChecked()
    qtbot.waitUntil(lambda: dialog.view.progress_page.seen.value != standing, timeout=LONG)
    qtbot.mouseClick(dialog.controls.pause, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Paused" in dialog.view.message.text(), timeout=LONG)
    dialog.stop()  # while it stands
    until_ended(dialog, qtbot)
    assert "stopped" in dialog.view.message.text()


def test_a_run_that_is_stopped_before_it_could_hear_stops_all_the_same(
    dialog: TrainingDialog, qtbot: QtBot, photographs: Path, tmp_path: Path, children: list[training_process.Child]
) -> None:
    prepare(dialog, qtbot, photographs, tmp_path / "run", images=100_000)
    dialog.start()
    dialog.stop()  # while it is laid out; then the process begins, and forgets what was asked before it
    assert dialog.is_training
    until_ended(dialog, qtbot)
    assert "was stopped" in dialog.view.message.text()
    assert children[0].process.wait(timeout=LONG / 1000) == 0
