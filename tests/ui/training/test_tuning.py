"""Runs that begin with what another has learnt, and a run that learns from one picture alone."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from scipy import ndimage

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.history import mask_step
from inpaint_studio.filling.request import FillRequest
from inpaint_studio.model.checkpoints.inspection import describe
from inpaint_studio.model.training.config import TrainingConfig
from inpaint_studio.resources import resource
from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.shell.window import Window
from inpaint_studio.ui.training import tuning
from inpaint_studio.ui.training.dialog import TrainingDialog
from inpaint_studio.ui.training.run_folder import read_run

from .driving import LONG, until_ended


def test_a_new_run_begins_with_what_an_earlier_one_has_learnt(
    dialog: TrainingDialog, qtbot: QtBot, tiny: None, first: Path, tmp_path: Path
) -> None:
    dialog.choose_run(first)
    qtbot.waitUntil(lambda: "5 photographs" in dialog.settings.count_note.text(), timeout=LONG)
    dialog.runs.list.setCurrentItem(dialog.runs.list.topLevelItem(0))
    qtbot.mouseClick(dialog.runs.tune, Qt.MouseButton.LeftButton)
    assert dialog.settings.run_folder.text() == str(tmp_path / "first tuned 1")
    assert dialog.settings.start_from.text().endswith("best.safetensors")
    config = dialog.config()
    assert not config.resume
    assert config.start_from == first / "best.safetensors"
    assert config.learning_rate < 5e-4
    dialog.start()
    until_ended(dialog, qtbot)
    assert describe(tmp_path / "first tuned 1" / "latest.safetensors").images_seen == 4
    (tmp_path / "none.safetensors").write_bytes(b"nothing")
    dialog.start_new_from(tmp_path / "none.safetensors")
    assert "none.safetensors is not a checkpoint" in dialog.view.message.text()


def test_a_photo_is_learnt_from_alone_and_its_checkpoint_fills_its_hole(
    room: Callable[..., tuple[Window, TrainingDialog]],
    qtbot: QtBot,
    tmp_path: Path,
    tiny: None,
    first: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The undamaged part of the open picture teaches; its own hole is shown at every score; the result fills it."""
    rng = np.random.default_rng(3)
    pixels = (255 * ndimage.gaussian_filter(rng.random((216, 228, 3)), (2, 2, 0))).astype(np.uint8)
    Image.fromarray(pixels).save(tmp_path / "old.png")
    monkeypatch.setitem(tuning.TUNE, "images", 4)
    monkeypatch.setitem(tuning.TUNE, "batch", 2)
    monkeypatch.setitem(tuning.TUNE, "sample_every", 2)
    window, dialog = room(tmp_path / "old.png")
    document = window.session.document
    assert document is not None
    painted = np.full((20, 30), 255, np.uint8)
    window.session.changes.commit(mask_step(document, "Rectangle", Rect(40, 50, 30, 20), painted))
    dialog.settings.run_folder.setText(str(tmp_path / "runs" / "any"))
    dialog.settings.start_from.setText(str(first / "latest.safetensors"))
    qtbot.mouseClick(dialog.controls.tune, Qt.MouseButton.LeftButton)
    until_ended(dialog, qtbot)

    run = tmp_path / "runs" / "photo alone 1"
    with Image.open(run / "tune" / "damage.png") as damage:
        expected = np.zeros((216, 228), np.uint8)
        expected[50:70, 40:70] = 255
        assert np.array_equal(np.asarray(damage), expected)
    assert "put back" in dialog.view.message.text() or "All 4 images" in dialog.view.message.text()
    assert describe(run / "latest.safetensors").data == "the undamaged part of photo.png"
    assert [seen for seen, _ in dialog.view.progress_page.looks.sheets] == [0, 2, 4]
    shown = read_run(run)
    assert shown is not None
    assert [seen for seen, _ in shown.looks] == [0, 2, 4]
    with qtbot.waitSignal(window.session.generator.checkpoint_changed, timeout=LONG):
        qtbot.mouseClick(dialog.controls.open, Qt.MouseButton.LeftButton)
    assert window.session.generator.checkpoint == run / "latest.safetensors"
    request = FillRequest(
        document.picture,
        (),
        Rect(40, 50, 30, 20),
        painted,
        method="generator",
        checkpoint=window.session.generator.checkpoint,
    )
    (fill,) = list(jobs.fill(request))[-1].fills
    assert fill.recipe.checkpoint
    assert fill.recipe.method == "generator"


def test_a_photo_is_tuned_on_from_the_shipped_checkpoint_where_no_other_is_chosen(
    room: Callable[..., tuple[Window, TrainingDialog]],
    picture_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, dialog = room(picture_file)
    launched: list[TrainingConfig] = []
    monkeypatch.setattr(dialog, "_launch", launched.append)
    dialog.settings.run_folder.setText(str(tmp_path / "runs" / "any"))
    dialog.tune()
    assert launched[0].start_from == resource("checkpoints/standard.safetensors")
    assert launched[0].patience, "what makes it worse is put back"
