"""A stack: which plane is in memory, and where the others come from."""

from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.picture import Picture
from inpaint_studio.editing.stack import Axis, Place, Stack


def make_picture(plane=0):
    return Picture(np.full((3, 4, 3), plane % 256, np.uint8), plane=plane)


@dataclass(frozen=True)
class Film:
    """Planes whose samples are their number."""

    count: int
    axis: Axis = "frame"
    path: Path = Path("film")
    cuts: tuple[int, ...] | None = None

    @property
    def places(self):
        return tuple(Place(Fraction(plane, 25)) for plane in range(self.count))

    def picture(self, plane):
        return make_picture(plane)


def test_a_photograph_is_a_stack_of_one():
    picture = make_picture()
    stack = Stack(picture)
    assert (len(stack), stack.plane, stack.size, list(stack)) == (1, 0, Size(4, 3), [0])
    assert stack.picture() is picture
    assert stack.picture(0) is picture
    with pytest.raises(IndexError):
        stack.picture(1)


def test_one_plane_is_in_memory_and_the_others_are_decoded():
    stack = Stack(make_picture(2), Film(5))
    assert (len(stack), stack.plane) == (5, 2)
    assert stack.picture() is stack.shown
    assert stack.picture(4).pixels[0, 0, 0] == 4


def test_showing_another_plane_leaves_the_planes():
    stack = Stack(make_picture(2), Film(5)).showing(make_picture(3))
    assert (len(stack), stack.plane) == (5, 3)


@pytest.mark.parametrize(("plane", "planes"), [(5, Film(5)), (-1, Film(5)), (1, None)])
def test_a_plane_that_is_not_there_is_refused(plane, planes):
    with pytest.raises(ValueError, match="is not one of"):
        Stack(make_picture(plane), planes)


def test_a_document_shows_the_plane_of_its_stack():
    document = Document(make_picture())
    document.state = replace(document.state, stack=Stack(make_picture(2), Film(5)))
    assert document.state.plane == 2
    assert document.picture.plane == 2
