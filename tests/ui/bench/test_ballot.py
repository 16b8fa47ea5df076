"""The ballot: nothing tells whose answer is whose before the vote."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from inpaint_studio.ui.bench.window import BenchWindow


def test_no_frame_tells_during_a_vote_which_pane_was_chosen_before(
    bench: BenchWindow, settled: Callable[[int], None]
) -> None:
    bench.add_method("membrane")
    bench.add_method("patchmatch")
    settled(2)
    chosen = bench.contest.entries[1]
    bench.contest.set_current(chosen.contender.key)
    QTest.keyClick(bench, Qt.Key.Key_V)
    assert bench.contest.current is None
    assert not any("highlight" in bench.showing.pane(entry).styleSheet() for entry in bench.contest.entries)
    QTest.keyClick(bench, Qt.Key.Key_Return)  # nothing is chosen, so nothing is voted for
    assert bench.ballot.is_open
    QTest.keyClick(bench, Qt.Key.Key_V)
    assert not bench.ballot.is_open
    assert bench.contest.current is chosen
