"""Layers of damage."""

import numpy as np
import pytest
from scipy import ndimage

from inpaint_studio.model.photographs.damage import layers
from inpaint_studio.model.photographs.damage.sources import Outlines, Sources


def outlines(*shapes: list[tuple[float, float]]) -> Outlines:
    arrays = tuple(np.array(shape, np.float32) for shape in shapes)
    return Outlines(arrays, np.stack([np.concatenate([one.min(0), one.max(0)]) for one in arrays]))


def square(x: float, y: float, side: float) -> list[tuple[float, float]]:
    return [(x, y), (x + side, y), (x + side, y + side), (x, y + side)]


@pytest.fixture(scope="module")
def sources() -> Sources:
    piece = np.zeros((60, 60), np.uint8)
    piece[29:31] = 255
    dust = [square(x, y, 6) for x in range(0, 900, 90) for y in range(0, 900, 90)]
    return Sources({"hair": [piece], "dirt": [piece], "dots": [piece]}, [outlines(*dust)])


@pytest.mark.parametrize("has_sources", [True, False])
def test_a_layer_is_an_opacity_and_depends_on_the_seed_alone(sources, has_sources):
    of = sources if has_sources else Sources()
    drawn = [layers.layer(128, of, np.random.default_rng(seed)) for seed in range(24)]
    again = layers.layer(128, of, np.random.default_rng(3))
    assert all(one.shape == (128, 128) and one.dtype == np.float32 for one in drawn)
    assert all(one.min() >= 0 and one.max() <= 1 for one in drawn)
    assert np.array_equal(again, drawn[3])
    assert sum(one.max() > 0.25 for one in drawn) > 18


def test_every_kind_of_layer_draws(sources):
    for draw, _ in layers._LAYERS:
        sheets = [draw(128, sources, np.random.default_rng(seed)) for seed in range(6)]
        assert all(sheet is not None and sheet.size == (128, 128) for sheet in sheets)
        assert any(np.asarray(sheet).any() for sheet in sheets)


def test_thick_stains_are_no_thin_damage():
    stain, dust = square(0, 0, 400), square(600, 600, 12)
    of = Sources({}, [outlines(stain, stain, dust)])
    most = max(
        float((np.asarray(layers._outlines(128, of, np.random.default_rng(seed))) > 0).mean()) for seed in range(20)
    )
    assert most < 0.02


@pytest.mark.parametrize("kind", ["dirt", "dots", "smut", "spots", "stain"])
def test_blobs_are_painted_no_larger_than_thin_damage(kind):
    of = Sources({kind: [np.full((200, 200), 255, np.uint8)]})
    sheets = [np.asarray(layers._pieces(320, of, np.random.default_rng(seed))) > 127 for seed in range(40)]
    drawn = [sheet for sheet in sheets if sheet.any()]
    assert drawn
    # A dot of these textures is a hundred pixels wide: painted so, half of all damage of a set was large and soft.
    thickest = max(2 * ndimage.distance_transform_edt(np.pad(sheet, 1)).max() for sheet in drawn)
    assert thickest <= 2 * layers.LARGEST_BLOB  # two may lie on each other


def test_a_fold_has_a_core_and_shading_beside_it():
    cores, shades = zip(*(layers.flank(128, np.random.default_rng(seed)) for seed in range(12)), strict=True)
    assert all(core.min() >= 0 and core.max() <= 1 for core in cores)
    assert all(np.abs(shade).max() < 0.2 for shade in shades)
    assert np.mean([(core > 0.3).mean() for core in cores]) < 0.05
    assert np.mean([(np.abs(shade) > 0.01).mean() for shade in shades]) > 0.05
