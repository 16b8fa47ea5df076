"""How a stack is divided: a film at its cuts, so that nothing is carried over one; anything else into few planes."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from inpaint_studio.editing.stack import LONGEST_RUN, Planes
from inpaint_studio.filling.scenes import Looked, find_cuts
from inpaint_studio.work.jobs import disk
from inpaint_studio.work.stacks.job import StackJob

_FACTS = "shots.json"


@dataclass(frozen=True)
class Shot:
    """A unit of work: planes that one worker fills."""

    name: str  # of its files
    planes: tuple[int, ...]  # to fill, ascending


@dataclass(frozen=True)
class Division:
    """All shots, and the planes at which other scenes begin."""

    shots: tuple[Shot, ...]
    cuts: tuple[int, ...]

    @property
    def planes(self) -> int:
        return sum(len(shot.planes) for shot in self.shots)


def divide(job: StackJob, planes: Planes, masked: Iterable[int]) -> Iterator[Looked | Division]:
    """The last value is the division. A film is decoded once for it, plane by plane.

    masked: planes that have a mask.  Raises StackError.
    """
    wanted = job.planes(len(planes.places))
    todo = sorted(plane for plane in masked if plane in wanted)
    scenes = tuple(planes.cuts or ())
    if not todo:
        yield Division((), scenes)
        return
    if job.is_run:
        for value in find_cuts(planes, todo):
            if isinstance(value, Looked):
                yield value
            else:
                scenes = value
        edges = [0, *scenes, len(planes.places)]
        groups = [[plane for plane in todo if begins <= plane < ends] for begins, ends in pairwise(edges)]
    else:
        groups = [todo[at : at + LONGEST_RUN] for at in range(0, len(todo), LONGEST_RUN)]
    shots = tuple(Shot(f"shot-{group[0] + 1:07}", tuple(group)) for group in groups if group)
    yield Division(shots, scenes)


def read_division(folder: Path) -> Division | None:
    """As a worker has left it; None where none has yet."""
    try:
        facts = json.loads((folder / _FACTS).read_bytes())
    except FileNotFoundError:
        return None
    shots = tuple(Shot(str(name), tuple(planes)) for name, planes in facts["shots"])
    return Division(shots, tuple(facts["cuts"]))


def write_division(folder: Path, division: Division) -> None:
    """Raises OSError."""
    facts = {"shots": [[shot.name, shot.planes] for shot in division.shots], "cuts": division.cuts}
    disk.put(folder / _FACTS, json.dumps(facts).encode())
