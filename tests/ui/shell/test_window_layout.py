"""The panels on the right: the navigator is small and stays so; what a taller window brings is for the lists."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication


@pytest.mark.parametrize("size", [(900, 600), (1600, 1000)])
def test_the_navigator_is_small_and_keeps_its_height(open_window, picture_file, size):
    window = open_window(picture_file)
    heights = []
    for width, height in (size, (1600, 1000), (900, 600), (1200, 1400), size):
        window.resize(width, height)
        for _ in range(4):
            QApplication.processEvents()
        heights.append(window.docks["navigator"].height())
    assert max(heights) - min(heights) <= 4
    assert max(heights) < 150


@pytest.mark.parametrize("height", [600, 1000, 1400])
def test_strength_and_its_slider_stay_together_without_fills(window, height):
    window.resize(1200, height)
    for _ in range(4):
        QApplication.processEvents()
    strength = window.fills.strength
    label = strength.label.mapTo(window.fills, strength.label.rect().bottomLeft()).y()
    assert strength.y() - label < 12
    assert strength.height() <= strength.sizeHint().height() + 2


def test_a_navigator_that_was_drawn_larger_stays_so_in_a_taller_window(window):
    navigator = window.docks["navigator"]
    window.resizeDocks([navigator, window.docks["fills"]], [240, 200], Qt.Orientation.Vertical)
    for height in (900, 1300):
        window.resize(1200, height)
        for _ in range(4):
            QApplication.processEvents()
        assert abs(navigator.height() - 240) <= 4


@pytest.mark.parametrize("drawn", [None, 260])
def test_panels_are_as_high_as_they_were_left_when_the_program_is_started_again(
    open_window, picture_file, qtbot, drawn
):
    """They are hidden until a picture is open, and Qt keeps no sizes of what is hidden."""
    window = open_window(picture_file)
    window.resize(1300, 1000)
    if drawn is not None:
        window.resizeDocks([window.docks["navigator"], window.docks["fills"]], [drawn, 200], Qt.Orientation.Vertical)
    QApplication.processEvents()
    before = {name: (dock.isHidden(), dock.height()) for name, dock in window.docks.items() if not dock.isHidden()}
    window.remember_layout()
    again = open_window()
    again.resize(1300, 1000)
    QApplication.processEvents()
    with qtbot.waitSignal(again.session.document_changed):
        again.open(picture_file)
    qtbot.waitUntil(lambda: not again.session.is_busy)
    for _ in range(4):
        QApplication.processEvents()
    after = {name: (dock.isHidden(), dock.height()) for name, dock in again.docks.items() if not dock.isHidden()}
    assert after.keys() == before.keys()
    assert all(abs(after[name][1] - height) <= 4 for name, (_, height) in before.items()), (before, after)


def test_tab_brings_the_panels_back_as_they_were(window):
    window.resize(1300, 1000)
    window.resizeDocks([window.docks["navigator"], window.docks["fills"]], [260, 300], Qt.Orientation.Vertical)
    QApplication.processEvents()
    before = {name: dock.height() for name, dock in window.docks.items() if dock.isVisible()}
    for _ in range(2):
        QTest.keyClick(window.canvas, Qt.Key.Key_Tab)
        QApplication.processEvents()
    after = {name: dock.height() for name, dock in window.docks.items() if dock.isVisible()}
    assert after.keys() == before.keys()
    assert all(abs(after[name] - height) <= 4 for name, height in before.items()), (before, after)


def test_panels_are_as_high_as_they_were_when_the_last_picture_is_closed_and_another_opened(
    window, picture_file, qtbot
):
    window.resize(1300, 1000)
    for _ in range(4):
        QApplication.processEvents()
    for drawn in (None, 260):
        if drawn is not None:
            window.resizeDocks([window.docks["navigator"]], [drawn], Qt.Orientation.Vertical)
            QApplication.processEvents()
        before = {name: dock.height() for name, dock in window.docks.items() if dock.isVisible()}
        window.session.close_document()
        QApplication.processEvents()
        assert not window.docks["navigator"].isVisible()
        with qtbot.waitSignal(window.session.document_changed):
            window.open(picture_file)
        qtbot.waitUntil(lambda: not window.session.is_busy)
        for _ in range(4):
            QApplication.processEvents()
        after = {name: dock.height() for name, dock in window.docks.items() if dock.isVisible()}
        assert after.keys() == before.keys()
        assert all(abs(after[name] - height) <= 4 for name, height in before.items()), (before, after)
