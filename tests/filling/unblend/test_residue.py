import numpy as np

from inpaint_studio.filling.unblend.residue import residue_of, surprise, with_mark
from tests.filling.unblend.marked import letters, photographs, under


def test_a_picture_with_the_mark_passes_and_one_without_is_left_alone():
    opacity, colour = letters()
    for photo in photographs(12, seed=5):
        marked = residue_of(under(photo, opacity, colour), opacity, colour)
        assert marked.passes
        assert marked.fall > 0.9
        clean = residue_of(photo, opacity, colour)
        assert not clean.is_marked
        assert not clean.passes


def test_a_mark_that_is_too_opaque_by_far_leaves_edges_of_the_other_sign():
    opacity, colour = letters(0.2)
    photo = photographs(1, seed=6)[0]
    wrong = residue_of(under(photo, opacity, colour), opacity * 3, colour)
    assert wrong.after < -0.25
    assert not wrong.passes


def test_a_mark_that_was_blended_as_samples_is_not_taken_for_light():
    opacity, colour = letters()
    photos = photographs(8, seed=7)
    seen = np.stack([with_mark(photo, opacity, colour, False) for photo in photos])
    assert surprise(seen, opacity, colour, False) < surprise(seen, opacity, colour, True)
