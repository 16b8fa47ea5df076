"""Guide lines as the exemplar stage follows them: which line, how far beside it, and no further than its reach."""

import numpy as np
import pytest
from numpy.typing import NDArray

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.guidance import Guide
from inpaint_studio.editing.picture import Picture
from inpaint_studio.filling.crops import Crop
from inpaint_studio.filling.engine import Engine
from inpaint_studio.filling.exemplar_stage import _lines_in
from inpaint_studio.filling.mosaic import Mosaic
from inpaint_studio.filling.plan import plan
from inpaint_studio.filling.request import FillRequest, FillResult
from inpaint_studio.filling.traces import Lines, Numbers, Traces

LEVEL = ((0.0, 50.5), (200.0, 50.5))  # along the centres of row 50


def _followed(
    lines: Lines, radius: float = 60.0, scale: float = 1.0, numbers: Numbers = ()
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The fourth value of the look, and what it counts, both (120, 200)."""
    look = np.zeros((120, 200, 4), np.float32)
    ty, tx = (plane.ravel().astype(np.int32) for plane in np.mgrid[:120, :200])
    counts = Traces.of(lines, numbers, radius).follow(look, scale, ty, tx)
    return look[:, :, 3], counts.reshape(120, 200)


def test_both_sides_are_alike_and_it_fades_out():
    place, counts = _followed((LEVEL,))
    beside = place[:, 100] - 8
    assert beside[50] == pytest.approx(0, abs=1e-6)
    assert beside[45] == pytest.approx(-beside[55])
    assert abs(beside[45]) == pytest.approx(5 / 20)  # the reach for a hole of 120 pixels
    for side in (29, 30, 70, 71):
        assert place[side, 100] == 0
        assert counts[side, 100] == pytest.approx(0, abs=1e-6)
    column = counts[:, 100]
    assert column[50] == pytest.approx(0.1)
    assert np.allclose(column[50:72], column[50:28:-1])
    assert (np.diff(column[50:71]) < 0).all()
    assert np.abs(np.diff(column)).max() < 0.006  # a taper, and no step anywhere


def test_lines_are_told_apart_and_pieces_of_one_are_not():
    two = (((0.0, 30.5), (200.0, 30.5)), ((0.0, 90.5), (200.0, 90.5)))
    place, _ = _followed(two)
    assert abs(place[30, 50] - place[90, 50]) >= 6
    one, _ = _followed(two, numbers=(4, 4))
    assert one[33, 50] == pytest.approx(one[93, 50])


def test_the_nearer_of_two_lines_counts():
    place, _ = _followed((((0.0, 40.5), (200.0, 40.5)), ((0.0, 52.5), (200.0, 52.5))))
    number = np.round(place[:, 100] / 8)
    assert set(number[21:46]) == {1}
    assert set(number[47:72]) == {2}


def test_a_line_that_leaves_the_picture_or_does_not_move_harms_nothing():
    place, counts = _followed(
        (((-900.0, 50.5), (2000.0, 50.5)), ((5.0, 5.0), (5.0, 5.0)), ((-90.0, -90.0), (-50.0, 0.0)))
    )
    plain, _ = _followed((LEVEL,))
    assert np.allclose(place[:, 5:195], plain[:, 5:195], atol=1e-3)
    assert counts.max() == pytest.approx(0.1)
    nothing, counts = _followed(())
    assert not nothing.any()
    assert not counts.any()


def test_every_level_sees_at_least_two_pixels():
    place, _ = _followed((LEVEL,), radius=20, scale=16.0)
    assert np.count_nonzero(place[:, 6]) >= 3
    large, _ = _followed((LEVEL,), radius=400)
    assert large.any(axis=1).sum() == 120  # 100 pixels to each side


def test_on_each_scale_the_line_lies_where_it_lies():
    fine, _ = _followed((((0.0, 64.0), (200.0, 64.0)),), radius=60)
    coarse, _ = _followed((((0.0, 64.0), (200.0, 64.0)),), radius=60, scale=4.0)
    assert fine[63, 30] - 8 == pytest.approx(-(fine[64, 30] - 8), abs=1e-5)
    assert coarse[15, 10] - 8 == pytest.approx(-(coarse[16, 10] - 8), abs=1e-5)


def test_a_line_is_cut_into_the_pieces_that_lie_in_a_rectangle():
    guide = Guide(((-50.0, 10.0), (50.0, 10.0), (50.0, 90.0), (-50.0, 90.0)))
    assert guide.within(Rect(0, 0, 40, 100)) == [((0.0, 10.0), (40.0, 10.0)), ((40.0, 90.0), (0.0, 90.0))]
    assert guide.within(Rect(0, 0, 60, 100)) == [((0.0, 10.0), (50.0, 10.0), (50.0, 90.0), (0.0, 90.0))]
    assert guide.within(Rect(200, 200, 5, 5)) == []


def test_automatic_copies_along_a_line_though_its_surroundings_have_no_texture():
    pixels = np.full((160, 200, 3), 60, np.uint8)
    pixels[:80] = 200
    mask, hole = np.full((50, 60), 255, np.uint8), Rect(70, 55, 60, 50)
    engine = Engine(device="cpu", threads=1)
    methods = []
    along, beside = (Guide(((0.0, y), (200.0, y))) for y in (80.0, 150.0))
    for guides, finds in (((), False), ((along,), False), ((beside,), False), ((), True)):
        request = FillRequest(Picture(pixels), (), hole, mask, "auto", guides=guides, settings={"lines": finds})
        *_, result = engine.fill(request)
        assert isinstance(result, FillResult)
        methods.append(result.fills[0].recipe.method)
        if methods[-1] == "hybrid":
            rows = result.fills[0].pixels[:, 30, 0]
            assert (rows[:24] > 150).all()
            assert (rows[26:] < 110).all()
    assert methods == ["generator", "hybrid", "generator", "hybrid"]


def test_a_line_goes_on_in_the_far_region_it_leads_to():
    pixels = np.zeros((200, 1300, 3), np.uint8)
    sources = np.zeros((200, 1300), np.uint8)
    sources[30:170, 1000:1220] = 255
    line = Guide(((20.0, 88.0), (1250.0, 88.0)))
    mask = np.full((36, 40), 255, np.uint8)
    request = FillRequest(Picture(pixels), (), Rect(60, 70, 40, 36), mask, "exemplar", sources=sources, guides=(line,))
    (region,) = plan(request).regions
    crop = Crop.of(request, region.reach)
    mosaic = Mosaic.of(request, crop, region.beside)
    (near, far) = _lines_in(request.guides, crop.rect, mosaic)
    assert near[0] == far[0] == 0
    ((rect, at),) = mosaic.places
    assert all(0 <= x <= region.reach.width and y == 88 - region.reach.y for x, y in near[1])
    assert all(at.x <= x <= at.right and y == 88 - rect.y + at.y for x, y in far[1])
