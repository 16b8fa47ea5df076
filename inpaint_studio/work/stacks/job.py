"""What is to be done with a stack: the value, its folder of scratch files, and what makes two of them the same."""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from inpaint_studio import __version__
from inpaint_studio.editing.fills import Setting
from inpaint_studio.files.origin import Stamp
from inpaint_studio.sentence import say
from inpaint_studio.work.errors import WorkError
from inpaint_studio.work.jobs import disk
from inpaint_studio.work.jobs.claims import Claims
from inpaint_studio.work.jobs.workers import Worker

How = Literal["exact", "same"]

_FACTS = "stack.json"


class StackError(WorkError):
    """A stack cannot be filled."""


@dataclass(frozen=True)
class StackJob:
    """A stack, its masks, what fills them, and where the result goes."""

    source: Path  # a file or a folder
    mask: Path
    output: Path
    first: int | None = None  # plane, from 0; None = the first
    last: int | None = None  # inclusive; None = the last
    method: str = "auto"  # "auto" and "neighbours" fill from other planes, any other each plane by itself
    checkpoint: Path | None = None  # None = the shipped one
    device: str = "auto"
    seed: int = 0
    settings: Mapping[str, Setting] = field(default_factory=lambda: MappingProxyType({}))  # of the method in the plane
    how: How = "exact"  # of a film: see `files.video.saving`

    @property
    def folder(self) -> Path:
        """Of the scratch files."""
        return self.output.with_name(f".{self.output.name}.repair")

    @property
    def claims(self) -> Path:
        return self.folder / "claims"

    @property
    def in_plane(self) -> str:
        """The method for what no other plane shows."""
        return "auto" if self.is_run and self.method == "neighbours" else self.method

    @property
    def is_run(self) -> bool:
        """Whether planes are filled from other planes."""
        return self.method in ("auto", "neighbours")

    def planes(self, count: int) -> range:
        """Those that are to be filled, of so many. Raises StackError, a wrong call, where they are not there."""
        first = 0 if self.first is None else self.first
        last = count - 1 if self.last is None else self.last
        if not 0 <= first <= last < count:
            raise StackError(
                say(
                    "--planes is {first}-{last}, and {name} has the planes 1-{count}.",
                    first=first + 1,
                    last=last + 1,
                    name=self.source.name,
                    count=count,
                ),
                wrong_call=True,
            )
        return range(first, last + 1)


def begin(job: StackJob) -> bool:
    """Make the folder of a job. Returns whether it goes on with one that was cut off.

    What other options or other files have left there is removed, unless somebody is at work on it.
    Raises StackError for that, and OSError.
    """
    facts = _facts(job)
    if job.folder.exists():
        try:
            if json.loads((job.folder / _FACTS).read_bytes()) == facts:
                return True
        except (OSError, ValueError):
            pass  # it was killed before it began
        if Claims(job.claims, Worker.here()).running():
            raise StackError(
                say(
                    "Another process fills a stack into {output} with other options. Wait for it, or give --output "
                    "another name.",
                    output=job.output,
                )
            )
        shutil.rmtree(job.folder)
    job.claims.mkdir(parents=True)
    disk.put(job.folder / _FACTS, json.dumps(facts).encode())
    return False


def end(job: StackJob) -> None:
    """The output is there: its scratch files go."""
    with suppress(OSError):
        shutil.rmtree(job.folder)


def is_stack_job(folder: Path) -> bool:
    return (folder / _FACTS).is_file()


def open_job(folder: Path) -> StackJob:
    """The job of a folder that `begin` has made, for another worker of it. Raises StackError."""
    try:
        facts = json.loads((folder / _FACTS).read_bytes())["job"]
        paths = {name: Path(facts[name]) for name in ("source", "mask", "output")}
        checkpoint = None if facts["checkpoint"] is None else Path(facts["checkpoint"])
        job = StackJob(**{**facts, **paths, "checkpoint": checkpoint})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StackError(say("{path} is no folder of a stack that is being filled.", path=folder)) from error
    if _facts(job) != json.loads((folder / _FACTS).read_bytes()):
        raise StackError(
            say("The stack or its masks were changed since {path} was begun. Start it again.", path=folder)
        )
    return job


def _facts(job: StackJob) -> dict[str, Any]:
    """Equal where the same call would come to the same fills."""
    stamps = [list(_stamps(path)) for path in (job.source, job.mask)]
    return json.loads(json.dumps({"job": _values(job), "stamps": stamps, "version": __version__}))  # type: ignore[no-any-return]


def _values(job: StackJob) -> dict[str, Any]:
    """Of all fields, for JSON; paths as text that means the same from everywhere."""
    values = {one.name: getattr(job, one.name) for one in fields(job)}
    values |= {name: str(value.absolute()) for name, value in values.items() if isinstance(value, Path)}
    return {**values, "settings": dict(job.settings)}


def _stamps(path: Path) -> Iterator[tuple[str, int, int]]:
    """Name, size and time: inodes are others on another machine."""
    if not path.is_dir():
        size, when, _ = Stamp.of(path)
        yield path.name, size, when
        return
    with os.scandir(path) as entries:
        for entry in sorted(entries, key=lambda one: one.name):
            if entry.is_file() and entry.name[:1] != ".":
                status = entry.stat()
                yield entry.name, status.st_size, status.st_mtime_ns
