import numpy as np

from inpaint_studio.filling.unblend.region import region_of
from tests.filling.unblend.marked import letters, photographs, under


def test_the_region_holds_all_of_the_mark_and_not_much_more():
    opacity, colour = letters()
    region = region_of(under(photographs(10, seed=12), opacity, colour))
    assert region[opacity > 0.02].all()
    assert region.sum() < 4 * np.count_nonzero(opacity)


def test_photographs_have_nothing_in_common():
    assert not region_of(photographs(12, seed=13)).any()
