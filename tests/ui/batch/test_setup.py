from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from inpaint_studio.ui.batch.setup import Setup
from inpaint_studio.ui.kit.worker import Workers


@pytest.fixture
def setup(qtbot, preferences, routine):
    workers = Workers()
    made = Setup(workers, preferences)
    qtbot.addWidget(made)
    made.set_routine(routine, "")
    made.show()
    yield made
    workers.stop_all()


def test_kinds_and_subfolders_are_counted(setup, folder, paint, qtbot):
    paint(folder / "below" / "x.bmp")
    setup.take([folder])
    qtbot.waitUntil(lambda: setup.where.text().endswith("5 pictures"), timeout=10_000)
    setup.subfolders.setChecked(True)
    qtbot.waitUntil(lambda: setup.where.text().endswith("6 pictures"), timeout=10_000)
    bmp = next(one for one in setup.kinds.menu().actions() if one.text() == "BMP")
    bmp.trigger()
    assert setup.kinds.text() == "BMP"
    qtbot.waitUntil(lambda: setup.where.text().endswith("1 picture"), timeout=10_000)
    assert setup.preview.text() == "below/x.bmp → repaired/below/x-repaired.bmp"
    assert setup.plan.formats == (".bmp", ".dib")


def test_an_empty_folder_and_a_bad_routine_cannot_be_started(setup, tmp_path, routine, folder, qtbot):
    (tmp_path / "empty").mkdir()
    setup.take([tmp_path / "empty"])
    qtbot.waitUntil(lambda: "no picture" in setup.problem.text(), timeout=10_000)
    assert not setup.start.isEnabled()
    setup.take([folder])
    qtbot.waitUntil(setup.start.isEnabled, timeout=10_000)
    setup.set_routine(routine, "It has no finder.")
    assert not setup.start.isEnabled()
    assert setup.problem.text() == "It has no finder."
    setup.set_routine(routine, "")
    setup.output.clear()
    assert "into which folder" in setup.problem.text()
    with qtbot.assertNotEmitted(setup.start_requested):
        setup.request_start()


def test_the_folder_dialog_chooses_and_is_remembered(setup, folder, qtbot, monkeypatch, preferences):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    QTest.mouseClick(setup.folder, Qt.MouseButton.LeftButton)
    assert setup.sources == (folder,)
    assert Path(setup.output.text()) == folder / "repaired"
    assert preferences.text("batch/folder") == str(folder)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(folder / "a.png")], ""))
    QTest.mouseClick(setup.pictures, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: setup.where.text().endswith("1 picture"), timeout=10_000)
