"""State: one frozen value that shares what is unchanged with the last one."""

from dataclasses import replace

import numpy as np
import pytest

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.guidance import Guidance, Guide, SourceRegion
from inpaint_studio.editing.history import FillStep, History, mask_step
from inpaint_studio.editing.picture import Picture
from inpaint_studio.editing.state import FillSettings, NamedMasks, State, difference
from inpaint_studio.editing.tiles import PackedTiles


@pytest.fixture
def document() -> Document:
    return Document(Picture(np.zeros((200, 300, 3), np.uint8), "small.png"))


def _mark(document: Document, x: int, name: str = "Mark") -> None:
    rect = Rect(x, 20, 40, 40)
    document.commit(mask_step(document, name, rect, np.full((40, 40), 255, np.uint8)))


def test_a_state_stays_as_it_is_and_shares_what_is_equal(document: Document) -> None:
    _mark(document, 20, "first")
    state = document.state
    _mark(document, 120, "second")
    assert [step.name for step in state.history.steps] == ["first"]
    assert state.history.serial != document.history.serial
    assert document.state.history.steps[0] is state.history.steps[0]
    assert document.state.fills is state.fills
    assert document.state.named_masks is state.named_masks
    document.undo()
    assert document.history.serial == state.history.serial


def test_guides_sources_and_settings_are_part_of_the_state(document: Document) -> None:
    before = document.state
    sources = PackedTiles.of_mask(np.full((200, 300), 255, np.uint8))
    settings = FillSettings("exemplar", None, {"grain": 0.5})
    guides = (Guide(((1.0, 2.0), (3.0, 4.0))),)
    document.lay(replace(before, guidance=Guidance(guides, (SourceRegion(sources),)), settings=settings))
    _mark(document, 20)
    document.undo()
    snapshot = document.snapshot()
    assert snapshot.guides == guides
    assert snapshot.sources is sources
    assert snapshot.settings == settings
    assert before.guides == ()
    assert before.sources is None


def test_the_difference_of_two_states_is_where_their_fills_differ(document: Document) -> None:
    before = document.state
    pixels, coverage = np.full((9, 11, 3), 200, np.uint8), np.full((9, 11), 255, np.uint8)
    document.commit(FillStep("Fill", (), (Fill("a", Rect(7, 5, 11, 9), pixels, coverage, RECIPE),)))
    assert difference(before, document.state) == {0: Rect(7, 5, 11, 9)}
    assert difference(document.state, document.state) == {}
    _mark(document, 20)
    assert difference(before, document.state) == {0: Rect(7, 5, 11, 9)}  # a mask is no fill


SIZE, RECIPE = Size(300, 200), Recipe("telea")


def _plane(value: int = 255) -> np.ndarray:
    mask = np.zeros((200, 300), np.uint8)
    mask[20:60, 30:90] = value
    return mask


def test_named_masks_are_a_value_and_each_reading_is_another_array() -> None:
    none = NamedMasks(SIZE)
    one = none.with_mask("sky", _plane())
    two = one.with_mask("sea", PackedTiles.of_mask(_plane(90))).with_mask("sky", _plane(7))
    assert (list(none), list(one), sorted(two)) == ([], ["sky"], ["sea", "sky"])
    assert np.array_equal(one["sky"], _plane())
    assert np.array_equal(two["sky"], _plane(7))
    one["sky"][:] = 1
    assert np.array_equal(one["sky"], _plane())
    assert two.packed("sea") is two.without("sky").packed("sea")
    assert two.nbytes > one.nbytes > none.nbytes == 0


def test_a_named_mask_of_another_size_or_of_no_name_is_refused() -> None:
    with pytest.raises(ValueError, match=r"“sky” is 300 x 201 pixels; the picture is 300 x 200"):
        NamedMasks(SIZE).with_mask("sky", np.zeros((201, 300), np.uint8))
    with pytest.raises(KeyError):
        NamedMasks(SIZE).without("sky")


def test_a_state_without_a_mask_shows_an_empty_one_that_nobody_can_write_to(document: Document) -> None:
    state = State.of(document.picture, History())
    assert state.mask.shape == (200, 300)
    assert not state.mask.any()
    for mask in (state.mask, replace(state, masks={0: _plane()}).mask):
        with pytest.raises(ValueError, match="read-only"):
            mask[0, 0] = 1


def test_the_composite_of_a_state_is_its_picture_with_its_fills(document: Document) -> None:
    fill = Fill("a", Rect(7, 5, 11, 9), np.full((9, 11, 3), 200, np.uint8), np.full((9, 11), 255, np.uint8), RECIPE)
    state = replace(State.of(document.picture, History()), fills=(fill,))
    whole = state.composite()
    assert (whole[fill.rect.slices] == 200).all()
    assert np.count_nonzero(whole) == 9 * 11 * 3
    part = Rect(10, 0, 20, 10)
    assert np.array_equal(state.composite(part), whole[part.slices])
    hidden = replace(state, fills=(replace(fill, visible=False),))
    assert not hidden.composite().any()
    assert difference(state, hidden) == {0: fill.rect}
