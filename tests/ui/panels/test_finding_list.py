"""The list of findings: its order, what a card says, and thousands of rows."""

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from inpaint_studio.editing.finding_classes import FINDING_CLASSES
from inpaint_studio.editing.findings import Finding, Review
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.ui.kit.finding_look import class_name
from inpaint_studio.ui.panels.finding_list import HEIGHT, WIDTH, FindingList, fits_beside


def _finding(x: int, confidence: float, side: int = 4, kind: str = "dust", note: str = "") -> Finding:
    return Finding(Rect(x, 0, side, side), np.full((side, side), 255, np.uint8), kind, confidence, note=note)


SURE, LARGE, UNSURE = _finding(0, 0.9), _finding(20, 0.6, 9, "hair"), _finding(40, 0.5, note="It is near an eye.")
ALL = (UNSURE, SURE, LARGE)


@pytest.fixture
def listed(qtbot):
    listed = FindingList()
    qtbot.addWidget(listed)
    listed.resize(400, 200)
    listed.show()
    return listed


def test_it_is_sorted_by_certainty_or_by_size_and_says_whether_rows_have_moved(listed):
    rows, accepts = listed.rows, Review().is_accepted
    assert rows.show(ALL, "certainty", accepts)
    assert list(rows.findings) == [SURE, LARGE, UNSURE]
    assert not rows.show(ALL, "certainty", lambda finding: False)
    assert rows.show(ALL, "size", accepts)
    assert list(rows.findings) == [LARGE, SURE, UNSURE]


def test_a_card_is_told_to_who_hovers_or_listens(listed):
    listed.rows.show(ALL, "certainty", lambda finding: finding is SURE)
    tips = [listed.rows.index(row, 0).data(Qt.ItemDataRole.ToolTipRole) for row in range(3)]
    assert tips[0] == "Dust, 90 % certain\n16 pixels, 4 × 4\nAccepted"
    assert tips[2].endswith("Not accepted\nIt is near an eye.")
    assert listed.rows.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole).startswith("Hair, 60 % certain, 81 pixels")


def test_the_class_of_a_card_is_never_cut_off(listed):
    """Where there is no room beside it, how certain it is stands on the picture."""
    metrics, whole = listed.fontMetrics(), WIDTH + 8
    names = [class_name(row.key) for row in FINDING_CLASSES.values()]
    assert fits_beside(class_name("dust"), "100 %", metrics)
    assert not fits_beside(class_name("infrared"), "97 %", metrics)
    assert all(metrics.horizontalAdvance(name) <= whole for name in names)
    listed.rows.show([_finding(0, 0.97, kind="infrared"), _finding(20, 0.97)], "certainty", lambda finding: True)
    infrared, dust = (listed.visualRect(listed.rows.index(row, 0)) for row in range(2))
    shown = listed.grab().toImage()

    def corner(card):  # of the picture, lower left
        return shown.copy(card.x() + 10, card.y() + HEIGHT - 14, 24, 14)

    assert corner(infrared) != corner(dust)


def test_arrow_keys_walk_and_letters_do_not(listed):
    listed.rows.show(ALL, "certainty", Review().is_accepted)
    chosen = []
    listed.chosen.connect(chosen.append)
    listed.set_current(SURE)
    assert chosen == []
    QTest.keyClick(listed, Qt.Key.Key_Right)
    assert chosen == [LARGE]
    QTest.keyClick(listed, Qt.Key.Key_D)  # of "Dust"
    assert listed.current is LARGE


def test_thumbnails_are_made_one_by_one_and_only_of_what_is_seen(listed, qtbot):
    made = []

    def make(finding, size, ratio):
        made.append(finding)
        assert size == QSize(WIDTH, HEIGHT)
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.red)
        return pixmap, made.count(finding) < 2  # parts are still to come at first

    findings = [_finding(8 * number, 1 - number / 5000) for number in range(5000)]
    listed.rows.set_thumbnails(make)
    listed.rows.show(findings, "certainty", Review().is_accepted)
    listed.grab()
    assert made == []
    qtbot.waitUntil(lambda: not listed.rows._wanted, timeout=20_000)
    assert 4 <= len(set(made)) < 60
    assert listed.rows.thumbnail(findings[0]) is not None
    listed.set_current(findings[4000])
    QApplication.processEvents()
    listed.grab()
    qtbot.waitUntil(lambda: not listed.rows._wanted, timeout=20_000)
    assert findings[4000] in made
    assert len(set(made)) < 120


def test_another_picture_has_other_thumbnails(listed, qtbot):
    listed.rows.set_thumbnails(lambda finding, size, ratio: (QPixmap(size), False))
    listed.rows.show(ALL, "certainty", Review().is_accepted)
    listed.grab()
    qtbot.waitUntil(lambda: not listed.rows._wanted, timeout=20_000)
    assert listed.rows.thumbnail(SURE) is not None
    listed.rows.set_thumbnails(None)
    assert listed.rows.thumbnail(SURE) is None
