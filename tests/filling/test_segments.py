"""A long scene comes out of its segments as it does in one go, and what was invented does not change at a seam."""

from itertools import pairwise

import numpy as np
import pytest

from inpaint_studio.filling import neighbours as module
from inpaint_studio.filling import segments as dividing
from inpaint_studio.filling.neighbours import neighbours
from inpaint_studio.filling.segments import goes_on, segments

from .small_stacks import Flat, box, filled, hidden, pan, window_of


class Loud(Flat):
    """Paints every plane in another colour, so that what is not carried along is seen."""

    def __call__(self, plane, pixels, hole, barred):
        out = super().__call__(plane, pixels, hole, barred)
        out[hole.mask > 0] = 40 + 9 * len(self.planes) % 150
        return out


@pytest.fixture(autouse=True)
def short(monkeypatch):
    monkeypatch.setattr(dividing, "LONGEST", 4)


def test_planes_are_divided_where_they_are_many_and_at_gaps_that_nothing_goes_across():
    assert segments(range(10)) == [(0, 1, 2, 3), (4, 5, 6, 7), (8, 9)]
    assert segments((0, 40, 81)) == [(0, 40), (81,)]
    assert segments(()) == []
    assert goes_on(3, 43)
    assert not goes_on(3, 44)
    assert not goes_on(5, 5)


def test_an_invented_answer_stands_still_over_every_seam():
    frames = [pan(1)[0]] * 10
    out, made = filled(frames, [box(40, 30, 50, 40)] * 10, Loud())
    assert {fill.method for fill in made} == {"neighbours"}
    assert all((one == out[0]).all() for one in out)


@pytest.fixture(scope="module")
def panned():
    """A panning scene, filled in one go: masks, what may be seen of it, its planes and fills, and the method."""
    frames, masks, flat = pan(10, 1.0), [box(40, 30, 50, 40)] * 10, Loud()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dividing, "LONGEST", 4)
        out, made = filled(frames, masks, flat)
    return masks, hidden(frames, masks), out, made, flat


def test_what_was_invented_moves_on_over_a_seam(panned):
    _, _, out, _, flat = panned
    assert not {4, 8} & set(flat.planes)
    middle = (slice(45, 55), slice(60, 70))
    steps = [np.abs(a[middle].astype(float) - b[middle]).mean() for a, b in pairwise(out)]
    assert steps[3] <= max(steps[:3]) + 2
    assert steps[7] <= max(steps[4:7]) + 2


def test_each_segment_by_itself_gives_what_all_give_together(panned):
    masks, dark, _, together, _ = panned
    window = window_of(dark, masks)
    apart, before, invent = [], (), Loud()
    for planes in segments(range(10)):
        made = list(neighbours(window, planes, invent, before=before))
        apart += made
        before = [fill for fill in made if fill.plane == planes[-1]]
    assert [fill.plane for fill in apart] == [fill.plane for fill in together] == list(range(10))
    assert all((a.pixels == b.pixels).all() for a, b in zip(apart, together, strict=True))


def test_the_plane_before_a_run_shows_further_than_planes_are_looked_at(monkeypatch):
    monkeypatch.setattr("inpaint_studio.filling.plane_views.REACH", 2)
    monkeypatch.setattr("inpaint_studio.filling.plane_views._LEAST_REACH", 2)
    frames = [pan(1)[0]] * 9
    out, _ = filled(frames, [None, *[box()] * 8], Loud())
    assert all(np.abs(one.astype(int) - frames[0]).max() <= 1 for one in out)


def test_a_hole_that_was_left_to_its_plane_is_tried_again_in_the_next_segment(monkeypatch):
    verdicts = iter((False, True))
    monkeypatch.setattr(module, "_passes", lambda *_: next(verdicts))
    frames = [pan(1)[0]] * 10
    _, made = filled(frames, [box()] * 10, Flat())
    assert [fill.method for fill in made] == [""] * 4 + ["neighbours"] * 6
