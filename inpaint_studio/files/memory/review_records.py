"""Records of a review in a journal: what has become another since the last one, findings packed small.

    {"is": "review", "gone": [IDENTITY, ...], "decided": {IDENTITY: true | false | null}, "filter": {...}}

and as payload, where there are any, the new findings: their JSON, deflated.
"""

from dataclasses import replace
from operator import is_
from types import MappingProxyType
from typing import Any

from inpaint_studio.editing.findings import Finding, Review
from inpaint_studio.editing.geometry import Size
from inpaint_studio.files.memory.finding_facts import DAMAGE as DAMAGE
from inpaint_studio.files.memory.finding_facts import (
    decisions_from,
    filter_facts,
    filter_from,
    finding_facts,
    finding_from,
    pack,
    unpack,
)
from inpaint_studio.files.memory.records import Blob, Record


def review_record(before: Review, after: Review) -> tuple[dict[str, Any], list[Blob]] | None:
    """The facts and payload of a record that leads from one review to another; None where they hold the same.

    Quick, for the UI thread: masks are packed by the thread that writes.
    """
    facts: dict[str, Any] = {"is": "review"}
    blobs: list[Blob] = []
    if after.findings is not before.findings:
        new, gone = _changed(before.findings, after.findings)
        if gone:
            facts["gone"] = gone if after.findings else "all"
        if new:
            blobs.append(lambda: _packed(new))
    if after.decisions is not before.decisions:
        decided: dict[str, bool | None] = {
            identity: accepted
            for identity, accepted in after.decisions.items()
            if before.decisions.get(identity) is not accepted
        }
        decided.update(dict.fromkeys(before.decisions.keys() - after.decisions.keys()))
        if decided:
            facts["decided"] = decided
    if after.filter != before.filter:
        facts["filter"] = filter_facts(after.filter)
    return (facts, blobs) if len(facts) > 1 or blobs else None


def with_review_record(review: Review, record: Record, size: Size) -> Review:
    """The review after a record of a journal. Raises one of `DAMAGE` for content that `review_record` never makes."""
    facts = record.facts
    gone = facts.get("gone", ())
    if gone == "all":
        review = replace(review, findings=())
    elif gone:
        leaving = set(gone)
        review = replace(review, findings=tuple(one for one in review.findings if one.identity not in leaving))
    if record.blobs:
        review = review.with_findings([finding_from(one, size) for one in unpack(record.blobs[0])])
    if "decided" in facts:
        decided = dict(facts["decided"])
        taken_back = {identity for identity, accepted in decided.items() if accepted is None}
        decisions = {**review.decisions, **decisions_from(decided)}
        left = {identity: accepted for identity, accepted in decisions.items() if identity not in taken_back}
        review = replace(review, decisions=MappingProxyType(left))
    if "filter" in facts:
        review = replace(review, filter=filter_from(facts["filter"]))
    return review


def holds_decisions(record: Record) -> bool:
    """Whether a record holds what a person decided."""
    return record.facts.get("is") == "review" and bool(record.facts.get("decided"))


def _changed(before: tuple[Finding, ...], after: tuple[Finding, ...]) -> tuple[list[Finding], list[str]]:
    """What has come, and the identities of what has gone."""
    if len(after) >= len(before) and all(map(is_, before, after)):
        return list(after[len(before) :]), []  # a batch of a search: the other way takes 20 ms of 20,000
    there, stay = {id(finding) for finding in before}, {id(finding) for finding in after}
    new = [finding for finding in after if id(finding) not in there]
    replaced = {finding.identity for finding in new}
    return new, [one.identity for one in before if id(one) not in stay and one.identity not in replaced]


def _packed(findings: list[Finding]) -> bytes:
    return pack([finding_facts(finding) for finding in findings])
