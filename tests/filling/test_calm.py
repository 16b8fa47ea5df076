"""The depths of a generator's fill: no texture of their own, the ring's grain, and nothing moved near the border."""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from scipy import ndimage
from torch import Tensor, nn

from inpaint_studio.editing.fills import composite
from inpaint_studio.filling.blend import luminance
from inpaint_studio.filling.calm import calmed
from inpaint_studio.filling.engine import Engine

from .small_fills import request_of, run

SIDE = 320


class Pebbles(nn.Module):
    """Paints a pattern of its own, whatever is round the hole."""

    def __init__(self) -> None:
        super().__init__()
        self.level = nn.Parameter(torch.tensor(0.5))

    def forward(self, picture: Tensor, mask: Tensor) -> Tensor:
        rows, columns = (torch.arange(n) for n in picture.shape[2:])
        pattern = torch.sin(rows * 2 * np.pi / 8)[:, None] * torch.sin(columns * 2 * np.pi / 9)
        return (self.level + 0.06 * pattern).expand(picture.shape)


def disc(radius: int = 70, side: int = SIDE) -> NDArray[np.bool_]:
    rows, columns = np.mgrid[:side, :side]
    return np.asarray(np.hypot(rows - side / 2, columns - side / 2) < radius)


def band(plane: NDArray[np.floating]) -> NDArray[np.floating]:
    """What is between some 4 and 25 pixels wide."""
    return np.asarray(ndimage.gaussian_filter(plane, 1.5) - ndimage.gaussian_filter(plane, 6.0))


def pattern(side: int = SIDE, period: float = 9.0) -> NDArray[np.float32]:
    rows, columns = np.mgrid[:side, :side] * 2 * np.pi / period
    return np.repeat(0.5 + 0.06 * (np.sin(rows) * np.sin(columns))[:, :, None], 3, axis=2).astype(np.float32)


@pytest.mark.parametrize("method", ["generator", "auto"])
def test_deep_inside_is_no_more_texture_than_round_the_hole(method: str):
    grain = np.random.default_rng(0).normal(0, 2, (SIDE, SIDE, 1))
    pixels = np.rint(np.clip(128 + grain, 0, 255)).astype(np.uint8).repeat(3, axis=2)
    mask = disc().astype(np.uint8) * 255
    request = request_of(pixels, mask, method)
    _, result = run(Engine(device="cpu", threads=1, generator=Pebbles()), request)
    out = composite(request.picture, result.fills, request.picture.rect)
    filtered = band(luminance(out.astype(np.float32)))
    deep = ndimage.distance_transform_edt(mask) > 50
    ring = (ndimage.distance_transform_edt(mask == 0) > 12) & (ndimage.distance_transform_edt(mask == 0) < 50)
    assert filtered[deep].std() <= 1.15 * filtered[ring].std()  # equal but for chance
    assert out[deep].std() > 1.4  # with the ring's grain


@pytest.mark.parametrize("scale", [1.0, 2.5])
def test_near_the_border_the_fill_is_as_it_was(scale: float):
    side = round(SIDE * scale)
    hole, fill = disc(round(70 * scale), side), pattern(side, 9 * scale)
    calm = calmed(fill, hole, hole, scale)
    depth = ndimage.distance_transform_edt(hole) / scale
    assert np.array_equal(calm[depth < 8], fill[depth < 8])
    deep, middle = depth > 52, (depth > 26) & (depth < 38)
    assert calm[deep].std() < 0.1 * fill[deep].std()
    assert 0.2 * fill[middle].std() < calm[middle].std() < 0.9 * fill[middle].std()


def test_what_it_says_of_colour_and_light_far_inside_is_kept_in_part():
    hole, fill = disc(), pattern()
    fill[hole] += np.float32(0.2)
    calm = calmed(fill, hole, hole)
    assert calm[SIDE // 2, SIDE // 2].mean() == pytest.approx(0.6, abs=0.04)  # half way to the membrane


def test_a_shallow_hole_and_a_picture_that_is_all_hole_are_left_alone():
    fill = pattern()
    hole = disc(14)
    assert calmed(fill, hole, hole) is fill
    assert calmed(fill, np.ones_like(hole), np.ones_like(hole)) is fill


def test_depth_is_that_of_the_whole_hole_where_it_is_filled_in_parts():
    deep = disc()
    part = deep & (np.arange(SIDE) < SIDE // 2)
    calm = calmed(pattern(), part, deep)
    assert calm[150:170, 140:155].std() < 0.02  # beside the part's own border, in the middle of the hole
    assert np.array_equal(calm[~part], pattern()[~part])
