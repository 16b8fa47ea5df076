import numpy as np

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.filling.carrying import Key, Keys
from inpaint_studio.filling.plane_views import Views
from inpaint_studio.filling.rim import Rim

from .small_stacks import box, pan, window_of

WHOLE = Rect(0, 0, 128, 96)


def carried(frames, plane):
    masks = [box()] * len(frames)
    views = Views(window_of(frames, masks), range(len(frames)), [WHOLE], False)
    views.go(plane)
    keys = Keys()
    keys.add(Key(0, frames[0].astype(np.float32), np.ones((96, 128), bool)))
    hole = box() > 0
    view = views.view(0, plane)
    return keys.carried(views, 0, plane, hole, Rim.of(view, hole, view.known, 0.005))


def test_what_was_filled_moves_with_the_film():
    frames = pan(4, 2.5)
    values, shown = carried(frames, 3)
    hole = box() > 0
    assert shown[hole].mean() > 0.95
    assert np.abs(values - frames[3])[shown & hole].mean() < 2.5


def test_where_nothing_moves_it_stays_to_the_bit():
    frames = [pan(1)[0]] * 3
    values, shown = carried(frames, 2)
    hole = box() > 0
    assert shown[hole].all()
    assert (values[hole] == frames[0][hole]).all()


def test_another_scene_is_not_carried_into():
    frames = [pan(1)[0], pan(1, seed=30)[0]]
    _, shown = carried(frames, 1)
    assert shown[box() > 0].mean() < 0.5
