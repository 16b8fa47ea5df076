"""Nothing is lost: the journal of an open document, and bringing it back."""

import errno
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from inpaint_studio.files.journal import abandoned
from inpaint_studio.ui.recovery import JournalKeeper

_PAINTS_AND_DIES = """
import os, sys
from pathlib import Path
from PySide6.QtCore import QEvent, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from inpaint_studio.ui.app import Application
from inpaint_studio.ui.preferences import Preferences
from inpaint_studio.ui.recovery import JournalKeeper
from inpaint_studio.ui.session import Session
folder, picture = Path(sys.argv[1]), Path(sys.argv[2])
qt = QApplication([])
application = Application(qt, Preferences(QSettings(str(folder / "s.ini"), QSettings.Format.IniFormat)))
session = Session(parent=application)
keeper = JournalKeeper(session, folder / "journals")
window = application.open_window(session=session)
window.open(picture)
while session.document is None or session.is_busy:
    qt.processEvents()
for number in range(5):
    place = window.canvas.to_widget(40 + 40 * number, 60).toPoint()
    QTest.mouseClick(window.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
print(int(session.document.mask.sum()), flush=True)
os.kill(os.getpid(), 9)
"""


def test_work_comes_back_after_kill_9(open_window, qtbot, picture_file, tmp_path, settle):
    killed = subprocess.run(
        [sys.executable, "-c", _PAINTS_AND_DIES, str(tmp_path), str(picture_file)],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    painted = int(killed.stdout.strip())
    assert painted > 0

    window = open_window()
    keeper = JournalKeeper(window.session, tmp_path / "journals")
    keeper.found.connect(lambda ones: window.offer_lost_work(keeper, ones))
    with qtbot.waitSignal(keeper.found, timeout=20_000):
        keeper.look()
    assert "photo.png" in window.messages.text
    button = next(button for button in window.messages._buttons if button.text() == "Bring it back")
    with qtbot.waitSignal(window.session.document_changed, timeout=20_000):
        button.click()
    settle(window)
    document = window.session.document
    assert int(document.mask.sum()) == painted
    assert len(document.history.steps) == 5
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert int(document.mask.sum()) < painted
    keeper.end()


def test_a_document_closed_as_it_should_be_leaves_no_journal(open_window, qtbot, picture_file, tmp_path, drag):
    folder = tmp_path / "journals"
    window = open_window()
    keeper = JournalKeeper(window.session, folder)
    with qtbot.waitSignal(window.session.document_changed, timeout=20_000):
        window.open(picture_file)
    drag(window, (50, 50), (90, 50))
    assert len(list(folder.iterdir())) == 1
    assert abandoned(folder) == []  # ours is in use
    window.session.close_document()
    assert keeper.journal is None
    assert list(folder.iterdir()) == []


def test_the_original_is_not_overwritten_where_the_journal_cannot_keep_it(
    open_window, qtbot, picture_file, tmp_path, drag, monkeypatch, settle
):
    window = open_window()
    keeper = JournalKeeper(window.session, tmp_path / "journals")
    with qtbot.waitSignal(window.session.document_changed, timeout=20_000):
        window.open(picture_file)
    drag(window, (50, 50), (90, 50))
    original = picture_file.read_bytes()
    sync = os.fsync

    def fails(number: int) -> None:
        if threading.current_thread().name == "journal":
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        sync(number)

    monkeypatch.setattr(os, "fsync", fails)
    for _ in range(2):
        with qtbot.waitSignal(window.session.saving_failed, timeout=20_000):
            window.files.save_to(picture_file)
        settle(window)
        assert "photo.png was not overwritten" in window.messages.text
        assert picture_file.read_bytes() == original
    with qtbot.waitSignal(window.session.saved, timeout=20_000):
        window.files.save_to(tmp_path / "elsewhere.png")  # nothing there that the journal needs
    settle(window)
    keeper.end()


def test_a_folder_that_cannot_be_written_is_told_once_and_painting_goes_on(open_window, qtbot, picture_file, drag):
    window = open_window()
    keeper = JournalKeeper(window.session, Path(os.devnull) / "journals")
    with qtbot.waitSignal(window.session.document_changed, timeout=20_000):
        window.open(picture_file)
    assert keeper.journal is None
    assert "crash" in window.messages.text
    drag(window, (50, 50), (90, 50))
    assert np.count_nonzero(window.session.document.mask)
