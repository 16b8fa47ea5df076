"""Damage by rules piece by piece: each with the sensitivity at which it appears, as a confidence."""

from itertools import pairwise

import numpy as np
import pytest

from inpaint_studio.editing.detect import find_damage
from inpaint_studio.editing.findings import Finding, Review, ReviewFilter, joined
from inpaint_studio.finding import rule_damage
from inpaint_studio.finding.finder import Progress, View
from inpaint_studio.finding.rule_damage import START, confidence_at, rule_findings


@pytest.fixture(scope="module")
def photograph() -> View:
    """A grainy picture with scratches of falling contrast, light and dark."""
    rng = np.random.default_rng(5)
    pixels = 110 + rng.normal(0, 4, (220, 300))
    for number, contrast in enumerate((90, 45, 28, 20, 15, 11)):
        pixels[20:200, 20 + 45 * number : 22 + 45 * number] += contrast
        pixels[20:200, 40 + 45 * number : 42 + 45 * number] -= contrast
    return View(np.clip(pixels, 0, 255).astype(np.uint8)[:, :, None].repeat(3, axis=2))


def findings_of(view: View, **sides: bool) -> list[Finding]:
    sides = {"bright": True, "dark": False, **sides}
    return [one for one in rule_findings(view, "damage", **sides) if isinstance(one, Finding)]


def mask_of(view: View, findings: list[Finding], sensitivity: float) -> np.ndarray:
    review = Review(tuple(findings), filter=ReviewFilter(sensitivity))
    whole = np.zeros(view.size[::-1], bool)
    rect, mask = joined(review.accepted(), view.size, 1)
    whole[rect.slices] = mask > 0
    return whole


def test_at_the_default_the_pieces_are_the_mask_that_the_rules_start_with(photograph):
    findings = findings_of(photograph)
    *_, last = find_damage(photograph.pixels, START, margin=1)
    assert np.array_equal(mask_of(photograph, findings, 0.5), last.mask > 0)
    assert mask_of(photograph, findings, 0.5).any()


def test_the_surest_come_first_and_more_sensitivity_only_adds(photograph):
    findings = findings_of(photograph)
    confidences = [one.confidence for one in findings]
    assert confidences == sorted(confidences, reverse=True)
    assert max(confidences) == 1
    assert min(confidences) < 0.5
    masks = [mask_of(photograph, findings, sensitivity) for sensitivity in (0, 0.25, 0.5, 0.75, 1)]
    for less, more in pairwise(masks):
        assert not (less & ~more).any()
    assert masks[0].sum() < masks[2].sum() < masks[4].sum()


def test_pieces_say_which_side_they_are_of(photograph):
    both = findings_of(photograph, dark=True)
    assert {one.polarity for one in both} == {"lighter", "darker"}
    assert {one.polarity for one in findings_of(photograph, bright=False, dark=True)} == {"darker"}
    assert not findings_of(photograph, bright=False)
    assert {one.kind for one in both} == {"damage"}


def test_textures_do_not_become_a_list_without_end(photograph, monkeypatch):
    whole = findings_of(photograph)
    monkeypatch.setattr(rule_damage, "_MANY", 0)
    few = findings_of(photograph)
    assert len(few) < len(whole)
    assert [one.identity for one in few] == [one.identity for one in whole if one.confidence >= 0.5]


def test_confidence_falls_evenly_on_either_side_of_the_start():
    assert [confidence_at(level) for level in (0, START / 2, START, (1 + START) / 2, 1)] == pytest.approx(
        [1, 0.75, 0.5, 0.25, 0]
    )


def test_progress_covers_both_sides(photograph):
    steps = [one for one in rule_findings(photograph, "damage", bright=True, dark=True) if isinstance(one, Progress)]
    shares = [step.done / step.total for step in steps]
    assert shares == sorted(shares)
    assert shares[-1] == 1
