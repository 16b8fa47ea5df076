"""Writing, date stamps and logos over a photograph."""

import numpy as np
import pytest

from inpaint_studio.model.photographs.damage.overlays import overlay
from inpaint_studio.model.photographs.damage.sources import Sources, installed_fonts


@pytest.mark.parametrize("fonts", [(), tuple(installed_fonts()[:4])], ids=["Pillow's", "installed"])
def test_an_overlay_is_strokes_of_some_opacity_over_the_picture(fonts):
    picture = np.full((128, 128, 3), 0.4, np.float32)
    laid = [overlay(128, Sources(fonts=fonts), np.random.default_rng(seed)) for seed in range(40)]
    assert all(0.15 <= one.opacity <= 1 for one in laid)
    assert all(one.strokes.shape == (128, 128) and one.strokes.max() <= 1 for one in laid)
    drawn = [one for one in laid if (one.strokes > 0.5).any()]
    assert len(drawn) > 30
    for one in drawn:
        out = one.over(picture)
        assert out.shape == picture.shape
        untouched = (one.strokes == 0) & ((one.shadow if one.shadow is not None else 0) == 0)
        assert np.allclose(out[untouched], picture[untouched])
    plain = next(one for one in drawn if one.shadow is None)
    inked = plain.strokes == 1
    expected = 0.4 + (plain.colour - 0.4) * plain.opacity
    assert np.allclose(plain.over(picture)[inked], expected, atol=1e-5)


def test_the_same_seed_writes_the_same():
    one, other = (overlay(96, Sources(), np.random.default_rng(7)) for _ in range(2))
    assert np.array_equal(one.strokes, other.strokes)
