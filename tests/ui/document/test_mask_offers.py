"""What is offered for a mask: in sight and in parts it is what it would be as a whole."""

import numpy as np
import pytest

from inpaint_studio.editing.fills import Fill, Recipe, composite
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.operations import OPERATIONS, Operation, reduced
from inpaint_studio.editing.picture import Picture
from inpaint_studio.options import NoOptions
from inpaint_studio.ui.canvas.proposal import Proposal, Sight
from inpaint_studio.ui.document import mask_offers
from inpaint_studio.ui.document.mask_offers import Scene

SIZE = Rect(0, 0, 700, 520)


def _fill(rect: Rect, colour: int) -> Fill:
    pixels = np.full((rect.height, rect.width, 3), colour, np.uint8)
    coverage = np.random.default_rng(colour).integers(0, 256, (rect.height, rect.width), np.uint8)
    return Fill(f"{rect}", rect, pixels, coverage, Recipe("membrane"))


@pytest.fixture(scope="module")
def scene() -> Scene:
    random = np.random.default_rng(6)
    pixels = random.integers(0, 256, (520, 700, 3), np.uint8)
    mask = np.zeros((520, 700), np.uint8)
    for _ in range(40):
        x, y = (int(value) for value in random.integers(0, (660, 480)))
        mask[y : y + 30, x : x + int(random.integers(1, 40))] = int(random.integers(1, 256))
    fills = tuple(_fill(Rect(x, y, 120, 90), x % 256) for x, y in ((0, 0), (90, 40), (555, 400), (300, 200)))
    return Scene(Picture(pixels), fills, mask)


@pytest.mark.parametrize("unit", [1, 2, 8, 64])
@pytest.mark.parametrize("rect", [SIZE, Rect(64, 64, 200, 130), Rect(128, 384, 572, 136)])
def test_a_coarse_look_is_every_so_manieth_pixel_of_the_composite(scene, monkeypatch, rect, unit):
    monkeypatch.setattr(mask_offers, "_TILE", 128)  # several tiles, as on a large picture
    expected = composite(scene.picture, scene.fills, rect)[::unit, ::unit]
    assert np.array_equal(scene.look(rect, unit), expected)


def test_where_no_fill_lies_the_pictures_own_pixels_are_looked_at(scene):
    seen = scene.look(Rect(200, 450, 50, 50))
    assert np.shares_memory(seen, scene.picture.pixels)


@pytest.mark.parametrize("key", ["grow", "shrink", "feather", "smooth", "brightness"])
@pytest.mark.parametrize("rect", [SIZE, Rect(256, 256, 256, 256)])
def test_what_is_in_sight_is_worked_out_as_in_the_whole_picture(scene, monkeypatch, key, rect):
    monkeypatch.setattr(mask_offers, "_TILE", 128)
    operation = OPERATIONS[key]
    options = operation.options()
    *_, last = mask_offers.proposals(operation, scene, Sight(rect, 0), options)
    whole = mask_offers.whole(operation, scene, scene.mask, options)
    assert last.level == 0
    different = np.abs(last.mask.astype(int) - whole[1][rect.slices])
    assert different.max() <= (1 if key in ("feather", "smooth") else 0)  # of rounding, in the blurs


@pytest.mark.parametrize(("level", "levels"), [(0, [0]), (3, [3, 0])])
def test_the_sight_is_shown_as_coarse_as_the_screen_first(scene, level, levels):
    proposals = mask_offers.proposals(OPERATIONS["grow"], scene, Sight(SIZE, level), OPERATIONS["grow"].options())
    shown = [proposal for proposal in proposals if proposal is not None]
    assert [proposal.level for proposal in shown] == levels
    for proposal in shown:
        assert proposal.mask.shape == (-(-520 // (1 << proposal.level)), -(-700 // (1 << proposal.level)))


def test_what_takes_long_is_shown_coarser_than_the_screen_before(scene):
    slow = Operation(
        "slow",
        "Slow",
        "Slow",
        NoOptions,
        lambda part, options: part.mask,
        lambda options: 0,
        "most",
        seconds_per_pixel=1e-5,
    )
    shown: list[Proposal] = [
        one for one in mask_offers.proposals(slow, scene, Sight(SIZE, 1), NoOptions()) if one is not None
    ]
    levels = [proposal.level for proposal in shown]
    assert levels[0] > 1
    assert levels == sorted(levels, reverse=True)
    assert levels[-2:] == [1, 0]
    for proposal in shown:
        assert np.array_equal(proposal.mask, reduced(scene.mask, 1 << proposal.level, "most"))


def test_between_two_tiles_the_work_can_be_given_up(scene, monkeypatch):
    monkeypatch.setattr(mask_offers, "_TILE", 128)
    worked: list[int] = []
    count = Operation(
        "count",
        "Count",
        "Count",
        NoOptions,
        lambda part, options: (worked.append(1), part.mask)[1],
        lambda options: 0,
    )
    walk = mask_offers.proposals(count, scene, Sight(SIZE, 0), NoOptions())
    assert next(walk) is None
    walk.close()
    assert len(worked) == 1
