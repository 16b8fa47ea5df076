"""Lines: which boxes are one, and what a line is by its place and colour."""

import math

import pytest

from inpaint_studio.editing.geometry import Size
from inpaint_studio.finding.text.boxes import TextBox
from inpaint_studio.finding.text.lines import is_date, joined_lines

SIZE = Size(600, 400)
ORANGE = (1.0, 0.55, 0.15)


def test_words_of_a_line_are_joined_and_other_lines_are_not():
    words = [TextBox(60, 50, 60, 20), TextBox(140, 52, 60, 20), TextBox(220, 50, 60, 18)]
    other = TextBox(60, 90, 60, 20)
    line, kept = sorted(joined_lines([*words, other]), key=lambda box: box.y)
    assert kept == other
    assert (line.x, line.length) == pytest.approx((140, 220), abs=3)


def test_a_headline_does_not_take_the_small_print_beside_it():
    assert len(joined_lines([TextBox(100, 50, 160, 60), TextBox(220, 50, 60, 14)])) == 2


@pytest.mark.parametrize(
    ("box", "colour", "expected"),
    [
        (TextBox(520, 375, 100, 20), ORANGE, True),
        (TextBox(80, 375, 100, 20), (0.95, 0.2, 0.15), True),
        (TextBox(520, 375, 100, 20), (1.0, 1.0, 1.0), False),
        (TextBox(520, 375, 100, 20), (0.2, 0.5, 0.9), False),
        (TextBox(520, 40, 100, 20), ORANGE, False),
        (TextBox(300, 375, 100, 20), ORANGE, False),
        (TextBox(520, 375, 30, 20), ORANGE, False),
        (TextBox(580, 330, 100, 20, math.pi / 2), ORANGE, True),
    ],
)
def test_a_date_stands_in_a_bottom_corner_in_the_colour_of_a_light(box, colour, expected):
    assert is_date(box, colour, SIZE) is expected
