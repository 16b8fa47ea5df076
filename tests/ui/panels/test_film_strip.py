"""The film strip: what is open, small; clicks, keys and the wheel go from one to the next."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from inpaint_studio.editing.geometry import Size
from inpaint_studio.ui.document.open_pictures import OpenPicture, OpenPictures
from inpaint_studio.ui.panels.film_strip import FilmStrip

from ..strips import CONTROL, LEFT, MIDDLE, SHIFT, calm, click, go, names


def test_one_picture_alone_has_no_strip_and_the_second_brings_it(open_window, qtbot, files):
    window = open_window(files[0])
    assert not window.pictures.strip.isVisible()
    with qtbot.waitSignal(window.session.document_changed, timeout=20_000):
        window.open(files[1])
    assert window.pictures.strip.isVisible()
    calm(window, qtbot)
    QTest.keyClick(window.canvas, Qt.Key.Key_W, CONTROL)
    qtbot.waitUntil(lambda: window.session.path == files[0], timeout=20_000)
    assert not window.pictures.strip.isVisible()
    calm(window, qtbot)


def test_keys_and_clicks_go_from_one_to_the_next_and_round(strip_of, files, qtbot):
    window = strip_of(3)
    back = Qt.Key.Key_Backtab, CONTROL | SHIFT
    for row, (key, modifiers) in zip((1, 2, 0, 2), (*[(Qt.Key.Key_Tab, CONTROL)] * 3, back), strict=True):
        QTest.keyClick(window.canvas if window.canvas.isEnabled() else window, key, modifiers)
        qtbot.waitUntil(lambda row=row: window.session.path == files[row], timeout=20_000)
    go(window, 1, qtbot)
    assert window.session.path == files[1]
    assert window.windowTitle().startswith("scan-1.png")
    assert window.canvas.hasFocus()
    calm(window, qtbot)


def test_the_middle_button_and_the_close_button_close_and_unsaved_work_is_asked_about_alone(strip_of, drag, qtbot):
    window = strip_of(4)
    click(window, 1, MIDDLE)
    assert names(window) == ["scan-0.png", "scan-2.png", "scan-3.png"]
    click(window, 1, on_close=True)
    assert names(window) == ["scan-0.png", "scan-3.png"]
    drag(window, (60, 60), (120, 60))
    first = window.session.document
    assert "Not saved" in window.pictures.strip.rows.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    go(window, 1, qtbot)
    calm(window, qtbot)
    click(window, 0, MIDDLE)  # it comes into view, and then is asked about
    qtbot.waitUntil(lambda: window.files.question is not None, timeout=20_000)
    assert window.session.document is first
    assert "scan-0.png" in window.files.question.text()
    window.files._discard_button.click()
    qtbot.waitUntil(lambda: window.session.pictures.in_view is not None, timeout=20_000)
    assert names(window) == ["scan-3.png"]
    assert first.is_closed
    calm(window, qtbot)


def test_the_strip_is_gone_through_by_the_arrow_keys_and_the_wheel(strip_of, qtbot, files):
    window = strip_of(5)
    window.resize(700, 600)
    strip = window.pictures.strip
    strip.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(strip, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: window.session.path == files[1], timeout=20_000)
    QTest.keyClick(strip, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: window.session.path == files[4], timeout=20_000)
    calm(window, qtbot)
    bar = strip.horizontalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0, timeout=20_000)
    before = bar.value()
    assert before >= bar.maximum() - 1
    at = QPointF(strip.viewport().rect().center())
    turn = QWheelEvent(
        at, at, QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(strip.viewport(), turn)
    assert bar.value() == max(before - 120, 0)


@pytest.fixture
def pictures(qapp):
    """Three pictures that were never opened, the middle one in view."""
    made = OpenPictures()
    for number in range(3):
        made.add([OpenPicture(Path(f"/scans/scan-{number}.png"))])
    made.in_view = list(made)[1]
    return made


@pytest.fixture
def strip(qtbot, pictures):
    made = FilmStrip(pictures)
    qtbot.addWidget(made)
    made.resize(700, 130)
    made.show()
    return made


def _press(strip, row: int, button=LEFT) -> QPoint:
    at = strip.visualRect(strip.rows.index(row, 0)).center()
    QTest.mousePress(strip.viewport(), button, Qt.KeyboardModifier.NoModifier, at)
    return at


def test_the_tooltip_says_where_a_picture_lies_and_how_large_it_is(strip, pictures):
    first = next(iter(pictures))
    index = strip.rows.index(0, 0)
    assert strip.rows.data(index, Qt.ItemDataRole.ToolTipRole) == "/scans/scan-0.png"
    first.size = Size(640, 480)
    first.saved_path = Path("/out/<b>scan.png")
    text = strip.rows.data(index, Qt.ItemDataRole.ToolTipRole)
    assert "640 × 480" in text
    assert "&lt;b&gt;scan.png" in text, "a name is no markup"
    assert strip.rows.data(index, Qt.ItemDataRole.DisplayRole) == "<b>scan.png"


def test_a_thumbnail_is_scaled_once_and_anew_for_another_screen(strip, pictures):
    first = next(iter(pictures))
    index = strip.rows.index(0, 0)
    assert strip.rows.data(index, Qt.ItemDataRole.DecorationRole) is None
    first.thumbnail = np.full((90, 160, 3), 90, np.uint8)
    made = strip.rows.data(index, Qt.ItemDataRole.DecorationRole)
    assert (made.width(), made.height()) == (112, 63)
    assert strip.rows.data(index, Qt.ItemDataRole.DecorationRole) is made
    strip.rows.set_ratio(2.0)
    larger = strip.rows.data(index, Qt.ItemDataRole.DecorationRole)
    assert (larger.width(), larger.devicePixelRatio()) == (224, 2.0)
    first.thumbnail = np.full((90, 160, 3), 10, np.uint8)
    assert strip.rows.data(index, Qt.ItemDataRole.DecorationRole) is not larger


def test_a_press_that_is_let_go_elsewhere_closes_nothing(strip, pictures, qtbot):
    closed = []
    strip.close_requested.connect(closed.append)
    _press(strip, 0, MIDDLE)
    elsewhere = strip.visualRect(strip.rows.index(2, 0)).center()
    QTest.mouseRelease(strip.viewport(), MIDDLE, Qt.KeyboardModifier.NoModifier, elsewhere)
    assert closed == []
    at = _press(strip, 0, MIDDLE)
    QTest.mouseRelease(strip.viewport(), MIDDLE, Qt.KeyboardModifier.NoModifier, at)
    assert closed == [next(iter(pictures))]


def test_a_click_beside_the_pictures_and_the_right_button_choose_nothing(strip, pictures):
    chosen = []
    strip.chosen.connect(chosen.append)
    beside = strip.visualRect(strip.rows.index(2, 0)).topRight() + QPoint(40, 30)
    QTest.mouseClick(strip.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, beside)
    _press(strip, 0, Qt.MouseButton.RightButton)
    assert chosen == []
    _press(strip, 2)
    assert chosen == [list(pictures)[2]]


def test_the_arrow_keys_end_at_the_ends(strip, pictures):
    chosen = []
    strip.chosen.connect(chosen.append)
    first, _, last = pictures
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End):
        QTest.keyClick(strip, key)
    assert chosen == [first, last, first, last]
    pictures.in_view = last
    QTest.keyClick(strip, Qt.Key.Key_Right)
    assert chosen[-1] is last


def test_a_picture_on_its_way_is_the_current_one_and_one_that_is_closed_is_gone(strip, pictures):
    first, middle, last = pictures
    pictures.set_coming(last)
    assert strip.currentIndex().row() == 2
    pictures.set_coming(None)
    assert strip.currentIndex().row() == 1
    pictures.remove(first)
    assert [strip.rows.picture_at(strip.rows.index(n, 0)) for n in range(strip.rows.rowCount())] == [middle, last]
    assert strip.currentIndex().row() == 0
    pictures.remove(last)
    assert not strip.isVisible()


def test_it_is_higher_where_there_is_a_scroll_bar_so_that_no_name_is_covered(strip, pictures):
    low = strip.height()
    strip.setFixedWidth(200)
    QApplication.processEvents()
    assert strip.horizontalScrollBar().maximum() > 0
    assert strip.height() >= low
    item = strip.visualRect(strip.rows.index(0, 0))
    assert item.bottom() <= strip.viewport().rect().bottom()
