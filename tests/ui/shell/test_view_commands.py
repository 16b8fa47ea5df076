"""The View menu: compare, the look of the mask, panels, turning, the full screen."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from inpaint_studio.ui.canvas.compare import Compare


def test_tab_hides_the_panels_and_brings_back_those_that_were_there(window):
    window.canvas.setFocus()
    window.docks["history"].hide()
    QTest.keyClick(window.canvas, Qt.Key.Key_Tab)
    assert not window.tool_bar.isVisible()
    assert not window.docks["fills"].isVisible()
    QTest.keyClick(window.canvas, Qt.Key.Key_Tab)
    assert window.tool_bar.isVisible()
    assert window.docks["fills"].isVisible()
    assert not window.docks["history"].isVisible()


def test_split_and_side_by_side_take_turns_and_either_ends_itself(window):
    split, side = window.actions_by_name["split"], window.actions_by_name["side_by_side"]
    for action, compare in ((split, Compare.SPLIT), (side, Compare.SIDE_BY_SIDE), (split, Compare.SPLIT)):
        action.trigger()
        assert window.canvas.compare is compare
        assert split.isChecked() == (compare is Compare.SPLIT)
        assert side.isChecked() == (compare is Compare.SIDE_BY_SIDE)
    split.trigger()
    assert window.canvas.compare is Compare.AFTER
    assert not split.isChecked()


@pytest.mark.parametrize(("key", "name"), [("F7", "fills"), ("F8", "navigator"), ("F9", "history")])
def test_a_key_hides_a_panel_and_brings_it_back(window, key, name):
    action, dock = window.actions_by_name[f"panel_{name}"], window.docks[name]
    assert action.isChecked()
    QTest.keyClick(window.canvas, getattr(Qt.Key, f"Key_{key}"))
    assert not dock.isVisible()
    assert not action.isChecked()
    QTest.keyClick(window.canvas, getattr(Qt.Key, f"Key_{key}"))
    assert dock.isVisible()
    dock.close()  # its own button
    assert not action.isChecked()


def test_panels_come_back_where_they_were_left(window, open_window, picture_file):
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, window.docks["history"])
    window.docks["fills"].hide()
    window.remember_layout()
    again = open_window(picture_file)
    assert again.dockWidgetArea(again.docks["history"]) is Qt.DockWidgetArea.LeftDockWidgetArea
    assert again.docks["history"].isVisible()
    assert not again.docks["fills"].isVisible()
    assert not again.actions_by_name["panel_fills"].isChecked()


def test_the_key_for_before_works_only_while_it_is_held(window):
    QTest.keyPress(window.canvas, Qt.Key.Key_Backslash)
    assert window.canvas.compare is Compare.BEFORE
    QTest.keyRelease(window.canvas, Qt.Key.Key_Backslash)
    assert window.canvas.compare is Compare.AFTER


def test_full_screen_goes_back_to_the_maximised_window(open_window, picture_file):
    window = open_window(picture_file)
    window.showMaximized()
    QTest.keyClick(window, Qt.Key.Key_F11)
    assert window.isFullScreen()
    assert window.actions_by_name["full_screen"].isChecked()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.isMaximized()
    assert not window.isFullScreen()
    assert not window.actions_by_name["full_screen"].isChecked()
    window.showNormal()
    QTest.keyClick(window, Qt.Key.Key_F11)
    QTest.keyClick(window, Qt.Key.Key_F11)
    assert not window.isMaximized()
    assert not window.isFullScreen()


def test_the_look_of_the_mask_is_one_of_four_and_is_remembered(window, preferences):
    names = ("mask_film", "mask_outline", "mask_grey", "mask_hidden")
    for name in names:
        window.actions_by_name[name].trigger()
        assert [one for one in names if window.actions_by_name[one].isChecked()] == [name]
        assert preferences.mask_look.style == window.canvas.look.style
    styles = []
    for _ in range(4):
        window.actions_by_name["quick_mask"].trigger()
        styles.append(window.canvas.look.style)
    assert styles == ["film", "outline", "black-and-white", "film"], "from the hidden mask it begins with the film"


def test_the_view_is_turned_flipped_and_set_upright_again(window):
    upright = window.canvas.view
    for name, angle in (("rotate_right", 15), ("rotate_right", 30), ("rotate_left", 15)):
        window.actions_by_name[name].trigger()
        assert window.canvas.view.angle % 360 == pytest.approx(angle)
    window.actions_by_name["flip_view"].trigger()
    assert window.canvas.view.mirrored is not upright.mirrored
    window.actions_by_name["upright"].trigger()
    assert (window.canvas.view.angle, window.canvas.view.mirrored) == (upright.angle, upright.mirrored)


def test_zoom_goes_in_out_to_the_pixels_and_back_to_the_whole(window):
    whole = window.canvas.scale
    window.actions_by_name["zoom_in"].trigger()
    assert window.canvas.scale > whole
    window.actions_by_name["zoom_out"].trigger()
    window.actions_by_name["actual"].trigger()
    assert window.canvas.scale == 1.0
    window.actions_by_name["fit"].trigger()
    assert window.canvas.scale == whole


@pytest.mark.parametrize(("name", "default"), [("grid", True), ("rulers", False)])
def test_grid_and_rulers_are_as_they_were_left(window, open_window, picture_file, preferences, name, default):
    action = window.actions_by_name[name]
    assert action.isChecked() is default
    action.trigger()
    assert preferences.flag(f"view/{name}", default) is not default
    assert open_window(picture_file).actions_by_name[name].isChecked() is not default


def test_panels_hidden_by_tab_are_remembered_as_they_were_before(window, open_window, picture_file):
    window.docks["history"].hide()
    window.actions_by_name["panels"].trigger()
    assert window.views.panels_are_hidden
    assert not window.docks["fills"].isVisible()
    window.remember_layout()
    again = open_window(picture_file)
    assert again.docks["fills"].isVisible()
    assert again.tool_bar.isVisible()


def test_comparing_side_by_side_shows_the_whole_picture_in_both_halves(window):
    whole = window.canvas.scale
    window.canvas.zoom_to(6.0)
    window.actions_by_name["side_by_side"].trigger()
    assert window.canvas.scale < whole
    window.actions_by_name["side_by_side"].trigger()
    assert window.canvas.scale == whole


def test_esc_out_of_the_full_screen_says_whether_there_was_one(window):
    assert not window.views.leave_full_screen()
    window.actions_by_name["full_screen"].trigger()
    assert window.views.leave_full_screen()
    assert not window.actions_by_name["full_screen"].isChecked()
