"""Nothing is lost: the journal of an open document, and bringing it back."""

import errno
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.history import mask_step
from inpaint_studio.files.memory.abandoned import abandoned
from inpaint_studio.files.memory.journal import Journal, restore
from inpaint_studio.files.reading import read_picture
from inpaint_studio.ui.document import recovery
from inpaint_studio.ui.document.recovery import JournalKeeper

_PAINTS_AND_DIES = """
import os, sys
from pathlib import Path
from PySide6.QtCore import QEvent, QSettings, Qt
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
    window.lost_work.follow(keeper)
    with qtbot.waitSignal(keeper.lost_work_found, timeout=20_000):
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


def _leave_behind(folder: Path, picture: Path, steps: int = 1) -> Path:
    """A journal as a program leaves it that is killed."""
    document = Document(read_picture(picture))
    journal = Journal.create(folder, document)
    for number in range(steps):
        rect = Rect(5 + 30 * number, 5, 20, 20)
        document.commit(mask_step(document, "Brush", rect, np.full((20, 20), 255, np.uint8)))
        journal.follow(document)
    journal.close()
    return journal.path


def _picture(folder: Path, name: str) -> Path:
    path = folder / name
    Image.fromarray(np.random.default_rng(len(name)).integers(0, 255, (64, 120, 3), np.uint8)).save(path)
    return path


def _button(window, words: str):
    return next(button for button in window.messages._buttons if button.text() == words)


@pytest.fixture
def with_lost_work(open_window, qtbot, tmp_path):
    """A window that offers the work lost on a.png, bb.png and ccc.png, with their journals."""

    def opened(path: Path | None = None):
        folder = tmp_path / "journals"
        journals = {name: _leave_behind(folder, _picture(tmp_path, name)) for name in ("a.png", "bb.png", "ccc.png")}
        for number, journal in enumerate(journals.values()):
            os.utime(journal, (1_700_000_000 + number, 1_700_000_000 + number))
        window = open_window()
        keeper = JournalKeeper(window.session, folder)
        window.lost_work.follow(keeper)
        with qtbot.waitSignal(keeper.lost_work_found, timeout=20_000):
            keeper.look()
        if path is not None:
            with qtbot.waitSignal(window.session.document_changed, timeout=20_000):
                window.open(path)
            qtbot.waitUntil(lambda: not window.session.is_busy)
        return window, keeper, journals

    return opened


def _offer(window, name: str) -> None:
    """Choose it in the menu."""
    window.lost_work.fill_menu(window.submenus["lost"])
    action = next(action for action in window.submenus["lost"].actions() if action.text().startswith(name))
    window.submenus["lost"].triggered.emit(action)


def test_forgetting_forgets_the_work_that_was_named_and_no_other(with_lost_work):
    window, keeper, journals = with_lost_work()
    assert "ccc.png" in window.messages.text
    assert "2 more" in window.messages.text
    _button(window, "Forget it").click()
    assert [name for name, path in journals.items() if path.exists()] == ["a.png", "bb.png"]
    assert "bb.png" in window.messages.text  # the next, by its name
    _offer(window, "a.png")
    assert "a.png" in window.messages.text
    _button(window, "Forget it").click()
    assert [name for name, path in journals.items() if path.exists()] == ["bb.png"]
    keeper.end()


def test_all_lost_work_can_be_reached_after_some_was_brought_back(with_lost_work, qtbot):
    window, keeper, journals = with_lost_work()
    for name in ("a.png", "ccc.png"):
        _offer(window, name)
        with qtbot.waitSignal(window.session.document_changed, timeout=20_000):
            _button(window, "Bring it back").click()
        assert window.session.path.name == name
    assert [one.picture.name for one in keeper.lost] == ["bb.png"]
    assert journals["bb.png"].exists()
    keeper.end()


def test_work_is_brought_back_beside_the_work_that_is_open(with_lost_work, picture_file, drag, qtbot):
    window, keeper, journals = with_lost_work(picture_file)
    drag(window, (50, 50), (90, 50))
    document, own = window.session.document, keeper.journal.path
    _offer(window, "a.png")
    with qtbot.waitSignal(window.session.document_changed, timeout=20_000):
        _button(window, "Bring it back").click()
    assert window.files.question is None
    assert window.session.path.name == "a.png"
    assert [picture.name for picture in window.session.pictures] == ["photo.png", "a.png"]
    assert not document.is_closed
    assert document.mask.any()
    assert own.exists()
    assert keeper.journal_of(document).path == own
    assert keeper.journal.path == journals["a.png"]
    assert len(keeper.lost) == 2
    keeper.end()


def test_all_that_was_cut_off_is_brought_back_at_once(with_lost_work, qtbot):
    window, keeper, journals = with_lost_work()
    _button(window, "Bring all back").click()
    qtbot.waitUntil(lambda: len(window.session.pictures) == 3, timeout=20_000)
    assert [picture.name for picture in window.session.pictures] == ["a.png", "bb.png", "ccc.png"]
    assert window.session.path.name == "ccc.png"
    assert keeper.lost == []
    documents = [picture.document for picture in window.session.pictures]
    assert [keeper.journal_of(document).path for document in documents] == list(journals.values())
    assert all(document.mask.any() for document in documents)
    keeper.end()


def test_work_done_while_a_journal_is_read_stays_open(with_lost_work, picture_file, drag, qtbot, monkeypatch):
    window, keeper, _ = with_lost_work(picture_file)
    gate, through = threading.Event(), recovery.restore
    monkeypatch.setattr(recovery, "restore", lambda path: through(path) if gate.wait(20) else None)
    document = window.session.document
    _offer(window, "a.png")
    _button(window, "Bring it back").click()
    drag(window, (50, 50), (90, 50))
    with qtbot.waitSignal(window.session.document_changed, timeout=20_000):
        gate.set()
    assert window.session.document is not document
    assert not document.is_closed
    assert document.mask.any()
    assert [step.name for step in document.history.steps] == ["Brush"]
    keeper.end()


def test_work_that_another_window_brought_back_is_not_forgotten_here(with_lost_work):
    window, keeper, journals = with_lost_work()
    restored = restore(journals["ccc.png"])
    _button(window, "Forget it").click()
    assert journals["ccc.png"].exists()
    assert [one.picture.name for one in keeper.lost] == ["bb.png", "a.png"]
    restored.journal.close()
    keeper.end()


def test_an_offer_outlives_a_change_of_language(application, qtbot, tmp_path):
    application.journals = tmp_path / "journals"
    _leave_behind(application.journals, _picture(tmp_path, "a.png"))
    window = application.open_window()
    qtbot.waitUntil(lambda: "a.png" in window.messages.text, timeout=20_000)
    qtbot.waitUntil(lambda: not len(window.session.workers), timeout=60_000)
    application.change_language()
    (now,) = application.windows
    assert "a.png" in now.messages.text


def test_lost_work_is_offered_to_who_opens_a_picture_at_once(application, qtbot, tmp_path, picture_file):
    application.journals = tmp_path / "journals"
    _leave_behind(application.journals, _picture(tmp_path, "a.png"))
    window = application.open_window(picture_file)
    qtbot.waitUntil(lambda: "a.png" in window.messages.text, timeout=20_000)
    qtbot.waitUntil(lambda: not len(window.session.workers), timeout=60_000)


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
        with qtbot.waitSignal(window.session.saving.failed, timeout=20_000):
            window.files.save_to(picture_file)
        settle(window)
        assert "photo.png was not overwritten" in window.messages.text
        assert picture_file.read_bytes() == original
    with qtbot.waitSignal(window.session.saving.saved, timeout=20_000):
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


def test_lost_work_is_named_on_one_line_and_literally(open_window, qtbot, tmp_path):
    name = "Tom & Jerry\n\u202egpj.exe.png"
    journal = _leave_behind(tmp_path / "journals", _picture(tmp_path, name))
    window = open_window()
    keeper = JournalKeeper(window.session, journal.parent)
    window.lost_work.follow(keeper)
    with qtbot.waitSignal(keeper.lost_work_found, timeout=20_000):
        keeper.look()
    window.lost_work.fill_menu(window.submenus["lost"])
    assert window.submenus["lost"].actions()[0].text().startswith("Tom && Jerry gpj.exe.png, ")
    assert "Tom & Jerry gpj.exe.png" in window.messages.text
    keeper.end()


def test_the_keyboard_is_with_the_picture_when_all_work_is_back(with_lost_work, qtbot, settle):
    window, keeper, _ = with_lost_work()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.mouseClick(_button(window, "Bring all back"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(window.session.pictures) == 3 and not window.session.is_busy, timeout=20_000)
    settle(window)
    assert window.focusWidget() is window.canvas
    keeper.end()
