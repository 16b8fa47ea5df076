"""The application: windows that come and go, the theme, and a slot that fails."""

import os
import subprocess
import sys

import pytest

from inpaint_studio.ui.document.active_generator import ActiveGenerator
from inpaint_studio.ui.document.recovery import JournalKeeper
from inpaint_studio.ui.kit import theme


def test_a_slot_that_fails_is_said_in_every_window_and_the_work_goes_on(application, open_window, picture_file, capfd):
    windows = [open_window(picture_file), open_window()]
    document = windows[0].session.document
    try:
        raise ValueError("the scale is 0")
    except ValueError as error:
        application.tell_of(type(error), error, error.__traceback__)
    for window in windows:
        assert window.messages.text == (
            "Something went wrong inside the program: the scale is 0. Your work is as it was."
        )
    assert windows[0].session.document is document
    assert "ValueError: the scale is 0" in capfd.readouterr().err, "the traceback is for the terminal"


def test_journals_lie_in_one_place_however_the_program_was_started():
    """Until an application has a name, Qt names its folders after the command: inpaint-studio-window, __main__.py."""
    code = (
        "from PySide6.QtWidgets import QApplication; qt = QApplication(['inpaint-studio-window']); "
        "from inpaint_studio.ui.shell.app import Application; app = Application(qt); print(app.journals, app.put_away)"
    )
    places = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert places.count("inpaint-studio") == 2
    assert "inpaint-studio-window" not in places


def test_ctrl_c_is_no_failure_of_the_program(application, open_window, capfd):
    window = open_window()
    application.tell_of(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert window.messages.text == ""


def test_the_desktops_theme_is_followed_where_that_is_asked_for(application, open_window, preferences, monkeypatch):
    window = open_window()
    dressed = []
    monkeypatch.setattr(theme, "apply", lambda qt, name: bool(dressed.append(name)))
    application._scheme_changed()
    assert dressed == [], "a theme that was chosen stays"
    preferences.theme = "system"
    application._scheme_changed()
    assert dressed == ["system"]
    assert window.canvas._background.lightness() > 128, "this one is light"
    preferences.theme = "dark"


def test_windows_are_closed_one_by_one_and_the_last_one_ends_the_program(application, open_window, qtbot):
    first, second = open_window(), open_window()
    ended = []
    application.ended.connect(lambda: ended.append(1))
    with qtbot.waitSignal(first.closed, timeout=20_000):
        first.close()
    assert application.windows == [second]
    assert ended == []
    with qtbot.waitSignal(application.ended, timeout=20_000):
        second.close()
    assert application.windows == []


def test_only_the_first_window_asks_for_lost_work_where_a_picture_is_brought_along(
    application, picture_file, monkeypatch, qtbot
):
    looks = []
    monkeypatch.setattr(ActiveGenerator, "warm_up", lambda _: None)  # torch takes seconds, and nothing is filled
    monkeypatch.setattr(JournalKeeper, "look", lambda keeper: looks.append(keeper))
    for path in (picture_file, picture_file, None):
        window = application.open_window(path)
        qtbot.waitUntil(lambda window=window: not window.session.is_busy, timeout=20_000)
    assert len(looks) == 2, "the second came with a picture"


_RUN = """
import os, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication
from inpaint_studio.instance import Request
from inpaint_studio.ui.shell import app
from inpaint_studio.ui.document.active_generator import ActiveGenerator

ActiveGenerator.warm_up = lambda _: None  # torch takes seconds
paths = [Path(word) for word in sys.argv[1:]]
make = app.Application

def made(qt):
    application = make(qt)
    if os.environ.get("BY_EVENT"):  # as the Finder of macOS asks, when the window is there
        for path in paths:
            QApplication.postEvent(qt, QFileOpenEvent(str(path)))
    def look():
        session = application.windows[0].session
        names = [picture.name for picture in session.pictures]
        ready = session.document is not None and not session.is_busy and not len(session.workers)
        if names == [path.name for path in paths] and ready:
            timer.stop()
            print("open:", *names, sys.excepthook == application.tell_of, flush=True)
            QApplication.closeAllWindows()
    timer = application.timer = QTimer(application)
    timer.timeout.connect(look)
    timer.start(20)
    return application

app.Application = made
named = () if os.environ.get("BY_EVENT") else tuple(paths)
print("code", app.run(Request(named), listens=False))
"""


@pytest.mark.parametrize("by_event", ["", "1"], ids=["named", "by the Finder"])
def test_the_program_opens_what_is_asked_for_and_ends_with_its_last_window(picture_file, tmp_path, by_event):
    second = tmp_path / "second.png"
    second.write_bytes(picture_file.read_bytes())
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "BY_EVENT": by_event,
        **{name: str(tmp_path) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")},
    }
    done = subprocess.run(
        [sys.executable, "-c", _RUN, str(picture_file), str(second)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.stdout.splitlines() == ["open: photo.png second.png True", "code 0"], done.stderr
