"""Hand and magnifier."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

ALT = Qt.KeyboardModifier.AltModifier


def test_the_hand_moves_and_the_zoom_tool_zooms(window, drag, click):
    window.canvas.zoom_to(4.0)
    window.set_tool("hand")
    before = window.canvas.view
    drag(window, (160, 120), (170, 130))
    assert window.canvas.view.x == pytest.approx(before.x - 10, abs=0.5)
    window.set_tool("zoom")
    click(window, 160, 120)
    assert window.canvas.scale == pytest.approx(8.0)
    click(window, 160, 120, ALT)
    assert window.canvas.scale == pytest.approx(4.0)


def test_esc_cancels_the_zoom_box(window):
    canvas, view = window.canvas, window.canvas.view
    window.set_tool("zoom")
    start, end = canvas.to_widget(50, 50).toPoint(), canvas.to_widget(120, 120).toPoint()
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(canvas, end)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=end)
    assert canvas.view == view
