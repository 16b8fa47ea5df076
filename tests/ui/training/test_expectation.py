"""What can be expected of a run is said before it starts."""

from collections.abc import Iterator

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from inpaint_studio.resources import resource
from inpaint_studio.ui.training import jobs as training_jobs
from inpaint_studio.ui.training.dialog import TrainingDialog

from .driving import LONG


def test_a_run_too_short_to_learn_from_scratch_is_told_before_it_starts(
    dialog: TrainingDialog, qtbot: QtBot, known_speed: list[tuple[object, ...]]
) -> None:
    settings = dialog.settings
    settings.start_from.clear()
    assert not settings.expectation_note.isVisible(), "20,000 images are enough for thin holes"
    settings.limited.setChecked(True)
    settings.minutes.setValue(2)
    qtbot.waitUntil(settings.expectation_note.isVisible, timeout=LONG)
    assert settings.expectation_note.text().startswith("About 1,200 images fit into 2 min here. From scratch")
    settings.minutes.setValue(30)
    assert not settings.expectation_note.isVisible(), "18,000 images"
    settings.minutes.setValue(3)
    assert "1,800 images" in settings.expectation_note.text()
    assert known_speed == [("standard", "auto", 128)], "once"
    settings.limited.setChecked(False)
    settings.images.setValue(500)
    assert settings.expectation_note.text().startswith("From scratch")
    settings.expectation_note.linkActivated.emit("shipped")
    assert settings.start_from.text() == str(resource("checkpoints/standard.safetensors"))
    assert not settings.expectation_note.isVisible(), "what has learnt already may be tuned for a short time"


def test_how_long_the_budget_takes_stands_below_it(dialog: TrainingDialog, qtbot: QtBot) -> None:
    settings = dialog.settings
    qtbot.waitUntil(lambda: settings.duration_note.text().startswith("At least 33 min here"), timeout=LONG)
    assert "10 images a second" in settings.duration_note.text()
    settings.images.setFocus()
    expected = {"200000": "At least 6 h here", "3000000": "At least 3 days here", "60": "At least 1 min here"}
    for text, sentence in expected.items():
        settings.images.selectAll()
        QTest.keyClicks(settings.images, text)
        assert settings.duration_note.text().startswith(sentence)
    places = [settings.preset, settings.start_from, settings.images, settings.duration_note, settings.device]
    heights = [widget.mapTo(dialog, widget.rect().topLeft()).y() for widget in places]
    assert heights == sorted(heights), "what a run starts from stands above its budget"
    assert settings.start_from.isVisible(), "without more settings"


def test_a_machine_whose_speed_cannot_be_measured_promises_nothing(
    dialog: TrainingDialog, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> Iterator[float]:
        raise RuntimeError("no such device")
        yield 0.0

    monkeypatch.setattr(training_jobs, "speed", fail)
    settings = dialog.settings
    settings.crop.setCurrentIndex(settings.crop.findData(64))
    qtbot.waitUntil(lambda: ("standard", "auto", 64) in dialog._expectation._speeds, timeout=LONG)
    qtbot.waitUntil(lambda: settings.duration_note.text() == "", timeout=LONG)  # it says so in its turn
    assert not settings.duration_note.isVisible()
