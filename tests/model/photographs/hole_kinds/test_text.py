"""Text: many strokes of one thickness, over part of the picture or all of it."""

import numpy as np
from scipy import ndimage

from inpaint_studio.editing.geometry import Size
from inpaint_studio.model.photographs.masks import sample_mask


def holes(size: Size, count: int) -> list[np.ndarray]:
    return [sample_mask("text", size, np.random.default_rng((3, i))) for i in range(count)]


def test_text_is_many_separate_strokes() -> None:
    parts = [ndimage.label(mask)[1] for mask in holes(Size(256, 256), 40)]
    assert np.median(parts) >= 8


def test_strokes_are_thin_for_the_height_of_their_letters() -> None:
    """The deepest pixel of a hole is far nearer its rim than a letter is high: 20 px for large ones."""
    deepest = [float(ndimage.distance_transform_edt(mask).max()) for mask in holes(Size(256, 256), 40)]
    assert np.median(deepest) <= 6
    assert max(deepest) <= 20


def test_some_writing_is_tiled_over_the_whole_picture_and_some_is_one_word() -> None:
    extents = []
    for mask in holes(Size(256, 256), 60):
        rows, columns = np.nonzero(mask)
        extents.append((np.ptp(rows) + 1) * (np.ptp(columns) + 1) / mask.size)
    assert sum(extent > 0.9 for extent in extents) >= 5
    assert sum(extent < 0.3 for extent in extents) >= 10


def test_the_soft_edge_of_letters_belongs_to_the_hole() -> None:
    """What Pillow draws in grey from 41 of 255 on is hole, so that no rim of the writing is left as picture."""
    from PIL import Image, ImageDraw

    from inpaint_studio.model.photographs.hole_kinds.text import draw_text

    for seed in range(10):
        sheet = Image.new("L", (160, 160), 0)
        draw_text(sheet, ImageDraw.Draw(sheet), Size(160, 160), np.random.default_rng(seed))
        grey = np.asarray(sheet)
        share = float(np.mean(grey > 40))
        if 0.008 <= share <= 0.22:  # else another is drawn
            mask = sample_mask("text", Size(160, 160), np.random.default_rng(seed))
            assert np.array_equal(mask > 0, grey > 40)
            return
    raise AssertionError("None of the ten was accepted at once.")
