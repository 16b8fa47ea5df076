"""The filter's controls: they show a filter and change it, each field alone."""

from dataclasses import fields

import numpy as np
import pytest
from PySide6.QtWidgets import QComboBox, QSpinBox

from inpaint_studio.editing.findings import Finding, ReviewFilter
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.ui.panels.finding_filter import FilterOptions, FindingFilter


@pytest.fixture
def panel(qtbot):
    panel = FindingFilter()
    qtbot.addWidget(panel)
    panel.filters = []
    panel.changed.connect(panel.filters.append)
    return panel


def _finding(kind: str, x: int = 0) -> Finding:
    return Finding(Rect(x, 0, 2, 2), np.full((2, 2), 255, np.uint8), kind)


def test_its_options_are_fields_of_the_filter_with_the_same_defaults():
    plain = ReviewFilter()
    for field in fields(FilterOptions):
        assert field.default == getattr(plain, field.name)


def test_a_filter_is_shown_and_nothing_is_emitted(panel):
    panel.show_filter(ReviewFilter(0.8, 12, frozenset({"hair"}), "darker", 4, "inside"), (_finding("hair"),))
    shown = {field.accessibleName(): field.value() for field in panel.findChildren(QSpinBox)}
    assert shown == {"Sensitivity": 80, "Smallest": 12, "Margin": 4}
    assert [box.currentData() for box in panel.findChildren(QComboBox)] == ["darker", "inside"]
    assert panel.filters == []


def test_each_control_changes_its_field_alone(panel):
    start = ReviewFilter(0.8, 12, frozenset({"hair"}), "darker", 4, "inside")
    panel.show_filter(start, (_finding("hair"), _finding("dust", 5)))
    next(field for field in panel.findChildren(QSpinBox) if field.accessibleName() == "Margin").setValue(9)
    assert panel.filters == [ReviewFilter(0.8, 12, frozenset({"hair"}), "darker", 9, "inside")]


def test_classes_stand_in_the_order_of_the_table_with_their_numbers_guests_last(panel):
    findings = [_finding("a guest's"), _finding("crack", 3), _finding("dust", 6), _finding("dust", 9)]
    panel.show_filter(ReviewFilter(), findings)
    assert [action.text() for action in panel.menu.actions()] == ["Dust  (2)", "Cracks  (1)", "a guest's  (1)"]
    assert panel.classes.text() == "All classes"


def test_a_class_that_was_left_out_and_is_not_there_just_now_stays_left_out(panel):
    panel.show_filter(ReviewFilter(without=frozenset({"fold"})), (_finding("dust"), _finding("hair", 4)))
    panel.menu.actions()[0].trigger()
    assert panel.filters[-1].without == {"fold", "dust"}
    panel.menu.actions()[0].trigger()
    assert panel.filters[-1].without == {"fold"}


def test_without_findings_there_are_no_classes_to_choose(panel):
    panel.show_filter(ReviewFilter(), ())
    assert not panel.classes.isEnabled()
