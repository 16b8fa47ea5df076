"""The menus File, Edit, Mask, Fill and Picture: each row does something, and when it can."""

import pytest
from PySide6.QtCore import QMetaMethod
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication

from inpaint_studio.editing.operations import OPERATIONS
from inpaint_studio.ui.kit import language
from inpaint_studio.ui.kit.actions import ACTIONS, in_section
from inpaint_studio.ui.kit.actions.action import words

SECTIONS = ("file", "edit", "mask", "fill", "picture")


@pytest.fixture
def window(open_window):
    return open_window()


def _is_connected(action: QAction) -> bool:
    return any(
        action.isSignalConnected(QMetaMethod.fromSignal(signal)) for signal in (action.triggered, action.toggled)
    )


def test_every_row_is_connected_and_only_what_needs_nothing_can_be_done_without_a_picture(window):
    rows = [row for section in SECTIONS for row in in_section(section)]
    assert [row.key for row in rows if not _is_connected(window.actions_by_name[row.key])] == []
    enabled = {row.key for row in rows if window.actions_by_name[row.key].isEnabled()}
    assert enabled <= {row.key for row in rows if row.needs == "nothing"}


def test_with_a_picture_all_but_undo_and_redo_can_be_done(open_window, picture_file):
    window = open_window(picture_file)
    rows = [row for section in SECTIONS for row in in_section(section)]
    disabled = {row.key for row in rows if not window.actions_by_name[row.key].isEnabled()}
    assert disabled >= {row.key for row in rows if row.needs in ("undo", "redo")}
    assert not {row.key for row in rows if row.needs in ("picture", "mask")} & disabled


def test_every_operation_on_the_mask_has_its_row_and_needs_a_mask_only_where_it_says_so():
    for key, operation in OPERATIONS.items():
        row = ACTIONS[f"{key}_mask"]
        assert row.section == "mask"
        assert row.title.endswith("…")  # it asks for something
        assert (row.needs == "mask") == operation.needs_mask


def _letters(section: str) -> dict[tuple[str | None, str], list[str]]:
    """The access keys of a menu, with the rows that have them."""
    letters: dict[tuple[str | None, str], list[str]] = {}
    for row in in_section(section):
        title = words(row.title).replace("&&", "")
        if "&" in title:
            letters.setdefault((row.submenu, title[title.index("&") + 1].upper()), []).append(row.key)
    return letters


@pytest.mark.parametrize("tongue", ["en", "zh_CN"])
@pytest.mark.parametrize("section", [*SECTIONS, "view", "tools", "help"])
def test_no_letter_of_a_menu_stands_for_two_of_its_rows(qapp, section, tongue):
    """The second press of such a letter only moves on to the next row, and nothing is done."""
    installed = language.install(qapp, tongue)
    try:
        letters = _letters(section)
    finally:
        language.remove(qapp, installed)
        QApplication.processEvents()
    assert {at: keys for at, keys in letters.items() if len(keys) > 1} == {}
    assert len(letters) >= len(in_section(section)) // 2  # most rows have one
