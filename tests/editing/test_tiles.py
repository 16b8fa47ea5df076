"""Packed tiles give back exactly what was put in, however it looked."""

import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.picture import Mask
from inpaint_studio.editing.tiles import SQUARES, TILE, PackedTiles, Spot, _Kind, spots, strips


def looks(rng: np.random.Generator) -> dict[_Kind, Mask]:
    """A tile of each kind that is packed in its own way."""
    runs = np.zeros((TILE, TILE), np.uint8)
    runs[40:90, 30:200], runs[40:90, 200] = 255, 77
    ramp = np.add.outer(np.arange(TILE), np.arange(TILE)) // 2
    mixed = np.where(rng.random((TILE, TILE)) < 0.5, 0, 255).astype(np.uint8)
    mixed[100] = np.arange(TILE)
    return {
        _Kind.SAME: np.full((TILE, TILE), 255, np.uint8),
        _Kind.BITS: np.where(rng.random((TILE, TILE)) < 0.5, 0, 200).astype(np.uint8),
        _Kind.RUNS: runs,
        _Kind.DEFLATED: ramp.astype(np.uint8),
        _Kind.RAW: rng.integers(0, 256, (TILE, TILE), dtype=np.uint8),
        _Kind.MIXED: mixed,
    }


@pytest.mark.parametrize("kind", list(_Kind))
def test_every_kind_of_tile_comes_back_bit_for_bit(rng: np.random.Generator, kind: _Kind) -> None:
    tile = looks(rng)[kind]
    packed = PackedTiles(Size(TILE, TILE), [(Spot(0, 0), tile)])
    assert packed._packed[Spot(0, 0)].kind is kind
    np.testing.assert_array_equal(packed.unpack(), tile)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 600), st.integers(1, 600), st.integers(0, 2**32 - 1), st.booleans())
def test_any_mask_comes_back_and_twice_changes_nothing(width: int, height: int, seed: int, as_strips: bool) -> None:
    rng = np.random.default_rng(seed)
    mask = np.zeros((height, width), np.uint8)
    for tile in looks(rng).values():
        y, x = rng.integers(0, height), rng.integers(0, width)
        part = mask[y : y + TILE, x : x + TILE]
        part[:] = tile[: part.shape[0], : part.shape[1]]
    size, whole = Size(width, height), Rect(0, 0, width, height)
    tile = strips(size) if as_strips else SQUARES
    parts = ((spot, mask[spot.rect(size, tile).slices]) for spot in spots(whole, tile))
    packed = PackedTiles(size, parts, tile)
    np.testing.assert_array_equal(packed.unpack(), mask)
    again = PackedTiles.from_bytes(size, packed.to_bytes())
    np.testing.assert_array_equal(again.unpack(), mask)
    assert (again.tile, again.rect, again.nbytes) == (packed.tile, packed.rect, packed.nbytes)
    other = rng.integers(0, 256, mask.shape, dtype=np.uint8)
    changed = other.copy()
    packed.xor_into(changed)
    np.testing.assert_array_equal(changed, other ^ mask)
    packed.xor_into(changed)
    np.testing.assert_array_equal(changed, other)


def test_soft_tiles_past_the_budget_are_kept_raw_and_still_come_back() -> None:
    ramp = np.add.outer(np.arange(6 * TILE), np.arange(7 * TILE)).astype(np.uint8)
    packed = PackedTiles.of_mask(ramp)
    kinds = [entry.kind for entry in packed._packed.values()]
    assert kinds.count(_Kind.DEFLATED) == 32
    assert kinds.count(_Kind.RAW) == 10
    np.testing.assert_array_equal(packed.unpack(), ramp)


def test_an_empty_mask_keeps_nothing() -> None:
    packed = PackedTiles.of_mask(np.zeros((300, 300), np.uint8))
    assert packed.is_empty
    assert packed.nbytes == 0
    assert packed.rect.is_empty


