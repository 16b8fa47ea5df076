"""Brush strokes grow with the picture."""

import numpy as np
from scipy import ndimage

from inpaint_studio.editing.geometry import Size
from inpaint_studio.model.photographs.masks import sample_mask


def holes(size: Size, count: int) -> list[np.ndarray]:
    return [sample_mask("brush", size, np.random.default_rng((3, i))) for i in range(count)]


def test_brush_strokes_grow_with_the_picture() -> None:
    small, large = (
        np.median([ndimage.distance_transform_edt(mask).max() for mask in holes(Size(side, side), 60)])
        for side in (128, 512)
    )
    assert 3.0 < large / small < 5.0
