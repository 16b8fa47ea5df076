"""A film is divided at its cuts, anything else into few planes; and only what is to be filled is looked at."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.picture import Picture
from inpaint_studio.editing.stack import Place
from inpaint_studio.filling.scenes import Looked
from inpaint_studio.work.stacks.segments import Division, divide, read_division, write_division


class Film:
    """Scenes of one colour each."""

    path, cuts, size = Path("film"), None, Size(48, 40)

    def __init__(self, axis: str = "frame", begins: tuple[int, ...] = (0, 40), count: int = 400) -> None:
        self.axis, self._begins = axis, begins
        self.places = tuple(Place(Fraction(plane, 25)) for plane in range(count))
        self.decoded: list[int] = []

    def picture(self, plane: int) -> Picture:
        self.decoded.append(plane)
        scene = sum(plane >= begins for begins in self._begins)
        noise = np.random.default_rng(scene).integers(0, 256, (5, 6, 3), np.uint8)
        return Picture(np.kron(noise, np.ones((8, 8, 1), np.uint8)), plane=plane)


def _divided(job, film, masked) -> Division:
    *looked, division = divide(job, film, masked)
    assert all(isinstance(value, Looked) for value in looked)
    return division


def test_a_film_is_divided_at_its_cuts(job):
    film = Film(count=80)
    division = _divided(replace(job, method="auto"), film, range(80))
    assert division.cuts == (40,)
    assert [segment.planes for segment in division.segments] == [tuple(range(40)), tuple(range(40, 80))]
    assert [segment.name for segment in division.segments] == ["segment-0000001", "segment-0000041"]
    assert division.planes == 80


def test_of_a_long_film_only_the_part_round_what_is_filled_is_decoded(job):
    film = Film(begins=(0, 190, 330))
    division = _divided(replace(job, method="auto", first=180, last=199), film, range(400))
    assert min(film.decoded) == 140
    assert max(film.decoded) == 239
    assert division.cuts == (190,)
    assert [len(segment.planes) for segment in division.segments] == [10, 10]


@pytest.mark.parametrize(("axis", "segments"), [("slice", 1), ("date", 1)])
def test_what_has_no_scenes_is_one_run_and_nothing_of_it_is_decoded(job, axis, segments):
    film = Film(axis)
    division = _divided(replace(job, method="neighbours"), film, range(20))
    assert len(division.segments) == segments
    assert not film.decoded


def test_planes_that_are_filled_by_themselves_go_by_few(job):
    film = Film()
    division = _divided(job, film, (1, 4, 5, 6, 9, 300))
    assert [segment.planes for segment in division.segments] == [(1, 4, 5), (6, 9, 300)]
    assert not film.decoded


def test_without_masks_there_is_nothing_to_do(job):
    assert _divided(replace(job, method="auto", first=0, last=3), Film(), (7, 8)).segments == ()


def test_a_division_is_read_by_the_other_workers(job, tmp_path):
    assert read_division(tmp_path) is None
    division = _divided(job, Film(), range(8))
    write_division(tmp_path, division)
    assert read_division(tmp_path) == division
