"""While another picture is opened the one in view is veiled: what comes is seen, and nothing painted by mistake."""

import threading

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.shell import coming_veil

_LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def may_open(monkeypatch):
    """Until it is set, files after the first are not decoded."""
    leave, open_picture, count = threading.Event(), jobs.open_picture, [0]

    def slowly(*arguments):
        count[0] += 1
        if count[0] > 1:
            assert leave.wait(20)
        yield from open_picture(*arguments)

    monkeypatch.setattr(jobs, "open_picture", slowly)
    monkeypatch.setattr(coming_veil, "_SOON", 0)
    yield leave
    leave.set()


@pytest.fixture
def other(picture_file):
    path = picture_file.with_name("another.png")
    path.write_bytes(picture_file.read_bytes())
    return path


def _press(window, x, y):
    place = window.canvas.mapTo(window, QPoint(x, y))
    QTest.mouseClick(window.windowHandle(), _LEFT, pos=place)


def test_what_is_coming_is_named_with_its_thumbnail_and_no_stroke_is_made(
    open_window, picture_file, may_open, other, settle, qtbot
):
    window = open_window(picture_file)
    veil, document = window.pictures.veil, window.session.document
    window.canvas.setFocus()
    window.open(other)
    qtbot.waitUntil(veil.isVisible, timeout=20_000)
    assert window.session.document is document
    assert veil.text == "Opening another.png …"
    qtbot.waitUntil(lambda: veil.has_thumbnail, timeout=20_000)
    assert veil.size() == window.canvas.size()
    _press(window, 200, 150)
    QTest.keyClick(window, Qt.Key.Key_O)
    QTest.keyClick(window.canvas, Qt.Key.Key_O)
    assert not document.mask.any()
    assert document.stroke is None
    may_open.set()
    qtbot.waitUntil(lambda: window.session.path == other, timeout=20_000)
    settle(window)
    assert not veil.isVisible()
    assert window.canvas.isEnabled()
    assert window.canvas.hasFocus()
    _press(window, 200, 150)
    settle(window)
    assert window.session.document.mask.any()
    assert not document.mask.any()


def test_esc_stays_with_the_picture_that_is_there(open_window, picture_file, may_open, other, settle, qtbot, drag):
    window = open_window(picture_file)
    document = window.session.document
    window.canvas.setFocus()
    window.open(other)
    qtbot.waitUntil(window.pictures.veil.isVisible, timeout=20_000)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.pictures.veil.isVisible()
    assert window.canvas.isEnabled()
    assert window.canvas.hasFocus()
    assert window.session.document is document
    drag(window, (60, 60), (100, 60))
    assert document.mask.any()


def test_the_veil_follows_the_canvas_and_says_nothing_where_nothing_comes(
    open_window, picture_file, may_open, other, qtbot
):
    window = open_window(picture_file)
    assert window.pictures.veil.text == ""
    window.open(other)
    qtbot.waitUntil(window.pictures.veil.isVisible, timeout=20_000)
    window.resize(window.width() - 100, window.height() - 60)
    qtbot.waitUntil(lambda: window.pictures.veil.size() == window.canvas.size())
    veiled = window.canvas.grab().toImage()
    window.pictures.veil.hide()
    assert np.any(veiled != window.canvas.grab().toImage())
