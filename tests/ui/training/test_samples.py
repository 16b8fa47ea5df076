"""Sheets of samples: the newest is shown, unless a person is looking back."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from inpaint_studio.ui.kit.worker import Workers
from inpaint_studio.ui.training.samples import SampleStrip

from .driving import LONG

COLUMNS = ("with its hole", "generator")


@pytest.fixture
def strip(qtbot: QtBot) -> Iterator[SampleStrip]:
    workers = Workers()
    strip = SampleStrip(workers)
    qtbot.addWidget(strip)
    yield strip
    workers.stop_all()


def sheet(folder: Path, value: int) -> Path:
    path = folder / f"{value}.png"
    Image.fromarray(np.full((20, 40, 3), value, np.uint8)).save(path)
    return path


def until_shown(strip: SampleStrip, qtbot: QtBot, value: int) -> None:
    qtbot.waitUntil(lambda: strip.sheet.pixels is not None and strip.sheet.pixels[0, 0, 0] == value, timeout=LONG)


def test_a_new_sheet_is_shown_unless_an_earlier_one_is_looked_at(
    strip: SampleStrip, qtbot: QtBot, tmp_path: Path
) -> None:
    for seen in (10, 20):
        strip.add(seen, sheet(tmp_path, seen), COLUMNS)
    until_shown(strip, qtbot, 20)
    strip._slider.setValue(0)
    until_shown(strip, qtbot, 10)
    strip.add(30, sheet(tmp_path, 30), COLUMNS)
    assert strip._slider.value() == 0
    assert strip._when.text() == "after 10 images"
    strip._slider.setValue(2)
    until_shown(strip, qtbot, 30)


def test_sheets_that_a_resumed_run_makes_again_take_the_place_of_those_before(
    strip: SampleStrip, tmp_path: Path
) -> None:
    for seen in (10, 20, 30, 20):
        strip.add(seen, sheet(tmp_path, seen), COLUMNS)
    assert [seen for seen, _ in strip.sheets] == [10, 20]


def test_a_sheet_that_cannot_be_read_says_why_and_the_next_one_is_shown(
    strip: SampleStrip, qtbot: QtBot, tmp_path: Path
) -> None:
    strip.add(10, tmp_path / "gone.png", COLUMNS)
    qtbot.waitUntil(lambda: "gone.png" in strip._when.text(), timeout=LONG)
    assert strip.sheet.pixels is None
    strip.add(20, sheet(tmp_path, 20), COLUMNS)
    until_shown(strip, qtbot, 20)


def test_another_runs_sheets_replace_all_and_none_leave_nothing(
    strip: SampleStrip, qtbot: QtBot, tmp_path: Path
) -> None:
    strip.add(10, sheet(tmp_path, 10), COLUMNS)
    strip.put([(40, sheet(tmp_path, 40)), (50, sheet(tmp_path, 50))], COLUMNS)
    until_shown(strip, qtbot, 50)
    strip.put([], COLUMNS)
    assert strip.sheets == ()
    assert strip.sheet.pixels is None
    assert strip._when.text() == "No samples yet"
