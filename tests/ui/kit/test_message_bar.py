"""One sentence above the canvas: the newest, for as long as it matters, and over the picture without moving it."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from inpaint_studio.ui.kit.message_bar import MessageBar, OverCanvas
from inpaint_studio.ui.kit.messages import Bond


@pytest.fixture
def bar(qtbot) -> MessageBar:
    made = MessageBar()
    qtbot.addWidget(made)
    return made


@pytest.mark.parametrize(("level", "seconds"), [("info", 8), ("done", 5), ("warning", None), ("error", None)])
def test_what_needs_no_answer_goes_by_itself_and_a_warning_stays(bar, level, seconds):
    bar.say(level, "The picture was saved.")
    assert bar._timer.isActive() == (seconds is not None)
    if seconds is not None:
        assert bar._timer.interval() == seconds * 1000
        bar._timer.timeout.emit()
        assert bar.text == ""
    else:
        assert bar.text == "The picture was saved."


def test_the_seconds_of_what_is_about_work_begin_when_the_work_has_ended(bar):
    work = ["a search"]
    bar.say("info", "Enter fills what is proposed.", bond=Bond(is_under_way=lambda: bool(work)))
    bar.check()
    assert bar.stays
    assert not bar._timer.isActive()
    work.clear()
    bar.check()
    assert not bar.stays
    assert bar._timer.interval() == 8000
    bar._timer.stop()
    bar.check()
    assert not bar._timer.isActive(), "they have begun, and do not begin again"
    bar._timer.timeout.emit()
    assert bar.text == ""


def test_a_warning_after_a_note_does_not_go_with_the_notes_time(bar):
    bar.say("done", "The picture was saved.")
    bar.say("warning", "The folder is gone.")
    assert not bar._timer.isActive()
    assert bar.text == "The folder is gone."


def test_what_offers_something_stays_until_it_is_answered_and_is_answered_once(bar):
    pressed: list[str] = []
    bar.say("info", "Another file is there.", {"Replace": lambda: pressed.append(bar.text)})
    assert not bar._timer.isActive()
    (button,) = bar.findChildren(QPushButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert pressed == [""]  # the bar had gone: what follows may say something of its own
    assert bar.text == ""


def test_an_answer_may_say_the_next_thing(bar):
    bar.say("warning", "First.", {"Go on": lambda: bar.say("done", "Second.")})
    (button,) = bar.findChildren(QPushButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert bar.text == "Second."
    QApplication.sendPostedEvents(None, 52)  # deferred deletes
    assert bar.findChildren(QPushButton) == []


def test_a_name_is_never_markup_and_screen_readers_hear_the_sentence(bar):
    bar.say("error", "<b>scan</b>.tif cannot be read.")
    label = next(one for one in bar.findChildren(QLabel) if one.text())
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert label.text() == "<b>scan</b>.tif cannot be read."
    assert bar.accessibleName() == label.text()


def test_a_long_name_wraps_and_does_not_widen_the_window(bar):
    bar.say("info", "x" * 4000 + ".tif was opened.")
    assert bar.minimumSizeHint().width() < 400


# where bars lie


@pytest.fixture
def host(qtbot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(500, 300)
    return made


def test_bars_lie_below_each_other_along_the_upper_edge_and_close_up(host, qtbot):
    first, second = MessageBar(), MessageBar()
    over = OverCanvas(host, (first, second))
    host.show()
    first.say("info", "One.")
    second.say("info", "Two.")
    QApplication.processEvents()
    assert first.geometry() == QRect(0, 0, 500, first.height())
    assert second.geometry() == QRect(0, first.height(), 500, second.height())
    first.hide()
    assert second.geometry().top() == 0
    host.resize(320, 300)
    assert second.width() == 320
    over.place()


def test_a_sentence_that_wraps_in_a_narrow_window_is_as_high_as_it_needs(host, qtbot):
    bar = MessageBar()
    OverCanvas(host, (bar,))
    host.show()
    bar.say("warning", "Pictures that are not in view stay in memory, because they cannot be put away. " * 3)
    QApplication.processEvents()
    wide = bar.height()
    host.resize(200, 300)
    QApplication.processEvents()
    assert bar.height() > wide
    assert bar.height() == bar.heightForWidth(200)
