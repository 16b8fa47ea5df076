"""History: one row for what one undo takes back, whatever steps that is."""

from dataclasses import replace
from weakref import ref

import numpy as np
import pytest
from PySide6.QtCore import Qt

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.history import Step, fill_step, mask_step
from inpaint_studio.editing.picture import Picture
from inpaint_studio.ui.panels.history_panel import HistoryPanel

RECT = Rect(2, 3, 6, 5)
WHOLE = np.full((RECT.height, RECT.width), 255, np.uint8)


@pytest.fixture
def document() -> Document:
    return Document(Picture(np.zeros((20, 30, 3), np.uint8)))


@pytest.fixture
def panel(qtbot) -> HistoryPanel:
    panel = HistoryPanel()
    qtbot.addWidget(panel)
    panel.chosen = []
    panel.position_chosen.connect(panel.chosen.append)
    return panel


def _mark(document: Document, name: str = "Brush") -> Step:
    step = mask_step(document, name, RECT, WHOLE)
    document.commit(step)
    return step


def _fill(document: Document, *marks: Step) -> None:
    fill = Fill("f", RECT, np.zeros((RECT.height, RECT.width, 3), np.uint8), WHOLE, Recipe("membrane"))
    step = fill_step(document, (fill,), document.mask[RECT.slices].copy(), RECT)
    document.commit(replace(step, marks=tuple(map(ref, marks))) if marks else step)


def _rows(panel: HistoryPanel) -> list[str]:
    model = panel.list.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def _undone(panel: HistoryPanel) -> list[bool]:
    model = panel.list.model()
    fonts = [model.index(row, 0).data(Qt.ItemDataRole.FontRole) for row in range(model.rowCount())]
    return [font is not None and font.italic() for font in fonts]


def test_marks_and_the_fill_they_asked_for_are_one_row(document, panel):
    _mark(document)
    _fill(document)
    _fill(document, _mark(document, "Findings"))
    panel.show_document(document)
    assert _rows(panel) == ["Picture as opened", "Brush", "Fill", "Findings, filled"]
    assert panel.list.currentIndex().row() == 3
    document.jump_to(2)
    panel.show_document(document)
    assert panel.list.currentIndex().row() == 2
    assert _undone(panel) == [False, False, False, True]


def test_a_click_leads_to_the_position_of_its_row(document, panel):
    _fill(document, _mark(document), _mark(document, "Rectangle"))
    _mark(document)
    panel.show_document(document)
    assert _rows(panel) == ["Picture as opened", "Brush, Rectangle, filled", "Brush"]
    model = panel.list.model()
    for row in range(3):
        panel.list.clicked.emit(model.index(row, 0))
    assert panel.chosen == [0, 3, 4]


def test_where_the_document_stands_between_a_mark_and_its_fill_both_have_a_row(document, panel):
    """As a journal of an earlier version may have left it."""
    _fill(document, _mark(document))
    document.jump_to(1)
    panel.show_document(document)
    assert _rows(panel) == ["Picture as opened", "Brush", "Fill"]
    assert panel.list.currentIndex().row() == 1
    assert _undone(panel) == [False, False, True]


def test_without_a_document_there_are_no_rows(panel):
    panel.show_document(None)
    assert _rows(panel) == []
