"""What another package brings stands in the window beside ours."""

from collections import defaultdict
from unittest.mock import Mock

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QMenu, QSpinBox, QToolButton

from inpaint_studio.filling.methods import method_of
from inpaint_studio.filling.request import FillError
from inpaint_studio.finding.finders import FINDERS
from inpaint_studio.ui.bench.bar import BenchBar
from inpaint_studio.ui.kit.method_names import method_name, method_tip
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.panels.options_bar import OptionsBar
from inpaint_studio.ui.panels.search_options import SearchOptions
from inpaint_studio.ui.shell import app
from inpaint_studio.ui.shell.app import Application
from inpaint_studio.ui.shell.finder_menu import FinderMenu
from inpaint_studio.ui.tools.tool_settings import ToolSettings


@pytest.fixture
def parent(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    return window


def test_a_guests_method_is_offered_in_the_options_bar(install, parent, tmp_path):
    install("methods", toy="TOY")
    settings = ToolSettings(Preferences(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)))
    bar = OptionsBar(settings, defaultdict(lambda: QAction(parent)), parent)
    place = bar.methods.findData("toy")
    assert bar.methods.itemText(place) == "Toy (toy)"
    bar.methods.setCurrentIndex(place)
    assert bar.method == "toy"


def test_the_options_of_a_method_stand_behind_the_button_beside_it(install, parent, tmp_path):
    install("methods", shade="SHADE")
    settings = ToolSettings(Preferences(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)))
    bar = OptionsBar(settings, defaultdict(lambda: QAction(parent)), parent)
    chosen = []
    bar.values_changed.connect(chosen.append)
    bar.set_values({"grain": 0.5})
    assert bar.method_controls.options.grain == 0.5  # of the first method
    bar.methods.setCurrentIndex(bar.methods.findData("shade"))
    (number,) = bar.method_controls.findChildren(QSpinBox)
    number.setValue(30)
    assert chosen == [{"shade": pytest.approx(0.3)}]
    bar.methods.setCurrentIndex(bar.methods.findData("membrane"))
    assert bar.method_button.isHidden()
    bar.methods.setCurrentIndex(bar.methods.findData("shade"))
    assert not bar.method_button.isHidden()
    assert bar.method_controls.options.shade == pytest.approx(0.3)


def test_a_guests_method_is_offered_in_the_bench(install, parent):
    install("methods", toy="TOY")
    bench = Mock()
    bar = BenchBar(bench, parent)
    offered = {action.text(): action for menu in bar.findChildren(QMenu) for action in menu.actions()}
    assert offered["Toy (toy)"].toolTip() == "The mean of what is seen"
    offered["Toy (toy)"].trigger()
    bench.add_method.assert_called_once_with("toy")


def test_a_fill_by_a_guest_that_is_gone_keeps_its_key_for_a_name():
    assert method_name("toy") == "toy"
    assert method_tip("toy") == ""


def test_a_guests_finder_is_offered_in_both_menus_and_asks_for_its_options(install, parent):
    install("finders", bright="BRIGHT")
    menu = parent.menuBar().addMenu("Mask")
    actions = {
        "find_damage": menu.addAction("Find damage"),
        "find": menu.addAction("Find"),
        "load": menu.addAction("Load"),
        "marks": menu.addAction("Marks"),
    }
    started = Mock()
    finders = FinderMenu(actions, started, QToolButton(parent), parent)
    others = [f"{finder.title}…" for key, finder in FINDERS.items() if key != "damage"]
    assert others[-1] == "Find bright spots…"
    assert [action.text() for action in menu.actions()] == ["Find damage", *others, "Find", "Load", "Marks"]
    in_the_button = [action.text() for action in finders.menu.actions() if action.text()]
    assert in_the_button == ["Find damage", *others, "Find", "Marks"]
    finders.offer()
    assert len(menu.actions()) == 4 + len(others)
    menu.actions()[len(others)].trigger()
    started.assert_called_once_with(FINDERS["bright"])
    options = SearchOptions(parent)
    searched = Mock()
    options.search_requested.connect(searched)
    bright = FINDERS["bright"]
    options.show_finders((bright,), {"bright"}, {"bright": bright.options()})
    (field,) = options.findChildren(QSpinBox)
    assert (field.accessibleName(), field.minimum(), field.value(), field.maximum()) == ("Brightness", 0, 75, 100)
    field.setValue(40)
    options.search.click()
    ((chosen, values),) = (call.args for call in searched.call_args_list)
    assert [finder.key for finder in chosen] == ["bright"]
    assert values["bright"].least == 0.4


def test_a_guest_that_cannot_be_loaded_is_said(install):
    install("methods", gone="NO_SUCH")
    for table in app._TABLES:
        table.load_guests()
    window = Mock()
    Application._report_guests(Mock(windows=[window, Mock()]))
    ((level, text, _),) = (call.args for call in window.session.tell.call_args_list)
    assert level == "warning"
    assert "gone" in text
    assert "toy_guests" in text or "toy-guests" in text
    with pytest.raises(FillError, match="gone"):
        method_of("gone")


def test_without_failures_nothing_is_said():
    window = Mock()
    Application._report_guests(Mock(windows=[window]))
    window.messages.say.assert_not_called()
