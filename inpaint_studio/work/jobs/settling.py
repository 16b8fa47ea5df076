"""One picture of a job from its claim to its line in the ledger. A crash at any moment loses and repeats nothing.

The result is written beside its place and proved there. Then the claim records what it is (hash and facts), the result
is moved into its place, and the ledger gets its line. Whoever takes over from a dead worker finds in the claim what was
under way: a result that is in place already only lacks its line, one that is not is moved there.
"""

import io
import os
import stat
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PIL import Image

from inpaint_studio.enlarging.request import Progress as Enlarging
from inpaint_studio.files.memory.finding_facts import save_findings
from inpaint_studio.files.saving.atomic import backup_of, keep_as
from inpaint_studio.filling.request import FillProgress
from inpaint_studio.finding.finder import Progress
from inpaint_studio.sentence import explanation, say
from inpaint_studio.work.hashes import file_hash
from inpaint_studio.work.jobs import disk
from inpaint_studio.work.jobs.claims import Claim, Claims, claim_id, heart
from inpaint_studio.work.jobs.entry import Entry
from inpaint_studio.work.jobs.job import Job
from inpaint_studio.work.jobs.ledger import Ledger
from inpaint_studio.work.jobs.states import STATES
from inpaint_studio.work.marks import Working
from inpaint_studio.work.routines.piece import Item, Tools
from inpaint_studio.work.routines.working import Outcome, work

MOST_DEATHS = 2  # of workers, after which a picture is parked
_NOTED = 1.0  # seconds between two notes of how far it is


@dataclass(frozen=True)
class Moved:
    """How far a picture is."""

    key: str
    stage: str  # a key of STATES that is live
    share: float  # 0..1


@dataclass(frozen=True)
class Settled:
    """A picture has its line in the ledger."""

    entry: Entry


def settle(
    job: Job, key: str, ledger: Ledger, claims: Claims, tools: Tools, name: str
) -> Generator[Moved | Settled, None, None]:
    """Work on one picture, if nobody else does and it waits. Without a value where it does not.

    name: of the worker, for the line. Raises OSError where the job's folder cannot be written.
    """
    claim = claims.take(claim_id(key), key)
    if claim is None:
        return
    is_over = False
    try:
        ledger.refresh()  # the claim may have been free because another worker had just finished
        if key not in ledger or not STATES[ledger.state(key)].is_open:
            is_over = True
            return
        entry = ledger.entry(key)
        settled: Entry | None = None
        with heart(claim):
            for value in _settled(job, entry, claim, tools):
                if isinstance(value, Entry):
                    settled = value
                else:
                    yield value
        if settled is None:
            is_over = True  # another worker has taken us for dead
            return
        settled = replace(settled, number=ledger.number(key) + 1, time=time.time(), job=job.hash, worker=name)
        ledger.append(settled)
        is_over = True
        claim.release()
        yield Settled(settled)
    except (GeneratorExit, KeyboardInterrupt):
        # Asked to end. Once a result is recorded, whoever comes next finishes what was begun.
        is_over = is_over or "output_hash" not in claim.recorded
        raise
    finally:
        if is_over:
            claim.release()


def _settled(job: Job, entry: Entry, claim: Claim, tools: Tools) -> Iterator[Moved | Entry]:
    """The line of a picture, last; none where the claim was lost."""
    picture, place = job.picture(entry.key), job.base / entry.output
    staged = _staged(place, claim.id)
    recovered = _recovered(entry, claim.left, place, staged)
    if recovered is not None:
        disk.remove(staged)
        yield recovered
        return
    disk.remove(staged)
    if claim.deaths >= MOST_DEATHS:
        message = say(
            "It ended its worker {count} times and was put aside. Try it alone, or leave it out.", count=claim.deaths
        )
        yield _line(entry, "parked", message)
        return
    try:
        status = picture.stat()
    except OSError as error:
        yield _line(entry, "failed", explanation(error))
        return
    if not stat.S_ISREG(status.st_mode):
        yield _line(entry, "failed", say("{path} is no file any more.", path=picture))
        return
    # Decisions are about the picture as it was searched: of another one they are asked for again.
    is_same = (status.st_size, status.st_mtime_ns) == (entry.size, entry.changed)
    decided = job.findings(claim.id) if entry.state == "decided" and is_same else None
    entry = replace(entry, size=status.st_size, changed=status.st_mtime_ns)
    reason = _reason_to_skip(job, entry, place)
    if reason:
        yield _line(entry, "skipped", reason)
        return
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        yield _line(entry, "failed", explanation(error))
        return
    item = Item(picture, staged, job.mask(entry.mask), decided)
    for value in work(item, job.routine, tools):
        if not isinstance(value, Outcome):
            moved = _moved(entry.key, value)
            if moved is not None:
                claim.note_now_and_then(moved.stage, moved.share, _NOTED)
                yield moved
            continue
        if not claim.is_mine():
            disk.remove(staged)
            return
        yield from _concluded(job, entry, claim, value, place, staged)


