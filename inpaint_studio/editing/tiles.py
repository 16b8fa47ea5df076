"""Packed tiles: a mask, or the change between two masks, kept small in 256-px squares or in strips of whole rows.

Squares suit brush strokes: few are touched. A change of nearly everything is stored in strips, since whole rows are
contiguous in memory: laying 24 megapixels of squares over a mask costs 6 ms for the 256 short rows of each, strips 1.
"""

import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import NamedTuple, assert_never

import numpy as np

from inpaint_studio.editing.geometry import NOWHERE, Rect, Size
from inpaint_studio.editing.picture import Mask

TILE = 256  # pixels a side
SQUARES = Size(TILE, TILE)
_ENTRY = struct.Struct("<IIBI")  # column, row, kind of a tile in `to_bytes`, and how many bytes follow
_TILING = 255  # instead of a kind, in the first entry: columns and rows are those of one tile, where it is no square
_MOST_PIXELS = 2**16  # of one tile: positions in it are stored as uint16
_COUNT = struct.Struct("<H")
_LARGE = 2048  # bytes of a packed tile; a view into a file costs Python some 300
_PER_ENTRY = 200  # bytes that Python itself spends on one tile: dictionary slot, key, tuple, bytes header


class Spot(NamedTuple):
    """Which tile: its column and row in the grid of tiles, from the picture's top-left corner."""

    column: int
    row: int

    def rect(self, size: Size, tile: Size = SQUARES) -> Rect:
        return Rect(self.column * tile.width, self.row * tile.height, tile.width, tile.height).clip(size)


