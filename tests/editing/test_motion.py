import numpy as np
import pytest

from inpaint_studio.editing import optical_flow
from inpaint_studio.editing.motion import STILL, Motion, align

from .moving_planes import at, shown, texture

ALL = np.ones((96, 128), bool)


def hole() -> np.ndarray:
    mask = np.zeros((96, 128), bool)
    mask[38:60, 45:85] = True
    return mask


def middle() -> np.ndarray:
    rows, columns = np.nonzero(hole())
    return np.stack([columns, rows], 1).astype(float)


@pytest.mark.parametrize("with_flow", [False, True])
def test_the_hole_moves_as_what_lies_round_it(with_flow):
    source, mask = texture(), hole()
    a, b = shown(source, at(30, 25)), shown(source, at(26, 27.5))
    a[mask] = b[mask] = 0.9
    motion = align(a, b, ~mask, ~mask, mask, with_flow=with_flow)
    moved = motion.moved(middle()) - middle()
    assert np.abs(moved - [4, -2.5]).max() < 0.1
    assert motion.error < 0.2 * motion.before


def test_planes_that_stand_still_are_not_moved_at_all():
    source, mask = texture(1), hole()
    rng = np.random.default_rng(0)
    a, b = (shown(source, at(30, 25)) + rng.normal(0, 0.01, (96, 128)).astype(np.float32) for _ in range(2))
    motion = align(a, b, ~mask, ~mask, mask)
    assert motion.is_still
    assert (motion.moved(middle()) == middle()).all()


def test_the_way_back_is_the_inverse():
    rows, columns = np.mgrid[:24, :32]
    bump = 1.5 * np.exp(-((rows - 12) ** 2 + (columns - 16) ** 2) / 30)
    residual = np.stack([bump, -0.4 * bump], axis=2).astype(np.float32)
    motion = Motion(at(3, -2, 1.01), residual)
    points = middle()[::7]
    assert np.abs(motion.inverse.moved(motion.moved(points)) - points).max() < 0.1
    straight = Motion(at(3, -2, 1.01))
    assert np.allclose(straight.inverse.moved(straight.moved(points)), points)


@pytest.mark.skipif(not optical_flow.is_here(), reason="OpenCV is not installed")
def test_what_moves_as_another_thing_has_a_map_of_its_own():
    source, thing, mask = texture(2), texture(5), hole()
    a, b = shown(source, at(30, 25)), shown(source, at(30, 25))
    a[10:86, 50:80], b[10:86, 53:83] = thing[:76, :30], thing[:76, :30]
    a[mask] = b[mask] = 0.2
    motion = align(a, b, ~mask, ~mask, mask)
    straight, _, second = motion.layers
    assert straight is not None
    assert straight.is_still
    assert second is not None
    assert np.abs(second.moved(middle()) - middle() - [3, 0]).max() < 0.3


def test_nothing_known_round_the_hole_is_no_motion():
    nothing = np.zeros((96, 128), bool)
    assert align(texture()[:96, :128], texture()[:96, :128], nothing, nothing, ~nothing) is STILL


def test_without_opencv_it_is_said_what_would_follow_better(monkeypatch):
    monkeypatch.setattr(optical_flow, "is_here", lambda: False)
    assert "inpaint-studio[video]" in optical_flow.what_is_missing()
    assert optical_flow.flow(texture(), texture()) is None
