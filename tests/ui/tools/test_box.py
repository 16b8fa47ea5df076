"""Rectangle and ellipse, and how any area joins the mask."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


def test_rectangle_and_ellipse_mark_what_was_dragged(window, mask, drag, settle):
    window.set_tool("rectangle")
    drag(window, (50, 60), (150, 110))
    settle(window)
    expected = np.zeros_like(mask)
    expected[60:110, 50:150] = 255
    assert np.array_equal(mask, expected)
    QTest.keyClick(window, Qt.Key.Key_D, CONTROL)
    settle(window)
    window.set_tool("ellipse")
    drag(window, (50, 60), (150, 110))
    settle(window)
    rows, columns = np.mgrid[0:240, 0:320] + 0.5
    inside = ((columns - 100) / 50) ** 2 + ((rows - 85) / 25) ** 2
    assert (mask[inside < 0.93] == 255).all()
    assert not mask[inside > 1.07].any()


@pytest.mark.parametrize("tool", ["rectangle", "ellipse", "lasso"])
def test_a_shape_with_feather_has_a_soft_edge(window, mask, drag, settle, tool):
    window.set_tool(tool)
    window.settings.set(feather=6.0)
    corners = ((100, 80), (200, 80), (200, 160), (100, 160)) if tool == "lasso" else ((100, 80), (200, 160))
    drag(window, *corners)
    settle(window)
    assert window.messages.text == ""
    assert mask[120, 150] == 255
    across = mask[120].astype(int)
    assert 100 < across[100] < 155  # half-way on the edge itself
    assert (np.diff(across[80:150]) >= 0).all()
    assert 0 < across[92] < 60
    assert mask[120, 60] == 0


def test_shift_adds_alt_subtracts_and_both_intersect(window, mask, drag, settle):
    window.set_tool("rectangle")
    window.settings.set(combine="replace")
    drag(window, (20, 20), (120, 120))
    settle(window)
    drag(window, (100, 100), (200, 200), modifiers=SHIFT)
    settle(window)
    assert mask[50, 50] == 255
    assert mask[150, 150] == 255
    drag(window, (20, 20), (60, 60), modifiers=ALT)
    settle(window)
    assert mask[50, 50] == 0
    drag(window, (110, 110), (300, 230), modifiers=SHIFT | ALT)
    settle(window)
    assert mask[150, 150] == 255
    assert mask[80, 80] == 0
    drag(window, (200, 20), (220, 40))  # replaces
    settle(window)
    assert mask[150, 150] == 0
    assert mask[30, 210] == 255


def test_ctrl_subtracts_as_alt_does_where_the_window_manager_takes_alt(window, mask, drag, settle):
    window.set_tool("rectangle")
    drag(window, (50, 50), (150, 150))
    settle(window)
    drag(window, (100, 50), (150, 150), modifiers=Qt.KeyboardModifier.ControlModifier)
    settle(window)
    mask = window.session.document.mask
    assert mask[100, 60:95].all()
    assert not mask[100, 101:].any()
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    drag(window, (50, 50), (80, 80), modifiers=both)
    settle(window)
    mask = window.session.document.mask
    assert mask[60, 60] == 255
    assert not mask[100].any()
