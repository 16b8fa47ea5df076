"""A source region works anywhere in the picture, in every method that copies, at a bounded cost."""

import numpy as np
import pytest

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Mask, Picture, Pixels
from inpaint_studio.filling import far_sources
from inpaint_studio.filling.crops import Crop
from inpaint_studio.filling.engine import Engine
from inpaint_studio.filling.far_sources import SourceCells
from inpaint_studio.filling.mosaic import Mosaic
from inpaint_studio.filling.plan import plan
from inpaint_studio.filling.request import FillRequest, FillResult

COPYING = ("auto", "exemplar", "hybrid", "patchmatch")
SIZE = (200, 1300)
HOLE = Rect(60, 70, 40, 36)
FAR = Rect(1000, 30, 220, 140)  # more than 900 pixels from the hole


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(device="cpu", threads=1)


def _pixels(dtype: str = "uint8", channels: int = 3) -> Pixels:
    """Dark grain everywhere, and light grain in the region: where a copy came from can be told by its colour."""
    rng = np.random.default_rng(5)
    values = rng.integers(40, 70, (*SIZE, channels)).astype(np.uint16)
    values[FAR.slices] = rng.integers(180, 230, (FAR.height, FAR.width, channels))
    if channels in (2, 4):
        values[:, :, -1] = 255
    top = {"uint8": 1, "uint16": 257, "float32": 1 / 255}[dtype]
    return (values * top).astype(dtype)


def _request(pixels: Pixels, method: str, sources: Mask | None, hole: Rect = HOLE) -> FillRequest:
    mask = np.full((hole.height, hole.width), 255, np.uint8)
    return FillRequest(Picture(pixels), (), hole, mask, method=method, seed=4, sources=sources)


def _sources(*rects: Rect) -> Mask:
    sources = np.zeros(SIZE, np.uint8)
    for rect in rects:
        sources[rect.slices] = 255
    return sources


def _filled(engine: Engine, request: FillRequest) -> FillResult:
    *_, result = engine.fill(request)
    assert isinstance(result, FillResult)
    return result


@pytest.mark.parametrize("method", COPYING)
def test_texture_comes_from_a_region_900_pixels_away(engine: Engine, method: str):
    result = _filled(engine, _request(_pixels(), method, _sources(FAR)))
    (fill,) = result.fills
    assert not result.notes
    middle = fill.pixels[8:-8, 8:-8]  # nearer to the border the generator's colours lead
    assert (middle > 150).mean() > 0.95
    assert middle.std() > 8  # grain, and nothing smooth
    for piece in result.pieces:
        assert FAR.grow(1).contains(piece.source)


@pytest.mark.parametrize(("dtype", "channels"), [("uint16", 3), ("uint8", 4), ("float32", 1)])
def test_in_any_depth_the_samples_are_those_of_the_region(engine: Engine, dtype: str, channels: int):
    pixels = _pixels(dtype, channels)
    (fill,) = _filled(engine, _request(pixels, "exemplar", _sources(FAR))).fills
    colours = fill.pixels[8:-8, 8:-8, : channels - (channels == 4)].astype(float)
    assert (colours > 0.6 * pixels.astype(float).max()).mean() > 0.95
    if channels == 4:
        assert (fill.pixels[:, :, 3] == 255).all()


def test_the_same_request_gives_the_same_samples_on_any_number_of_threads(engine: Engine):
    request = _request(_pixels(), "hybrid", _sources(FAR))
    first, second = (_filled(one, request).fills[0] for one in (engine, Engine(device="cpu", threads=2)))
    assert np.array_equal(first.pixels, second.pixels)
    assert np.array_equal(first.pixels, _filled(engine, request).fills[0].pixels)
    assert first.recipe.sources is not None
    assert np.array_equal(first.recipe.sources.unpack(), request.sources)


def test_of_a_far_region_that_is_too_large_the_nearest_part_is_used_and_that_is_said(engine: Engine):
    wide = Rect(600, 0, 700, 200)
    request = _request(_pixels(), "exemplar", _sources(wide))
    (region,) = plan(request).regions
    assert region.unused > 0
    assert max(rect.right for rect in region.beside) < wide.right
    (note,) = _filled(engine, request).notes
    assert note.startswith("The source regions hold more than one fill looks through")
    for sources in (_sources(FAR), np.full(SIZE, 255, np.uint8)):  # all of it is used; it is no choice of a place
        (region,) = plan(_request(_pixels(), "exemplar", sources)).regions
        assert region.unused == 0


