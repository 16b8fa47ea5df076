"""The training dialog, driven as a person drives it, with real runs in processes of their own behind it."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.history import mask_step
from inpaint_studio.model.checkpoints.inspection import describe
from inpaint_studio.ui.shell.window import Window
from inpaint_studio.ui.training.dialog import TrainingDialog

from .driving import LONG, prepare, until_ended, until_shown


def test_a_run_fills_the_curves_shows_samples_and_writes_a_checkpoint(
    dialog: TrainingDialog, qtbot: QtBot, photographs: Path, tmp_path: Path
) -> None:
    prepare(dialog, qtbot, photographs, tmp_path / "run", images=8)
    assert dialog.controls.open.isEnabled() is False
    plots = [panel.plot for panel in (dialog.view.progress_page.losses, dialog.view.progress_page.scores)]
    assert not any(plot.getAxis("left").isVisible() for plot in plots)
    assert all("No values yet" in plot._empty.text() for plot in plots)
    qtbot.mouseClick(dialog.controls.start, Qt.MouseButton.LeftButton)
    assert dialog.is_training
    assert not dialog.controls.start.isEnabled()
    assert dialog.controls.stop.isEnabled()
    until_ended(dialog, qtbot)

    curves = {curve.name: curve for curve in dialog.view.progress_page.losses.plot.curves}
    assert sum(len(curve.x) for curve in curves.values()) >= 4
    assert all(0 < y < 5 for y in curves["thick holes"].y)
    assert {curve.name for curve in dialog.view.progress_page.scores.plot.curves} >= {"scratches", "brush strokes"}
    assert all(plot.getAxis("left").isVisible() for plot in plots)
    until_shown(dialog, qtbot)
    assert dialog.view.progress_page.samples.sheet.pixels.std() > 0
    assert dialog.view.progress_page.seen.value == "8"
    assert "8 images" in dialog.view.message.text()
    checkpoint = dialog.newest_checkpoint
    assert checkpoint is not None
    assert describe(checkpoint).images_seen == 8
    with qtbot.waitSignal(dialog.checkpoint_chosen) as chosen:
        qtbot.mouseClick(dialog.controls.open, Qt.MouseButton.LeftButton)
    assert chosen.args == [checkpoint]
    dialog.show()
    dialog.view.take_checkpoint(checkpoint)  # the editor has opened it
    assert dialog.view.message.text() == f"Fills are made with {checkpoint.parent.name} · latest now."


@pytest.mark.usefixtures("tiny")
def test_a_folder_without_photographs_gives_one_sentence(dialog: TrainingDialog, qtbot: QtBot, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    dialog.choose_photographs(empty)
    qtbot.waitUntil(lambda: "no photographs" in dialog.settings.count_note.text(), timeout=LONG)
    dialog.settings.run_folder.setText(str(tmp_path / "run"))
    dialog.start()
    until_ended(dialog, qtbot)
    assert str(empty) in dialog.view.message.text()
    assert dialog.view.message.text().endswith(".")
    assert dialog.controls.start.isEnabled()
    assert not (tmp_path / "run" / "latest.safetensors").exists()


@pytest.mark.parametrize(
    ("photographs", "run", "sentence"),
    [
        ("", "run", "Choose a folder of photographs to learn from."),
        ("nowhere", "run", "There is no folder"),
        (".", "", "Choose a folder in which the run is to be kept."),
    ],
)
def test_what_is_missing_is_said_before_anything_starts(
    dialog: TrainingDialog, tmp_path: Path, photographs: str, run: str, sentence: str
) -> None:
    dialog.settings.photographs.set_places([str(tmp_path / photographs)] if photographs else [])
    dialog.settings.run_folder.setText(str(tmp_path / run) if run else "")
    dialog.start()
    assert not dialog.is_training
    assert dialog.view.message.text().startswith(sentence)


def test_photographs_smaller_than_the_crop_are_refused_before_the_run(
    dialog: TrainingDialog, qtbot: QtBot, photographs: Path, tmp_path: Path
) -> None:
    prepare(dialog, qtbot, photographs, tmp_path / "run", images=8)
    dialog.settings.crop.setCurrentIndex(dialog.settings.crop.findData(256))
    dialog.start()
    assert not dialog.is_training
    assert "112 pixels" in dialog.view.message.text()


def test_the_dialog_appears_without_torch(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from PySide6.QtWidgets import QApplication\n"
        "application = QApplication([])\n"
        "from inpaint_studio.ui.training.dialog import TrainingDialog\n"
        "print('torch' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.strip() == "False"


def test_the_newest_checkpoint_is_used_in_the_editor_with_one_click(
    room: Callable[..., tuple[Window, TrainingDialog]], qtbot: QtBot, picture_file: Path, first: Path
) -> None:
    window, dialog = room(picture_file)
    dialog.choose_run(first)
    with qtbot.waitSignal(window.session.generator.checkpoint_changed, timeout=60_000):
        qtbot.mouseClick(dialog.controls.open, Qt.MouseButton.LeftButton)
    assert window.session.generator.checkpoint == first / "latest.safetensors"
    qtbot.mouseClick(dialog.controls.watch, Qt.MouseButton.LeftButton)
    assert window.dialogs.bench is not None
    assert window.dialogs.bench.film_strip.film is not None
    assert window.dialogs.bench.film_strip.film.folder == first
    assert [seen for seen, _ in window.dialogs.bench.film_strip.film.snapshots] == [4]


def test_holes_like_mine_are_cut_from_what_was_painted(
    room: Callable[..., tuple[Window, TrainingDialog]],
    qtbot: QtBot,
    picture_file: Path,
    photographs: Path,
    tmp_path: Path,
) -> None:
    window, dialog = room(picture_file)
    prepare(dialog, qtbot, photographs, tmp_path / "run", images=2)
    dialog.settings.own_holes.setChecked(True)
    dialog.start()
    assert not dialog.is_training
    assert "no holes of yours" in dialog.view.message.text()
    document = window.session.document
    assert document is not None
    painted = np.full((20, 30), 255, np.uint8)
    window.session.changes.commit(mask_step(document, "Rectangle", Rect(40, 50, 30, 20), painted))
    dialog.start()
    until_ended(dialog, qtbot)
    with Image.open(tmp_path / "run" / "holes" / "mine-000.png") as saved:
        assert np.array_equal(np.asarray(saved.convert("L")), painted)
    assert dialog.newest_checkpoint is not None
