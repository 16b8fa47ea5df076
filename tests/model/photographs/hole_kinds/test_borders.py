"""Borders lie along edges of the picture."""

import numpy as np

from inpaint_studio.editing.geometry import Size
from inpaint_studio.model.photographs.masks import sample_mask


def holes(size: Size, count: int) -> list[np.ndarray]:
    return [sample_mask("border", size, np.random.default_rng((3, i))) for i in range(count)]


def test_a_border_touches_the_edge_and_leaves_the_middle() -> None:
    for mask in holes(Size(160, 120), 40):
        edge = np.concatenate([mask[0], mask[-1], mask[:, 0], mask[:, -1]])
        assert edge.any()
        assert not mask[55:65, 75:85].any()