def _concluded(job: Job, entry: Entry, claim: Claim, outcome: Outcome, place: Path, staged: Path) -> Iterator[Entry]:
    line = replace(
        _line(entry, outcome.state, outcome.message),
        input_hash=outcome.input_hash,
        seconds=outcome.seconds,
        findings=outcome.findings,
        to_review=outcome.to_review,
        proof=outcome.proof,
        notes=tuple(_of_place(note, staged, place) for note in outcome.notes),
    )
    try:
        match outcome.state:
            case "done":
                line = replace(line, output_hash=outcome.output_hash)
                claim.record({"line": line.to_line().decode(), "output_hash": outcome.output_hash})
                _place(staged, place)
            case "to-review":
                assert outcome.review is not None
                assert outcome.size is not None
                save_findings(job.findings(claim.id), outcome.review, outcome.size, Path(entry.key).name)
        _save_thumb(job, claim.id, outcome)
    except Exception as error:  # the disk is full, or the place is not to be written
        disk.remove(staged)
        line = replace(_line(entry, "failed", explanation(error)), seconds=outcome.seconds)
    yield line


def _recovered(entry: Entry, left: Mapping[str, Any], place: Path, staged: Path) -> Entry | None:
    """The line of a result that a worker had recorded before it died; None where there is none to be finished."""
    with suppress(KeyError, TypeError, ValueError, OSError):
        line, digest = Entry.from_line(str(left["line"]).encode()), str(left["output_hash"])
        if line.key != entry.key or line.output != entry.output:
            return None
        if staged.is_file() and file_hash(staged) == digest:
            _place(staged, place)
            return line
        if place.is_file() and file_hash(place) == digest:
            return line
    return None


def _reason_to_skip(job: Job, entry: Entry, place: Path) -> str:
    """A sentence where there is a result already that is not ours, or that a person has changed; else ""."""
    if job.routine.save.existing == "replace" or not os.path.lexists(place):
        return ""
    if entry.output_hash:
        with suppress(OSError):
            if file_hash(place) == entry.output_hash:
                return ""  # what we made before, of another routine or of the picture as it was
    return say("There is a result already: {name}.", name=entry.output)


def _place(staged: Path, place: Path) -> None:
    """Into its place; what is there stays as NAME~, unless it is the same."""
    if os.path.lexists(place) and file_hash(place) != file_hash(staged):
        keep_as(place, backup_of(place))
    disk.move(staged, place)


def _staged(place: Path, id: str) -> Path:
    """Beside the place of the result, hidden, with its suffix."""
    return place.with_name(f".{id}.staged{place.suffix}")


def _line(entry: Entry, state: str, message: str) -> Entry:
    return Entry(
        entry.key,
        state,
        entry.output,
        entry.mask,
        entry.size,
        entry.changed,
        message=message,
        output_hash=entry.output_hash,
    )


def _of_place(note: str, staged: Path, place: Path) -> str:
    """Notes name the file that is meant, not the one that was written first."""
    return note.replace(staged.name, place.name) if staged.name in note else note


def _moved(key: str, value: object) -> Moved | None:
    match value:
        case Progress(done, total):
            return Moved(key, "finding", done / max(total, 1))
        case FillProgress():
            return Moved(key, "filling", value.done / max(value.total, 1))
        case Working(_, share):
            return Moved(key, "filling", share)
        case Enlarging(done, total):
            return Moved(key, "filling", done / max(total, 1))
    return None


def _save_thumb(job: Job, id: str, outcome: Outcome) -> None:
    if outcome.look is None:
        return
    buffer = io.BytesIO()
    Image.fromarray(outcome.look).save(buffer, "JPEG", quality=85)
    with suppress(OSError):
        job.thumb(id).write_bytes(buffer.getvalue())  # only looked at, and made again with the picture
