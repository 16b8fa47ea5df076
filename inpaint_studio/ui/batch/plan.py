"""What a new job is made of, as the person has chosen it: which pictures, by which routine, to where."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from inpaint_studio.sentence import say
from inpaint_studio.work.jobs.job import NAME, Job, JobError, make_job
from inpaint_studio.work.jobs.listing import pictures_of
from inpaint_studio.work.routines.names import check_rule, result_name
from inpaint_studio.work.routines.routine import Routine

_FOLDER = "inpaint-job"


@dataclass(frozen=True)
class Plan:
    """A job before it is made."""

    sources: tuple[Path, ...]
    routine: Routine
    output: Path | None  # None where the routine saves beside the originals
    subfolders: bool = False
    formats: tuple[str, ...] = ()
    watches: bool = False

    def make(self) -> Job:
        """Make the job in a folder of its own beside its results. Raises WorkError, SaveError, OSError."""
        root, parts = root_and_parts(self.sources)
        folder = free_folder((self.output or root) / _FOLDER)
        return make_job(
            root,
            self.routine,
            self.output,
            folder,
            subfolders=self.subfolders,
            formats_taken=self.formats,
            parts=parts,
            watches=self.watches,
        )

    def survey(self) -> Iterator["Surveyed"]:
        """Which pictures it takes: the first, and how many. Raises OSError."""
        root, parts = root_and_parts(self.sources)
        job = Job(root / _FOLDER, self.routine, root, self.output, None, self.subfolders, self.formats, parts)
        first: PurePosixPath | None = None
        count = 0
        for listed in pictures_of(job):
            if listed and first is None:
                first = PurePosixPath(listed[0].relative_to(root).as_posix())
            count += len(listed)
            yield Surveyed(first, count, False)
        yield Surveyed(first, count, True)


@dataclass(frozen=True)
class Surveyed:
    """The pictures of a plan, as far as they were looked through."""

    first: PurePosixPath | None  # below the root
    count: int
    is_all: bool


def root_and_parts(sources: Sequence[Path]) -> tuple[Path, tuple[str, ...]]:
    """The folder that holds all sources, and which folders and files below it are meant; none = the whole.

    Raises JobError where they share no folder.
    """
    paths = [Path(os.path.abspath(path)) for path in sources]
    if not paths:
        raise JobError(say("Choose a folder of pictures first."))
    if len(paths) == 1 and paths[0].is_dir():
        return paths[0], ()
    folders = [path if path.is_dir() else path.parent for path in paths]
    try:
        root = Path(os.path.commonpath(folders))
    except ValueError as error:
        raise JobError(say("These pictures lie on several drives; make a job for each.")) from error
    if root in paths:
        return root, ()
    return root, tuple(dict.fromkeys(path.relative_to(root).as_posix() for path in paths))


def below(job: Job, sources: Sequence[Path]) -> tuple[str, ...] | None:
    """Sources as parts of a job's root; None where one lies elsewhere."""
    root = os.path.realpath(job.root)
    parts = []
    for path in sources:
        relative = os.path.relpath(os.path.realpath(path), root)
        if relative.split(os.sep)[0] == os.pardir or os.path.isabs(relative):
            return None
        parts.append("" if relative == os.curdir else Path(relative).as_posix())
    return tuple(parts)


def free_folder(wanted: Path) -> Path:
    """`wanted`, or with a number where there is a job already."""
    number, folder = 1, wanted
    while (folder / NAME).exists():
        number += 1
        folder = wanted.with_name(f"{wanted.name} ({number})")
    return folder


def job_in(path: Path) -> Path | None:
    """The folder of a job, where the path is one or holds one."""
    for folder in (path, path / _FOLDER, path.parent if path.name == NAME else path):
        if (folder / NAME).is_file():
            return folder
    return None


def preview(routine: Routine, first: PurePosixPath, output: Path | None) -> str:
    """What becomes of the first picture's name. Raises RoutineError, a sentence, for a rule that cannot be."""
    save = routine.save
    check_rule(save.name, beside=save.where == "beside")
    result = result_name(save.name, first, save.kind)
    return f"{first} → {output.name}/{result}" if output is not None else f"{first} → {result}"
