"""One picture through the cards of a routine: the one function that `fill` and jobs call for each picture."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.findings import Review
from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.picture import Mask
from inpaint_studio.files.reading import read_mask, read_picture
from inpaint_studio.files.saving.loss import saving_loss
from inpaint_studio.sentence import explanation
from inpaint_studio.work.hashes import file_hash
from inpaint_studio.work.routines.cards import kind_of
from inpaint_studio.work.routines.cards.find import FindCard
from inpaint_studio.work.routines.looks import look_of
from inpaint_studio.work.routines.piece import End, Event, Item, Piece, Tools
from inpaint_studio.work.routines.routine import Routine


@dataclass(frozen=True, eq=False)
class Outcome:
    """What became of a picture: the last value of `work`."""

    item: Item
    state: End  # never ""
    message: str = ""  # a sentence: why it was skipped, failed, or waits
    seconds: float = 0.0  # wall time
    input_hash: str = ""  # SHA-256 of the files; "" where there was none, or it was not computed
    output_hash: str = ""
    findings: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))  # that were filled, by class
    to_review: int = 0
    proof: str = ""  # the verdict of the comparison with the original, a sentence; "" = none was made
    notes: tuple[str, ...] = ()  # messages for the person, one sentence each
    report: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))  # plain values
    review: Review | None = None  # of the findings, where some wait for a decision
    size: Size | None = None  # of the picture
    look: NDArray[np.uint8] | None = None  # (h, w, 3): small, of the result
    error: Exception | None = None  # that it failed with


def work(item: Item, routine: Routine, tools: Tools) -> Iterator[Event | Outcome]:
    """Take one picture through the cards of a routine. The last value is the Outcome; no file makes this raise.

    Repeating it gives the same bytes. The output is written whole or not at all, read back, and, where `tools` prove,
    compared with the original: where a sample outside the fills differs, nothing stays of it and the picture failed.
    """
    started = time.perf_counter()
    piece: Piece | None = None
    try:
        digest = file_hash(item.picture) if tools.proves else ""
        piece = _opened(item, routine, tools)
        for card in routine.cards:
            if piece.end:
                break
            for value in kind_of(card).run(piece, card, tools):
                if isinstance(value, Piece):
                    piece = value
                else:
                    yield value
        yield _outcome(piece, digest, time.perf_counter() - started, tools)
    except Exception as error:  # one bad file of a thousand must not end the others
        notes = piece.original.notes if piece is not None else ()
        seconds = time.perf_counter() - started
        yield Outcome(item, "failed", explanation(error), seconds, notes=notes, error=error)


def _opened(item: Item, routine: Routine, tools: Tools) -> Piece:
    find = routine.card(FindCard)
    rule = tools.infrared_rule(find.infrared if find is not None else "auto")
    picture = read_picture(item.picture, item.page, infrared=rule)
    saving_loss(picture, item.output)  # fails early where the output cannot be saved
    mask, notes = _mask_of(item, picture.size)
    return Piece(item, picture, picture, mask, notes=notes)


def _mask_of(item: Item, size: Size) -> tuple[Mask, tuple[str, ...]]:
    """The mask of an item, an empty one where it has none, and the notes of reading it."""
    if item.mask is None:
        return np.zeros((size.height, size.width), np.uint8), ()
    reading = read_mask(item.mask, size)
    return reading.mask, tuple(reading.notes)


def _outcome(piece: Piece, digest: str, seconds: float, tools: Tools) -> Outcome:
    item, facts = piece.item, dict(piece.facts)
    saved_notes = tuple(facts.pop("saved_notes", ()))
    findings = facts.pop("findings", {}), facts.pop("finders", None)
    notes = (*piece.original.notes, *piece.notes, *saved_notes)
    report = {
        "picture": str(item.picture),
        "mask": None if item.mask is None else str(item.mask),
        "output": str(item.output),
        **facts,
        **({"finders": findings[1], "findings": findings[0]} if findings[1] is not None else {}),
        "notes": list(notes),
    }
    return Outcome(
        item,
        piece.end or "done",
        piece.message,
        seconds,
        digest,
        file_hash(item.output) if tools.proves and piece.end == "done" else "",
        MappingProxyType(findings[0] if piece.end in ("", "done") else {}),
        piece.to_review,
        piece.proof,
        notes,
        MappingProxyType(report),
        piece.review if piece.end == "to-review" else None,
        piece.picture.size,
        look_of(piece.picture, piece.fills) if tools.proves else None,
    )
