"""A number or a name asked for in a bar: given once, or not at all."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QSpinBox

from inpaint_studio.ui.kit.amount_bar import AmountBar


@pytest.fixture
def bar(qtbot) -> AmountBar:
    made = AmountBar()
    qtbot.addWidget(made)
    made.closures = []
    made.closed.connect(lambda: made.closures.append(1))
    return made


def _field(bar, kind):
    return next(one for one in bar.findChildren(kind) if not one.isHidden())


def _button(bar, words: str) -> QPushButton:
    return next(one for one in bar.findChildren(QPushButton) if one.text() == words)


@pytest.mark.parametrize("by", [Qt.Key.Key_Return, Qt.Key.Key_Enter, "Apply"])
def test_a_number_is_given_once_and_the_bar_goes_first(bar, by):
    supplied: list[tuple[int, bool]] = []
    bar.ask_number("Zoom", "To", 100, 1, 6400, " %", lambda value: supplied.append((value, bar.isHidden())))
    spin = _field(bar, QSpinBox)
    QTest.keyClicks(spin, "250")  # in place of what stood there
    if isinstance(by, str):
        QTest.mouseClick(_button(bar, by), Qt.MouseButton.LeftButton)
    else:
        QTest.keyClick(spin, by)
    assert supplied == [(250, True)]
    assert len(bar.closures) == 1


@pytest.mark.parametrize("by", [Qt.Key.Key_Return, "Apply"])
def test_a_name_is_given_once(bar, by):
    supplied: list[str] = []
    bar.ask_text("Name the mask", "Name", "Mask 1", supplied.append)
    field = _field(bar, QLineEdit)
    QTest.keyClicks(field, "Sky")
    if isinstance(by, str):
        QTest.mouseClick(_button(bar, by), Qt.MouseButton.LeftButton)
    else:
        QTest.keyClick(field, by)
    assert supplied == ["Sky"]
    assert len(bar.closures) == 1


@pytest.mark.parametrize("by", ["Escape", "Cancel"])
def test_what_is_cancelled_gives_nothing(bar, by):
    supplied: list[object] = []
    bar.ask_number("Zoom", "To", 100, 1, 6400, " %", supplied.append)
    if by == "Escape":
        QTest.keyClick(_field(bar, QSpinBox), Qt.Key.Key_Escape)
    else:
        QTest.mouseClick(_button(bar, by), Qt.MouseButton.LeftButton)
    assert supplied == []
    assert bar.isHidden()
    assert len(bar.closures) == 1


def test_a_question_that_follows_from_the_answer_waits_for_its_own(bar):
    """The key that gave the name must not give the number too."""
    supplied: list[object] = []

    def then(name: str) -> None:
        supplied.append(name)
        bar.ask_number("Grow", "By", 3, 1, 500, " px", supplied.append)

    bar.ask_text("Name the mask", "Name", "Mask 1", then)
    QTest.keyClick(_field(bar, QLineEdit), Qt.Key.Key_Return)
    assert supplied == ["Mask 1"]
    assert not bar.isHidden()
    QApplication.processEvents()
    QTest.keyClick(_field(bar, QSpinBox), Qt.Key.Key_Return)
    assert supplied == ["Mask 1", 3]


def test_another_question_takes_the_place_of_the_one_that_was_not_answered(bar):
    supplied: list[str] = []
    bar.ask_text("Name the mask", "Name", "Mask 1", lambda _: supplied.append("name"))
    bar.ask_number("Grow", "By", 3, 1, 500, " px", lambda value: supplied.append(f"{value}"))
    QApplication.processEvents()  # a layout shows what is added to it in the next turn
    assert [label.text() for label in bar.findChildren(QLabel) if not label.isHidden()] == ["Grow", "By"]
    QTest.mouseClick(_button(bar, "Apply"), Qt.MouseButton.LeftButton)
    assert supplied == ["3"]


def test_a_number_out_of_range_is_not_given(bar):
    supplied: list[int] = []
    bar.ask_number("Zoom", "To", 100, 1, 6400, " %", supplied.append)
    spin = _field(bar, QSpinBox)
    QTest.keyClicks(spin, "99999")
    QTest.keyClick(spin, Qt.Key.Key_Return)
    assert len(supplied) == 1
    assert 1 <= supplied[0] <= 6400
    assert spin.accessibleName() == "To"
