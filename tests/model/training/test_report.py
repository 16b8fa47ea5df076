"""Reports: values that travel as JSON."""

import json
from pathlib import Path

import numpy as np

from inpaint_studio.model.training.report import (
    CheckpointSaved,
    Finished,
    Looked,
    Paused,
    Reading,
    Report,
    Samples,
    Started,
    StepDone,
    Validated,
    Warned,
    from_json,
    to_json,
)
from inpaint_studio.sentence import Sentence, say


def test_reports_are_json(tmp_path: Path) -> None:
    reports: list[Report] = [
        Started("CPU", 5, 3, 1, 0, 10),
        StepDone(8, {"l1": 0.1234567891}, 3.0, 1e-4, 128),
        Samples(8, np.zeros((2, 2, 3), np.uint8), tmp_path / "a.png"),
        Looked(8, tmp_path / "b.png"),
        Validated(8, {"text": {"psnr": 20.5}}),
        CheckpointSaved(8, tmp_path / "c.safetensors", True),
        Reading(3, 9),
        Paused(8),
        Finished(8, "Done.", 1.0),
    ]
    for report in reports:
        back = json.loads(json.dumps(to_json(report)))
        assert back["report"] == type(report).__name__
        again = from_json(back)
        if isinstance(report, Samples):
            assert isinstance(again, Samples)
            assert (again.path, again.images_seen, again.columns) == (report.path, 8, report.columns)
        else:
            assert to_json(again) == to_json(report)
    assert from_json({"report": "Dreamt"}) is None
    assert from_json({"report": "StepDone", "images_seen": 4}) is None
    assert to_json(reports[1])["losses"] == {"l1": 0.123457}
    assert "sheet" not in to_json(reports[2])


def test_messages_are_text_for_scripts_and_keep_their_parts_for_the_window() -> None:
    message = say("{count} photographs were left out.", one="1 photograph was left out.", count=3)
    for report in (Warned(message), Finished(8, message, 1.0)):
        values = json.loads(json.dumps(to_json(report)))
        assert "3 photographs were left out." in values.values()
        again = from_json(values)
        assert again == report
        words = again.message if isinstance(again, Warned) else again.why if isinstance(again, Finished) else ""
        assert isinstance(words, Sentence)
        assert (words.template, words.quantity) == (message.template, 3)


def test_a_log_of_an_earlier_version_without_parts_is_read() -> None:
    assert from_json({"report": "Warned", "message": "Plain words."}) == Warned("Plain words.")
