"""Lasso and polygon."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

NONE = Qt.KeyboardModifier.NoModifier


def test_the_lasso_marks_what_it_goes_round(window, mask, drag, settle):
    window.set_tool("lasso")
    drag(window, (60, 60), (160, 60), (160, 160), (60, 160))
    settle(window)
    assert (mask[65:155, 65:155] == 255).all()
    assert not mask[:58].any()
    assert not mask[162:].any()


def test_a_polygon_is_clicked_taken_back_by_a_corner_and_closed_by_enter(window, mask, settle, click):
    window.set_tool("polygon")
    for point in ((60, 60), (160, 60), (160, 160), (300, 230)):
        click(window, *point)
    QTest.keyClick(window.canvas, Qt.Key.Key_Backspace)
    click(window, 60, 160)
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    settle(window)
    assert (mask[65:155, 65:155] == 255).all()
    assert mask[200, 250] == 0
    assert not window.session.is_filling  # Enter closed the polygon and did not fill
    click(window, 60, 60)
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert not window.canvas.pointer.tool.accept()


def test_a_double_click_closes_a_polygon(window, mask, settle, click):
    window.set_tool("polygon")
    for point in ((60, 60), (160, 60), (160, 160)):
        click(window, *point)
    place = window.canvas.to_widget(60, 160).toPoint()
    QTest.mouseClick(window.canvas, Qt.MouseButton.LeftButton, NONE, place)
    QTest.mouseDClick(window.canvas, Qt.MouseButton.LeftButton, NONE, place)
    settle(window)
    assert (mask[65:155, 65:155] == 255).all()
