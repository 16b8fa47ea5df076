"""Work on several planes of a stack comes back into the window after kill -9, and from a project."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from inpaint_studio.ui.document.recovery import JournalKeeper

from ..clips import settled, turn

_PAINTS_AND_DIES = """
import os, sys
from pathlib import Path
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from inpaint_studio.ui.shell.app import Application
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.document.recovery import JournalKeeper
from inpaint_studio.ui.document.session import Session
folder, picture = Path(sys.argv[1]), Path(sys.argv[2])
qt = QApplication([])
application = Application(qt, Preferences(QSettings(str(folder / "s.ini"), QSettings.Format.IniFormat)))
session = Session(parent=application)
keeper = JournalKeeper(session, folder / "journals")
window = application.open_window(session=session)
window.open(picture)
while session.document is None or session.is_busy:
    qt.processEvents()
for plane in (0, 2, 4):
    session.planes.look_at(plane)
    while session.document.plane != plane or session.planes.is_busy:
        qt.processEvents()
    for number in range(plane + 1):
        place = window.canvas.to_widget(40 + 40 * number, 60).toPoint()
        QTest.mouseClick(window.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
print(int(session.document.mask.sum()), flush=True)
os.kill(os.getpid(), 9)
"""


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """Six pages, each of one grey."""
    path = tmp_path / "pages.tif"
    levels = (10 * np.arange(6, dtype=np.uint8) + 20)[:, None, None, None]
    with tifffile.TiffWriter(path) as out:
        for page in levels * np.ones((6, 240, 320, 3), np.uint8):
            out.write(page, photometric="rgb", contiguous=False, metadata=None)
    return path


def test_marks_on_several_planes_come_back_after_kill_9(open_window, qtbot, pages, tmp_path, settle):
    words = [sys.executable, "-c", _PAINTS_AND_DIES, str(tmp_path), str(pages)]
    killed = subprocess.run(words, capture_output=True, text=True, timeout=120, env=dict(os.environ))
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    painted = int(killed.stdout.strip())
    window = open_window()
    keeper = JournalKeeper(window.session, tmp_path / "journals")
    window.lost_work.follow(keeper)
    with qtbot.waitSignal(keeper.lost_work_found, timeout=20_000):
        keeper.look()
    assert "pages.tif" in window.messages.text
    button = next(button for button in window.messages._buttons if button.text() == "Bring it back")
    with qtbot.waitSignal(window.session.document_changed, timeout=20_000):
        button.click()
    settle(window)
    document = window.session.document
    assert (document.plane, len(document.state.stack)) == (4, 6)
    assert int(document.picture.pixels[0, 0, 0]) == 60
    assert int(document.mask.sum()) == painted
    assert window.session.planes.marked == (0, 2, 4)
    assert not window.planes.bar.isHidden()
    assert len(document.history.steps) == 9
    for _ in range(5):
        QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not document.mask.any()
    assert window.session.planes.marked == (0, 2)
    turn(window, qtbot, 2)
    assert document.mask[60, 40]
    settled(window, qtbot)
    keeper.end()
