import numpy as np
import pytest

from inpaint_studio.editing.geometry import Size
from inpaint_studio.filling.request import FillError
from inpaint_studio.filling.unblend.common import planes_of
from inpaint_studio.filling.unblend.logo import drawn_at, logo_in
from tests.filling.unblend.marked import decibels, letters, photographs, under


def _logo():
    alpha, colour = letters(1.0)
    whole = np.concatenate([colour, alpha[None]]).transpose(1, 2, 0)
    return np.ascontiguousarray(whole[18:54, 18:88])


def test_a_logo_is_found_with_place_size_and_opacity():
    photo = photographs(1, seed=8, shape=(120, 160))[0]
    size = Size(160, 120)
    true = drawn_at(_logo(), 61.4, 40.7, 1.06, 0.45, size)
    opacity, colour = planes_of(true, 3, (0, 0), (120, 160))
    seen = under(photo, opacity, colour)
    *_, (mark, found, residue) = logo_in(seen, _logo())
    assert abs(found - 0.45) < 0.03
    assert abs(mark.scale - 1.06) < 0.005
    assert residue.passes
    own, tint = planes_of(mark, 3, (0, 0), (120, 160))
    bare = np.where(own > 0, (seen - own * tint) / (1 - own), seen)
    assert decibels(bare, photo, opacity > 0) > 32


def test_a_picture_without_the_logo_is_refused():
    with pytest.raises(FillError, match="not found"):
        list(logo_in(photographs(1, seed=9, shape=(120, 160))[0], _logo()))


def test_a_logo_larger_than_the_picture_is_refused():
    with pytest.raises(FillError, match="larger than the picture"):
        list(logo_in(photographs(1, shape=(30, 30))[0], _logo()))
