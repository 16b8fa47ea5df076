import numpy as np

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.filling.plane_views import Views
from inpaint_studio.filling.rim import Rim
from inpaint_studio.filling.walks import points_of, seen

from .small_stacks import box, hidden, pan, window_of

WHOLE = Rect(0, 0, 128, 96)


def test_what_a_pan_shows_later_is_brought_back_to_where_it_belongs():
    frames, masks = pan(8), [box()] * 8
    views = Views(window_of(hidden(frames, masks), masks), range(8), [WHOLE], False)
    views.go(3)
    hole = box() > 0
    view = views.view(0, 3)
    rim = Rim.of(view, hole, view.known, views.motion(0, 3, 4).error)
    samples = seen(views, 0, 3, points_of(hole), rim)
    assert samples.is_shown.mean() > 0.95
    wrong = np.abs(samples.values - frames[3][hole])[samples.is_shown]
    assert wrong.mean() < 2


def test_a_grown_hole_hides_its_rim_in_every_plane():
    frames, masks = [pan(1)[0]] * 3, [box()] * 3
    views = Views(window_of(frames, masks), range(3), [WHOLE], False)
    views.go(1)
    ring = (box(46, 36, 32, 26) > 0) & (box() == 0)
    view = views.view(0, 1)
    rim = Rim.of(view, box() > 0, view.known, 0.0)
    assert not seen(views, 0, 1, points_of(ring), rim, grow=8).is_shown.any()
