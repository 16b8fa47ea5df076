"""Listing the pictures of a job: new ones are added to the ledger, changed ones once more, each with its output."""

import os
import stat
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from inpaint_studio.files.infrared import without_infrared
from inpaint_studio.files.kinds import formats
from inpaint_studio.files.pairing import folded, is_hidden, masks_in, match, without_masks
from inpaint_studio.work.jobs.entry import Entry
from inpaint_studio.work.jobs.job import NAME, Job
from inpaint_studio.work.jobs.ledger import Ledger
from inpaint_studio.work.routines.names import Places, result_name

STILL = 5.0  # seconds for which a file of a hot folder has not changed before it is taken
_AT_ONCE = 1000  # lines that are appended together


@dataclass(frozen=True)
class Added:
    """How many pictures were added so far, and how many once more."""

    new: int
    again: int


class Stillness:
    """Which files have not changed for a while: those that are still being copied into a hot folder wait.

    Judged by looking again, not by the time of a file, which copying may set to that of its original.
    """

    def __init__(self, seconds: float = STILL) -> None:
        self._seconds = seconds
        self._seen: dict[str, tuple[tuple[int, int], float]] = {}

    def is_still(self, key: str, stamp: tuple[int, int], now: float) -> bool:
        before = self._seen.get(key)
        if before is None or before[0] != stamp:
            self._seen[key] = stamp, now
            return self._seconds <= 0
        return now - before[1] >= self._seconds

    def forget(self, key: str) -> None:
        self._seen.pop(key, None)


def list_pictures(
    job: Job, ledger: Ledger, stillness: Stillness | None = None, now: float | None = None
) -> Iterator[Added]:
    """Add what is new under the root of the inputs to the ledger, and what has changed since it was worked on.

    stillness: for a hot folder: files that still change are left for the next time.  now: monotonic seconds.
    One process at a time: hold the claim "listing". Raises OSError where the root cannot be read.
    """
    moment = time.monotonic() if now is None else now
    places: Places | None = None
    waiting: list[Entry] = []
    new = again = 0
    own = _results_among_inputs(job, ledger)
    for listed in _folders(job):
        masks = _masks(job, listed)
        for path, stamp in listed:
            key = path.relative_to(job.root).as_posix()
            if folded(key) in own:
                continue  # a result beside its original
            if key in ledger:
                entry = _again(job, ledger, key, stamp)
                again += entry is not None
            elif stillness is not None and not stillness.is_still(key, stamp, moment):
                continue
            else:
                if places is None:
                    places = _places(job, ledger)
                entry = _new(job, key, stamp, places, masks)
                new += 1
                if stillness is not None:
                    stillness.forget(key)
            if entry is not None:
                waiting.append(replace(entry, number=ledger.number(key) + 1, time=time.time(), job=job.hash))
            if len(waiting) >= _AT_ONCE:
                ledger.append(*waiting)
                waiting.clear()
                yield Added(new, again)
    if waiting:
        ledger.append(*waiting)
    yield Added(new, again)


def _new(job: Job, key: str, stamp: tuple[int, int], places: Places, masks: dict[str, tuple[str, str]]) -> Entry:
    wanted = result_name(job.routine.save.name, PurePosixPath(key), job.routine.save.kind)
    if job.output is None:
        wanted = PurePosixPath(key).parent / wanted
    mask, problem = masks.get(key, ("", ""))
    state = "failed" if problem else "waiting"
    return Entry(key, state, places.take(str(wanted)), mask, *stamp, message=problem)


def _again(job: Job, ledger: Ledger, key: str, stamp: tuple[int, int]) -> Entry | None:
    """A line for a picture that is another than the one that was worked on, or was worked on by another routine."""
    size, changed, by = ledger.facts(key)
    is_open = ledger.state(key) == "waiting"
    if (size, changed) == stamp and (by == job.hash or is_open):
        return None
    if is_open and (size, changed) != stamp:
        return None  # it is looked at when it is taken
    before = ledger.entry(key)
    return Entry(key, "waiting", before.output, before.mask, *stamp, output_hash=before.output_hash)


def _places(job: Job, ledger: Ledger) -> Places:
    """With all that is taken: results, and inputs where results may meet them."""
    taken = list(ledger.outputs())
    base = os.path.realpath(job.base)
    root = os.path.realpath(job.root)
    if os.path.commonpath([base, root]) in (base, root) if _same_drive(base, root) else False:
        for listed in _folders(job):
            taken += [Path(os.path.relpath(path, base)).as_posix() for path, _ in listed]
    return Places(taken)


def _results_among_inputs(job: Job, ledger: Ledger) -> frozenset[str]:
    """Keys of results that lie under the root of the inputs, where they are not to be taken for pictures."""
    if not _is_below(job.root, job.base):
        return frozenset()  # their folder is left out
    before = os.path.relpath(os.path.realpath(job.root), os.path.realpath(job.base)).replace(os.sep, "/")
    if before == ".":
        return frozenset(folded(output) for output in ledger.outputs())
    prefix = f"{before}/"
    return frozenset(folded(one.removeprefix(prefix)) for one in ledger.outputs() if one.startswith(prefix))


def _same_drive(one: str, other: str) -> bool:
    return os.path.splitdrive(one)[0].lower() == os.path.splitdrive(other)[0].lower()


def _masks(job: Job, listed: Sequence[tuple[Path, tuple[int, int]]]) -> dict[str, tuple[str, str]]:
    """By key: the name of its mask, or a sentence why it has none."""
    if job.masks is None:
        return {}
    keys = {path: path.relative_to(job.root).as_posix() for path, _ in listed}
    if job.masks.is_file():
        return dict.fromkeys(keys.values(), (job.masks.name, ""))
    matches = match(list(keys), masks_in(job.masks, job.root), job.masks)
    return {
        keys[one.picture]: (one.mask.relative_to(job.masks).as_posix(), "")
        if one.mask is not None
        else ("", one.problem)
        for one in matches
    }


def _folders(job: Job) -> Iterator[list[tuple[Path, tuple[int, int]]]]:
    """The pictures of each folder and their stamps, in order; without the folders of results and of jobs."""
    left_out = {os.path.realpath(job.folder)}
    if job.output is not None and not _is_below(job.root, job.output):
        left_out.add(os.path.realpath(job.output))
    todo = [job.root]
    suffixes = frozenset(job.formats) or formats.suffixes()
    while todo:
        folder = todo.pop()
        stamps: dict[Path, tuple[int, int]] = {}
        below: list[Path] = []
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            if folder == job.root:
                raise
            continue  # one folder that cannot be read does not end the others
        for entry in entries:
            with suppress(OSError):
                if is_hidden(PurePosixPath(entry.name)):
                    continue
                path = folder / entry.name
                if entry.is_dir(follow_symlinks=False):
                    is_job = (path / NAME).is_file()
                    if job.subfolders and not is_job and os.path.realpath(path) not in left_out:
                        below.append(path)
                elif path.suffix.lower() in suffixes:
                    status = entry.stat()
                    if stat.S_ISREG(status.st_mode):  # a pipe would never end
                        stamps[path] = status.st_size, status.st_mtime_ns
        todo += reversed(below)
        yield [(path, stamps[path]) for path in without_infrared(without_masks(list(stamps)))]


def _is_below(folder: Path, parent: Path) -> bool:
    """Whether `folder` is `parent` or lies in it."""
    inner, outer = os.path.realpath(folder), os.path.realpath(parent)
    return _same_drive(inner, outer) and os.path.commonpath([inner, outer]) == outer
