"""The generator stage: what each tile sees, which go together, and when its fill is the answer."""

import itertools

import numpy as np
from scipy import ndimage
from torch import Tensor

from inpaint_studio.editing.fills import composite
from inpaint_studio.editing.picture import Picture
from inpaint_studio.filling.crops import Crop
from inpaint_studio.filling.engine import Engine

from .small_fills import PLAIN, Grey, blob_and_scratch, request_of, run, texture


def test_the_generator_paints_the_hole_and_only_the_hole(engine: Engine):
    pixels = texture(220, 260, 3, "uint8")
    mask = blob_and_scratch()
    request = request_of(pixels.copy(), mask, "generator", settings=PLAIN)
    _, result = run(engine, request)
    out = composite(request.picture, result.fills, request.picture.rect)
    # Exactly what it paints; only far inside it is drawn to the membrane of the noise around, half a level off.
    apart = np.abs(out[mask == 255].astype(int) - 128)
    deep = ndimage.distance_transform_edt(mask == 255)[mask == 255] > 12  # counted in squares of 4
    assert not apart[~deep].any()
    assert apart[deep].max() <= 1


def test_later_tiles_see_what_earlier_tiles_of_the_region_filled(engine: Engine, net: Grey):
    mask = np.zeros((220, 1400), np.uint8)
    mask[80:130, 50:1350] = 255
    shown: list[float] = []

    class Watching(Grey):
        def forward(self, picture: Tensor, hole: Tensor) -> Tensor:
            shown.append(float(hole.mean()))
            return super().forward(picture, hole)

    run(Engine(device="cpu", threads=1, generator=Watching()), request_of(texture(220, 1400, 3, "uint8"), mask))
    assert len(shown) > 3
    assert shown[1] < shown[0]  # the same size of tile, less of it unknown


def test_scattered_scratches_go_through_the_generator_together_and_come_out_as_alone():
    pixels = texture(700, 900, 3, "uint8")
    mask = np.zeros((700, 900), np.uint8)
    places = [(60 + 250 * row, 60 + 250 * column) for row in range(3) for column in range(3)]
    for y, x in places:
        mask[y : y + 3, x : x + 50] = 255
    together: list[int] = []

    class Mean(Grey):
        def forward(self, picture: Tensor, hole: Tensor) -> Tensor:
            together.append(len(picture))
            mean = picture.sum(dim=(2, 3), keepdim=True) / (1 - hole).sum(dim=(2, 3), keepdim=True)
            return mean.expand(picture.shape)

    engine = Engine(device="cpu", threads=1, generator=Mean())
    _, whole = run(engine, request_of(pixels, mask, "generator", settings=PLAIN))
    assert together == [8, 1]
    picture = Picture(pixels)
    for y, x in places:
        one = np.zeros_like(mask)
        one[y : y + 3, x : x + 50] = 255
        _, alone = run(engine, request_of(pixels, one, "generator", settings=PLAIN))
        rect = alone.fills[0].rect
        expected = composite(picture, alone.fills, rect).astype(int)
        assert np.abs(composite(picture, whole.fills, rect) - expected).max() <= 1  # sums in another order


def test_the_tiles_of_one_hole_do_not_get_the_same_grain(engine: Engine):
    rng = np.random.default_rng(1)
    pixels = np.clip(np.rint(rng.normal(128, 5, (400, 1400, 3))), 0, 255).astype(np.uint8)
    mask = np.zeros((400, 1400), np.uint8)
    mask[150:250, 100:1300] = 255
    request = request_of(pixels, mask, "generator")
    regions = engine.plan(request).regions
    tiles = [tile for region in regions for tile in region.tiles]
    first, second = next((a, b) for a, b in itertools.pairwise(tiles) if a.crop.size == b.crop.size)
    _, result = run(engine, request)
    out = composite(request.picture, result.fills, request.picture.rect).astype(np.float32)
    dx, dy = second.crop.x - first.crop.x, second.crop.y - first.crop.y
    both = first.core.intersect(second.core.translate(-dx, -dy)).grow(-4)
    assert both.area > 2000
    one, other = out[both.slices][..., 0].ravel(), out[both.translate(dx, dy).slices][..., 0].ravel()
    assert one.std() > 3
    assert other.std() > 3
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.2


def test_where_there_is_no_texture_the_generator_is_the_answer(engine: Engine):
    pixels = np.full((220, 260, 3), 128, np.uint8)
    _, result = run(engine, request_of(pixels, blob_and_scratch()))
    assert {fill.recipe.method for fill in result.fills} == {"generator"}


def test_grain_is_made_only_for_fills_that_stay(engine: Engine, monkeypatch):
    """A grain costs more than all else of a large hole's fill, and a copy covers it."""
    made = []
    monkeypatch.setattr(Crop, "grained", lambda crop, filled, hole, *rest: made.append(rest[0]) or filled)
    mask = np.zeros((260, 300), np.uint8)
    mask[100:160, 100:160] = 255
    rows = np.arange(260, dtype=np.float32)[:, None, None]
    stripes = np.broadcast_to(128 + 80 * np.sin(rows / 8), (260, 300, 3)).astype(np.uint8)
    _, result = run(engine, request_of(stripes, mask))
    assert {fill.recipe.method for fill in result.fills} == {"hybrid"}
    assert made == []  # the copy has its own
    made.clear()
    run(engine, request_of(np.full((260, 300, 3), 128, np.uint8), mask))
    assert made == [1.0]
