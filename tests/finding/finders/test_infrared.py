"""The finder of dust by infrared: what it proposes, and what it refuses in a sentence."""

import numpy as np
import pytest

from inpaint_studio.finding.finder import CannotSearch, Finding, Progress, View
from inpaint_studio.finding.finders import FINDERS

from ..infrared_scans import film, squares

FINDER = FINDERS["infrared"]


def findings(view: View) -> list[Finding]:
    return [value for value in FINDER.find(view, FINDER.options()) if isinstance(value, Finding)]


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_the_specks_are_proposed_and_little_else(dtype: type) -> None:
    pixels, infrared = film(0.15, (1.0, -2.0), dtype=dtype)
    proposed = np.zeros(infrared.shape, bool)
    for finding in findings(View(pixels, infrared=infrared)):
        assert finding.kind == finding.source == "infrared"
        if finding.confidence >= 0.5:
            assert finding.polarity != "lighter"
            proposed[finding.rect.slices] |= finding.mask > 0
    assert proposed[squares()].mean() > 0.9
    assert proposed.sum() < 2.2 * squares().sum()


def test_a_picture_without_infrared_is_refused_in_a_sentence() -> None:
    with pytest.raises(CannotSearch, match="no infrared"):
        findings(View(film()[0]))


def test_film_of_silver_is_refused_in_a_sentence() -> None:
    pixels, infrared = film(1.0)
    with pytest.raises(CannotSearch, match="silver"):
        findings(View(pixels, infrared=infrared))


def test_grey_of_sixteen_bits_has_dust_too() -> None:
    pixels, infrared = film(0.1)
    assert len([one for one in findings(View(pixels[:, :, :1], infrared=infrared)) if one.confidence >= 0.5]) >= 5


def test_the_search_can_be_given_up_between_bands() -> None:
    pixels, infrared = film()
    search = FINDER.find(View(pixels, infrared=infrared), FINDER.options())
    assert isinstance(next(search), Progress)
    assert isinstance(next(search), Progress)
    search.close()
