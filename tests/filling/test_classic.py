"""Fills of other libraries, as the editor and the evaluator call them."""

import numpy as np
import pytest

from inpaint_studio.filling import classic
from inpaint_studio.filling.engine import Engine
from inpaint_studio.filling.request import FillError

from .small_fills import Grey, request_of, run, texture


def test_opencv_that_is_missing_is_a_sentence(engine: Engine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(__import__("sys").modules, "cv2", None)
    mask = np.full((64, 64), 0, np.uint8)
    mask[20:30, 20:30] = 255
    with pytest.raises(FillError, match="needs OpenCV"):
        run(engine, request_of(texture(64, 64, 3, "uint8"), mask, "telea"))


def test_the_longer_side_of_a_strip_is_filled_by_patchmatch_and_not_left_black():
    pixels = texture(5, 200, 3, "uint8")
    mask = np.zeros((5, 200), np.uint8)
    mask[:, 80:100] = 255
    _, result = run(Engine(device="cpu", threads=1, generator=Grey()), request_of(pixels, mask, "patchmatch"))
    assert all(fill.pixels.any(axis=2).all() for fill in result.fills)


def test_a_source_that_is_barred_is_not_copied():
    pixels = np.zeros((160, 160, 3), np.float32)
    rng = np.random.default_rng(0)
    pixels[:, :80] = [0.8, 0.1, 0.1]
    pixels[:, 80:] = [0.1, 0.8, 0.1]
    pixels += rng.normal(0, 0.02, pixels.shape).astype(np.float32)
    hole = np.zeros((160, 160), bool)
    hole[60:100, 60:100] = True
    barred = np.zeros((160, 160), bool)
    barred[:, :80] = True
    filled = classic.patchmatch(pixels, hole, barred, 0)
    assert (filled[hole][:, 1] > 0.5).mean() > 0.95


FILLS = {
    "patchmatch": lambda picture, hole: classic.patchmatch(picture, hole, None, 0),
    "telea": classic.telea,
    "navier-stokes": classic.navier_stokes,
    "telea, deep": lambda picture, hole: classic.telea(picture, hole, deep=True),
    "navier-stokes, deep": lambda picture, hole: classic.navier_stokes(picture, hole, deep=True),
}


def waves(height: int = 48, width: int = 60) -> np.ndarray:
    rows, columns = np.mgrid[0:height, 0:width]
    return np.stack([0.5 + 0.3 * np.sin(rows / 9), 0.5 + 0.3 * np.cos(columns / 7), rows / height], 2).astype(
        np.float32
    )


@pytest.mark.parametrize("fill", FILLS)
def test_a_fill_changes_the_hole_alone_and_never_reads_it(fill: str):
    picture = waves()
    hole = np.zeros(picture.shape[:2], bool)
    hole[15:30, 20:40] = True
    spoilt = picture.copy()
    spoilt[hole] = 1 - spoilt[hole]
    before = spoilt.copy()
    made = FILLS[fill](spoilt, hole)
    np.testing.assert_array_equal(spoilt, before)
    np.testing.assert_array_equal(made[~hole], picture[~hole])
    assert np.abs(made - picture)[hole].mean() < 0.12
    np.testing.assert_array_equal(made, FILLS[fill](picture, hole))


@pytest.mark.parametrize("fill", ["telea", "navier-stokes"])
def test_a_deep_fill_has_finer_steps_than_eight_bits(fill: str):
    picture = (waves() * 0.02 + 0.4).astype(np.float32)
    hole = np.zeros(picture.shape[:2], bool)
    hole[15:30, 20:40] = True
    coarse, deep = FILLS[fill](picture, hole)[hole], FILLS[f"{fill}, deep"](picture, hole)[hole]
    assert len(np.unique(deep)) > 10 * len(np.unique(coarse))
    assert np.abs(coarse - deep).max() < 4 / 255  # Telea adds a level or two to its results


@pytest.mark.parametrize("fill", FILLS)
@pytest.mark.parametrize("shape", [(3, 40), (40, 5), (7, 7)])
def test_a_narrow_picture_is_filled_with_its_own_colours(fill: str, shape: tuple[int, int]):
    picture = np.full((*shape, 3), 0.6, np.float32)
    hole = np.zeros(shape, bool)
    hole[1 : shape[0] - 1, 1 : shape[1] - 1][:3, :3] = True
    made = FILLS[fill](picture, hole)
    assert np.abs(made[hole] - 0.6).max() < 3 / 255


def test_patchmatch_is_told_which_chance_to_take():
    rng = np.random.default_rng(0)
    picture = rng.random((60, 60, 3)).astype(np.float32)
    hole = np.zeros((60, 60), bool)
    hole[20:36, 20:36] = True
    one, again, other = (classic.patchmatch(picture, hole, None, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, again)
    assert (one != other)[hole].any()
