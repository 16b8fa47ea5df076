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
    QLabel,
    QLineEdit,
    QSlider,
    QSpinBox,
)

from inpaint_studio.ui.canvas.compare import Compare
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.actions import ACTIONS
from inpaint_studio.ui.kit.actions.shortcuts import PRESETS, keys_of
from inpaint_studio.ui.kit.pixels import shown

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(open_window, picture_file):
    return open_window(picture_file)


@pytest.fixture
def filled(window, drag, qtbot):
    """A window with three fills in its document."""
    for y in (40, 110, 180):
        drag(window, (60, y), (120, y))
        with qtbot.waitSignal(window.session.filling.finished, timeout=10_000):
            QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    return window


def test_every_action_has_a_shortcut_a_tooltip_a_status_tip_and_a_place_in_a_menu(window):
    for name, action in window.actions_by_name.items():
        assert action.shortcuts(), name
        assert action.toolTip(), name
        assert action.statusTip(), name


@pytest.mark.parametrize("preset", PRESETS)
def test_no_two_actions_of_a_preset_share_a_shortcut(preferences, preset):
    preferences.shortcut_preset = preset
    owners: dict[str, list[str]] = {}
    for action in ACTIONS:
        for key in keys_of(action, preferences):
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
        for widget in (found for top in (window, *dialogs) for found in top.findChildren(kind)):
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


