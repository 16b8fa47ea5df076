"""A small window covers nothing of the picture where there is room beside it, and else as little as it can."""

from PySide6.QtCore import QPoint, QRect, QSize

from inpaint_studio.ui.kit.clear_places import clear_place

ROOM = QRect(0, 0, 1000, 600)
SIZE = QSize(200, 300)


def _covered(place: QPoint, seen: QRect) -> int:
    both = QRect(place, SIZE).intersected(seen)
    return both.width() * both.height() if not both.isEmpty() else 0


def test_beside_the_picture_on_the_side_it_is_asked_from():
    seen = QRect(250, 0, 500, 600)
    left, right = (clear_place(SIZE, seen, ROOM, near) for near in (QPoint(10, 500), QPoint(990, 100)))
    assert _covered(left, seen) == _covered(right, seen) == 0
    assert left.x() < 250
    assert right.x() >= 750


def test_as_little_as_it_can_where_there_is_no_room_beside_it():
    seen = QRect(100, 0, 800, 600)
    place = clear_place(SIZE, seen, ROOM, QPoint(500, 300))
    assert _covered(place, seen) == 100 * 300
    assert ROOM.contains(QRect(place, SIZE))


def test_inside_the_room_where_the_picture_fills_it_and_where_it_is_asked_from_outside():
    for near in (QPoint(-50, 900), QPoint(500, 300), QPoint(1200, -20)):
        place = clear_place(SIZE, ROOM.adjusted(-100, -100, 100, 100), ROOM, near)
        assert ROOM.contains(QRect(place, SIZE))


def test_in_the_upper_left_corner_of_a_room_that_is_too_small():
    assert clear_place(QSize(400, 400), QRect(0, 0, 50, 50), QRect(10, 20, 300, 200), QPoint(0, 0)) == QPoint(10, 20)
