"""The magic wand."""

import numpy as np
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox

NONE = Qt.KeyboardModifier.NoModifier


def test_the_wand_marks_the_colour_that_is_clicked(open_window, patch_file, settle, click):
    window = open_window(patch_file)
    window.set_tool("wand")
    click(window, 100, 80)
    settle(window)
    expected = np.zeros((240, 320), np.uint8)
    expected[50:120, 60:140] = 255
    assert np.array_equal(window.session.document.mask, expected)
    assert window.session.document.history.undo_name == "Magic wand"


def test_the_wand_takes_what_is_alike_elsewhere_too_when_it_need_not_be_contiguous(
    open_window, tmp_path, settle, click
):
    pixels = np.zeros((240, 320, 3), np.uint8)
    pixels[:] = (20, 30, 200)
    pixels[50:120, 60:140] = (220, 30, 20)
    pixels[150:200, 200:260] = (230, 30, 20)
    Image.fromarray(pixels).save(tmp_path / "two.png")
    window = open_window(tmp_path / "two.png")
    QTest.keyClick(window.canvas, Qt.Key.Key_W)
    click(window, 100, 80)
    settle(window)
    both = np.zeros((240, 320), np.uint8)
    both[50:120, 60:140] = 255
    assert np.array_equal(window.session.document.mask, both)
    box = next(one for one in window.options.findChildren(QCheckBox) if one.text() == "Contiguous")
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, NONE, box.rect().center() - QPoint(box.width() // 2 - 8, 0))
    assert not window.settings.now.contiguous
    click(window, 100, 80)
    settle(window)
    both[150:200, 200:260] = 255
    assert np.array_equal(window.session.document.mask, both)