def spots(rect: Rect, tile: Size = SQUARES) -> Iterator[Spot]:
    """Every tile that `rect` touches, row by row."""
    if rect.is_empty:
        return
    for row in range(rect.y // tile.height, (rect.bottom - 1) // tile.height + 1):
        for column in range(rect.x // tile.width, (rect.right - 1) // tile.width + 1):
            yield Spot(column, row)


def strips(size: Size) -> Size:
    """The size of tiles that hold whole rows of a plane, as many as one may hold; squares where a row is too long."""
    return Size(size.width, _MOST_PIXELS // size.width) if size.width <= _MOST_PIXELS else SQUARES


class PackedTiles:
    """A plane of uint8 where most of it is zero, as compressed tiles. Immutable.

    Stored as the exclusive-or of before and after, one value serves undo and redo alike: applying it to the
    mask once undoes, twice restores, and nothing is compressed again.
    """

    def __init__(self, size: Size, tiles: Iterable[tuple[Spot, Mask]], tile: Size = SQUARES) -> None:
        """`tiles`: each of the tile's own height and width, consumed before the next is requested.

        All-zero tiles are not stored. tile: the size of those that the plane's edge does not cut.
        """
        self.size = size
        self.tile = tile
        self._packed: dict[Spot, _Packed] = {}
        budget = _Budget(32 if tile == SQUARES else 12)
        rect = NOWHERE
        for spot, pixels in tiles:
            packed = _pack(pixels, budget)
            if packed is not None:
                self._packed[spot] = packed
                rect = rect.unite(spot.rect(size, tile))
        self.rect = rect  # bounds of the stored tiles
        self.nbytes = sum(len(packed.data) + _PER_ENTRY for packed in self._packed.values())

    @classmethod
    def of_mask(cls, mask: Mask) -> "PackedTiles":
        """A whole (H, W) mask."""
        size = Size(mask.shape[1], mask.shape[0])
        return cls(size, ((spot, mask[spot.rect(size).slices]) for spot in spots(Rect.of_size(size))))

    @property
    def is_empty(self) -> bool:
        return not self._packed

    @property
    def large_parts(self) -> dict[Spot, bytes]:
        """What it holds in memory and could well hold elsewhere."""
        return {
            spot: packed.data
            for spot, packed in self._packed.items()
            if isinstance(packed.data, bytes) and len(packed.data) >= _LARGE
        }

    def hold(self, parts: Mapping[Spot, memoryview]) -> None:
        """Have the same bytes in other places, such as a file."""
        moved = {spot: _Packed(self._packed[spot].kind, part) for spot, part in parts.items()}
        self._packed = {**self._packed, **moved}  # at once, since other threads may be reading

    def xor_into(self, mask: Mask) -> None:
        """Exclusive-or the plane into `mask`, (H, W) of `size`; a second time restores it."""
        for spot, packed in self._packed.items():
            target = mask[spot.rect(self.size, self.tile).slices]
            target ^= _unpack(packed, target.shape)

    def xored(self, other: "PackedTiles") -> "PackedTiles":
        """The exclusive-or of two planes of one size. In one tiling only the tiles in which both differ are unpacked:
        a fill of 200 planes that clears its masks takes 2 ms instead of 150.
        """
        if self.tile != other.tile:
            mask = self.unpack()
            other.xor_into(mask)
            return PackedTiles.of_mask(mask)
        both = self._packed.keys() & other._packed.keys()
        result = PackedTiles(self.size, self._tiles_with(other, both), self.tile)
        for packed in (self._packed, other._packed):
            result._packed |= {spot: one for spot, one in packed.items() if spot not in both}
        for spot in result._packed:
            result.rect = result.rect.unite(spot.rect(self.size, self.tile))
        result.nbytes = sum(len(packed.data) + _PER_ENTRY for packed in result._packed.values())
        return result

    def _tiles_with(self, other: "PackedTiles", spots: Iterable[Spot]) -> Iterator[tuple[Spot, Mask]]:
        for spot in spots:
            one, two = self._packed[spot], other._packed[spot]
            if one != two:
                whole = spot.rect(self.size, self.tile)
                tile = np.zeros((whole.height, whole.width), np.uint8)
                for packed in (one, two):
                    tile ^= _unpack(packed, tile.shape)
                yield spot, tile

    def value_at(self, x: int, y: int) -> int:
        """One pixel of the plane, for the price of one tile; 0 outside it."""
        if not Rect.of_size(self.size).contains(Rect(x, y, 1, 1)):
            return 0
        spot = Spot(x // self.tile.width, y // self.tile.height)
        packed = self._packed.get(spot)
        if packed is None:
            return 0
        rect = spot.rect(self.size, self.tile)
        tile = np.broadcast_to(_unpack(packed, (rect.height, rect.width)), (rect.height, rect.width))
        return int(tile[y - rect.y, x - rect.x])

    def unpack(self) -> Mask:
        """The plane itself, a new (H, W) array."""
        mask = np.zeros((self.size.height, self.size.width), np.uint8)
        self.xor_into(mask)
        return mask

    def crop(self, rect: Rect) -> Mask:
        """What of the plane lies in `rect`, a new (rect.height, rect.width) array; 0 beyond the plane."""
        part = np.zeros((rect.height, rect.width), np.uint8)
        for spot, packed in self._packed.items():
            whole = spot.rect(self.size, self.tile)
            common = whole.intersect(rect)
            if not common.is_empty:
                tile = np.broadcast_to(_unpack(packed, (whole.height, whole.width)), (whole.height, whole.width))
                part[common.inside(rect).slices] = tile[common.inside(whole).slices]
        return part

    def to_bytes(self) -> bytes:
        """The packed tiles, for a journal or a project; without the size."""
        parts: list[bytes | memoryview] = (
            [] if self.tile == SQUARES else [_ENTRY.pack(self.tile.width, self.tile.height, _TILING, 0)]
        )
        for spot, packed in self._packed.items():
            parts += [_ENTRY.pack(spot.column, spot.row, packed.kind.value, len(packed.data)), packed.data]
        return b"".join(parts)

    @classmethod
    def from_bytes(cls, size: Size, content: bytes) -> "PackedTiles":
        """The inverse of `to_bytes`, for a plane of the same size. Raises ValueError for damaged content."""
        tiles, at = cls(size, ()), 0
        try:
            while at < len(content):
                column, row, kind, length = _ENTRY.unpack_from(content, at)
                at += _ENTRY.size
                if kind == _TILING and at == _ENTRY.size:
                    tiles.tile = _checked(Size(column, row))
                    continue
                packed = _Packed(_Kind(kind), bytes(content[at : at + length]))
                whole = Spot(column, row).rect(size, tiles.tile)
                if whole.is_empty or len(packed.data) != length:
                    raise ValueError(whole)
                _unpack(packed, (whole.height, whole.width))  # now, so that no undo can fail on it later
                tiles._packed[Spot(column, row)] = packed
                tiles.rect = tiles.rect.unite(whole)
                tiles.nbytes += length + _PER_ENTRY
                at += length
        except (ValueError, struct.error, zlib.error, IndexError) as error:
            raise ValueError("A packed tile of the mask is damaged or cut short.") from error
        return tiles


def _checked(tile: Size) -> Size:
    if not 0 < tile.area <= _MOST_PIXELS:
        raise ValueError(tile)
    return tile


class _Kind(Enum):
    """The encoding of a tile. Measured for one tile on one thread, in microseconds to pack and to unpack."""

    SAME = 0  # one value throughout: that byte. An inverted mask is this everywhere
    BITS = 1  # 0 and one other value in many runs: that byte, then bits, not deflated to save time. 30, 8
    RUNS = 2  # few runs of equal values: their last positions as uint16, then their values. 35-50, 20-35
    DEFLATED = 3  # soft edges. 200-600, 75-200
    RAW = 4  # incompressible, or too slow to compress. 3, 3
    MIXED = 5  # as BITS, but for few: how many, their positions as uint16, their values, then BITS. 70, 15


class _Packed(NamedTuple):
    kind: _Kind
    data: bytes | memoryview


class _Budget:
    """How much of the slow packing one set of tiles may use, so that a step is done and undone within 10 ms.

    Past `deflated` tiles the next are stored raw, up to `raw` bytes; past those too, memory matters more than time.
    """

    def __init__(self, deflated: int) -> None:
        self.deflated = deflated
        self.raw = 24 * 2**20


def _pack(tile: Mask, budget: _Budget) -> _Packed | None:
    """None where the tile is zero throughout."""
    low, high = int(tile.min()), int(tile.max())
    if low == high:
        return _Packed(_Kind.SAME, bytes([low])) if high else None
    flat = tile.ravel()
    ends = np.flatnonzero(flat[1:] != flat[:-1])
    if ends.size <= flat.size // 32:
        values = np.append(flat[ends], flat[-1])
        return _Packed(_Kind.RUNS, ends.astype("<u2").tobytes() + values.tobytes())
    if low == 0:
        others = np.flatnonzero((flat != 0) & (flat != high))
        bits = bytes([high]) + np.packbits(flat).tobytes() if others.size <= flat.size // 32 else b""
        if not others.size:
            return _Packed(_Kind.BITS, bits)
        if bits:  # noise crossed by a soft edge
            head = _COUNT.pack(others.size) + others.astype("<u2").tobytes() + flat[others].tobytes()
            return _Packed(_Kind.MIXED, head + bits)
    raw = flat.tobytes()
    if budget.deflated <= 0 and budget.raw > 0:
        budget.raw -= len(raw)
        return _Packed(_Kind.RAW, raw)
    budget.deflated -= 1
    deflated = zlib.compress(raw, 1)
    return _Packed(_Kind.DEFLATED, deflated) if len(deflated) < 0.8 * len(raw) else _Packed(_Kind.RAW, raw)


def _unpack(packed: _Packed, shape: tuple[int, ...]) -> Mask:
    """The tile, or one value where it is the same throughout. Raises ValueError or zlib.error for damaged data."""
    kind, data = packed
    size = shape[0] * shape[1]
    match kind:
        case _Kind.SAME:
            return np.frombuffer(data, np.uint8).reshape(1)
        case _Kind.BITS:
            return _spread(data, 0, size).reshape(shape)
        case _Kind.MIXED:
            (count,) = _COUNT.unpack_from(data)
            at = _COUNT.size + 3 * count
            tile = _spread(data, at, size)
            tile[np.frombuffer(data, "<u2", count, _COUNT.size)] = np.frombuffer(data, np.uint8, count, at - count)
            return tile.reshape(shape)
        case _Kind.RUNS:
            count = (len(data) - 1) // 3
            ends = np.frombuffer(data, "<u2", count).astype(np.int64)
            lengths = np.diff(ends, prepend=-1, append=size - 1)
            return np.repeat(np.frombuffer(data, np.uint8, offset=2 * count), lengths).reshape(shape)
        case _Kind.DEFLATED:
            return np.frombuffer(_inflated(data, size), np.uint8).reshape(shape)
        case _Kind.RAW:
            return np.frombuffer(data, np.uint8).reshape(shape)
        case _:
            assert_never(kind)


def _spread(data: bytes | memoryview, offset: int, size: int) -> Mask:
    """`size` bytes of 0 or the value at `offset`, selected by the bits that follow it."""
    plane = np.unpackbits(np.frombuffer(data, np.uint8, -(-size // 8), offset + 1), count=size)
    np.negative(plane, out=plane)  # 1 becomes 255. Half the cost of looking up eight bits at a time, or of multiplying
    if data[offset] != 255:
        plane &= np.uint8(data[offset])
    return plane


def _inflated(data: bytes | memoryview, size: int) -> bytes:
    """`size` bytes; never inflates many more, even from damaged data."""
    inflated = zlib.decompressobj().decompress(data, size + 1)
    if len(inflated) != size:
        raise ValueError(len(inflated))
    return inflated
