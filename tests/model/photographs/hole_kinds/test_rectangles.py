"""Rectangles have straight sides."""

import numpy as np

from inpaint_studio.editing.geometry import Size
from inpaint_studio.model.photographs.masks import sample_mask


def holes(size: Size, count: int) -> list[np.ndarray]:
    return [sample_mask("rectangle", size, np.random.default_rng((3, i))) for i in range(count)]


def test_a_rectangle_is_made_of_straight_sides() -> None:
    """At least one row and column profile of an unturned one has a single run as long as the hole is high."""
    upright = 0
    for mask in holes(Size(128, 128), 40):
        rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
        upright += bool(mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].all())
    assert upright >= 12
