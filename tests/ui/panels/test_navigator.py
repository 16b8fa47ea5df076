"""The navigator: the whole picture, small; a click goes there, and its slider and the canvas follow each other."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.mask_levels import MaskLevels
from inpaint_studio.editing.picture import Picture
from inpaint_studio.ui.canvas.canvas import Canvas
from inpaint_studio.ui.canvas.display import Display
from inpaint_studio.ui.kit.pixels import array_of
from inpaint_studio.ui.panels.navigator import Navigator

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def canvas(qtbot):
    made = Canvas()
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show()
    return made


@pytest.fixture
def navigator(qtbot, canvas):
    made = Navigator(canvas)
    qtbot.addWidget(made)
    made.resize(220, 160)
    made.show()
    QApplication.processEvents()
    return made


@pytest.fixture
def picture(canvas):
    """Red on its left half and blue on its right one, 400 x 200."""
    pixels = np.zeros((200, 400, 3), np.uint8)
    pixels[:, :200], pixels[:, 200:] = (200, 20, 20), (20, 20, 200)
    made = Picture(pixels, "halves.png")
    canvas.show_picture(Display(made), MaskLevels(np.zeros((200, 400), np.uint8)))
    canvas.fit()
    return made


def seen(navigator) -> np.ndarray:
    for _ in range(20):
        QApplication.processEvents()
    return array_of(navigator._map.grab().toImage())[:, :, :3].astype(int)


def at(navigator, across: float, down: float) -> QPoint:
    """The place on the map where this share of the picture lies."""
    transform = navigator._map._transform()
    return transform.map(QPoint(round(400 * across), round(200 * down)))


def test_the_whole_picture_is_shown_with_its_proportions(navigator, picture):
    pixels = seen(navigator)
    left, right = at(navigator, 0.25, 0.5), at(navigator, 0.75, 0.5)
    assert pixels[left.y(), left.x()].argmax() == 0
    assert pixels[right.y(), right.x()].argmax() == 2
    width = at(navigator, 1, 0).x() - at(navigator, 0, 0).x()
    height = at(navigator, 0, 1).y() - at(navigator, 0, 0).y()
    assert width / height == pytest.approx(2, abs=0.05)


def test_without_a_picture_nothing_is_drawn_and_a_click_changes_nothing(navigator, canvas):
    view = canvas.view
    assert len(np.unique(seen(navigator).reshape(-1, 3), axis=0)) == 1
    QTest.mouseClick(navigator._map, LEFT, pos=QPoint(20, 20))
    assert canvas.view == view


def test_a_click_and_a_drag_move_the_canvas_there(navigator, canvas, picture):
    canvas.zoom_to(4.0)
    QTest.mousePress(navigator._map, LEFT, pos=at(navigator, 0.25, 0.5))
    part = canvas.visible_part()
    assert part.x + part.width / 2 == pytest.approx(100, abs=6)
    QTest.mouseMove(navigator._map, at(navigator, 0.75, 0.5))
    part = canvas.visible_part()
    assert part.x + part.width / 2 == pytest.approx(300, abs=6)
    QTest.mouseRelease(navigator._map, LEFT, pos=at(navigator, 0.75, 0.5))
    place = QPointF(at(navigator, 0.25, 0.5))  # QTest takes the last button for pressed still
    none, no_keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    move = QMouseEvent(QMouseEvent.Type.MouseMove, place, navigator._map.mapToGlobal(place), none, none, no_keys)
    QApplication.sendEvent(navigator._map, move)
    assert canvas.visible_part() == part, "without a button nothing moves"


def test_the_frame_lies_round_what_the_canvas_shows(navigator, canvas, picture):
    canvas.zoom_to(4.0)
    canvas.centre_on(100, 100)
    pixels = seen(navigator)
    part = canvas.visible_part()
    middle = at(navigator, (part.x + part.width / 2) / 400, part.y / 200)
    rim = pixels[max(0, middle.y() - 2) : middle.y() + 3, middle.x()]
    assert (rim[:, 1] > 60).any(), "the frame is neither red nor blue"
    inside = at(navigator, (part.x + part.width / 2) / 400, (part.y + part.height / 2) / 200)
    assert (pixels[inside.y(), inside.x()] == pixels[inside.y(), inside.x() + 3]).all()


def test_the_slider_zooms_in_even_steps_and_follows_the_canvas(navigator, canvas, picture):
    slider = navigator._slider
    slider.setValue(slider.maximum())
    assert canvas.scale == pytest.approx(32.0)
    slider.setValue(slider.minimum())
    smallest = canvas.scale
    assert smallest <= 1 / 16
    canvas.zoom_to(1.0)
    middle = slider.value()
    canvas.zoom_to(2.0)
    one_step = slider.value() - middle
    canvas.zoom_to(4.0)
    assert slider.value() - middle == pytest.approx(2 * one_step, abs=1), "twice as large is as far everywhere"
    assert canvas.scale == 4.0, "following does not zoom"


def test_the_buttons_zoom_and_say_so(navigator, canvas, picture):
    canvas.zoom_to(1.0)
    out, closer = navigator.findChildren(QToolButton)
    assert (out.toolTip(), closer.toolTip()) == ("Zoom out", "Zoom in")
    QTest.mouseClick(closer, LEFT)
    larger = canvas.scale
    assert larger > 1
    QTest.mouseClick(out, LEFT)
    assert canvas.scale < larger


def test_many_changes_of_a_fill_that_streams_in_are_one_repaint(navigator, picture, qtbot):
    for _ in range(50):
        navigator.repaint_picture(Rect(0, 0, 20, 20))
    started = navigator._timer.isActive()
    with qtbot.waitSignal(navigator._timer.timeout, timeout=5_000):
        pass
    assert started
    assert not navigator._timer.isActive(), "one, and no more until the next change"
