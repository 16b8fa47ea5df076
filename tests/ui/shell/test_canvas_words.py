"""What a screen reader finds of the canvas, asked through Qt's accessibility interface; and motion that is reduced."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible

from inpaint_studio.ui.canvas.compare import Compare
from inpaint_studio.ui.kit.activities import Activity
from inpaint_studio.ui.shell.preferences_dialog import PreferencesDialog

from ..clips import show_clip, turn


def value(window) -> str:
    return QAccessible.queryAccessibleInterface(window.canvas).text(QAccessible.Text.Value)


def test_the_canvas_has_a_role_a_name_and_a_description(window):
    interface = QAccessible.queryAccessibleInterface(window.canvas)
    assert interface.role() == QAccessible.Role.Canvas
    assert interface.text(QAccessible.Text.Name) == "Picture"
    assert "Arrow keys" in interface.text(QAccessible.Text.Description)


def test_its_value_follows_tool_mask_and_compare(window, drag, settle):
    assert value(window) == "Brush, nothing is marked"
    window.set_tool("lasso")
    assert value(window).startswith("Lasso")
    window.set_tool("brush")
    drag(window, (60, 60), (120, 60))
    settle(window)
    assert value(window) == "Brush, something is marked"
    window.views.set_compare(Compare.SPLIT)
    assert value(window).endswith("before and after, split")
    window.canvas.hold_before(True)
    assert value(window).endswith("seen as it was before")


def test_its_value_follows_a_fill_under_way(window):
    window.session.activities.tell("fill", "Filling", 0.5)
    assert value(window) == "Brush, nothing is marked, Filling 50%"
    assert window.session.activities.shown == Activity("Filling", 0.5)
    window.session.activities.end("fill")
    assert "Filling" not in value(window)


def test_its_value_follows_the_plane(open_window, qtbot):
    window = open_window()
    assert value(window) == "No picture is open."
    show_clip(window, qtbot)
    assert value(window).endswith("plane 1 of 12")
    turn(window, qtbot, 4)
    assert value(window).endswith("plane 5 of 12")


def test_outlines_stand_still_where_motion_is_reduced(window, preferences, drag, settle, qtbot):
    drag(window, (60, 60), (120, 60))
    settle(window)
    window.actions_by_name["mask_outline"].trigger()
    qtbot.waitUntil(window.canvas.march.isActive)
    dialog = window.dialogs.show_preferences()
    assert isinstance(dialog, PreferencesDialog)
    dialog.motion.setChecked(True)
    assert not window.canvas.march.isActive()
    dialog.motion.setChecked(False)
    assert window.canvas.march.isActive()
    dialog.close()


def test_focus_by_keys_is_seen_at_the_edge_of_the_canvas(window, qtbot):
    canvas = window.canvas
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    canvas.setFocus(Qt.FocusReason.MouseFocusReason)
    without = canvas.grab().toImage()
    canvas.clearFocus()
    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    within = canvas.grab().toImage()
    assert without.pixelColor(1, 40) != within.pixelColor(1, 40)
    assert without.pixelColor(8, 40) == within.pixelColor(8, 40)
