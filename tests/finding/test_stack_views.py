"""What lies beside a plane: in its scene alone, and two on one side at its ends."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from inpaint_studio.editing.picture import Picture
from inpaint_studio.editing.stack import Place
from inpaint_studio.files.errors import PictureError
from inpaint_studio.finding.stack_views import StackViews


@dataclass(frozen=True)
class Numbered:
    """Planes whose samples are their number."""

    count: int = 8
    cuts: tuple[int, ...] | None = (4,)
    broken: int = -1
    axis: str = "frame"
    path: Path = Path("clip")

    @property
    def places(self):
        return tuple(Place(None) for _ in range(self.count))

    def picture(self, plane):
        if plane == self.broken:
            raise PictureError("It cannot be read.")
        return Picture(np.full((4, 5, 3), plane, np.uint8), plane=plane)


def _beside(planes, plane):
    return [int(one[0, 0, 0]) for one in StackViews(planes).beside(plane)]


def test_one_on_either_side_and_never_over_a_cut():
    assert _beside(Numbered(), 2) == [1, 3]
    assert _beside(Numbered(), 3) == [2, 1]
    assert _beside(Numbered(), 4) == [5, 6]
    assert _beside(Numbered(), 0) == [1, 2]


def test_a_short_scene_has_fewer():
    assert _beside(Numbered(cuts=(4, 5)), 4) == []
    assert _beside(Numbered(cuts=(4, 6)), 4) == [5]


def test_a_plane_that_cannot_be_read_is_left_out():
    assert _beside(Numbered(broken=1), 2) == [3]


def test_where_nobody_has_looked_cuts_are_looked_for():
    @dataclass(frozen=True)
    class TwoScenes(Numbered):
        def picture(self, plane):
            rng = np.random.default_rng(0 if plane < 4 else 9)
            return Picture(rng.integers(0, 255, (60, 80, 3), np.uint8), plane=plane)

    views = StackViews(TwoScenes(cuts=None))
    assert len(views.beside(3)) == 2
    assert np.array_equal(views.beside(3)[0], views.beside(3)[1])
