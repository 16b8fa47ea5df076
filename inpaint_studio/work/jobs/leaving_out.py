"""Pictures that a person leaves out of a job, and takes in again."""

import time
from collections.abc import Iterable
from dataclasses import replace

from inpaint_studio.sentence import say
from inpaint_studio.work.jobs.claims import Claims, claim_id
from inpaint_studio.work.jobs.ledger import Ledger

LEAVES_OUT = ("waiting", "decided", "to-review", "failed", "parked")  # states of pictures that can be left out


def leave_out(ledger: Ledger, claims: Claims, keys: Iterable[str]) -> list[str]:
    """Skip pictures that are not done; those that a worker has in hand are left to it. Returns whose keys it was.

    Raises OSError.
    """
    return _put(ledger, claims, keys, LEAVES_OUT, "skipped", say("It was left out by hand."))


def take_in(ledger: Ledger, claims: Claims, keys: Iterable[str]) -> list[str]:
    """Have skipped pictures wait again. Returns whose keys it was. Raises OSError."""
    return _put(ledger, claims, keys, ("skipped",), "waiting", "")


def _put(
    ledger: Ledger, claims: Claims, keys: Iterable[str], states: tuple[str, ...], state: str, message: str
) -> list[str]:
    changed = []
    for key in keys:
        claim = claims.take(claim_id(key), key)
        if claim is None:
            continue
        try:
            ledger.refresh()  # a worker may have settled it this moment
            if key in ledger and ledger.state(key) in states:
                entry = ledger.entry(key)
                line = replace(
                    entry, state=state, number=ledger.number(key) + 1, message=message, time=time.time(), to_review=0
                )
                ledger.append(line)
                changed.append(key)
        finally:
            claim.release()
    return changed
