"""What a journal's records hold of fills and masks, made by the thread that writes where it is large."""

from functools import partial
from typing import Any

import numpy as np

from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.picture import Mask, Pixels
from inpaint_studio.editing.tiles import PackedTiles
from inpaint_studio.files.memory import records
from inpaint_studio.files.memory.fill_facts import fill_facts


def facts_of(
    fill: Fill, number: int, sources: int | None, covered: list[int | None], same: int | None
) -> dict[str, Any]:
    """same: the number of the fill that its samples were written with."""
    facts = {"is": "fill", "number": number, **fill_facts(fill), "sources": sources, "covered": covered}
    return facts if same is None else {**facts, "samples_of": same}


def blob_of(array: Pixels) -> records.Blob:
    """A large array that is no block of memory is made one by the thread that writes."""
    is_at_once = array.flags.c_contiguous or array.nbytes < records.AT_ONCE
    return bytes_of(array) if is_at_once else partial(bytes_of, array)


def bytes_of(array: Pixels) -> memoryview:
    return np.ascontiguousarray(array).reshape(-1).view(np.uint8).data


def packed(mask: Mask) -> bytes:
    return PackedTiles.of_mask(mask).to_bytes()
