"""Guide lines on the canvas: as few points as can be seen, and only where something is painted."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect
from PySide6.QtGui import QColor, QImage, QPainter, QTransform

from inpaint_studio.ui.canvas.guide_lines import GuideLine, paint_guides, places

MANY = GuideLine(tuple((x / 8, 10.5) for x in range(480)))


def _painted(*lines: GuideLine, seen: QRect | None = None, scale: float = 1.0) -> np.ndarray:
    image = QImage(60, 40, QImage.Format.Format_RGB32)
    image.fill(0xFF5A5A5A)
    painter = QPainter(image)
    paint_guides(painter, lines, (), QTransform.fromScale(scale, scale), seen)
    painter.end()
    return np.frombuffer(image.constBits(), np.uint8).reshape(40, 60, 4)[:, :, :3].copy()


def test_a_line_of_many_points_looks_as_one_of_two(qapp):
    assert np.array_equal(_painted(MANY), _painted(GuideLine((MANY.points[0], MANY.points[-1]))))


@pytest.mark.parametrize(("scale", "most"), [(0.001, 2), (1.0, 70), (16.0, 480)])
def test_points_that_one_cannot_tell_apart_are_left_out(scale, most):
    polygon = MANY.polygon(scale)
    assert 2 <= len(polygon) <= most
    assert (polygon.first().x(), polygon.last().x()) == (0.0, 59.875)
    assert MANY.polygon(scale) is polygon


def test_a_line_is_painted_where_its_box_meets_what_is_seen_straight_ones_too(qapp):
    across, down = GuideLine(((0.0, 10.0), (60.0, 10.0))), GuideLine(((50.0, 0.0), (50.0, 40.0)))
    nothing = _painted()
    assert np.array_equal(_painted(across, down, seen=QRect(0, 25, 20, 10)), nothing)
    assert not np.array_equal(_painted(across, seen=QRect(0, 5, 20, 10)), nothing)
    assert np.array_equal(_painted(across, down, seen=QRect(40, 25, 20, 10)), _painted(down))


@pytest.mark.parametrize("kind", ["drawn", "taken", "followed", "offered", "dropped"])
def test_every_kind_is_seen(qapp, kind):
    assert not np.array_equal(_painted(GuideLine(MANY.points, kind)), _painted())


def test_lines_are_painted_where_their_boxes_lie(qapp):
    region = places([GuideLine(((1.0, 0.0), (1.0, 30.0))).box], QTransform.fromScale(2, 2))
    assert region.contains(QPoint(2, 58))
    assert not region.contains(QPoint(20, 30))


def test_lines_of_the_same_ends_are_told_apart(qapp):
    one, other = GuideLine(((0.0, 0.0), (5.0, 9.0), (9.0, 0.0))), GuideLine(((0.0, 0.0), (5.0, 8.0), (9.0, 0.0)))
    assert len({one, other, GuideLine(one.points)}) == 2


@pytest.mark.parametrize(
    "seen", [QTransform().rotate(90), QTransform().scale(-1, 1), QTransform().rotate(90).scale(-1, 1)]
)
def test_a_view_that_is_turned_or_mirrored_leaves_a_line_its_shape(qapp, seen):
    bent = GuideLine(tuple((float(x), 20.0 - abs(x - 20)) for x in range(41)))
    image = QImage(100, 100, QImage.Format.Format_RGB32)
    image.fill(0xFF5A5A5A)
    painter = QPainter(image)
    transform = seen * QTransform.fromTranslate(50, 50)
    paint_guides(painter, [bent], (), transform)
    painter.end()
    peak, chord = (transform.map(QPointF(20.0, y)).toPoint() for y in (20.0, 0.0))
    ground = QColor(0xFF5A5A5A)
    assert image.pixelColor(peak) != ground
    assert image.pixelColor(chord) == ground
