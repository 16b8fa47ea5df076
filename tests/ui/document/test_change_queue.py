"""What waits to be done to one document: its order, what is given up, what fails, and what was painted meanwhile."""

from collections.abc import Callable

import numpy as np
import pytest

from inpaint_studio.editing.brush import Brush
from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import NOWHERE, Rect
from inpaint_studio.editing.history import Step, fills_step, mask_step
from inpaint_studio.editing.picture import Mask, Picture
from inpaint_studio.ui.document import jobs

from .queued import Queued, full

WHOLE = Rect(0, 0, 60, 40)


def _fill(number: int = 0) -> Fill:
    rect = Rect(5, 5, 10, 10)
    return Fill(f"{number}", rect, np.full((10, 10, 3), 9, np.uint8), full(rect), Recipe("membrane"))


@pytest.fixture
def queued() -> Queued:
    return Queued()


@pytest.fixture
def large(monkeypatch):
    """Every change counts as one of many megapixels."""
    monkeypatch.setattr(jobs, "AT_ONCE", -1)


# order


@pytest.mark.parametrize("is_large", [False, True])
def test_each_change_is_made_of_the_mask_that_the_one_before_it_left(queued, monkeypatch, is_large):
    if is_large:
        monkeypatch.setattr(jobs, "AT_ONCE", -1)
    queued.set("Mark", Rect(10, 10, 20, 20))
    queued.queue.change("Invert", lambda mask: (WHOLE, ~mask))
    queued.queue.change("Halve", lambda mask: (WHOLE, mask // 2))
    assert queued.workers.names == ["change: Mark"]  # one at a time
    assert queued.workers.run() == 3
    expected = np.full((40, 60), 127, np.uint8)
    expected[10:30, 10:30] = 0
    assert np.array_equal(queued.document.mask, expected)
    assert queued.steps == ["Mark", "Invert", "Halve"]
    assert queued.levels_agree()
    assert not queued.queue.is_busy


def test_nothing_is_seen_of_a_change_until_it_arrives(queued):
    queued.set("Mark", WHOLE)
    errand = queued.workers.next()
    errand.work()
    assert not queued.document.mask.any()
    assert queued.heard == []
    errand.arrive()
    assert queued.document.mask.all()
    assert queued.heard == [(WHOLE, False)]


def test_what_is_called_in_its_turn_is_called_at_once_only_where_nothing_waits(queued):
    order: list[str] = []
    queued.queue.in_turn(lambda: order.append("at once"))
    assert order == ["at once"]
    queued.set("Mark", WHOLE, then=lambda _: order.append("mark"))
    queued.queue.in_turn(lambda: order.append("after mark"))
    queued.queue.look("share", lambda document: document.mask.mean(), lambda share: order.append(f"{share:.0f}"))
    queued.queue.in_turn(lambda: order.append("last"))
    queued.workers.run()
    assert order == ["at once", "mark", "after mark", "255", "last"]


def test_in_the_middle_of_a_stroke_its_turn_comes_after_the_stroke(queued):
    order: list[bool] = []
    stroke = queued.queue.begin_stroke(Brush(2.0, 1.0))
    stroke.begin(20, 20)
    queued.queue.in_turn(lambda: order.append(bool(queued.document.history.steps)))
    assert order == []
    queued.queue.end_stroke(stroke)
    assert order == [True]


def test_what_asks_for_more_in_its_turn_is_followed_by_it(queued):
    def then(step: Step | None) -> None:
        if step is not None and step.name == "One":
            queued.set("Two", Rect(0, 0, 5, 5), 0, then=then)

    queued.set("One", WHOLE, then=then)
    queued.set("Three", Rect(30, 30, 1, 1), 7)
    queued.workers.run()
    assert queued.steps == ["One", "Three", "Two"]


# nothing to do


@pytest.mark.parametrize("answer", [None, (Rect(0, 0, 5, 5), np.zeros((5, 5), np.uint8))], ids=["none", "the same"])
def test_a_change_that_changes_nothing_is_no_step_and_is_told_all_the_same(queued, answer):
    taken: list[Step | None] = []
    queued.queue.change("Clear", lambda _: answer, taken.append)
    queued.workers.run()
    assert queued.steps == []
    assert taken == [None]
    assert queued.heard == [(NOWHERE, False)]


def test_who_waits_for_a_change_is_handed_its_step(queued):
    taken: list[Step | None] = []
    queued.set("Mark", Rect(1, 2, 3, 4), then=taken.append)
    queued.workers.run()
    assert taken == [queued.document.history.top]


# strokes


def test_while_a_stroke_is_open_nothing_begins_and_after_it_everything_goes_on(queued):
    stroke = queued.queue.begin_stroke(Brush(2.0, 1.0))
    stroke.begin(20, 20)
    queued.queue.change("Invert", lambda mask: (WHOLE, ~mask))
    assert queued.workers.names == []
    queued.queue.end_stroke(stroke)
    queued.workers.run()
    assert queued.steps == ["Brush", "Invert"]
    assert queued.document.mask[20, 20] == 0
    assert queued.document.mask[0, 0] == 255


def test_a_stroke_that_is_taken_back_lets_what_waits_go_on_and_leaves_nothing(queued):
    stroke = queued.queue.begin_stroke(Brush(2.0, 1.0))
    stroke.begin(20, 20)
    queued.queue.change("Invert", lambda mask: (WHOLE, ~mask))
    assert queued.queue.abandon_stroke(stroke).contains(Rect(19, 19, 2, 2))
    queued.workers.run()
    assert queued.document.mask.all()


@pytest.mark.parametrize("is_abandoned", [False, True])
def test_what_was_worked_out_before_something_was_painted_is_worked_out_again(queued, is_abandoned):
    seen: list[int] = []

    def invert(mask: Mask) -> tuple[Rect, Mask]:
        seen.append(int(np.count_nonzero(mask)))
        return WHOLE, ~mask

    queued.queue.change("Invert", invert)
    errand = queued.workers.next()
    errand.work()
    stroke = queued.queue.begin_stroke(Brush(2.0, 1.0))
    stroke.begin(20, 20)
    errand.arrive()  # in mid stroke: it would come out of the stroke's way
    assert queued.steps == []
    assert queued.queue.is_busy
    if is_abandoned:
        queued.queue.abandon_stroke(stroke)
    else:
        queued.queue.end_stroke(stroke)
    queued.workers.run()
    assert len(seen) == 2
    assert (seen[1] > 0) == (not is_abandoned)
    assert queued.steps == (["Invert"] if is_abandoned else ["Brush", "Invert"])
    assert (queued.document.mask[20, 20] == 255) == is_abandoned


def test_a_stroke_that_the_document_has_let_go_of_changes_nothing(queued):
    lost = queued.queue.begin_stroke(Brush(2.0, 1.0))
    lost.begin(20, 20)
    stroke = queued.queue.begin_stroke(Brush(2.0, 1.0))  # abandons the first
    stroke.begin(40, 20)
    assert not queued.queue.holds(lost)
    assert queued.queue.end_stroke(lost) is None
    assert queued.queue.abandon_stroke(lost) == NOWHERE
    assert queued.queue.stroke_is_open
    queued.queue.end_stroke(stroke)
    assert queued.steps == ["Brush"]
    assert not queued.document.mask[20, 20]


def test_a_stroke_that_marks_nothing_new_is_no_step(queued):
    queued.document.mask[:] = 255
    stroke = queued.queue.begin_stroke(Brush(2.0, 1.0))
    stroke.begin(20, 20)
    assert queued.queue.end_stroke(stroke) is None
    assert queued.heard == []


# failures


def test_a_change_that_fails_in_the_middle_is_told_and_those_around_it_are_made(queued):
    taken: list[str] = []

    def fail(_: Mask) -> None:
        raise ValueError("No.")

    queued.set("One", Rect(0, 0, 5, 5), then=lambda _: taken.append("one"))
    queued.queue.change("Two", fail, lambda _: taken.append("two"))
    queued.set("Three", Rect(10, 0, 5, 5), then=lambda _: taken.append("three"))
    queued.workers.run()
    assert queued.steps == ["One", "Three"]
    assert taken == ["one", "three"]
    assert [str(heard) for heard in queued.heard if isinstance(heard, Exception)] == ["No."]
    assert not queued.queue.is_busy


def test_a_step_that_was_put_and_fails_has_ended_too(queued):
    ended: list[bool] = []

    def fail(_: Document) -> Step:
        raise MemoryError("The fill does not fit into memory.")

    queued.queue.put("Fill", fail, lambda: ended.append(queued.queue.is_putting))
    assert queued.queue.is_putting
    queued.workers.run()
    assert ended == [False]
    assert not queued.queue.is_busy


def test_a_small_step_that_was_put_lands_as_soon_as_the_stroke_ends_however_quickly_the_next_one_begins(queued):
    landed: list[int] = []

    def make(document: Document) -> Step:
        return fills_step(document, (*document.fills, _fill(len(document.fills))), "Fill")

    stroke = queued.queue.begin_stroke(Brush(3, 1.0))
    stroke.begin(20, 20)
    queued.queue.put("Fill", make, lambda: landed.append(1), is_small=True)
    assert not landed
    queued.queue.end_stroke(stroke)
    assert landed == [1]
    assert len(queued.document.fills) == 1
    assert not queued.workers.names
    assert not queued.queue.is_busy


def test_a_small_step_that_fails_has_ended_too(queued):
    ended: list[int] = []

    def make(document: Document) -> Step:
        raise ValueError("no")

    queued.queue.put("Fill", make, lambda: ended.append(1), is_small=True)
    assert ended == [1]
    assert [str(one) for one in queued.heard if isinstance(one, Exception)] == ["no"]
    assert not queued.queue.is_busy


def test_an_error_about_a_mask_that_was_painted_on_since_is_not_told(queued):
    tries: list[int] = []

    def fail_once(mask: Mask) -> tuple[Rect, Mask]:
        tries.append(1)
        if len(tries) == 1:
            raise ValueError("No.")
        return WHOLE, ~mask

    queued.queue.change("Invert", fail_once)
    errand = queued.workers.next()
    errand.work()
    queued.paint(20, 20)
    errand.arrive()
    queued.workers.run()
    assert queued.steps == ["Brush", "Invert"]
    assert not any(isinstance(heard, Exception) for heard in queued.heard)


# giving up


@pytest.mark.parametrize("when", ["waiting", "running", "worked out"])
def test_what_is_given_up_leaves_no_trace_and_the_next_goes_on(queued, when):
    ended: list[str] = []
    if when == "waiting":
        queued.set("Before", Rect(30, 30, 5, 5))

    def make(document: Document) -> Step:
        return mask_step(document, "Put", WHOLE, full(WHOLE))

    give_up = queued.queue.put("Put", make, lambda: ended.append("put"))
    queued.set("After", Rect(0, 0, 5, 5))
    errands = list(queued.workers.errands)
    if when == "worked out":
        errands[0].work()
    give_up()
    for errand in errands if when == "worked out" else ():
        errand.arrive()
    queued.workers.run()
    assert queued.steps == (["Before", "After"] if when == "waiting" else ["After"])
    assert ended == []
    assert not queued.document.mask[20, 20]
    give_up()  # once more: there is nothing to give up
    assert queued.steps[-1] == "After"


def test_a_step_that_has_landed_cannot_be_given_up_any_more(queued):
    give_up = queued.queue.put("Put", lambda document: mask_step(document, "Put", WHOLE, full(WHOLE)), lambda: None)
    queued.workers.run()
    queued.set("After", Rect(0, 0, 5, 5), 0)
    give_up()
    queued.workers.run()
    assert queued.steps == ["Put", "After"]


def test_dropping_everything_calls_nobody(queued):
    called: list[str] = []
    queued.set("One", WHOLE, then=lambda _: called.append("one"))
    queued.queue.put("Two", lambda _: None, lambda: called.append("two"))
    queued.queue.in_turn(lambda: called.append("three"))
    errand = queued.workers.errands[0]
    errand.work()
    queued.queue.drop()
    errand.arrive()
    assert errand.is_dropped
    assert (called, queued.heard, queued.steps) == ([], [], [])
    assert not queued.queue.is_busy
    queued.set("Four", WHOLE)  # it can be used on
    queued.workers.next()
    queued.workers.run()
    assert queued.steps == ["Four"]


# putting


def test_who_put_a_step_is_told_before_the_change_is_and_both_once(queued):
    order: list[object] = []
    queued.heard = order
    queued.queue.put(
        "Fill", lambda document: fills_step(document, (_fill(),), "Fill"), lambda: order.append(queued.steps)
    )
    assert queued.queue.is_putting
    queued.workers.run()
    assert order == [["Fill"], (Rect(5, 5, 10, 10), True)]
    assert not queued.queue.is_putting


def test_a_step_is_made_of_the_document_as_it_is_in_its_turn(queued):
    def add(document: Document) -> Step:
        return fills_step(document, (*document.fills, _fill(len(document.fills))), "Fill")

    queued.queue.put("Fill", add, lambda: None)
    queued.queue.put("Fill", add, lambda: None)
    queued.workers.run()
    assert [fill.id for fill in queued.document.fills] == ["0", "1"]


# undo and redo


def _with_steps(queued: Queued, count: int = 4) -> list[Mask]:
    states = [queued.document.mask.copy()]
    for number in range(count):
        queued.set(f"Mark {number}", Rect(10 * number, 0, 5, 5))
        queued.workers.run()
        states.append(queued.document.mask.copy())
    return states


def test_a_small_undo_needs_no_worker(queued):
    states = _with_steps(queued)
    queued.queue.undo()
    assert queued.workers.names == []
    assert np.array_equal(queued.document.mask, states[3])
    assert queued.levels_agree()


def test_keys_that_are_held_down_become_one_way_clamped_at_every_press(queued, large):
    states = _with_steps(queued)
    queued.queue.undo()
    running = queued.workers.errands[0]
    for _ in range(8):
        queued.queue.undo()
    queued.queue.walk(lambda position: position + 1)  # from the beginning, not from four before it
    assert queued.queue.is_walking
    running.work()
    assert np.array_equal(queued.document.mask, states[4])
    assert queued.workers.run() == 2
    assert queued.document.history.position == 1
    assert np.array_equal(queued.document.mask, states[1])
    assert queued.levels_agree()
    assert not queued.queue.is_walking


def test_a_way_that_leads_nowhere_tells_of_no_change(queued, large):
    _with_steps(queued, 1)
    queued.heard.clear()
    queued.queue.walk(lambda position: position + 1)
    queued.workers.run()
    assert queued.heard == []
    assert queued.document.history.position == 1


@pytest.mark.parametrize("is_running", [True, False])
def test_undo_gives_up_a_change_that_waits_and_goes_no_step_back(queued, is_running):
    states = _with_steps(queued, 2)
    if not is_running:
        queued.queue.look("something", lambda _: None, lambda _: None)
    queued.queue.change("Invert", lambda mask: (WHOLE, ~mask))
    queued.heard.clear()
    queued.queue.undo()
    assert queued.heard == [(NOWHERE, False)]  # whoever shows that something is on its way looks again
    queued.workers.run()
    assert np.array_equal(queued.document.mask, states[2])
    assert queued.document.history.position == 2


def test_undo_does_not_give_up_a_step_that_was_put_but_takes_it_back(queued):
    _with_steps(queued, 1)
    queued.queue.put("Fill", lambda document: fills_step(document, (_fill(),), "Fill"), lambda: None)
    queued.queue.undo()
    queued.workers.run()
    assert queued.steps == ["Mark 0", "Fill"]
    assert queued.document.history.position == 1
    assert queued.document.fills == ()


def test_a_step_that_is_done_meanwhile_ends_the_way_back(queued, large):
    """It would no longer take back what was meant."""
    _with_steps(queued, 2)
    queued.queue.undo()
    errand = queued.workers.next()
    errand.work()
    queued.queue.commit(mask_step(queued.document, "Rectangle", Rect(50, 30, 5, 5), full(Rect(50, 30, 5, 5))))
    errand.arrive()
    queued.workers.run()
    assert queued.steps == ["Mark 0", "Mark 1", "Rectangle"]
    assert queued.document.history.position == 3
    assert queued.levels_agree()


def test_in_mid_stroke_there_is_no_way_back(queued):
    _with_steps(queued, 2)
    stroke = queued.queue.begin_stroke(Brush(2.0, 1.0))
    stroke.begin(20, 20)
    queued.queue.undo()
    queued.queue.abandon_stroke(stroke)
    assert queued.document.history.position == 2


def test_what_was_put_away_has_no_levels_to_follow(queued):
    queued.queue.levels = None
    states = _with_steps(queued, 2)
    queued.queue.undo()
    queued.paint(50, 30)
    assert np.array_equal(queued.document.mask[:20], states[1][:20])
    assert queued.steps == ["Mark 0", "Brush"]


def test_any_order_of_requests_gives_what_doing_them_one_by_one_would(queued, monkeypatch):
    """Arrivals are held back at random; the same requests are made at once on a second document."""
    random = np.random.default_rng(9)
    plain = Document(Picture(np.zeros((40, 60, 3), np.uint8)))
    for turn in range(120):
        monkeypatch.setattr(jobs, "AT_ONCE", int(random.choice([-1, 2**22])))
        x, y = (int(value) for value in random.integers(0, 30, 2))
        rect, value = Rect(x, y, 9, 9), int(random.integers(1, 256))

        def change(mask: Mask, rect: Rect = rect, value: int = value) -> tuple[Rect, Mask]:
            return rect, mask[rect.slices] ^ np.uint8(value)

        match random.integers(5):
            case 0 | 1:
                queued.queue.change(f"{turn}", change)
                plain.commit(mask_step(plain, f"{turn}", *change(plain.mask)))
            case 2 if not queued.queue._queue or not queued.queue._queue[-1].is_change:
                queued.queue.undo()
                plain.undo()
            case 3:
                queued.queue.walk(lambda position: position + 1)
                plain.redo()
            case _:
                for _ in range(int(random.integers(3))):
                    if queued.workers.errands:
                        errand = queued.workers.next()
                        errand.work()
                        errand.arrive()
    queued.workers.run()
    assert np.array_equal(queued.document.mask, plain.mask)
    assert queued.steps == [step.name for step in plain.history.steps]
    assert queued.document.history.position == plain.history.position
    assert queued.levels_agree()


Arrange = Callable[[Queued], object]


@pytest.mark.parametrize(
    ("arrange", "states"),
    [
        (lambda queued: None, (False, False, False)),
        (lambda queued: queued.set("Mark", WHOLE), (True, False, False)),
        (lambda queued: queued.queue.put("Fill", lambda _: None, lambda: None), (True, True, False)),
        (lambda queued: queued.queue.look("hole", lambda _: 0, lambda _: None), (True, False, False)),
    ],
    ids=["nothing", "change", "put", "look"],
)
def test_what_waits_is_known_until_it_is_done(queued, arrange: Arrange, states):
    arrange(queued)
    queue = queued.queue
    assert (queue.is_busy, queue.is_putting, queue.is_walking) == states
    queued.workers.run()
    assert (queue.is_busy, queue.is_putting, queue.is_walking) == (False, False, False)
