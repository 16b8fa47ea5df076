"""The loupe: three panes show the same part at the same scale, wherever and however it is moved."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.ui.panels.loupe import Loupe


@pytest.fixture
def loupe(qtbot):
    """In a window of 900 x 300 with its map; of a picture of 400 x 300 that is enlarged twice."""
    window = QWidget()
    made = Loupe(("Bicubic", "Faithful", "Textured"), window)
    row = QHBoxLayout(window)
    row.addWidget(made.map, 1)
    row.addWidget(made, 3)
    window.resize(900, 300)
    qtbot.addWidget(window)
    window.show()
    made.show_picture(np.full((150, 200, 3), 90, np.uint8), Size(800, 600))
    made.window_ = window
    return made


def _middle(loupe) -> tuple[float, float]:
    return round(loupe.view.x, 3), round(loupe.view.y, 3)


def _hover(widget, at: QPointF, buttons=Qt.MouseButton.NoButton) -> None:
    event = QMouseEvent(
        QEvent.Type.MouseMove, at, widget.mapToGlobal(at), Qt.MouseButton.NoButton, buttons, Qt.KeyboardModifier(0)
    )
    QApplication.sendEvent(widget, event)


def test_it_begins_in_the_middle_and_all_panes_show_the_same_part(loupe):
    assert _middle(loupe) == (400, 300)
    parts = [pane.part for pane in loupe.panes]
    assert {(part.center().x(), part.center().y()) for part in parts} == {(400.0, 300.0)}
    assert {pane.view for pane in loupe.panes} == {loupe.view}
    assert loupe.part.width >= loupe.panes[0].width() / loupe.view.zoom


def test_it_follows_the_pointer_over_the_map_and_goes_back_when_that_leaves(loupe):
    at = loupe.map.place_of(200, 150)
    _hover(loupe.map, at)
    assert abs(loupe.view.x - 200) < 8
    assert abs(loupe.view.y - 150) < 8
    QApplication.sendEvent(loupe.map, QEvent(QEvent.Type.Leave))
    assert _middle(loupe) == (400, 300)


def test_a_click_on_the_map_has_it_stay(loupe):
    at = loupe.map.place_of(600, 450).toPoint()
    QTest.mouseClick(loupe.map, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    QApplication.sendEvent(loupe.map, QEvent(QEvent.Type.Leave))
    assert abs(loupe.view.x - 600) < 8
    assert abs(loupe.view.y - 450) < 8


def test_a_drag_in_any_pane_moves_all_of_them(loupe):
    pane = loupe.panes[2]
    QTest.mousePress(pane, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(60, 60))
    _hover(pane, QPointF(40, 100), Qt.MouseButton.LeftButton)
    QTest.mouseRelease(pane, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(40, 100))
    assert _middle(loupe) == (410, 280)  # two screen pixels to one
    assert {pane.view for pane in loupe.panes} == {loupe.view}
    _hover(pane, QPointF(90, 90))  # let go
    assert _middle(loupe) == (410, 280)


@pytest.mark.parametrize("on", ["map", 0, 1, 2])
def test_keys_move_it_on_the_map_and_on_every_pane(loupe, on):
    surface = loupe.map if on == "map" else loupe.panes[on]
    width = (loupe.panes[0] if on == "map" else surface).part.width()  # one may be a pixel wider than another
    QTest.keyClick(surface, Qt.Key.Key_Right)
    assert _middle(loupe) == (round(400 + width / 8, 3), 300)
    QTest.keyClick(surface, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(surface, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert _middle(loupe) == (round(400 - width * 7 / 8, 3), 301)
    for _ in range(40):
        QTest.keyClick(surface, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert loupe.view.y == 0  # and no further
    QTest.keyClick(surface, Qt.Key.Key_Home)
    assert _middle(loupe) == (400, 300)


def test_wheel_and_keys_zoom_within_limits(loupe):
    pane = loupe.panes[0]
    before = loupe.view.zoom
    QTest.keyClick(pane, Qt.Key.Key_Plus)
    assert loupe.view.zoom > before
    for _ in range(9):
        QTest.keyClick(pane, Qt.Key.Key_Minus)
    assert loupe.view.zoom == 1
    point = QPointF(20, 20)
    turned = QWheelEvent(
        point,
        pane.mapToGlobal(point),
        QPoint(),
        QPoint(0, 240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(pane, turned)
    assert loupe.view.zoom == 3


def test_of_another_size_the_same_place_is_seen_and_what_was_known_is_forgotten(loupe):
    loupe.show_part(1, Rect(350, 250, 100, 100), np.zeros((100, 100, 3), np.uint8))
    QTest.keyClick(loupe.map, Qt.Key.Key_Right)
    share = loupe.view.x / 800
    loupe.set_size(Size(1600, 1200))
    assert abs(loupe.view.x / 1600 - share) < 1e-9
    assert loupe.panes[1].image.isNull()
    QApplication.sendEvent(loupe.map, QEvent(QEvent.Type.Leave))
    assert abs(loupe.view.x / 1600 - share) < 1e-9
