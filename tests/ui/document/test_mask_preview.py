"""A change of the mask that is looked at before it is taken: its newest options, and no trace where it is not."""

import threading
from dataclasses import dataclass, field
from typing import Annotated

import numpy as np
import pytest

from inpaint_studio.editing.brush import Brush
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.histogram import brightness_counts
from inpaint_studio.editing.operations import OPERATIONS, DistanceOptions, Operation, Survey
from inpaint_studio.options import Option
from inpaint_studio.ui.canvas.proposal import Proposal, Sight

BOX = Rect(40, 30, 20, 10)
SIGHT = Sight(Rect(0, 0, 120, 80), 0)
GROW = OPERATIONS["grow"]


@dataclass(frozen=True)
class Options:
    value: Annotated[int, Option("Value", 0, 255)] = 255


def _operation(work, **changes) -> Operation:
    return Operation("test", "Test", "Test", Options, work, lambda options: 0, "most", **changes)


@dataclass
class Previewed:
    """A preview in a session with a marked box, and what it shows and tells."""

    session: object
    qtbot: object
    shown: list[Proposal | None] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.preview = self.session.mask_preview
        self.preview.proposed.connect(self.shown.append)
        self.preview.ended.connect(lambda: self.heard.append("ended"))
        self.preview.empty.connect(lambda: self.heard.append("empty"))
        self.session.message.connect(lambda level, text: self.heard.append(f"{level}: {text}"))

    def begin(self, offered, options=None, sight: Sight = SIGHT) -> None:
        self.preview.begin(offered, offered.options() if options is None else options, sight)

    def settle(self) -> None:
        session = self.session
        self.qtbot.waitUntil(lambda: not (self.preview.is_busy or session.changes.is_busy), timeout=20_000)

    @property
    def mask(self) -> np.ndarray:
        return self.session.document.mask

    @property
    def steps(self) -> list[str]:
        return [step.name for step in self.session.document.history.steps]

    @property
    def last(self) -> np.ndarray:
        proposal = self.shown[-1]
        assert proposal is not None
        assert proposal.level == 0
        return proposal.mask


@pytest.fixture
def previewed(open_session, grey_engine, mark, qtbot) -> Previewed:
    session = open_session(grey_engine)
    mark(session, BOX)
    return Previewed(session, qtbot)


def _grown(mask, pixels):
    return GROW.work(_Whole(mask), DistanceOptions(pixels))


@dataclass
class _Whole:
    mask: np.ndarray
    unit: int = 1


def test_what_is_shown_is_what_is_taken_and_until_then_nothing_changes(previewed):
    before = previewed.mask.copy()
    previewed.begin(GROW, DistanceOptions(4))
    previewed.settle()
    assert np.array_equal(previewed.last, _grown(before, 4))
    assert np.array_equal(previewed.mask, before)
    previewed.preview.take()
    previewed.settle()
    assert np.array_equal(previewed.mask, _grown(before, 4))
    assert previewed.steps == ["Rectangle", GROW.step]
    assert previewed.shown[-1] is None
    assert previewed.heard == ["ended"]
    assert not previewed.preview.is_open


def test_what_is_cancelled_leaves_no_trace_even_while_it_is_worked_out(previewed):
    begun, may_go_on = threading.Event(), threading.Event()

    def work(part, options):
        begun.set()
        assert may_go_on.wait(20)
        return ~part.mask

    previewed.begin(_operation(work))
    assert begun.wait(20)
    assert previewed.preview.cancel()
    may_go_on.set()
    previewed.settle()
    previewed.qtbot.waitUntil(lambda: not len(previewed.session.workers), timeout=20_000)
    assert previewed.shown == [None]
    assert previewed.steps == ["Rectangle"]
    assert not previewed.preview.cancel()
    assert previewed.heard == ["ended"]


def test_options_that_move_on_are_followed_to_the_last_and_not_all_worked_out(previewed):
    values: list[int] = []
    may_go_on = threading.Event()

    def work(part, options):
        values.append(options.value)
        assert may_go_on.wait(20)
        return np.full_like(part.mask, options.value)

    previewed.begin(_operation(work))
    for value in range(100, 0, -1):
        previewed.preview.set_options(Options(value))
    may_go_on.set()
    previewed.settle()
    assert (previewed.last == 1).all()
    assert values == [255, 1]


def test_the_same_options_and_the_same_sight_are_not_worked_out_again(previewed):
    calls: list[int] = []

    def work(part, options):
        calls.append(1)
        return part.mask

    previewed.begin(_operation(work))
    previewed.settle()
    count = len(calls)
    previewed.preview.set_options(Options())
    previewed.preview.set_sight(Sight(*SIGHT))
    previewed.settle()
    assert len(calls) == count
    previewed.preview.set_sight(Sight(Rect(0, 0, 120, 80), 1))
    previewed.settle()
    assert len(calls) > count


def test_a_coarse_sight_is_shown_coarse_first_and_then_exactly(previewed):
    previewed.begin(GROW, DistanceOptions(4), Sight(Rect(0, 0, 120, 80), 3))
    previewed.settle()
    levels = [proposal.level for proposal in previewed.shown if proposal is not None]
    assert levels == [3, 0]


# taking


