"""The menu Stack: each row does something, for stacks alone, and the keys that it takes from others are declared."""

import pytest
from PySide6.QtCore import QMetaMethod
from PySide6.QtGui import QKeySequence

from inpaint_studio.ui.kit.actions import ACTIONS, in_section
from inpaint_studio.ui.kit.actions.shortcuts import PRESETS, keys_of

ROWS = in_section("stack")


def _normal(keys):
    return {QKeySequence(key).toString() for key in keys}


def _shared(preferences):
    """Pairs of actions with one shortcut, the one of stacks first."""
    rest = [key for key in ACTIONS if key not in {row.key for row in ROWS}]
    keys = {key: _normal(keys_of(key, preferences)) for key in ACTIONS}
    return {(row.key, other) for row in ROWS for other in rest if keys[row.key] & keys[other]}


def test_every_row_is_connected_and_can_be_done_with_a_stack_alone(open_window, picture_file):
    window = open_window(picture_file)
    for row in ROWS:
        action = window.actions_by_name[row.key]
        assert any(
            action.isSignalConnected(QMetaMethod.fromSignal(signal)) for signal in (action.triggered, action.toggled)
        ), row.key
        assert action.isEnabled() is (row.needs != "stack"), row.key
    assert [row.key for row in ROWS if row.needs != "stack"] == ["open_series"]


def test_keys_are_taken_from_others_where_that_is_declared_and_nowhere_else(preferences):
    declared = {(row.key, other) for row in ACTIONS.values() for other in row.over}
    taken = set()
    for preset in PRESETS:
        preferences.shortcut_preset = preset
        assert _shared(preferences) <= declared, preset
        taken |= _shared(preferences)
    assert taken == declared
    assert all(ACTIONS[key].needs == "stack" for key, _ in declared)


@pytest.mark.parametrize("preset", PRESETS)
def test_with_a_stack_in_view_those_are_the_keys_of_its_planes(preferences, preset):
    preferences.shortcut_preset = preset
    for row in ROWS:
        before = _normal(keys_of(row.key, preferences))
        assert _normal(keys_of(row.key, preferences, is_stack=True)) == before
        for other in row.over:
            left = _normal(keys_of(other, preferences, is_stack=True))
            assert left == _normal(keys_of(other, preferences)) - before
    assert keys_of("pen", preferences, is_stack=True) == ["Insert"]


def test_a_key_that_the_person_gave_away_is_not_taken_back_by_a_stack(preferences):
    preferences.set_own_shortcut("pen", ["O"])
    assert keys_of("out_point", preferences, is_stack=True) == []
    assert keys_of("pen", preferences, is_stack=True) == ["O"]
    preferences.set_own_shortcut("out_point", ["F4"])
    preferences.set_own_shortcut("pen", None)
    assert keys_of("pen", preferences, is_stack=True) == ["O", "Insert"]
