import numpy as np
from scipy import ndimage

from inpaint_studio.filling.unblend import registration
from tests.filling.unblend.marked import letters, photographs, under


def test_shifts_up_to_eight_pixels_are_found_between_pixels():
    photos = photographs(12, seed=1)
    opacity, colour = letters(0.5)
    rng = np.random.default_rng(0)
    shifts = rng.uniform(-8, 8, (12, 2))
    moved = [np.clip(ndimage.shift(opacity, (dy, dx), order=3), 0, 1) for dx, dy in shifts]
    seen = np.stack([under(one, own, colour) for one, own in zip(photos, moved, strict=True)])
    found, sure = registration.shifts_of(seen, 10)
    away = (found - shifts) - np.median(found - shifts, axis=0)
    # Of photographs the largest of 16 is .13 (bench_unblend); here an edge may lie along a bar of the mark.
    assert np.median(np.abs(away)) <= 0.06
    assert np.abs(away).max() <= 0.4
    assert sure.min() > 0.3


def test_one_picture_is_placed_by_a_mark_that_is_known():
    photo = photographs(1, seed=4)[0]
    opacity, colour = letters()
    seen = under(photo, np.roll(opacity, (-2, 5), (0, 1)), colour)
    assert registration.shift_to(seen, opacity, colour, 8) == (5.0, -2.0)


def test_marks_at_one_place_have_no_shift():
    seen = under(photographs(6, seed=2), *letters())
    found, _ = registration.shifts_of(seen, 8)
    assert (found == 0).all()
