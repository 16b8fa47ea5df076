"""Guide lines and source regions: values, steps of the history, and what becomes of them after a fill."""

import numpy as np
import pytest

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.geometry import NOWHERE, Rect
from inpaint_studio.editing.guidance import Guidance, Guide, SourceRegion, after_fill
from inpaint_studio.editing.history import FillStep, GuidanceChange, GuidanceStep, mask_step
from inpaint_studio.editing.picture import Picture
from inpaint_studio.editing.tiles import PackedTiles

LINE = Guide(((10.0, 20.0), (110.0, 20.0)))
OTHER = Guide(((10.0, 150.0), (50.0, 150.0)))


def _region(*rects: Rect, visible: bool = True) -> SourceRegion:
    mask = np.zeros((200, 300), np.uint8)
    for rect in rects:
        mask[rect.slices] = 255
    return SourceRegion(PackedTiles.of_mask(mask), visible)


LEFT, RIGHT = _region(Rect(0, 0, 60, 200)), _region(Rect(200, 100, 90, 90))


def _lay(document: Document, name: str, after: Guidance) -> None:
    document.commit(GuidanceStep(name, GuidanceChange(document.state.guidance, after)))


@pytest.fixture
def document() -> Document:
    return Document(Picture(np.zeros((200, 300, 3), np.uint8)))


def test_guide_lines_and_regions_are_done_and_undone_by_name(document: Document):
    _lay(document, "Guide line", Guidance((LINE,)))
    _lay(document, "Source region", Guidance((LINE,), (LEFT,)))
    _lay(document, "Remove guide line", Guidance((), (LEFT,)))
    assert document.history.undo_name == "Remove guide line"
    assert document.state.guides == ()
    assert document.undo() == NOWHERE
    assert document.state.guides == (LINE,)
    assert document.state.sources is LEFT.area
    document.jump_to(0)
    assert not document.state.guidance
    assert document.state.sources is None
    document.jump_to(3)
    assert document.state.guidance == Guidance((), (LEFT,))
    assert document.is_modified


def test_a_region_made_of_the_mask_gives_it_back_in_one_undo(document: Document):
    rect = Rect(20, 30, 40, 50)
    document.commit(mask_step(document, "Brush", rect, np.full((50, 40), 255, np.uint8)))
    marked = document.mask.copy()
    region = SourceRegion(PackedTiles.of_mask(marked))
    clearing = mask_step(document, "Source region", rect, np.zeros((50, 40), np.uint8))
    document.commit(GuidanceStep("Source region", GuidanceChange(Guidance(), Guidance((), (region,))), clearing))
    assert not document.mask.any()
    document.undo()
    assert np.array_equal(document.mask, marked)
    assert document.state.sources is None
    precomputed = document.precompute(2)
    document.jump_to(2, precomputed)
    assert not document.mask.any()
    assert document.state.guidance.regions == (region,)


def test_what_is_hidden_leads_no_fill(document: Document):
    hidden = Guide(OTHER.points, visible=False)
    _lay(document, "Guide line", Guidance((LINE, hidden), (LEFT, _region(Rect(9, 9, 9, 9), visible=False))))
    assert document.state.guides == (LINE,)
    assert document.state.sources is LEFT.area


def test_several_regions_are_one_for_a_fill():
    both = Guidance((), (LEFT, RIGHT))
    assert both.sources is not None
    assert np.array_equal(both.sources.unpack(), np.maximum(LEFT.area.unpack(), RIGHT.area.unpack()))
    assert both.with_guides((LINE,)).sources is both.sources


def test_what_lies_under_the_pointer():
    guidance = Guidance((LINE, OTHER, Guide(((10.0, 21.0), (110.0, 21.0)), visible=False)), (LEFT, RIGHT))
    assert guidance.at(60, 24, 5) is LINE
    assert guidance.at(60, 30, 5) is None
    assert guidance.at(30, 155, 8) is OTHER
    assert guidance.at(30.7, 190.2, 8) is LEFT
    assert guidance.at(250, 120, 8) is RIGHT
    assert guidance.at(-5, 500, 2) is None


def test_bytes_of_regions_count_for_the_history():
    change = GuidanceChange(Guidance(), Guidance((LINE,), (LEFT, RIGHT)))
    assert change.nbytes > LEFT.area.nbytes + RIGHT.area.nbytes
    assert FillStep("Fill", (), (), None, change).nbytes > GuidanceStep("Guide line", change).nbytes - 1000


def test_after_a_fill_what_served_it_is_kept_hidden_or_removed():
    used = Guidance((LINE, OTHER), (LEFT,))
    hole = Rect(40, 10, 30, 30)
    assert after_fill(used, used, hole, "keep", "keep") is used
    hidden = after_fill(used, used, hole, "hide", "hide")
    assert hidden.guides == (Guide(LINE.points, visible=False), OTHER)  # the other line is far from the hole
    assert [region.visible for region in hidden.regions] == [False]
    assert hidden.sources is None
    assert after_fill(used, used, hole, "clear", "clear") == Guidance((OTHER,))
    later = Guidance((LINE, Guide(((41.0, 11.0), (60.0, 30.0)))), (LEFT, RIGHT))  # made while the fill ran
    assert after_fill(later, used, hole, "clear", "clear") == Guidance(later.guides[1:], (RIGHT,))
    assert after_fill(later, Guidance(), hole, "clear", "clear") is later


@pytest.mark.parametrize(("lines", "left"), [("keep", 4), ("hide", 2), ("clear", 1)])
def test_found_lines_that_served_go_taken_or_dropped_and_are_never_hidden(lines, left):
    taken = Guide(((10.0, 22.0), (110.0, 22.0)), source="automatic", probability=0.6)
    dropped = Guide(((10.0, 24.0), (110.0, 24.0)), source="automatic", probability=0.8, visible=False)
    away = Guide(OTHER.points, source="automatic", probability=0.8, visible=False)
    now = Guidance((LINE, taken, dropped, away))
    assert now.dropped == (dropped, away)
    assert now.active_guides == (LINE, taken)
    after = after_fill(now, now, Rect(20, 10, 30, 20), lines, "keep")
    assert len(after.guides) == left
    assert after.guides[-1] == away  # it lies elsewhere: it did not serve
    assert taken in after.guides or lines != "keep"
    assert dropped in after.guides or lines != "keep"
