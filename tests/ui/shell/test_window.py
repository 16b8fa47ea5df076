"""What menus, panels, keys and dropped files do."""

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QSpinBox,
)

from inpaint_studio.resources import resource
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.actions import ACTIONS
from inpaint_studio.ui.kit.actions.shortcuts import PRESETS, keys_of

CONTROL = Qt.KeyboardModifier.ControlModifier


def test_every_action_has_a_shortcut_a_tooltip_a_status_tip_and_a_place_in_a_menu(window):
    for name, action in window.actions_by_name.items():
        assert action.shortcuts(), name
        assert action.toolTip(), name
        assert action.statusTip(), name


@pytest.mark.parametrize("is_stack", [False, True], ids=["photograph", "stack"])
@pytest.mark.parametrize("preset", PRESETS)
def test_no_two_actions_of_a_preset_share_a_shortcut(preferences, preset, is_stack):
    """Of two actions with one shortcut Qt triggers neither. What needs a stack cannot be triggered without one."""
    preferences.shortcut_preset = preset
    owners: dict[str, list[str]] = {}
    for action, row in ACTIONS.items():
        if is_stack or row.needs != "stack":
            for key in keys_of(action, preferences, is_stack=is_stack):
                owners.setdefault(QKeySequence(key).toString(), []).append(action)
    assert {key: names for key, names in owners.items() if len(names) > 1} == {}


def test_every_control_has_an_accessible_name(window):
    dialogs = [
        window.dialogs.show_preferences(),
        window.dialogs.show_shortcut_editor(),
        window.dialogs.show_shortcut_sheet(),
    ]
    window.actions_by_name["brightness_mask"].trigger()
    assert not window.option_bar.isHidden()
    window.actions_by_name["rulers"].trigger()
    nameless = []
    for kind in (QAbstractButton, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit, QAbstractItemView):
        for widget in (child for top in (window, *dialogs) for child in top.findChildren(kind)):
            above = (widget.parent(), widget.parent().parent())  # parts that Qt made of a control of ours
            inner = widget.objectName().startswith("qt_") or type(widget).__name__ in ("QScrollBar", "QHeaderView")
            inner = inner or any(isinstance(one, QComboBox | QAbstractSpinBox | QLineEdit) for one in above)
            text = widget.text() if isinstance(widget, QAbstractButton) else ""
            if not inner and not (widget.accessibleName() or text):  # a tooltip is not what a screen reader calls it
                nameless.append(f"{widget!r} in {widget.parent()!r}: {widget.toolTip()}")
    for dialog in dialogs:
        dialog.close()
    assert not nameless, "\n".join(nameless)
    for what in (window.canvas, window.ruled.top, window.ruled.left):
        assert what.accessibleName()


def test_grow_asks_in_a_bar_that_does_not_stand_in_the_way(window, drag, settle, qtbot):
    window.settings.set(radius=10, hardness=1.0)
    drag(window, (100, 100), (101, 100))
    window.actions_by_name["grow_mask"].trigger()
    assert not window.option_bar.isHidden()
    drag(window, (200, 200), (201, 200))  # painting goes on
    assert window.session.document.mask[200, 200] == 255
    window.option_bar.findChild(QSpinBox).setValue(7)
    qtbot.mouseClick(window.option_bar._apply, Qt.MouseButton.LeftButton)
    settle(window)
    assert window.option_bar.isHidden()
    assert window.session.document.mask[100, 116] == 255


