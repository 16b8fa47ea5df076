"""The tools of a window: which is in hand, their bar, and the size of the brush."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFrame, QToolButton

from inpaint_studio.ui.kit.actions import plain_words
from inpaint_studio.ui.tools.table import tool_kinds


def test_space_held_makes_any_tool_a_hand(window, drag):
    window.canvas.zoom_to(3.0)
    before = window.canvas.view
    QTest.keyPress(window.canvas, Qt.Key.Key_Space)
    drag(window, (160, 120), (150, 120))
    QTest.keyRelease(window.canvas, Qt.Key.Key_Space)
    assert window.canvas.view.x == pytest.approx(before.x + 10, abs=0.7)
    assert not window.session.document.mask.any()


def test_the_tool_in_hand_is_checked_and_has_its_options_shown(window):
    for kind in tool_kinds():
        window.actions_by_name[kind.action].trigger()
        assert window.toolbox.current == kind.key
        checked = [one.action for one in tool_kinds() if window.actions_by_name[one.action].isChecked()]
        assert checked == [kind.action]
        assert window.options._tool_name.accessibleName() == plain_words(kind.title)


def test_the_key_of_the_tool_in_hand_keeps_what_is_being_drawn(window):
    window.set_tool("polygon")
    polygon = window.toolbox.tools["polygon"]
    for x, y in ((50, 50), (90, 50)):
        QTest.mouseClick(window.canvas, Qt.MouseButton.LeftButton, pos=window.canvas.to_widget(x, y).toPoint())
    window.actions_by_name["tool_polygon"].trigger()
    assert len(polygon._points) == 2
    window.actions_by_name["tool_brush"].trigger()
    assert not polygon._points


def test_one_key_goes_between_brush_and_eraser_from_any_tool(window):
    swap = window.actions_by_name["swap_brush"]
    window.set_tool("wand")
    keys = []
    for _ in range(3):
        swap.trigger()
        keys.append(window.toolbox.current)
    assert keys == ["eraser", "brush", "eraser"]


def test_size_and_hardness_have_keys_and_the_ring_shows_the_new_size(window):
    radius, hardness = window.settings.now.radius, window.settings.now.hardness
    window.actions_by_name["larger"].trigger()
    window.actions_by_name["softer"].trigger()
    assert window.settings.now.radius > radius
    assert window.settings.now.hardness < hardness
    window.actions_by_name["smaller"].trigger()
    window.actions_by_name["harder"].trigger()
    assert (window.settings.now.radius, window.settings.now.hardness) == (radius, hardness)


def test_every_button_of_the_bar_has_a_name_and_the_bar_its_groups(window):
    buttons = [one for one in window.tool_bar.findChildren(QToolButton) if one.defaultAction() is not None]
    names = [*(plain_words(kind.title) for kind in tool_kinds()), "Find damage and the like"]
    assert [one.accessibleName() for one in buttons] == names
    lines = [one for one in window.tool_bar.findChildren(QFrame) if one.property("role") == "line"]
    assert len(lines) == sum(kind.starts_group for kind in tool_kinds()) + 1  # above the finders


def test_another_picture_ends_what_every_tool_was_drawing(window, picture_file, qtbot, tmp_path):
    window.set_tool("polygon")
    polygon = window.toolbox.tools["polygon"]
    QTest.mouseClick(window.canvas, Qt.MouseButton.LeftButton, pos=window.canvas.to_widget(50, 50).toPoint())
    assert polygon._points
    other = tmp_path / "other.png"
    other.write_bytes(picture_file.read_bytes())
    with qtbot.waitSignal(window.session.document_changed, timeout=20_000):
        window.open(other)
    qtbot.waitUntil(lambda: not polygon._points, timeout=20_000)
    qtbot.waitUntil(lambda: not window.session.is_busy and not len(window.session.workers), timeout=20_000)


def test_the_brush_keeps_its_look_where_a_picture_with_steps_comes_into_a_window_without_a_size_yet(window, drag):
    """As with another language: the window is made anew, and is given its size after the picture."""
    drag(window, (60, 60), (90, 60))
    toolbox = window.toolbox
    size = window.size()
    looks = window.settings.radius * toolbox._fit_scale()
    window.resize(window.minimumSizeHint())
    QApplication.processEvents()
    toolbox.fit_brush()
    window.resize(size)
    QApplication.processEvents()
    assert window.settings.radius * toolbox._fit_scale() == pytest.approx(looks, abs=toolbox._fit_scale())
    radius = window.settings.radius
    drag(window, (60, 100), (90, 100))
    window.resize(window.minimumSizeHint())
    QApplication.processEvents()
    assert window.settings.radius == radius, "a brush that was used keeps its size"
