"""Sides of large shapes, drawn one by one."""

from PySide6.QtGui import QPainter, QPolygonF

FEW = 12  # sides, up to which a shape is drawn by them


def draw_sides(painter: QPainter, shape: QPolygonF, closed: bool = True) -> None:
    """What `drawPolygon` and `drawPolyline` draw with a pen alone, as lines.

    Qt strokes a shape with a pen wider than a pixel as one path, for which it goes over all that it encloses: 3.2 ms
    for a smooth frame round 1300 x 900 pixels, .5 ms by its sides.
    """
    count = shape.size()
    if count > FEW:
        if closed:
            painter.drawPolygon(shape)
        else:
            painter.drawPolyline(shape)
        return
    for number in range(count - (0 if closed else 1)):
        painter.drawLine(shape.at(number), shape.at((number + 1) % count))
