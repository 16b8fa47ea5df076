"""The panes of the bench: they look at one place, and pressing one chooses it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from inpaint_studio.ui.bench.window import BenchWindow

from .tiny import HOLE


def test_every_pane_follows_the_view_of_the_one_that_is_moved(
    bench: BenchWindow, settled: Callable[[int], None]
) -> None:
    bench.add_method("membrane")
    bench.add_method("telea")
    settled(2)
    canvas = bench.showing.pane(bench.contest.entries[1]).canvas
    canvas.zoom_to(3.0)
    canvas.pan(11, -7)
    assert bench.grid.hole_pane.canvas.view == canvas.view
    assert bench.showing.pane(bench.contest.entries[0]).canvas.view == canvas.view
    bench.zoom_to_hole()
    assert canvas.view == bench.grid.hole_pane.canvas.view
    assert canvas.visible_part().intersect(HOLE) == HOLE


def test_wheel_and_drag_in_one_pane_move_them_all(bench: BenchWindow, settled: Callable[[int], None]) -> None:
    bench.add_method("membrane")
    bench.add_method("telea")
    settled(2)
    panes = [bench.grid.hole_pane, *(bench.showing.pane(entry) for entry in bench.contest.entries)]
    canvas = panes[2].canvas
    before = canvas.view
    at = QPointF(canvas.width() / 3, canvas.height() / 2)
    wheel = QWheelEvent(
        at, canvas.mapToGlobal(at), QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas, wheel)
    zoomed = canvas.view
    assert zoomed.scale > before.scale
    assert {pane.canvas.view for pane in panes} == {zoomed}
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=at.toPoint())
    for step in (10, 20, 30):
        spot = QPointF(at.toPoint() + QPoint(step, -step))
        move = QMouseEvent(
            QEvent.Type.MouseMove, spot, canvas.mapToGlobal(spot), Qt.MouseButton.NoButton,
            Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        QApplication.sendEvent(canvas, move)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=at.toPoint() + QPoint(30, -30))
    assert canvas.view != zoomed
    assert {pane.canvas.view for pane in panes} == {canvas.view}
    assert bench.contest.current is bench.contest.entries[1]  # pressing a pane chooses it


def test_the_name_of_a_pane_chooses_it_too(bench: BenchWindow, settled: Callable[[int], None]) -> None:
    bench.add_method("membrane")
    bench.add_method("patchmatch")
    settled(2)
    other = bench.contest.entries[1]
    assert bench.contest.current is not other
    QTest.mouseClick(bench.showing.pane(other).name, Qt.MouseButton.LeftButton)
    assert bench.contest.current is other
