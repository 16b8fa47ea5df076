"""What can be expected of a run is said before it starts."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from inpaint_studio.resources import resource
from inpaint_studio.ui.training import jobs as training_jobs
from inpaint_studio.ui.training.dialog import TrainingDialog

from .driving import LONG


def test_a_run_too_short_to_learn_from_scratch_is_told_before_it_starts(
    dialog: TrainingDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    measurements: list[tuple[str, str, int]] = []

    def speed(*arguments: object) -> Iterator[float]:
        measurements.append(arguments)
        yield 10.0

    monkeypatch.setattr(training_jobs, "speed", speed)
    settings = dialog.settings
    assert not settings.expectation_note.isVisible(), "200,000 images are enough"
    assert not measurements, "and what is not needed is not measured"
    settings.limited.setChecked(True)
    settings.minutes.setValue(2)
    qtbot.waitUntil(settings.expectation_note.isVisible, timeout=LONG)
    assert settings.expectation_note.text().startswith("About 1,200 images fit into 2 min here. From scratch")
    settings.minutes.setValue(30)
    assert not settings.expectation_note.isVisible(), "18,000 images"
    settings.minutes.setValue(3)
    assert "1,800 images" in settings.expectation_note.text()
    assert measurements == [("standard", "auto", 128)], "once"
    settings.limited.setChecked(False)
    settings.images.setValue(500)
    assert settings.expectation_note.text().startswith("From scratch")
    settings.expectation_note.linkActivated.emit("shipped")
    assert settings.start_from.text() == str(resource("checkpoints/standard.safetensors"))
    assert not settings.expectation_note.isVisible(), "what has learnt already may be tuned for a short time"
