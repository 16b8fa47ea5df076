"""Damage is found where it was put, and hardly anywhere else."""

import numpy as np
import pytest
from scipy import ndimage

from inpaint_studio.editing.brush import Brush, Stroke
from inpaint_studio.editing.detect import find_damage
from inpaint_studio.editing.picture import Mask, Pixels


def old_photograph(width: int = 420, height: int = 360) -> Pixels:
    """Soft shapes, one hard edge, and the grain of a print."""
    rng = np.random.default_rng(11)
    soft = ndimage.gaussian_filter(rng.standard_normal((height, width)), 25)
    light = 110 + soft / soft.std() * 25
    light[:, width // 2 :] += 35
    light += rng.normal(0, 3, light.shape)
    return np.repeat(np.clip(light, 0, 255).astype(np.uint8)[..., None], 3, axis=2)


def scratches(width: int = 420, height: int = 360, count: int = 6) -> Mask:
    rng = np.random.default_rng(12)
    mask = np.zeros((height, width), np.uint8)
    for _ in range(count):
        stroke = Stroke(mask, Brush(rng.uniform(0.7, 1.8), 1.0))
        x, y, heading = rng.uniform(60, width - 60), rng.uniform(60, height - 60), rng.uniform(0, 6.3)
        stroke.begin(x, y)
        for _ in range(12):
            heading += rng.normal(0, 0.15)
            x, y = x + 12 * np.cos(heading), y + 12 * np.sin(heading)
            stroke.extend(x, y)
        stroke.finish()
    return mask


def scratched(pixels: Pixels, mask: Mask, towards: int) -> Pixels:
    share = mask[..., None] / 255 * 0.6
    return (pixels * (1 - share) + towards * share).astype(np.uint8)


def damage_mask(pixels: Pixels, sensitivity: float = 0.5, **settings: bool | float) -> Mask:
    mask = list(find_damage(pixels, sensitivity, **settings))[-1].mask
    assert mask is not None
    assert mask.shape == pixels.shape[:2]
    assert set(np.unique(mask)) <= {0, 255}
    return mask


@pytest.mark.parametrize(("towards", "kind"), [(255, "bright"), (0, "dark")])
def test_scratches_are_found_and_little_else(towards: int, kind: str) -> None:
    truth = scratches()
    mask = damage_mask(scratched(old_photograph(), truth, towards), bright=kind == "bright", dark=kind == "dark") > 0
    surely = truth > 128
    near = ndimage.binary_dilation(truth > 0, iterations=3)
    assert (mask & surely).sum() / surely.sum() > 0.9
    assert (mask & near).sum() / mask.sum() > 0.9


def test_specks_of_dust_are_found() -> None:
    pixels = old_photograph()
    places = [(50, 60), (120, 300), (200, 100), (300, 380)]
    for y, x in places:
        pixels[y : y + 3, x : x + 3] = 250
    mask = damage_mask(pixels)
    assert all(mask[y + 1, x + 1] for y, x in places)


def test_a_clean_print_is_left_alone() -> None:
    assert (damage_mask(old_photograph()) > 0).mean() < 0.002


def test_a_step_is_no_scratch() -> None:
    pixels = np.full((300, 300, 1), 60, np.uint8)
    pixels[:, 150:] = 200
    assert not damage_mask(pixels, 1.0, dark=True).any()


def test_bright_scratches_are_no_dark_ones() -> None:
    truth = scratches()
    mask = damage_mask(scratched(old_photograph(), truth, 255), bright=False, dark=True)
    assert (mask[truth > 128] > 0).mean() < 0.1


def test_more_sensitivity_finds_more() -> None:
    pixels = scratched(old_photograph(), scratches(), 190)
    areas = [int((damage_mask(pixels, sensitivity) > 0).sum()) for sensitivity in (0.0, 0.3, 0.6, 0.9)]
    assert areas == sorted(areas)
    assert areas[0] < areas[-1]


def test_it_finds_the_same_at_every_depth() -> None:
    pixels = scratched(old_photograph(), scratches(), 255)
    expected = damage_mask(pixels)
    deep = damage_mask(pixels.astype(np.uint16) * np.uint16(257))
    light = damage_mask(pixels.astype(np.float32) / np.float32(255))
    assert (deep != expected).mean() < 1e-3
    assert (light != expected).mean() < 1e-3


def test_wide_scratches_of_a_large_scan_are_found_across_tiles() -> None:
    pixels = np.repeat(np.repeat(old_photograph(420, 200), 4, axis=0), 4, axis=1)
    pixels[395:405, 40:1600] = 240
    mask = damage_mask(pixels)
    assert (mask[395:405, 60:1580] > 0).mean() > 0.95
    assert (mask > 0).sum() < 3 * 10 * 1560


def test_it_tells_how_far_it_is() -> None:
    steps = list(find_damage(old_photograph(), bright=True, dark=True))
    assert [step.done for step in steps] == [*range(1, steps[0].total + 1), steps[0].total]
    assert all(step.mask is None for step in steps[:-1])


@pytest.mark.parametrize("shape", [(1, 1, 3), (3, 200, 1), (200, 2, 4), (9, 9, 3)])
def test_the_smallest_pictures_are_searched_too(shape: tuple[int, int, int]) -> None:
    assert not damage_mask(np.full(shape, 90, np.uint8), 1.0, dark=True).any()
