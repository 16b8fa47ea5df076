"""How a stack is divided: a film at its cuts, so that nothing is carried over one, and a long scene into segments of
which each goes on from the one before; planes that are filled by themselves into few at once."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from inpaint_studio.editing.stack import LONGEST_RUN, Planes
from inpaint_studio.filling.scenes import Looked, find_cuts
from inpaint_studio.filling.segments import goes_on, segments
from inpaint_studio.work.jobs import disk
from inpaint_studio.work.stacks.damage import find_damage
from inpaint_studio.work.stacks.job import StackJob

_FACTS = "segments.json"


@dataclass(frozen=True)
class Segment:
    """A unit of work: planes that one worker fills."""

    name: str  # of its files
    planes: tuple[int, ...]  # to fill, ascending
    after: str = ""  # the name of the one that has to be filled before, since this one goes on from its last plane


@dataclass(frozen=True)
class Division:
    """All segments, ascending, and the planes at which other scenes begin."""

    segments: tuple[Segment, ...]
    cuts: tuple[int, ...]
    damaged: tuple[int, ...] = ()  # planes of which the file lost a part, that is filled too

    @property
    def planes(self) -> int:
        return sum(len(segment.planes) for segment in self.segments)

    def longest_chain(self, left: Iterable[Segment]) -> int:
        """The most planes of `left`, ascending, that can only be filled one after the other."""
        chains: dict[str, int] = {}
        for segment in left:
            chains[segment.name] = len(segment.planes) + chains.get(segment.after, 0)
        return max(chains.values(), default=0)


def divide(job: StackJob, planes: Planes, masked: Iterable[int]) -> Iterator[Looked | Division]:
    """The last value is the division. A film is decoded once for it, plane by plane.

    masked: planes that have a mask.  Raises StackError.
    """
    wanted = job.planes(len(planes.places))
    damaged: tuple[int, ...] = ()
    for value in find_damage(planes, wanted):
        if isinstance(value, Looked):
            yield value
        else:
            damaged = value
    todo = sorted({plane for plane in masked if plane in wanted} | set(damaged))
    scenes = tuple(planes.cuts or ())
    if not todo:
        yield Division((), scenes)
        return
    if not job.is_run:
        groups = [todo[at : at + LONGEST_RUN] for at in range(0, len(todo), LONGEST_RUN)]
        yield Division(tuple(Segment(_name(group[0]), tuple(group)) for group in groups), scenes, damaged)
        return
    for value in find_cuts(planes, todo):
        if isinstance(value, Looked):
            yield value
        else:
            scenes = value
    made: list[Segment] = []
    for begins, ends in pairwise([0, *scenes, len(planes.places)]):
        before: Segment | None = None  # of the scene
        for group in segments([plane for plane in todo if begins <= plane < ends]):
            is_next = before is not None and goes_on(before.planes[-1], group[0])
            before = Segment(_name(group[0]), group, before.name if before is not None and is_next else "")
            made.append(before)
    yield Division(tuple(made), scenes, damaged)


def _name(first: int) -> str:
    return f"segment-{first + 1:07}"


def read_division(folder: Path) -> Division | None:
    """As a worker has left it; None where none has yet."""
    try:
        facts = json.loads((folder / _FACTS).read_bytes())
    except FileNotFoundError:
        return None
    made = tuple(Segment(str(name), tuple(planes), str(after)) for name, planes, after in facts["segments"])
    return Division(made, tuple(facts["cuts"]), tuple(facts.get("damaged", ())))


def write_division(folder: Path, division: Division) -> None:
    """Raises OSError."""
    made = [[segment.name, segment.planes, segment.after] for segment in division.segments]
    facts = {"segments": made, "cuts": division.cuts, "damaged": division.damaged}
    disk.put(folder / _FACTS, json.dumps(facts).encode())
