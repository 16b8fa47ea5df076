"""The tool bar keeps every tool in sight, in a window of any height."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton

from inpaint_studio.ui.tools.table import tool_kinds


@pytest.fixture
def window(open_window, picture_file):
    return open_window(picture_file)


def _settle():
    for _ in range(4):
        QApplication.processEvents()


def _buttons(window):
    """Each tool's button, and where it lies on the bar."""
    bar = window.tool_bar
    made = {}
    for button in bar.findChildren(QToolButton):
        action = button.defaultAction()
        if action is not None:
            made[action.objectName()] = button, QRect(button.mapTo(bar, QPoint(0, 0)), button.size())
    return made


@pytest.mark.parametrize(("size", "columns"), [((900, 600), 2), ((1600, 1000), 1), ((900, 480), 3)])
def test_every_tool_is_in_sight_and_can_be_taken(window, size, columns):
    window.resize(*size)
    _settle()
    assert (window.width(), window.height()) == size  # the bar does not hold the window open
    buttons = _buttons(window)
    assert set(buttons) == {kind.action for kind in tool_kinds()} | {"find"}
    assert window.tool_bar.columns == columns
    places = [place for _, place in buttons.values()]
    assert all(window.tool_bar.rect().contains(place) for place in places)
    assert not any(one.intersects(other) for at, one in enumerate(places) for other in places[at + 1 :])
    for kind in tool_kinds():
        button, _ = buttons[kind.action]
        assert button.isVisible()
        assert button.accessibleName()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert window.toolbox.current == kind.key


def test_columns_come_and_go_with_the_height(window):
    for height, columns in ((1000, 1), (600, 2), (1000, 1), (480, 3), (600, 2)):
        window.resize(900, height)
        _settle()
        assert window.tool_bar.columns == columns, height


def test_groups_stay_apart_and_in_order(window):
    window.resize(900, 600)
    _settle()
    buttons = _buttons(window)
    rows = [buttons[kind.action][1].y() for kind in tool_kinds()]
    assert rows == sorted(rows)
    for kind, before in zip(tool_kinds()[1:], tool_kinds(), strict=False):
        above, here = buttons[before.action][1], buttons[kind.action][1]
        assert (here.y() > above.bottom() + 6) is kind.starts_group or here.y() in (above.y(), above.bottom() + 4)


def test_a_picture_that_is_opened_does_not_widen_the_window(open_window, picture_file, qtbot):
    """The bar is hidden before, and has a height of its own until it is shown."""
    window = open_window()
    window.resize(900, 600)
    _settle()
    with qtbot.waitSignal(window.session.document_changed, timeout=20_000):
        window.open(picture_file)
    _settle()
    assert (window.width(), window.height()) == (900, 600)
    assert window.tool_bar.columns == 2
