import numpy as np

from inpaint_studio.filling.unblend import kernels

EVERYWHERE = np.ones((6, 7), bool)


def _problem():
    rng = np.random.default_rng(0)
    pictures = rng.uniform(0, 1, (4, 3, 6, 7)).astype(np.float32)
    levels = rng.uniform(0, 1, pictures.shape).astype(np.float32)
    sums = np.empty((2, 6, 7, 9), np.float32)
    kernels.observe(
        pictures, levels, np.zeros((4, 6, 7), np.float32), EVERYWHERE, np.float32(0.01), np.float32(-0.5), sums
    )
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


def test_common_steps_are_medians_of_pictures_turned_about():
    for count in (4, 5, 9):
        pictures = np.random.default_rng(count).random((count, 2, 20, 30), np.float32)
        turns = np.array([(3 * k % 20, 7 * k % 30) for k in range(count)])
        turned = np.stack(
            [np.roll(one, (-down, -right), (1, 2)) for one, (down, right) in zip(pictures, turns, strict=True)]
        )
        middle, spread = np.zeros((2, 20, 30), np.float32)
        kernels.common(pictures, turns, middle, spread)
        steps = np.stack([np.diff(turned, axis=2, prepend=0), np.diff(turned, axis=3, prepend=0)])
        centre = np.median(steps, axis=1)
        away = np.median(np.abs(steps - centre[:, None]), axis=1)
        seams = np.zeros((20, 30), bool)  # where a picture begins there is no step
        seams[-turns[:, 0] % 20] = seams[:, -turns[:, 1] % 30] = True
        assert np.allclose(middle[~seams], (centre**2).sum(axis=(0, 1))[~seams], rtol=1e-5)
        assert np.allclose(spread[~seams], (away**2).sum(axis=(0, 1))[~seams], rtol=1e-5)
