"""The clock of a run with a time limit, against a clock of the test's own."""

import pytest

from inpaint_studio.ui.training import clock
from inpaint_studio.ui.training.clock import RunClock


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds; the test sets them."""
    now = [1000.0]
    monkeypatch.setattr(clock, "monotonic", lambda: now[0])
    return now


def test_a_run_without_a_limit_has_nothing_left_and_nothing_used(now: list[float]) -> None:
    unlimited = RunClock()
    unlimited.pause()
    unlimited.resume()
    assert unlimited.seconds_left() is None
    assert unlimited.share() == 0


def test_reading_photographs_is_not_counted(now: list[float]) -> None:
    limited = RunClock(minutes=2)
    now[0] += 50
    limited.restart()
    now[0] += 30
    assert limited.seconds_left() == 90
    assert limited.share() == 0.25


def test_standing_paused_is_not_counted(now: list[float]) -> None:
    limited = RunClock(minutes=2)
    now[0] += 30
    limited.pause()
    now[0] += 1000
    limited.resume()
    limited.resume()  # it was not paused again
    assert limited.seconds_left() == 90
    now[0] += 500
    assert limited.share() == 1, "no more than all of it"
