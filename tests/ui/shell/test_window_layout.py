"""The panels on the right: the navigator is small and stays so; what a taller window brings is for the lists."""

import pytest
from PySide6.QtCore import Qt
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
