"""What tests of several pictures in one window do by hand: drop files, click in the strip, go from one to another."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from inpaint_studio.ui.panels.film_strip import _Places

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton


def drop(window, paths: Iterable[Path]) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, no = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(100, 100), copy, data, LEFT, no)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    drop = QDropEvent(QPointF(100, 100), copy, data, LEFT, no)
    QApplication.sendEvent(window, drop)
    assert drop.dropAction() is copy


def calm(window, qtbot) -> None:
    """Nothing runs any more, and what is not in view is put away."""
    session = window.session
    qtbot.waitUntil(
        lambda: (
            not (
                len(session.workers)
                or session.changes.is_any_busy
                or session.switching.is_putting_away
                or session.pictures.coming
            )
        ),
        timeout=20_000,
    )


def click(window, row: int, button=LEFT, on_close: bool = False) -> None:
    strip = window.pictures.strip
    item = strip.visualRect(strip.rows.index(row, 0))
    at = _Places.of(item).close.center() if on_close else item.center()
    QTest.mouseMove(strip.viewport(), at)
    QTest.mouseClick(strip.viewport(), button, Qt.KeyboardModifier.NoModifier, at)


def go(window, row: int, qtbot) -> None:
    picture = list(window.session.pictures)[row]
    if picture is not window.session.pictures.in_view:
        click(window, row)
    qtbot.waitUntil(lambda: window.session.pictures.in_view is picture, timeout=20_000)


def names(window) -> list[str]:
    return [picture.name for picture in window.session.pictures]
