import numpy as np

from inpaint_studio.filling.unblend import kernels


def _problem():
    rng = np.random.default_rng(0)
    pictures = rng.uniform(0, 1, (4, 3, 6, 7)).astype(np.float32)
    levels = rng.uniform(0, 1, pictures.shape).astype(np.float32)
    sums = np.empty((2, 6, 7, 9), np.float32)
    kernels.observe(pictures, levels, np.zeros((4, 6, 7), np.float32), np.float32(0.01), np.float32(-0.5), sums)
    is_open = np.zeros((6, 7), bool)
    is_open[1:-1, 1:-1] = True
    return sums, is_open, rng


def test_the_normal_equations_are_symmetric_and_closed_pixels_stay_out():
    sums, is_open, rng = _problem()
    one, other = (rng.normal(0, 1, (4, 6, 7)).astype(np.float32) * is_open for _ in range(2))
    out, back = np.empty_like(one), np.empty_like(one)
    kernels.apply(sums, one, is_open, out)
    kernels.apply(sums, other, is_open, back)
    assert np.isclose(np.vdot(other, out), np.vdot(one, back), rtol=1e-4)
    assert np.vdot(one, out) > 0
    assert not out[:, ~is_open].any()


def test_uncovering_is_the_inverse_of_blending():
    rng = np.random.default_rng(1)
    photos = rng.uniform(0, 1, (2, 3, 5, 5)).astype(np.float32)
    mark = np.full((4, 5, 5), 0.2, np.float32)
    mark[3] = 0.4
    levels = np.empty_like(photos)
    kernels.uncover(mark[:3] + np.float32(0.6) * photos, mark, np.float32(0.1), levels)
    assert np.allclose(levels, photos, atol=1e-5)
