"""What the style adds to Fusion: layouts on the grid, room before the text of number fields, icons of one family."""

import re
from pathlib import Path

from PySide6.QtWidgets import QFormLayout, QSpinBox, QStyle, QVBoxLayout, QWidget

import inpaint_studio
from inpaint_studio.ui.kit import theme
from inpaint_studio.ui.kit.number_fields import field_width, has_arrows, show_arrows
from inpaint_studio.ui.kit.style import SPACING


def test_layouts_that_ask_for_nothing_lie_on_the_grid(qapp, qtbot):
    theme.apply(qapp, "dark")
    widget, other = QWidget(), QWidget()
    qtbot.addWidget(widget)
    qtbot.addWidget(other)
    column, form = QVBoxLayout(widget), QFormLayout(other)
    assert column.contentsMargins().left() == column.contentsMargins().top() == 3 * SPACING
    assert column.spacing() == form.horizontalSpacing() == form.verticalSpacing() == 2 * SPACING


def test_a_number_is_read_with_arrows_and_without(qapp, qtbot):
    theme.apply(qapp, "dark")
    field = QSpinBox()
    qtbot.addWidget(field)
    field.setRange(0, 5000)
    field.setSuffix(" px")
    for shown in (True, False, True):
        show_arrows(field, shown)
        assert has_arrows(field) is shown
        field.setFixedWidth(field_width(field, "5000 px"))
        field.show()
        line = field.lineEdit()
        room = line.width() - line.textMargins().left()
        assert room >= field.fontMetrics().horizontalAdvance("5000 px")


def test_signs_of_questions_are_drawn_in_their_size(qapp):
    theme.apply(qapp, "light")
    sign = qapp.style().standardPixmap(QStyle.StandardPixmap.SP_MessageBoxWarning)
    assert sign.deviceIndependentSize().toSize().toTuple() == (48, 48)


def test_every_icon_is_of_one_family():
    package = Path(inpaint_studio.__file__).parent / "ui"
    names = {
        name
        for path in package.rglob("*.py")
        for name in re.findall(r'"((?:mdi6?|fa[56]?[srb]?|ph|ri|msc|ei)\.[\w-]+)"', path.read_text(encoding="utf-8"))
    }
    assert len(names) > 50
    assert {name.split(".")[0] for name in names} == {"mdi6"}
