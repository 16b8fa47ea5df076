"""The batch window from the main window: menu, drops, a routine from what was done, and the way back from a picture."""

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from inpaint_studio.editing.findings import Finding
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.finding.finders import FINDERS
from inpaint_studio.resources import resource
from inpaint_studio.work.jobs.job import make_job
from inpaint_studio.work.jobs.ledger import Ledger
from inpaint_studio.work.jobs.worker import run_worker
from inpaint_studio.work.routines.cards.fill import FillCard
from inpaint_studio.work.routines.cards.find import FindCard, FinderChoice
from inpaint_studio.work.routines.cards.review import ReviewCard
from inpaint_studio.work.routines.cards.save import SaveCard
from inpaint_studio.work.routines.routine import Routine

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def scans(tmp_path):
    """Two pictures with a scratch each."""
    folder = tmp_path / "scans"
    folder.mkdir()
    with Image.open(resource("samples/lake-watermark.jpg")) as photograph:
        sky = np.asarray(photograph.convert("RGB"))
    for number, name in enumerate("ab"):
        part = sky[60:180, 1000 + 40 * number : 1150 + 40 * number].copy()
        for row in range(8, 112):
            at = 60 + round(3 * np.sin(row / 14))
            part[row, at : at + 2] = 250
        Image.fromarray(part).save(folder / f"{name}.png")
    return folder


@pytest.fixture
def reviewed(scans, tmp_path):
    """A job whose pictures all wait for a decision."""
    find = FindCard(finders=(FinderChoice("damage", FINDERS["damage"].options()),))
    routine = Routine((find, ReviewCard("always"), FillCard("membrane"), SaveCard()), "Scratches")
    job = make_job(scans, routine, tmp_path / "out", tmp_path / "job")
    for _ in run_worker(job):
        pass
    assert Ledger(job.folder).counts() == {"to-review": 2}
    return job


def button(bar, text):
    return next(one for one in bar.findChildren(QPushButton) if one.text() == text and one.isVisible())


def test_the_menu_opens_it_once(open_window):
    window = open_window()
    window.actions_by_name["batch"].trigger()
    batch = window.dialogs.batches.window
    assert batch.isVisible()
    window.actions_by_name["batch"].trigger()
    assert window.dialogs.batches.window is batch
    window.dialogs.shut_down()


def test_what_was_done_becomes_a_routine(open_window, picture_file, settle):
    window = open_window(picture_file)
    window.actions_by_name["make_routine"].trigger()
    assert "there is nothing to do to others alike" in window.messages.text
    mask = np.full((4, 6), 255, np.uint8)
    window.session.review.add([Finding(Rect(20, 20, 6, 4), mask, "dust", 0.9, "damage")])
    window.actions_by_name["make_routine"].trigger()
    batch = window.dialogs.batches.window
    panel = batch.parts.routine
    assert panel.title.text() == "As done to photo"
    assert set(panel.cards.boxes) == {"find", "review", "fill", "save"}
    assert [one.key for one in panel.routine.card(FindCard).finders] == ["damage"]
    assert panel.routine.card(FindCard).reference == 320
    window.dialogs.shut_down()


def test_enter_opens_the_picture_and_the_message_takes_the_decisions_back(open_window, reviewed, scans, qtbot):
    window = open_window()
    batch = window.dialogs.batches.show([reviewed.folder])
    batch.run.start_crew = lambda job: None  # nobody works on it until the test does
    qtbot.waitUntil(lambda: batch.rows.rowCount() == 2, timeout=10_000)
    batch.parts.grid.go_to("b.png")
    QTest.keyClick(batch.parts.grid, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: batch.editor.key == "b.png", timeout=20_000)
    qtbot.waitUntil(lambda: bool(window.session.review.proposed), timeout=10_000)
    assert "belongs to a batch" in window.messages.text  # no message of a file hides the way back
    assert window.session.path == scans / "b.png"
    findings = window.session.review.proposed
    assert findings
    window.activateWindow()
    window.canvas.setFocus()
    window.session.review.decide(findings, False)
    QTest.mouseClick(button(window.messages, "Take the decisions and go back"), LEFT)
    qtbot.waitUntil(lambda: batch.rows.state("b.png") == "decided", timeout=20_000)
    for _ in run_worker(reviewed):
        pass
    with Ledger(reviewed.folder) as ledger:
        assert ledger.state("b.png") == "done"
        assert ledger.state("a.png") == "to-review"
    out = reviewed.folder.parent / "out" / "b.png"
    assert (np.asarray(Image.open(out)) == np.asarray(Image.open(scans / "b.png"))).all()
    window.dialogs.shut_down()
