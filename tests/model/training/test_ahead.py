"""What is drawn ahead is what would be drawn at once, and a worker that dies costs nothing but time."""

import os
import signal
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace

import numpy as np
import pytest

from inpaint_studio.model.photographs.crops import CropDrawing, CropPlan, Level, bank_holes
from inpaint_studio.model.training.ahead import Ahead, BankKey, share
from inpaint_studio.model.training.config import TrainingConfig
from inpaint_studio.model.training.processes import Processes
from inpaint_studio.model.training.schedule import Schedule

_DRAWING = CropDrawing(
    tuple(tuple(Level(1000 * i + n, 90 - 20 * n, 120 - 20 * n) for n in range(3)) for i in range(7)), "a"
)
_KEYS = [BankKey(32, ("blob",)), BankKey(64, ("scratch", "text"))]


def same(a: CropPlan, b: CropPlan) -> bool:
    assert a.appearances is not None
    assert b.appearances is not None
    arrays = ((a.places, b.places), (a.holes, b.holes), *zip(a.appearances, b.appearances, strict=True))
    return a.crop == b.crop and all(np.array_equal(x, y) for x, y in arrays)


def expected(schedule: Schedule, processes: Processes, images_seen: int) -> CropPlan:
    return _DRAWING.plan(schedule.config.seed, *share(schedule, processes, images_seen), banked=True)


@pytest.fixture
def schedule(config: TrainingConfig) -> Schedule:
    return Schedule(replace(config, images=202, batch=8, seed=5))


@pytest.fixture
def ahead(schedule: Schedule) -> Iterator[Ahead]:
    with closing(Ahead(_DRAWING, schedule, Processes(), 0, _KEYS, bank_size=300, cores=2)) as opened:
        yield opened


def test_plans_come_in_the_order_of_the_run_and_after_a_jump(schedule: Schedule, ahead: Ahead) -> None:
    seen = 0
    sizes = set()
    while seen < 202:
        plan = ahead.plan(seen)
        assert same(plan, expected(schedule, Processes(), seen))
        sizes.add((plan.crop, len(plan)))
        seen += len(plan)
    assert seen == 202
    assert len({crop for crop, _ in sizes}) == 2
    for seen in (40, 48, 8):  # put back, resumed elsewhere
        assert same(ahead.plan(seen), expected(schedule, Processes(), seen))


def test_banks_are_those_drawn_in_one_process(schedule: Schedule, ahead: Ahead) -> None:
    for key in reversed(_KEYS):
        assert np.array_equal(ahead.holes(key), bank_holes(5, 0, 300, *key))
    other = BankKey(32, ("border",))  # not foreseen
    assert np.array_equal(ahead.holes(other), bank_holes(5, 0, 300, *other))


def test_several_processes_see_the_crops_of_one(schedule: Schedule) -> None:
    whole = expected(schedule, Processes(), 0)
    ranks = [expected(Schedule(schedule.config, 2), Processes(rank, 2), 0) for rank in range(2)]
    assert np.array_equal(whole.places, np.concatenate([rank.places for rank in ranks]))


def test_workers_that_die_are_done_without(schedule: Schedule, ahead: Ahead) -> None:
    ahead.plan(0)
    for pool in (ahead._plans, ahead._banks):
        assert pool is not None
        for process in list(pool._processes.values()):
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
            process.join()
    for seen in range(8, 80, 8):
        assert same(ahead.plan(seen), expected(schedule, Processes(), seen))
    for key in _KEYS:
        assert np.array_equal(ahead.holes(key), bank_holes(5, 0, 300, *key))


def test_places_free_of_damage_are_drawn_here(schedule: Schedule) -> None:
    corners = (np.asarray([3, 130]), np.asarray([], np.int64), np.asarray([7]))
    drawing = CropDrawing(_DRAWING.levels[:1], "a", lambda crop: corners)
    with closing(Ahead(drawing, schedule, Processes(), 0, [], cores=2)) as ahead:
        plan = ahead.plan(0)
    assert same(plan, drawing.plan(5, *share(schedule, Processes(), 0), banked=True))
