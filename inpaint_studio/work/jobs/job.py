"""A job: which pictures go through which routine, and where the results go. One frozen value, one folder.

job.json       the routine, the versions, the hash of the weights, the root of the inputs, the rule of the outputs
ledger-*.jsonl what became of each picture, one file a worker (see `ledger`)
claims/        which worker has which picture (see `claims`)
findings/      of the pictures that a person decides about, with the decisions
thumbs/        small looks at results
marks/         marks that were estimated for the job
pause          while it is there, no worker takes another picture
"""

import json
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256 as digest_of
from pathlib import Path
from typing import Any

from inpaint_studio import __version__
from inpaint_studio.files.kinds import formats
from inpaint_studio.files.memory.finding_facts import SUFFIX
from inpaint_studio.files.pairing import is_same
from inpaint_studio.files.saving.targets import check_folder
from inpaint_studio.model.checkpoints.description import sha256
from inpaint_studio.resources import resource
from inpaint_studio.sentence import say
from inpaint_studio.work.errors import WorkError
from inpaint_studio.work.jobs import disk
from inpaint_studio.work.routines.cards.fill import FillCard
from inpaint_studio.work.routines.cards.marks import MarksCard
from inpaint_studio.work.routines.facts import RoutineError
from inpaint_studio.work.routines.routine import Routine, from_facts, to_facts

NAME = "job.json"
FORMAT, VERSION = "inpaint-studio job", 1
_STANDARD = "checkpoints/standard.safetensors"
_FOLDERS = ("claims", "findings", "thumbs", "marks")


class JobError(WorkError):
    """A job that cannot be made, opened or worked on. The message is a sentence."""


@dataclass(frozen=True)
class Job:
    """What is to be done. Its folder may lie on a disk that many machines see, each under a path of its own."""

    folder: Path
    routine: Routine
    root: Path  # of the inputs; keys are relative to it
    output: Path | None = None  # the folder of the results; None = beside the originals
    masks: Path | None = None  # a folder of masks by the names of the pictures, or one for all
    subfolders: bool = False
    formats: tuple[str, ...] = ()  # suffixes that are taken, lower case with a dot; () = all
    checkpoint: str = ""  # SHA-256 of the weights that fill; "" = none do
    version: str = __version__  # of the program that made it
    created: float = 0.0  # seconds since 1970

    @cached_property
    def hash(self) -> str:
        """Of the routine and the weights, eight letters: results of another hash are made anew."""
        return digest_of(f"{self.routine.hash} {self.checkpoint}".encode()).hexdigest()[:8]

    @property
    def claims(self) -> Path:
        return self.folder / "claims"

    @property
    def marks(self) -> Path:
        return self.folder / "marks"

    @property
    def is_paused(self) -> bool:
        return (self.folder / "pause").exists()

    @property
    def base(self) -> Path:
        """Outputs are relative to it."""
        return self.root if self.output is None else self.output

    def picture(self, key: str) -> Path:
        return self.root / key

    def mask(self, name: str) -> Path | None:
        """name: as an entry has it."""
        if not name or self.masks is None:
            return None
        return self.masks if self.masks.is_file() else self.masks / name

    def findings(self, id: str) -> Path:
        """Findings of a picture, to be decided about; and the decisions."""
        return self.folder / "findings" / f"{id}{SUFFIX}"

    def thumb(self, id: str) -> Path:
        return self.folder / "thumbs" / f"{id}.jpg"

    def pause(self) -> None:
        """Raises OSError."""
        disk.put(self.folder / "pause", b"")

    def resume(self) -> None:
        disk.remove(self.folder / "pause")


def make_job(
    root: Path,
    routine: Routine,
    output: Path | None,
    folder: Path | None = None,
    *,
    masks: Path | None = None,
    subfolders: bool = False,
    formats_taken: tuple[str, ...] = (),
) -> Job:
    """A new job in `folder`, or "inpaint-job" in the folder of its results. Nothing is listed yet.

    Raises JobError, RoutineError, SaveError, sentences, before anything is made.
    """
    routine.check()
    if not root.is_dir():
        raise JobError(say("There is no folder {folder}.", folder=root))
    if masks is not None and not masks.exists():
        raise JobError(say("{path} does not exist.", path=masks))
    beside = routine.save.where == "beside"
    if beside == (output is not None):
        raise JobError(
            say("The routine saves beside the originals: leave --output out.")
            if beside
            else say("The routine saves into a folder: say which, with --output."),
            wrong_call=True,
        )
    if (
        output is not None
        and is_same(output, root)
        and routine.save.name in ("{folder}/{name}{suffix}", "{name}{suffix}")
    ):
        raise JobError(
            say("--output is the folder of the originals, which are not written over. Give another folder."),
            wrong_call=True,
        )
    place = folder or (output or root) / "inpaint-job"
    if (place / NAME).exists():
        raise JobError(say("{folder} holds a job already. Go on with it, or give another folder.", folder=place))
    known = formats.suffixes()
    for suffix in formats_taken:
        if suffix not in known:
            raise JobError(
                say(
                    "{suffix} is no suffix of a picture; there are {known}.",
                    suffix=suffix,
                    known=", ".join(sorted(known)),
                )
            )
    for one in (place, *((output,) if output is not None else ())):
        check_folder(one)
    job = Job(
        place, routine, root, output, masks, subfolders, formats_taken, _weights(routine), __version__, time.time()
    )
    try:
        place.mkdir(parents=True, exist_ok=True)
        for name in _FOLDERS:
            (place / name).mkdir(exist_ok=True)
        if output is not None:
            output.mkdir(parents=True, exist_ok=True)
        save_job(job)
    except OSError as error:
        raise JobError(say("The folder {folder} could not be made: {reason}.", folder=place, reason=error)) from error
    return open_job(place)


