"""What may be damage, measured once: every sensitivity, margin and size of a mask, as its definition says."""

import numpy as np
import pytest
from scipy import ndimage

from inpaint_studio.editing.brush import Brush, Stroke
from inpaint_studio.editing.detect import find_damage, measure_damage
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.operations import reduced
from inpaint_studio.editing.picture import Mask, Pixels
from inpaint_studio.editing.possible_damage import PossibleDamage


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


def test_measured_once_every_sensitivity_answers_as_a_search_of_its_own_would() -> None:
    pixels = scratched(old_photograph(1700, 900), scratches(1700, 900, 20), 210)
    damage = PossibleDamage(Size(1700, 900))
    *_, last = measure_damage(pixels, damage, dark=True, first=Rect(900, 300, 300, 300))
    assert last.done == last.total
    whole = Rect(0, 0, 1700, 900)
    for sensitivity, margin in ((0.0, 1.0), (0.55, 3.0), (1.0, 0.0)):
        expected = damage_mask(pixels, sensitivity, dark=True, margin=margin)
        np.testing.assert_array_equal(damage.mask(whole, sensitivity, margin), expected)
        part = Rect(640, 256, 512, 400)
        np.testing.assert_array_equal(damage.mask(part, sensitivity, margin), expected[part.slices])
        small = damage.mask(part, sensitivity, 0.0, 4)
        np.testing.assert_array_equal(small, reduced(damage.mask(part, sensitivity, 0.0), 4, "most"))


def test_what_is_measured_so_far_can_be_asked_for() -> None:
    damage = PossibleDamage(Size(1700, 900))
    pixels = scratched(old_photograph(1700, 900), scratches(1700, 900, 20), 210)
    areas = [damage.mask(Rect(0, 0, 1700, 900), 0.5, 1.0).any()]
    for _ in measure_damage(pixels, damage):
        areas.append(int((damage.mask(Rect(0, 0, 1700, 900), 0.5, 1.0) > 0).sum()))
    assert not areas[0]
    assert areas[1:] == sorted(areas[1:])
    assert areas[-1]


def _layer(values: np.ndarray, scale: int = 1, line: bool = True, rect: Rect | None = None) -> PossibleDamage:
    """One layer whose ratios are `values`, on lines or on specks throughout."""
    height, width = values.shape
    damage = PossibleDamage(Size(width * scale, height * scale))
    ratios = values.astype(np.float32)
    nothing = np.zeros_like(ratios)
    layer = damage.layer(scale, Size(width, height))
    layer.add(rect or Rect(0, 0, width, height), ratios, ratios if line else nothing, nothing if line else ratios)
    return damage


def _whole(damage: PossibleDamage) -> Rect:
    return Rect.of_size(damage.size)


@pytest.mark.parametrize(("ratio", "lowest"), [(2.1, 0.0), (1.0, 0.51), (0.75, 0.8), (0.51, 1.0)])
def test_a_line_is_found_from_the_sensitivity_on_that_its_strength_asks_for(ratio: float, lowest: float) -> None:
    """Half as strong at sensitivity 1, twice as strong at 0; at 0.5 what is 1."""
    values = np.zeros((9, 40))
    values[4, 5:30] = ratio
    damage = _layer(values)
    for sensitivity in (0.0, 0.25, 0.51, 0.8, 1.0):
        assert damage.mask(_whole(damage), sensitivity, 0).any() == (sensitivity >= lowest)


def test_a_short_piece_of_a_line_and_a_single_pixel_are_nothing() -> None:
    for length, is_line, is_damage in ((8, True, False), (9, True, True), (1, False, False), (2, False, True)):
        values = np.zeros((9, 40))
        values[4, 5 : 5 + length] = 2
        damage = _layer(values, line=is_line)
        assert (np.count_nonzero(damage.mask(_whole(damage), 0.5, 0)) == length) == is_damage
        assert damage.mask(_whole(damage), 0.5, 0).any() == is_damage


def test_a_line_hangs_together_over_corners_and_across_tiles_but_not_around_the_edge() -> None:
    diagonal = np.eye(12) * 2
    damage = _layer(diagonal)
    assert np.array_equal(damage.mask(_whole(damage), 0.5, 0) > 0, diagonal > 0)
    damage = PossibleDamage(Size(20, 9))
    layer = damage.layer(1, Size(20, 9))
    ratios = np.full((1, 10), 2, np.float32)
    layer.add(Rect(0, 4, 10, 1), ratios[:, :5], ratios[:, :5], ratios[:, :5] * 0)
    assert not damage.mask(_whole(damage), 0.5, 0).any()
    layer.add(Rect(5, 4, 10, 1), ratios, ratios, ratios * 0)
    assert np.count_nonzero(damage.mask(_whole(damage), 0.5, 0)) == 15
    wrapped = np.zeros((9, 40))
    wrapped[4, 36:], wrapped[5, :5] = 2, 2
    damage = _layer(wrapped)
    assert not damage.mask(_whole(damage), 0.5, 0).any()


def test_a_pixel_of_a_coarse_layer_is_all_the_pixels_it_stands_for() -> None:
    values = np.zeros((6, 20))
    values[2, 3:15] = 2
    damage = _layer(values, scale=4)
    mask = damage.mask(_whole(damage), 0.5, 0)
    assert np.array_equal(mask > 0, np.kron(values, np.ones((4, 4))) > 0)
    small = damage.mask(_whole(damage), 0.5, 0, unit=8)
    np.testing.assert_array_equal(small, reduced(mask, 8, "most"))


def test_a_margin_reaches_into_a_part_from_beside_it() -> None:
    values = np.zeros((20, 40))
    values[10, 5:30] = 2
    damage = _layer(values)
    whole = damage.mask(_whole(damage), 0.5, 3)
    assert (whole[7:14, 15] == 255).all()
    assert not whole[6, 15]
    part = Rect(8, 12, 16, 8)
    np.testing.assert_array_equal(damage.mask(part, 0.5, 3), whole[part.slices])
    assert not PossibleDamage(Size(9, 9)).mask(Rect(0, 0, 9, 9), 1.0, 3).any()
