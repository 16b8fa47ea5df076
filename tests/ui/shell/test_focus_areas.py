"""By keyboard from the picture to every bar and panel and back, and on within each by Tab."""

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from inpaint_studio.editing.findings import Finding
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.finding.finder import Finder, Progress
from inpaint_studio.finding.finders import FINDERS


def _area(window) -> str:
    now = QApplication.focusWidget()
    places = {"picture": window.canvas, "options": window.options, "status": window.status, **window.docks}
    return next((name for name, place in places.items() if place is now or place.isAncestorOf(now)), "elsewhere")


def _press(window, key) -> None:
    QTest.keyClick(QApplication.focusWidget() or window, key)


def test_f6_goes_round_and_comes_back_to_the_picture(window, qtbot):
    window.activateWindow()
    window.canvas.setFocus()
    qtbot.waitUntil(lambda: _area(window) == "picture")
    visited = []
    while not visited or (visited[-1] != "picture" and len(visited) < 12):
        _press(window, Qt.Key.Key_F6)
        visited.append(_area(window))
    assert visited[0] == "options"
    assert visited[-1] == "picture"
    assert {"options", "navigator", "history"} <= set(visited)  # tools have keys and a menu of their own
    assert "elsewhere" not in visited


def test_the_sliders_of_a_review_are_reached_and_moved_by_keys_alone(window, settle, qtbot, monkeypatch):
    window.activateWindow()
    review, full = window.session.review, np.full((6, 6), 255, np.uint8)
    dust = [Finding(Rect(20 * n, 30, 6, 6), full, "dust", 0.3 + 0.1 * n, is_suggested=n > 4) for n in range(6)]
    finder = Finder("toy", "Find toys", lambda view, options: iter((Progress(0, 1), *dust, Progress(1, 1))))
    monkeypatch.setitem(FINDERS._items, finder.key, finder)
    window.review.start(finder)
    settle(window)
    qtbot.waitUntil(lambda: _area(window) == "picture")
    _press(window, Qt.Key.Key_F6)
    strip = window.findings
    assert strip.isAncestorOf(QApplication.focusWidget())
    before = len(review.proposed)
    visited = []
    while strip.isAncestorOf(QApplication.focusWidget()) and len(visited) < 30:
        visited.append(QApplication.focusWidget())
        if visited[-1].accessibleName() == "Sensitivity":
            for _ in range(30):
                _press(window, Qt.Key.Key_Down)
        _press(window, Qt.Key.Key_Tab)
    settle(window)
    assert len(review.proposed) < before
    buttons = {strip.take, strip.fill, strip.close_button, strip.order, strip.filter.classes, strip.every, strip.search}
    assert {strip.list, *buttons} <= set(visited)


def test_tab_goes_on_within_a_bar_and_hides_nothing_there(window, qtbot):
    window.activateWindow()
    window.canvas.setFocus()
    qtbot.waitUntil(lambda: _area(window) == "picture")
    _press(window, Qt.Key.Key_F6)
    first = QApplication.focusWidget()
    _press(window, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is not first
    assert window.options.isVisible()


def test_hidden_panels_are_passed_over(window, qtbot):
    window.activateWindow()
    window.canvas.setFocus()
    qtbot.waitUntil(lambda: _area(window) == "picture")
    _press(window, Qt.Key.Key_Tab)
    assert not window.options.isVisible()
    _press(window, Qt.Key.Key_F6)
    assert _area(window) == "picture"


def test_tab_goes_through_the_options_bar_from_left_to_right(window, qapp):
    window.set_tool("wand")  # whose controls are made now
    window.set_tool("brush")
    window.activateWindow()
    window.canvas.setFocus()
    qapp.processEvents()
    _press(window, Qt.Key.Key_F6)
    lefts, names = [], []
    while _area(window) == "options":
        focused = QApplication.focusWidget()
        lefts.append(focused.mapTo(window, QPoint(0, 0)).x())
        names.append(focused.accessibleName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert lefts == sorted(lefts)
    assert names[0] == "Size"
    assert window.options.methods.accessibleName() in names


def test_esc_comes_back_to_the_picture_from_every_area(window, qtbot):
    window.activateWindow()
    window.canvas.setFocus()
    qtbot.waitUntil(lambda: _area(window) == "picture")
    areas = set()
    for count in range(1, 6):
        for _ in range(count):
            _press(window, Qt.Key.Key_F6)
        areas.add(_area(window))
        _press(window, Qt.Key.Key_Escape)
        assert _area(window) == "picture"
    assert {"options", "navigator", "history"} <= areas
