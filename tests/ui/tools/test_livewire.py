"""The snapping lasso."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest


def test_the_snapping_lasso_finds_the_edge_between_rough_clicks(open_window, patch_file, qtbot, settle, click):
    window = open_window(patch_file)
    window.set_tool("livewire")
    for point in ((63, 47), (137, 53), (143, 117), (57, 122)):
        click(window, *point)
        qtbot.waitUntil(lambda: window.canvas.pointer.tool._errand is None, timeout=20_000)
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    settle(window)
    marked = window.session.document.mask > 127
    truth = np.zeros_like(marked)
    truth[50:120, 60:140] = True
    assert (marked & truth).sum() / (marked | truth).sum() > 0.95
