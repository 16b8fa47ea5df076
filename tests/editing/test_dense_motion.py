"""A plane brought to another one: a shift of the whole, and light over wide areas."""

import numpy as np
from scipy import ndimage

from inpaint_studio.editing.dense_motion import arrive, in_light_of


def _texture(seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    values = ndimage.gaussian_filter(rng.standard_normal((96, 120)), 2)
    return (0.5 + values / values.std() * 0.12).astype(np.float32)


def test_a_shifted_plane_is_brought_back():
    wide = _texture()
    a, b = wide[8:88, 10:110], wide[8:88, 13:113]
    brought = arrive(a, b).brought(b)
    inner = slice(8, -8)
    assert np.abs(brought - a)[inner, inner].mean() < 0.3 * np.abs(b - a)[inner, inner].mean()


def test_a_change_of_light_is_taken_out_and_a_thing_is_not():
    a = _texture()
    b = a + np.float32(0.1)
    b[40:44, 40:44] += 0.4
    evened = in_light_of(b, a)
    assert np.abs(evened - a)[:20].max() < 0.02
    assert np.abs(evened - a)[41:43, 41:43].min() > 0.25
