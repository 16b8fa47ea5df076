"""Edges carried into a hole, on drawn cases."""

import numpy as np
import pytest
from skimage.feature import canny as reference_canny

from inpaint_studio.evaluation.edges import EdgeScores, canny, edge_scores, entering
from inpaint_studio.evaluation.judge import Judge

HEIGHT, WIDTH = 120, 160
DARK, LIGHT = 60, 180


def step(x: int, scale: int = 1) -> np.ndarray:
    """Dark left of column `x`, light from there on."""
    picture = np.full((HEIGHT * scale, WIDTH * scale, 3), DARK, np.uint8)
    picture[:, x:] = LIGHT
    return picture


def block(scale: int = 1) -> np.ndarray:
    """A hole of 60 x 80 pixels in the middle."""
    hole = np.zeros((HEIGHT * scale, WIDTH * scale), bool)
    hole[30 * scale : 90 * scale, 40 * scale : 120 * scale] = True
    return hole


def filled(true: np.ndarray, hole: np.ndarray, inside: np.ndarray) -> np.ndarray:
    return np.where(hole[..., None], inside, true)


def scored(true: np.ndarray, inside: np.ndarray, hole: np.ndarray) -> EdgeScores:
    scores = edge_scores(true, filled(true, hole, inside), hole)
    assert scores is not None
    return scores


def test_an_edge_continued_exactly_scores_one() -> None:
    assert scored(step(80), step(80), block()) == (1.0, 1.0, 1.0)


@pytest.mark.parametrize(("shift", "is_near"), [(1, True), (2, True), (3, True), (4, False), (8, False)])
def test_an_edge_is_near_within_three_pixels(shift: int, is_near: bool) -> None:
    f1, recall, precision = scored(step(80), step(80 + shift), block())
    if is_near:
        assert (f1, recall, precision) == (1.0, 1.0, 1.0)
    else:  # at the hole's two ends alone the edge outside is near, and the step beside it leads there
        assert f1 < 0.25
        assert recall < 0.25


def test_a_missing_edge_is_not_found() -> None:
    smear = np.broadcast_to(np.linspace(DARK, LIGHT, WIDTH)[None, :, None], (HEIGHT, WIDTH, 3)).astype(np.uint8)
    scores = scored(step(80), smear, block())
    assert scores.recall < 0.15
    assert scores.f1 < 0.2


def test_half_an_edge_has_half_the_recall() -> None:
    half = step(80)
    half[60:] = LIGHT
    assert scored(step(80), half, block()).recall == pytest.approx(0.5, abs=0.1)


def test_an_invented_edge_lowers_precision_alone() -> None:
    true = step(80)
    true[:30, 100:110] = DARK  # a post that ends at the hole, and which the fill carries on
    carried_on = true.copy()
    carried_on[:, 100:110] = DARK
    f1, recall, precision = scored(true, carried_on, block())
    assert recall == 1.0
    assert precision == pytest.approx(1 / 3, abs=0.05)  # one line of the three
    assert f1 == pytest.approx(2 * precision / (1 + precision))


def test_what_does_not_come_in_from_outside_does_not_count() -> None:
    """A lone object in the hole can be neither foretold nor be called a wrong continuation: LPIPS sees it."""
    true, inside = step(80), step(80)
    true[50:70, 90:110] = DARK
    inside[50:70, 55:70] = LIGHT
    assert scored(true, inside, block()) == (1.0, 1.0, 1.0)


def test_without_an_edge_to_continue_there_is_no_score() -> None:
    flat = np.full((HEIGHT, WIDTH, 3), DARK, np.uint8)
    assert edge_scores(flat, filled(flat, block(), step(80)), block()) is None
    assert edge_scores(step(10), step(10), block()) is None, "the edge passes the hole by"
    clipped = np.zeros((HEIGHT, WIDTH), bool)
    clipped[:4, 40:120] = True
    assert edge_scores(step(80), step(80), clipped) is None, "four pixels are too few"


def test_a_fill_without_edges_scores_what_the_border_gives_it() -> None:
    scores = scored(step(80), np.full_like(step(80), (DARK + LIGHT) // 2), block())
    assert scores.recall < 0.15
    everywhere = np.ones((HEIGHT, WIDTH), bool)
    everywhere[:20] = False
    flat = np.full_like(step(80), DARK)
    flat[:20] = step(80)[:20]
    faded = edge_scores(step(80), flat, everywhere)
    assert faded is not None
    assert faded.f1 < 0.1


def test_a_thick_hole_is_measured_at_a_reduced_scale() -> None:
    true, hole = step(320, 4), block(4)  # 240 px thick: half the scale, so that six pixels are three
    assert scored(true, step(326, 4), hole).f1 == 1.0
    assert scored(true, step(330, 4), hole).f1 < 0.25
    rng = np.random.default_rng(0)
    grain = np.clip(step(320, 4) + rng.normal(0, 12, true.shape), 0, 255).astype(np.uint8)
    assert scored(true, grain, hole).f1 > 0.95


def test_the_scores_do_not_depend_on_what_lies_far_from_the_hole() -> None:
    true, inside, hole = step(80), step(82), block()
    wide = [np.pad(p, ((0, 0), (0, 200), (0, 0)), mode="edge") for p in (true, filled(true, hole, inside))]
    wide[0][:, 300:] = wide[1][:, 300:] = DARK
    assert edge_scores(wide[0], wide[1], np.pad(hole, ((0, 0), (0, 200)))) == scored(true, inside, hole)


def test_entering_edges_reach_beyond_the_hole() -> None:
    hole = block()
    edges = np.zeros_like(hole)
    edges[60, 20:60] = True  # comes in from the left
    edges[32:50, 39:41] = True  # along the border, as a visible seam is
    edges[60, 90:110] = True  # inside
    assert np.argwhere(entering(edges, hole)).tolist() == [[60, x] for x in range(40, 60)]


def test_edges_are_those_of_another_implementation() -> None:
    rng = np.random.default_rng(3)
    luma = np.full((90, 110), 90.0)
    luma[20:60, 30:80] = 190
    luma[np.hypot(*np.indices((90, 110)) - np.array([60, 70])[:, None, None]) < 22] = 20
    luma += rng.normal(0, 6, luma.shape)
    ours, theirs = canny(luma)[2:-2, 2:-2], reference_canny(luma, 1.2, 50, 100, mode="nearest")[2:-2, 2:-2]
    assert ours.sum() > 200
    assert (ours != theirs).sum() <= 0.01 * theirs.sum()


def test_an_edge_is_one_pixel_thin() -> None:
    edges = canny(step(80)[..., 0].astype(np.float64))
    assert edges.sum(axis=1).tolist() == [1] * HEIGHT
    assert not canny(np.zeros((20, 20))).any()


def test_the_judge_tells_edges_where_there_are_any() -> None:
    scores = Judge().judge(step(80), filled(step(80), block(), step(82)), block()).scores
    assert (scores["edge_f1"], scores["edge_recall"], scores["edge_precision"]) == (1.0, 1.0, 1.0)
    assert "edge_f1" not in Judge().judge(step(10), step(10), block()).scores
