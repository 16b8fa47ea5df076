import numpy as np
import pytest

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.marks import PLANES, Mark


def _mark():
    rng = np.random.default_rng(1)
    opacity = np.zeros((40, 60), np.float32)
    opacity[10:30, 20:50] = rng.uniform(0.1, 0.6, (20, 30))
    return Mark.of(opacity, rng.uniform(0, 1, (40, 60, 3)).astype(np.float32), (250, -5), Size(400, 300))


def test_it_is_cut_to_what_can_be_seen():
    mark = _mark()
    assert mark.rect == Rect(270, 5, 30, 20)
    assert mark.opacity.min() >= 0.1
    assert mark.opacity.max() <= 0.6
    faint = np.full((5, 5), 0.003, np.float32)
    assert Mark.of(faint, np.ones((5, 5, 1), np.float32), (0, 0), Size(5, 5)) is None


def test_packed_planes_give_the_same_mark():
    mark = _mark()
    assert len(mark.packed) == PLANES
    assert all(plane.size == mark.size for plane in mark.packed)
    back = Mark.unpacked(mark.packed, mark.rect)
    assert (back.samples == mark.samples).all()
    assert back.hash == mark.hash
    with pytest.raises(ValueError, match="no mark"):
        Mark.unpacked(mark.packed[:3], mark.rect)


def test_the_hash_is_of_samples_and_place():
    mark = _mark()
    other = Mark(mark.samples.copy(), mark.rect.translate(1, 0), mark.size)
    assert other.hash != mark.hash
    with pytest.raises(ValueError, match="outside"):
        Mark(mark.samples.copy(), mark.rect.translate(200, 0), mark.size)
