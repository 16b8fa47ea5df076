"""The menus View, Tools and Help: rows that are one of several, that are switches, and that need no picture."""

import pytest
from PySide6.QtCore import QMetaMethod

from inpaint_studio.ui.kit.actions import in_section
from inpaint_studio.ui.kit.mask_look import MASK_STYLES

SECTIONS = ("view", "tools", "help")
ROWS = [row for section in SECTIONS for row in in_section(section)]


@pytest.fixture
def window(open_window, picture_file):
    return open_window(picture_file)


def test_every_row_is_connected(window):
    def is_connected(key: str) -> bool:
        action = window.actions_by_name[key]
        signals = (action.triggered, action.toggled)
        return any(action.isSignalConnected(QMetaMethod.fromSignal(signal)) for signal in signals)

    hold = {"hold_before"}  # pressed and let go, which no action can tell
    assert [row.key for row in ROWS if not is_connected(row.key) and row.key not in hold] == []


def test_every_way_to_see_the_mask_has_its_row_and_one_is_checked(window):
    rows = [row for row in ROWS if row.group == "look"]
    assert len(rows) == len(MASK_STYLES)
    actions = [window.actions_by_name[row.key] for row in rows]
    for chosen in actions:
        chosen.trigger()
        assert [action for action in actions if action.isChecked()] == [chosen]
    assert window.canvas.look.style == "hidden"
    styles = set()
    for action in actions:
        action.trigger()
        styles.add(window.canvas.look.style)
    assert styles == set(MASK_STYLES)


def test_a_switch_that_is_pressed_twice_is_as_it_was(window):
    for key in ("grid", "rulers", "split", "side_by_side", "panel_navigator", "panel_fills", "panel_history"):
        action = window.actions_by_name[key]
        before = action.isChecked()
        action.trigger()
        assert action.isChecked() != before, key
        action.trigger()
        assert action.isChecked() == before, key


def test_before_and_after_are_compared_in_one_way_at_a_time(window):
    split, beside = window.actions_by_name["split"], window.actions_by_name["side_by_side"]
    split.trigger()
    beside.trigger()
    assert (split.isChecked(), beside.isChecked()) == (False, True)
    beside.trigger()
    assert (split.isChecked(), beside.isChecked()) == (False, False)


def test_what_moves_the_view_is_undone_by_its_counterpart(window):
    view = window.canvas.view
    for there, back in (("rotate_right", "rotate_left"), ("flip_view", "flip_view")):
        window.actions_by_name[there].trigger()
        assert window.canvas.view != view
        window.actions_by_name[back].trigger()
        assert window.canvas.view == view
    window.actions_by_name["rotate_right"].trigger()
    window.actions_by_name["flip_view"].trigger()
    window.actions_by_name["upright"].trigger()
    assert window.canvas.view.is_upright
