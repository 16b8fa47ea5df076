"""What panes show: whose answer it is, how it measures, and which one the others are compared with."""

from collections.abc import Callable

from inpaint_studio.ui.bench.jobs import Measured
from inpaint_studio.ui.bench.window import BenchWindow


def names(bench: BenchWindow) -> list[str]:
    return [bench.showing.pane(entry).name.text() for entry in bench.contest.entries]


def marked(bench: BenchWindow) -> list[bool]:
    return [not bench.showing.pane(entry).mark.isHidden() for entry in bench.contest.entries]


def test_panes_are_numbered_and_the_reference_is_marked(bench: BenchWindow, settled: Callable[[int], None]) -> None:
    bench.add_method("membrane")
    settled(1)
    alone = names(bench)
    assert marked(bench) == [False], "there is nothing to compare"
    bench.add_method("telea")
    settled(2)
    assert names(bench)[0] == alone[0], "its room is that of the name"
    assert marked(bench) == [True, False]
    assert bench.showing.pane(bench.contest.entries[0]).accessibleName() == "1  Smooth, the reference"
    bench.contest.set_reference(bench.contest.entries[1].contender.key)
    assert [name[:1] for name in names(bench)] == ["1", "2"]
    assert marked(bench) == [False, True]
    bench.contest.remove(bench.contest.entries[0].contender.key)
    assert names(bench)[0].startswith("1")


def test_the_line_under_a_pane_says_how_far_its_answer_is(bench: BenchWindow, settled: Callable[[int], None]) -> None:
    bench.add_method("membrane")
    settled(1)
    entry = bench.contest.entries[0]
    pane = bench.showing.pane(entry)

    def line() -> str:
        bench.contest.entry_changed.emit(entry)
        return pane.numbers.text()

    entry.seconds = 1.5
    entry.measured = Measured(31.25, 0.9, 1.1, 1.2, lpips=0.125)
    assert line() == "1.50 s · 31.25 dB · SSIM 0.900 · LPIPS 0.125"
    assert "sharpness 1.10" in pane.numbers.toolTip()
    assert "edge F1" not in pane.numbers.toolTip(), "no edge comes into the hole"
    entry.measured = Measured(31.25, 0.9, 1.1, 1.2, edge_f1=0.756)
    line()
    assert "edge F1 0.76" in pane.numbers.toolTip()
    entry.measured = None
    assert line() == "1.50 s"
    entry.seconds, entry.preview = None, entry.fills or ()
    assert line() == "working…"
    entry.preview = ()
    assert line() == "–", "nothing is rendered"
    entry.failure = "There is no checkpoint."
    assert line() == "There is no checkpoint."


def test_the_pane_of_the_hole_says_what_is_filled(bench: BenchWindow, settled: Callable[[int], None]) -> None:
    bench.add_method("membrane")
    settled(1)
    assert bench.grid.hole_pane.numbers.text() == "your mask, 720 pixels"
    bench.make_test_hole("blob")
    assert bench.grid.hole_pane.numbers.text().startswith("test hole, ")
    settled(1)
    assert not bench.showing.pane(bench.contest.entries[0]).take.isEnabled()
    bench.leave_test_hole()
    bench.bar.is_truth.setChecked(True)
    assert bench.grid.hole_pane.numbers.text() == "your mask, 720 pixels", "measured, and still the person's own"
    bench.session.close_document()
    assert bench.grid.hole_pane.numbers.text() == "nothing is marked"


def test_no_pane_tells_whose_answer_it_shows_during_a_vote(bench: BenchWindow, settled: Callable[[int], None]) -> None:
    bench.add_method("membrane")
    bench.add_method("telea")
    settled(2)
    bench.bar.blind.setChecked(True)
    assert sorted(names(bench)) == ["1", "2"]
    panes = [bench.showing.pane(entry) for entry in bench.contest.entries]
    assert {pane.numbers.text() for pane in panes} == {"hidden until you choose"}
    assert [bench.showing.number(bench.contest.entry(key)) for key in bench.showing.order()] == [1, 2]
