import numpy as np
import pytest
from scipy import ndimage

from inpaint_studio.editing.geometry import Size
from inpaint_studio.filling.request import FillError
from inpaint_studio.filling.unblend import joint
from inpaint_studio.filling.unblend.residue import with_mark, without
from tests.filling.unblend.marked import SHAPE, decibels, letters, photographs, under

SIZE = Size(SHAPE[1], SHAPE[0])


def _estimate(crops):
    *_, last = joint.estimated(crops, (0, 0), SIZE)
    return last


def test_a_mark_is_estimated_from_pictures_and_comes_off_to_more_than_30_decibels():
    photos = photographs(10)
    opacity, colour = letters()
    seen = under(photos, opacity, colour)
    matches = _estimate(seen)
    own, tint = joint.planes_of(matches.mark, 3, (0, 0), SHAPE)
    where = opacity > 0
    bare = np.stack([without(one, own, tint, matches.mark.linear) for one in seen])
    assert decibels(seen, photos, where) < 20
    assert decibels(bare, photos, where) > 30
    assert matches.marked == 10
    assert not matches.mark.linear
    assert set(matches.shifts) == {(0.0, 0.0)}
    far = ~ndimage.binary_dilation(where, iterations=4)
    assert (bare == seen)[..., far].all()


def test_a_mark_that_leaves_the_picture_comes_off_up_to_the_border():
    photos = photographs(8)
    opacity, colour = letters()
    opacity = np.roll(opacity, 24, axis=0)
    opacity[:24] = 0
    seen = under(photos, opacity, colour)
    matches = _estimate(seen)
    own, tint = joint.planes_of(matches.mark, 3, (0, 0), SHAPE)
    bare = np.stack([without(one, own, tint, matches.mark.linear) for one in seen])
    last = opacity > 0
    last[:-3] = False
    assert last.sum() > 40
    assert decibels(seen, photos, last) < 20
    assert decibels(bare, photos, last) > 35


def test_a_mark_that_was_blended_as_light_is_taken_off_as_light():
    photos = photographs(10, seed=2)
    opacity, colour = letters()
    seen = np.stack([np.rint(255 * with_mark(one, opacity, colour, True)) / 255 for one in photos]).astype(np.float32)
    matches = _estimate(seen)
    assert matches.mark.linear
    own, tint = joint.planes_of(matches.mark, 3, (0, 0), SHAPE)
    bare = np.stack([without(one, own, tint, True) for one in seen])
    assert decibels(bare, photos, opacity > 0) > 30


def test_pictures_without_the_mark_among_them_are_told_apart():
    photos = photographs(10, seed=3)
    opacity, colour = letters()
    seen = under(photos, opacity, colour)
    seen[[2, 7]] = photos[[2, 7]]
    matches = _estimate(seen)
    assert [one.passes for one in matches.residues] == [n not in (2, 7) for n in range(10)]
    assert joint.place_in(photos[2], (0, 0), matches.mark, may_shift=True) is None
    placed = joint.place_in(seen[0], (0, 0), matches.mark, may_shift=True)
    assert placed is not None
    assert placed[1] == (0.0, 0.0)


@pytest.mark.parametrize(
    ("crops", "words"),
    [
        (photographs(3), "too few"),
        (photographs(8), "no mark in common"),
        (under(photographs(8, alike=True), *letters()), "equally bright"),
    ],
)
def test_what_cannot_be_estimated_is_said_in_a_sentence(crops, words):
    with pytest.raises(FillError, match=words):
        _estimate(crops)


def test_a_mark_that_is_moved_lies_elsewhere_and_whole_pixels_are_copied():
    opacity, colour = letters()
    from inpaint_studio.editing.marks import Mark

    mark = Mark.of(opacity, np.ascontiguousarray(colour.transpose(1, 2, 0)), (0, 0), SIZE)
    moved = joint.shifted(mark, (3.0, -2.0))
    assert moved.rect == mark.rect.translate(3, -2)
    assert (moved.samples == mark.samples).all()
    half = joint.shifted(mark, (0.5, 0.0))
    assert abs(float(half.opacity.sum()) - float(mark.opacity.sum())) < 0.01 * float(mark.opacity.sum())
    assert joint.shifted(mark, (500.0, 0.0)) is None