def test_once_it_is_taken_it_cannot_be_given_up_by_esc_nor_changed(previewed):
    begun, may_go_on = threading.Event(), threading.Event()
    before = previewed.mask.copy()

    def work(part, options):
        if threading.current_thread() is not threading.main_thread() and begun.is_set():
            assert may_go_on.wait(20)
        return np.maximum(part.mask, np.uint8(options.value))

    previewed.begin(_operation(work), Options(100))
    previewed.settle()
    begun.set()
    previewed.preview.take()
    previewed.preview.take()
    previewed.preview.set_options(Options(50))
    previewed.preview.set_sight(Sight(Rect(0, 0, 120, 80), 2))
    assert not previewed.preview.cancel_unless_taken()
    assert previewed.preview.is_busy
    may_go_on.set()
    previewed.settle()
    assert np.array_equal(previewed.mask, np.maximum(before, 100))
    assert previewed.steps == ["Rectangle", "Test"]


def test_what_would_change_nothing_says_so_and_is_no_step(previewed):
    previewed.begin(_operation(lambda part, options: part.mask.copy()))
    previewed.preview.take()
    previewed.settle()
    assert previewed.heard == ["ended", "empty"]
    assert previewed.steps == ["Rectangle"]


def test_undo_gives_up_what_was_taken_and_is_on_its_way(previewed):
    may_go_on = threading.Event()

    def work(part, options):
        assert may_go_on.wait(20)
        return ~part.mask

    previewed.begin(_operation(work))
    previewed.preview.take()
    previewed.session.changes.undo()
    assert not previewed.preview.is_open
    may_go_on.set()
    previewed.settle()
    previewed.qtbot.waitUntil(lambda: not len(previewed.session.workers), timeout=20_000)
    assert previewed.steps == ["Rectangle"]
    assert previewed.session.document.history.position == 1
    assert "empty" not in previewed.heard


def test_where_it_cannot_be_worked_out_that_is_told_once_and_the_next_can(previewed):
    def fail(part, options):
        raise MemoryError("The mask does not fit into memory.")

    previewed.begin(_operation(fail))
    previewed.settle()
    assert len(previewed.heard) == 1
    assert previewed.heard[0].startswith("error:")
    previewed.preview.take()
    previewed.settle()
    assert previewed.steps == ["Rectangle"]
    assert not previewed.preview.is_open
    assert "empty" not in previewed.heard
    previewed.begin(GROW)
    previewed.preview.take()
    previewed.settle()
    assert previewed.steps == ["Rectangle", GROW.step]


def test_nothing_is_taken_where_nothing_is_offered(previewed):
    previewed.preview.take()
    previewed.preview.set_options(Options())
    previewed.settle()
    assert previewed.steps == ["Rectangle"]
    assert previewed.shown == previewed.heard == []


# what happens to the document meanwhile


def test_in_a_stroke_the_mask_itself_is_seen_and_after_it_what_it_would_become(previewed):
    previewed.begin(GROW, DistanceOptions(4))
    previewed.settle()
    changes = previewed.session.changes
    stroke = changes.begin_stroke(Brush(5.0, 1.0))
    stroke.begin(100, 60)
    assert previewed.shown[-1] is None
    changes.end_stroke(stroke)
    previewed.settle()
    assert np.array_equal(previewed.last, _grown(previewed.mask, 4))
    assert previewed.last[60, 100 + 7] == 255


@pytest.mark.parametrize("is_abandoned", [True, False])
def test_a_stroke_that_leaves_the_mask_as_it_was_shows_the_preview_again(previewed, is_abandoned):
    previewed.begin(GROW, DistanceOptions(4))
    previewed.settle()
    expected = previewed.last.copy()
    stroke = previewed.session.changes.begin_stroke(Brush(2.0, 1.0))
    stroke.begin(50, 35)  # inside the box
    (previewed.session.changes.abandon_stroke if is_abandoned else previewed.session.changes.end_stroke)(stroke)
    previewed.settle()
    assert np.array_equal(previewed.last, expected)


def test_undo_under_a_preview_is_followed(previewed):
    previewed.begin(GROW, DistanceOptions(4))
    previewed.settle()
    previewed.session.changes.undo()
    previewed.settle()
    assert not previewed.last.any()


@pytest.mark.parametrize("is_taken", [True, False])
def test_another_picture_ends_it(previewed, show_picture, tmp_path, is_taken):
    previewed.begin(GROW)
    if is_taken:
        previewed.preview.take()
    show_picture(previewed.session, tmp_path / "other.png")
    previewed.settle()
    assert not previewed.preview.is_open
    assert not previewed.mask.any()
    assert previewed.steps == []


# what the picture proposes


def test_a_survey_is_told_unless_something_else_is_offered_first(previewed):
    surveys: list[Survey] = []
    previewed.preview.surveyed.connect(surveys.append)
    operation = _operation(
        lambda part, options: part.mask, survey=lambda pixels: Survey(Options(7), brightness_counts(pixels))
    )
    previewed.preview.survey(operation, previewed.session.document.ticket())
    previewed.settle()
    assert [survey.options for survey in surveys] == [Options(7)]
    previewed.preview.survey(operation, previewed.session.document.ticket())
    previewed.begin(GROW)
    previewed.settle()
    assert len(surveys) == 1


def test_a_survey_that_fails_is_said_and_ends_what_waits_for_it(previewed):
    def fail(pixels):
        raise RuntimeError("no survey")

    operation = _operation(lambda part, options: part.mask, survey=fail)
    previewed.preview.survey(operation, previewed.session.document.ticket())
    assert previewed.preview.is_busy
    previewed.settle()
    assert not previewed.preview.is_busy
    assert previewed.heard[-1] == "ended"
    assert any(text.startswith("error: ") for text in previewed.heard)
    previewed.begin(GROW)  # and the next is offered as ever
    previewed.settle()
    assert previewed.preview.is_open
