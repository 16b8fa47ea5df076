"""Thick holes: what each kind looks like, in numbers."""

import numpy as np
from scipy import ndimage

from inpaint_studio.editing.geometry import Size
from inpaint_studio.model.photographs.masks import Kind, sample_mask


def drawn(kind: Kind, size: Size, count: int) -> list[np.ndarray]:
    return [sample_mask(kind, size, np.random.default_rng((3, i))) for i in range(count)]


def test_brush_strokes_grow_with_the_picture() -> None:
    small, large = (
        np.median([ndimage.distance_transform_edt(mask).max() for mask in drawn("brush", Size(side, side), 60)])
        for side in (128, 512)
    )
    assert 3.0 < large / small < 5.0


def test_a_border_touches_the_edge_and_leaves_the_middle() -> None:
    for mask in drawn("border", Size(160, 120), 40):
        edge = np.concatenate([mask[0], mask[-1], mask[:, 0], mask[:, -1]])
        assert edge.any()
        assert not mask[55:65, 75:85].any()


def test_a_rectangle_is_made_of_straight_sides() -> None:
    """At least one row and column profile of an unturned one has a single run as long as the hole is high."""
    upright = 0
    for mask in drawn("rectangle", Size(128, 128), 40):
        rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
        upright += bool(mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].all())
    assert upright >= 12
