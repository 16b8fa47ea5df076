"""Tiles of an enlargement: they cover the result once, and show of the picture what the result shows."""

import numpy as np
import pytest
import torch

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.picture import Picture
from inpaint_studio.enlarging.tiles import Enlargement, Nets
from inpaint_studio.model.nets import architectures
from inpaint_studio.model.nets.config import EnlargeConfig


@pytest.fixture
def untrained() -> Nets:
    """A net that is bicubic interpolation, as all are before they learn."""
    return Nets(2, torch.device("cpu"), architectures.build(EnlargeConfig(2, 8, 1)).requires_grad_(False), None)


def _enlargement(picture: Picture, size: Size, nets: Nets) -> Enlargement:
    return Enlargement(picture, (), size, 0.0, nets)


@pytest.mark.parametrize("size", [Size(120, 82), Size(97, 70)])
def test_cores_cover_the_result_once(picture, untrained, size):
    enlargement = _enlargement(picture, size, untrained)
    covered = np.zeros((size.height, size.width), int)
    cores = enlargement.cores(16)
    for core in cores:
        covered[core.slices] += 1
    assert covered.min() == covered.max() == 1
    assert len(cores) == 4 * 3  # 60 x 41 pixels in tiles of 16
    assert enlargement.cores() == [Rect(0, 0, *size)]


def test_a_part_of_the_picture_has_its_part_of_the_result(picture, untrained):
    enlargement = _enlargement(picture, Size(120, 82), untrained)
    assert enlargement.rect_of(Rect(10, 5, 20, 8)) == Rect(20, 10, 40, 16)
    assert enlargement.rect_of(Rect(50, 30, 40, 40)) == Rect(100, 60, 20, 22)  # not past the edge


def test_a_margin_is_what_the_nets_reach(untrained):
    textured = Nets(2, untrained.device, untrained.faithful, untrained.faithful)
    assert untrained.faithful is not None
    assert textured.margin > untrained.margin > untrained.faithful.config.reach


def test_floats_keep_their_range(untrained):
    values = np.linspace(-0.5, 3.0, 20 * 24 * 3, dtype=np.float32).reshape(20, 24, 3)
    values[4, 4] = np.nan
    enlargement = _enlargement(Picture(values, "a.tif"), Size(48, 40), untrained)
    out = np.empty((40, 48, 3), np.float32)
    assert list(enlargement.result(enlargement.cores(), out)) == [Rect(0, 0, 48, 40)]
    assert out.min() == pytest.approx(-0.5, abs=0.05)
    assert out.max() == pytest.approx(3.0, abs=0.05)
