"""The levels panel: shows levels of a data picture, and says how a person wants them."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from inpaint_studio.editing.bands import Band, Levels, Window
from inpaint_studio.editing.level_changes import distribution, seen_through, window_of
from inpaint_studio.editing.picture import Picture
from inpaint_studio.ui.panels.levels_panel import LevelsPanel

from ... import phantoms


@pytest.fixture
def panel(qtbot) -> LevelsPanel:
    made = LevelsPanel()
    qtbot.addWidget(made)
    made.resize(260, 300)
    made.show()
    return made


def entries(panel: LevelsPanel) -> dict[str, object]:
    panel.menu.aboutToShow.emit()
    return {action.text().split("\t")[0]: action for action in panel.menu.actions() if action.text()}


def test_one_band_needs_no_choice_of_bands(panel):
    panel.show_picture(phantoms.mr_slice(64))
    assert not panel.shown_as.isVisible()
    assert [scale.isVisible() for scale in panel.scales] == [False, False, False, True]
    assert not panel.scales[3].choice.isVisible()
    assert not panel.window_row.isVisible()  # no unit, and its file knows of no window
    panel.show_picture(None)
    assert not panel.notice.isVisible()


def test_a_composite_is_asked_for_with_its_bands(panel, qtbot):
    panel.show_picture(phantoms.seven_bands())
    offered = entries(panel)
    assert list(offered) == ["As the file says", "2 to 98 %", "Natural colour", "False colour"]
    for name, bands in (("Natural colour", (3, 2, 1)), ("False colour", (4, 3, 2))):
        with qtbot.waitSignal(panel.composite_chosen) as request:
            offered[name].trigger()
        assert request.args == [bands]


def test_grey_and_colour_are_asked_for_with_bands(panel, qtbot):
    picture = phantoms.seven_bands()
    panel.show_picture(picture)
    with qtbot.waitSignal(panel.bands_chosen) as request:
        panel.shown_as.activated.emit(0)
    assert request.args == [picture.levels.bands[:1]]
    panel.show_picture(seen_through(picture, Levels((4,), (0.0,), (1.0,))))
    with qtbot.waitSignal(panel.composite_chosen) as request:
        panel.shown_as.activated.emit(1)
    assert request.args == [(3, 2, 1)]
    with qtbot.waitSignal(panel.bands_chosen) as request:
        panel.scales[3].choice.activated.emit(6)
    assert request.args == [(6,)]


def test_inverting_is_asked_for_by_key(panel, qtbot):
    picture = phantoms.ct_slice(32)
    panel.show_picture(picture, has_notice=True)
    assert panel.notice.isVisible()
    panel.inverted.setFocus()
    with qtbot.waitSignal(panel.changed) as request:
        QTest.keyClick(panel.inverted, Qt.Key.Key_Space)
    assert request.args[0] == Levels((0,), picture.levels.low, picture.levels.high, True)


def test_a_histogram_lies_where_its_samples_are_however_far_the_levels_reach(panel):
    pixels = np.repeat(np.arange(100, 200, dtype=np.uint16), 4).reshape(20, 20, 1)
    picture = Picture(pixels, bands=(Band("X", "K"),), levels=Levels((0,), (100.0,), (199.0,)))
    panel.show_picture(picture)
    known = distribution(picture, 0)
    panel.show_distributions({0: known})
    scale = panel.scales[3]
    assert scale._axis == (known.least, known.most)
    panel.show_picture(seen_through(picture, Levels((0,), (0.0,), (1000.0,))))
    assert scale._axis == (0.0, 1000.0)
    assert scale.slider.ends == (0, 1000)
    counts = scale.slider._counts
    assert max(counts[:20]) == 0
    assert max(counts[26:50]) > 0.5
    assert max(counts[60:]) == 0


def test_numbers_keep_their_decimals_and_their_unit(panel):
    bands = (Band("R", "", 1e-4), Band("T", "K", 1.0, -0.15))
    picture = Picture(np.zeros((4, 4, 2), np.uint16), bands=bands, levels=Levels((0,), (500.0,), (3000.0,)))
    panel.show_picture(picture)
    scale = panel.scales[3]
    assert (scale.low.text(), scale.high.text()) == ("0.0500", "0.3000")
    assert scale.choice.isVisible()
    panel.show_picture(seen_through(picture, Levels((1,), (10.0,), (20.0,))))
    assert scale.low.text() == "9.85 K"


def test_a_window_is_typed_as_centre_and_width(panel, qtbot):
    picture = phantoms.ct_slice(32)
    panel.show_picture(picture)
    row = panel.window_row
    assert row.isVisible()
    assert (row.centre.text(), row.width_field.text()) == ("40", "400")
    row.centre.setFocus()
    row.centre.selectAll()
    QTest.keyClicks(row.centre, "-600")
    with qtbot.waitSignal(panel.changed) as request:
        QTest.keyClick(row.centre, Qt.Key.Key_Return)
    assert window_of(request.args[0], picture.bands) == (-600, 400)
    panel.show_picture(seen_through(picture, request.args[0]))
    row.width_field.setFocus()
    row.width_field.selectAll()
    QTest.keyClicks(row.width_field, "1500")
    with qtbot.waitSignal(panel.changed) as request:
        QTest.keyClick(row.width_field, Qt.Key.Key_Tab)
    assert window_of(request.args[0], picture.bands) == (-600, 1500)


def test_windows_that_a_file_proposes_are_offered_by_their_names(panel, qtbot):
    windows = (Window("BRAIN & BONE", 40, 100), Window("", 600, 2800))
    band = Band("CT", "HU", 1.0, -1024.0, windows=windows, whole_windows=True)
    picture = Picture(np.zeros((4, 4, 1), np.int16), bands=(band,), levels=Levels((0,), (1014.0,), (1113.0,)))
    panel.show_picture(picture)
    assert (panel.window_row.centre.text(), panel.window_row.width_field.text()) == ("40", "100")  # as the file says it
    offered = entries(panel)
    assert list(offered)[:4] == ["As the file says", "2 to 98 %", "BRAIN && BONE", "Window 2 of the file"]
    with qtbot.waitSignal(panel.changed) as request:
        offered["Window 2 of the file"].trigger()
    assert (request.args[0].low, request.args[0].high) == ((224.0,), (3023.0,))
    assert window_of(request.args[0], picture.bands) == (600, 2800)
    panel.show_picture(seen_through(picture, Levels((0,), (0.0,), (0.0,))))  # of one value: a threshold
    assert panel.window_row.width_field.text() == "1.0"
