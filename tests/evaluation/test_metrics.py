"""Measures, against numbers worked out by hand."""

import numpy as np
import pytest

from inpaint_studio.evaluation import metrics


@pytest.fixture
def hole() -> np.ndarray:
    hole = np.zeros((40, 48), bool)
    hole[10:30, 12:36] = True
    return hole


def flat(level: int) -> np.ndarray:
    return np.full((40, 48, 3), level, np.uint8)


def noisy(seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (40, 48, 3)).astype(np.uint8)


def test_psnr_and_l1_count_the_hole_alone(hole: np.ndarray) -> None:
    true, filled = flat(100), flat(0)
    filled[hole] = 110
    assert metrics.psnr(true, filled, hole) == pytest.approx(20 * np.log10(255 / 10))
    assert metrics.l1(true, filled, hole) == 10
    filled[hole] = (100, 100, 130)
    assert metrics.psnr(true, filled, hole) == pytest.approx(10 * np.log10(255**2 / 300))
    assert metrics.l1(true, filled, hole) == 10


def test_a_perfect_fill_scores_perfectly(hole: np.ndarray) -> None:
    true = noisy()
    assert metrics.psnr(true, true, hole) == 60
    assert metrics.l1(true, true, hole) == 0
    assert metrics.ssim(true, true, hole) == pytest.approx(1)
    assert metrics.sharpness_ratio(true, true, hole) == 1
    assert metrics.seam_ratio(true, true, hole) == 1
    assert metrics.texture_distance(true, true, hole) == 0


def test_ssim_of_two_flat_pictures_is_its_first_factor(hole: np.ndarray) -> None:
    """Everywhere but near the rim; so the hole is the whole picture here."""
    hole[:] = True
    c1 = (0.01 * 255) ** 2
    expected = (2 * 80 * 120 + c1) / (80**2 + 120**2 + c1)
    assert metrics.ssim(flat(80), flat(120), hole) == pytest.approx(expected, rel=1e-6)


def test_ssim_falls_where_structure_is_lost_and_not_with_what_is_far_away(hole: np.ndarray) -> None:
    true = noisy()
    flattened = true.copy()
    flattened[hole] = 128
    near = metrics.ssim(true, flattened, hole)
    assert near < 0.65  # half of what is looked at is the untouched ring
    wider, wider_flat = (np.pad(p, ((0, 0), (0, 100), (0, 0))) for p in (true, flattened))
    assert metrics.ssim(wider, wider_flat, np.pad(hole, ((0, 0), (0, 100)))) == pytest.approx(near, abs=0.02)


def test_sharpness_is_the_laplacian_over_the_truths(hole: np.ndarray) -> None:
    checks = flat(0)
    checks[::2, ::2] = checks[1::2, 1::2] = 100  # |Laplacian| 400 at every pixel
    half = flat(0)
    half[::2, ::2] = half[1::2, 1::2] = 50
    assert metrics.sharpness_ratio(checks, half, hole) == pytest.approx((200 + 1) / (400 + 1), rel=1e-6)
    assert metrics.sharpness_ratio(checks, flat(50), hole) == pytest.approx(1 / 401)


def test_seam_is_the_step_over_the_rim(hole: np.ndarray) -> None:
    filled = flat(100)
    filled[hole] = 140
    assert metrics.seam_ratio(flat(100), filled, hole) == pytest.approx(41)
    sloped = flat(0)
    sloped[:] = (np.arange(48) * 5)[None, :, None]  # steps of 5 over the two upright sides of 20, none over the others
    mean_step = 5 * 40 / 88
    assert metrics.seam_ratio(sloped, flat(7), hole) == pytest.approx(1 / (mean_step + 1))
    assert metrics.seam_ratio(flat(3), flat(9), np.ones_like(hole)) == 1


def test_texture_distance_knows_textures_and_not_places(hole: np.ndarray) -> None:
    stripes = flat(0)
    stripes[:, ::4] = 200
    stripes[:, 1::4] = 200
    moved = np.roll(stripes, 2, axis=1)
    shifted, grey = metrics.texture_distance(stripes, moved, hole), metrics.texture_distance(stripes, flat(100), hole)
    assert shifted < 0.1 * grey
    brighter = np.where(stripes > 0, 255, 55).astype(np.uint8)
    assert metrics.texture_distance(stripes, brighter, hole) == pytest.approx(0, abs=1e-4)
    faint = stripes // 2
    assert metrics.texture_distance(stripes, faint, hole) == pytest.approx(grey / 2, rel=1e-5)


def test_texture_distance_by_hand() -> None:
    """One patch, one bright pixel: its projection is that pixel's weight less the channel's mean weight."""
    true, filled, hole = (np.zeros(shape, kind) for shape, kind in (((9, 9, 3), np.uint8),) * 2 + (((9, 9), bool),))
    hole[4, 4] = True
    true[4, 4, 1] = 98
    directions = np.random.default_rng(7).standard_normal((147, 48))
    directions /= np.linalg.norm(directions, axis=0)
    of_green = directions[49:98]  # patches are flattened channel by channel
    expected = np.abs(98 * (of_green[24] - of_green.mean(0))).mean()
    assert metrics.texture_distance(true, filled, hole) == pytest.approx(expected, rel=1e-4)


def test_kernel_distance_by_hand_and_between_equals() -> None:
    a, b = np.asarray([[1.0, 0.0], [0.0, 1.0]]), np.asarray([[1.0, 1.0], [1.0, 1.0]])
    # d = 2: within a k = (0 / 2 + 1)³ = 1; within b (2 / 2 + 1)³ = 8; between (1 / 2 + 1)³ = 3.375.
    assert metrics.kernel_distance(a, b) == pytest.approx(1 + 8 - 2 * 3.375)
    rng = np.random.default_rng(0)
    x, y, z = rng.normal(size=(300, 6)), rng.normal(size=(300, 6)), rng.normal(1.0, 1, size=(300, 6))
    assert metrics.kernel_distance(x, x) == pytest.approx(0, abs=1e-9)
    assert abs(metrics.kernel_distance(x, y)) < 0.05 * metrics.kernel_distance(x, z)
    nearly = x + 0.01 * y  # each fill next to its own truth: still no distance, and not a negative one
    assert abs(metrics.kernel_distance(x, nearly)) < 0.01 * metrics.kernel_distance(x, z)


def test_the_bootstrap_holds_the_mean_and_narrows_with_more() -> None:
    same = metrics.bootstrap([0.5] * 7)
    assert (same.mean, same.low, same.high) == (0.5, 0.5, 0.5)
    values = np.random.default_rng(1).normal(1.0, 2.0, 400)
    many = metrics.bootstrap(values.tolist())
    assert many.mean == pytest.approx(values.mean())
    # The interval of a mean is ± 1.96 sigma / sqrt(n).
    assert many.high - many.low == pytest.approx(2 * 1.96 * values.std() / 20, rel=0.1)
    few = metrics.bootstrap(values[:25].tolist())
    assert few.high - few.low > 2 * (many.high - many.low)
    assert metrics.bootstrap(values.tolist()) == many


def test_the_bootstraps_interval_covers_the_truth_as_often_as_it_says() -> None:
    rng = np.random.default_rng(5)
    covered = 0
    for _ in range(200):
        interval = metrics.bootstrap(rng.normal(3.0, 1.0, 40).tolist(), resamples=300)
        covered += interval.low <= 3.0 <= interval.high
    assert 0.88 <= covered / 200 <= 0.99
