"""Both themes as Qt resolves them: words on every ground at 4.5 : 1, marks at 3 : 1 (WCAG 2.1, AA); sizes of text."""

import re

import numpy as np
import pytest
from PySide6.QtGui import QColor, QPalette

from inpaint_studio.resources import resource
from inpaint_studio.ui.kit.style import SPACING
from inpaint_studio.ui.kit.theme import TYPE_SCALE, palette, style_sheet

from ..look.checks import PARTS, TEXT, luminance, ratio

ROLE = QPalette.ColorRole
WORDS = (
    *(
        (words, ground)
        for words in (ROLE.WindowText, ROLE.PlaceholderText, ROLE.Link)
        for ground in (ROLE.Window, ROLE.Base)
    ),
    (ROLE.Text, ROLE.Base),
    (ROLE.Text, ROLE.AlternateBase),
    (ROLE.ButtonText, ROLE.Button),
    (ROLE.PlaceholderText, ROLE.Button),
    (ROLE.ToolTipText, ROLE.ToolTipBase),
    (ROLE.HighlightedText, ROLE.Highlight),
)


def contrast(one: QColor, other: QColor) -> float:
    colours = np.array([colour.getRgb()[:3] for colour in (one, other)], np.uint8)
    return float(ratio(*luminance(colours)))


@pytest.mark.parametrize("dark", [True, False])
def test_words_and_marks_of_the_palette_are_seen(dark, qapp):
    made = palette(dark)
    faint = {
        (words.name, ground.name): round(contrast(made.color(words), made.color(ground)), 2)
        for words, ground in WORDS
        if contrast(made.color(words), made.color(ground)) < TEXT
    }
    assert not faint
    assert contrast(made.color(ROLE.Highlight), made.color(ROLE.Window)) >= PARTS  # what is chosen


@pytest.mark.parametrize("dark", [True, False])
def test_colours_of_the_sheet_that_tell_a_state_are_seen(dark, qapp):
    sheet, made = style_sheet(dark, 9.0), palette(dark)
    focus = set(re.findall(r"(?<=:focus \{ border-color: )#\w+", sheet))
    edges = set(re.findall(r"::indicator \{[^}]*border: 1px solid (#\w+)", sheet))
    knobs = set(re.findall(r"(?:QSlider::handle:horizontal|QScrollBar::handle) \{[^}]*background: (#\w+)", sheet))
    assert focus
    assert edges
    assert len(knobs) == 2
    for colour in focus | edges | knobs:
        for ground in (ROLE.Window, ROLE.Base):
            assert contrast(QColor(colour), made.color(ground)) >= PARTS, (colour, ground.name)


def test_sizes_of_text_follow_the_size_that_the_system_chooses():
    for points in (9.0, 12.6):
        sizes = re.findall(r"font-size: ([\d.]+)pt", style_sheet(True, points))
        assert {float(size) for size in sizes} == {round(points * factor, 1) for factor in TYPE_SCALE.values()}


def test_nothing_of_the_sheet_is_left_unfilled():
    assert "@" not in style_sheet(False, 9.0)


def test_lengths_of_the_sheet_lie_on_the_grid_with_their_border():
    sheet = resource("style/studio.qss").read_text(encoding="utf-8")
    strays = []
    for rule in re.findall(r"\{([^}]*)\}", sheet):
        for name, value in re.findall(r"(padding|margin|spacing)[a-z-]*: ([^;]+);", rule):
            for pixels in map(int, re.findall(r"-?\d+(?=px)", value)):
                if not any((pixels + border) % (SPACING // 2) == 0 for border in (0, 1)):
                    strays.append((name, value))
    assert not strays
