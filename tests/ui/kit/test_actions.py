"""The table of actions, the presets of their shortcuts, and the QActions made from it."""

import numpy as np
import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget

from inpaint_studio.editing.bands import Band, Levels
from inpaint_studio.editing.document import Document
from inpaint_studio.editing.picture import Picture
from inpaint_studio.ui.kit.actions import ACTIONS, SECTIONS, in_section, plain_words
from inpaint_studio.ui.kit.actions.action import CONDITIONS
from inpaint_studio.ui.kit.actions.making import apply_shortcuts, make_actions
from inpaint_studio.ui.kit.actions.shortcuts import PRESETS, keys_of, migrate
from inpaint_studio.ui.kit.icons import GLYPHS


@pytest.mark.parametrize("action", ACTIONS.values(), ids=lambda action: action.key)
def test_every_row_has_words_keys_and_a_place(action):
    assert action.title
    assert action.tip[:1].isupper()
    assert not action.tip.endswith(".")
    assert action.keys
    assert all(QKeySequence(key).count() == 1 for key in (*action.keys, *sum(action.presets.values(), ())))
    assert set(action.presets) <= set(PRESETS)
    assert action.section in SECTIONS
    assert action.icon is None or action.icon in GLYPHS or action.icon.startswith("mdi6.")


def test_every_action_is_in_one_section():
    assert sorted(one.key for section in SECTIONS for one in in_section(section)) == sorted(ACTIONS)


def test_the_persons_own_shortcut_comes_before_the_presets_and_that_before_the_tables(preferences):
    assert keys_of("clear_mask", preferences) == ["Ctrl+D"]
    preferences.shortcut_preset = "krita"
    assert keys_of("clear_mask", preferences) == ["Ctrl+Shift+A"]
    assert keys_of("undo", preferences) == ["Ctrl+Z"]
    preferences.set_own_shortcut("clear_mask", [])
    assert keys_of("clear_mask", preferences) == []


@pytest.mark.parametrize("preset", PRESETS)
def test_no_shortcut_is_one_that_desktops_or_alt_gr_take(preferences, preset):
    preferences.shortcut_preset = preset
    taken = [(one, key) for one in ACTIONS for key in keys_of(one, preferences) if {"Ctrl", "Alt"} <= {*key.split("+")}]
    assert not taken


def test_a_key_of_the_persons_own_is_no_other_actions_by_preset(preferences):
    assert keys_of("find_damage", preferences) == ["Ctrl+F"]
    preferences.set_own_shortcut("fit", ["Ctrl+F"])
    assert keys_of("find_damage", preferences) == []
    assert keys_of("fit", preferences) == ["Ctrl+F"]


def test_noted_shortcuts_of_ctrl_and_alt_follow_the_table_once(qapp, preferences):
    preferences.set_own_shortcut("grow_mask", ["Ctrl+Alt+G"])
    preferences.set_own_shortcut("shrink_mask", ["Ctrl+Alt+Q"])
    migrate(preferences)
    assert keys_of("grow_mask", preferences) == ["Shift+F8"]
    assert keys_of("shrink_mask", preferences) == ["Ctrl+Alt+Q"]  # somebody wanted just that
    preferences.set_own_shortcut("grow_mask", ["Ctrl+Alt+G"])
    migrate(preferences)
    assert keys_of("grow_mask", preferences) == ["Ctrl+Alt+G"]


def test_actions_are_made_from_the_table_and_follow_the_preset(qapp, preferences):
    parent = QWidget()
    made = make_actions(parent, preferences)
    assert list(made) == list(ACTIONS)
    assert made["mask_film"].actionGroup() is made["mask_grey"].actionGroup()
    assert made["undo"].actionGroup() is None
    assert made["open"].shortcuts() == [QKeySequence("Ctrl+O")]
    assert "<b>Clear</b>" in made["clear_mask"].toolTip()
    preferences.shortcut_preset = "gimp"
    apply_shortcuts(made, preferences)
    assert made["clear_mask"].shortcuts() == [QKeySequence("Ctrl+Shift+A")]
    parent.deleteLater()


def test_what_an_action_needs_is_looked_up_in_the_document():
    document = Document(Picture(np.zeros((4, 4, 3), np.uint8)))
    bands = (Band(),) * 3
    data = Document(Picture(np.zeros((4, 4, 3), np.uint16), bands=bands, levels=Levels()))
    assert {needs for needs, holds in CONDITIONS.items() if holds(None)} == {"nothing", "no_data"}
    any_picture = {"nothing", "picture", "mask"}
    assert {needs for needs, holds in CONDITIONS.items() if holds(document)} == {
        *any_picture,
        "photograph",
        "single",
        "no_data",
    }
    assert {needs for needs, holds in CONDITIONS.items() if holds(data)} == {*any_picture, "data"}


def test_the_letter_of_the_menu_and_the_dots_are_left_out_of_plain_words():
    assert plain_words("Sa&ve mask…") == "Save mask"
