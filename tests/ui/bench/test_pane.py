"""A pane of the bench: it shows what it is given as it stands, and can be pressed anywhere."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from inpaint_studio.editing.picture import Picture
from inpaint_studio.ui.bench.pane import BenchPane
from inpaint_studio.ui.canvas.display import reduce_picture


@pytest.fixture
def pane(qtbot: QtBot) -> BenchPane:
    pane = BenchPane()
    qtbot.addWidget(pane)
    picture = Picture(np.full((200, 300, 3), 90, np.uint8))
    pane.show_picture(picture, reduce_picture(picture), None)
    pane.resize(400, 300)
    pane.show()
    return pane


def test_names_are_shown_letter_for_letter_and_on_one_line(pane: BenchPane) -> None:
    pane.set_name("<b>a</b>\nb", "0.6 M")
    assert "<b>a</b>" in pane.name.text()
    assert "\n" not in pane.name.text()
    assert pane.accessibleName() == "<b>a</b>\nb"
    assert "&lt;b&gt;" in pane.name.toolTip(), "no tag of a file's name is obeyed"
    assert "0.6 M" in pane.name.toolTip()


def test_further_numbers_are_in_the_tooltip(pane: BenchPane) -> None:
    pane.set_numbers("1.50 s", "seam 1.20")
    assert pane.numbers.text() == "1.50 s"
    assert "seam 1.20" in pane.numbers.toolTip()
    assert pane.accessibleDescription() == "1.50 s"


def test_a_press_on_the_picture_chooses_the_pane(pane: BenchPane, qtbot: QtBot) -> None:
    with qtbot.waitSignal(pane.pressed):
        QTest.mousePress(pane.canvas, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    QTest.mouseRelease(pane.canvas, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))


def test_the_pane_of_the_hole_has_no_buttons_but_their_room(qtbot: QtBot) -> None:
    hole = BenchPane(is_hole=True)
    qtbot.addWidget(hole)
    hole.show()
    for button in (hole.take, hole.put_away):
        assert not button.isVisible()
        assert button.sizePolicy().retainSizeWhenHidden()


def test_buttons_ask_and_do_nothing_themselves(pane: BenchPane, qtbot: QtBot) -> None:
    pane.take.setEnabled(True)
    with qtbot.waitSignals([pane.take_requested, pane.close_requested]):
        pane.take.click()
        pane.put_away.click()


def test_the_words_under_the_hole_have_the_whole_width(qtbot: QtBot) -> None:
    hole = BenchPane(is_hole=True)
    qtbot.addWidget(hole)
    hole.resize(200, 150)
    hole.show()
    assert hole.numbers.width() >= 180
