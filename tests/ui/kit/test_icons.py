"""Every icon can be drawn, in the colours of the palette in force."""

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from inpaint_studio.ui.kit.icons import GLYPHS, application_icon, icon, lit_icon, tinted
from inpaint_studio.ui.kit.pixels import array_of

SIZE = QSize(24, 24)


@pytest.fixture
def palette(qapp):
    """Sets the colours of text on buttons: as it is, where nothing can be done, and on the highlight."""
    before = QApplication.palette()

    def paint(text: str, faint: str, lit: str) -> None:
        changed = QPalette(before)
        changed.setColor(QPalette.ColorGroup.Active, QPalette.ColorRole.ButtonText, QColor(text))
        changed.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText, QColor(faint))
        changed.setColor(QPalette.ColorRole.HighlightedText, QColor(lit))
        QApplication.setPalette(changed)

    yield paint
    QApplication.setPalette(before)


def _colour(made: QIcon, mode=QIcon.Mode.Normal, state=QIcon.State.Off) -> tuple[int, ...]:
    """Of the pixels that are fully covered."""
    seen = array_of(made.pixmap(SIZE, mode, state).toImage())
    solid = seen[seen[:, :, 3] == 255]
    assert len(solid)
    return tuple(int(value) for value in np.median(solid[:, :3], axis=0))


@pytest.mark.parametrize("name", GLYPHS)
def test_every_icon_has_something_to_see(qapp, name):
    seen = array_of(tinted(name, QColor("black")).pixmap(SIZE).toImage())
    share = (seen[:, :, 3] > 127).mean()
    assert 0.02 < share < 0.9


def test_no_two_commands_look_alike_by_accident(qapp):
    """Two names for one glyph would be two buttons that cannot be told apart; those that share one do so here."""
    by_glyph: dict[str, list[str]] = {}
    for name, glyph in GLYPHS.items():
        by_glyph.setdefault(glyph, []).append(name)
    shared = [names for names in by_glyph.values() if len(names) > 1]
    assert shared == []


def test_an_icon_has_the_colours_of_its_button(palette):
    palette("#102030", "#8090a0", "#fefdfc")
    made = icon("undo")
    assert _colour(made) == (0x10, 0x20, 0x30)
    assert _colour(made, QIcon.Mode.Disabled) == (0x80, 0x90, 0xA0)
    assert _colour(made, QIcon.Mode.Selected) == (0xFE, 0xFD, 0xFC)
    assert _colour(made, QIcon.Mode.Normal, QIcon.State.On) == (0xFE, 0xFD, 0xFC)  # a button that is on is filled
    assert _colour(lit_icon("undo")) == (0xFE, 0xFD, 0xFC)


def test_after_another_theme_it_is_made_anew_and_the_old_one_comes_back(palette):
    palette("#102030", "#8090a0", "#fefdfc")
    first = icon("undo")
    palette("#e0e0e0", "#606060", "#000000")
    assert _colour(icon("undo")) == (0xE0, 0xE0, 0xE0)
    palette("#102030", "#8090a0", "#fefdfc")
    assert icon("undo").cacheKey() == first.cacheKey()  # made once for each theme


def test_a_glyph_can_be_named_by_itself(qapp):
    assert not icon("mdi6.arrow-right").pixmap(SIZE).isNull()
    assert not application_icon().pixmap(SIZE).isNull()
