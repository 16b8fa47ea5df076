"""The bar of the bench: every command says what it does, and is in sight in a small window."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolButton

from inpaint_studio.ui.bench.window import BenchWindow


def test_every_button_says_what_it_does(bench: BenchWindow) -> None:
    bench.add_method("membrane")
    for button in bench.findChildren(QToolButton):
        if button.objectName() != "qt_toolbar_ext_button":
            assert button.toolTip(), button.text()
    for action in (bench.bar.flicker, bench.bar.difference, bench.bar.heat, bench.bar.blind):
        assert not action.shortcut().isEmpty()
        assert action.statusTip()


def test_what_adds_what_fills_and_what_compares_stand_apart_under_plain_names(bench: BenchWindow) -> None:
    captions = [label.text() for label in bench.bar.findChildren(QLabel)]
    names = [button.text().replace("&", "") for button in bench.bar.findChildren(QToolButton)]
    assert captions == ["Add", "Hole", "Compare"]
    assert names[:7] == ["Checkpoint", "Method", "Training run", "Test hole", "Zoom to hole", "Fill all panes", "Stop"]


@pytest.mark.parametrize(("size", "rows"), [((900, 600), 2), ((1600, 1000), 1)])
def test_every_button_is_in_sight_and_can_be_pressed(bench: BenchWindow, size: tuple[int, int], rows: int) -> None:
    bench.add_method("membrane")
    bench.resize(*size)
    for _ in range(3):
        QApplication.processEvents()
    assert (bench.width(), bench.height()) == size
    bar = bench.bar
    buttons = bar.findChildren(QToolButton)
    places = [QRect(button.mapTo(bar, QPoint(0, 0)), button.size()) for button in buttons]
    assert all(button.isVisible() and bar.rect().contains(place) for button, place in zip(buttons, places, strict=True))
    assert len({place.y() for place in places}) == rows
    assert bar.geometry().bottom() <= bench.grid.y()
    for action in (bar.flicker, bar.heat, bar.arrows):
        (button,) = (one for one in buttons if one.defaultAction() is action)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert action.isChecked()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert not action.isChecked()


def test_the_keys_of_the_bar_work_without_a_tool_bar_of_qt(bench: BenchWindow) -> None:
    bench.add_method("membrane")
    bench.activateWindow()
    QTest.keyClick(bench, Qt.Key.Key_F)
    assert bench.bar.flicker.isChecked()
    QTest.keyClick(bench, Qt.Key.Key_F)
    assert not bench.bar.flicker.isChecked()
