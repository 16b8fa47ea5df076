"""The packets of a film's picture, and what follows from them: planes in their order, and groups of pictures."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

NO_TIME = np.iinfo(np.int64).min

_Numbers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Index:
    """All packets in the order they are stored, which is the order they are decoded in. The first is a key frame.

    A group of pictures is a key frame and the packets up to the next one. Pictures that stand behind a key frame and
    are shown before it ("leading") need the group before as well.
    """

    pts: _Numbers  # in the stream's time base
    dts: _Numbers  # NO_TIME where the file has none
    durations: _Numbers  # 0 = not known
    keys: NDArray[np.bool_]
    fresh: NDArray[np.bool_]  # key frames at which a decoder forgets everything before
    hidden: NDArray[np.bool_]  # decoded, and not shown: cut off by an edit list

    @classmethod
    def of_arrays(cls, arrays: list[NDArray[Any]]) -> "Index":
        pts, dts, durations, keys, fresh, hidden = arrays
        return cls(pts, dts, durations, keys.astype(bool), fresh.astype(bool), hidden.astype(bool))

    def to_arrays(self) -> list[NDArray[Any]]:
        flags = (self.keys, self.fresh, self.hidden)
        return [self.pts, self.dts, self.durations, *(flag.astype(np.uint8) for flag in flags)]

    def until(self, packets: int) -> "Index":
        """The first so many packets."""
        return Index.of_arrays([array[:packets] for array in self.to_arrays()])

    def __len__(self) -> int:
        """Planes."""
        return len(self.packets)

    @cached_property
    def packets(self) -> _Numbers:
        """The packet of each plane."""
        shown = np.flatnonzero(~self.hidden)
        return np.asarray(shown[np.argsort(self.pts[shown], kind="stable")], np.int64)

    @cached_property
    def times(self) -> _Numbers:
        """Of each plane, ascending."""
        return self.pts[self.packets]

    @cached_property
    def starts(self) -> _Numbers:
        """The packet that each group begins with."""
        return np.asarray(np.flatnonzero(self.keys), np.int64)

    @cached_property
    def groups(self) -> _Numbers:
        """The group of each packet."""
        return np.asarray(np.cumsum(self.keys) - 1, np.int64)

    @cached_property
    def is_leading(self) -> NDArray[np.bool_]:
        """Of each packet: shown before the key frame of its group."""
        return np.asarray(self.pts < self.pts[self.starts][self.groups])

    @cached_property
    def stands_alone(self) -> NDArray[np.bool_]:
        """Of each group: what is before it may be encoded again without it."""
        alone = self.fresh[self.starts].copy()
        alone[self.groups[self.is_leading]] = False
        alone[0] = True
        return np.asarray(alone)

    def plane_at(self, pts: int) -> int | None:
        """The plane of exactly this time."""
        plane = int(np.searchsorted(self.times, pts))
        return plane if plane < len(self.times) and self.times[plane] == pts else None

    def first_group(self, plane: int) -> int:
        """The group that decoding has to begin with for this plane."""
        packet = self.packets[plane]
        group = int(self.groups[packet])
        return max(0, group - 1) if self.is_leading[packet] else group

    def key_plane(self, plane: int) -> int:
        """The last plane at or before this one that is a key frame; the first key frame where none is."""
        keys = self._key_planes
        return int(keys[max(0, int(np.searchsorted(keys, plane, "right")) - 1)])

    @cached_property
    def _key_planes(self) -> _Numbers:
        keys = np.flatnonzero(self.keys[self.packets])
        return np.asarray(keys if len(keys) else np.zeros(1), np.int64)

    def spans(self, planes: list[int]) -> list[tuple[int, int]]:
        """Runs of groups, half open, that are encoded again when these planes change, ascending.

        A run ends where a group stands alone: so where pictures lead, it goes on through the groups that need them.
        """
        runs: list[tuple[int, int]] = []
        count = len(self.starts)
        for group in sorted({int(self.groups[self.packets[plane]]) for plane in planes}):
            if runs and group < runs[-1][1]:
                continue
            first, last = group, group + 1
            while last < count and not self.stands_alone[last]:
                last += 1
            if runs and first <= runs[-1][1]:
                first = runs.pop()[0]
            runs.append((first, last))
        return runs

    def planes_of(self, runs: list[tuple[int, int]]) -> _Numbers:
        """The planes of the groups in these runs, ascending."""
        inside = np.zeros(len(self.starts), bool)
        for first, last in runs:
            inside[first:last] = True
        return np.asarray(np.flatnonzero(inside[self.groups[self.packets]]), np.int64)
