"""What is said of a saved file, for every combination of what was done."""

from pathlib import Path

import pytest

from inpaint_studio.files.saving.writing import SaveReport
from inpaint_studio.ui.document.saved_words import Content, beside_fills, saved_sentences

NOTHING = "a.png is saved; no pixel was changed."
FILLS = "a.png is saved; nothing outside the fills was changed."
BLOCKS = "a.png is saved; nothing outside the JPEG blocks that the fills touch was changed."
MARKS = "What is marked was not filled, and looks as it did before."
HIDDEN = "What is hidden in the Fills panel is not in the file."

# fills, adjusted, exact, format -> the first sentence. What is adjusted is never exact.
ROWS = {
    (False, False, True, "png"): NOTHING,
    (False, False, True, "jpeg"): NOTHING,
    (False, False, False, "avif"): "a.png is saved.",
    (True, False, True, "png"): FILLS,
    (True, False, True, "jpeg"): BLOCKS,
    (True, False, False, "avif"): "a.png is saved with its fills.",
    (False, True, False, "png"): "a.png is saved with its adjustments.",
    (True, True, False, "png"): "a.png is saved with its fills and adjustments.",
}


@pytest.mark.parametrize("marks", [False, True])
@pytest.mark.parametrize("hidden", [False, True])
@pytest.mark.parametrize(("row", "first"), ROWS.items())
def test_every_combination_says_what_is_true(row, first, hidden, marks):
    fills, adjusted, exact, kind = row
    report = SaveReport(Path("a.png"), kind, 1, exact, notes=("A note.",))
    sentences = saved_sentences(report, Content(fills, adjusted, hidden, marks))
    assert sentences == (first, *[MARKS] * marks, *[HIDDEN] * hidden, "A note.")
    if not fills:
        assert "fills" not in " ".join(one for one in sentences if one != HIDDEN)


def test_a_number_of_pixels_is_in_a_sentence_that_says_what_it_counts():
    assert beside_fills(11856) == "Inside those blocks 11,856 pixels beside the fills differ from the original."
    assert beside_fills(1) == "Inside those blocks one pixel beside the fills differs from the original."
