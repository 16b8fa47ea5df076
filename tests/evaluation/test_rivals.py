"""Rivals: each fills the hole and nothing else is asked of it; a missing one gives a sentence."""

import importlib
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch

from inpaint_studio.evaluation import rivals
from inpaint_studio.evaluation.rivals import MethodMissing
from inpaint_studio.filling import classic


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


def sloped() -> np.ndarray:
    """A picture that any method must continue well: a slow slope in three colours."""
    y, x = np.mgrid[:48, :56]
    return np.stack([60 + x, 200 - y, 80 + x // 2 + y // 2], 2).astype(np.uint8)


def holed() -> tuple[np.ndarray, np.ndarray]:
    mask = np.zeros((48, 56), np.uint8)
    mask[20:24, 10:40] = 255
    picture = sloped()
    picture[mask > 0] = 0
    return picture, mask


@pytest.mark.parametrize("name", [*rivals.RIVALS])
def test_a_method_fills_the_hole_near_the_truth_in_the_right_order_of_colours(name: str) -> None:
    picture, mask = holed()
    before = picture.copy()
    out = rivals.find(name).fill(picture, mask)
    assert out.shape == picture.shape
    assert out.dtype == np.uint8
    error = np.abs(out[mask > 0].astype(int) - sloped()[mask > 0])
    assert error.mean() < 6
    assert np.array_equal(picture, before)
    assert np.array_equal(rivals.find(name).fill(picture, mask)[mask > 0], out[mask > 0])


@pytest.mark.parametrize(
    ("name", "module", "package"),
    [
        ("telea", "cv2", "opencv-contrib-python-headless"),
        ("fsr-fast", "cv2", "opencv-contrib-python-headless"),
        ("biharmonic", "skimage.restoration", "scikit-image"),
        ("patchmatch", "patchmatch", "pypatchmatch"),
    ],
)
def test_a_missing_package_gives_a_sentence(
    name: str, module: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    truly = importlib.import_module

    def without(requested: str, *rest: str) -> object:
        if requested == module:
            raise ImportError(requested)
        return truly(requested, *rest)

    monkeypatch.setattr(importlib, "import_module", without)
    with pytest.raises(
        MethodMissing, match=rf"^{name} needs the package {package}\. Install it: pip install {package}\.$"
    ):
        rivals.find(name)


def test_an_unknown_method_names_those_there_are() -> None:
    with pytest.raises(MethodMissing, match="no method called 'magic'; there are membrane, telea, navier-stokes"):
        rivals.find("magic")
    with pytest.raises(MethodMissing, match="The engine has no method called 'magic'"):
        rivals.find("engine:magic")


@pytest.mark.parametrize("name", ["telea", "navier-stokes", "patchmatch"])
def test_the_editor_and_the_evaluator_make_the_same_pixels(name: str) -> None:
    rng = np.random.default_rng(0)
    picture = rng.integers(0, 256, (64, 64, 3)).astype(np.uint8)
    mask = np.zeros((64, 64), np.uint8)
    mask[20:40, 24:44] = 255
    evaluated = rivals.find(name).fill(picture.copy(), mask)
    engine = rivals.find(f"engine:{name}").fill(picture, mask)
    if name == "patchmatch":  # the editor adds grain, and another seed for every place
        classic_fill = classic.patchmatch(picture.astype(np.float32) / np.float32(255), mask > 0, None, 0)
        engine = np.rint(classic_fill * 255).astype(np.uint8)
    np.testing.assert_array_equal(evaluated[mask > 0], engine[mask > 0])


def test_nobody_calls_pypatchmatch_while_another_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """It keeps its seed, and more, for the whole process: the editor and the evaluator go through one door."""
    import patchmatch as native

    inside, most = 0, 0

    def inpaint(picture: np.ndarray, *_: object, **__: object) -> np.ndarray:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        for _turn in range(1000):  # others get their turn here, if any may come in
            np.sqrt(picture.astype(np.float32))
        inside -= 1
        return picture

    monkeypatch.setattr(native, "inpaint", inpaint)
    picture, mask = holed()
    rival = rivals.find("patchmatch")
    unit = picture.astype(np.float32) / np.float32(255)
    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(rival.fill, picture, mask) for _ in range(2)]
        jobs += [pool.submit(classic.patchmatch, unit, mask > 0, None, 0) for _ in range(2)]
        for job in jobs:
            job.result()
    assert most == 1
