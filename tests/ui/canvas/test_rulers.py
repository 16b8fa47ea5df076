"""Rulers say where in the picture one is, at every zoom and turn, and stand aside until they are asked for."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from inpaint_studio.ui.canvas.compare import Compare
from inpaint_studio.ui.canvas.rulers import THICKNESS, Scale
from inpaint_studio.ui.canvas.view import View
from inpaint_studio.ui.kit.pixels import array_of


@settings(max_examples=150, deadline=None)
@given(
    st.floats(0, 6000),
    st.floats(0, 4000),
    st.floats(1 / 64, 40),
    st.sampled_from([0.0, 15.0, 44.0, 46.0, 90.0, 180.0, 270.0, 333.0]),
    st.booleans(),
    st.sampled_from([1.0, 1.5, 2.0]),
)
def test_every_number_stands_where_its_line_of_the_picture_meets_the_edge(x, y, scale, angle, mirrored, ratio):
    pane = QRectF(0, 0, 900, 600)
    transform = View(x, y, scale, angle, mirrored).transform(pane, ratio)
    back, _ = transform.inverted()
    for direction, length in ((QPointF(1, 0), 900), (QPointF(0, 1), 600)):
        marks = list(Scale.along(transform, QPointF(0, 0), direction).marks(length))
        numbers = [mark for mark in marks if mark.number]
        assert numbers or length * ratio / scale < 100
        for mark in numbers:
            place = back.map(direction * mark.at)
            off = min(abs(place.x() - int(mark.number)), abs(place.y() - int(mark.number)))
            assert off < 1e-6 * (1 + abs(int(mark.number)))
        at = sorted(mark.at for mark in marks)
        assert all(-1e-6 <= place <= length + 1e-6 for place in at)
        assert np.diff(at).min(initial=99) >= 4.9
        assert np.diff(sorted(mark.at for mark in numbers)).min(initial=99) >= 63.9


@pytest.mark.parametrize(("pixels", "step"), [(0.01, 1), (0.5, 50), (1.0, 100), (4.3, 500), (60.0, 5000)])
def test_numbers_are_round_and_whole(pixels, step):
    numbers = [int(mark.number) for mark in Scale(0.0, pixels).marks(1500) if mark.number]
    assert set(np.diff(numbers)) == {step}


@pytest.fixture
def window(open_window, picture_file):
    made = open_window(picture_file)
    made.show()
    return made


def test_rulers_are_off_until_asked_for_and_come_back_as_they_were_left(window, open_window, picture_file):
    assert not window.ruled.top.isVisible()
    whole = window.canvas.size()
    QTest.keyClick(window.canvas, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    QApplication.processEvents()
    assert window.ruled.top.isVisible()
    assert window.ruled.left.isVisible()
    assert window.canvas.width() == whole.width() - THICKNESS
    assert window.ruled.top.width() == window.canvas.width()  # so that both measure along the same pixels
    assert window.ruled.left.height() == window.canvas.height()
    assert open_window(picture_file).ruled.top.isVisible()
    window.actions_by_name["rulers"].trigger()
    assert not window.ruled.top.isVisible()


def _ruler(widget) -> np.ndarray:
    QApplication.processEvents()
    return array_of(widget.grab().toImage())[:, :, :3].astype(int)


def test_the_ruler_follows_the_view_and_shows_the_pointer(window):
    window.actions_by_name["rulers"].trigger()
    window.canvas.zoom_to(1.0)
    window.canvas.centre_on(160, 120)
    before = _ruler(window.ruled.top)
    window.canvas.pan(30, 0)
    after = _ruler(window.ruled.top)
    assert np.abs(before[:, 40:-70] - after[:, 70:-40]).max() == 0  # moved with the picture by as much
    assert np.abs(before - after).max() > 0
    at = window.canvas.to_widget(100, 100).toPoint()
    QTest.mouseMove(window.canvas, at)
    marked = _ruler(window.ruled.top)
    changed = np.flatnonzero((marked != after).any(axis=(0, 2)))
    assert changed.size
    assert np.abs(changed - at.x()).max() <= 2
    QTest.mouseMove(window.canvas, at + (window.canvas.rect().center() - at))
    assert np.abs(_ruler(window.ruled.top)[:, at.x() - 2 : at.x() + 3] - after[:, at.x() - 2 : at.x() + 3]).max() == 0


def test_side_by_side_both_halves_are_measured(window):
    window.actions_by_name["rulers"].trigger()
    window.resize(1101, 760)
    window.views.set_compare(Compare.SIDE_BY_SIDE)
    window.canvas.zoom_to(1.0)
    window.canvas.centre_on(160, 120)
    viewport = window.canvas.viewport
    (right, to_right), (left, to_left) = [(pane.area, viewport.transform(pane)) for pane in viewport.panes]
    seen = _ruler(window.ruled.top)
    for area, transform in ((right, to_right), (left, to_left)):
        at = round(transform.map(QPointF(200, 0)).x())
        assert area.left() < at < area.right()
        column = seen[2:-2, at]
        assert np.abs(column - seen[3, 2]).max(axis=1).min() > 20, "no tick over the whole height at 200"