def test_an_inverted_mask_costs_next_to_nothing() -> None:
    assert PackedTiles.of_mask(np.full((4000, 6000), 255, np.uint8)).nbytes < 100_000


def test_strips_hold_whole_rows_and_no_more_pixels_than_can_be_counted() -> None:
    assert strips(Size(6000, 4000)) == Size(6000, 10)
    assert strips(Size(65536, 4)) == Size(65536, 1)
    assert strips(Size(70_000, 4)) == SQUARES
    assert strips(Size(1, 9)) == Size(1, 65536)


@pytest.mark.parametrize("tile", [Size(0, 5), Size(257, 256), Size(2**31, 2**31)])
def test_tiles_of_a_size_that_cannot_be_are_refused(tile: Size) -> None:
    packed = PackedTiles(Size(300, 300), [(Spot(0, 0), np.full((256, 256), 9, np.uint8))])
    head = struct.pack("<IIBI", tile.width, tile.height, 255, 0)
    with pytest.raises(ValueError, match="damaged"):
        PackedTiles.from_bytes(Size(300, 300), head + packed.to_bytes())


def test_spots_cover_the_rect_and_no_tile_beside_it() -> None:
    assert list(spots(Rect(256, 255, 1, 2))) == [Spot(1, 0), Spot(1, 1)]
    assert list(spots(Rect(10, 10, 0, 5))) == []
    assert Spot(2, 1).rect(Size(600, 300)) == Rect(512, 256, 88, 44)


def test_packed_tiles_go_through_bytes_and_come_back_the_same() -> None:
    size = Size(600, 300)
    mask = np.zeros((300, 600), np.uint8)
    mask[10:200, 100:520] = np.random.default_rng(0).integers(0, 255, (190, 420), np.uint8)
    mask[250:, :] = 255
    packed = PackedTiles.of_mask(mask)
    again = PackedTiles.from_bytes(size, packed.to_bytes())
    assert np.array_equal(again.unpack(), mask)
    assert (again.rect, again.nbytes) == (packed.rect, packed.nbytes)
    for wrong in (packed.to_bytes()[:-1], b"\xff" * 30):
        with pytest.raises(ValueError, match="tile"):
            PackedTiles.from_bytes(size, wrong)


def every_kind(rng: np.random.Generator) -> PackedTiles:
    return PackedTiles(Size(6 * TILE, TILE), [(Spot(i, 0), tile) for i, tile in enumerate(looks(rng).values())])


def test_every_kind_of_tile_survives_as_bytes(rng: np.random.Generator) -> None:
    packed = every_kind(rng)
    again = PackedTiles.from_bytes(packed.size, packed.to_bytes())
    np.testing.assert_array_equal(again.unpack(), packed.unpack())
    assert (again.size, again.rect, again.nbytes) == (packed.size, packed.rect, packed.nbytes)


def test_damaged_bytes_are_refused_or_unpack_to_the_right_size(rng: np.random.Generator) -> None:
    size, data = every_kind(rng).size, every_kind(rng).to_bytes()
    for length in [5, 17, 40, 400, len(data) - 1]:
        with pytest.raises(ValueError, match="damaged or cut short"):
            PackedTiles.from_bytes(size, data[:length])
    deflated = every_kind(rng)._packed[Spot(3, 0)].data
    start = data.index(deflated)
    for at in range(start, start + len(deflated), 97):
        broken = data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :]
        with pytest.raises(ValueError, match="damaged or cut short"):
            PackedTiles.from_bytes(size, broken)
    for _ in range(150):
        scattered = bytearray(data)
        for at in rng.integers(0, min(len(data), 3000), 3):
            scattered[at] = rng.integers(0, 256)
        try:
            packed = PackedTiles.from_bytes(size, bytes(scattered))
        except ValueError:
            continue
        assert packed.unpack().shape == (size.height, size.width)
