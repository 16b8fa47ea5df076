import numpy as np
import pytest
from scipy import ndimage

from inpaint_studio.editing.bands import Band
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.filling.neighbours import neighbours
from inpaint_studio.filling.stack_window import PlacedMask, Window

from ..editing.moving_planes import texture
from .small_stacks import Flat, box, error, filled, hidden, pan, window_of


@pytest.mark.parametrize(("dtype", "most"), [("uint8", 2.0), ("uint16", 500.0), ("float32", 0.008)])
def test_what_the_planes_beside_show_comes_back(dtype, most):
    frames = pan(8, dtype=dtype)
    masks = [box()] * 8
    flat = Flat()
    out, made = filled(frames, masks, flat)
    assert {fill.method for fill in made} == {"neighbours"}
    assert error(frames[2:6], out[2:6], masks[2:6]) < most
    assert made[4].shown > 0.95
    assert out[0].dtype == dtype


def test_a_mark_that_stands_still_gets_an_answer_that_stands_still():
    frames = [pan(1)[0]] * 5
    flat = Flat()
    out, made = filled(frames, [box()] * 5, flat)
    assert all((one == out[0]).all() for one in out)
    assert {fill.method for fill in made} == {"neighbours"}


def test_what_no_plane_shows_is_filled_once_and_carried_along():
    frames = pan(6, 1.0)
    masks = [box(40, 30, 50, 40)] * 6
    flat = Flat()
    filled(frames, masks, flat)
    tried = 3  # planes whose rim was tested
    assert len(flat.planes) <= tried + 2


def test_where_the_planes_show_other_things_the_method_of_the_plane_fills():
    frames = [pan(1, seed=10 * n)[0] for n in range(5)]
    masks = [None, None, box(), None, None]
    flat = Flat()
    out, (only,) = filled(frames, masks, flat)
    assert only.method == ""
    assert (out[2][masks[2] > 0] == flat_of(frames[2], masks[2])).all()


def flat_of(frame, mask):
    return frame[mask == 0].astype(np.float64).mean(axis=0).astype(np.uint8)


def test_nothing_comes_over_a_cut():
    frames = [*pan(4), *pan(4, seed=20)]
    masks = [box()] * 8
    window = window_of(hidden(frames, masks), masks, cuts=(4,))
    read = []

    def samples(plane):
        read.append(plane)
        return frames[plane]

    from dataclasses import replace

    fills = neighbours(replace(window, samples=samples), range(4), Flat())
    list(fills)
    assert max(read) == 3


def test_slices_are_interpolated_and_keep_to_what_their_band_may_hold():
    top, bottom = (frame[:, :, :1].astype(np.int16) * 8 for frame in (pan(1)[0], pan(1)[0]))
    slices = [top, top, (top + bottom) // 2, bottom, bottom]
    masks = [None, None, box(), None, None]
    band = Band("CT", "HU", 1, 0, -1024, 900, nodata=(500,))
    out, (only,) = filled(slices, masks, Flat(), axis="slice", bands=(band,))
    assert only.method == "neighbours"
    inside = out[2][masks[2] > 0]
    assert inside.max() <= 900
    assert not (inside == 500).any()
    assert np.abs(inside.astype(int) - np.minimum(slices[2][masks[2] > 0], 900)).mean() < 8


def test_unknown_samples_are_no_source():
    frames = [frame.astype(np.float32) for frame in pan(5)]
    masks = [None, None, box(), None, None]
    where = box(40, 20, 60, 60) > 0
    for number in (1, 3):
        frames[number] = frames[number].copy()
        frames[number][where] = np.nan
    out, _ = filled([np.nan_to_num(one) for one in frames], masks, Flat())
    dark = hidden(frames, masks)
    (only,) = neighbours(window_of(dark, masks), [2], Flat())
    assert np.isfinite(only.pixels).all()
    assert out[2].shape == frames[2].shape


def test_it_can_be_stopped_between_planes_and_says_which_hole_it_was():
    two = np.maximum(box(10, 10, 12, 10), box(100, 70, 12, 10))
    frames = pan(6)
    fills = neighbours(window_of(hidden(frames, [two] * 6), [two] * 6), range(6), Flat())
    first, second = next(fills), next(fills)
    fills.close()
    assert (first.plane, second.plane) == (0, 0)
    assert {first.patch, second.patch} == {0, 1}
    assert not first.rect.intersects(second.rect)


def test_it_gives_the_same_samples_again():
    frames, masks = pan(5), [box()] * 5
    once, again = (filled(frames, masks, Flat())[0] for _ in range(2))
    assert all((a == b).all() for a, b in zip(once, again, strict=True))


def test_half_covered_pixels_stay_half_covered():
    soft = box()
    soft[39, 50:74] = 100
    frames = pan(5)
    _, made = filled(frames, [soft] * 5, Flat())
    assert set(np.unique(made[2].coverage)) == {0, 100, 255} or set(np.unique(made[2].coverage)) == {100, 255}


def test_what_passes_behind_a_still_mark_is_followed_and_nothing_of_it_is_left_beside():
    count, step, size = 8, 5, Size(220, 150)
    ground = np.stack([texture(seed)[:150, :220] for seed in range(3)], axis=2) * 0.4
    thing = 0.55 + 0.45 * np.stack([texture(seed)[:90, :60] for seed in (5, 6, 7)], axis=2)
    frames, inside = [], []
    for number in range(count):
        top = 10 + step * number
        frame, where = ground.copy(), np.zeros((size.height, size.width), bool)
        frame[top : top + 90, 80:140], where[top : top + 90, 80:140] = thing, True
        frames.append(np.clip(frame * 255 + 0.5, 0, 255).astype(np.uint8))
        inside.append(where)
    rect = Rect(60, 70, 100, 8)
    placed = PlacedMask(rect, np.full((rect.height, rect.width), 255, np.uint8))
    dark = [frame.copy() for frame in frames]
    for frame in dark:
        frame[rect.slices] = 0
    window = Window(count, size, dark.__getitem__, lambda plane: placed)
    for fill in neighbours(window, range(count), Flat()):
        truth = frames[fill.plane][rect.slices].astype(float)
        made = fill.pixels[rect.inside(fill.rect).slices]
        where = inside[fill.plane]
        of_thing = ndimage.binary_erosion(where, iterations=4)[rect.slices]
        of_ground = ~ndimage.binary_dilation(where, iterations=5)[rect.slices]
        assert fill.method == "neighbours"
        assert np.abs(made - truth)[of_thing].mean() < 8, "as other planes show it"
        assert made[of_ground].mean(axis=1).max() < 0.5 * 255, "nothing of it beside it"
