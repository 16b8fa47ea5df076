import numpy as np

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.filling.stack_window import PlacedMask, needs_planes

from .small_stacks import window_of


def test_a_shot_ends_at_cuts():
    window = window_of([None] * 9, [None] * 9, cuts=(3, 7))
    assert [window.shot(plane) for plane in (0, 2, 3, 6, 8)] == [
        range(0, 3),
        range(0, 3),
        range(3, 7),
        range(3, 7),
        range(7, 9),
    ]


def test_planes_lie_apart_as_their_places_say():
    assert window_of([None] * 4, [None] * 4).distance(3, 1) == 2
    assert window_of([None] * 3, [None] * 3, places=(0.0, 6.5, 7.0)).distance(2, 1) == 0.5


def test_a_mask_is_seen_through_any_rectangle():
    placed = PlacedMask(Rect(2, 1, 2, 2), np.full((2, 2), 255, np.uint8))
    assert placed.inside(Rect(0, 0, 4, 4)).sum() == 4 * 255
    assert placed.inside(Rect(3, 2, 5, 5))[0, 0] == 255
    assert not placed.inside(Rect(10, 10, 2, 2)).any()


def test_it_is_said_what_to_do_with_a_single_picture():
    assert "only one" in str(needs_planes())
