"""Where copied pixels came from: the pieces that a person is shown."""

import numpy as np

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Picture
from inpaint_studio.filling.engine import Engine
from inpaint_studio.filling.request import FillRequest, FillResult
from inpaint_studio.filling.sources import pieces_of

ORIGIN = Rect(100, 200, 64, 48)


def copied(*parts: tuple[slice, slice, int, int]) -> tuple[tuple[np.ndarray, np.ndarray], np.ndarray]:
    """Places and hole where each part (rows, columns) was copied from (dx, dy) away."""
    rows, columns = np.mgrid[:48, :64].astype(np.int32)
    hole = np.zeros((48, 64), bool)
    for down, right, dx, dy in parts:
        hole[down, right] = True
        rows[down, right] += dy
        columns[down, right] += dx
    return (rows, columns), hole


def test_each_part_that_was_copied_from_one_place_is_one_piece():
    places, hole = copied((slice(10, 20), slice(10, 30), 25, 7), (slice(20, 30), slice(10, 25), -8, 11))
    first, second = pieces_of(places, hole, ORIGIN)
    assert (first.target, first.shift, first.pixels) == (Rect(110, 210, 20, 10), (25, 7), 200)
    assert first.centre == (120.0, 215.0)
    assert first.source == Rect(135, 217, 20, 10)
    assert first.source_centre == (145.0, 222.0)
    assert (second.target, second.shift, second.pixels) == (Rect(110, 220, 15, 10), (-8, 11), 150)


def test_parts_of_one_shift_that_do_not_touch_are_two_pieces():
    places, hole = copied((slice(5, 10), slice(5, 10), 20, 20), (slice(20, 26), slice(30, 36), 20, 20))
    assert [piece.pixels for piece in pieces_of(places, hole, ORIGIN)] == [36, 25]


def test_a_shift_that_drifts_by_a_pixel_is_still_one_piece():
    places, hole = copied((slice(10, 30), slice(10, 20), 30, 5), (slice(10, 30), slice(20, 30), 31, 5))
    (piece,) = pieces_of(places, hole, ORIGIN)
    assert piece.pixels == 400
    assert piece.shift in ((30, 5), (31, 5))


def test_crumbs_are_left_out_but_never_everything():
    places, hole = copied((slice(10, 20), slice(10, 20), 30, 5), (slice(30, 32), slice(40, 42), 2, 2))
    assert [piece.pixels for piece in pieces_of(places, hole, ORIGIN)] == [100]
    places, hole = copied((slice(30, 32), slice(40, 42), 2, 2))
    assert [piece.pixels for piece in pieces_of(places, hole, ORIGIN)] == [4]
    assert pieces_of(places, np.zeros_like(hole), ORIGIN) == ()


def test_a_large_hole_is_told_from_a_thinned_grid():
    size = 1100
    rows, columns = np.mgrid[:size, :size].astype(np.int32)
    hole = np.zeros((size, size), bool)
    hole[50:1050, 50:1050] = True
    rows[:, 550:] += 9
    columns[:, :550] -= 40
    pieces = pieces_of((rows, columns), hole, Rect(0, 0, size, size))
    assert [piece.shift for piece in pieces] in ([(-40, 0), (0, 9)], [(0, 9), (-40, 0)])
    assert all(abs(piece.pixels - 500_000) < 10_000 for piece in pieces)


def test_a_texture_fill_tells_where_it_copied_from_and_the_pixels_are_those():
    rng = np.random.default_rng(0)
    tile = rng.integers(40, 210, (12, 16, 3)).astype(np.uint8)
    pixels = np.tile(tile, (10, 10, 1))  # repeats every 16 columns and 12 rows: a hole can be copied exactly
    rect = Rect(60, 50, 26, 22)
    mask = np.full((rect.height, rect.width), 255, np.uint8)
    request = FillRequest(Picture(pixels), (), rect, mask, "exemplar", settings={"grain": 0.0})
    *_, result = Engine(threads=1).fill(request)
    assert isinstance(result, FillResult)
    assert sum(piece.pixels for piece in result.pieces) > 0.9 * rect.area
    for piece in result.pieces:
        assert rect.contains(piece.target)
        assert not piece.source.intersects(rect) or piece.pixels < piece.source.area
        x, y = (int(n) for n in piece.centre)
        dx, dy = piece.shift
        assert rect.contains(Rect(x, y, 1, 1))
        assert not rect.contains(Rect(x + dx, y + dy, 1, 1)), "a hole is never copied from itself"
    largest = result.pieces[0]
    assert (largest.shift[0] % 16, largest.shift[1] % 12) == (0, 0), "a period of the pattern"


def test_a_fill_without_copying_has_no_pieces():
    mask = np.full((10, 10), 255, np.uint8)
    request = FillRequest(Picture(np.full((60, 60, 3), 90, np.uint8)), (), Rect(20, 20, 10, 10), mask, "membrane")
    *_, result = Engine(threads=1).fill(request)
    assert isinstance(result, FillResult)
    assert result.pieces == ()
