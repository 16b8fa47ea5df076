from dataclasses import dataclass, replace

import numpy as np
import pytest

from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.history import History
from inpaint_studio.editing.picture import Picture
from inpaint_studio.editing.stack import Place, Stack
from inpaint_studio.editing.state import State
from inpaint_studio.files.errors import PictureError
from inpaint_studio.filling.film import NEIGHBOURS, RunRequest, fill_run
from inpaint_studio.filling.methods import METHODS, method_of, offered_methods
from inpaint_studio.filling.request import FillError, FillRequest

from .small_stacks import box, pan


@dataclass(frozen=True, eq=False)
class Frames:
    frames: list[np.ndarray]
    axis: str = "frame"
    cuts: tuple[int, ...] | None = ()

    @property
    def places(self):
        return tuple(Place(None) for _ in self.frames)

    def picture(self, plane):
        return Picture(self.frames[plane].copy(), plane=plane)


def stack(frames, shown=0):
    planes = Frames(frames)
    return Stack(planes.picture(shown), planes)


def test_a_run_gives_each_plane_fills_with_a_complete_recipe(engine):
    frames = pan(4)
    request = RunRequest(stack(frames), (0, 1, 2, 3), lambda plane: None if plane == 2 else box(), seed=3)
    steps = list(fill_run(request, engine))
    assert [step.plane for step in steps] == [0, 1, 3]
    assert [(step.done, step.total) for step in steps] == [(1, 3), (2, 3), (3, 3)]
    fills = [fill for step in steps for fill in step.fills]
    assert len({fill.run for fill in fills}) == 1
    assert fills[0].run
    recipe = fills[0].recipe
    assert recipe.requested_method == NEIGHBOURS
    assert recipe.seed == 3
    assert recipe.is_complete
    assert dict(recipe.settings) == {"in_plane": "auto", "first": 0, "last": 3}
    for fill in fills:
        assert (fill.coverage[fill.coverage > 0] == 255).all()
        assert fill.pixels.dtype == np.uint8


def test_a_state_s_masks_and_the_fills_below_are_taken(engine):
    frames = pan(3)
    state = State.of(Picture(frames[0]), History())
    state = replace(state, stack=stack(frames), masks={0: box()})
    read = []

    def fills(plane):
        read.append(plane)
        return ()

    request = replace(RunRequest.of(state, (0, 1, 2)), fills=fills)
    (step,) = fill_run(request, engine)
    assert step.plane == 0
    assert all(isinstance(fill, Fill) for fill in step.fills)
    assert 0 in read


def test_one_picture_is_refused_in_a_sentence(engine):
    with pytest.raises(FillError, match="only one"):
        list(fill_run(RunRequest(Stack(Picture(pan(1)[0])), (0,), lambda plane: box()), engine))
    picture = Picture(pan(1)[0])
    with pytest.raises(FillError, match="only one"):
        engine.plan(FillRequest(picture, (), picture.rect, box(), NEIGHBOURS))


def test_it_stands_in_the_table_and_is_offered_for_stacks_alone():
    assert NEIGHBOURS in METHODS
    assert method_of(NEIGHBOURS).needs.planes
    assert NEIGHBOURS not in {method.key for method in offered_methods()}
    assert NEIGHBOURS in {method.key for method in offered_methods(planes=2)}
    assert NEIGHBOURS in {method.key for method in offered_methods(True, planes=2)}


def test_a_run_without_a_hole_is_nothing(engine):
    assert list(fill_run(RunRequest(stack(pan(2)), (0, 1), lambda plane: None), engine)) == []


def test_a_run_stopped_between_planes_leaves_what_was_made(engine):
    run = fill_run(RunRequest(stack(pan(4)), (0, 1, 2, 3), lambda plane: box()), engine)
    step = next(run)
    run.close()
    assert step.fills[0].pixels.shape[:2] == step.fills[0].coverage.shape


class Torn(Frames):
    """Planes of which one cannot be read."""

    broken = 1

    def picture(self, plane):
        if plane == self.broken:
            raise PictureError("frame_0001.png is damaged.")
        return super().picture(plane)


def test_a_plane_that_cannot_be_read_is_said_and_the_others_are_filled(engine):
    planes = Torn(pan(4))
    run = fill_run(RunRequest(Stack(planes.picture(0), planes), (0, 1, 2), lambda plane: box()), engine)
    steps = {step.plane: step for step in run}
    assert sorted(steps) == [0, 1, 2]
    assert str(steps[1].error) == "frame_0001.png is damaged."
    assert steps[1].fills == ()
    assert all(steps[plane].fills and steps[plane].error is None for plane in (0, 2))


def test_one_without_a_hole_is_no_source_and_that_is_noted(engine):
    planes = Torn(pan(4))
    run = fill_run(RunRequest(Stack(planes.picture(0), planes), (0,), lambda plane: None if plane else box()), engine)
    (step,) = run
    assert step.error is None
    assert step.fills
    assert "frame_0001.png is damaged." in step.notes


def test_a_run_ends_at_a_cut_that_the_file_does_not_say(engine):
    frames = [*pan(6), *(255 - frame for frame in pan(6))]

    def made(cuts):
        planes = Frames(frames, cuts=cuts)
        return list(fill_run(RunRequest(Stack(planes.picture(7), planes), (7,), lambda plane: box()), engine))

    (own,), (stated,) = made(None), made((6,))
    assert [fill.pixels.tobytes() for fill in own.fills] == [fill.pixels.tobytes() for fill in stated.fills]
