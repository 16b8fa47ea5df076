import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QSpinBox

from inpaint_studio.filling.methods import METHODS
from inpaint_studio.ui.batch.card_list import CardList
from inpaint_studio.work.routines.cards import CARDS
from inpaint_studio.work.routines.cards.fill import FillCard
from inpaint_studio.work.routines.cards.find import FindCard
from inpaint_studio.work.routines.cards.review import ReviewCard

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def cards(qtbot, routine):
    made = CardList()
    qtbot.addWidget(made)
    made.set_routine(routine)
    made.show()
    return made


def test_every_kind_of_card_can_be_added_and_all_but_save_removed(cards, qtbot):
    for kind in CARDS.values():
        if kind.key not in cards.boxes:
            action = next(one for one in cards.add.menu().actions() if one.text() == kind.title)
            with qtbot.waitSignal(cards.changed):
                action.trigger()
    assert list(CARDS) == [key for key in CARDS if key in cards.boxes]
    assert not cards.add.isVisible()
    for key in ("enlarge", "marks", "review", "fill", "find"):
        QTest.mouseClick(cards.boxes[key].remove, LEFT)
    assert set(cards.boxes) == {"save"}
    assert not cards.boxes["save"].remove.isVisible()
    assert "only saves" in cards.problem.text()


def test_a_card_that_another_needs_stays(cards):
    QTest.mouseClick(cards.boxes["find"].remove, LEFT)
    assert "needs a card" in cards.problem.text()
    assert cards.routine.card(FindCard) is not None


def test_options_and_parts_change_the_routine(cards, qtbot):
    find = cards.boxes["find"]
    finders, classes = find.parts
    finders.switches["damage"].click()
    assert {one.key for one in cards.routine.card(FindCard).finders} == {"spot", "damage"}
    qtbot.waitUntil(finders.options["damage"].isVisible)
    light, _ = finders.options["damage"].findChildren(QCheckBox)
    light.click()
    (damage,) = (one for one in cards.routine.card(FindCard).finders if one.key == "damage")
    assert (damage.options.bright, damage.options.dark) == (False, True)
    classes.actions_by_key["hair"].trigger()
    assert cards.routine.card(FindCard).without == {"hair"}
    assert classes.menu_button.text() == "Hairs"
    finders.switches["spot"].setChecked(False)
    finders.switches["damage"].setChecked(False)
    assert "names no finder" in cards.problem.text()
    method = cards.boxes["fill"].parts[0].choice
    method.setCurrentIndex(method.findData("auto"))
    assert cards.routine.card(FillCard).method == "auto"
    assert {method.itemData(at) for at in range(method.count())} >= {
        one.key for one in METHODS.values() if one.is_offered and not one.needs.planes
    }
    threshold = cards.boxes["review"].controls.findChild(QSpinBox)
    threshold.setValue(55)
    assert cards.routine.card(ReviewCard).threshold == pytest.approx(0.55)
    assert "55 %" in cards.boxes["review"].words.text()


def test_each_control_of_a_card_has_a_name(cards):
    for box in cards.boxes.values():
        for combo in box.findChildren(QComboBox):
            assert combo.accessibleName()
