import numpy as np

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.filling.patches import patches

from .small_stacks import HEIGHT, WIDTH, box, window_of

SIZE = Size(WIDTH, HEIGHT)


def test_holes_far_apart_are_patches_of_their_own_through_all_planes():
    two = np.maximum(box(4, 4, 10, 8), box(100, 70, 12, 10))
    window = window_of([None] * 3, [two] * 3)
    first, second = patches(window, range(3))
    assert first.planes == second.planes == (0, 1, 2)
    hole = first.hole(window.hole(1), 1, SIZE)
    assert hole.rect == Rect(4, 4, 10, 8)
    assert (hole.mask == 255).all()


def test_a_hole_that_moves_is_one_patch():
    masks = [box(10 + 12 * n, 30, 14, 14) for n in range(6)]
    (only,) = patches(window_of([None] * 6, masks), range(6))
    assert only.planes == tuple(range(6))
    assert only.core(SIZE).contains(Rect(10, 30, 74, 14))


def test_two_that_meet_later_are_one():
    apart = np.maximum(box(4, 4, 10, 8), box(90, 4, 10, 8))
    joined = np.maximum(apart, box(4, 4, 96, 8))
    (only,) = patches(window_of([None] * 2, [apart, joined]), range(2))
    assert (only.hole(window_of([None], [apart]).hole(0), 0, SIZE).mask > 0).sum() == 160


def test_planes_without_a_hole_have_none():
    assert patches(window_of([None] * 2, [None, None]), range(2)) == []
    (only,) = patches(window_of([None] * 3, [None, box(), None]), range(3))
    assert only.planes == (1,)
