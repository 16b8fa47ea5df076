"""Levels of a document: another look at the same samples, and no step."""

from dataclasses import replace

import numpy as np
import pytest

from inpaint_studio.editing.bands import Band, Levels
from inpaint_studio.editing.document import Document
from inpaint_studio.editing.level_changes import (
    distribution,
    moved,
    own_levels,
    robust_levels,
    seen_through,
    set_levels,
    window,
    window_of,
    with_bands,
    with_ends,
)
from inpaint_studio.editing.picture import Picture

CT = (Band("CT", "HU", 1.0, -1024.0),)


def slice_of(samples: np.ndarray, **more: object) -> Picture:
    return Picture(samples, "ct.dcm", bands=CT, levels=Levels((0,), (864.0,), (1264.0,)), **more)


def test_a_change_of_levels_is_no_step_and_shares_the_samples():
    document = Document(slice_of(np.zeros((4, 5, 1), np.int16)))
    before, ticket = document.picture, document.ticket()

    picture = set_levels(document, Levels((0,), (0.0,), (2000.0,)))

    assert document.picture is picture
    assert picture.pixels is before.pixels
    assert picture.levels == Levels((0,), (0.0,), (2000.0,))
    assert own_levels(picture) == before.levels
    assert not document.is_modified
    assert not document.history.steps
    assert ticket.is_current
    again = set_levels(document, Levels((0,), (1.0,), (2.0,)))
    assert own_levels(again) == before.levels


def test_levels_of_a_band_that_is_not_there_are_refused():
    document = Document(slice_of(np.zeros((4, 5, 1), np.int16)))
    with pytest.raises(ValueError, match="not a picture"):
        set_levels(document, Levels((1,), (0.0,), (1.0,)))
    with pytest.raises(ValueError, match="not a picture"):
        seen_through(Picture(np.zeros((2, 2, 3), np.uint8)), Levels())


def test_a_distribution_leaves_out_what_is_unknown():
    rng = np.random.default_rng(3)
    samples = rng.integers(1000, 1100, (60, 60, 1)).astype(np.int16)
    samples[:20] = -2000
    unknown = np.zeros((60, 60), np.uint8)
    unknown[:20] = 255

    made = distribution(slice_of(samples, unknown=unknown), 0)

    assert 990 < made.least < 1000
    assert 1099 <= made.most < 1110
    assert made.counts.sum() == 40 * 60
    assert made.robust == pytest.approx((1002, 1097), abs=2)


def test_a_distribution_of_what_is_all_unknown_or_all_one_value_can_be_shown():
    assert distribution(slice_of(np.full((4, 4, 1), 7, np.int16)), 0).robust[0] == 7
    floats = Picture(np.full((4, 4, 1), np.nan, np.float32), bands=(Band(),), levels=Levels())
    assert distribution(floats, 0).counts.sum() == 0


def test_a_window_is_said_in_the_unit_of_the_band():
    levels = window(Levels(), CT, -600, 1500)
    assert (levels.low, levels.high) == ((-326.0,), (1174.0,))
    assert window_of(levels, CT) == (-600, 1500)
    falling = (replace(CT[0], scale=-2.0),)
    assert window_of(window(Levels(), falling, 40, 400), falling) == (40, 400)


def test_a_drag_widens_and_moves_every_band_by_its_own_width():
    levels = moved(Levels((0, 1, 2), (0.0, 100.0, 0.0), (10.0, 300.0, 1.0)), up=0.5, wider=2.0)
    assert levels.low == (0.0, 100.0, 0.0)
    assert levels.high == (20.0, 500.0, 2.0)


def test_other_bands_keep_the_ends_of_those_that_were_seen():
    levels = with_bands(Levels((2,), (5.0,), (9.0,), True), (2, 0, 0), lambda band: (band, band + 1))
    assert levels == Levels((2, 0, 0), (5.0, 0, 0), (9.0, 1, 1), True)
    assert with_ends(levels, 1, -3, 3) == Levels((2, 0, 0), (5.0, -3, 0), (9.0, 3, 1), True)


def test_a_window_of_whole_values_reaches_from_the_first_to_the_last_of_them():
    bands = (replace(CT[0], whole_windows=True),)
    levels = window(Levels(), bands, 40, 100)
    assert (levels.low, levels.high) == ((1014.0,), (1113.0,))  # PS3.3 C.11.2.1.2.1
    assert window_of(levels, bands) == (40, 100)
    falling = (Band("X", "HU", -2.0, 100.0),)
    assert window_of(window(Levels(), falling, 7, 30), falling) == (7, 30)


def test_robust_levels_leave_the_tails_out():
    pixels = np.arange(10_000, dtype=np.uint16).reshape(100, 100, 1)
    picture = Picture(pixels, bands=(Band(),), levels=Levels())
    levels = robust_levels(picture, (0,), inverted=True)
    assert (levels.low[0], levels.high[0]) == pytest.approx((199.98, 9799.02))
    assert levels.inverted
