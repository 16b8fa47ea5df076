"""Blobs are thick, and some are silhouettes or clouds."""

import numpy as np
from scipy import ndimage

from inpaint_studio.editing.geometry import Size
from inpaint_studio.model.photographs.masks import sample_mask


def holes(size: Size, count: int) -> list[np.ndarray]:
    return [sample_mask("blob", size, np.random.default_rng((3, i))) for i in range(count)]


def test_blobs_are_thick_for_the_picture() -> None:
    deepest = [float(ndimage.distance_transform_edt(mask).max()) for mask in holes(Size(256, 256), 40)]
    assert np.median(deepest) >= 15


def test_blobs_grow_with_the_picture_in_both_directions() -> None:
    """The share of the picture stays; only the number of pixels grows."""
    small, large = (np.median([np.mean(mask > 0) for mask in holes(Size(side, side), 60)]) for side in (96, 384))
    assert 0.7 < large / small < 1.4


def test_some_blobs_are_clouds_of_many_pieces() -> None:
    pieces = [ndimage.label(mask)[1] for mask in holes(Size(256, 256), 60)]
    assert min(pieces) == 1
    assert max(pieces) >= 4
