"""Replay: a document made again from the records of what was done to it."""

from collections.abc import Sequence

import numpy as np

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.history import BUDGET_BYTES, FillStep, MaskStep
from inpaint_studio.editing.tiles import PackedTiles
from inpaint_studio.files.memory.fill_facts import fill_from
from inpaint_studio.files.memory.records import Record

_NO_LIMIT = 1 << 62


class Replay:
    """Does again what the records say."""

    def __init__(self, document: Document, done: Sequence[Record]) -> None:
        self.document = document
        self.fills: dict[int, Fill] = {}
        self.sources: dict[int, PackedTiles] = {}
        self.names: list[int | None] = [None]
        self.next_step = 0
        document.history.budget_bytes = _NO_LIMIT  # its own may have been any; nothing must be forgotten too early
        for record in done:
            self._do(record)
        self.document.history.budget_bytes = BUDGET_BYTES
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
            case "move":
                to = facts["to"]
                document.jump_to(self.names.index(to))
            case "named mask" if facts.get("gone"):
                document.named_masks.pop(facts["name"], None)
            case "named mask":
                document.named_masks[facts["name"]] = PackedTiles.from_bytes(size, record.blobs[0]).unpack()
            case "snapshot":
                picture, masks = document.picture, [PackedTiles.from_bytes(size, blob) for blob in record.blobs]
                self.document = document = Document(picture, _NO_LIMIT)
                document.fills = tuple(self.fills[number] for number in facts["fills"])
                masks[0].xor_into(document.mask)
                for name, mask in zip(facts["named"], masks[1:], strict=True):
                    document.named_masks[name] = mask.unpack()
                self.names = [None]

    def _commit(self, record: Record) -> None:
        document, facts = self.document, record.facts
        change = None
        if record.blobs:
            tiles = PackedTiles.from_bytes(document.size, record.blobs[0])
            change = MaskStep(facts["name"], tiles, Rect(*facts["rect"]))
        if "fills" in facts:
            after = tuple(self.fills[number] for number in facts["fills"])
            document.commit(FillStep(facts["name"], document.fills, after, change))
        elif change is not None:
            document.commit(change)
        del self.names[document.history.position :]
        self.names.append(facts["number"])
        self.next_step = facts["number"] + 1

    def _fill(self, record: Record) -> Fill:
        facts = record.facts
        number = facts.get("sources")
        sources = None if number is None else self.sources[number]
        if "samples_of" in facts:
            same = self.fills[facts["samples_of"]]
            return fill_from(facts, same.pixels, same.coverage, sources)
        rect, picture = Rect(*facts["rect"]), self.document.picture
        shape = (rect.height, rect.width, picture.pixels.shape[2])
        pixels = np.frombuffer(record.blobs[0], picture.pixels.dtype).reshape(shape)
        return fill_from(facts, pixels, np.frombuffer(record.blobs[1], np.uint8).reshape(shape[:2]), sources)
