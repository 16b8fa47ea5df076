"""A finder's search: how much of the picture it looks at, what it need not look for again, and how it ends."""

import threading
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import pytest

from inpaint_studio.editing.geometry import NOWHERE, Rect
from inpaint_studio.finding.finder import Finder, Finding, Findings, Progress
from inpaint_studio.options import Option
from inpaint_studio.ui.document.mask_offers import Scene
from inpaint_studio.ui.document.search import Search

WHOLE = Rect(0, 0, 120, 80)


@dataclass(frozen=True)
class Options:
    reach: Annotated[int, Option("Reach", 1, 9)] = 3
    share: Annotated[float, Option("Share", 0, 1)] = 0.5


@pytest.fixture
def session(open_session, grey_engine):
    return open_session(grey_engine)


@pytest.fixture
def search(session) -> Search:
    return Search(session)


@pytest.fixture
def heard(search, session) -> list[str]:
    texts: list[str] = []
    search.completed.connect(lambda: texts.append("completed"))
    search.failed.connect(lambda: texts.append("failed"))
    session.message.connect(lambda level, text: texts.append(f"{level}: {text}"))
    return texts


def _scene(session) -> Scene:
    document = session.document
    return Scene(document.picture, document.fills, document.mask)


def _corners(view, options):
    """Proposes the first and the last pixel of what it was shown."""
    height, width = view.pixels.shape[:2]
    for x, y in ((0, 0), (width - 1, height - 1)):
        yield Finding(Rect(x, y, 1, 1), np.full((1, 1), 255, np.uint8), "corner")
    yield Progress(1, 1)


def _measure(view, options, first):
    evidence = Findings(view.size)
    yield evidence
    for finding in _corners(view, options):
        if isinstance(finding, Finding):
            evidence.add(finding)
        yield Progress(1, 2)


CORNERS = Finder("corners", "Corners", _corners, Options)
MEASURED = Finder("measured", "Measured", _corners, Options, measure=_measure, live=frozenset({"share"}))


def _run(search, session, qtbot, finder: Finder, view: Rect, options=None) -> None:
    search.start(finder, Options() if options is None else options, _scene(session), view)
    qtbot.waitUntil(lambda: search.is_complete, timeout=20_000)


@pytest.mark.parametrize(
    ("finder", "view", "area"),
    [
        (CORNERS, Rect(0, 0, 1, 1), Rect(0, 0, 65, 65)),  # with a rim, inside the picture
        (CORNERS, Rect(60, 40, 30, 20), WHOLE),  # that is more than half of it
        (CORNERS, Rect(119, 79, 1, 1), Rect(55, 15, 65, 65)),
        (MEASURED, Rect(0, 0, 1, 1), WHOLE),
    ],
)
def test_only_what_is_in_view_is_looked_at_where_that_is_less(search, session, qtbot, finder, view, area):
    _run(search, session, qtbot, finder, view)
    assert search.area == area
    mask = search.evidence.mask(WHOLE, 1, Options())
    rows, columns = np.nonzero(mask)
    assert {(int(x), int(y)) for x, y in zip(columns, rows, strict=True)} == {
        (area.x, area.y),
        (area.right - 1, area.bottom - 1),
    }


def test_evidence_serves_what_it_was_looked_for_and_options_that_it_answers_itself(search, session, qtbot):
    view = Rect(0, 0, 1, 1)
    assert not search.serves(CORNERS, Options(), view)
    _run(search, session, qtbot, CORNERS, view)
    assert search.serves(CORNERS, Options(), Rect(55, 55, 10, 10))
    assert not search.serves(CORNERS, Options(), Rect(60, 55, 10, 10))  # outside what it has looked at
    assert not search.serves(CORNERS, Options(share=0.6), view)
    assert not search.serves(MEASURED, Options(), view)
    _run(search, session, qtbot, MEASURED, view)
    assert search.serves(MEASURED, Options(share=0.6), WHOLE)
    assert not search.serves(MEASURED, Options(reach=4), view)
    search.cancel()
    assert not search.serves(MEASURED, Options(), view)


def _waiting(begun: threading.Event, may_go_on: threading.Event) -> Finder:
    def find(view, options):
        yield Progress(0, 2)
        begun.set()
        assert may_go_on.wait(20)
        yield from _corners(view, options)

    return Finder("waits", "Waits", find, Options, progress="Looking for corners")


def test_a_search_that_was_given_up_tells_nothing_more(search, session, heard, qtbot):
    begun, may_go_on = threading.Event(), threading.Event()
    search.start(_waiting(begun, may_go_on), Options(), _scene(session), WHOLE)
    assert begun.wait(20)
    assert session.is_busy
    assert search.cancel()
    assert not session.is_busy
    may_go_on.set()
    qtbot.waitUntil(lambda: not len(session.workers), timeout=20_000)
    assert heard == []
    assert (search.evidence, search.area, search.is_complete) == (None, NOWHERE, False)
    assert not search.cancel()


def test_another_search_takes_the_place_of_the_one_that_runs(search, session, heard, qtbot):
    begun, may_go_on = threading.Event(), threading.Event()
    search.start(_waiting(begun, may_go_on), Options(), _scene(session), WHOLE)
    assert begun.wait(20)
    _run(search, session, qtbot, CORNERS, Rect(0, 0, 1, 1))
    may_go_on.set()
    qtbot.waitUntil(lambda: not len(session.workers), timeout=20_000)
    assert heard == ["completed"]
    assert search.area == Rect(0, 0, 65, 65)


def test_a_search_that_fails_is_told_and_leaves_no_evidence(search, session, heard, qtbot):
    def fail(view, options):
        yield Finding(Rect(0, 0, 1, 1), np.full((1, 1), 255, np.uint8), "corner")
        yield Progress(1, 2)
        raise ValueError("The weights are not there.")

    search.start(Finder("fails", "Fails", fail, Options), Options(), _scene(session), WHOLE)
    qtbot.waitUntil(lambda: "failed" in heard, timeout=20_000)
    assert len(heard) == 2
    assert "The weights are not there." in heard[0]
    assert search.evidence is None
    assert not session.is_busy
    qtbot.waitUntil(lambda: not len(session.workers), timeout=20_000)
    assert "completed" not in heard


def test_its_progress_is_shown_while_it_looks(search, session, qtbot):
    shown = []
    session.activity_changed.connect(shown.append)
    begun, may_go_on = threading.Event(), threading.Event()
    may_go_on.set()
    search.start(_waiting(begun, may_go_on), Options(), _scene(session), WHOLE)
    qtbot.waitUntil(lambda: search.is_complete, timeout=20_000)
    assert shown[0].text == "Looking for corners …"
    assert shown[-1] is None


def test_another_picture_ends_it(search, session, heard, show_picture, tmp_path, qtbot):
    begun, may_go_on = threading.Event(), threading.Event()
    search.start(_waiting(begun, may_go_on), Options(), _scene(session), WHOLE)
    assert begun.wait(20)
    show_picture(session, tmp_path / "other.png")
    may_go_on.set()
    qtbot.waitUntil(lambda: not len(session.workers), timeout=20_000)
    assert heard == []
    assert search.evidence is None
    session.close_document()
    search.start(CORNERS, Options(), Scene(None, (), np.zeros((1, 1), np.uint8)), WHOLE)
    assert search.area == NOWHERE  # there is nothing to look at
