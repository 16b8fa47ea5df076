"""The pace: what is said a fill will take, on a machine that is slower, or busier, than the plan's."""

import pytest

from inpaint_studio.pace import Course, Pace


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize(
    ("load", "cores", "threads", "factor"),
    [(0.0, 2, 2, 1.0), (1.0, 2, 2, 1.5), (3.0, 2, 2, 2.5), (3.0, 2, 1, 2.0), (1.0, 16, 15, 1.0), (17.0, 16, 15, 2.0)],
)
def test_a_busy_machine_takes_longer(load: float, cores: int, threads: int, factor: float):
    assert Pace(lambda: load, Clock(), Clock(), cores).now(threads) == pytest.approx(factor, rel=1e-6)


def test_what_this_process_has_computed_itself_keeps_no_fill_waiting():
    clock, used = Clock(), Clock()
    pace = Pace(lambda: 2.0, clock, used, cores=2)
    clock.now, used.now = 600.0, 1200.0  # ten minutes on both cores
    assert pace.now(2) == pytest.approx(1.0, abs=0.01)
    clock.now = 1200.0  # since then the load is of others
    assert pace.now(2) == pytest.approx(2.0, abs=0.01)


def test_a_slow_machine_is_learnt_from_its_fills_and_one_odd_fill_does_not_say_all():
    pace = Pace(lambda: 0.0, Clock(), Clock(), cores=2)
    pace.learn(planned=1.0, actual=4.0)
    assert pace.now(2) == pytest.approx(2.0)
    for _ in range(20):
        pace.learn(planned=pace.now(2), actual=4.0)
    assert pace.now(2) == pytest.approx(4.0, rel=0.01)


def test_a_fill_that_takes_twice_as_long_as_planned_says_so_well_before_its_end():
    """97 seconds were promised, and 210 came."""
    clock = Clock()
    course = Course(planned=97.0, work=10.0, clock=clock)
    assert course.seconds == pytest.approx(97.0)
    estimates = []
    for _ in range(10):
        clock.now += 21.0
        course.did(1.0)
        estimates.append(course.seconds)
    assert estimates == sorted(estimates)
    assert estimates[1] > 150  # after a fifth
    assert estimates[4] == pytest.approx(210, rel=0.1)
    assert estimates[-1] == pytest.approx(210)


def test_a_pause_counts_once_and_makes_nothing_slower():
    clock = Clock()
    course = Course(planned=10.0, work=1.0, clock=clock)
    clock.now += 5.0
    course.paused(5.0)
    assert course.seconds == pytest.approx(15.0)


def test_a_plan_without_work_takes_the_time_that_has_passed():
    clock = Clock()
    course = Course(planned=0.0, work=0.0, clock=clock)
    clock.now = 0.5
    assert course.seconds == pytest.approx(0.5)
