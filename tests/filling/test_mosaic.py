"""Other places of a picture set beside a crop: what of them is known, and where they lie in the picture."""

import numpy as np
import pytest

from inpaint_studio.editing.fills import composite
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Picture
from inpaint_studio.filling.crops import Crop
from inpaint_studio.filling.engine import Engine
from inpaint_studio.filling.mosaic import Mosaic
from inpaint_studio.filling.plan import plan
from inpaint_studio.filling.request import FillRequest

from .data_pictures import ground, picture_of, request_of
from .small_fills import run

HEIGHT, WIDTH = 120, 700
HOLE, FAR = Rect(10, 20, 24, 20), Rect(130, 40, 50, 60)


def mosaic_of(picture: Picture) -> tuple[FillRequest, Mosaic]:
    sources = np.zeros((picture.size.height, picture.size.width), np.uint8)
    sources[FAR.slices] = 255
    mask = np.full((HOLE.height, HOLE.width), 255, np.uint8)
    request = FillRequest(picture, (), HOLE, mask, method="exemplar", sources=sources)
    (region,) = plan(request).regions
    return request, Mosaic.of(request, Crop.of(request, region.reach), (FAR,))


def test_what_is_known_of_a_place_has_its_samples_and_nothing_lies_between():
    pixels = ground(3, "uint8")
    request, mosaic = mosaic_of(Picture(pixels))
    ((rect, at),) = mosaic.places
    assert rect == FAR
    assert np.array_equal(mosaic.crop.pixels[at.slices], pixels[FAR.slices])
    assert not mosaic.hidden[at.slices].any()
    barred = mosaic.barred(
        request,
        np.ones(mosaic.crop.rect.height * mosaic.crop.rect.width, bool).reshape(
            mosaic.crop.rect.height, mosaic.crop.rect.width
        ),
    )
    assert np.count_nonzero(~barred) == FAR.area
    rows, columns = np.mgrid[at.y : at.bottom, at.x : at.right].astype(np.int32)
    y, x = mosaic.in_picture((rows, columns))
    assert (y + mosaic.crop.rect.y == np.mgrid[FAR.y : FAR.bottom, FAR.x : FAR.right][0]).all()
    assert (x + mosaic.crop.rect.x == np.mgrid[FAR.y : FAR.bottom, FAR.x : FAR.right][1]).all()


def test_what_the_file_does_not_know_of_a_place_is_hidden():
    pixels = ground(4, "int16")
    unknown = np.zeros(pixels.shape[:2], np.uint8)
    unknown[60:70, 150:160] = 255
    pixels[unknown > 0] = 32767
    _, mosaic = mosaic_of(picture_of(pixels, unknown))
    ((_, at),) = mosaic.places
    assert np.array_equal(mosaic.hidden[at.slices], unknown[FAR.slices] > 0)


@pytest.mark.parametrize("nodata", [0, 65535])
def test_data_are_copied_from_far_away_and_nothing_from_what_is_unknown_there(engine: Engine, nodata: int):
    rng = np.random.default_rng(0)
    pixels = rng.integers(4000, 4200, (HEIGHT, WIDTH, 4)).astype(np.uint16)
    pixels[:, 560:] += 300  # where texture is to come from
    unknown = np.zeros((HEIGHT, WIDTH), np.uint8)
    unknown[30:90, 620:660] = 255
    pixels[unknown > 0] = nodata
    mask, sources = np.zeros((2, HEIGHT, WIDTH), np.uint8)
    mask[50:66, 40:60] = 255
    sources[:, 570:] = 255
    request = request_of(picture_of(pixels, unknown), mask, "exemplar", sources=sources)
    assert plan(request).regions[0].beside
    _, result = run(engine, request)
    out = composite(request.picture, result.fills, request.picture.rect)[mask > 0]
    spectra = {row.tobytes() for row in pixels[(sources > 0) & (unknown == 0)]}
    assert all(row.tobytes() in spectra for row in out)
