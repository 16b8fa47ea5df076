"""Components of dust: most certain first, each with a polarity."""

import numpy as np

from inpaint_studio.finding.infrared.analysis import calibrated
from inpaint_studio.finding.infrared.detection import SEED, Dust, detect

from ..infrared_scans import SPOTS, film


def components(pixels: np.ndarray, infrared: np.ndarray) -> list[Dust]:
    frame = calibrated(pixels, infrared)
    return [value for value in detect(frame, pixels, infrared) if isinstance(value, Dust)]


def test_each_speck_is_one_component_and_the_most_certain_comes_first() -> None:
    listed = components(*film())
    sure = [one for one in listed if one.confidence >= 0.5]
    assert len(sure) == len(SPOTS)
    assert [one.confidence for one in listed] == sorted((one.confidence for one in listed), reverse=True)
    assert all(one.contrast < 0 for one in sure)
    assert all(one.mask.max() == 255 for one in sure)


def test_half_certain_is_the_default_threshold() -> None:
    one = components(*film())[0]
    assert Dust(one.rect, one.mask, SEED, 0.0, False).confidence == 0.5


def test_a_frame_without_dust_has_none() -> None:
    assert not [one for one in components(*film(0.3, (2.0, 1.0), spots=())) if one.confidence >= 0.5]
