"""Rivals: each fills the hole and nothing else is asked of it; a missing one gives a sentence."""

import importlib

import numpy as np
import pytest
import torch

from inpaint_studio.evaluation import rivals
from inpaint_studio.evaluation.rivals import MethodMissing


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


@pytest.mark.parametrize("name", [*rivals.RIVALS, "membrane"])
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

    def without(wanted: str, *rest: str) -> object:
        if wanted == module:
            raise ImportError(wanted)
        return truly(wanted, *rest)

    monkeypatch.setattr(importlib, "import_module", without)
    with pytest.raises(MethodMissing, match=rf"^{name} needs the package {package}: pip install {package}\.$"):
        rivals.find(name)


def test_an_unknown_method_names_those_there_are() -> None:
    with pytest.raises(MethodMissing, match="no method called 'magic'; there are telea, navier-stokes"):
        rivals.find("magic")
    with pytest.raises(MethodMissing, match="The engine has no method called 'magic'"):
        rivals.find("engine:magic")
