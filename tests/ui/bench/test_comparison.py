"""Answers compared: flicker, difference, heat map, and arrows from the sources of copied texture."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from inpaint_studio.ui.bench.window import BenchWindow
from inpaint_studio.ui.kit.pixels import array_of

from .tiny import HOLE, LONG


def test_arrows_lead_from_the_sources_of_a_texture_fill_to_it(
    bench: BenchWindow, settled: Callable[[int], None]
) -> None:
    bench.add_method("exemplar")
    bench.add_method("membrane")
    settled(2)
    copied, smooth = bench.contest.entries
    canvas = bench.showing.pane(copied).canvas
    before = array_of(canvas.grab().toImage())
    QTest.keyClick(bench, Qt.Key.Key_A)
    assert bench.showing.pane(copied).arrows
    assert not bench.showing.pane(smooth).arrows
    largest = max(copied.pieces, key=lambda piece: piece.pixels)
    assert HOLE.contains(largest.target)
    after = array_of(canvas.grab().toImage())
    changed = np.argwhere((before != after).any(axis=2))[:, ::-1]
    ratio = after.shape[1] / canvas.width()
    for x, y in (largest.centre, largest.source_centre):  # something is drawn at both ends
        spot = canvas.to_widget(x, y)
        away = np.hypot(changed[:, 0] / ratio - spot.x(), changed[:, 1] / ratio - spot.y())
        assert away.min() < 6
    QTest.keyClick(bench, Qt.Key.Key_A)
    assert np.array_equal(array_of(canvas.grab().toImage()), before)


def test_flicker_shows_the_reference_in_the_current_pane_and_stops(
    bench: BenchWindow, qtbot: QtBot, settled: Callable[[int], None]
) -> None:
    bench.add_method("membrane")
    bench.add_method("patchmatch")
    settled(2)
    reference, other = bench.contest.entries
    bench.contest.set_current(other.contender.key)
    QTest.keyClick(bench, Qt.Key.Key_F)
    qtbot.waitUntil(lambda: bench.comparison.fills(other) == reference.fills, timeout=LONG)
    qtbot.waitUntil(lambda: bench.comparison.fills(other) == other.fills, timeout=LONG)
    QTest.keyClick(bench, Qt.Key.Key_F)
    assert bench.comparison.fills(other) == other.fills
    assert not bench.comparison.flickers


def test_the_reference_itself_flickers_with_another_answer(
    bench: BenchWindow, qtbot: QtBot, settled: Callable[[int], None]
) -> None:
    bench.add_method("membrane")
    bench.add_method("patchmatch")
    settled(2)
    reference, other = bench.contest.entries
    assert bench.contest.current is bench.contest.reference is reference
    QTest.keyClick(bench, Qt.Key.Key_F)
    qtbot.waitUntil(lambda: bench.comparison.fills(reference) == other.fills, timeout=LONG)
    assert bench.comparison.fills(other) == other.fills
    QTest.keyClick(bench, Qt.Key.Key_F)
    assert bench.comparison.fills(reference) == reference.fills


def test_difference_is_grey_where_two_answers_agree(
    bench: BenchWindow, qtbot: QtBot, settled: Callable[[int], None]
) -> None:
    bench.add_method("membrane")
    bench.add_method("membrane")
    bench.add_method("patchmatch")
    settled(3)
    bench.bar.difference.setChecked(True)
    same, different = bench.contest.entries[1], bench.contest.entries[2]
    qtbot.waitUntil(
        lambda: all(bench.comparison.fills(e)[0].id == "bench-difference" for e in (same, different)), timeout=LONG
    )
    assert bench.message.text() == ""
    inside = bench.comparison.fills(same)[0].pixels[2:-2, 2:-2]
    assert np.abs(inside.astype(int) - 128).max() <= 1
    assert np.abs(bench.comparison.fills(different)[0].pixels.astype(int) - 128).max() > 8


def test_the_heat_map_is_dark_where_answers_agree_and_bright_where_they_do_not(
    bench: BenchWindow, qtbot: QtBot, settled: Callable[[int], None]
) -> None:
    bench.add_method("membrane")
    bench.add_method("patchmatch")
    settled(2)
    bench.bar.heat.setChecked(True)
    qtbot.waitUntil(lambda: bench.comparison.heat() is not None, timeout=LONG)
    assert bench.grid.hole_pane.canvas.display is not None
    assert bench.message.text() == ""
    assert bench.grid.hole_pane.canvas.look.style == "hidden"  # the film would dye the map
    (heat,) = bench.grid.hole_pane.canvas.display.fills
    first, second = (e.fills[0].pixels.astype(int) for e in bench.contest.entries if e.fills)
    apart = np.abs(first - second).mean(axis=2)
    brightness = heat.pixels.astype(int).sum(axis=2)
    assert np.corrcoef(apart.ravel(), brightness.ravel())[0, 1] > 0.8
    assert brightness[apart == 0].max(initial=0) == 0


def test_the_heat_map_shows_where_two_seeds_disagree(
    bench: BenchWindow, qtbot: QtBot, settled: Callable[[int], None]
) -> None:
    bench.add_method("exemplar")
    settled(1)
    bench.add_seed()
    settled(2)
    assert [entry.contender.seed for entry in bench.contest.entries] == [0, 1]
    bench.bar.heat.setChecked(True)
    qtbot.waitUntil(lambda: bench.comparison.heat() is not None, timeout=LONG)
    heat = bench.comparison.heat()
    assert heat is not None
    assert heat.pixels.any()
