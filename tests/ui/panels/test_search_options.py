"""Which finders search, and with which options."""

from dataclasses import dataclass
from typing import Annotated

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QSpinBox

from inpaint_studio.finding.finder import Finder
from inpaint_studio.options import Option
from inpaint_studio.ui.panels.search_options import SearchOptions


@dataclass(frozen=True)
class Options:
    passes: Annotated[int, Option("Passes", 1, 9)] = 2


PLAIN = Finder("plain", "Find plainly", lambda view, options: iter(()))
CAREFUL = Finder("careful", "Find with care", lambda view, options: iter(()), Options)


@pytest.fixture
def popup(qtbot):
    popup = SearchOptions(None)
    qtbot.addWidget(popup)
    popup.searches = []
    popup.search_requested.connect(lambda finders, options: popup.searches.append((finders, options)))
    popup.show_finders((PLAIN, CAREFUL), {"careful"}, {"plain": PLAIN.options(), "careful": Options(4)})
    popup.open_near(QPoint(200, 500), QRect(0, 0, 500, 600), QRect(0, 0, 800, 600))
    return popup


def test_it_shows_what_searched_last_and_with_which_options(popup):
    assert [(box.text(), box.isChecked()) for box in popup.findChildren(QCheckBox)] == [
        ("Find plainly", False),
        ("Find with care", True),
    ]
    assert popup.findChild(QSpinBox).value() == 4
    assert popup.geometry().bottom() <= 600


def test_several_search_together(popup):
    plain, _ = popup.findChildren(QCheckBox)
    plain.click()
    popup.findChild(QSpinBox).setValue(7)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert not popup.isVisible()
    assert popup.searches == [([PLAIN, CAREFUL], {"careful": Options(7)})]


def test_without_a_tick_there_is_nothing_to_search_and_its_options_rest(popup):
    careful = popup.findChildren(QCheckBox)[1]
    careful.click()
    assert not popup.search.isEnabled()
    assert not popup.findChild(QSpinBox).isEnabled()
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert popup.searches == []