def save_job(job: Job) -> None:
    """Write job.json. Raises OSError."""
    content = json.dumps(_facts(job), indent=2, ensure_ascii=True) + "\n"
    disk.put(job.folder / NAME, content.encode())


def open_job(folder: Path) -> Job:
    """Raises JobError, RoutineError, sentences."""
    folder = Path(os.path.abspath(folder.parent if folder.name == NAME else folder))
    try:
        content = (folder / NAME).read_bytes()
    except OSError as error:
        raise JobError(say("{folder} holds no job: {name} could not be read.", folder=folder, name=NAME)) from error
    try:
        facts = json.loads(content)
        if facts["format"] != FORMAT:
            raise ValueError("no job")
        if facts["version"] > VERSION:
            raise JobError(say("This job was made by a newer version of this program."))
        job = Job(
            folder,
            from_facts(facts["routine"]),
            _absolute(folder, facts["root"]),
            _absolute(folder, facts["output"]) if facts["output"] else None,
            _absolute(folder, facts["masks"]) if facts["masks"] else None,
            bool(facts["subfolders"]),
            tuple(str(one) for one in facts["formats"]),
            str(facts["checkpoint"]),
            str(facts["program"]),
            float(facts["created"]),
        )
    except (RoutineError, JobError):
        raise
    except (ValueError, KeyError, TypeError) as error:
        raise JobError(say("{name} in {folder} is damaged.", name=NAME, folder=folder)) from error
    with suppress(OSError):
        for name in _FOLDERS:
            (folder / name).mkdir(exist_ok=True)
    return job


def check_job(job: Job) -> None:
    """Before work begins on this machine. Raises JobError, RoutineError, WorkError, SaveError."""
    job.routine.check()
    if not job.root.is_dir():
        raise JobError(say("The pictures of the job are not to be seen: there is no folder {folder}.", folder=job.root))
    if job.checkpoint and _weights(job.routine) != job.checkpoint:
        raise JobError(
            say(
                "The checkpoint here is another one than the job was made with, so results would differ. Use that one, "
                "or make another job."
            )
        )
    check_folder(job.folder)


def with_routine(job: Job, routine: Routine) -> Job:
    """The job with another routine; what was done by the former is done anew. Raises RoutineError."""
    routine.check()
    if (routine.save.where == "beside") != (job.output is None):
        raise JobError(say("The routine saves to another place than the job does; make another job."))
    return replace(job, routine=routine, checkpoint=_weights(routine))


def _weights(routine: Routine) -> str:
    """SHA-256 of the checkpoint that fills, shipped or not; "" where none does."""
    card = routine.card(FillCard)
    if card is None and routine.card(MarksCard) is None:
        return ""
    path = card.checkpoint_file() if card is not None else None
    if path is None:
        with suppress(FileNotFoundError):
            path = resource(_STANDARD)
    return sha256(path) if path is not None else ""


def _facts(job: Job) -> Mapping[str, Any]:
    def relative(path: Path | None) -> str:
        return "" if path is None else _relative(job.folder, path)

    return {
        "format": FORMAT,
        "version": VERSION,
        "program": job.version,
        "created": round(job.created, 3),
        "checkpoint": job.checkpoint,
        "root": relative(job.root),
        "output": relative(job.output),
        "masks": relative(job.masks),
        "subfolders": job.subfolders,
        "formats": list(job.formats),
        "routine": to_facts(job.routine),
    }


def _relative(folder: Path, path: Path) -> str:
    """From the job's folder, so that machines may see both under other paths; absolute on another drive."""
    try:
        return Path(os.path.relpath(os.path.realpath(path), os.path.realpath(folder))).as_posix()
    except ValueError:
        return str(path.absolute())


def _absolute(folder: Path, text: str) -> Path:
    return Path(os.path.normpath(os.path.join(os.path.realpath(folder), text)))
