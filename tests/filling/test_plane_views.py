import numpy as np
import pytest

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.filling.plane_views import Range, View, Views

from .small_stacks import box, pan, window_of

ALL = np.ones((96, 128), bool)


def view(pixels: np.ndarray, known: np.ndarray = ALL) -> View:
    return View(pixels, ~known, known, Range.of(pixels, known, False))


def test_samples_at_whole_positions_are_the_samples_themselves():
    pixels = pan(1)[0]
    points = np.array([[3.0, 5.0], [100.0, 90.0]])
    assert (view(pixels).at(points) == pixels[[5, 90], [3, 100]]).all()


def test_between_them_they_are_interpolated_and_a_hole_does_not_leak():
    pixels = pan(1, dtype="float32")[0]
    broken = pixels.copy()
    known = box() == 0
    broken[~known] = 50.0
    near = np.array([[46.5, 45.5], [77.5, 50.5]])
    clean, dark = view(pixels).at(near), view(broken, known).at(near)
    assert np.abs(clean - dark).max() < 0.03
    assert np.abs(clean[0] - pixels[45:47, 46:48].mean(axis=(0, 1))).max() < 0.05


def test_sources_keep_off_the_hole():
    usable = view(pan(1)[0], box() == 0).usable()
    assert not usable[40 - 2 : 58 + 2, 50 - 2 : 74 + 2].any()
    assert usable[37, 60]
    assert usable[0, 0]


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_planes_are_compared_as_shares_of_their_range(dtype):
    pixels = pan(1, dtype=dtype)[0]
    grey = view(pixels).grey
    assert grey.min() > -0.3
    assert grey.max() < 1.3
    assert grey.std() > 0.03


def test_no_plane_is_held_that_no_walk_may_come_to(monkeypatch):
    from inpaint_studio.filling import plane_views

    monkeypatch.setattr(plane_views, "HELD_BYTES", 1.0)
    frames, masks = pan(16), [box()] * 16
    views = Views(window_of(frames, masks), range(16), [Rect(20, 20, 90, 60)], False)
    assert views.reach == 4
    for plane in range(16):
        views.go(plane)
        views.view(0, plane)
    assert len(views._views) <= 6
    assert 15 in views
    assert 3 not in views
