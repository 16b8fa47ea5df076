"""The fills panel: rows that are whole, names that end in dots."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor


@pytest.mark.parametrize("height", [60, 90, 131])
def test_no_row_is_cut_at_the_bottom(filled, height):
    for rows in (filled.fills.list, filled.history.list):
        rows.resize(rows.width(), height)
        assert rows.viewport().height() % rows.sizeHintForRow(0) == 0
        assert rows.viewport().height() > height - 2 - rows.sizeHintForRow(0)


def test_a_row_is_as_wide_as_the_panel_and_its_tip_has_the_whole_name(filled):
    rows = filled.fills.list
    index = rows.model().index(0, 0)
    assert rows.visualRect(index).width() == rows.viewport().width()
    assert not rows.horizontalScrollBar().isVisible()
    assert (
        rows.model()
        .data(index, Qt.ItemDataRole.ToolTipRole)
        .startswith(rows.model().data(index, Qt.ItemDataRole.DisplayRole))
    )


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_check_of_the_chosen_row_has_a_box(filled, preferences, theme):
    preferences.theme = theme
    filled.theme_requested.emit()
    rows = filled.fills.list
    rows.setCurrentIndex(rows.model().index(0, 0))
    box = rows.visualRect(rows.model().index(0, 0))
    ground = QColor(rows.palette().highlight().color())
    shown = rows.viewport().grab(box).toImage()
    middle = shown.height() // 2
    row = [QColor(shown.pixel(x, middle)) for x in range(1, 34)]
    edges = [x for x, colour in enumerate(row) if abs(colour.lightness() - ground.lightness()) > 40]
    assert edges[-1] - edges[0] >= 12, "only the check itself is seen"
    preferences.theme = "dark"
    filled.theme_requested.emit()
