"""The colours of classes: every class has one, and those of one finder are told apart by anybody."""

from itertools import combinations

import numpy as np
import pytest

from inpaint_studio.editing.finding_classes import FINDING_CLASSES
from inpaint_studio.ui.kit.finding_look import COLOURS, class_name, finding_colour, swatch

# Machado, Oliveira and Fernandes 2009, severity 1.0, of linear RGB.
BLINDNESS = {
    "none": np.eye(3),
    "protanopia": np.array([[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]]),
    "deuteranopia": np.array([[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]]),
    "tritanopia": np.array([[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]]),
}
OF_ONE_FINDER = (("dust", "hair", "scratch", "crack", "fold", "damage"), ("caption", "date", "mark", "scene-text"))


def _lab(kind: str, blindness: np.ndarray) -> np.ndarray:
    srgb = np.array(finding_colour(kind).getRgbF()[:3])
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(blindness @ linear, 0, 1)
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ seen
    ratio = xyz / np.array([0.9505, 1.0, 1.089])
    f = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("blindness", BLINDNESS)
@pytest.mark.parametrize("kinds", OF_ONE_FINDER)
def test_classes_of_one_finder_are_told_apart_by_anybody(blindness, kinds):
    for one, other in combinations(kinds, 2):
        distance = np.linalg.norm(_lab(one, BLINDNESS[blindness]) - _lab(other, BLINDNESS[blindness]))
        assert distance > 11, (one, other)  # CIE76; 2.3 is just noticeable


@pytest.mark.usefixtures("qapp")
def test_every_class_has_a_colour_and_an_unknown_one_is_white():
    assert set(COLOURS) == set(FINDING_CLASSES)
    assert finding_colour("of a guest").name() == "#ffffff"
    assert class_name("hair", several=True) == "Hairs"
    assert class_name("of a guest") == "of a guest"
    assert not swatch("dust").isNull()


def test_every_colour_is_light_enough_for_a_dark_picture():
    assert min(_lab(kind, BLINDNESS["none"])[0] for kind in COLOURS) > 50
