"""Findings under review: filter, decisions, and the mask that they make."""

from dataclasses import replace

import numpy as np
import pytest

from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.finding_classes import FINDING_CLASSES, finding_class
from inpaint_studio.editing.findings import Finding, Review, ReviewFilter, joined
from inpaint_studio.editing.geometry import NOWHERE, Rect, Size


def _finding(x=10, y=20, width=6, height=4, **facts):
    return Finding(
        Rect(x, y, width, height), np.full((height, width), 255, np.uint8), facts.pop("kind", "dust"), **facts
    )


@pytest.mark.parametrize(("shape", "dtype"), [((3, 6), np.uint8), ((4, 6), np.float32)])
def test_a_mask_that_does_not_fit_is_refused(shape, dtype):
    with pytest.raises(ValueError, match="does not fit"):
        Finding(Rect(0, 0, 6, 4), np.zeros(shape, dtype), "dust")


def test_identity_is_of_place_and_shape_alone():
    one = _finding(confidence=0.4)
    assert one.identity == _finding(confidence=0.9, kind="hair").identity
    assert len({one.identity, _finding(x=11).identity, _finding(width=4, height=6).identity}) == 3


def test_the_filter_admits_by_every_measure():
    light = _finding(confidence=0.6, polarity="lighter")
    assert ReviewFilter().admits(light)
    assert not ReviewFilter(sensitivity=0.3).admits(light)
    assert ReviewFilter(sensitivity=0.4).admits(light)
    assert not ReviewFilter(smallest=25).admits(light)
    assert ReviewFilter(smallest=24).admits(light)
    assert not ReviewFilter(without=frozenset({"dust"})).admits(light)
    assert not ReviewFilter(side="darker").admits(light)
    assert ReviewFilter(side="darker").admits(replace(light, polarity="none"))


def test_what_is_detected_mostly_in_what_was_rejected_is_rejected():
    eye = _finding(source="damage")
    review = Review((eye,)).decided([eye], False)
    slightly_other, wide = _finding(x=11, y=19, source="damage"), _finding(width=30, height=9, source="damage")
    elsewhere, text = _finding(x=40, source="damage"), _finding(x=11, source="text")
    review = review.with_detected([slightly_other, wide, elsewhere, text])
    assert [one for one in review.findings if not review.is_accepted(one)] == [eye, slightly_other]
    decided = review.decided([slightly_other], True).with_detected([replace(slightly_other)])
    assert decided.is_accepted(slightly_other)


def test_inside_and_outside_of_what_is_marked():
    one, other = _finding(), _finding(x=60)
    mask = np.zeros((100, 100), np.uint8)
    mask[20, 15] = 128
    review = Review((one, other))
    assert replace(review, filter=ReviewFilter(extent="inside")).proposed(mask) == (one,)
    assert replace(review, filter=ReviewFilter(extent="outside")).proposed(mask) == (other,)
    assert replace(review, filter=ReviewFilter(extent="inside")).proposed() == ()


def test_decisions_outlast_sliders_and_another_search():
    certain, sign = _finding(), _finding(x=60, kind="scene-text", is_suggested=False)
    review = Review((certain, sign))
    assert review.accepted() == (certain,)
    review = review.decided([certain], False).decided([sign], True)
    assert review.accepted() == (sign,)
    moved = replace(review, filter=ReviewFilter(sensitivity=0.9))
    again = moved.without_source("").with_findings((_finding(confidence=0.2), replace(sign)))
    assert [again.is_accepted(finding) for finding in again.findings] == [False, True]
    assert again.decided(again.findings, None).accepted() == (again.findings[0],)
    assert not again.decided(again.findings, None).is_decided(again.findings[0])


def test_a_finding_of_the_same_identity_replaces_the_older():
    review = Review((_finding(confidence=0.2),)).with_findings([_finding(confidence=0.8)])
    assert [finding.confidence for finding in review.findings] == [0.8]


def test_findings_are_joined_with_their_margin_inside_the_picture():
    size = Size(40, 30)
    corner, other = _finding(x=0, y=0), _finding(x=30, y=20)
    rect, mask = joined([corner, other], size, margin=2)
    assert rect == Rect(0, 0, 38, 26)
    assert mask.shape == (26, 38)
    assert mask[5, 0] == 255
    assert mask[5, 7] == 0  # the corner of a circle
    assert mask[6, 0] == 0
    part = Rect(4, 2, 8, 8)
    assert (joined([corner, other], size, 2, part)[1] == mask[part.slices]).all()
    assert joined([], size)[0] == NOWHERE
    assert joined([], size, 1, Rect(0, 0, 4, 4))[1].sum() == 0


def test_a_class_that_is_not_in_the_table_goes_by_its_key():
    assert finding_class("dust") is FINDING_CLASSES["dust"]
    assert finding_class("stamp").title == "stamp"


def test_a_long_scratch_is_inside_what_is_marked_by_its_own_pixels():
    """Not by its rectangle, most of which it does not touch."""
    diagonal = np.zeros((200, 200), np.uint8)
    np.fill_diagonal(diagonal, 255)
    scratch = Finding(Rect(10, 20, 200, 200), diagonal, "scratch")
    review = Review((scratch,), filter=ReviewFilter(extent="inside"))
    mask = np.zeros((300, 300), np.uint8)
    mask[20:60, 100:200] = 255
    assert review.proposed(mask) == ()
    mask[120, 110] = 1
    assert review.proposed(mask) == (scratch,)
    rows, columns = scratch.pixels
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (20, 219, 10, 209)
    scratch.prepare()


def _fill(rect: Rect, covered: Rect) -> Fill:
    """Over `covered` of its own rectangle."""
    coverage = np.zeros((rect.height, rect.width), np.uint8)
    coverage[covered.inside(rect).slices] = 255
    return Fill("f", rect, np.zeros((rect.height, rect.width, 3), np.uint8), coverage, Recipe("membrane"))


def test_a_finding_is_covered_where_each_of_its_pixels_is_marked_or_filled():
    finding, mask = _finding(), np.zeros((100, 100), np.uint8)
    left, right = Rect(10, 20, 3, 4), Rect(13, 20, 3, 4)
    half = _fill(Rect(0, 0, 80, 60), left)
    assert not finding.is_covered(mask, ())
    assert not finding.is_covered(mask, (half,))
    assert finding.is_covered(mask, (half, _fill(right, right)))
    mask[right.slices] = 120
    assert finding.is_covered(mask, (half,))
    assert not finding.is_covered(mask, ())
    mask[left.slices] = 1
    assert finding.is_covered(mask, ())


def test_a_review_has_served_once_what_was_accepted_is_filled():
    first, second = _finding(), _finding(x=60)
    review = Review().with_findings((first, second))
    beside, over = Rect(30, 20, 10, 10), Rect(58, 18, 10, 10)
    assert not review.is_filled((_fill(beside, beside),))
    assert review.is_filled((_fill(beside, beside), _fill(over, over)))
    assert not Review().is_filled((_fill(over, over),))
    assert review.decided((first,), False).is_filled((_fill(over, over),))
    accepted = review.decided((first, second), True)
    assert not accepted.is_filled((_fill(over, over),))  # the other would be lost
    assert accepted.is_filled((_fill(over, over), _fill(first.rect, first.rect)))
    assert replace(accepted, filter=ReviewFilter(smallest=999)).is_filled((_fill(over, over),))
