"""The live wire clings to edges, arrives where it was asked to, and is the same at every depth."""

import numpy as np
import pytest

from inpaint_studio.editing.livewire import LiveWire
from inpaint_studio.editing.picture import Pixels


def disc(side: int, radius: float, channels: int = 3) -> Pixels:
    """A bright disc on a dark ground, one pixel soft, with a little noise everywhere."""
    rng = np.random.default_rng(3)
    y, x = np.mgrid[:side, :side] + 0.5
    bright = np.clip(radius + 0.5 - np.hypot(x - side / 2, y - side / 2), 0, 1) * 120 + 60
    noisy = bright[..., None] + rng.normal(0, 4, (side, side, channels))
    return np.clip(noisy, 0, 255).astype(np.uint8)


def on_circle(side: int, radius: float, degrees: float) -> tuple[float, float]:
    turn = np.deg2rad(degrees)
    return side / 2 + radius * np.cos(turn), side / 2 + radius * np.sin(turn)


@pytest.mark.parametrize(("side", "radius"), [(160, 50.0), (900, 380.0)])  # one searched at once, one in pieces
def test_it_follows_a_circle_within_two_pixels(side: int, radius: float) -> None:
    wire = LiveWire.of(disc(side, radius))
    path = wire.path(on_circle(side, radius, 10), on_circle(side, radius, 95))
    away = np.abs(np.hypot(path[:, 0] - side / 2, path[:, 1] - side / 2) - radius)
    assert away.max() <= 2.0
    assert away.mean() <= 0.8


@pytest.mark.parametrize("distance", [0, 1, 7, 90, 700])
def test_it_goes_from_start_to_end_without_a_jump(distance: int) -> None:
    wire = LiveWire.of(np.random.default_rng(1).integers(0, 256, (800, 900, 3), dtype=np.uint8))
    start, end = (50.2, 40.9), (50.2 + distance, 40.9 + distance * 0.6)
    path = wire.path(start, end)
    assert path[0].tolist() == [50.5, 40.5]
    assert path[-1].tolist() == [int(end[0]) + 0.5, int(end[1]) + 0.5]
    steps = np.abs(np.diff(path, axis=0)).max(axis=1)
    assert ((steps == 1) | (steps == 0)).all()
    assert (steps == 1).sum() >= distance


def test_a_draft_has_the_same_ends_and_stays_near_the_line() -> None:
    wire = LiveWire.of(disc(900, 380.0))
    start, end = on_circle(900, 380, 20), on_circle(900, 380, 80)
    draft = wire.path(start, end, draft=True)
    fine = wire.path(start, end)
    np.testing.assert_array_equal(draft[[0, -1]], fine[[0, -1]])
    assert len(draft) < len(fine) / 2
    away = np.abs(np.hypot(draft[:, 0] - 450, draft[:, 1] - 450) - 380)
    assert away.max() <= 8


def test_on_an_even_picture_it_is_as_short_as_the_grid_allows() -> None:
    path = LiveWire.of(np.full((200, 200, 1), 77, np.uint8)).path((20, 30), (90, 60))
    assert len(path) == 71


def test_the_line_is_the_same_at_every_depth() -> None:
    eight = disc(160, 50.0)
    ends = on_circle(160, 50, 200), on_circle(160, 50, 290)
    expected = LiveWire.of(eight).path(*ends)
    np.testing.assert_array_equal(LiveWire.of(eight.astype(np.uint16) * np.uint16(257)).path(*ends), expected)
    np.testing.assert_array_equal(LiveWire.of(eight.astype(np.float32)).path(*ends), expected)


def test_points_outside_are_moved_to_the_edge() -> None:
    path = LiveWire.of(disc(100, 30.0)).path((-50, 20), (300, 80))
    assert path[0].tolist() == [0.5, 20.5]
    assert path[-1].tolist() == [99.5, 80.5]
    assert path.min() > 0
    assert path.max() < 100


def test_a_click_snaps_to_the_edge_within_reach() -> None:
    pixels = np.full((80, 80, 3), 40, np.uint8)
    pixels[:, 33:] = 200
    wire = LiveWire.of(pixels)
    x, y = wire.snap((27.3, 41.8), 10)
    assert abs(x - 33) <= 0.5
    assert abs(y - 41.5) <= 1
    assert wire.snap((10.2, 41.8), 5) == (10.5, 41.5)  # nothing within reach


def test_numbers_that_are_none_do_not_stop_it() -> None:
    pixels = disc(100, 30.0).astype(np.float32)
    pixels[40:45, 40:45] = np.nan
    assert np.isfinite(LiveWire.of(pixels).path((10, 10), (90, 90))).all()


def _away_from_straight(path, start, end) -> float:
    across = np.array([end[1] - start[1], start[0] - end[0]]) / np.hypot(end[0] - start[0], end[1] - start[1])
    return float(np.abs((path - start) @ across).max())


@pytest.mark.parametrize("end", [(180.5, 130.5), (300.5, 420.5), (1100.5, 700.5)])  # searched at once, and in pieces
@pytest.mark.parametrize("kind", ["noise", "sky", "blocks"])
def test_where_there_is_no_edge_the_line_is_straight(kind: str, end: tuple[float, float]) -> None:
    rng = np.random.default_rng(5)
    down = np.arange(900)[:, None, None] * np.ones((1, 1200, 3))
    bright = {
        "noise": rng.normal(128, 6, down.shape),
        "sky": 120 + down / 12 + rng.normal(0, 2, down.shape),
        "blocks": 120 + down // 8 * 8 / 30,  # of a JPEG: steps of a quarter of a level, rounded
    }[kind]
    wire = LiveWire.of(np.clip(bright, 0, 255).astype(np.uint8))
    start = (100.5, 100.5)
    for draft in (False, True):
        assert _away_from_straight(wire.path(start, end, draft=draft), start, end) <= 1.0


def test_it_goes_straight_to_an_edge_and_clings_to_it_from_there() -> None:
    pixels = np.random.default_rng(2).normal(80, 3, (120, 120, 3))
    pixels[60:] += 90
    path = LiveWire.of(np.clip(pixels, 0, 255).astype(np.uint8)).path((10.5, 20.5), (110.5, 60.5))
    on_edge = np.abs(path[:, 1] - 60) <= 1
    assert on_edge.sum() > 40
    first = int(np.flatnonzero(on_edge)[0])
    assert _away_from_straight(path[: first + 1], path[0], path[first]) <= 1.5
