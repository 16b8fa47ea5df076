"""A pane of the loupe: what is known of its part lies where it belongs, over the whole."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.ui.panels.loupe_pane import ZOOMS, LoupeMap, LoupePane, LoupeView

_VIEW = LoupeView(Size(800, 600), 400, 300)


@pytest.fixture
def pane(qtbot):
    """200 x 160, of a grey picture."""
    made = LoupePane("Faithful", "")
    qtbot.addWidget(made)
    made.resize(200, 160)
    made.set_backdrop(np.full((150, 200, 3), 90, np.uint8))
    made.set_view(_VIEW)
    return made


def _colour(pane, x: int, y: int) -> tuple[int, ...]:
    """So many screen pixels from the middle."""
    return pane.grab().toImage().pixelColor(pane.rect().center() + QPoint(x, y)).getRgb()[:3]


def test_a_part_lies_where_it_belongs_and_moves_with_the_picture(pane):
    pane.show_part(Rect(390, 290, 20, 20), np.full((20, 20, 3), (255, 0, 0), np.uint8))
    assert _colour(pane, 0, 0) == (255, 0, 0)
    assert _colour(pane, 17, 17) == (255, 0, 0)
    assert _colour(pane, 24, 0) == (90, 90, 90)
    pane.set_view(_VIEW.at(401, 300))
    assert _colour(pane, 17, 0) == (255, 0, 0)
    assert _colour(pane, 20, 0) == (90, 90, 90)
    pane.forget_part()
    assert _colour(pane, 0, 0) == (90, 90, 90)


def test_beyond_the_picture_there_is_nothing(pane):
    pane.set_view(_VIEW.at(0, 300))
    assert _colour(pane, 10, 0) == (90, 90, 90)
    assert _colour(pane, -10, 0) != (90, 90, 90)


def test_transparent_parts_show_squares(pane):
    pane.show_part(Rect(380, 280, 40, 40), np.zeros((40, 40, 4), np.uint8))
    assert {_colour(pane, x, 0)[0] for x in range(-15, 15)} == {165, 205}


def test_who_has_the_keyboard_is_seen(pane, qtbot):
    pane.show()
    before = pane.grab().toImage().pixelColor(1, 1)
    pane.setFocus()
    qtbot.waitUntil(pane.hasFocus)
    assert pane.grab().toImage().pixelColor(1, 1) != before


def test_a_view_stays_within_the_picture_and_the_steps_of_the_zoom():
    assert _VIEW.at(-5, 9999) == LoupeView(Size(800, 600), 0, 600)
    assert _VIEW.scaled_to(Size(1600, 1200)) == LoupeView(Size(1600, 1200), 800, 600)
    assert _VIEW.zoomed(99).zoom == ZOOMS[-1]
    assert _VIEW.zoomed(-99).zoom == ZOOMS[0]


def test_the_map_says_which_place_is_meant(qtbot):
    made = LoupeMap("Overview", "")
    qtbot.addWidget(made)
    made.resize(206, 306)
    made.show_part(_VIEW, made.part)
    places = []
    made.looked_at.connect(lambda x, y, stays: places.append((round(x), round(y), stays)))
    QTest.mouseClick(made, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(103, 153))
    assert places == [(400, 300, True)]
    QTest.mouseMove(made, QPoint(103, 10))  # above the picture
    assert len(places) == 1
