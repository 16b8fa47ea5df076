"""Findings of a job that wait for a person: listed, decided about, and given back to the workers."""

import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Literal

from inpaint_studio.editing.findings import Review
from inpaint_studio.editing.geometry import Size
from inpaint_studio.files.memory.finding_facts import open_findings, save_findings
from inpaint_studio.files.reading import read_picture
from inpaint_studio.sentence import explanation, say
from inpaint_studio.work.jobs.claims import Claims, claim_id
from inpaint_studio.work.jobs.job import Job, JobError
from inpaint_studio.work.jobs.ledger import Ledger

_OPEN = "to-review", "decided"  # states of pictures that can be decided about

Decision = Literal["accept", "reject", "suggested"]
"""Of all findings of a picture: fill them, fill none, or fill what the finders suggest."""


@dataclass(frozen=True)
class Waiting:
    """A picture that waits for a decision."""

    key: str
    to_review: int
    findings: Path  # as JSON, which the window opens with the picture


@dataclass(frozen=True)
class Decided:
    """A picture whose findings are decided about: a worker takes it next."""

    key: str
    accepted: int


@dataclass(frozen=True)
class Undecided:
    """A picture that could not be decided about; the others are."""

    key: str
    message: str


def waiting(job: Job, ledger: Ledger) -> Iterator[Waiting]:
    """What waits for a person, in the order of the ledger."""
    for entry in ledger.entries(ledger.keys_in("to-review")):
        yield Waiting(entry.key, entry.to_review, job.findings(claim_id(entry.key)))


def decide(
    job: Job, ledger: Ledger, claims: Claims, keys: Iterable[str], decision: Decision
) -> Iterator[Decided | Undecided]:
    """Decide about all findings of pictures at once. Raises JobError for a picture that does not wait."""

    def decided(review: Review) -> Review:
        if decision == "suggested":
            return review
        return review.decided(review.proposed(), decision == "accept")

    for key in checked_keys(ledger, keys, *_OPEN):
        yield _decide(job, ledger, claims, key, decided)


def apply_findings(job: Job, ledger: Ledger, claims: Claims, key: str, findings: Path) -> Iterator[Decided | Undecided]:
    """Take the decisions, and the findings themselves, from a file that the window or `find --json` wrote."""
    for one in checked_keys(ledger, [key], *_OPEN):
        try:
            size = read_picture(job.picture(one)).size
            review = open_findings(findings, size)
        except Exception as error:  # a file that holds no findings, or a picture that is gone
            yield Undecided(one, explanation(error))
            return
        yield _decide(job, ledger, claims, one, partial(_instead, review), size)


def _instead(review: Review, _: Review) -> Review:
    return review


def checked_keys(ledger: Ledger, keys: Iterable[str], *states: str) -> list[str]:
    """Raises JobError for a picture that the job does not have, or that is in another state."""
    listed = list(dict.fromkeys(keys))
    for key in listed:
        if key not in ledger:
            raise JobError(say("The job has no picture {name}.", name=key))
        if ledger.state(key) not in states:
            raise JobError(say("{name} does not wait for this: it is {state}.", name=key, state=ledger.state(key)))
    return listed


def _decide(
    job: Job, ledger: Ledger, claims: Claims, key: str, decided: Callable[[Review], Review], size: Size | None = None
) -> Decided | Undecided:
    path = job.findings(claim_id(key))
    claim = claims.take(claim_id(key), key)
    if claim is None:
        return Undecided(key, say("A worker has it in hand. Try again when it is done."))
    try:
        ledger.refresh()  # a worker may have settled it this moment
        checked_keys(ledger, [key], *_OPEN)
        if size is None:
            size = size_in(path)
        review = decided(open_findings(path, size))
        save_findings(path, review, size, Path(key).name)
        entry = ledger.entry(key)
        ledger.append(
            replace(entry, state="decided", number=ledger.number(key) + 1, message="", time=time.time(), to_review=0)
        )
    except Exception as error:  # one that is damaged does not end the others
        return Undecided(key, explanation(error))
    finally:
        claim.release()
    return Decided(key, len(review.accepted()))


def size_in(findings: Path) -> Size:
    """The size of the picture that findings are of, by their file. Raises OSError, ValueError, KeyError."""
    width, height = json.loads(findings.read_bytes())["picture"]["size"]
    return Size(int(width), int(height))
