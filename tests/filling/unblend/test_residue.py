import numpy as np
import pytest

from inpaint_studio.filling.unblend.residue import contrast_of, residue_of, unevenness_of, with_mark
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


@pytest.mark.parametrize("linear", [False, True])
def test_a_mark_is_left_evenly_at_all_levels_when_it_is_taken_off_as_it_was_blended(linear):
    opacity, colour = letters()
    photos = photographs(8, seed=7)
    seen = np.stack([with_mark(photo, opacity, colour, linear) for photo in photos])
    contrasts = contrast_of(seen, opacity, colour)
    right, wrong = (unevenness_of(seen, contrasts, opacity, colour, one) for one in (linear, not linear))
    assert right < 0.01
    assert wrong > 0.05
    # Not only of the right opacity: of the one that the wrong way of blending explains best.
    for scale in (0.6, 0.8, 1.2, 1.4):
        assert unevenness_of(seen, contrasts, opacity * scale, colour, not linear) > 0.04


@pytest.mark.parametrize("linear", [False, True])
def test_steps_that_a_codec_softens_at_all_levels_say_nothing_of_the_blending(linear):
    opacity, colour = letters()
    photos = photographs(8, seed=8)
    seen = np.stack([with_mark(photo, opacity, colour, linear) for photo in photos])
    soft = (0.75 * seen + 0.25 * photos).astype(np.float32)
    contrasts = contrast_of(soft, opacity, colour)
    right, wrong = (unevenness_of(soft, contrasts, opacity, colour, one) for one in (linear, not linear))
    assert right < 0.5 * wrong


def test_where_no_mark_is_seen_nothing_of_it_is_even():
    opacity, colour = np.zeros((72, 112), np.float32), letters()[1]
    photos = photographs(2)
    assert unevenness_of(photos, contrast_of(photos, opacity, colour), opacity, colour, False) == 1.0
