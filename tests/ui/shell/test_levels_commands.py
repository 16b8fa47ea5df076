"""Levels in the window: slices and tiles are seen by their levels, which panel, keys and the middle button change."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from inpaint_studio.editing.bands import Levels
from inpaint_studio.editing.document import Document
from inpaint_studio.editing.level_changes import window_of
from inpaint_studio.editing.picture import Picture
from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.kit.gestures import NONE, set_own_trigger
from inpaint_studio.ui.kit.pixels import array_of

from ... import phantoms

ALT, SHIFT, CONTROL = (
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)
MIDDLE = Qt.MouseButton.MiddleButton


@pytest.fixture
def show(open_window, qtbot):
    """Opens a window with a data picture in it, of which all is known."""

    def opened(picture: Picture):
        window = open_window()
        show_in(window, picture, qtbot)
        return window

    return opened


def show_in(window, picture: Picture, qtbot) -> None:
    window.session.show(jobs.prepared(None, Document(picture)))
    qtbot.waitUntil(lambda: not window.session.levelling.is_busy)
    QApplication.processEvents()


def point(window, x: float, y: float) -> QPoint:
    return window.canvas.to_widget(x + 0.5, y + 0.5).toPoint()


def middle_drag(window, start: QPoint, *places: QPoint, release: bool = True) -> None:
    QTest.mousePress(window.canvas, MIDDLE, pos=start)
    for place in places:
        local = QPointF(place)
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            local,
            QPointF(window.canvas.mapToGlobal(place)),
            Qt.MouseButton.NoButton,
            MIDDLE,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(window.canvas, event)
    if release:
        QTest.mouseRelease(window.canvas, MIDDLE, pos=places[-1])


def levels_of(window) -> Levels:
    return window.session.document.picture.levels


def seen_at(window, x: int, y: int) -> tuple[int, int, int]:
    at = window.canvas.to_widget(x + 0.5, y + 0.5)
    pixels = array_of(window.canvas.grab().toImage())
    return tuple(int(value) for value in pixels[int(at.y()), int(at.x()), :3])


def settle(window, qtbot) -> None:
    qtbot.waitUntil(lambda: not window.session.levelling.is_busy)
    QApplication.processEvents()


def test_a_slice_is_seen_by_its_window_and_the_panel_is_there_for_it_alone(show, qtbot, picture_file):
    window = show(phantoms.ct_slice(128))
    assert not window.docks["levels"].isHidden()
    assert seen_at(window, 20, 20) == (0, 0, 0)  # air
    assert min(seen_at(window, 64, 95)) > 120  # marrow
    scale = window.levels.panel.scales[3]
    assert (scale.low.text(), scale.high.text()) == ("-160 HU", "240 HU")
    row = window.levels.panel.window_row
    assert (row.centre.text(), row.width_field.text()) == ("40", "400")
    with qtbot.waitSignal(window.session.document_changed, timeout=20_000):
        window.open(picture_file)
    qtbot.waitUntil(lambda: window.session.path == picture_file)
    assert window.docks["levels"].isHidden()
    assert not window.actions_by_name["levels_own"].isEnabled()
    assert window.actions_by_name["enlarge"].isEnabled()


def test_the_middle_button_changes_width_and_middle_and_paints_nothing(show, qtbot):
    window = show(phantoms.ct_slice(128))
    document, before = window.session.document, levels_of(window)
    at = point(window, 60, 60)
    middle_drag(window, at, at + QPoint(60, 0), at + QPoint(120, 0))
    centre, width = window_of(levels_of(window), document.picture.bands)
    assert (round(centre), round(width)) == (40, 800)
    assert levels_of(window).bands == before.bands
    middle_drag(window, at, at + QPoint(0, -125))  # up: the picture is brighter
    centre, width = window_of(levels_of(window), document.picture.bands)
    assert (round(centre), round(width)) == (-360, 800)
    settle(window, qtbot)
    assert not document.mask.any()
    assert not document.history.steps
    assert not window.isWindowModified() or window.session.pictures.in_view.is_in_no_file
    assert not document.is_modified


def test_escape_takes_a_drag_of_the_levels_back(show, qtbot):
    window = show(phantoms.ct_slice(128))
    before, at = levels_of(window), point(window, 60, 60)
    middle_drag(window, at, at + QPoint(120, 30), release=False)
    assert levels_of(window) != before
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert levels_of(window) == before
    QTest.mouseRelease(window.canvas, MIDDLE, pos=at)
    settle(window, qtbot)


def test_the_middle_button_pans_photographs_and_slices_where_the_gesture_is_off(show, open_window, picture_file, qtbot):
    window = show(phantoms.ct_slice(128))
    window.canvas.zoom_to(6.0)
    view, levels = window.canvas.view, levels_of(window)
    set_own_trigger("levels_drag", NONE, window.preferences)
    window.choices.apply_shortcuts()
    at = point(window, 60, 60)
    middle_drag(window, at, at + QPoint(30, 10))
    assert window.canvas.view != view
    assert levels_of(window) == levels
    set_own_trigger("levels_drag", None, window.preferences)
    window.choices.apply_shortcuts()
    with qtbot.waitSignal(window.session.document_changed, timeout=20_000):
        window.open(picture_file)
    qtbot.waitUntil(lambda: window.session.path == picture_file)
    window.canvas.zoom_to(6.0)
    view, at = window.canvas.view, point(window, 160, 120)
    middle_drag(window, at, at + QPoint(30, 10))
    assert window.canvas.view != view


def test_keys_change_the_levels(show, qtbot):
    window = show(phantoms.ct_slice(128))
    bands = window.session.document.picture.bands
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_End, ALT)
    assert window_of(levels_of(window), bands) == pytest.approx((40, 440))
    QTest.keyClick(window, Qt.Key.Key_Home, ALT)
    QTest.keyClick(window, Qt.Key.Key_PageUp, ALT)
    assert window_of(levels_of(window), bands) == pytest.approx((80, 400))
    QTest.keyClick(window, Qt.Key.Key_I, ALT | SHIFT)
    assert levels_of(window).inverted
    assert window.levels.panel.inverted.isChecked()
    assert window.actions_by_name["levels_invert"].isChecked()
    settle(window, qtbot)
    assert seen_at(window, 20, 20) == (255, 255, 255)  # air
    QTest.keyClick(window, Qt.Key.Key_L, ALT | SHIFT)  # as the file says
    assert levels_of(window) == phantoms.ct_slice(128).levels
    QTest.keyClick(window, Qt.Key.Key_P, ALT | SHIFT)
    assert window_of(levels_of(window), bands)[1] > 1000
    settle(window, qtbot)


def test_handles_and_fields_of_the_panel_change_the_levels_in_the_bands_unit(show, qtbot):
    window = show(phantoms.ct_slice(128))
    scale = window.levels.panel.scales[3]
    scale.low.setFocus()
    scale.low.selectAll()
    QTest.keyClicks(scale.low, "-500")
    QTest.keyClick(scale.low, Qt.Key.Key_Return)
    assert levels_of(window) == Levels((0,), (524.0,), (1264.0,))
    scale.high.setFocus()
    scale.high.selectAll()
    QTest.keyClicks(scale.high, "-600")  # below the other, which gives way
    QTest.keyClick(scale.high, Qt.Key.Key_Return)
    assert levels_of(window) == Levels((0,), (424.0,), (424.0,))
    window.session.levelling.set_own()
    slider = scale.slider
    low, high = (QPoint(round(slider._x(end)), slider.height() // 2) for end in slider.ends)
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=high)
    QTest.mouseMove(slider, QPoint(high.x() + 20, high.y()))
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(high.x() + 20, high.y()),
        QPointF(slider.mapToGlobal(QPoint(high.x() + 20, high.y()))),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(slider, event)
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(high.x() + 20, high.y()))
    assert levels_of(window).low == (864.0,)  # what was not moved stays what it is
    assert levels_of(window).high[0] > 1350
    slider.setFocus()
    before = levels_of(window)
    QTest.keyClick(slider, Qt.Key.Key_Left)
    assert levels_of(window).low == before.low
    assert levels_of(window).high[0] < before.high[0]
    assert low.x() < high.x()
    settle(window, qtbot)


def test_presets_of_tomography_are_offered_for_hounsfield_units_alone(show, qtbot):
    window = show(phantoms.ct_slice(128))
    panel = window.levels.panel
    panel.menu.aboutToShow.emit()
    offered = {action.text().split("\t")[0]: action for action in panel.menu.actions() if action.text()}
    assert list(offered) == ["As the file says", "2 to 98 %", "Lung", "Bone", "Soft tissue", "Brain"]
    offered["Lung"].trigger()
    assert window_of(levels_of(window), window.session.document.picture.bands) == (-600, 1500)
    show_in(window, phantoms.mr_slice(64), qtbot)
    panel.menu.aboutToShow.emit()
    assert [action.text() for action in panel.menu.actions()] == ["As the file says", "2 to 98 %"]
    settle(window, qtbot)


def test_a_tile_is_seen_in_colour_and_its_bands_can_be_chosen(show, qtbot):
    window = show(phantoms.tile(150, 120))
    panel, picture = window.levels.panel, window.session.document.picture
    expected = picture.levels.shown(picture.pixels)[90, 60]
    window.canvas.zoom_to(4.0)
    assert seen_at(window, 60, 90) == tuple(int(value) for value in expected)
    panel.menu.aboutToShow.emit()
    texts = [action.text() for action in panel.menu.actions()]
    assert "False colour, Sentinel-2\t4 3 2" in texts
    next(action for action in panel.menu.actions() if action.text().startswith("False colour, S")).trigger()
    qtbot.waitUntil(lambda: levels_of(window).bands == (3, 2, 1))
    scale = panel.scales[0]
    assert scale.choice.currentText() == "B8"
    scale.choice.setFocus()
    QTest.keyClick(scale.choice, Qt.Key.Key_Home)
    scale.choice.activated.emit(0)
    qtbot.waitUntil(lambda: levels_of(window).bands == (0, 2, 1))
    panel.shown_as.activated.emit(0)
    qtbot.waitUntil(lambda: levels_of(window).bands == (0,))
    assert panel.scales[3].isVisible()
    assert not panel.scales[0].isVisible()
    red, green, blue = seen_at(window, 60, 90)
    assert red == green == blue
    settle(window, qtbot)


def test_the_status_bar_says_value_unit_and_place_under_the_pointer(show, qtbot):
    window = show(phantoms.ct_slice(128))
    QTest.mouseMove(window.canvas, point(window, 64, 95))
    sample = int(window.session.document.picture.pixels[95, 64, 0])
    qtbot.waitUntil(lambda: window.status.values_text == f"{sample - 1024} HU · 1.4, 86.1, -42.5 mm")
    QTest.mouseMove(window.canvas, point(window, 0, 0))
    qtbot.waitUntil(lambda: window.status.values_text.startswith("nothing measured · "))
    show_in(window, phantoms.tile(150, 120), qtbot)
    QTest.mouseMove(window.canvas, point(window, 60, 90))
    qtbot.waitUntil(lambda: window.status.values_text.endswith(" m"))
    words = window.status.values_text
    values = window.session.document.picture.pixels[90, 60]
    assert words.startswith(f"B4 {values[2] / 1e4:.4f}, B3 {values[1] / 1e4:.4f}, B2 {values[0] / 1e4:.4f}")
    assert words.endswith("600605, 5699095 m")


def test_the_value_under_the_pointer_is_that_of_a_fill(show, qtbot, drag, settle):
    window = show(phantoms.mr_slice(64))
    drag(window, (30, 30), (36, 30))
    with qtbot.waitSignal(window.session.filling.finished, timeout=10_000):
        QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(window.session.document.fills))
    QTest.mouseMove(window.canvas, point(window, 33, 30))
    qtbot.waitUntil(lambda: window.status.values_text == str(128 * 257))  # what the test's engine paints


def test_what_is_unknown_is_marked_by_one_step_and_not_at_opening(show, qtbot):
    window = show(phantoms.ct_slice(128))
    document = window.session.document
    assert not document.mask.any()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_U, ALT | SHIFT)
    qtbot.waitUntil(lambda: bool(document.history.steps))
    assert np.array_equal(document.mask, document.picture.unknown)
    assert window.actions_by_name["undo"].text().endswith("Mark what is unknown")
    window.actions_by_name["undo"].trigger()
    qtbot.waitUntil(lambda: not document.mask.any())
    show_in(window, phantoms.mr_slice(64), qtbot)
    window.actions_by_name["find_unknown"].trigger()
    assert "of no pixel" in window.messages.text


def test_what_is_for_photographs_is_not_to_be_had_for_data_and_says_why(show, qtbot, picture_file):
    window = show(phantoms.tile(150, 120))
    for key in ("enlarge", "correct_fading", "remove_frame", "tool_frame"):
        assert not window.actions_by_name[key].isEnabled()
        assert "photographs alone" in window.actions_by_name[key].statusTip()
    with qtbot.waitSignal(window.session.document_changed, timeout=20_000):
        window.open(picture_file)
    qtbot.waitUntil(lambda: window.session.path == picture_file)
    window.actions_by_name["tool_frame"].trigger()
    assert window.toolbox.current == "frame"
    assert "photographs alone" not in window.actions_by_name["enlarge"].statusTip()
    show_in(window, phantoms.tile(150, 120), qtbot)
    assert window.toolbox.current == "brush"


def test_that_it_is_not_for_diagnosis_is_said_once_of_medical_pictures(show, qtbot):
    window = show(phantoms.ct_slice(128))
    panel = window.levels.panel
    assert panel.notice.isVisible()
    QTest.mouseClick(panel._dismiss, Qt.MouseButton.LeftButton)
    assert not panel.notice.isVisible()
    show_in(window, phantoms.ct_slice(64), qtbot)
    assert not panel.notice.isVisible()
    show_in(window, phantoms.tile(150, 120), qtbot)
    assert not panel.notice.isVisible()


def test_the_panel_can_be_hidden_and_stays_so(show, qtbot):
    window = show(phantoms.ct_slice(128))
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert window.docks["levels"].isHidden()
    window.remember_layout()
    show_in(window, phantoms.mr_slice(64), qtbot)
    assert window.docks["levels"].isHidden()


def test_clouds_are_looked_for_and_reviewed_before_anything_is_marked(show, qtbot, picture_file):
    window = show(phantoms.tile(150, 120))
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_K, ALT | SHIFT)
    qtbot.waitUntil(lambda: bool(window.session.review.proposed) and not window.session.review.is_searching)
    assert window.review.is_open
    document = window.session.document
    assert not document.mask.any()
    QTest.keyClick(window, Qt.Key.Key_A, SHIFT)
    window.review.take()
    qtbot.waitUntil(lambda: bool(document.mask.any()))
    assert document.mask[36, 105] == 255  # the middle of the cloud
    assert document.mask[90, 60] == 0
    with qtbot.waitSignal(window.session.document_changed, timeout=20_000):
        window.open(picture_file)
    qtbot.waitUntil(lambda: window.session.path == picture_file)
    assert not window.actions_by_name["find_clouds"].isEnabled()
    assert not window.actions_by_name["find_unknown"].isEnabled()


def test_only_finders_for_data_are_offered_for_data(show, qtbot):
    window = show(phantoms.ct_slice(64))
    assert not window.finders._more["infrared"].isEnabled()
    window.review.ask_search()
    assert "infrared" not in window.review.options._finders
    assert "unknown" in window.review.options._finders
    window.review.options.close()
