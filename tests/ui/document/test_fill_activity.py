"""The status line of a fill: what it waits for, its plan, how far it is, whose it is, and never more than is known."""

import threading
from collections.abc import Iterator
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.filling.plan import plan
from inpaint_studio.filling.request import FillProgress, FillRequest, FillResult
from inpaint_studio.ui.document import fill_activity, jobs
from inpaint_studio.ui.document.fill_activity import FillActivity
from inpaint_studio.ui.document.jobs import Planned
from inpaint_studio.ui.document.workspace import Workspace


class Clock:
    """In place of the monotonic one: stands until a test moves it."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(fill_activity, "monotonic", made)
    return made


@pytest.fixture
def workspace(qapp) -> Iterator[Workspace]:
    made = Workspace(qapp)
    yield made
    made.deleteLater()


@pytest.fixture
def activity(workspace, clock) -> FillActivity:
    return FillActivity(workspace, workspace)


def _shown(workspace: Workspace) -> tuple[str, float | None] | None:
    shown = workspace.activities.shown
    return (shown.text, shown.done) if shown is not None else None


def _progress(stage: str, done: int, total: int, seconds: float | None = None) -> FillProgress:
    nothing = np.zeros((1, 1, 3), np.uint8)
    return FillProgress(stage, Rect(0, 0, 1, 1), nothing, nothing[:, :, 0], done, total, seconds)


def test_without_a_plan_nothing_is_estimated(activity, workspace):
    activity.begin("")
    assert _shown(workspace) == ("Filling …", 0.0)
    activity.progress(_progress("exemplar", 1, 4))
    assert _shown(workspace) == ("Filling: texture · 1 / 4", 0.25)
    activity.progress(_progress("generator", 0, 0))  # nothing of nothing
    assert _shown(workspace) == ("Filling: structure · 0 / 0", 0.0)


@pytest.mark.parametrize(("seconds", "megabytes"), [(0.0, 0.0), (0.04, 0.4), (1.4, 1.2)])
def test_what_takes_next_to_nothing_is_not_said_to_take_nothing(activity, workspace, seconds, megabytes):
    activity.begin("")
    activity.plan(Planned(1, seconds, megabytes))
    assert _shown(workspace) == ("Filling 1 region, about 1 s, 1 MB", 0.0)


def test_a_new_estimate_takes_the_place_of_the_planned_one(activity, workspace, clock):
    activity.begin("")
    activity.plan(Planned(2, 6.0, 50.0))
    clock.now += 5
    activity.progress(_progress("membrane", 1, 4))
    assert _shown(workspace) == ("Filling: first look · 1 / 4 · about 6 s", 0.25)
    activity.progress(_progress("generator", 2, 4, seconds=20.0))  # it is slower than was thought
    assert _shown(workspace) == ("Filling: structure · 2 / 4 · 5 s of about 20 s", 0.25)
    activity.progress(_progress("generator", 3, 4, seconds=10.0))  # ten are not long
    assert _shown(workspace) == ("Filling: structure · 3 / 4 · about 10 s", 0.75)


def test_a_plan_is_of_one_fill_alone(activity, workspace):
    activity.begin("")
    activity.plan(Planned(3, 40.0, 300.0))
    activity.end()
    assert _shown(workspace) is None
    activity.begin("")
    activity.progress(_progress("membrane", 1, 2))
    assert _shown(workspace) == ("Filling: first look · 1 / 2", 0.5)


def test_the_clock_runs_from_when_the_fill_was_planned(activity, workspace, clock):
    activity.begin("")
    clock.now += 300  # the engine was being loaded
    activity.plan(Planned(1, 100.0, 50.0))
    clock.now += 25
    activity.progress(_progress("exemplar", 0, 2))
    assert _shown(workspace) == ("Filling: texture · 0 / 2 · 25 s of about 100 s", 0.25)


def test_a_fill_out_of_view_says_whose_it_is_and_stays_as_far(activity, workspace):
    activity.begin("")
    activity.progress(_progress("membrane", 1, 2))
    activity.belongs_to("dog.png")
    assert _shown(workspace) == ("dog.png · Filling: first look · 1 / 2", 0.5)
    activity.progress(_progress("exemplar", 2, 2))
    assert _shown(workspace) == ("dog.png · Filling: texture · 2 / 2", 1.0)
    activity.belongs_to("")
    assert _shown(workspace) == ("Filling: texture · 2 / 2", 1.0)
    activity.begin("cat.png")  # the next, of another
    assert _shown(workspace) == ("cat.png · Filling …", 0.0)


def test_what_is_prepared_is_said_over_the_fill_that_waits_and_goes_with_it(activity, workspace):
    line = "Preparing the engine (only the first time): loading the generator …"
    activity.prepare("generator")
    assert _shown(workspace) is None, "nobody waits for it"
    activity.begin("dog.png")
    assert _shown(workspace) == (f"dog.png · {line}", 0.0)
    activity.belongs_to("")
    assert _shown(workspace) == (line, 0.0)
    activity.progress(_progress("membrane", 1, 2))  # it runs all the same, with what is ready
    assert _shown(workspace) == ("Filling: first look · 1 / 2", 0.5)
    activity.prepare("trial")
    assert _shown(workspace) == ("Preparing the engine (only the first time): trying it out …", 0.5)
    activity.prepare("")
    assert _shown(workspace) == ("Filling: first look · 1 / 2", 0.5)
    activity.prepare("kernels")
    activity.end()
    assert _shown(workspace) is None
    activity.prepare("trial")
    assert _shown(workspace) is None, "it has ended"


def test_a_stage_that_has_no_words_is_not_shown(activity, workspace):
    activity.begin("")
    activity.prepare("polishing")
    assert _shown(workspace) == ("Filling …", 0.0)


def test_its_end_leaves_what_else_goes_on(activity, workspace):
    workspace.activities.tell("save", "Saving …")
    activity.begin("")
    assert _shown(workspace) == ("Filling …", 0.0)
    activity.end()
    assert _shown(workspace) == ("Saving …", None)


# through the window


@pytest.fixture
def planned_fill(grey_engine):
    def made(*, seconds: float, regions: int):
        def fill(request: FillRequest) -> Iterator[Planned | FillProgress | FillResult]:
            yield Planned(regions, seconds, 209.6)
            yield from grey_engine(request)

        return fill

    return made


@pytest.fixture
def status_of(open_window, picture_file, drag, settle, monkeypatch):
    """What the status line says during a fill, on a clock that goes 8 s between two looks."""

    def tell(engine) -> list[tuple[str, float | None]]:
        times = iter(range(0, 8000, 8))
        monkeypatch.setattr(fill_activity, "monotonic", lambda: next(times))
        window = open_window(picture_file, engine)
        drag(window, (60, 60), (120, 60))
        texts = []
        window.session.activity_changed.connect(lambda now: texts.append((window.status.engine_text, now and now.done)))
        window.session.filling.start()
        settle(window)
        return texts

    return tell


def test_a_fill_tells_its_plan_and_goes_by_what_is_done(status_of, planned_fill):
    texts = status_of(planned_fill(seconds=3.7, regions=3))
    assert texts[1:3] == [
        ("Filling 3 regions, about 4 s, 210 MB", 0.0),
        ("Filling: first look · 1 / 2 · about 4 s", 0.5),
    ]


def test_a_long_fill_goes_by_the_clock(status_of, planned_fill):
    texts = status_of(planned_fill(seconds=32.0, regions=1))
    assert texts[1:3] == [
        ("Filling 1 region, about 32 s, 210 MB", 0.0),
        ("Filling: first look · 1 / 2 · 8 s of about 32 s", 0.25),
    ]


def test_a_long_fill_that_takes_longer_is_never_shown_as_done(status_of, grey_engine):
    def fill(request: FillRequest) -> Iterator[Planned | FillProgress | FillResult]:
        values = list(grey_engine(request))
        yield Planned(1, 12.0, 100.0)
        yield values[0]
        yield values[0]
        yield values[1]

    assert status_of(fill)[3] == ("Filling: first look · 1 / 2 · 16 s of about 12 s", 0.99)


def _line(window) -> str:
    shown = window.session.activities.shown
    return shown.text if shown is not None else ""


def test_a_fill_that_waits_for_the_engine_says_so_stage_by_stage(
    open_window, picture_file, slow_engine, slow_warming, drag, qtbot, settle
):
    window = open_window(picture_file, engine=slow_engine)
    generator = window.session.generator
    generator.warm_up()
    qtbot.waitUntil(lambda: generator.stage == "library")
    assert _line(window) == "", "nobody waits for it yet"
    may_begin = threading.Event()
    engine = window.session.filling.job

    def late(request):
        assert may_begin.wait(20)
        yield from engine(request)

    window.session.filling.job = late
    drag(window, (60, 60), (120, 60))
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    for words in ("loading torch", "loading the generator", "loading the search for texture", "trying it out"):
        line = f"Preparing the engine (only the first time): {words} …"
        qtbot.waitUntil(lambda line=line: _line(window) == line)
        slow_warming.release()
    qtbot.waitUntil(lambda: _line(window) == "Filling …")
    may_begin.set()
    qtbot.waitUntil(lambda: _line(window).startswith("Filling: first look"))
    slow_engine.may_finish.set()
    settle(window)
    assert len(window.session.document.fills) == 1
    qtbot.waitUntil(lambda: generator.device == "CPU")


def test_the_first_fill_shows_a_smooth_one_while_the_engine_is_still_to_be_made(
    open_window, picture_file, grey_engine, drag, qtbot, settle, monkeypatch
):
    may_make = threading.Event()

    def late() -> SimpleNamespace:
        assert may_make.wait(60)
        return SimpleNamespace(plan=plan, fill=lambda request, planned: grey_engine(request))

    monkeypatch.setattr(jobs, "engine", late)
    monkeypatch.setattr(jobs, "_is_engine_made", may_make.is_set)
    window = open_window(picture_file, jobs.fill)
    drag(window, (60, 60), (120, 60))
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(window.session.display.fills), timeout=20_000)
    (shown,) = window.session.display.fills
    assert shown.recipe.method == "membrane"
    assert shown.coverage[shown.rect.height // 2, shown.rect.width // 2] == 255
    assert window.status.engine_text == "Preparing the engine (only the first time): loading torch …"
    assert window.session.document.fills == ()
    may_make.set()
    settle(window)
    (fill,) = window.session.document.fills
    assert np.count_nonzero(fill.coverage) == np.count_nonzero(shown.coverage)
    assert window.session.display.fills == window.session.document.fills
    assert "loading torch" not in window.status.engine_text


def test_a_wait_for_the_engine_is_said_until_the_plan_is_there(activity, workspace):
    line = "Preparing the engine (only the first time): loading torch …"
    activity.begin("")
    activity.wait_for("library")
    assert _shown(workspace) == (line, 0.0)
    activity.progress(_progress("membrane", 1, 3))
    assert _shown(workspace) == (line, pytest.approx(1 / 3))
    activity.prepare("kernels")
    assert _shown(workspace)[0].endswith("loading the search for texture …")
    activity.prepare("")
    activity.plan(Planned(1, 2.0, 9.0))
    activity.progress(_progress("membrane", 1, 3))
    assert _shown(workspace)[0] == "Filling: first look · 1 / 3 · about 2 s"
