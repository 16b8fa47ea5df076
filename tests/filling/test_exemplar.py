"""The exemplar stage: only the picture's own pixels, led by guide, sources and lines, whatever the threads."""

import time

import numpy as np
import pytest

from inpaint_studio.filling import classic
from inpaint_studio.filling.blend import Colours, Hole
from inpaint_studio.filling.exemplar import Copied, copy_texture


def weave(height: int = 120, width: int = 150, seed: int = 0) -> Colours:
    """A regular pattern with a little noise: what belongs in a hole is known."""
    rows, columns = np.mgrid[:height, :width]
    grey = 0.4 + 0.3 * ((rows // 6 + columns // 6) % 2) + np.random.default_rng(seed).normal(0, 0.01, (height, width))
    return np.repeat(grey[..., None], 3, axis=2).astype(np.float32)


def square(height: int = 120, width: int = 150, size: int = 36) -> Hole:
    hole = np.zeros((height, width), bool)
    top, left = (height - size) // 2, (width - size) // 2
    hole[top : top + size, left : left + size] = True
    return hole


def run(picture: Colours, hole: Hole, **kwargs: object) -> Copied:
    *_, copied = copy_texture(picture, hole, **kwargs)  # type: ignore[arg-type]
    assert copied is not None
    return copied


def test_every_pixel_in_the_hole_is_a_pixel_of_the_picture():
    picture, hole = weave(), square()
    copied = run(picture, hole)
    rows, columns = copied.places
    assert not hole[rows, columns].any()
    np.testing.assert_array_equal(copied.colours, picture[rows, columns])
    own_rows, own_columns = np.mgrid[: hole.shape[0], : hole.shape[1]]
    np.testing.assert_array_equal(rows[~hole], own_rows[~hole])
    np.testing.assert_array_equal(columns[~hole], own_columns[~hole])


def test_what_was_in_the_hole_is_never_looked_at():
    picture, hole = weave(), square()
    spoilt = picture.copy()
    spoilt[hole] = np.nan
    np.testing.assert_array_equal(run(spoilt, hole).colours, run(picture, hole).colours)


def test_a_pattern_goes_on_through_the_hole():
    picture, hole = weave(), square()
    error = np.abs(run(picture, hole).colours - picture)[hole].mean()
    mean = np.abs(picture[~hole].mean() - picture)[hole].mean()
    assert error < 0.3 * mean


def test_the_answer_does_not_depend_on_the_number_of_threads():
    picture, hole = weave(300, 300), square(300, 300, 150)
    one, two = run(picture, hole, threads=1, seed=5), run(picture, hole, threads=2, seed=5)
    np.testing.assert_array_equal(one.colours, two.colours)
    np.testing.assert_array_equal(one.blended, two.blended)


def test_another_seed_may_give_another_answer():
    rng = np.random.default_rng(0)
    picture, hole = rng.random((120, 150, 3), np.float32), square()
    assert (run(picture, hole, seed=1).colours != run(picture, hole, seed=2).colours).any()


def test_barred_pixels_are_not_copied_and_hidden_ones_neither():
    picture, hole = weave(), square()
    barred = np.zeros(hole.shape, bool)
    barred[:, :75] = True
    hidden = np.zeros(hole.shape, bool)
    hidden[:30] = True
    rows, columns = run(picture, hole, barred=barred & ~hole, hidden=hidden).places
    assert (columns[hole] >= 75).all()
    assert (rows[hole] >= 30).all()


def test_hidden_pixels_are_never_looked_at():
    picture, hole = weave(), square()
    hidden = np.zeros(hole.shape, bool)
    hidden[20:30, 20:60] = True
    spoilt = picture.copy()
    spoilt[hidden] = np.nan
    copied = run(spoilt, hole, hidden=hidden)
    np.testing.assert_array_equal(copied.colours[hole], run(picture, hole, hidden=hidden).colours[hole])
    assert np.isfinite(copied.blended[hole]).all()


def test_a_picture_without_a_source_has_no_answer():
    picture, hole = weave(), square()
    *_, last = copy_texture(picture, hole, barred=~hole)
    assert last is None
    *_, last = copy_texture(picture, np.ones(hole.shape, bool))
    assert last is None


def test_a_guide_decides_between_two_textures():
    """Half the picture is dark, half light; the hole lies across the border and the guide says it is all light."""
    rng = np.random.default_rng(0)
    picture = np.full((120, 160, 3), 0.2, np.float32)
    picture[:, 80:] = 0.7
    picture += rng.normal(0, 0.03, (120, 160, 1)).astype(np.float32)
    hole = square(120, 160, 40)
    guide = np.full_like(picture, 0.7)
    led = run(picture, hole, guide=guide, amount=1.0)
    inner = np.zeros_like(hole)
    inner[48:72, 64:96] = True
    assert (led.colours[inner] > 0.5).mean() > 0.9
    free = run(picture, hole)
    assert (free.colours[inner] > 0.5).mean() < 0.8


def test_a_guide_line_keeps_its_two_sides_apart():
    """A hole wide over a slanting edge: along the line, what is above comes from above and what is below from below."""
    rows, columns = np.mgrid[:160, :200]
    above = rows < 60 + columns * 0.2
    rng = np.random.default_rng(0)
    picture = np.where(above[..., None], 0.7, 0.3) + rng.normal(0, 0.02, (160, 200, 3))
    hole = np.zeros((160, 200), bool)
    hole[40:120, 60:140] = True
    line = ((0.0, 60.0), (199.0, 60 + 199 * 0.2))
    copied = run(picture.astype(np.float32), hole, lines=(line,))
    wrong = (copied.colours[..., 0] > 0.5) != above
    assert wrong[hole].mean() < 0.05


def test_a_step_of_light_is_evened_out_at_the_border():
    """The same noise, twice as bright on the side that is barred: what is copied there is lifted to meet it."""
    rng = np.random.default_rng(0)
    picture = np.full((120, 160, 3), 0.50, np.float32)
    picture[:, 100:] = 0.54
    picture += rng.normal(0, 0.01, (120, 160, 1)).astype(np.float32)
    hole = np.zeros((120, 160), bool)
    hole[45:75, 110:145] = True
    barred = np.zeros_like(hole)
    barred[:, 95:] = True
    copied = run(picture, hole, barred=barred & ~hole)
    assert abs(copied.colours[hole].mean() - 0.50) < 0.01
    assert abs(copied.blended[hole].mean() - 0.54) < 0.012


def test_it_can_be_stopped_between_its_many_steps():
    walk = copy_texture(weave(), square())
    steps = sum(1 for _ in walk)
    assert steps > 20
    for stop in (0, 1, 7):
        walk = copy_texture(weave(), square())
        for _ in range(stop):
            next(walk)
        walk.close()  # type: ignore[attr-defined]


def test_a_large_search_can_be_stopped_within_a_sweep():
    picture = weave(360, 400)
    small, large = (sum(1 for _ in copy_texture(picture, square(360, 400, side))) for side in (40, 110))
    assert large >= small + 2 * 7  # the two finest sweeps are told of in eight parts each
    for threads in (1, 2):
        walk = copy_texture(picture, square(360, 400, 110), threads=threads)
        for _ in range(large - 5):
            next(walk)
        walk.close()  # type: ignore[attr-defined]


def test_a_hole_at_the_pictures_edge_is_filled():
    picture = weave()
    hole = np.zeros(picture.shape[:2], bool)
    hole[:30, :40] = True
    copied = run(picture, hole)
    assert not hole[copied.places].any()


@pytest.mark.parametrize("shape", [(7, 9), (16, 16), (31, 300)])
def test_small_and_odd_pictures_are_filled(shape: tuple[int, int]):
    picture = np.random.default_rng(0).random((*shape, 3), np.float32)
    hole = np.zeros(shape, bool)
    hole[2:5, 3:6] = True
    assert np.isfinite(run(picture, hole).blended).all()


def test_it_costs_less_processor_time_than_pypatchmatch():
    picture, hole = weave(360, 400), square(360, 400, 110)
    run(picture, hole)  # compiled by now
    before = time.process_time()
    run(picture, hole)
    ours = time.process_time() - before
    before = time.process_time()
    classic.patchmatch(picture, hole, None, 0)
    assert ours < 0.75 * (time.process_time() - before)
