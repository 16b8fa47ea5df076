"""Marks that the pictures of a job have in common: estimated once for each size, by the first worker that needs one."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.picture import Picture
from inpaint_studio.files.saving.mark_files import SUFFIX, read_mark, write_mark
from inpaint_studio.sentence import from_json, say, to_json
from inpaint_studio.work.jobs import disk
from inpaint_studio.work.jobs.claims import Claims, heart
from inpaint_studio.work.jobs.job import Job
from inpaint_studio.work.jobs.ledger import Ledger
from inpaint_studio.work.marks import Group, Working, grouped
from inpaint_studio.work.routines.cards.marks import MarksCard
from inpaint_studio.work.routines.piece import MarkInUse

_INDEX = "marks.json"  # is written last: then all marks are there
_CLAIM = "marks"
_WAIT = 1.0  # seconds between two looks whether another worker has estimated them


class JobMarks:
    """The marks of a job, read once."""

    def __init__(self, job: Job, listed: list[dict[str, Any]]) -> None:
        self._job = job
        self._groups = {tuple(one["size"]): one for one in listed}
        self._known: dict[tuple[int, ...], MarkInUse] = {}

    def __call__(self, picture: Picture) -> MarkInUse | str:
        size = tuple(picture.size)
        group = self._groups.get(size)
        if group is None:
            return say("It is of another size than the pictures that the mark was estimated from, and was left alone.")
        if not group["mark"]:
            return from_json(group["message"])
        if size not in self._known:
            self._known[size] = MarkInUse(read_mark(self._job.marks / group["mark"]), bool(group["shifted"]))
        return self._known[size]


def job_marks(job: Job, ledger: Ledger, claims: Claims) -> Iterator[Working | JobMarks | None]:
    """The marks of the job, last; None where its routine needs none, or knows its mark.

    Of several workers one estimates them, and the others wait. Raises OSError, PictureError.
    """
    card = job.routine.card(MarksCard)
    if card is None or card.mark:
        yield None
        return
    index = job.marks / _INDEX
    while not index.exists():
        claim = claims.take(_CLAIM)
        if claim is None:
            yield Working("estimating", 0.0)
            time.sleep(_WAIT)
            continue
        try:
            if not index.exists():
                with heart(claim):
                    yield from _estimate(job, ledger, index)
        finally:
            claim.release()
    yield JobMarks(job, json.loads(index.read_bytes())["groups"])


def _estimate(job: Job, ledger: Ledger, index: Path) -> Iterator[Working]:
    """One mark a size; of one size in colour and in grey, the one that more pictures have."""
    groups: dict[Size, Group] = {}
    for value in grouped([job.picture(key) for key in ledger]):
        if isinstance(value, Group):
            before = groups.get(value.size)
            if before is None or (before.mark is None and value.mark is not None):
                groups[value.size] = value
        elif isinstance(value, Working):
            yield value
    listed = []
    for size, group in groups.items():
        name = f"{size.width}x{size.height}{SUFFIX}" if group.mark is not None else ""
        if group.mark is not None:
            write_mark(group.mark, job.marks / name)
        listed.append(
            {
                "size": list(size),
                "mark": name,
                "shifted": group.is_shifted,
                "message": to_json(group.message),
                "pictures": len(group.pictures),
            }
        )
    disk.put(index, json.dumps({"groups": listed}, indent=1).encode())
