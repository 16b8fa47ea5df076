"""Scratches, dust and tears: what they look like, in numbers."""

import numpy as np
import pytest
from scipy import ndimage

from inpaint_studio.editing.geometry import Size
from inpaint_studio.model.photographs.masks import sample_mask


def holes(size: Size, count: int) -> list[np.ndarray]:
    return [sample_mask("scratch", size, np.random.default_rng((3, i))) for i in range(count)]


@pytest.mark.parametrize("size", [Size(128, 128), Size(512, 512)])
def test_scratches_stay_thin_at_every_size(size: Size) -> None:
    """8 px wide is 4 px to the middle; where cracks cross and branch it may be a little more."""
    radii = [float(ndimage.distance_transform_edt(mask).max()) for mask in holes(size, 40)]
    assert np.quantile(radii, 0.8) <= 5.0
    assert max(radii) <= 10.0
    assert min(radii) <= 2.0


def test_some_are_a_single_line_and_some_are_specks_all_over() -> None:
    """Cracks and film scratches are few pieces; dust is many, all of them small."""
    labelled = [ndimage.label(mask, np.ones((3, 3))) for mask in holes(Size(256, 256), 60)]
    assert min(count for _, count in labelled) == 1
    dusty = [labels for labels, count in labelled if count >= 10]
    assert len(dusty) >= 10
    medians = []
    for labels in dusty:
        areas = np.bincount(labels.ravel())[1:]
        medians.append(float(np.median(areas)))
    assert np.median(medians) <= 30, "a speck is at most 3.8 px in radius, 45 px in area"


def test_scratches_run_in_every_direction() -> None:
    """Wider than high as often as the other way round, in a square."""
    wide = 0
    for mask in holes(Size(192, 192), 60):
        rows, columns = np.nonzero(mask)
        wide += bool(np.ptp(columns) > np.ptp(rows))
    assert 15 <= wide <= 45
