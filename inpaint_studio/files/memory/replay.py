"""Replay: a document rebuilt from the records of its journal."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from weakref import ref

import numpy as np

from inpaint_studio.editing.adjustments import AdjustmentStep
from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.history import (
    BUDGET_BYTES,
    FillStep,
    GuidanceChange,
    GuidanceStep,
    History,
    MaskStep,
    PlaneStep,
    RunStep,
    Step,
)
from inpaint_studio.editing.level_changes import set_levels
from inpaint_studio.editing.plane_state import PlaneState, with_plane
from inpaint_studio.editing.state import NamedMasks, State
from inpaint_studio.editing.tiles import PackedTiles
from inpaint_studio.files.memory.adjustment_facts import adjustments_from
from inpaint_studio.files.memory.band_facts import levels_from
from inpaint_studio.files.memory.elsewhere_facts import elsewhere_from
from inpaint_studio.files.memory.fill_facts import fill_from, guidance_from, with_laid
from inpaint_studio.files.memory.records import Record
from inpaint_studio.files.memory.review_records import DAMAGE, with_review_record

_NO_LIMIT = 1 << 62


class Replay:
    """Applies records to a document."""

    def __init__(self, document: Document, done: Sequence[Record]) -> None:
        self.document = document
        self.fills: dict[int, Fill] = {}
        self.sources: dict[int, PackedTiles] = {}
        self.names: list[int | None] = [None]
        self.next_step = 0
        self.lost_findings = False  # a record of findings was damaged; all else is as it was
        document.limit_history(_NO_LIMIT)  # no step may be dropped during the replay
        for record in done:
            self._do(record)
        self.document.limit_history(BUDGET_BYTES)
        self.names = self.names[len(self.names) - 1 - len(self.document.history.steps) :]

    def _do(self, record: Record) -> None:
        document, facts, size = self.document, record.facts, self.document.size
        match facts["is"]:
            case "fill":
                self.fills[facts["number"]] = self._fill(record)
            case "sources":
                self.sources[facts["number"]] = PackedTiles.from_bytes(size, record.blobs[0])
            case "step":
                self._commit(record)
            case "parts":
                at = self.names.index(facts["of"]) - 1
                document.commit(self._run(document.history.steps[at].name, record), joins=at)
            case "move":
                to = facts["to"]
                document.jump_to(self.names.index(to))
            case "plane":
                document.turn_to(replace(document.picture, plane=int(facts["to"])))
            case "laid":
                document.lay(with_laid(document.state, facts, self.sources.__getitem__))
            case "review":
                self._review(record)
            case "levels":
                set_levels(document, levels_from(facts))
            case "named mask" if facts.get("gone"):
                if facts["name"] in document.named_masks:
                    document.remove_mask(facts["name"])
            case "named mask":
                document.put_mask(facts["name"], PackedTiles.from_bytes(size, record.blobs[0]))
            case "snapshot":
                picture, masks = document.picture, [PackedTiles.from_bytes(size, blob) for blob in record.blobs]
                named = NamedMasks(size)
                count = len(facts["named"])
                for name, mask in zip(facts["named"], masks[1 : 1 + count], strict=True):
                    named = named.with_mask(name, mask)
                here = replace(picture, plane=int(facts.get("plane", picture.plane)))
                self.document = Document.of(
                    replace(
                        State.of(replace(picture, plane=0), History(_NO_LIMIT)),
                        stack=document.state.stack.showing(here),
                        fills=tuple(self.fills[number] for number in facts["fills"]),
                        named_masks=named,
                        masks={here.plane: masks[0].unpack()},
                        adjustments=adjustments_from(facts.get("adjustments", [])),
                        elsewhere=elsewhere_from(
                            facts,
                            masks[1 + count :],
                            self.fills.__getitem__,
                            self.sources.__getitem__,
                            size,
                        ),
                    )
                )
                self.names = [None]

    def _review(self, record: Record) -> None:
        state = self.document.state
        plane = record.facts.get("plane", state.plane)
        try:
            if plane == state.plane:
                self.document.lay(replace(state, review=with_review_record(state.review, record, state.size)))
                return
            laid = state.on(plane)
            laid = replace(laid, review=with_review_record(laid.review, record, state.size))
            self.document.state = replace(state, elsewhere=with_plane(state.elsewhere, plane, laid))
        except DAMAGE:
            self.lost_findings = True

    def _commit(self, record: Record) -> None:
        document, facts = self.document, record.facts
        if "parts" in facts:
            document.commit(self._run(facts["name"], record))
        else:
            step = self._part(facts["name"], facts, iter(record.blobs))
            if step is not None:
                document.commit(step)
        del self.names[document.history.position :]
        self.names.append(facts["number"])
        self.next_step = facts["number"] + 1

    def _run(self, name: str, record: Record) -> RunStep:
        blobs = iter(record.blobs)
        parts = [self._part(name, part, blobs) for part in record.facts["parts"]]
        return RunStep(name, tuple(part for part in parts if part is not None))

    def _part(self, name: str, facts: dict[str, Any], blobs: Iterator[bytes]) -> PlaneStep | None:
        """The step of one plane, or what one of several does to it."""
        document, plane = self.document, int(facts.get("plane", 0))
        laid = PlaneState(document.fills, None, document.state.guidance)
        if plane != document.plane:
            laid = document.state.on(plane)
        change = None
        if "rect" in facts:
            change = MaskStep(
                name, PackedTiles.from_bytes(document.size, next(blobs)), Rect(*facts["rect"]), plane=plane
            )
        guidance = None
        if "guidance" in facts:
            guidance = GuidanceChange(laid.guidance, guidance_from(facts["guidance"], self.sources.__getitem__))
        if "fills" in facts:
            after = tuple(self.fills[number] for number in facts["fills"])
            marks = self._marks(facts["marks"]) if "marks" in facts else None
            return FillStep(name, laid.fills, after, change, guidance, marks, plane)
        if guidance is not None:
            return GuidanceStep(name, guidance, change, plane)
        if "adjustments" in facts:
            return AdjustmentStep(name, document.adjustments, adjustments_from(facts["adjustments"]))
        return change

    @property
    def numbered_steps(self) -> dict[Step, int]:
        """The steps of the history that are in the journal, and their numbers."""
        pairs = zip(self.document.history.steps, self.names[1:], strict=True)
        return {step: number for step, number in pairs if number is not None}

    def _marks(self, numbers: list[int]) -> tuple[ref[Step], ...]:
        steps = {number: step for step, number in self.numbered_steps.items()}
        return tuple(ref(steps[number]) for number in numbers if number in steps)

    def _fill(self, record: Record) -> Fill:
        facts = record.facts
        number = facts.get("sources")
        sources = None if number is None else self.sources[number]
        covered = [self.sources[number] for number in facts.get("covered", ())]
        if "samples_of" in facts:
            same = self.fills[facts["samples_of"]]
            return fill_from(facts, same.pixels, same.coverage, sources, covered)
        rect, picture = Rect(*facts["rect"]), self.document.picture
        shape = (rect.height, rect.width, picture.pixels.shape[2])
        pixels = np.frombuffer(record.blobs[0], picture.pixels.dtype).reshape(shape)
        coverage = np.frombuffer(record.blobs[1], np.uint8).reshape(shape[:2])
        return fill_from(facts, pixels, coverage, sources, covered)
