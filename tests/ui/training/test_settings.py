"""The settings form: what is chosen is remembered, and every field has a name."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.training import jobs as training_jobs
from inpaint_studio.ui.training.dialog import TrainingDialog
from inpaint_studio.ui.training.jobs import Device
from inpaint_studio.ui.training.task import shipped_for

from .driving import LONG


def test_the_chosen_device_and_what_a_run_begins_with_are_remembered(
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    preferences: Preferences,
    tmp_path: Path,
    opened: Callable[..., TrainingDialog],
) -> None:
    def devices() -> Iterator[tuple[Device, ...]]:
        yield (Device("cuda:1", "Second"), Device("cpu", "CPU (2)"))

    monkeypatch.setattr(training_jobs, "devices", devices)
    for opening in (1, 2):
        dialog = opened(preferences)
        if opening == 2:
            assert dialog.settings.choices().device == "cuda:1"  # before it is found, too
            assert dialog.settings.start_from.text() == str(tmp_path / "first.safetensors")
        qtbot.waitUntil(lambda d=dialog: d.settings.device.findData("cpu") > 0, timeout=LONG)
        if opening == 2:
            assert dialog.settings.device.currentText() == "Second"
        dialog.settings.device.setCurrentIndex(dialog.settings.device.findData("cuda:1"))
        dialog.settings.start_from.setText(str(tmp_path / "first.safetensors"))
        dialog.close()


def test_every_control_has_a_name_a_tooltip_and_a_place_in_the_tab_order(dialog: TrainingDialog) -> None:
    dialog.settings.more.setChecked(True)
    dialog.settings.own_holes.setEnabled(True)
    controls: list[QWidget] = [
        dialog.settings.photographs.list,
        dialog.settings.photographs.add_button,
        dialog.settings.run_folder,
        dialog.settings.preset,
        dialog.settings.images,
        dialog.settings.limited,
        dialog.settings.minutes,
        dialog.settings.device,
        dialog.settings.batch,
        dialog.settings.crop,
        dialog.settings.seed,
        dialog.settings.validation,
        dialog.settings.start_from,
        dialog.settings.own_holes,
        dialog.controls.start,
        dialog.controls.pause,
        dialog.controls.stop,
        dialog.controls.open,
        dialog.controls.tune,
        dialog.settings.look,
    ]
    for control in controls:
        assert control.toolTip(), control
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, control
        if isinstance(control, QLineEdit | QSpinBox):
            assert control.accessibleName() or control.toolTip()
    reached: set[QWidget] = set()
    widget: QWidget | None = dialog.settings.photographs.list
    while widget is not None and widget not in reached:
        reached.add(widget)
        widget = widget.nextInFocusChain()
    assert set(controls) <= reached


def test_the_menu_of_checkpoints_ticks_what_the_run_begins_with(dialog: TrainingDialog, tmp_path: Path) -> None:
    menu = dialog.checkpoints.menu

    def ticks() -> list[str]:
        menu.aboutToShow.emit()
        return [action.text() for action in menu.actions() if action.isChecked()]

    dialog.settings.start_from.setText(str(shipped_for("fill")))
    assert ticks() == ["The one that came with the program"]
    dialog.settings.start_from.setText(str(tmp_path / "beach.safetensors"))
    assert ticks() == ["beach.safetensors"]
    dialog.settings.start_from.clear()
    assert ticks() == ["None: from scratch"]
