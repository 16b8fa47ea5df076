"""One band's scale: handles and numbers move one another, in samples and in the band's unit."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from inpaint_studio.editing.bands import Band, Levels
from inpaint_studio.editing.level_changes import distribution
from inpaint_studio.editing.picture import Picture
from inpaint_studio.ui.panels.band_scale import BandScale

CT = (Band("CT", "HU", 1.0, -1024.0),)
FALLING = (Band("D", "", -2.0, 100.0),)


@pytest.fixture
def scale(qtbot) -> BandScale:
    made = BandScale("")
    qtbot.addWidget(made)
    made.resize(240, 100)
    made.show()
    return made


def test_a_click_on_the_histogram_takes_the_nearer_handle_there(scale, qtbot):
    scale.show_band(CT, 0, 0.0, 1000.0, is_whole=True)
    at = QPoint(round(scale.slider._x(700)), 10)
    with qtbot.waitSignal(scale.ends_changed) as moved:
        QTest.mouseClick(scale.slider, Qt.MouseButton.LeftButton, pos=at)
    assert moved.args[0] == 0.0
    assert moved.args[1] == pytest.approx(700, abs=5)


def test_a_typed_number_is_in_the_bands_unit(scale, qtbot):
    scale.show_band(CT, 0, 0.0, 1000.0, is_whole=True)
    with qtbot.waitSignal(scale.ends_changed) as moved:
        scale.low.setValue(-24)
    assert moved.args == [1000.0, 1000.0]


def test_of_a_falling_band_low_is_the_lower_value(scale, qtbot):
    scale.show_band(FALLING, 0, 10.0, 40.0, is_whole=True)
    assert (scale.low.value(), scale.high.value()) == (20.0, 80.0)
    with qtbot.waitSignal(scale.ends_changed) as moved:
        scale.high.setValue(90)
    assert moved.args == [5.0, 40.0]


def test_a_double_click_sets_the_2nd_to_the_98th_percentile(scale, qtbot):
    pixels = np.arange(400, dtype=np.uint16).reshape(20, 20, 1)
    known = distribution(Picture(pixels, bands=(Band(),), levels=Levels()), 0)
    scale.show_band((Band(),), 0, 0.0, 399.0, is_whole=True)
    scale.show_distribution(known)
    with qtbot.waitSignal(scale.ends_changed) as moved:
        QTest.mouseDClick(scale.slider, Qt.MouseButton.LeftButton, pos=QPoint(100, 10))
    assert tuple(moved.args) == known.robust
    assert moved.args == pytest.approx([7.98, 391.02])
