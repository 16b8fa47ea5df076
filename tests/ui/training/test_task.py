"""The task of a run in its dialog: what is learnt, and what a run of it begins with."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from inpaint_studio.model.nets.config import EnlargeConfig
from inpaint_studio.model.training.config import TrainingConfig
from inpaint_studio.resources import resource
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.training.choices import Choices, config_of
from inpaint_studio.ui.training.dialog import TrainingDialog
from inpaint_studio.ui.training.run_folder import gain_of, read_run
from inpaint_studio.ui.training.task import FILL, shipped_for, with_task

FILLER, ENLARGER = str(resource("checkpoints/standard.safetensors")), str(resource("enlarge/x3.safetensors"))


def press_to(dialog: TrainingDialog, key: str) -> None:
    """Choose a task with the keyboard."""
    box = dialog.settings.task
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    for _ in range(box.findData(key)):
        QTest.keyClick(box, Qt.Key.Key_Down)
    assert box.key == key


def test_another_task_begins_with_its_own_checkpoint_and_has_no_holes(
    opened: Callable[..., TrainingDialog], preferences: Preferences, tmp_path: Path
) -> None:
    (tmp_path / "photos").mkdir()
    dialog = opened(preferences)
    settings = dialog.settings
    assert settings.start_from.text() == FILLER
    press_to(dialog, "enlarge-3-texture")
    assert settings.start_from.text() == ENLARGER
    assert settings.preset.isHidden()
    assert settings.own_holes.isHidden()
    settings.photographs.set_places([str(tmp_path / "photos")])
    settings.run_folder.setText(str(tmp_path / "run"))
    config = dialog.config()
    assert config.generator == EnlargeConfig.of(3)
    assert config.texture
    assert config.start_from == Path(ENLARGER)
    assert (config.perceptual_from, config.adversarial_from, config.crop_later) == (0, 0, ())
    assert config.holes is None
    assert config.look_at is None
    dialog.close()
    again = opened(preferences)
    assert again.settings.task.key == "enlarge-3-texture"
    assert again.settings.start_from.text() == ENLARGER
    press_to(again, FILL)
    assert again.settings.start_from.text() == FILLER
    assert not again.settings.preset.isHidden()


def test_a_checkpoint_that_enlarges_brings_its_task(opened: Callable[..., TrainingDialog], tmp_path: Path) -> None:
    dialog = opened()
    dialog.start_new_from(Path(ENLARGER))
    assert dialog.settings.task.key == "enlarge-3"
    dialog.start_new_from(Path(FILLER))
    assert dialog.settings.task.key == FILL


def test_a_faithful_run_from_scratch_learns_fast(tmp_path: Path) -> None:
    choices = Choices((str(tmp_path),), str(tmp_path / "run"), task="enlarge-2", own_holes=True)
    config = config_of(choices, None, 400, has_holes=False, has_look=True)
    assert (config.task, config.factor, config.texture) == ("enlarge", 2, False)
    assert config.learning_rate == 8e-4
    begun = with_task(TrainingConfig(tmp_path, tmp_path, start_from=shipped_for("enlarge-2")), "enlarge-2")
    assert begun.learning_rate == 2e-4
    with pytest.raises(ValueError, match="2, 3 or 4 times"):
        with_task(TrainingConfig(tmp_path, tmp_path), "enlarge-5")


def test_a_run_that_enlarged_is_shown_by_what_it_gained_on_interpolation(
    dialog: TrainingDialog, tmp_path: Path
) -> None:
    assert gain_of({"psnr": 34.0, "psnr_bicubic": 31.5}) == 2.5
    (tmp_path / "log.jsonl").write_text(
        '{"report": "Validated", "images_seen": 8, "scores": {"x4": {"psnr": 30.0, "psnr_bicubic": 28.5}}}\n'
    )
    (tmp_path / "config.json").write_text('{"task": "enlarge", "factor": 4, "texture": true, "images": 9}')
    run = read_run(tmp_path)
    assert run is not None
    assert run.gain == 1.5
    dialog.view.show_run(run)
    assert dialog.view.progress_page.score.value == "+1.50 dB"
    dialog.settings.show_run(run)
    assert dialog.settings.task.key == "enlarge-4-texture"
