"""Contact sheets."""

import numpy as np

from inpaint_studio.evaluation.sheet import contact_sheet


def test_a_sheet_shows_the_hole_the_fills_and_the_truth_at_their_own_scale() -> None:
    true = np.full((100, 300, 3), 10, np.uint8)
    true[40:60, 250:290] = 99
    mask = np.zeros((100, 300), np.uint8)
    mask[40:60, 250:290] = 255
    filled = true.copy()
    filled[mask > 0] = 200
    pixels = np.asarray(contact_sheet([(true, mask, {"a": filled})], ["a", "absent"], cell=64))
    assert pixels.shape == (20 + 3 + 67, 3 + 4 * 67, 3)
    cells = [pixels[23:87, 3 + 67 * i : 67 + 67 * i] for i in range(4)]
    assert np.sum(np.all(cells[0] == (255, 0, 128), axis=2)) == 20 * 40
    assert np.sum(cells[1] == 200) == 20 * 40 * 3
    assert np.all(cells[2] == 48)
    assert np.sum(cells[3] == 99) == 20 * 40 * 3


def test_a_picture_smaller_than_a_cell_is_shown_whole() -> None:
    true = np.full((30, 20, 3), 7, np.uint8)
    mask = np.zeros((30, 20), np.uint8)
    mask[3, 4] = 255
    pixels = np.asarray(contact_sheet([(true, mask, {})], [], cell=64))
    assert np.sum(pixels == 7) == (30 * 20 * 2 - 1) * 3
