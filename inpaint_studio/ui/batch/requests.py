"""What the window has the feed do with a job: decide, try again, leave out, add. Each returns a message."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from inpaint_studio.editing.findings import Review
from inpaint_studio.editing.geometry import Size
from inpaint_studio.files.memory.finding_facts import save_findings
from inpaint_studio.sentence import joined, say, under_name
from inpaint_studio.work.jobs.claims import Claims, claim_id
from inpaint_studio.work.jobs.job import Job, open_job, save_job
from inpaint_studio.work.jobs.leaving_out import leave_out, take_in
from inpaint_studio.work.jobs.ledger import Ledger
from inpaint_studio.work.jobs.listing import Added
from inpaint_studio.work.jobs.reporting import retry
from inpaint_studio.work.jobs.reviewing import Decided, Decision, Undecided, apply_findings, decide
from inpaint_studio.work.jobs.worker import add_pictures

Do = Callable[[Job, Ledger, Claims], str]


def decide_all(keys: Sequence[str], decision: Decision) -> Do:
    """Accept or reject all findings of those that wait for it."""

    def do(job: Job, ledger: Ledger, claims: Claims) -> str:
        wanted = [key for key in keys if key in ledger and ledger.state(key) == "to-review"]
        if not wanted:
            return say("Nothing is chosen whose findings wait for a decision.")
        results = list(decide(job, ledger, claims, wanted, decision))
        done = [one for one in results if isinstance(one, Decided)]
        template = (
            say(
                "All findings of {count} pictures were accepted; they are filled next.",
                one="All findings of 1 picture were accepted; it is filled next.",
                count=len(done),
            )
            if decision == "accept"
            else say(
                "All findings of {count} pictures were rejected.",
                one="All findings of 1 picture were rejected.",
                count=len(done),
            )
        )
        return joined((*([template] if done else []), *_problems(results)))

    return do


def apply_review(key: str, review: Review, size: Size) -> Do:
    """The decisions that a person made in the editor."""

    def do(job: Job, ledger: Ledger, claims: Claims) -> str:
        path = job.findings(f"{claim_id(key)}.editor")
        try:
            save_findings(path, review, size, Path(key).name)
            results = list(apply_findings(job, ledger, claims, key, path))
        finally:
            path.unlink(missing_ok=True)
        done = [one for one in results if isinstance(one, Decided)]
        words = [
            say(
                "{count} findings of {name} are filled next, as you decided in the editor.",
                one="1 finding of {name} is filled next, as you decided in the editor.",
                count=one.accepted,
                name=key,
            )
            for one in done
        ]
        return joined((*words, *_problems(results)))

    return do


def try_again(keys: Sequence[str]) -> Do:
    """Failed and parked pictures, and those that were skipped."""

    def do(job: Job, ledger: Ledger, claims: Claims) -> str:
        states = {key: ledger.state(key) for key in keys if key in ledger}
        failed = [key for key, state in states.items() if state in ("failed", "parked")]
        skipped = [key for key, state in states.items() if state == "skipped"]
        count = len(retry(ledger, failed)) if failed else 0
        count += len(take_in(ledger, claims, skipped)) if skipped else 0
        if not count:
            return say("Nothing is chosen that failed, was parked or skipped.")
        return say("{count} pictures are tried again.", one="1 picture is tried again.", count=count)

    return do


def keep_out(keys: Sequence[str]) -> Do:
    """Leave pictures out that are not done."""

    def do(job: Job, ledger: Ledger, claims: Claims) -> str:
        count = len(leave_out(ledger, claims, keys))
        if not count:
            return say("Nothing is chosen that can be left out: done is done, and a worker finishes what it has.")
        return say(
            "{count} pictures were left out; F takes them in again.",
            one="1 picture was left out; F takes it in again.",
            count=count,
        )

    return do


def add(parts: Sequence[str]) -> Do:
    """Take these folders and files below the root, too, and list what is new."""

    def do(job: Job, ledger: Ledger, claims: Claims) -> str:
        now = open_job(job.folder)
        if now.parts and set(parts) - set(now.parts):
            now = replace(now, parts=tuple(dict.fromkeys((*now.parts, *parts))))
            save_job(now)
        added: Added | None = None
        for value in add_pictures(now, ledger, claims):
            added = value
        if added is None:
            return say("Another process lists the pictures right now.")
        if not added.new and not added.again:
            return say("There is no new picture.")
        return say("{count} pictures were added.", one="1 picture was added.", count=added.new + added.again)

    return do


def list_if_empty(job: Job, ledger: Ledger, claims: Claims) -> None:
    """The pictures of a job that nobody has listed yet."""
    if not len(ledger):
        for _ in add_pictures(job, ledger, claims):
            pass


def _problems(results: Sequence[Decided | Undecided]) -> list[str]:
    """Why some could not be decided about, the first of them."""
    wrong = [one for one in results if isinstance(one, Undecided)]
    return [under_name(one.key, one.message) for one in wrong[:1]]
