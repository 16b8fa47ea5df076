"""What was done to a picture that is not in view, in a file instead of memory: samples of fills, and packed tiles.

Fills and undo steps stay the values that they are, for whoever compares them; only their bytes lie elsewhere. They are
not read back from the journal, although it has them: a journal may have failed, and counts in records, not in values.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import numpy as np

from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.history import FillStep
from inpaint_studio.editing.picture import Mask, Pixels
from inpaint_studio.editing.state import State
from inpaint_studio.editing.tiles import PackedTiles
from inpaint_studio.files.memory.elsewhere import in_memory, stored

_LEAST = 4096  # bytes of a fill's samples; specks of dust stay where they are

Samples = tuple[Pixels, Mask]  # of a fill, and how much they cover


@dataclass(frozen=True, eq=False)
class StoredWork:
    """Samples of fills in a file, by fill."""

    samples: Mapping[Fill, Samples] = field(default_factory=lambda: MappingProxyType({}))

    def release_memory(self) -> None:
        """Let the fills have their samples in the file from now on. On the thread that changes the document."""
        for fill, samples in self.samples.items():
            fill.hold(*samples)

    def read(self, fills: Iterable[Fill]) -> dict[Fill, Samples]:
        """The samples of these fills in memory, as far as they lie in the file."""
        made: dict[int, Samples] = {}
        for fill in fills:
            there = self.samples.get(fill)
            if there is not None and id(there[0]) not in made:
                made[id(there[0])] = in_memory(there[0]), in_memory(there[1])
        return {fill: made[id(self.samples[fill][0])] for fill in fills if fill in self.samples}


def store_work(state: State, before: StoredWork, folder: Path | None, more: Iterable[PackedTiles] = ()) -> StoredWork:
    """Write what the state and its history hold and no file has yet. Packed tiles are read from there at once.

    before: of an earlier time; samples of a fill never change. Fills that share samples, as a hidden one and the one
    that is seen, share them there. more: other packed tiles. Raises OSError where the disk does not take it.
    """
    fills = fills_of(state)
    by_array = {id(fill.pixels): samples for fill, samples in before.samples.items()}
    fresh: dict[int, Fill] = {}
    for fill in fills:
        if fill not in before.samples and id(fill.pixels) not in by_array and fill.pixels.nbytes >= _LEAST:
            fresh[id(fill.pixels)] = fill
    tiles = [one for one in (*tiles_of(state, fills), *more) if one.large_parts]
    parts = [np.frombuffer(part, np.uint8) for one in tiles for part in one.large_parts.values()]
    arrays = [array for fill in fresh.values() for array in (fill.pixels, fill.coverage)]
    written = stored([*arrays, *parts], folder) if arrays or parts else []
    for at, number in enumerate(fresh):
        by_array[number] = written[2 * at], written[2 * at + 1]
    rest = iter(written[len(arrays) :])
    for one in tiles:
        one.hold({spot: next(rest).data for spot in one.large_parts})
    known = {fill: before.samples.get(fill) or by_array.get(id(fill.pixels)) for fill in fills}
    return StoredWork(MappingProxyType({fill: samples for fill, samples in known.items() if samples is not None}))


def fills_of(state: State) -> list[Fill]:
    """Every fill that a state shows or that its history may bring back, each once."""
    fills = [fill for laid in state.filled_planes.values() for fill in laid]
    for step in state.history.steps:
        for part in step.parts:
            if isinstance(part, FillStep):
                fills += (*part.before, *part.after)
    return list(dict.fromkeys(fills))


def tiles_of(state: State, fills: Iterable[Fill]) -> list[PackedTiles]:
    """All packed tiles of a state, of its history and of these fills, each once."""
    tiles = [state.named_masks.packed(name) for name in state.named_masks]
    tiles += [laid.mask for laid in state.elsewhere.values() if laid.mask is not None]
    guidances = [state.guidance, *(laid.guidance for laid in state.elsewhere.values())]
    for part in (part for step in state.history.steps for part in step.parts):
        tiles += [part.mask_change] if part.mask_change is not None else []
        guidances += part.guidance_change or ()
    tiles += [region.area for guidance in guidances for region in guidance.regions]
    for fill in fills:
        tiles += fill.recipe.packed
    return list({id(one): one for one in tiles}.values())
