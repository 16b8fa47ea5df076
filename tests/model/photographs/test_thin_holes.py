"""Thin holes: what each kind looks like, in numbers."""

import numpy as np
import pytest
from scipy import ndimage

from inpaint_studio.editing.geometry import Size
from inpaint_studio.model.photographs.masks import Kind, sample_mask


def drawn(kind: Kind, size: Size, count: int) -> list[np.ndarray]:
    return [sample_mask(kind, size, np.random.default_rng((3, i))) for i in range(count)]


@pytest.mark.parametrize("size", [Size(128, 128), Size(512, 512)])
def test_scratches_stay_thin_at_every_size(size: Size) -> None:
    """8 px wide is 4 px to the middle; where cracks cross and branch it may be a little more."""
    radii = [float(ndimage.distance_transform_edt(mask).max()) for mask in drawn("scratch", size, 40)]
    assert np.quantile(radii, 0.8) <= 5.0
    assert max(radii) <= 10.0
    assert min(radii) <= 2.0


def test_text_is_many_separate_strokes() -> None:
    parts = [ndimage.label(mask)[1] for mask in drawn("text", Size(256, 256), 40)]
    assert np.median(parts) >= 8
