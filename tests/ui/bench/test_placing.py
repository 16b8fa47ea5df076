"""What the bench shows when it opens: a small hole from near, and what to do where there is none."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.history import mask_step
from inpaint_studio.ui.bench.contest import SETTLE_MS
from inpaint_studio.ui.bench.votes import Votes
from inpaint_studio.ui.bench.window import BenchWindow
from inpaint_studio.ui.document.session import Session

from .tiny import LONG

DOT = Rect(1400, 300, 60, 50)


@pytest.fixture
def wide(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Session]:
    """A picture of 2000 x 1200, with nothing marked."""
    Image.fromarray(np.full((1200, 2000, 3), 120, np.uint8)).save(tmp_path / "wide.png")
    session = Session(parent=qapp)
    with qtbot.waitSignal(session.document_changed, timeout=LONG):
        session.opening.open(tmp_path / "wide.png")
    yield session
    with qtbot.waitSignal(session.shut, timeout=LONG):
        session.shut_down()
    session.deleteLater()


@pytest.fixture
def opened(qtbot: QtBot, wide: Session, tmp_path: Path) -> Iterator[Callable[[], BenchWindow]]:
    benches = []

    def open_it() -> BenchWindow:
        window = BenchWindow(wide, votes=Votes(tmp_path / "votes.jsonl"))
        benches.append(window)
        qtbot.addWidget(window)
        window.contest.add("Smooth", "membrane", stands_ready=True)
        window.resize(800, 820)  # two panes one below the other, under three times as wide as high
        window.show()
        qtbot.waitUntil(lambda: window.isVisible() and not window._placing._due.isActive())
        return window

    yield open_it
    for window in benches:
        window.shut_down()


def _mark(session: Session, rect: Rect) -> None:
    document = session.document
    assert document is not None
    whole = np.full((rect.height, rect.width), 255, np.uint8)
    session.changes.commit(mask_step(document, "Rectangle", rect, whole))


def _is_near(window: BenchWindow, rect: Rect) -> bool:
    canvas = window.grid.hole_pane.canvas
    seen = canvas.visible_part()
    return seen.contains(rect) and seen.width < 10 * rect.width


def test_a_small_hole_is_seen_from_near_when_the_bench_opens(
    opened: Callable[[], BenchWindow], wide: Session, qtbot: QtBot
) -> None:
    _mark(wide, DOT)
    window = opened()
    qtbot.waitUntil(lambda: _is_near(window, DOT))
    pane = window.showing.pane(window.contest.entries[0])
    assert pane.canvas.view == window.grid.hole_pane.canvas.view
    window.resize(900, 600)  # nobody has moved it: it goes on fitting
    qtbot.waitUntil(lambda: not window._placing._due.isActive())
    assert _is_near(window, DOT)


def test_a_view_that_was_chosen_stays_when_another_hole_comes(
    opened: Callable[[], BenchWindow], wide: Session, qtbot: QtBot
) -> None:
    _mark(wide, DOT)
    window = opened()
    qtbot.waitUntil(lambda: _is_near(window, DOT))
    canvas = window.grid.hole_pane.canvas
    at = QPointF(canvas.width() / 2, canvas.height() / 3)
    wheel = QWheelEvent(
        at, canvas.mapToGlobal(at), QPoint(), QPoint(0, -240), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas, wheel)
    chosen = canvas.view
    _mark(wide, Rect(100, 900, 40, 40))
    qtbot.waitUntil(lambda: window.contest.hole is not None and window.contest.hole.seen.x < 200, timeout=LONG)
    qtbot.waitUntil(lambda: not window._placing._due.isActive())
    assert canvas.view == chosen


def test_a_hole_as_large_as_the_picture_is_shown_whole(
    opened: Callable[[], BenchWindow], wide: Session, qtbot: QtBot
) -> None:
    _mark(wide, Rect(300, 200, 1300, 800))
    window = opened()
    canvas = window.grid.hole_pane.canvas
    assert canvas.is_fitted
    pane = window.showing.pane(window.contest.entries[0])
    assert pane.note.isVisible()
    assert "F5" in pane.note.text(), "so large that it waits to be asked for"


def test_without_a_hole_the_panes_say_what_to_do_until_something_is_marked(
    opened: Callable[[], BenchWindow], wide: Session, qtbot: QtBot
) -> None:
    window = opened()
    hole, answer = window.grid.hole_pane, window.showing.pane(window.contest.entries[0])
    assert hole.note.isVisible()
    assert "paint over something in the editor" in hole.note.text()
    assert "test hole" in hole.note.text()
    assert answer.note.isVisible()
    for pane in (hole, answer):
        assert pane.canvas.geometry().contains(pane.note.geometry())
    QTest.mouseClick(hole.canvas, Qt.MouseButton.LeftButton, pos=hole.note.geometry().center() - hole.canvas.pos())
    _mark(wide, DOT)
    qtbot.waitUntil(lambda: not hole.note.isVisible(), timeout=LONG + SETTLE_MS)
    assert not answer.note.isVisible()
    qtbot.waitUntil(lambda: _is_near(window, DOT))


def test_without_a_picture_the_pane_of_the_hole_asks_for_one(opened: Callable[[], BenchWindow], wide: Session) -> None:
    window = opened()
    wide.close_document()
    assert window.grid.hole_pane.note.text() == "Open a picture in the editor first."
