"""Views: finders see data through their levels, propose nothing of what is unknown, and refuse other pictures."""

from dataclasses import replace

import numpy as np
import pytest

from inpaint_studio.editing.bands import Band, Levels
from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Mask, Picture
from inpaint_studio.finding.finder import CannotSearch, Finder, Finding, Progress, View
from inpaint_studio.finding.finders import FINDERS, finders_for
from inpaint_studio.finding.search import find
from inpaint_studio.finding.views import view_of


def data_picture(unknown: Mask | None = None, dtype: str = "int16") -> Picture:
    pixels = np.tile(np.arange(-100, 100, 2, dtype=np.float64)[None, :, None], (60, 1, 1)).astype(dtype)
    if unknown is not None:
        pixels[unknown > 0] = -2000
    return Picture(pixels, bands=(Band("CT", "HU"),), levels=Levels((0,), (-100.0,), (100.0,)), unknown=unknown)


def corner() -> Mask:
    unknown = np.zeros((60, 100), np.uint8)
    unknown[:20, :30] = 255
    unknown[40:44, 60:64] = 255
    return unknown


def findings(values: object) -> list[Finding]:
    return [value for value in values if isinstance(value, Finding)]  # type: ignore[attr-defined]


def test_a_photograph_is_looked_at_as_it_is():
    picture = Picture(np.zeros((8, 8, 3), np.uint8))
    view = view_of(picture)
    assert view.pixels is picture.pixels
    assert view.data is None


def test_data_are_looked_at_through_their_levels_with_their_fills():
    picture = data_picture()
    fill = Fill("a", Rect(0, 0, 2, 2), np.full((2, 2, 1), 100, np.int16), np.full((2, 2), 255, np.uint8), Recipe("x"))
    view = view_of(picture, (fill,))
    assert (view.pixels.shape, view.pixels.dtype) == ((60, 100, 3), np.uint8)
    assert (view.pixels[:2, :2] == 255).all()
    assert view.data is not None
    assert (view.data.samples[:2, :2] == 100).all()


def test_the_edge_of_what_is_unknown_is_not_seen():
    view = view_of(data_picture(corner()))
    seen = view.pixels[:, :, 0].astype(int)
    beside = [seen[y, x] - seen[y, x + 1] for y, x in ((5, 29), (41, 59), (41, 63))]
    assert np.abs(beside).max() <= 3  # padding would be black beside what is known


def test_what_is_unknown_is_found_piece_by_piece_and_not_where_a_fill_lies():
    picture = data_picture(corner())
    first, second = findings(find(view_of(picture), [FINDERS["unknown"]]))
    assert {first.rect, second.rect} == {Rect(0, 0, 30, 20), Rect(60, 40, 4, 4)}
    assert (first.kind, first.confidence) == ("unknown", 1.0)
    fill = Fill("a", Rect(60, 40, 4, 4), np.zeros((4, 4, 1), np.int16), np.full((4, 4), 255, np.uint8), Recipe("x"))
    assert [one.rect for one in findings(find(view_of(picture, (fill,)), [FINDERS["unknown"]]))] == [Rect(0, 0, 30, 20)]


def test_no_number_is_unknown():
    pixels = np.zeros((9, 9, 2), np.float32)
    pixels[3, 4, 1] = np.nan
    picture = Picture(pixels, bands=(Band(), Band()), levels=Levels())
    (one,) = findings(find(view_of(picture), [FINDERS["unknown"]]))
    assert one.rect == Rect(4, 3, 1, 1)


def test_other_finders_propose_nothing_of_what_is_unknown():
    def everything(view: View, options: object):
        yield Finding(Rect(0, 0, 100, 60), np.full((60, 100), 255, np.uint8), "damage")
        yield Finding(Rect(0, 0, 5, 5), np.full((5, 5), 255, np.uint8), "damage")
        yield Progress(1, 1)

    (one,) = findings(find(view_of(data_picture(corner())), [Finder("toy", "Toy", everything)]))
    np.testing.assert_array_equal(one.mask > 0, corner() == 0)


def test_each_finder_says_for_which_pictures_it_is():
    assert {"clouds", "unknown"} == {one.key for one in finders_for(True)} - {one.key for one in finders_for(False)}
    assert "infrared" not in {one.key for one in finders_for(True)}
    photograph = View(np.zeros((64, 64, 3), np.uint8))
    for key, view in (("infrared", view_of(data_picture())), ("clouds", photograph), ("unknown", photograph)):
        with pytest.raises(CannotSearch, match="measured data"):
            list(find(view, [FINDERS[key]]))


@pytest.mark.parametrize("key", ["damage"])
def test_finders_of_photographs_look_at_data_as_they_are_seen(key: str):
    picture = data_picture()
    pixels = picture.pixels.copy()
    pixels[10:50, 50:52] = 1500  # a streak
    marked = findings(find(view_of(replace(picture, pixels=pixels)), [FINDERS[key]]))
    assert any(one.rect.intersects(Rect(50, 10, 2, 40)) for one in marked)
