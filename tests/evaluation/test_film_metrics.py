import numpy as np
import pytest

from inpaint_studio.evaluation import film_metrics


def clip(step: int = 2, count: int = 4) -> np.ndarray:
    rng = np.random.default_rng(0)
    wide = np.repeat(np.repeat(rng.integers(0, 256, (10, 20, 3)), 6, 0), 6, 1).astype(np.uint8)
    return np.stack([wide[:, n * step : n * step + 90] for n in range(count)])


def moves(step: int):
    def flow(a, b):
        forward = np.zeros((*a.shape[:2], 2), np.float32)
        forward[:, :, 0] = -step if (b[:, : -2 * step] == a[:, step:-step]).all() else step
        return forward

    return flow


HOLE = np.zeros((4, 60, 90), bool)
HOLE[:, 20:40, 30:60] = True


def test_what_moves_with_the_film_does_not_flicker():
    true = clip()
    assert film_metrics.warping_error(true, true, HOLE, flow=moves(2)) == 0


def test_what_changes_from_frame_to_frame_does():
    true, noisy = clip(), clip()
    noisy[HOLE] = np.random.default_rng(1).integers(0, 256, (int(HOLE.sum()), 3))
    assert film_metrics.warping_error(true, noisy, HOLE, flow=moves(2)) > 0.05
    still = np.repeat(true[:1], 4, axis=0)
    stuck = np.where(HOLE[..., None], still, true)
    assert film_metrics.warping_error(true, stuck, HOLE, flow=moves(2)) > 0.01


def test_a_cut_is_no_flicker():
    true = clip()
    true[2:] = 255 - true[2:]
    assert film_metrics.warping_error(true, true, HOLE, (2,), flow=moves(2)) == 0


def test_psnr_is_the_mean_of_the_frames_with_a_hole():
    true, filled = clip(), clip().copy()
    filled[0][HOLE[0]] = true[0][HOLE[0]] // 2
    some = HOLE.copy()
    some[1:] = False
    assert film_metrics.psnr(true, filled, some) == pytest.approx(
        film_metrics.metrics.psnr(true[0], filled[0], some[0])
    )
