"""Scenes of a run: which cuts end it, and what is said while they are looked for."""

from dataclasses import dataclass

import numpy as np

from inpaint_studio.editing.picture import Picture
from inpaint_studio.editing.stack import Place
from inpaint_studio.files.errors import PictureError
from inpaint_studio.filling.scenes import Looked, find_cuts
from inpaint_studio.filling.stack_window import REACH

from .small_stacks import pan


@dataclass(frozen=True, eq=False)
class Frames:
    frames: list[np.ndarray]
    axis: str = "frame"
    cuts: tuple[int, ...] | None = None
    broken: tuple[int, ...] = ()

    @property
    def places(self):
        return tuple(Place(None) for _ in self.frames)

    def picture(self, plane):
        if plane in self.broken:
            raise PictureError("damaged")
        return Picture(self.frames[plane].copy(), plane=plane)


TWO_SCENES = [*pan(6), *(255 - frame for frame in pan(6))]


def test_cuts_that_the_file_does_not_say_are_looked_for_and_each_plane_is_a_moment_to_leave_at():
    *looked, cuts = find_cuts(Frames(TWO_SCENES), (7,))
    assert cuts == (6,)
    assert looked == [Looked(done, 12) for done in range(1, 13)]


def test_a_film_without_a_cut_says_how_far_it_is_too():
    *looked, cuts = find_cuts(Frames(pan(6)), (2,))
    assert cuts == ()
    assert len(looked) == 6


def test_what_a_file_says_is_believed_and_slices_have_no_scenes():
    assert list(find_cuts(Frames(TWO_SCENES, cuts=(3,)), (7,))) == [(3,)]
    assert list(find_cuts(Frames(TWO_SCENES, axis="slice"), (7,))) == [()]
    assert list(find_cuts(None, (0,))) == [()]
    assert list(find_cuts(Frames(TWO_SCENES), ())) == [()]


def test_a_plane_that_cannot_be_read_ends_no_scene():
    *_, cuts = find_cuts(Frames(TWO_SCENES, broken=(2, 9)), (7,))
    assert cuts == (6,)


def test_planes_that_are_no_source_are_not_looked_at():
    small = [np.zeros((8, 8, 3), np.uint8)] * (3 * REACH)
    *looked, cuts = find_cuts(Frames(small), (0, 1))
    assert cuts == ()
    assert len(looked) == REACH + 2
