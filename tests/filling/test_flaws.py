"""Flaws: what a review holds for damage elsewhere is no source of texture."""

import numpy as np
import pytest

from inpaint_studio.editing.findings import Finding, Review
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Pixels
from inpaint_studio.filling.engine import Engine
from inpaint_studio.filling.flaws import FEWEST, flaws_in

from .small_fills import PLAIN, request_of, run, texture

HOLE = Rect(100, 80, 60, 60)


def cracked() -> tuple[Pixels, tuple[Finding, ...]]:
    """A weave with white cracks all over it, some of which end at the hole, and the cracks as findings."""
    rows, columns = np.mgrid[:220, :260]
    grey = 90 + 40 * ((rows // 5 + columns // 7) % 2) + texture(220, 260, 1, "uint8")[..., 0] // 32
    crack = (columns + rows // 9) % 31 < 3
    pixels = np.where(crack, 250, grey).astype(np.uint8)
    findings = []
    for first in range(-30, 260, 31):
        own = crack & (np.abs(columns + rows // 9 - first - 31) < 5)
        if own.any():
            y, x = np.nonzero(own)
            rect = Rect.of_edges(int(x.min()), int(y.min()), int(x.max()) + 1, int(y.max()) + 1)
            findings.append(Finding(rect, own[rect.slices] * np.uint8(255), "crack", 0.9, "damage"))
    return np.repeat(pixels[..., None], 3, axis=2), tuple(findings)


def bright_in_hole(engine: Engine, method: str, flaws: tuple[Finding, ...], **more: object) -> int:
    pixels, _ = cracked()
    mask = np.zeros(pixels.shape[:2], np.uint8)
    mask[HOLE.slices] = 255
    _, result = run(engine, request_of(pixels, mask, method, flaws=flaws, settings=PLAIN, **more))
    (fill,) = result.fills
    return int((fill.pixels[fill.coverage > 0] > 190).sum())


@pytest.mark.parametrize("method", ["exemplar", "patchmatch"])
def test_cracks_outside_the_hole_are_not_pasted_into_it(engine: Engine, method: str):
    _, findings = cracked()
    assert bright_in_hole(engine, method, ()) > 60
    assert bright_in_hole(engine, method, findings) < 15


def test_a_source_region_is_used_but_for_its_cracks(engine: Engine):
    _, findings = cracked()
    sources = np.zeros((220, 260), np.uint8)
    sources[:, :90] = 255
    assert bright_in_hole(engine, "exemplar", (), sources=sources) > 60
    assert bright_in_hole(engine, "exemplar", findings, sources=sources) < 15


def test_where_nearly_everything_is_damaged_damage_is_copied_rather_than_nothing(engine: Engine):
    everywhere = Finding(Rect(0, 0, 260, 220), np.full((220, 260), 255, np.uint8), "crack", 0.9, "damage")
    assert bright_in_hole(engine, "exemplar", (everywhere,)) > 60
    assert FEWEST < 260 * 220


def test_flaws_of_a_rectangle_reach_a_little_past_their_findings():
    own = Finding(Rect(20, 30, 4, 2), np.full((2, 4), 255, np.uint8), "dust")
    pixels, mask = np.zeros((60, 70, 3), np.uint8), np.zeros((60, 70), np.uint8)
    mask[0, 0] = 255
    request = request_of(pixels, mask, flaws=(own,))
    near = flaws_in(request, Rect(10, 20, 20, 20))
    assert near is not None
    assert near[10:12, 10:14].all()
    assert near[8:14, 10:14].any()
    assert near.sum() < 60
    assert flaws_in(request, Rect(40, 20, 20, 20)) is None
    assert flaws_in(request_of(pixels, mask.copy()), Rect(10, 20, 20, 20)) is None


def test_a_review_bars_what_is_certain_and_accepted_whatever_the_filter_shows():
    def finding(x: int, confidence: float, suggested: bool = True) -> Finding:
        return Finding(
            Rect(x, 0, 2, 2), np.full((2, 2), 255, np.uint8), "dust", confidence, "damage", "none", suggested
        )

    sure, unsure, sign, rejected = finding(0, 0.7), finding(10, 0.4), finding(20, 0.9, False), finding(30, 0.9)
    review = Review((sure, unsure, sign, rejected)).decided([rejected], False)
    assert review.flaws() == (sure,)
    assert review.decided([sign], True).flaws() == (sure, sign)
