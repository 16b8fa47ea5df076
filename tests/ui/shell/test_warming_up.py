"""The first fill: what it waits for is done ahead, and said while it is waited for."""

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from inpaint_studio.ui.document import jobs


@pytest.fixture
def slow_warming(monkeypatch):
    """Warming up that waits for leave before each stage ends."""
    leave = threading.Semaphore(0)

    def warm_up(checkpoint):
        for stage in ("library", "generator", "kernels", "trial"):
            yield jobs.Preparing(stage)
            assert leave.acquire(timeout=20)
        yield jobs.EngineReady("CPU")

    monkeypatch.setattr(jobs, "warm_up", warm_up)
    return leave


def _line(window) -> str:
    shown = window.session.activities.shown
    return shown.text if shown is not None else ""


def test_a_fill_that_waits_for_the_engine_says_so_stage_by_stage(
    open_window, picture_file, slow_engine, slow_warming, drag, qtbot, settle
):
    window = open_window(picture_file, engine=slow_engine)
    generator = window.session.generator
    generator.warm_up()
    qtbot.waitUntil(lambda: generator.stage == "library")
    assert _line(window) == "", "nobody waits for it yet"
    may_begin = threading.Event()
    engine = window.session.filling.job

    def late(request):
        assert may_begin.wait(20)
        yield from engine(request)

    window.session.filling.job = late
    drag(window, (60, 60), (120, 60))
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    for words in ("loading torch", "loading the generator", "loading the search for texture", "trying it out"):
        line = f"Preparing the engine (only the first time): {words} …"
        qtbot.waitUntil(lambda line=line: _line(window) == line)
        slow_warming.release()
    qtbot.waitUntil(lambda: _line(window) == "Filling …")
    may_begin.set()
    qtbot.waitUntil(lambda: _line(window).startswith("Filling: first look"))
    slow_engine.may_finish.set()
    settle(window)
    assert len(window.session.document.fills) == 1
    qtbot.waitUntil(lambda: generator.device == "CPU")


def test_it_begins_when_what_is_opened_with_the_program_is_seen(
    application, preferences, picture_file, slow_warming, qtbot, monkeypatch
):
    may_open = threading.Event()
    open_picture = jobs.open_picture

    def slowly(*arguments):
        assert may_open.wait(20)
        yield from open_picture(*arguments)

    monkeypatch.setattr(jobs, "open_picture", slowly)
    window = application.open_window(session=None, path=picture_file)
    generator = window.session.generator
    for _ in range(5):
        QTest.qWait(1)
    assert generator.stage == ""
    may_open.set()
    qtbot.waitUntil(lambda: generator.stage == "library", timeout=20_000)
    assert window.session.document is not None
    for _ in range(4):
        slow_warming.release()
    qtbot.waitUntil(lambda: generator.device == "CPU", timeout=20_000)
    assert generator.stage == ""
