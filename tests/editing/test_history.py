"""Undo is what was there before: every step, any order, bounded in bytes."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from inpaint_studio.editing.brush import Brush, Stroke
from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.history import fill_step, fills_step, mask_step
from inpaint_studio.editing.picture import Mask, Picture
from inpaint_studio.editing.tiles import SQUARES, strips


def make_fill(document: Document, name: str, rect: Rect, value: int = 9) -> Fill:
    pixels = np.full((rect.height, rect.width, document.picture.pixels.shape[2]), value, document.picture.pixels.dtype)
    return Fill(name, rect, pixels, np.full((rect.height, rect.width), 255, np.uint8), Recipe("membrane"))


def set_mask(document: Document, rect: Rect, value: int, name: str = "Rectangle") -> None:
    document.commit(mask_step(document, name, rect, np.full((rect.height, rect.width), value, np.uint8)))


def test_a_mask_step_touches_its_rect_and_undoes_exactly(document: Document, rng: np.random.Generator) -> None:
    document.mask[:] = rng.integers(0, 256, document.mask.shape, dtype=np.uint8)
    before = document.mask.copy()
    rect = Rect(200, 130, 301, 260)
    new = rng.integers(0, 256, (rect.height, rect.width), dtype=np.uint8)
    assert document.commit(mask_step(document, "Noise", rect, new)) == rect
    expected = before.copy()
    expected[rect.slices] = new
    np.testing.assert_array_equal(document.mask, expected)
    assert document.undo() == rect
    np.testing.assert_array_equal(document.mask, before)
    assert document.redo() == rect
    np.testing.assert_array_equal(document.mask, expected)


def test_a_step_does_not_keep_the_arrays_it_was_given(document: Document) -> None:
    new = np.full((10, 10), 255, np.uint8)
    step = mask_step(document, "Rectangle", Rect(0, 0, 10, 10), new)
    new[:] = 3
    document.commit(step)
    assert (document.mask[:10, :10] == 255).all()


def test_an_unchanged_mask_is_an_empty_step(document: Document) -> None:
    step = mask_step(document, "Clear", document.picture.rect, np.zeros_like(document.mask))
    assert step.change.is_empty
    assert step.rect.is_empty


def test_a_mask_of_another_size_is_refused(document: Document) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        mask_step(document, "Load", Rect(0, 0, 10, 10), np.zeros((10, 11), np.uint8))
    with pytest.raises(ValueError, match="does not fit"):
        mask_step(document, "Load", Rect(695, 0, 10, 10), np.zeros((10, 10), np.uint8))


def test_a_fill_clears_the_mask_it_was_asked_for_and_no_stroke_painted_since(document: Document) -> None:
    rect = Rect(100, 100, 50, 40)
    set_mask(document, rect, 255)
    request = document.mask[rect.slices].copy()
    set_mask(document, Rect(140, 100, 60, 10), 0)  # erased while the fill runs
    set_mask(document, Rect(120, 90, 10, 20), 128)  # painted while the fill runs
    before = document.mask.copy()
    fill = make_fill(document, "a", rect)
    touched = document.commit(fill_step(document, (fill,), request, rect))
    assert touched.contains(rect)
    assert document.fills == (fill,)
    expected = before.copy()
    cleared = expected[rect.slices]
    cleared[cleared == 255] = 0
    np.testing.assert_array_equal(document.mask, expected)
    assert (document.mask == 128).sum() == 200
    document.undo()
    assert document.fills == ()
    np.testing.assert_array_equal(document.mask, before)
    document.redo()
    assert document.fills == (fill,)
    np.testing.assert_array_equal(document.mask, expected)


def test_a_fill_of_another_depth_or_place_is_refused(document: Document) -> None:
    rect = Rect(0, 0, 4, 4)
    deep = Fill("a", rect, np.zeros((4, 4, 3), np.uint16), np.zeros((4, 4), np.uint8), Recipe("membrane"))
    with pytest.raises(ValueError, match="does not fit"):
        fill_step(document, (deep,), np.zeros((4, 4), np.uint8), rect)
    beside = make_fill(document, "b", Rect(698, 0, 4, 4))
    with pytest.raises(ValueError, match="outside"):
        fill_step(document, (beside,), np.zeros((4, 4), np.uint8), rect)


def test_deleting_fill_three_of_nine_leaves_the_others_identical(document: Document) -> None:
    rects = [Rect(20 + 30 * i, 40, 45, 50) for i in range(9)]
    fills = tuple(make_fill(document, str(i), rect, 10 + i) for i, rect in enumerate(rects))
    document.commit(fills_step(document, fills, "Fill"))
    shown = document.composite()
    touched = document.commit(fills_step(document, fills[:2] + fills[3:], "Delete fill"))
    assert touched == rects[2]
    assert all(a is b for a, b in zip(document.fills, fills[:2] + fills[3:], strict=True))
    now = document.composite()
    outside = np.ones(document.mask.shape, bool)
    outside[rects[2].slices] = False
    np.testing.assert_array_equal(now[outside], shown[outside])
    assert not np.array_equal(now, shown)
    document.undo()
    assert document.fills == fills
    np.testing.assert_array_equal(document.composite(), shown)


def test_hiding_and_reordering_touch_only_what_changes(document: Document) -> None:
    a, b, c = (make_fill(document, n, Rect(x, 0, 10, 10)) for n, x in (("a", 0), ("b", 100), ("c", 200)))
    document.commit(fills_step(document, (a, b, c), "Fill"))
    assert fills_step(document, (a, replace(b, visible=False), c), "Hide fill").rect == b.rect
    assert fills_step(document, (b, a, c), "Move fill").rect == a.rect.unite(b.rect)
    assert fills_step(document, (a, b, c), "Nothing").rect.is_empty


def test_a_new_step_after_undo_ends_what_could_be_redone(document: Document) -> None:
    for value in (1, 2, 3):
        set_mask(document, Rect(0, 0, 5, 5), value, f"Step {value}")
    document.undo()
    document.undo()
    assert (document.history.undo_name, document.history.redo_name) == ("Step 1", "Step 2")
    set_mask(document, Rect(0, 0, 5, 5), 9, "Step 9")
    assert [step.name for step in document.history.steps] == ["Step 1", "Step 9"]
    assert document.redo() is None
    assert document.history.nbytes == sum(step.nbytes for step in document.history.steps)


def test_jumping_anywhere_shows_that_step(document: Document, rng: np.random.Generator) -> None:
    masks = [document.mask.copy()]
    for i in range(12):
        set_mask(document, Rect(i * 20, i * 13, 100, 300), int(rng.integers(0, 256)), str(i))
        masks.append(document.mask.copy())
    for position in (3, 12, 0, 7, 7, 5):
        document.jump_to(position)
        assert document.history.position == position
        np.testing.assert_array_equal(document.mask, masks[position])
    document.jump_to(99)
    np.testing.assert_array_equal(document.mask, masks[12])


def test_past_the_budget_the_oldest_goes_and_the_newest_stays(document: Document, rng: np.random.Generator) -> None:
    document.limit_history(300_000)
    masks = []
    for i in range(12):
        noise = rng.integers(0, 256, (256, 256), dtype=np.uint8)  # 64 KiB that cannot be packed
        document.commit(mask_step(document, str(i), Rect(0, 0, 256, 256), noise))
        masks.append(document.mask.copy())
        assert document.history.nbytes <= 300_000
    assert [step.name for step in document.history.steps] == ["8", "9", "10", "11"]
    for i in (10, 9, 8, 7):
        assert document.undo() is not None
        np.testing.assert_array_equal(document.mask, masks[i])
    assert document.undo() is None


def test_a_step_larger_than_the_budget_can_still_be_undone(document: Document, rng: np.random.Generator) -> None:
    document.limit_history(1000)
    set_mask(document, Rect(0, 0, 9, 9), 7)
    before = document.mask.copy()
    noise = rng.integers(0, 256, document.mask.shape, dtype=np.uint8)
    document.commit(mask_step(document, "Noise", document.picture.rect, noise))
    assert len(document.history.steps) == 1
    assert document.undo() is not None
    np.testing.assert_array_equal(document.mask, before)


def test_a_lower_budget_never_breaks_what_is_undone(document: Document) -> None:
    for value in range(1, 7):
        set_mask(document, Rect(0, 0, 600, 600), value, str(value))
    document.jump_to(2)
    document.limit_history(0)
    assert [step.name for step in document.history.steps] == ["3", "4", "5", "6"]
    document.jump_to(4)
    assert (document.mask[:600, :600] == 6).all()


def test_modified_follows_undo_back_to_what_was_saved(document: Document) -> None:
    assert not document.is_modified
    set_mask(document, Rect(0, 0, 5, 5), 200)
    document.commit(fills_step(document, (make_fill(document, "a", Rect(0, 0, 5, 5)),), "Fill"))
    assert document.is_modified
    assert document.has_unsaved_fills
    document.mark_saved()
    assert not document.is_modified
    document.undo()
    assert document.is_modified
    assert document.has_unsaved_fills
    document.redo()
    assert not document.is_modified
    assert not document.has_unsaved_fills
    document.undo()
    set_mask(document, Rect(0, 0, 5, 5), 100)
    assert document.is_modified
    document.undo()
    assert document.is_modified  # the saved state can no longer be reached


def test_a_saved_state_that_history_forgot_stays_different(document: Document) -> None:
    document.limit_history(1)
    for value in (10, 20, 30):
        set_mask(document, Rect(0, 0, 5, 5), value)
    while document.undo():
        pass
    assert document.is_modified


def test_revision_grows_with_every_change(document: Document) -> None:
    revisions = [document.revision]
    set_mask(document, Rect(0, 0, 5, 5), 200)
    revisions.append(document.revision)
    document.undo()
    revisions.append(document.revision)
    assert document.undo() is None
    assert document.revision == revisions[-1]
    document.redo()
    revisions.append(document.revision)
    assert revisions == [0, 1, 2, 3]


def test_the_previous_mask_comes_back_after_a_clear_and_after_a_fill(document: Document) -> None:
    assert document.previous_mask is None
    rect = Rect(10, 20, 300, 200)
    set_mask(document, rect, 180)
    first = document.mask.copy()
    set_mask(document, document.picture.rect, 0, "Clear")
    np.testing.assert_array_equal(document.previous_mask.unpack(), first)
    second = Rect(400, 300, 33, 44)
    set_mask(document, second, 90)
    painted = document.mask.copy()
    fill = make_fill(document, "a", second)
    document.commit(fill_step(document, (fill,), document.mask[second.slices].copy(), second))
    np.testing.assert_array_equal(document.previous_mask.unpack(), painted)


def test_named_masks_are_copies_of_the_pictures_size(document: Document, rng: np.random.Generator) -> None:
    mask = rng.integers(0, 256, document.mask.shape, dtype=np.uint8)
    expected = mask.copy()
    document.put_mask("sky", mask)
    mask[:] = 0
    np.testing.assert_array_equal(document.named_masks["sky"], expected)
    document.named_masks["sky"][:] = 1
    np.testing.assert_array_equal(document.named_masks["sky"], expected)
    with pytest.raises(ValueError, match="700 x 600"):
        document.put_mask("wrong", np.zeros((600, 701), np.uint8))
    assert list(document.named_masks) == ["sky"]
    document.remove_mask("sky")
    assert not document.named_masks


def test_a_change_of_nearly_everything_is_kept_in_strips_and_one_of_little_is_not(rng: np.random.Generator) -> None:
    document = Document(Picture(np.zeros((1200, 2000, 1), np.uint8)))
    stroke = Stroke(document.mask, Brush(60.0, 0.2))
    stroke.begin(100, 100)
    stroke.extend(1900, 1100)
    document.commit(stroke.finish())
    painted = document.mask.copy()
    noise = (rng.random(painted.shape) < 0.5) * np.uint8(255)
    for new, tile in ((~painted, strips(document.size)), (noise, strips(document.size)), (painted // 2, SQUARES)):
        step = mask_step(document, "New", document.picture.rect, new)
        assert step.change.tile == tile
        assert step.nbytes < painted.nbytes * 0.75
        document.commit(step)
        np.testing.assert_array_equal(document.mask, new)
        document.undo()
        np.testing.assert_array_equal(document.mask, painted)


def test_what_was_foreseen_from_an_older_state_is_refused_and_changes_nothing(document: Document) -> None:
    rect = Rect(10, 10, 50, 50)
    step = mask_step(document, "Rectangle", rect, np.full((50, 50), 255, np.uint8))
    precomputed = document.precompute(step)
    set_mask(document, Rect(100, 100, 20, 20), 255)
    before, array = document.mask.copy(), document.mask
    with pytest.raises(ValueError, match="Precomputed"):
        document.commit(step, precomputed)
    with pytest.raises(ValueError, match="Precomputed"):
        document.jump_to(0, precomputed)
    assert document.mask is array
    np.testing.assert_array_equal(array, before)
    assert document.history.position == 1


def test_a_foreseen_clear_is_remembered_as_the_previous_mask(document: Document) -> None:
    set_mask(document, Rect(10, 20, 30, 40), 255)
    painted = document.mask.copy()
    step = mask_step(document, "Clear", document.picture.rect, np.zeros_like(painted))
    document.commit(step, document.precompute(step))
    assert not document.mask.any()
    np.testing.assert_array_equal(document.previous_mask.unpack(), painted)


@settings(max_examples=40, deadline=None)
@given(
    x=st.integers(0, 400),
    y=st.integers(0, 300),
    width=st.integers(1, 300),
    height=st.integers(1, 300),
    seed=st.integers(0, 2**32 - 1),
)
def test_a_fill_clears_exactly_what_is_still_as_it_was_asked_for(
    x: int, y: int, width: int, height: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    document = Document(Picture(np.zeros((600, 700, 3), np.uint8)))
    document.mask[:] = (rng.random((600, 700)) < 0.02) * rng.integers(1, 256, (600, 700)).astype(np.uint8)
    rect = Rect(x, y, width, height)
    request = document.mask[rect.slices].copy()
    document.mask[rng.random((600, 700)) < 0.01] = 99  # painted since
    expected = document.mask.copy()
    part = expected[rect.slices]
    part[part == request] = 0
    document.commit(fill_step(document, (make_fill(document, "a", rect),), request, rect))
    np.testing.assert_array_equal(document.mask, expected)


class AnyOrder(RuleBasedStateMachine):
    """Strokes, abandoned strokes, rectangles, fills, undo and redo in any order, against whole copies."""

    def __init__(self) -> None:
        super().__init__()
        self.rng = np.random.default_rng(1)
        pixels = self.rng.integers(0, 65536, (270, 300, 3), dtype=np.uint16)
        self.document = Document(Picture(pixels))
        self.states: list[tuple[Mask, tuple[Fill, ...]]] = [(self.document.mask.copy(), ())]
        self.position = 0

    def done(self) -> None:
        del self.states[self.position + 1 :]
        self.states.append((self.document.mask.copy(), self.document.fills))
        self.position += 1

    def stroke(self, x: float, y: float, brush: Brush) -> Stroke:
        stroke = Stroke(self.document.mask, brush)
        stroke.begin(x, y)
        stroke.extend(x + 60, y - 45)
        return stroke

    @rule(
        x=st.floats(-20, 320),
        y=st.floats(-20, 290),
        radius=st.floats(0.5, 40),
        hardness=st.floats(0, 1),
        opacity=st.floats(0.1, 1),
        erase=st.booleans(),
    )
    def paint(self, x: float, y: float, radius: float, hardness: float, opacity: float, erase: bool) -> None:
        step = self.stroke(x, y, Brush(radius, hardness, opacity, erase=erase)).finish()
        if step is not None:
            self.document.commit(step)
            self.done()

    @rule(x=st.floats(0, 300), y=st.floats(0, 270))
    def paint_and_abandon(self, x: float, y: float) -> None:
        self.stroke(x, y, Brush(30.0, 0.3)).abandon()

    @rule(
        x=st.integers(0, 200),
        y=st.integers(0, 200),
        width=st.integers(1, 90),
        value=st.integers(0, 255),
        precomputed=st.booleans(),
    )
    def rectangle(self, x: int, y: int, width: int, value: int, precomputed: bool) -> None:
        rect = Rect(x, y, width, 60)
        step = mask_step(self.document, "Rectangle", rect, np.full((rect.height, rect.width), value, np.uint8))
        self.document.commit(step, self.document.precompute(step) if precomputed else None)
        self.done()

    @rule(x=st.integers(0, 200), y=st.integers(0, 200))
    def fill(self, x: int, y: int) -> None:
        rect = Rect(x, y, 70, 50)
        fill = make_fill(self.document, f"{x},{y}", rect)
        self.document.commit(fill_step(self.document, (fill,), self.document.mask[rect.slices].copy(), rect))
        self.done()

    @precondition(lambda self: self.position > 0)
    @rule()
    def undo(self) -> None:
        assert self.document.undo() is not None
        self.position -= 1

    @precondition(lambda self: self.position < len(self.states) - 1)
    @rule()
    def redo(self) -> None:
        assert self.document.redo() is not None
        self.position += 1

    @rule(share=st.floats(0, 1), precomputed=st.booleans())
    def jump(self, share: float, precomputed: bool) -> None:
        self.position = round(share * (len(self.states) - 1))
        self.document.jump_to(self.position, self.document.precompute(self.position) if precomputed else None)

    @invariant()
    def everything_is_as_it_was_then(self) -> None:
        mask, fills = self.states[self.position]
        np.testing.assert_array_equal(self.document.mask, mask)
        assert self.document.fills == fills
        assert self.document.history.position == self.position


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)


def test_the_size_is_the_pictures(document: Document) -> None:
    assert document.size == Size(700, 600)
    assert document.mask.shape == (600, 700)
