"""The status bar: pointer, size, zoom, and what goes on."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from inpaint_studio.editing.picture import Picture
from inpaint_studio.ui.kit.activities import Activity
from inpaint_studio.ui.panels.status_bar import StatusBar


@pytest.mark.parametrize("done", [None, 0.5])
def test_what_is_shown_of_activities_can_be_asked_for(open_window, done):
    activities = open_window().session.activities
    activities.tell("a", "Reading", done)
    assert activities.shown == Activity("Reading", done)
    activities.end("a")
    assert activities.shown is None


def test_the_zoom_can_be_typed(open_window, picture_file):
    window = open_window(picture_file)
    field = window.status.zoom
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    QTest.keyClicks(field, "250")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert window.canvas.scale == pytest.approx(2.5)
    assert field.text() == "250 %"
    assert window.canvas.hasFocus()
    assert not window.session.is_filling
    assert window.messages.isHidden(), "Enter was taken for filling"
    QTest.keyClick(window, Qt.Key.Key_F2)
    assert field.hasFocus()
    QTest.keyClicks(field, "33,3 %")
    QTest.keyClick(field, Qt.Key.Key_Enter)
    assert window.canvas.scale == pytest.approx(0.333)


def test_a_zoom_that_is_given_up_or_no_number_changes_nothing(open_window, picture_file):
    window = open_window(picture_file)
    field, before, text = window.status.zoom, window.canvas.scale, window.status.zoom.text()
    for typed, key in (("400", Qt.Key.Key_Escape), ("wide", Qt.Key.Key_Return), ("0", Qt.Key.Key_Return)):
        QTest.keyClick(window, Qt.Key.Key_F2)
        QTest.keyClicks(field, typed)
        QTest.keyClick(field, key)
        assert (window.canvas.scale, field.text()) == (before, text)
        assert window.canvas.hasFocus()
    QTest.keyClick(window, Qt.Key.Key_F2)
    QTest.keyClicks(field, "1000000")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == f"{window.canvas.scale * 100:.0f} %"
    assert window.canvas.scale < 1000


@pytest.fixture
def bar(qtbot):
    made = StatusBar()
    qtbot.addWidget(made)
    made.show()
    return made


def _picture(dtype) -> Picture:
    return Picture(np.zeros((30, 40, 3), dtype), "small.tif")


@pytest.mark.parametrize(
    ("at", "text"),
    [
        ((0.0, 0.0), "0, 0"),
        ((39.9, 29.9), "39, 29"),
        ((40.0, 5.0), ""),
        ((-0.1, 5.0), ""),
        ((3.0, 30.0), ""),
        (None, ""),
    ],
)
def test_the_pointer_has_a_position_inside_the_picture_alone(bar, at, text):
    bar.show_position(at, _picture(np.uint8))
    assert bar._position.text() == text
    bar.show_position(at, None)
    assert bar._position.text() == ""


@pytest.mark.parametrize(("dtype", "bits"), [(np.uint8, 8), (np.uint16, 16), (np.float32, 32)])
def test_the_size_and_the_bits_of_the_picture_are_shown(bar, dtype, bits):
    bar.show_picture(_picture(dtype))
    assert bar._size.text() == f"40 × 30 · {bits} bit"


def test_without_a_picture_there_is_no_number(bar):
    bar.show_picture(_picture(np.uint8))
    bar.show_zoom(1.0)
    bar.show_position((3.0, 3.0), _picture(np.uint8))
    bar.show_picture(None)
    assert (bar._size.text(), bar._position.text(), bar.zoom.text()) == ("", "", "")
    assert not bar.zoom.isEnabled()


def test_an_activity_has_progress_and_a_stop_button_and_the_engine_comes_back(bar, qtbot):
    bar.show_engine("CPU, 2 threads")
    bar.show_activity(Activity("Reading", None))
    assert bar.engine_text == "Reading"
    assert (bar._progress.minimum(), bar._progress.maximum()) == (0, 0), "how much there is to do is not known"
    bar.show_activity(Activity("Filling", 0.25))
    assert bar._progress.value() / bar._progress.maximum() == 0.25
    with qtbot.waitSignal(bar.stop_requested):
        QTest.mouseClick(bar._stop, Qt.MouseButton.LeftButton)
    bar.show_engine("CUDA")  # the engine is ready while something goes on
    assert bar.engine_text == "Filling"
    bar.show_activity(None)
    assert bar.engine_text == "CUDA"
    assert not bar._progress.isVisible()
    assert not bar._stop.isVisible()


def test_what_goes_on_is_shown_on_one_line_and_literally(bar):
    bar.show_activity(Activity("Opening <b>scan</b>\n.png", 0.5))
    assert bar.engine_text == "Opening <b>scan</b> .png"
    assert bar._engine.textFormat() is Qt.TextFormat.PlainText


def test_values_and_place_are_shown_where_there_is_room_and_ask_for_none_where_there_is_not(bar, qtbot):
    bar.resize(1400, 24)
    bar.show_values(True, "-84 HU", "12.5, -98.0, 79.0 mm")
    qtbot.waitUntil(lambda: bar.values_text == "-84 HU · 12.5, -98.0, 79.0 mm")
    least = bar.minimumSizeHint().width()
    bar.show_values(True, "-84 HU " * 30, "12.5, -98.0, 79.0 mm")
    assert bar.minimumSizeHint().width() == least
    bar.show_values(False, "", "")
    assert bar.values_text == ""
