"""Boxes: the rectangles of a heat map, their lines, and their overlap."""

import math

import numpy as np
import pytest

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.finding.text.boxes import TextBox, boxes_of, overlap, smallest_box, without_repeats


def test_a_core_becomes_a_box_that_is_grown_back():
    heat = np.zeros((100, 200), np.float32)
    heat[40:50, 30:130] = 0.9
    (box,) = boxes_of(heat)
    grown = 1.6 * 1000 / 220
    assert (box.x, box.y) == pytest.approx((80, 45))
    assert (box.length, box.height) == pytest.approx((100 + 2 * grown, 10 + 2 * grown))
    assert box.score == pytest.approx(0.9)


def test_weak_and_tiny_cores_are_no_boxes():
    heat = np.zeros((60, 60), np.float32)
    heat[10:20, 10:40] = 0.4
    heat[40:42, 10:40] = 0.9
    assert boxes_of(heat) == []


@pytest.mark.parametrize("degrees", [0, 30, 45, 90, -20])
def test_the_smallest_box_has_the_direction_of_what_it_holds(degrees):
    drawn = TextBox(100, 100, 80, 16, math.radians(degrees))
    rows, columns = np.nonzero(drawn.covers(Rect(0, 0, 200, 200)))
    box = smallest_box(np.stack([columns, rows], axis=1).astype(float))
    assert abs(math.sin(box.angle - drawn.angle)) < 0.03
    assert (box.x, box.y) == pytest.approx((100, 100), abs=0.6)
    assert (box.length, box.height) == pytest.approx((80, 16), abs=2.5)


def test_of_boxes_over_each_other_the_first_stays():
    large, small, beside = TextBox(50, 50, 80, 20), TextBox(52, 50, 30, 15), TextBox(50, 90, 80, 20)
    assert overlap(large, small) == 1
    assert overlap(large, beside) == 0
    assert without_repeats([large, small, beside]) == [large, beside]
