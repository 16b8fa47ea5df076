"""The structure of regions: which lines lead through, what they do to preview and guide, and which sources are near."""

from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.guidance import Guide
from inpaint_studio.editing.picture import Picture
from inpaint_studio.filling.crops import Crop
from inpaint_studio.filling.engine import Engine
from inpaint_studio.filling.plan import split
from inpaint_studio.filling.region import Region
from inpaint_studio.filling.region_structure import RegionStructure, lines_by_region, sources_of
from inpaint_studio.filling.request import FillProgress, FillRequest, FillResult

SIDE = 240
CENTRE, RADIUS = (120, 110), 30


def disc() -> np.ndarray:
    y, x = np.mgrid[:SIDE, :SIDE]
    return np.where(np.hypot(x - CENTRE[0], y - CENTRE[1]) < RADIUS, 255, 0).astype(np.uint8)


def horizon(row: int = 112) -> Picture:
    samples = np.full((SIDE, SIDE, 3), (200, 180, 140), np.uint8)
    samples[row:] = (60, 90, 70)
    return Picture(np.clip(samples + np.random.default_rng(1).integers(-2, 3, samples.shape), 0, 255).astype(np.uint8))


def request(**changes: Any) -> FillRequest:
    picture = horizon()
    return FillRequest(picture, (), picture.rect, disc(), **{"method": "exemplar", **changes})


def region_of(requested: FillRequest) -> Region:
    (region,) = split(requested.mask, requested.rect, requested.picture.size)
    return region


def structure_of(requested: FillRequest, searches: bool = True) -> RegionStructure:
    return RegionStructure.of(requested, region_of(requested), searches)


def made(requested: FillRequest) -> FillResult:
    *_, result = Engine(device="cpu", threads=1).fill(requested)
    assert isinstance(result, FillResult)
    return result


def test_a_horizon_is_found_where_it_lies():
    (line,) = structure_of(request()).automatic
    assert line.source == "automatic"
    assert 0.7 <= line.probability < 1
    points = np.array(line.points)
    np.testing.assert_allclose(points[:, 1], 112, atol=0.6)  # between the centres of rows 111 and 112
    assert points[:, 0].min() < CENTRE[0] - RADIUS - 20
    assert points[:, 0].max() > CENTRE[0] + RADIUS + 20


def test_the_window_is_offered_what_a_fill_finds():
    ((followed, _),) = lines_by_region(request(), {})
    assert followed == structure_of(request()).automatic


@pytest.mark.parametrize("field", ["dropped", "guides"])
def test_a_line_that_was_dropped_or_is_there_already_is_not_found_again(field: str):
    nearly = Guide(((60.0, 113.0), (180.0, 112.0)))
    structure = structure_of(request(**{field: (nearly,)}))
    assert structure.automatic == ()
    assert len(structure.curves) == (field == "guides")
    other = Guide(((120.0, 60.0), (121.0, 170.0)))
    assert len(structure_of(request(**{field: (other,)})).automatic) == 1


def test_without_the_search_only_drawn_lines_count():
    assert structure_of(request(), searches=False).curves == ()
    beside = Guide(((0.0, 10.0), (50.0, 10.0)))  # does not touch the hole
    assert structure_of(request(guides=(beside,)), searches=False).curves == ()


def test_the_first_preview_keeps_to_the_line():
    progress = next(iter(Engine(device="cpu", threads=1).fill(request())))
    assert isinstance(progress, FillProgress)
    assert progress.stage == "membrane"
    column = progress.pixels[:, CENTRE[0] - progress.rect.x].astype(int)
    at = 112 - progress.rect.y
    assert np.abs(column[: at - 1] - (200, 180, 140)).max() <= 4
    assert np.abs(column[at + 1 :] - (60, 90, 70)).max() <= 4
    plain = next(iter(Engine(device="cpu", threads=1).fill(request(settings=MappingProxyType({"lines": False})))))
    assert isinstance(plain, FillProgress)
    assert np.abs(plain.pixels[at - 4, CENTRE[0] - plain.rect.x].astype(int) - (200, 180, 140)).max() > 20


def test_the_guide_is_the_barriered_membrane_at_the_line_and_the_generators_away_from_it():
    requested = request()
    structure = structure_of(requested)
    crop = Crop.of(requested, structure.rect)
    colours = np.where(crop.hole[:, :, None], np.float32(0.5), crop.colours)
    joined = structure.joined(replace(crop, colours=colours), crop.hole)
    np.testing.assert_array_equal(joined[~crop.hole], colours[~crop.hole])
    smooth = structure.membrane(crop)
    x, y = CENTRE[0] - structure.rect.x, 112 - structure.rect.y
    np.testing.assert_allclose(joined[y - 2, x], smooth[y - 2, x], atol=0.05)
    np.testing.assert_allclose(joined[y - 28, x], 0.5, atol=1e-3)


def test_the_recipe_holds_the_lines_and_makes_the_same_pixels_again():
    first = made(request())
    (fill,) = first.fills
    assert [guide.source for guide in fill.recipe.guides or ()] == ["automatic"]
    assert fill.recipe.settings["lines"] is False
    again = made(request(guides=fill.recipe.guides, settings=fill.recipe.settings))
    np.testing.assert_array_equal(again.fills[0].pixels, fill.pixels)
    assert again.fills[0].recipe.guides == fill.recipe.guides


def test_sources_are_near_the_hole_or_along_a_line():
    requested = request()
    structure = structure_of(requested)
    rect, far = sources_of(requested, region_of(requested), structure)
    y, x = np.mgrid[rect.y : rect.bottom, rect.x : rect.right]
    distance = np.hypot(x - CENTRE[0], y - CENTRE[1]) - RADIUS
    beside = np.abs(y - 111.5)
    assert not far[distance <= 46].any()
    assert far[(distance >= 50) & (beside >= 11)].all()
    assert rect.width < SIDE


def test_sources_are_not_limited_where_too_few_would_remain():
    mask = np.full((SIDE, SIDE), 255, np.uint8)
    mask[:, :20] = 0
    picture = horizon()
    requested = FillRequest(picture, (), picture.rect, mask, method="exemplar")
    region = region_of(requested)
    structure = replace(RegionStructure.of(requested, region, False), radius=1.0, rect=Rect(60, 0, 180, 240))
    structure = replace(structure, field=RegionStructure.of(requested, region, False).field)
    rect, far = sources_of(requested, region, structure)
    assert rect == region.reach
    assert not far.any()


def test_a_source_region_of_a_person_overrides_the_limit():
    sources = np.zeros((SIDE, SIDE), np.uint8)
    sources[:40] = 255  # all of it further away than the limit
    result = made(request(sources=sources, settings=MappingProxyType({"lines": False})))
    assert {piece.source.bottom <= 44 for piece in result.pieces} == {True}


def test_a_thin_hole_has_no_structure():
    mask = np.zeros((SIDE, SIDE), np.uint8)
    mask[40:200, 100:104] = 255
    picture = horizon()
    (fill,) = made(FillRequest(picture, (), picture.rect, mask, method="exemplar")).fills
    assert fill.recipe.guides == ()
    assert "lines" not in fill.recipe.settings
