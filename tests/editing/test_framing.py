"""Frames by hand: they stop at the picture's edges, keep proportions, turn, and take typed sizes."""

import pytest

from inpaint_studio.editing.adjustments import Frame
from inpaint_studio.editing.framing import (
    ALL,
    angle_of,
    dragged,
    drawn,
    hold_at,
    is_inside,
    is_largest,
    proportioned,
    resized,
    turn_of,
    turned,
    whole_frame,
)
from inpaint_studio.editing.geometry import Size

SIZE = Size(320, 240)
FRAME = Frame("f", 160, 120, 100, 80)


def _box(frame: Frame) -> tuple[float, float, float, float]:
    (left, top), _, (right, bottom), _ = frame.corners
    return left, top, right, bottom


@pytest.mark.parametrize(
    ("at", "hold"),
    [
        ((110, 80), (-1, -1)),
        ((160, 81), (0, -1)),
        ((213, 120), (1, 0)),
        ((160, 120), ALL),
        ((60, 40), None),
    ],
)
def test_corners_sides_and_inside_are_taken_hold_of(at, hold):
    assert hold_at(FRAME, at, 9.0) == hold


def test_a_small_frame_leaves_some_inside():
    assert hold_at(Frame("f", 50, 50, 16, 16), (50, 50), 40.0) == ALL


def test_a_side_stops_at_the_edge_and_the_other_stays():
    made = dragged(FRAME, (1, 0), (210, 120), (900, 400), SIZE)
    assert _box(made) == pytest.approx((110, 80, 320, 160), abs=0.01)
    made = dragged(FRAME, (1, 1), (210, 160), (250, 900), SIZE)  # along the lower edge
    assert _box(made) == pytest.approx((110, 80, 250, 240), abs=0.01)


def test_proportions_are_kept_by_corners_and_sides():
    made = dragged(FRAME, (1, 1), (210, 160), (230, 165), SIZE, 1.25)
    assert made.width / made.height == pytest.approx(1.25)
    assert _box(made)[:2] == pytest.approx((110, 80))
    made = dragged(FRAME, (0, -1), (160, 80), (160, 60), SIZE, 1.25)
    assert (made.width, made.height) == pytest.approx((125, 100))
    assert _box(made)[3] == pytest.approx(160)
    made = dragged(FRAME, (1, 1), (210, 160), (900, 900), SIZE, 1.25)
    assert is_inside(made, SIZE)
    assert made.width / made.height == pytest.approx(1.25)


def test_a_turned_frame_stays_inside_whatever_is_dragged():
    frame = turned(FRAME, 20.0, SIZE)
    for hold in ((1, 1), (-1, 0), (0, -1), (-1, -1), ALL):
        made = dragged(frame, hold, (160, 120), (160 + 400 * (hold[0] or 1), 120 + 300 * (hold[1] or 1)), SIZE)
        assert is_inside(made, SIZE)
        assert made.angle == 20.0


def test_a_new_frame_begins_and_ends_at_the_edges():
    made = drawn("f", (-20, 30), (100, 500), 0.0, SIZE)
    assert _box(made) == pytest.approx((0, 30, 100, 240), abs=0.01)
    made = drawn("f", (200, 200), (100, 180), 0.0, SIZE, 2.0)
    assert _box(made) == pytest.approx((100, 150, 200, 200))


def test_the_largest_frame_stays_the_largest_in_other_proportions():
    square = proportioned(whole_frame("f", SIZE), 1.0, SIZE)
    assert (square.width, square.height) == (240, 240)
    assert is_largest(square, SIZE)
    assert proportioned(square, 4 / 3, SIZE).size == SIZE
    smaller = proportioned(FRAME, 1.0, SIZE)
    assert smaller.width == smaller.height == pytest.approx(89, abs=1)
    assert not is_largest(smaller, SIZE)


def test_typed_sizes_have_no_more_than_there_is_room_for():
    assert resized(FRAME, 200, 80, SIZE).size == Size(200, 80)
    assert resized(FRAME, 5000, 80, SIZE).size == Size(320, 80)
    assert resized(FRAME, 100, 5000, SIZE).size == Size(100, 240)
    both = resized(FRAME, 1000, 500, SIZE)
    assert both.size == Size(320, 160)
    leaning = resized(turned(FRAME, 10.0, SIZE), 5000, 80, SIZE)
    assert leaning.height == pytest.approx(80)
    assert is_inside(leaning, SIZE)


def test_a_drag_round_the_middle_is_an_angle():
    assert turn_of(FRAME, (260, 120), (160, 220)) == pytest.approx(90)
    assert turn_of(FRAME, (60, 121), (60, 119)) == pytest.approx(1.15, abs=0.01)


@pytest.mark.parametrize(
    ("line", "angle"),
    [
        (((0, 0), (100, 0)), 0.0),
        (((0, 0), (100, 10)), -5.71),
        (((100, 10), (0, 0)), -5.71),  # drawn from right to left
        (((0, 0), (10, 100)), 5.71),  # along a wall: upright
        (((10, 100), (0, 0)), 5.71),
        (((0, 0), (100, -40)), 21.8),
    ],
)
def test_a_line_is_laid_level_or_upright_whichever_is_nearer(line, angle):
    assert angle_of(line) == pytest.approx(angle, abs=0.01)


@pytest.mark.parametrize("angle", [0.0, 20.0])
@pytest.mark.parametrize("hold", [(1, 1), (-1, -1), (1, 0), (0, -1), (-1, 1)])
def test_the_side_opposite_to_the_one_that_is_dragged_stays(angle, hold):
    size = Size(640, 480)
    frame = Frame("frame", 320, 240, 100, 80, angle)
    start = frame.to_picture(hold[0] * 50, hold[1] * 40)
    after = dragged(frame, hold, start, frame.to_picture(hold[0] * 70, hold[1] * 60), size)
    assert after.width == pytest.approx(120 if hold[0] else 100)
    assert after.height == pytest.approx(100 if hold[1] else 80)
    opposite = frame.to_picture(-hold[0] * 50, -hold[1] * 40)
    assert after.to_picture(-hold[0] * after.width / 2, -hold[1] * after.height / 2) == pytest.approx(opposite)


def test_a_whole_frame_that_is_turned_back_is_the_whole_picture_again():
    size = Size(320, 240)
    turned_once = turned(Frame("frame", 160, 120, 320, 240), 10.0, size)
    assert turned_once.width < 320
    back = turned(turned_once, 0.0, size)
    assert (back.width, back.height) == pytest.approx((320, 240), abs=1e-3)