def test_one_region_near_and_one_far_are_both_taken_from():
    near = Rect(110, 60, 40, 60)
    (region,) = plan(_request(_pixels(), "exemplar", _sources(near, FAR))).regions
    assert [rect.contains(FAR) for rect in region.beside] == [True]


def test_without_source_regions_nothing_is_set_beside_a_hole():
    for sources in (None, np.full(SIZE, 255, np.uint8)):
        (region,) = plan(_request(_pixels(), "exemplar", sources, Rect(300, 20, 160, 160))).regions
        # A region everywhere adds what the hole itself takes from the reach, and little more.
        assert sum(rect.area for rect in region.beside) <= (0 if sources is None else 2 * 160 * 160 + 2**16)
    (region,) = plan(_request(_pixels(), "generator", _sources(FAR))).regions
    assert region.beside == ()


def test_what_is_set_beside_is_bounded_whatever_its_form():
    sources = np.zeros((3000, 4000), np.uint8)
    sources[:40] = sources[-40:] = 255  # a frame round the whole picture
    sources[:, :40] = sources[:, -40:] = 255
    sources[1000:2900, 2000:3900] = 255
    pixels = np.zeros((3000, 4000, 1), np.uint8)
    request = _request(pixels, "exemplar", sources, Rect(500, 500, 300, 300))
    (region,) = plan(request).regions
    area = sum(rect.area for rect in region.beside)
    assert region.reach.area / 2 < area < 3 * far_sources.MOST
    mosaic = Mosaic.of(request, Crop.of(request, region.reach), region.beside)
    assert mosaic.hidden.size - region.reach.area < 4 * far_sources.MOST
    assert region.beside == plan(request).regions[0].beside


def test_a_speck_gets_no_more_than_a_little_of_a_large_region():
    sources = np.zeros((1500, 1500), np.uint8)
    sources[600:] = 255
    cells = SourceCells.of(request := _request(np.zeros((1500, 1500, 3), np.uint8), "exemplar", sources), sources)
    (region,) = plan(request).regions
    wanted = max(region.reach.area, far_sources.LEAST)
    assert wanted <= sum(rect.area for rect in cells.beside(region)) < 2.5 * wanted


def test_copied_places_are_told_in_the_picture(engine: Engine):
    pixels = _pixels()
    request = _request(pixels, "exemplar", _sources(FAR))
    (region,) = plan(request).regions
    crop = Crop.of(request, region.reach)
    mosaic = Mosaic.of(request, crop, region.beside)
    height, width = mosaic.hidden.shape
    rows, columns = np.mgrid[:height, :width].astype(np.int32)
    there = mosaic.in_picture((rows, columns))
    known = ~mosaic.hidden & ~mosaic.crop.hole
    y, x = there[0][known] + region.reach.y, there[1][known] + region.reach.x
    assert np.array_equal(pixels[y, x], mosaic.crop.pixels[known])
    barred = mosaic.barred(request, np.ones(crop.hole.shape, bool))
    y, x = there[0][~barred] + region.reach.y, there[1][~barred] + region.reach.x
    assert (request.sources[y, x] == 255).all()
    assert np.count_nonzero(~barred) == FAR.area


def test_what_is_to_be_filled_itself_is_no_source(engine: Engine):
    pixels, mask = _pixels(), np.zeros(SIZE, np.uint8)
    mask[HOLE.slices] = mask[60:120, 1050:1150] = 255
    pixels[60:120, 1050:1150] = [255, 0, 0]
    request = FillRequest(
        Picture(pixels), (), Picture(pixels).rect, mask, method="exemplar", sources=_sources(Rect(1030, 40, 140, 100))
    )
    for fill in _filled(engine, request).fills:
        assert not ((fill.pixels[..., 0] > 240) & (fill.pixels[..., 1] < 20)).any()


def test_a_method_of_another_kind_is_not_shown_what_lies_elsewhere():
    for method in ("membrane", "telea", "navier-stokes", "generator"):
        (region,) = plan(_request(_pixels(), method, _sources(FAR))).regions
        assert region.beside == ()
        assert region.copied == region.reach.area
