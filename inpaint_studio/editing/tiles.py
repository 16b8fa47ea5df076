"""Packed tiles: a mask, or the change between two masks, kept small in 256-px squares."""

import zlib
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from inpaint_studio.editing.geometry import NOWHERE, Rect, Size
from inpaint_studio.editing.picture import Mask

TILE = 256  # pixels a side
_PER_ENTRY = 200  # bytes that Python itself spends on one tile: dictionary slot, key, tuple, bytes header


class Spot(NamedTuple):
    """Which tile: its column and row in the grid of tiles, from the picture's top-left corner."""

    column: int
    row: int

    def rect(self, size: Size) -> Rect:
        return Rect(self.column * TILE, self.row * TILE, TILE, TILE).clip(size)


def spots(rect: Rect) -> Iterator[Spot]:
    """Every tile that `rect` touches, row by row."""
    if rect.is_empty:
        return
    for row in range(rect.y // TILE, (rect.bottom - 1) // TILE + 1):
        for column in range(rect.x // TILE, (rect.right - 1) // TILE + 1):
            yield Spot(column, row)


class PackedTiles:
    """A plane of uint8 where most of it is zero, as compressed tiles. Never changes once made.

    Kept as the exclusive-or of what was and what is, one value serves undo and redo alike: laying it over the
    mask once undoes, twice restores, and nothing need be compressed again.
    """

    def __init__(self, size: Size, tiles: Mapping[Spot, Mask]) -> None:
        """`tiles`: each of the tile's own height and width; those that are zero throughout are not kept."""
        self.size = size
        self._packed: dict[Spot, tuple[int, bytes]] = {}
        rect = NOWHERE
        for spot, tile in tiles.items():
            packed = _pack(tile)
            if packed is not None:
                self._packed[spot] = packed
                rect = rect.unite(spot.rect(size))
        self.rect = rect  # holds every tile that is kept, in whole tiles
        self.nbytes = sum(len(data) + _PER_ENTRY for _, data in self._packed.values())

    @classmethod
    def of_mask(cls, mask: Mask) -> "PackedTiles":
        """A whole (H, W) mask."""
        size = Size(mask.shape[1], mask.shape[0])
        return cls(size, _Cut(mask, size))

    @property
    def is_empty(self) -> bool:
        return not self._packed

    def xor_into(self, mask: Mask) -> None:
        """Change `mask`, (H, W) of `size`, by what is kept here; a second time changes it back."""
        for spot, packed in self._packed.items():
            target = mask[spot.rect(self.size).slices]
            kind, data = packed
            if kind == _SAME:
                target ^= data[0]
            else:
                target ^= _unpack(packed, target.shape)

    def unpack(self) -> Mask:
        """The plane itself, a new (H, W) array."""
        mask = np.zeros((self.size.height, self.size.width), np.uint8)
        self.xor_into(mask)
        return mask


class _Cut(Mapping[Spot, Mask]):
    """A mask seen as its tiles, without copying it."""

    def __init__(self, mask: Mask, size: Size) -> None:
        self._mask, self._size = mask, size

    def __getitem__(self, spot: Spot) -> Mask:
        return self._mask[spot.rect(self._size).slices]

    def __iter__(self) -> Iterator[Spot]:
        return spots(Rect.of_size(self._size))

    def __len__(self) -> int:
        return sum(1 for _ in self)


_SAME, _ZLIB, _RAW = range(3)


def _pack(tile: Mask) -> tuple[int, bytes] | None:
    """How it is kept, and the bytes; None where the tile is zero throughout."""
    low, high = int(tile.min()), int(tile.max())
    if low == high:
        return (_SAME, bytes([low])) if high else None
    raw = tile.tobytes()
    data = zlib.compress(raw, 1)
    return (_ZLIB, data) if len(data) < 0.8 * len(raw) else (_RAW, raw)


def _unpack(packed: tuple[int, bytes], shape: tuple[int, ...]) -> Mask:
    kind, data = packed
    raw = zlib.decompress(data) if kind == _ZLIB else data
    return np.frombuffer(raw, np.uint8).reshape(shape)
