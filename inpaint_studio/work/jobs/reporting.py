"""What became of a job: in numbers, line by line, and checked against the files that there are."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from inpaint_studio.sentence import explanation, say
from inpaint_studio.work.hashes import file_hash
from inpaint_studio.work.jobs.claims import Claims, Running, claim_id
from inpaint_studio.work.jobs.entry import Entry
from inpaint_studio.work.jobs.job import Job
from inpaint_studio.work.jobs.ledger import Ledger
from inpaint_studio.work.jobs.reviewing import checked_keys


@dataclass(frozen=True)
class Status:
    """A job at a moment."""

    counts: dict[str, int]  # pictures by state, as the ledger has them
    running: tuple[Running, ...]  # what workers have in hand
    to_review: int  # findings
    seconds: float  # that workers have worked on what is done
    is_paused: bool

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def left(self) -> int:
        return self.counts.get("waiting", 0) + self.counts.get("decided", 0)

    def remaining(self) -> float | None:
        """Seconds, by what was measured and the workers there are now; None where nothing was measured yet."""
        done = self.counts.get("done", 0)
        if not done or not self.seconds:
            return None
        return self.left * self.seconds / done / max(1, len(self.running))


def status(job: Job, ledger: Ledger, claims: Claims) -> Status:
    return Status(ledger.counts(), claims.running(), ledger.to_review(), ledger.seconds(), job.is_paused)


def retry(ledger: Ledger, keys: Iterable[str] = ()) -> list[str]:
    """Have failed and parked pictures tried again: those, or all. Raises JobError, OSError."""
    listed = checked_keys(ledger, keys, "failed", "parked") or ledger.keys_in("failed", "parked")
    entries = [
        Entry(
            one.key,
            "waiting",
            one.output,
            one.mask,
            one.size,
            one.changed,
            ledger.number(one.key) + 1,
            time.time(),
            output_hash=one.output_hash,
        )
        for one in ledger.entries(listed)
    ]
    if entries:
        ledger.append(*entries)
    return listed


def report(job: Job, ledger: Ledger, check: bool = False) -> Iterator[dict[str, Any]]:
    """The lines of all pictures, as plain values. check: compare results and originals with what is recorded.

    A line then has "wrong", a sentence, where a file is another than the one that was recorded, or is gone.
    """
    for entry in ledger.entries(list(ledger)):
        facts: dict[str, Any] = {
            "picture": str(job.picture(entry.key)),
            "output": str(job.base / entry.output),
            "state": entry.state,
            "message": str(entry.message),
            "input_sha256": entry.input_hash,
            "output_sha256": entry.output_hash if entry.state == "done" else "",
            "seconds": entry.seconds,
            "findings": dict(entry.findings),
            "to_review": entry.to_review,
            "proof": str(entry.proof),
            "notes": [str(note) for note in entry.notes],
            "worker": entry.worker,
        }
        if check:
            facts["wrong"] = _wrong(job, entry)
        yield facts


def _wrong(job: Job, entry: Entry) -> str:
    """A sentence where the files are not as the line has them; else ""."""
    if entry.state != "done":
        if entry.state == "to-review" and not job.findings(claim_id(entry.key)).is_file():
            return say("The findings to be reviewed are gone.")
        return ""
    for path, digest in ((job.picture(entry.key), entry.input_hash), (job.base / entry.output, entry.output_hash)):
        try:
            if file_hash(path) != digest:
                return say("{path} is another file than the one that was recorded.", path=path)
        except OSError as error:
            return explanation(error)
    return ""
