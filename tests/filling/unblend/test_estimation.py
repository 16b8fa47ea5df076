import numpy as np
import pytest

from inpaint_studio.filling.unblend import estimation
from inpaint_studio.filling.unblend.region import region_of
from tests.filling.unblend.marked import SHAPE, letters, photographs, under


def test_few_pictures_with_one_colour_give_its_opacity_and_colour():
    opacity, colour = letters()
    seen = under(photographs(6, seed=14), opacity, colour)
    region = region_of(seen)
    *progress, mark = estimation.estimate(seen, estimation.filled(seen, region), region, "one colour")
    assert progress == sorted(progress)
    assert progress[-1] == 1
    solid = opacity > 0.35
    assert abs(float(np.median(mark[3][solid])) - 0.4) < 0.04
    assert np.abs(estimation.colour_of(mark) - [1, 0.95, 0.9]).max() < 0.08
    assert not mark[:, ~region].any()
    assert estimation.misfit(seen, mark, region) < estimation.misfit(seen, np.zeros_like(mark), region)


def test_a_mark_of_nothing_has_no_colour_of_its_own():
    assert (estimation.colour_of(np.zeros((4, 8, 8), np.float32)) == 1).all()


def two_coloured():
    """Opacity, (H, W), and colour, (3, H, W): the left half orange, the other blue."""
    opacity, colour = letters()
    colour[:, :, : SHAPE[1] // 2] = np.array([1.0, 0.6, 0.1])[:, None, None]
    colour[:, :, SHAPE[1] // 2 :] = np.array([0.1, 0.2, 0.9])[:, None, None]
    return opacity, colour


@pytest.mark.parametrize("count", [6, 13])
def test_colours_are_several_where_they_differ_by_more_than_chance(count):
    photos = photographs(count, seed=6)
    spreads = []
    for mark in (letters(), two_coloured()):
        seen = under(photos, *mark)
        region = region_of(seen)
        *_, free = estimation.estimate(
            seen, estimation.filled(seen, region), region, "free", estimation.ROUNDS_COMPARED
        )
        spreads.append(estimation.spread_of(free))
    assert spreads[0] < 0.3 / count**0.5
    assert spreads[1] > 0.9 / count**0.5


def test_a_mark_of_two_colours_is_not_taken_for_one_of_one_colour():
    seen = under(photographs(6, seed=7), *two_coloured())
    region = region_of(seen)
    *progress, model = estimation.chosen(seen, estimation.filled(seen, region), region)
    assert model == "free"
    assert progress == sorted(progress)
    assert progress[-1] <= 1


def test_many_pictures_whose_mark_shows_one_colour_are_estimated_once():
    seen = under(photographs(13, seed=6), *letters())
    region = region_of(seen)
    *progress, model = estimation.chosen(seen, estimation.filled(seen, region), region, quick=True)
    assert model == "one colour"
    assert len(progress) == estimation.ROUNDS_COMPARED * 3
    assert estimation.spread_of(np.zeros((4, 8, 8), np.float32)) == 0
