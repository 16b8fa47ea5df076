"""The list of guide lines and source regions, by mouse and by keyboard."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from inpaint_studio.editing.guidance import Guidance, Guide
from inpaint_studio.ui.panels.guidance_list import FoundLine, GuidanceList, GuidanceRow


@pytest.fixture
def window(open_window, picture_file):
    made = open_window(picture_file)
    made.canvas.zoom_to(1.0)
    return made


def _names(window):
    return [step.name for step in window.session.document.history.steps]


def _guidance(window):
    return window.session.guides.guidance


def _open_list(window):
    (button,) = [
        one
        for one in window.options.findChildren(QToolButton)
        if one.defaultAction() is window.actions_by_name["guides"]
    ]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.guides.list.isVisible()
    return window.guides.list


def _hover(row):
    at = QPointF(row.rect().center())
    QApplication.sendEvent(row, QEnterEvent(at, at, row.mapToGlobal(at)))


def test_the_list_names_all_and_a_cross_removes_one(led, settle):
    rows = _open_list(led).rows
    assert [row.label.text() for row in rows] == [
        "Guide line 1",
        "Guide line 2",
        "Source region 1",
        "Source region 2",
    ]
    second = _guidance(led).guides[1]
    QTest.mouseClick(rows[0].cross, Qt.MouseButton.LeftButton)
    assert _guidance(led).guides == (second,)
    assert led.guides.list.rows[0].label.text() == "Guide line 1"
    QTest.mouseClick(led.guides.list.rows[-1].cross, Qt.MouseButton.LeftButton)
    settle(led)
    assert len(_guidance(led).regions) == 1
    assert _names(led)[-2:] == ["Remove guide line", "Remove source region"]
    led.guides.list.close()
    led.actions_by_name["undo"].trigger()
    led.actions_by_name["undo"].trigger()
    settle(led)
    assert len(_guidance(led).guides) == len(_guidance(led).regions) == 2


def test_a_row_that_is_pointed_at_stands_out_on_the_canvas(led, settle):
    rows = _open_list(led).rows
    _hover(rows[1])
    assert led.canvas._lit == (_guidance(led).guides[1].points,)
    _hover(rows[2])
    settle(led)
    xs = [x for line in led.canvas._lit for x, _ in line]
    ys = [y for line in led.canvas._lit for _, y in line]
    assert (min(xs), max(xs)) == pytest.approx((220, 300), abs=2)
    assert (min(ys), max(ys)) == pytest.approx((20, 90), abs=2)
    led.guides.list.close()
    assert led.canvas._lit == ()


def test_the_list_is_used_by_keyboard(led, settle, drawn_lines):
    shown = _open_list(led)
    assert shown.rows[0].hasFocus()
    QTest.keyClick(shown.rows[0], Qt.Key.Key_Space)
    assert [guide.visible for guide in _guidance(led).guides] == [False, True]
    assert len(drawn_lines(led)) == 1
    assert shown.rows[0].hasFocus()
    QTest.keyClick(shown.rows[0], Qt.Key.Key_Down)
    QTest.keyClick(shown.rows[1], Qt.Key.Key_Down)
    QTest.keyClick(shown.rows[2], Qt.Key.Key_Space)
    settle(led)
    assert [region.visible for region in _guidance(led).regions] == [False, True]
    assert led.session.filling.sources[50, 250] == 0
    QTest.keyClick(shown.rows[2], Qt.Key.Key_Delete)
    settle(led)
    assert [region.visible for region in _guidance(led).regions] == [True]
    assert _names(led)[-3:] == ["Hide guide line", "Hide source region", "Remove source region"]
    while shown.rows:
        QTest.keyClick(shown.rows[0], Qt.Key.Key_Delete)
        settle(led)
    assert not _guidance(led)
    shown.close()


@pytest.fixture
def host(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.resize(600, 500)
    widget.show()
    return widget


@pytest.fixture
def guidance_list(host):
    made = GuidanceList(host)
    yield made
    made.close()  # a popup left open takes the events of the next test


def _lines(count: int) -> tuple[Guide, ...]:
    return tuple(Guide(((0.0, float(n)), (50.0, float(n)))) for n in range(count))


def test_an_empty_list_says_how_lines_are_made(guidance_list):
    guidance_list.show_guidance(Guidance())
    guidance_list.show()
    assert guidance_list._empty.isVisible()
    assert "guide line tool" in guidance_list._empty.text()
    assert not guidance_list._scroll.isVisible()
    assert not guidance_list._hint.isVisible()
    guidance_list.show_guidance(Guidance(_lines(1)))
    assert not guidance_list._empty.isVisible()
    assert guidance_list._scroll.isVisible()


def test_a_long_list_scrolls_and_the_arrow_keys_bring_each_row_into_sight(guidance_list, host):
    guidance_list.show_guidance(Guidance(_lines(30)))
    guidance_list.open_near(host.mapToGlobal(QPoint(0, 0)), QRect(), QRect(host.mapToGlobal(QPoint(0, 0)), host.size()))
    assert guidance_list.height() < 500
    for row in guidance_list.rows[:-1]:
        QTest.keyClick(row, Qt.Key.Key_Down)
    last = guidance_list.rows[-1]
    assert last.hasFocus()
    viewport = guidance_list._scroll.viewport()
    assert viewport.rect().contains(last.mapTo(viewport, last.rect().center()))
    QTest.keyClick(last, Qt.Key.Key_Down)
    assert last.hasFocus(), "below the last there is none"
    for row in reversed(guidance_list.rows):
        QTest.keyClick(row, Qt.Key.Key_Up)
    assert guidance_list.rows[0].hasFocus()


def test_rows_are_made_when_they_are_seen_and_no_more_than_one_can_use(guidance_list):
    lines = tuple(FoundLine(Guide(((0.0, float(n)), (9.0, 9.0)), 0, "automatic", 0.5), False) for n in range(300))
    guidance_list.show_guidance(Guidance(_lines(3)), lines)
    assert guidance_list.findChildren(GuidanceRow) == []
    guidance_list.open_near(QPoint(0, 0), QRect(), QRect(0, 0, 600, 500))
    assert len(guidance_list.findChildren(GuidanceRow)) == len(guidance_list.rows) == 200
    assert guidance_list.rows[0].label.text() == "Guide line 1"
    assert guidance_list._more.text().startswith("Of 303 lines and regions the first 200 are listed.")
    assert guidance_list._more.isVisible()
    guidance_list.show_guidance(Guidance(_lines(3)), lines[:4])
    assert len(guidance_list.rows) == 7
    assert not guidance_list._more.isVisible()


def test_rows_are_made_anew_only_where_something_changed(guidance_list):
    guidance = Guidance(_lines(3))
    guidance_list.show_guidance(guidance)
    before = guidance_list.rows
    guidance_list.show_guidance(Guidance(guidance.guides))
    assert guidance_list.rows is before
    guidance_list.show_guidance(Guidance(guidance.guides[1:]))
    assert [row.item for row in guidance_list.rows] == list(guidance.guides[1:])


def test_the_eye_asks_for_the_opposite_and_says_which(guidance_list, qtbot):
    shown = Guide(((0.0, 0.0), (9.0, 9.0)))
    hidden = replace(shown, visible=False)
    for item, wanted, words in ((shown, False, "Hide Guide line 1"), (hidden, True, "Show Guide line 1")):
        guidance_list.show_guidance(Guidance((item,)))
        (row,) = guidance_list.rows
        assert row.eye.toolTip() == words
        assert row.label.isEnabled() is item.visible
        with qtbot.waitSignal(guidance_list.visible_requested) as request:
            QTest.mouseClick(row.eye, Qt.MouseButton.LeftButton)
        assert request.args == [item, wanted]


@pytest.mark.parametrize("corner", [(590, 490), (-40, -40), (20, 30)])
def test_it_opens_inside_the_room_there_is(guidance_list, host, corner):
    guidance_list.show_guidance(Guidance(_lines(4)))
    room = QRect(host.mapToGlobal(QPoint(0, 0)), host.size())
    guidance_list.open_near(room.topLeft() + QPoint(*corner), QRect(), room)
    frame = 2  # pixels, which the offscreen platform gives popups too
    assert room.adjusted(-frame, -frame, frame, frame).contains(guidance_list.geometry())


def test_nothing_is_pointed_at_once_it_is_closed(guidance_list, host, qtbot):
    guidance_list.show_guidance(Guidance(_lines(2)))
    guidance_list.open_near(host.mapToGlobal(QPoint(0, 0)), QRect(), QRect(host.mapToGlobal(QPoint(0, 0)), host.size()))
    pointed = []
    guidance_list.pointed.connect(pointed.append)
    _hover(guidance_list.rows[1])
    guidance_list.close()
    assert pointed[0] is guidance_list.rows[1].item
    assert pointed[-1] is None
