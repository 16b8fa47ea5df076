"""Healing: the texture of the source in the colours of the place, and fills that are painted by hand."""

import numpy as np
import pytest

from inpaint_studio.filling import healing
from inpaint_studio.filling.healing import healed


def _slope(height, width):
    return np.linspace(40, 200, width)[None, :, None] + np.linspace(0, 30, height)[:, None, None]


def _hole(height, width):
    rows, columns = np.mgrid[:height, :width]
    return np.hypot(rows - height / 2, columns - width / 2) < min(height, width) * 0.35


@pytest.mark.parametrize("most", [2**21, 2**12])
def test_a_copy_takes_on_the_slope_of_the_place(monkeypatch, most):
    monkeypatch.setattr(healing, "_MOST_EXACT", most)  # on a coarser grid too
    rng = np.random.default_rng(0)
    under = _slope(160, 200).repeat(3, axis=2)
    texture = rng.normal(0, 6, (160, 200, 1))
    over = np.rint(90 + texture).repeat(3, axis=2).astype(np.uint8)
    hole = _hole(160, 200)
    out = healed(np.rint(under).astype(np.uint8), over, np.ones_like(hole), hole)
    away = out.astype(float) - under - texture
    assert np.abs(away[hole]).mean() < 2.5
    assert np.array_equal(out[~hole], over[~hole])


def test_no_stripes_run_in_from_single_grains():
    rng = np.random.default_rng(1)
    under = np.rint(120 + rng.normal(0, 12, (120, 120, 1))).astype(np.uint8)
    over = np.full((120, 120, 1), 120, np.uint8)
    hole = np.zeros((120, 120), bool)
    hole[30:90, 30:90] = True
    out = healed(under, over, np.ones_like(hole), hole)
    assert out[30:90, 30:90].astype(float).std() < 3


def test_what_is_unknown_tells_nothing_and_nothing_known_changes_nothing():
    hole = _hole(80, 80)
    under = np.full((80, 80, 3), 0.5, np.float32)
    under[:10] = np.nan
    over = np.full((80, 80, 3), 0.25, np.float32)
    out = healed(under, over, np.ones_like(hole), hole)
    assert np.allclose(out[hole], 0.5, atol=1e-4)
    alpha = np.full((80, 80, 4), 200, np.uint8)
    clear = alpha.copy()
    clear[..., -1] = 0
    assert np.array_equal(healed(clear, alpha, np.ones_like(hole), hole), alpha)
