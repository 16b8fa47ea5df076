"""The Mask menu: what is done at once, files, names and the clipboard."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
)

from inpaint_studio.editing.findings import Finding, Review
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.ui.kit.pixels import shown
from inpaint_studio.ui.shell.mask_commands import _BAND, as_mask

CONTROL = Qt.KeyboardModifier.ControlModifier


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


def test_a_mask_is_looked_for_beside_its_picture(open_window, picture_file):
    window = open_window(picture_file)
    window.actions_by_name["load_mask"].trigger()
    (dialog,) = [one for one in window.findChildren(QFileDialog) if one.isVisible()]
    assert Path(dialog.directory().absolutePath()) == picture_file.parent
    dialog.reject()


def test_where_nothing_is_open_the_menu_changes_nothing(open_window):
    window = open_window()
    for key, command in window.masks.slots().items():
        if key != "paste_mask":
            command()
    window.masks.paste()
    assert window.session.document is None
    assert not [one for one in window.findChildren(QFileDialog) if one.isVisible()]


def test_without_an_earlier_mask_that_is_said_and_with_one_it_is_joined(window, drag, settle):
    window.masks.previous()
    settle(window)
    assert window.messages.text == "There is no earlier mask yet."
    drag(window, (60, 60), (100, 60))
    earlier = window.session.document.mask.copy()
    window.masks.clear()
    settle(window)
    drag(window, (60, 160), (100, 160))
    later = window.session.document.mask.copy()
    window.masks.previous()
    settle(window)
    assert np.array_equal(window.session.document.mask, np.maximum(earlier, later))
    assert window.session.document.history.undo_name == "Previous mask"


def test_a_name_of_blanks_keeps_no_mask_and_a_name_used_again_replaces(window, drag, settle):
    window.masks.keep_as("  ")
    settle(window)
    document = window.session.document
    assert list(document.named_masks) == []
    drag(window, (60, 60), (100, 60))
    window.masks.keep_as(" sky ")
    settle(window)
    assert window.messages.text == "The mask is kept as “sky”."
    drag(window, (60, 160), (100, 160))
    both = document.mask.copy()
    window.masks.keep_as("sky")
    settle(window)
    assert list(document.named_masks) == ["sky"]
    window.masks.clear()
    settle(window)
    window.masks.use_named("sky")
    settle(window)
    assert np.array_equal(document.mask, both)
    window.masks.use_named("earth")
    settle(window)
    assert np.array_equal(document.mask, both), "a name that there is not changes nothing"


def test_a_picture_on_the_clipboard_becomes_a_mask_by_its_brightness_in_bands():
    """BT.709, and the same over the edge of the bands that it is worked on in."""
    rows = np.arange(_BAND + 40)[:, None] * np.ones(30)
    pixels = np.stack([rows % 256, rows * 3 % 256, rows * 7 % 256], axis=2).astype(np.uint8)
    mask = as_mask(shown(pixels).copy())
    expected = np.rint(pixels.astype(float) @ (0.2126, 0.7152, 0.0722))
    assert mask.shape == (_BAND + 40, 30)
    assert np.abs(mask - expected).max() <= 1
    assert as_mask(shown(np.full((4, 5, 1), 255, np.uint8)).copy()).min() == 255


def test_a_paste_of_another_size_says_both(window, settle):
    QApplication.clipboard().setImage(shown(np.full((10, 20, 1), 255, np.uint8)).copy())
    window.masks.paste()
    settle(window)
    assert "20 × 10 pixels and the picture is 320 × 240" in window.messages.text
    assert not window.session.document.mask.any()
    QApplication.clipboard().clear()
    window.masks.paste()
    assert window.messages.text == "There is no picture on the clipboard."


def test_the_name_that_is_proposed_for_a_mask_is_that_of_its_picture(window, drag):
    drag(window, (40, 40), (80, 60))
    window.masks.ask_save()
    (dialog,) = [one for one in window.findChildren(QFileDialog) if one.isVisible()]
    assert Path(dialog.selectedFiles()[0]).name == "photo.mask.png"
    dialog.reject()


def test_findings_go_to_a_file_and_come_from_one_by_keys(window, qtbot, tmp_path):
    session, keys = window.session, Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
    dust = Finding(Rect(20, 30, 5, 4), np.full((4, 5), 255, np.uint8), "dust", 0.9, "damage")
    session.review.put(Review((dust,)).decided([dust], False))

    def chosen(path: Path) -> str:
        (dialog,) = [one for one in window.findChildren(QFileDialog) if one.isVisible()]
        proposed = dialog.selectedFiles()
        dialog.fileSelected.emit(str(path))
        dialog.reject()
        return Path(proposed[0]).name if proposed else ""

    path = tmp_path / "mine.findings.json"
    QTest.keyClick(window, Qt.Key.Key_S, keys)
    assert chosen(path) == "photo.findings.json"
    qtbot.waitUntil(lambda: "were saved as mine" in window.messages.text, timeout=20_000)
    session.review.put(Review())
    window.activateWindow()
    qtbot.waitUntil(lambda: window.isActiveWindow() and QApplication.activeModalWidget() is None, timeout=20_000)
    QTest.keyClick(window, Qt.Key.Key_O, keys)
    chosen(path)
    qtbot.waitUntil(lambda: bool(session.review.review.findings), timeout=20_000)
    assert session.review.review.decisions == {dust.identity: False}
    assert not session.document.history.steps


def test_an_empty_mask_is_neither_kept_nor_saved_but_named_as_empty(window, drag, settle, monkeypatch):
    monkeypatch.setattr("inpaint_studio.ui.shell.mask_commands.ask_where", lambda *_: pytest.fail("it was asked"))
    for key in ("name_mask", "save_mask"):
        window.actions_by_name[key].trigger()
        assert window.messages.text.startswith("Nothing is marked yet.")
        assert window.amounts.isHidden()
    drag(window, (40, 40), (80, 60))
    settle(window)
    assert window.messages.isHidden()  # it is not true any more
    window.actions_by_name["name_mask"].trigger()
    assert window.amounts.isVisible()
