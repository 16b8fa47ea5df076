"""Semi-transparent dust: its opacity to visible light is measured, and dividing by it recovers the picture."""

import numpy as np

from inpaint_studio.editing.division import divided
from inpaint_studio.finding.infrared.analysis import calibrated
from inpaint_studio.finding.infrared.detection import Dust, detect
from inpaint_studio.finding.infrared.transmission import power_of, transmission_of

from ..infrared_scans import film

SPOTS = tuple((y, x) for y in (40, 90, 140, 190) for x in (40, 95, 150, 205))


def test_dividing_by_it_recovers_what_lies_under_the_dust() -> None:
    pixels, infrared = film(0.05, (1.0, 0.5), noise=0.004, spots=SPOTS)
    clean, _ = film(0.05, (1.0, 0.5), noise=0.004, spots=())
    frame = calibrated(pixels, infrared)
    listed = [one for one in detect(frame, pixels, infrared) if isinstance(one, Dust) and one.confidence >= 0.5]
    power = power_of(frame, pixels, infrared, ((one.rect, one.mask) for one in listed))
    assert power is not None
    assert abs(power - 1) < 0.15
    before = after = 0.0
    count = 0
    for one in listed:
        through = transmission_of(frame, pixels, infrared, one.rect, one.mask, power)
        if through is None:
            continue
        count += 1
        made, coverage = divided(pixels[through.rect.slices], through.opacity)
        truth = clean[through.rect.slices].astype(np.float64)
        before += float((np.abs(pixels[through.rect.slices] - truth)[coverage > 0]).mean())
        after += float((np.abs(made - truth)[coverage > 0]).mean())
    assert count >= 5
    assert after < before / 2.5  # edges are softer in infrared: specks of seven pixels are half edge


def test_with_few_components_the_power_is_not_known() -> None:
    pixels, infrared = film(0.05)
    frame = calibrated(pixels, infrared)
    assert power_of(frame, pixels, infrared, ()) is None
