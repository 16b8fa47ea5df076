import numpy as np

from inpaint_studio.filling.unblend import estimation
from inpaint_studio.filling.unblend.region import region_of
from tests.filling.unblend.marked import letters, photographs, under


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
