"""The bar of an operation: it says what is wanted, and closes only when it is told to."""

from dataclasses import dataclass
from typing import Annotated

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QSpinBox, QWidget

from inpaint_studio.options import NoOptions, Option
from inpaint_studio.ui.kit.option_bar import OptionBar


@dataclass(frozen=True)
class Growth:
    pixels: Annotated[int, Option("By", 1, 500)] = 3


@dataclass(frozen=True)
class Softness:
    share: Annotated[float, Option("Softness", 0, 1, " %", 100)] = 0.5
    round: Annotated[bool, Option("Round")] = False


@pytest.fixture
def bar(qtbot) -> OptionBar:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(700, 120)
    made = OptionBar(window)
    made.host = window  # else it is gone with this function
    made.resize(700, 120)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    made.heard = []
    made.taken.connect(lambda: made.heard.append("taken"))
    made.cancelled.connect(lambda: made.heard.append("cancelled"))
    made.closed.connect(lambda: made.heard.append("closed"))
    made.changed.connect(made.heard.append)
    return made


def _ask(bar, options) -> None:
    bar.ask("Grow mask", options)
    QApplication.processEvents()


def _spin(bar) -> QSpinBox:
    return bar.controls.findChild(QSpinBox)


def _button(bar, words: str) -> QPushButton:
    return next(one for one in bar.findChildren(QPushButton) if one.text() == words)


def test_what_is_typed_takes_the_place_of_what_stood_there(bar):
    _ask(bar, Growth(12))
    assert _spin(bar).hasFocus()
    QTest.keyClicks(_spin(bar), "45")
    assert bar.controls.options == Growth(45)
    assert bar.heard == [Growth(4), Growth(45)]


@pytest.mark.parametrize(
    ("by", "heard"),
    [
        (Qt.Key.Key_Return, "taken"),
        (Qt.Key.Key_Enter, "taken"),
        ("Apply", "taken"),
        (Qt.Key.Key_Escape, "cancelled"),
        ("Cancel", "cancelled"),
    ],
)
def test_it_says_once_what_is_wanted_and_stays(bar, by, heard):
    _ask(bar, Growth())
    if isinstance(by, str):
        QTest.mouseClick(_button(bar, by), Qt.MouseButton.LeftButton)
    else:
        QTest.keyClick(_spin(bar), by)
    assert bar.heard == [heard]
    assert not bar.isHidden()


def test_it_is_put_away_once_and_holds_nothing_then(bar):
    _ask(bar, Growth())
    bar.put_away()
    bar.put_away()
    assert bar.heard == ["closed"]
    assert bar.controls is None
    bar.set_options(Growth(4))  # a survey that comes too late
    bar.set_counts([1, 2])
    assert bar.controls is None


def test_another_question_has_its_own_controls_and_note(bar):
    _ask(bar, Growth())
    bar.set_note("3 % of the picture")
    first = bar.controls
    bar.ask("Feather mask", Softness())
    QApplication.processEvents()
    assert bar.controls is not first
    assert first.isHidden()
    labels = {label.text() for label in bar.findChildren(QLabel) if label.isVisible()}
    assert "Feather mask" in labels
    assert "3 % of the picture" not in labels
    assert "By" not in labels
    _spin(bar).setValue(20)
    assert bar.heard == [Softness(0.2)]


def test_options_that_come_later_are_shown_and_are_typed_over(bar):
    _ask(bar, Growth())
    bar.set_options(Growth(77))
    assert _spin(bar).value() == 77
    assert bar.heard == []
    QTest.keyClicks(_spin(bar), "5")
    assert bar.controls.options == Growth(5)


def test_tab_goes_from_the_last_control_to_the_buttons(bar):
    _ask(bar, Softness())
    bar.controls.last.setFocus()
    QTest.keyClick(bar.controls.last, Qt.Key.Key_Tab)
    assert _button(bar, "Cancel").hasFocus()
    QTest.keyClick(_button(bar, "Cancel"), Qt.Key.Key_Tab)
    assert _button(bar, "Apply").hasFocus()


def test_where_there_is_nothing_to_set_the_keyboard_goes_to_the_button(bar):
    _ask(bar, NoOptions())
    assert _button(bar, "Apply").hasFocus()
    QTest.keyClick(_button(bar, "Apply"), Qt.Key.Key_Escape)
    assert bar.heard == ["cancelled"]
