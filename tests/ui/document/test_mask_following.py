"""A mask carried along with what moves under it."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from scipy import ndimage

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.mask import bounds
from inpaint_studio.editing.picture import Picture
from inpaint_studio.editing.stack import Place, Stack
from inpaint_studio.ui.document.mask_following import follow_mask

SIDE, THING = 160, 24


def speckles(random, side, size):
    grey = ndimage.gaussian_filter(random.random((side, side)), size)
    return 128 + (grey - grey.mean()) * 40 / grey.std()


class Moving:
    """A speckled square that moves over a speckled ground; from plane 6 on another scene."""

    path, axis, cuts = Path("moving"), "frame", None

    def __init__(self, step):
        self.step = step
        self.places = tuple(Place(Fraction(plane, 25)) for plane in range(8))
        random = np.random.default_rng(3)
        self.ground, self.thing, self.other = (speckles(random, *of) for of in ((SIDE, 2), (THING, 1.5), (SIDE, 3)))

    def at(self, plane):
        return 30 + self.step[0] * plane, 60 + self.step[1] * plane

    def picture(self, plane):
        grey = (self.other if plane >= 6 else self.ground).copy()
        if plane < 6:
            x, y = self.at(plane)
            grey[y : y + THING, x : x + THING] = self.thing
        return Picture(np.clip(grey, 0, 255).astype(np.uint8)[:, :, None].repeat(3, axis=2), plane=plane)


@pytest.mark.parametrize("step", [(5, 0), (7, -4), (0, 0)])
def test_the_mask_stays_on_what_it_was_drawn_on_until_another_scene(step):
    planes = Moving(step)
    document = Document(planes.picture(0))
    document.state = replace(document.state, stack=Stack(planes.picture(2), planes))
    mask = np.zeros((SIDE, SIDE), np.uint8)
    x, y = planes.at(2)
    mask[y : y + THING, x : x + THING] = 255
    followed = {one.plane: one.mask for one in follow_mask(document.state, mask, 0, 7)}
    assert sorted(followed) == [0, 1, 3, 4, 5, 6]
    assert followed.pop(6) is None
    for plane, made in followed.items():
        rect, (x, y) = bounds((made.unpack() > 127).astype(np.uint8)), planes.at(plane)
        assert max(abs(rect.x - x), abs(rect.y - y), abs(rect.right - x - THING), abs(rect.bottom - y - THING)) <= 1
