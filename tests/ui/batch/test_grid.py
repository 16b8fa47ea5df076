import numpy as np
import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest

from inpaint_studio.ui.batch.feed import CODES, Changed
from inpaint_studio.ui.batch.grid import Grid
from inpaint_studio.ui.batch.looks import Looks
from inpaint_studio.ui.batch.rows import Rows
from inpaint_studio.ui.kit.worker import Workers

LEFT, NO = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
COUNT = 100_000


@pytest.fixture
def grid(qtbot):
    parent = QObject()
    rows, workers = Rows(parent), Workers(parent)
    made = Grid(rows, Looks(workers, parent))
    qtbot.addWidget(made)
    made.resize(700, 420)
    made.show()
    keys = [f"{number:06}.png" for number in range(COUNT)]
    codes = np.full(COUNT, CODES["waiting"], np.uint8)
    rows.take(Changed(keys, np.arange(COUNT), codes, np.zeros(COUNT, np.uint32)))
    yield made
    parent.deleteLater()


def test_only_what_is_in_view_is_asked_for(grid, monkeypatch):
    in_view: list[list[str]] = []
    grid.seen.connect(in_view.append)
    painted: list[int] = []
    delegate = grid._painter
    paint = delegate.paint
    monkeypatch.setattr(delegate, "paint", lambda *it: (painted.append(it[2].row()), paint(*it)))
    grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum())
    assert in_view[-1][-1] == f"{COUNT - 1:06}.png"
    assert all(len(keys) < 40 for keys in in_view)
    grid.viewport().repaint()
    assert 0 < len(painted) < 40
    assert max(painted) == COUNT - 1


def test_keys_move_and_select(grid):
    grid.setFocus()
    QTest.keyClick(grid, Qt.Key.Key_Home)
    assert grid.current == "000000.png"
    QTest.keyClick(grid, Qt.Key.Key_Down)
    assert grid.current == f"{grid.columns:06}.png"
    QTest.keyClick(grid, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert grid.chosen_keys() == [f"{grid.columns:06}.png", f"{grid.columns + 1:06}.png"]
    QTest.keyClick(grid, Qt.Key.Key_End)
    assert grid.current == f"{COUNT - 1:06}.png"
    assert grid.visualRect(grid.currentIndex()).bottom() <= grid.viewport().height()
    QTest.keyClick(grid, Qt.Key.Key_PageUp)
    assert int(grid.current[:6]) < COUNT - grid.columns


def test_everything_is_selected_as_one_span(grid):
    grid.setFocus()
    QTest.keyClick(grid, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(grid.chosen_keys()) == COUNT


def test_clicks_find_their_card_and_the_gap_none(grid):
    place = grid.visualRect(grid.rows.index(grid.columns + 1, 0))
    QTest.mouseClick(grid.viewport(), LEFT, NO, place.center())
    assert grid.current == f"{grid.columns + 1:06}.png"
    control = Qt.KeyboardModifier.ControlModifier
    QTest.mouseClick(grid.viewport(), LEFT, control, grid.visualRect(grid.rows.index(0, 0)).center())
    assert len(grid.chosen_keys()) == 2
    gap = grid.visualRect(grid.rows.index(0, 0)).bottomRight()
    gap += type(gap)(3, 3)
    assert not grid.indexAt(gap).isValid()
