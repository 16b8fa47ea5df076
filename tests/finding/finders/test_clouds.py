"""Clouds: bright, white and bluer than ground; what is unknown is none."""

import dataclasses

import numpy as np
import pytest

from inpaint_studio.editing.bands import Band, Levels
from inpaint_studio.editing.picture import Picture
from inpaint_studio.finding.finder import CannotSearch, Finding
from inpaint_studio.finding.finders.clouds import FINDER, CloudOptions, visible_bands
from inpaint_studio.finding.search import find
from inpaint_studio.finding.views import view_of

CLOUD = np.s_[20:36, 30:50]
SAND = np.s_[50:60, 10:30]
RED, GREEN, BLUE, NIR = 3, 2, 1, 0  # as the bands lie


def tile(dtype: str = "uint16", scale: float = 1e-4, names: bool = True, counts: bool = False) -> Picture:
    """Ground, sand that is as bright as a cloud, and a cloud; an edge of nodata that holds a cloud's values."""
    rng = np.random.default_rng(0)
    values = np.empty((80, 96, 4))
    values[:] = [0.35, 0.07, 0.09, 0.08]
    values += rng.normal(0, 0.004, values.shape)
    values[CLOUD] = [0.5, 0.45, 0.44, 0.43]
    values[SAND] = [0.5, 0.2, 0.32, 0.45]
    values[:, 90:] = [0.5, 0.45, 0.44, 0.43]
    unknown = np.zeros((80, 96), np.uint8)
    unknown[:, 90:] = 255
    bands = tuple(Band(name if names else "", "", 1.0 if counts else scale) for name in ("NIR", "Blue", "Green", "Red"))
    levels = Levels((RED, GREEN, BLUE), (0.0,) * 3, (0.3 / scale,) * 3)
    samples = values / scale
    pixels = samples.astype(dtype) if dtype == "float32" else np.rint(samples).astype(dtype)
    return Picture(pixels, bands=bands, levels=levels, unknown=unknown)


def found(picture: Picture, **options: float) -> list[Finding]:
    values = find(view_of(picture), [FINDER], {"clouds": CloudOptions(**options)})
    return [value for value in values if isinstance(value, Finding)]


@pytest.mark.parametrize("picture", [tile(), tile("float32", 1.0), tile(scale=0.5e-4, names=False)])
def test_the_cloud_is_proposed_and_neither_sand_nor_what_is_unknown(picture: Picture):
    (cloud,) = found(picture)
    assert cloud.rect.slices == CLOUD
    assert (cloud.mask == 255).all()
    assert (cloud.kind, cloud.source, cloud.confidence > 0.5) == ("cloud", "clouds", True)


def test_other_units_are_measured_by_the_brightest():
    (cloud,) = found(tile(counts=True), brightness=0.6)  # of 4500, where .25 of reflectance would be nothing
    assert cloud.rect.slices == CLOUD


def test_bright_ground_that_may_be_cloud_does_not_swallow_one():
    """Where ground is nearly as bright and white as the thresholds, all of a tile was one uncertain piece."""
    picture = tile()
    pixels = picture.pixels.copy()
    ground = picture.unknown == 0
    ground[CLOUD] = ground[SAND] = False
    pixels[ground] = np.array([2600, 2550, 2350, 2300])  # as the bands lie: certain by .45
    pixels[18:20, 30:50] = [2600, 2900, 2800, 2700]  # the cloud's thin edge
    findings = found(dataclasses.replace(picture, pixels=pixels))
    clouds = [one for one in findings if one.confidence >= 0.5]
    assert len(clouds) == 1
    assert clouds[0].rect == (24, 12, 32, 30)  # with the edge that a cloud has
    assert all(one.confidence < 0.5 for one in findings if one is not clouds[0])


@pytest.mark.parametrize("names", [("NIR", "Blue", "Green", "Red"), ("B08 nir", "B02 blue", "B03 green", "B04 red")])
def test_clouds_are_the_same_however_bands_that_have_names_are_seen(names: tuple[str, ...]):
    picture = tile()
    bands = tuple(dataclasses.replace(band, name=name) for band, name in zip(picture.bands, names, strict=True))
    picture = dataclasses.replace(picture, bands=bands)
    false = dataclasses.replace(picture, levels=Levels((NIR, RED, GREEN), (0.0,) * 3, (3000.0,) * 3))
    (one,), (other,) = found(picture), found(false)
    assert one.rect == other.rect
    assert one.confidence == other.confidence


def test_thresholds_are_the_persons():
    assert found(tile(), brightness=0.7) == []
    assert any(one.rect.slices == SAND for one in found(tile(), whiteness=1.0, haze=-0.2))


def test_bands_are_told_by_name_before_what_is_seen():
    picture = tile()
    data = view_of(picture).data
    assert data is not None
    assert visible_bands(data) == (RED, GREEN, BLUE)


def test_a_slice_has_no_clouds():
    picture = Picture(np.zeros((40, 40, 1), np.int16), bands=(Band("CT", "HU"),), levels=Levels())
    with pytest.raises(CannotSearch, match="Choose which bands"):
        found(picture)
