from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from inpaint_studio.ui.marks.entries import Entries
from inpaint_studio.ui.marks.sheet import Sheet
from inpaint_studio.work.mark_looks import Look


def test_cards_of_every_status_are_painted_and_a_double_click_opens(qtbot):
    host = QWidget()
    qtbot.addWidget(host)
    entries = Entries(host)
    sheet = Sheet(entries, host)
    sheet.resize(300, 500)
    host.show()
    paths = [Path(f"{n}.png") for n in range(5)]
    entries.show(paths)
    red = np.full((20, 60, 3), (200, 0, 0), np.uint8)
    blue = np.full((20, 60, 3), (0, 0, 200), np.uint8)
    entries.set_look(Look(paths[0], red, blue, 0.1))
    entries.set_look(Look(paths[1], red, blue))
    entries.set_alone(paths[2], "No.")
    entries.set_unread(paths[3], "No.")
    image = sheet.viewport().grab().toImage()
    card = sheet.visualRect(entries.index(0, 0))
    ratio = image.devicePixelRatio()
    left, right = (image.pixelColor(int(x * ratio), int((card.y() + 30) * ratio)) for x in (40, 180))
    assert (left.red(), left.blue()) == (200, 0)
    assert (right.red(), right.blue()) == (0, 200)
    with qtbot.waitSignal(sheet.opened) as opened:
        QTest.mouseDClick(sheet.viewport(), Qt.MouseButton.LeftButton, pos=card.center())
    assert opened.args[0].path == paths[0]
    sheet.go(9)
    assert sheet.current is entries.rows[4]
