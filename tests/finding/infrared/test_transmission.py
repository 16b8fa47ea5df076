"""Semi-transparent dust: its opacity to visible light is measured, and dividing by it recovers the picture."""

import numpy as np
from scipy import ndimage

from inpaint_studio.finding.infrared import transmission
from inpaint_studio.finding.infrared.analysis import calibrated
from inpaint_studio.finding.infrared.detection import Dust, detect
from inpaint_studio.finding.infrared.filters import middle
from inpaint_studio.finding.infrared.transmission import Layers, power_of

from ..infrared_scans import film

SPOTS = tuple((y, x) for y in (40, 90, 140, 190) for x in (40, 95, 150, 205))


def divided(pixels, layer):
    through = 1 - layer.opacity[:, :, None] / 255
    return np.where(through < 1, pixels[layer.rect.slices] / through, pixels[layer.rect.slices])


def test_dividing_by_it_recovers_what_lies_under_the_dust() -> None:
    pixels, infrared = film(0.05, (1.0, 0.5), noise=0.004, spots=SPOTS)
    clean, _ = film(0.05, (1.0, 0.5), noise=0.004, spots=())
    frame = calibrated(pixels, infrared)
    listed = [one for one in detect(frame, pixels, infrared) if isinstance(one, Dust) and one.confidence >= 0.5]
    layers = Layers(frame, pixels, infrared, listed)
    assert layers.power is not None
    assert abs(layers.power - 1) < 0.15
    before = after = 0.0
    count = 0
    for one in listed:
        layer = layers.of(one.rect, one.mask)
        if layer is None:
            continue
        count += 1
        covered = layer.opacity > 0
        truth = clean[layer.rect.slices].astype(np.float64)
        before += float((np.abs(pixels[layer.rect.slices] - truth)[covered]).mean())
        after += float((np.abs(divided(pixels, layer) - truth)[covered]).mean())
    assert count >= 5
    assert after < before / 2.5  # edges are softer in infrared: specks of seven pixels are half edge


def test_on_an_even_background_a_fill_is_better_than_a_division() -> None:
    pixels, infrared = film(0.05, (1.0, 0.5), noise=0.05, spots=SPOTS)
    even = np.full_like(pixels, 20000)
    rng = np.random.default_rng(1)
    for y, x in SPOTS:
        even[y : y + 7, x : x + 7] = 10000
    even += rng.integers(0, 40, even.shape).astype(even.dtype)
    frame = calibrated(pixels, infrared)
    listed = [one for one in detect(frame, pixels, infrared) if isinstance(one, Dust) and one.confidence >= 0.5]
    assert not any(Layers(frame, even, infrared, listed).of(one.rect, one.mask) for one in listed)


def test_with_few_components_the_power_is_not_known() -> None:
    pixels, infrared = film(0.05)
    frame = calibrated(pixels, infrared)
    assert power_of(frame, pixels, infrared, ()) is None


def test_the_soft_edge_of_a_component_is_two_pixels_in_all_directions():
    rng = np.random.default_rng(4)
    for shape in ((12, 15), (3, 20), (30, 4)):
        inside = rng.random(shape) > 0.95
        assert (transmission._near(inside) == ndimage.binary_dilation(inside, np.ones((5, 5)))).all()


def test_medians_of_few_values_are_those_of_numpy():
    for count in (1, 2, 7, 40):
        values = np.random.default_rng(count).normal(0, 1, count).astype(np.float32)
        assert middle(values) == float(np.median(values))
