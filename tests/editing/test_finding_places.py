"""Where findings lie: those in a rectangle, and the one at a point."""

import numpy as np
import pytest

from inpaint_studio.editing.finding_places import FindingPlaces
from inpaint_studio.editing.findings import Finding
from inpaint_studio.editing.geometry import Rect


def _finding(rect: Rect, *set_at: tuple[int, int]) -> Finding:
    mask = np.zeros((rect.height, rect.width), np.uint8)
    for x, y in set_at:
        mask[y - rect.y, x - rect.x] = 255
    if not set_at:
        mask[:] = 255
    return Finding(rect, mask, "dust")


BOX = _finding(Rect(10, 10, 4, 4))
HAIR = _finding(Rect(0, 0, 40, 40), *((x, x) for x in range(40)))
FAR = _finding(Rect(100, 100, 2, 2))
PLACES = FindingPlaces((BOX, HAIR, FAR))


@pytest.mark.parametrize(
    ("rect", "expected"),
    [
        (Rect(0, 0, 5, 5), (HAIR,)),
        (Rect(0, 0, 200, 200), (BOX, HAIR, FAR)),
        (Rect(14, 0, 10, 10), (HAIR,)),
        (Rect(40, 40, 60, 60), ()),
        (Rect(40, 40, 61, 61), (FAR,)),
    ],
)
def test_those_whose_rectangle_meets_another_are_found_in_their_order(rect, expected):
    assert PLACES.within(rect) == expected


@pytest.mark.parametrize(
    ("x", "y", "reach", "expected"),
    [
        (12.0, 12.0, 0.0, BOX),  # of two, the smaller
        (30.5, 30.5, 0.0, HAIR),
        (30.5, 34.5, 1.0, None),  # in the rectangle, but beside every pixel
        (30.5, 33.5, 2.0, HAIR),
        (99.0, 101.0, 1.0, FAR),
        (98.9, 101.0, 1.0, None),
        (-5.0, -5.0, 4.0, None),
    ],
)
def test_the_one_at_a_point_has_a_pixel_within_reach(x, y, reach, expected):
    assert PLACES.at(x, y, reach) is expected


def test_of_none_there_is_none():
    places = FindingPlaces(())
    assert places.within(Rect(0, 0, 10, 10)) == ()
    assert places.at(1, 1, 5) is None
