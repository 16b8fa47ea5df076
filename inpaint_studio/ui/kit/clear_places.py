"""Where a small window covers least of what a person looks at."""

from PySide6.QtCore import QPoint, QRect, QSize


def clear_place(size: QSize, seen: QRect, room: QRect, near: QPoint) -> QPoint:
    """The upper left corner, inside `room`, at which a rectangle covers the least of `seen`; of those the nearest one.

    size: of the rectangle.  near: where it is asked for.  All in pixels of the same widget or screen.
    """
    columns = (near.x(), seen.left() - size.width(), seen.right() + 1, room.left(), room.right() + 1 - size.width())
    rows = (
        near.y(),
        near.y() - size.height(),
        seen.top() - size.height(),
        seen.bottom() + 1,
        room.top(),
        room.bottom() + 1 - size.height(),
    )
    places = [
        QPoint(
            max(room.left(), min(x, room.right() + 1 - size.width())),
            max(room.top(), min(y, room.bottom() + 1 - size.height())),
        )
        for x in columns
        for y in rows
    ]

    def cost(place: QPoint) -> tuple[int, int]:
        both = QRect(place, size).intersected(seen)
        covered = 0 if both.isEmpty() else both.width() * both.height()
        return covered, (QRect(place, size).center() - near).manhattanLength()

    return min(places, key=cost)