def test_mask_operations_are_steps_that_can_be_undone(window, drag, settle, operate):
    document = window.session.document
    window.settings.set(radius=10, hardness=1.0)
    drag(window, (100, 100), (200, 100))
    painted = document.mask.copy()
    operate(window, "grow", pixels=5)
    assert document.mask[86, 150] == 255
    assert (document.mask >= painted).all()
    operate(window, "shrink", pixels=5)
    assert (document.mask >= painted).all()
    QTest.keyClick(window, Qt.Key.Key_I, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    settle(window)
    assert document.mask[100, 150] == 0
    assert document.mask[10, 10] == 255
    for _ in range(3):
        QTest.keyClick(window, Qt.Key.Key_Z, CONTROL)
    settle(window)
    assert np.array_equal(document.mask, painted)
    QTest.keyClick(window, Qt.Key.Key_D, CONTROL)
    settle(window)
    assert not document.mask.any()
    QTest.keyClick(window, Qt.Key.Key_D, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    settle(window)
    assert np.array_equal(document.mask, painted)


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


def test_masks_go_through_the_clipboard_a_file_and_a_name(window, drag, settle, qtbot, tmp_path):
    document = window.session.document
    drag(window, (100, 100), (200, 100))
    painted = document.mask.copy()
    window.masks.copy()
    window.masks.keep_as("first")
    window.session.saving.save_mask(tmp_path / "kept.png")
    qtbot.waitUntil((tmp_path / "kept.png").exists, timeout=10_000)
    qtbot.waitUntil(lambda: len(window.session.workers) == 0, timeout=10_000)
    for bring_back in (
        window.masks.paste,
        lambda: window.masks.use_named("first"),
        lambda: window.masks.load(tmp_path / "kept.png"),
    ):
        window.masks.clear()
        settle(window)
        assert not document.mask.any()
        with qtbot.waitSignal(window.session.mask_changed, timeout=10_000):
            bring_back()
        settle(window)
        assert np.array_equal(document.mask, painted)


def test_a_mask_of_another_size_is_refused_with_a_sentence(window, qtbot, tmp_path):
    Image.new("L", (10, 10), 255).save(tmp_path / "small.mask.png")
    with qtbot.waitSignal(window.session.message, timeout=10_000):
        window.masks.load(tmp_path / "small.mask.png")
    assert "10 x 10" in window.messages.text
    assert not window.session.document.mask.any()


def test_a_mask_of_ones_marks_and_a_photograph_is_refused_from_a_file_and_the_clipboard(
    window, qtbot, settle, tmp_path, monkeypatch
):
    document = window.session.document
    ones = np.zeros(document.mask.shape, np.uint8)
    ones[20:60, 30:90] = 1
    noise = np.random.default_rng(2).normal(120, 25, document.mask.shape).clip(0, 255).astype(np.uint8)
    monkeypatch.setattr(type(QApplication.clipboard()), "ownsClipboard", lambda _: False)

    def from_file(mask):
        Image.fromarray(mask).save(tmp_path / "some.png")
        window.masks.load(tmp_path / "some.png")

    def from_clipboard(mask):
        QApplication.clipboard().setImage(shown(mask[:, :, None]).copy())
        window.masks.paste()

    for bring in (from_file, from_clipboard):
        window.masks.clear()
        settle(window)
        with qtbot.waitSignal(
            window.session.message, timeout=10_000, check_params_cb=lambda _, text: "as a mask" in text
        ):
            bring(noise)
        settle(window)
        assert not document.mask.any()
        with qtbot.waitSignal(window.session.mask_changed, timeout=10_000):
            bring(ones)
        settle(window)
        assert np.array_equal(document.mask, ones * 255)


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


@pytest.fixture
def typed_size(window, drag, qtbot):
    """The field of the brush's size, with 30 just typed into it; something is painted."""
    drag(window, (60, 60), (120, 60))
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    size = next(one for one in window.options.findChildren(QAbstractSpinBox) if one.accessibleName() == "Size")
    size.setFocus()
    size.selectAll()
    QTest.keyClicks(size, "30")
    return size


def test_enter_in_a_field_ends_the_typing_and_only_then_fills(window, typed_size, qtbot):
    QTest.keyClick(typed_size, Qt.Key.Key_Return)
    assert window.settings.now.radius == 15
    assert not window.session.is_filling
    assert window.canvas.hasFocus()
    with qtbot.waitSignal(window.session.filling.finished, timeout=10_000):
        QTest.keyClick(window.canvas, Qt.Key.Key_Return)


def test_the_fill_button_fills_at_once_also_while_something_is_typed(window, typed_size, qtbot):
    with qtbot.waitSignal(window.session.filling.finished, timeout=10_000):
        QTest.mouseClick(window.options.fill_button, Qt.MouseButton.LeftButton)
    assert len(window.session.document.fills) == 1
    assert window.settings.now.radius == 15


def test_before_is_held_by_a_button_too_and_from_the_menu_it_ends_by_itself(filled, drag):
    canvas, button = filled.canvas, filled.options.before_button
    QTest.mousePress(button, Qt.MouseButton.LeftButton)
    assert canvas.compare is Compare.BEFORE
    QTest.mouseRelease(button, Qt.MouseButton.LeftButton)
    assert canvas.compare is Compare.AFTER
    chosen = filled.actions_by_name["hold_before"]
    chosen.trigger()
    assert canvas.compare is Compare.BEFORE
    chosen.trigger()
    assert canvas.compare is Compare.AFTER
    chosen.trigger()
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.compare is Compare.AFTER
    chosen.trigger()
    drag(filled, (60, 220), (120, 220))
    assert canvas.compare is Compare.AFTER
    assert filled.session.document.mask[220, 90] == 255


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


def test_space_held_makes_any_tool_a_hand(window, drag):
    window.canvas.zoom_to(3.0)
    before = window.canvas.view
    QTest.keyPress(window.canvas, Qt.Key.Key_Space)
    drag(window, (160, 120), (150, 120))
    QTest.keyRelease(window.canvas, Qt.Key.Key_Space)
    assert window.canvas.view.x == pytest.approx(before.x + 10, abs=0.7)
    assert not window.session.document.mask.any()


def test_shortcuts_follow_the_preset_and_a_changed_one_is_taken_from_its_owner(window, qtbot):
    editor = window.dialogs.show_shortcut_editor()
    qtbot.addWidget(editor)
    editor.preset.setCurrentIndex(editor.preset.findData("gimp"))
    assert window.actions_by_name["tool_lasso"].shortcuts() == [QKeySequence("F")]
    editor.set_keys("tool_wand", ["F"])
    assert window.actions_by_name["tool_wand"].shortcuts() == [QKeySequence("F")]
    assert window.actions_by_name["tool_lasso"].shortcuts() == []
    QTest.keyClick(window, Qt.Key.Key_F)
    assert window.toolbox.current == "wand"
    editor.reset_all.click()
    editor.preset.setCurrentIndex(editor.preset.findData("photoshop"))
    assert window.actions_by_name["tool_wand"].shortcuts() == [QKeySequence("W")]
    editor.close()


def test_what_is_unsaved_is_asked_about_and_staying_keeps_everything(filled, qtbot, tmp_path):
    document = filled.session.document
    filled.close()
    question = filled.files.question
    assert question is not None
    assert "not saved" in question.text()
    question.reject()
    assert filled.isVisible()
    assert filled.session.document is document


def test_a_project_brings_back_fills_mask_and_names(filled, drag, settle, qtbot, tmp_path):
    session = filled.session
    filled.masks.keep_as("kept")
    drag(filled, (200, 200), (240, 200))
    before = session.document
    seen, mask = before.composite(), before.mask.copy()
    with qtbot.waitSignal(session.saving.saved, timeout=20_000):
        session.saving.save_project(tmp_path / "work.ora")
    settle(filled)
    assert not before.is_modified
    with qtbot.waitSignal(session.document_changed, timeout=20_000):
        filled.open(tmp_path / "work.ora")
    settle(filled)
    after = session.document
    assert after is not before
    assert np.array_equal(after.composite(), seen)
    assert np.array_equal(after.mask, mask)
    assert list(after.named_masks) == ["kept"]
    assert session.project_path == tmp_path / "work.ora"
    assert filled.files.proposed_path() == tmp_path / "work_restored.png"


def test_a_saved_file_is_verified(filled, qtbot, tmp_path, settle):
    with qtbot.waitSignal(filled.session.saving.saved, timeout=20_000):
        filled.files.save_to(tmp_path / "out.png")
    settle(filled)
    with qtbot.waitSignal(filled.files.verified, timeout=20_000) as verified:
        filled.files.verify(tmp_path / "out.png")
    assert verified.args[0].untouched
    pixels = np.asarray(Image.open(tmp_path / "out.png")).copy()
    pixels[5, 5] ^= 1
    Image.fromarray(pixels).save(tmp_path / "touched.png")
    with qtbot.waitSignal(filled.files.verified, timeout=20_000) as verified:
        filled.files.verify(tmp_path / "touched.png")
    assert not verified.args[0].untouched


def test_damage_is_found_and_added_to_the_mask(open_window, tmp_path, settle, qtbot):
    rows, columns = np.mgrid[0:600, 0:800]
    pixels = np.stack([90 + columns // 10, 80 + rows // 10, 100 + rows // 20], axis=2).astype(np.uint8)
    pixels[:, 400:402] = 250
    Image.fromarray(pixels).save(tmp_path / "scratched.png")
    window = open_window(tmp_path / "scratched.png")
    window.actions_by_name["find_damage"].trigger()
    with qtbot.waitSignal(window.session.mask_changed, timeout=30_000):
        QTest.keyClick(window.option_bar, Qt.Key.Key_Return)
    settle(window)
    mask = window.session.document.mask
    assert (mask[50:550, 400:402] > 0).mean() > 0.95
    assert (mask[:, :380] > 0).mean() < 0.01
    assert window.session.document.history.undo_name == "Find damage"


def test_preferences_hold_at_once_and_are_remembered(window, preferences, open_window):
    dialog = window.dialogs.show_preferences()
    dialog.theme.setCurrentIndex(dialog.theme.findData("light"))
    assert QApplication.palette().window().color().lightness() > 128
    dialog.set_colour((10, 200, 30))
    assert window.canvas.look.colour == (10, 200, 30)
    dialog.opacity.setValue(80)
    dialog.memory.setValue(64)
    assert window.session.document.history.budget_bytes == 64 * 2**20
    dialog.close()
    window.settings.set(radius=77)
    window.remember_layout()
    again = open_window(window.session.path)
    size_on_screen = again.settings.now.radius * again.toolbox._fit_scale()
    assert size_on_screen == pytest.approx(77 * window.toolbox._fit_scale(), abs=again.toolbox._fit_scale())
    assert again.canvas.look.opacity == pytest.approx(0.8)
    preferences.theme = "dark"
    window.theme_requested.emit()


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


def test_a_narrow_window_keeps_the_numbers_and_the_fill_button(window, qtbot):
    options = window.options
    sizes = [one for one in options.findChildren(QAbstractSpinBox) if one.isVisible()]
    bars = [one for one in options.findChildren(QSlider) if one.accessibleName() == sizes[0].accessibleName()]
    labels = [one for one in options.findChildren(QLabel) if one.buddy() is sizes[0]]
    shown = []
    for width in (1500, 1000, 860, 1500):
        window.resize(width, 700)

        def fits(width=width) -> bool:
            right = options.fill_button.mapTo(window, options.fill_button.rect().topRight()).x()
            return window.width() == width and right < width

        qtbot.waitUntil(fits)
        assert all(one.isVisible() for one in sizes)
        shown.append((bars[0].isVisible(), labels[0].isVisible()))
    assert shown[0] == shown[-1] == (True, True)
    assert shown[2][0] is False