def _drop(window, path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    at = QPointF(100, 100)
    enter = QDragEnterEvent(
        at.toPoint(), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    drop = QDropEvent(at, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(window, drop)


def test_a_dropped_picture_opens_and_a_dropped_mask_marks(open_window, qtbot, picture_file, tmp_path):
    window = open_window()
    with qtbot.waitSignal(window.session.document_changed, timeout=10_000):
        _drop(window, picture_file)
    mask = np.zeros((240, 320), np.uint8)
    mask[20:60, 30:90] = 255
    Image.fromarray(mask).save(tmp_path / "photo.mask.png")
    with qtbot.waitSignal(window.session.mask_changed, timeout=10_000):
        _drop(window, tmp_path / "photo.mask.png")
    assert np.array_equal(window.session.document.mask, mask)


def test_the_history_panel_lists_the_steps_and_a_click_goes_there(filled):
    document = filled.session.document
    model = filled.history.list.model()
    names = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert names == ["Picture as opened", "Brush", "Fill", "Brush", "Fill", "Brush", "Fill"]
    filled.history.list.clicked.emit(model.index(2, 0))
    assert document.history.position == 2
    assert len(document.fills) == 1
    filled.history.list.clicked.emit(model.index(6, 0))
    assert len(document.fills) == 3


def test_fills_are_hidden_faded_deleted_and_others_stay_as_they_are(filled):
    document = filled.session.document
    first, second, third = document.fills
    rows = filled.fills.list.model()  # the newest is on top, so row 1 is the second
    assert rows.setData(rows.index(1, 0), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    assert not document.fills[1].visible
    assert document.fills[0] is first
    assert document.fills[2] is third
    picture = document.picture.pixels
    assert np.array_equal(document.composite()[100:120], picture[100:120])
    filled.session.fills.set_strength(first.id, 0.5)
    assert document.fills[0].strength == 0.5
    filled.session.fills.delete(second.id)
    assert [fill.id for fill in document.fills] == [first.id, third.id]
    for _ in range(3):
        QTest.keyClick(filled, Qt.Key.Key_Z, CONTROL)
    assert document.fills == (first, second, third)


def test_a_fill_is_made_anew_in_its_own_place(filled, settle):
    document = filled.session.document
    first, second, third = document.fills
    filled.fills.remake_requested.emit(second.id, "generator")
    settle(filled)
    assert document.fills[0] is first
    assert document.fills[2] is third
    assert document.fills[1].id == second.id
    assert document.fills[1].recipe.method == "generator"
    assert np.array_equal(document.fills[1].coverage, second.coverage)


def test_candidates_are_shown_and_picked_with_a_number_key(window, drag, settle):
    document = window.session.document
    drag(window, (60, 60), (120, 60))
    painted = document.mask.copy()
    QTest.keyClick(window.canvas, Qt.Key.Key_Return, CONTROL)
    settle(window)
    assert window.candidates.isVisible()
    assert len(window.session.candidates.offered) >= 4
    assert document.fills == ()
    QTest.keyClick(window.canvas, Qt.Key.Key_3)
    assert window.session.candidates.shown == 2
    assert np.array_equal(document.mask, painted)  # only looked at
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    settle(window)
    assert len(document.fills) == 1
    assert document.fills[0].recipe.method == "exemplar"
    assert not window.candidates.isVisible()
    assert not document.mask.any()


def test_esc_puts_candidates_away_and_changes_nothing(window, drag, settle):
    drag(window, (60, 60), (120, 60))
    painted = window.session.document.mask.copy()
    QTest.keyClick(window.canvas, Qt.Key.Key_Return, CONTROL)
    settle(window)
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert window.session.candidates.offered == ()
    assert window.session.document.fills == ()
    assert np.array_equal(window.session.document.mask, painted)


def test_hints_go_away_once_something_was_filled(open_window, picture_file, preferences, drag, qtbot):
    preferences.set_flag("hints/show", True)
    window = open_window(picture_file)
    assert window.hints.isVisible()
    drag(window, (200, 40), (260, 40))  # painting beside them goes on
    assert window.session.document.mask[40, 230] == 255
    assert window.hints.isVisible()
    with qtbot.waitSignal(window.session.filling.finished, timeout=10_000):
        QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    assert not window.hints.isVisible()
    preferences.set_flag("hints/show", False)


def test_hints_come_once_a_run_and_after_a_fill_never_again(
    open_window, picture_file, preferences, drag, settle, tmp_path, qtbot
):
    preferences.set_flag("hints/show", True)
    window = open_window(picture_file)
    assert window.hints.isVisible()
    window.hints.hide()
    other = tmp_path / "other.png"
    other.write_bytes(picture_file.read_bytes())
    with qtbot.waitSignal(window.session.document_changed, timeout=20_000):
        window.open(other)
    settle(window)
    assert not window.hints.isVisible(), "once a run"
    assert preferences.flag("hints/show", True), "nothing was filled"
    drag(window, (200, 40), (260, 40))
    with qtbot.waitSignal(window.session.filling.finished, timeout=10_000):
        QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    assert not preferences.flag("hints/show", True)


def test_damage_is_found_and_added_to_the_mask(open_window, tmp_path, settle, qtbot):
    with Image.open(resource("samples/lake-watermark.jpg")) as photograph:
        pixels = np.asarray(photograph.convert("RGB").crop((1200, 60, 1400, 220))).copy()
    scratch = np.zeros(pixels.shape[:2], bool)
    for row in range(10, 150):
        column = 99 + round(4 * np.sin(row / 14))
        scratch[row, column : column + 2] = True
    pixels[scratch] = 250
    Image.fromarray(pixels).save(tmp_path / "scratched.png")
    window = open_window(tmp_path / "scratched.png")
    window.actions_by_name["find_damage"].trigger()
    with qtbot.waitSignal(window.session.mask_changed, timeout=30_000):
        window.findings.take.click()
    settle(window)
    mask = window.session.document.mask
    assert (mask[scratch] > 0).mean() > 0.95
    assert (mask[:, :80] > 0).mean() < 0.01
    assert window.session.document.history.undo_name == "Findings"


def test_undo_says_what_it_takes_back(filled):
    assert filled.actions_by_name["undo"].text() == f"{ACTIONS['undo'].title}: Fill"
    assert not filled.actions_by_name["redo"].isEnabled()


def test_a_session_without_a_window_opens_and_closes(qapp, qtbot, picture_file):
    session = Session()
    with qtbot.waitSignal(session.document_changed, timeout=10_000):
        session.opening.open(picture_file)
    qtbot.waitUntil(lambda: len(session.workers) == 0)
    session.close_document()
    assert session.document is None
    session.shut_down()
