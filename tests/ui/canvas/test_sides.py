"""Sides of shapes are drawn as the shapes themselves would be, one line at a time."""

import math

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from inpaint_studio.ui.canvas import sides
from inpaint_studio.ui.canvas.sides import draw_sides
from inpaint_studio.ui.kit.pixels import array_of


def _drawn(draw) -> np.ndarray:
    image = QImage(120, 90, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.black)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(255, 255, 255), 3))
    draw(painter)
    painter.end()
    return array_of(image)[:, :, :3].astype(int)


def _polygon(corners: int) -> QPolygonF:
    turns = [2 * math.pi * (number / corners) + 0.3 for number in range(corners)]
    return QPolygonF([QPointF(60 + 50 * math.cos(turn), 45 + 38 * math.sin(turn)) for turn in turns])


@pytest.mark.parametrize("corners", [4, sides.FEW, sides.FEW + 1])
@pytest.mark.parametrize("closed", [True, False])
def test_they_look_as_the_whole_shape(qapp, corners, closed):
    shape = _polygon(corners)
    by_sides = _drawn(lambda painter: draw_sides(painter, shape, closed))
    whole = _drawn(lambda painter: painter.drawPolygon(shape) if closed else painter.drawPolyline(shape))
    away = np.abs(by_sides - whole).max(axis=2)
    assert np.count_nonzero(away > 60) < 12 * corners, "but for how corners are joined"
    assert by_sides.max() == 255


def test_nothing_and_a_point_draw_nothing(qapp):
    assert _drawn(lambda painter: draw_sides(painter, QPolygonF())).max() == 0


def test_a_frame_is_stroked_as_no_path(qapp, monkeypatch):
    """Which would go over all that it encloses at each step of a drag."""
    drawn = []
    painter = type("Painter", (), {"drawLine": lambda self, a, b: drawn.append((a, b))})()
    draw_sides(painter, _polygon(4))
    assert len(drawn) == 4
