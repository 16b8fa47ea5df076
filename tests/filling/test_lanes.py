"""Jobs side by side: in their order, with the same pixels as one after the other, and no thread left behind."""

import threading
from collections.abc import Iterator
from functools import partial

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Picture
from inpaint_studio.filling.engine import Engine
from inpaint_studio.filling.lanes import Job, walked
from inpaint_studio.filling.plan import LANES, TILE, TOGETHER, plan
from inpaint_studio.filling.request import FillError, FillProgress, FillRequest, FillResult
from inpaint_studio.model.nets.architectures import build
from inpaint_studio.model.nets.config import GeneratorConfig

SMALL = GeneratorConfig(channels=(8, 8, 8), down_blocks=(1, 1), up_blocks=(1, 1), middle=(1,), gate_channels=8)
LONG = 30.0  # seconds after which a test that waits has failed


@pytest.fixture(autouse=True)
def _threads() -> Iterator[None]:
    before, threads = set(threading.enumerate()), torch.get_num_threads()
    yield
    left = {thread for thread in threading.enumerate() if thread.name.startswith("fill-")} - before
    torch.set_num_threads(threads)
    assert not left


def all_of(jobs: list[Job[int]], needs: list[list[int]], threads: int = 2) -> list[list[int]]:
    walk = walked(jobs, needs, [True] * len(jobs), threads)
    return [[step for step in steps if step is not None] for steps in walk]


def test_what_comes_first_is_handed_out_first_whichever_is_done_first():
    second_is_done = threading.Event()

    def job(number: int, alone: bool) -> Iterator[int]:
        assert not alone
        if number == 0:
            assert second_is_done.wait(LONG)
        yield from (10 * number, 10 * number + 1)
        if number == 1:
            second_is_done.set()

    assert all_of([partial(job, n) for n in range(4)], [[]] * 4) == [[0, 1], [10, 11], [20, 21], [30, 31]]


def test_a_job_begins_once_those_it_needs_are_done():
    done: list[int] = []

    def job(number: int, alone: bool) -> Iterator[int]:
        before = list(done)
        yield from before
        done.append(number)

    finished = all_of([partial(job, n) for n in range(6)], [[], [0], [], [2], [1], []])
    assert all(need in finished[number] for number, need in ((1, 0), (3, 2), (4, 1)))


@pytest.mark.parametrize(("threads", "needs"), [(1, [[], [], []]), (2, [[], [0], [1]])])
def test_one_thread_and_jobs_that_all_need_each_other_are_walked_as_they_are_asked_for(
    threads: int, needs: list[list[int]]
):
    def job(alone: bool) -> Iterator[int]:
        assert alone
        yield threading.get_ident()

    assert all_of([job] * 3, needs, threads) == [[threading.get_ident()]] * 3


def test_a_job_that_runs_out_of_memory_beside_others_begins_anew_alone():
    began: list[tuple[int, bool]] = []

    def job(number: int, alone: bool) -> Iterator[int]:
        began.append((number, alone))
        if number == 1 and not alone:
            raise MemoryError
        yield number

    assert all_of([partial(job, n) for n in range(5)], [[]] * 5) == [[0], [1], [2], [3], [4]]
    assert (1, True) in began
    assert began.count((1, False)) == 1


def test_another_error_is_raised_and_no_job_begins_after_it():
    def job(number: int, alone: bool) -> Iterator[int]:
        if number == 1:
            raise FillError("No.")
        yield number

    with pytest.raises(FillError, match=r"No\."):
        all_of([partial(job, n) for n in range(40)], [[]] * 40)


def test_the_lanes_share_the_threads_and_the_caller_and_threads_to_come_keep_theirs():
    def job(alone: bool) -> Iterator[int]:
        yield torch.get_num_threads()

    torch.set_num_threads(2)
    assert all_of([job] * 4, [[]] * 4) == [[1]] * 4
    later: list[int] = []
    thread = threading.Thread(target=lambda: later.append(torch.get_num_threads()))
    thread.start()
    thread.join()
    assert [torch.get_num_threads(), *later] == [2, 2]


def scratched(method: str = "auto") -> FillRequest:
    """Scratches that cross, lie apart, and are longer than one batch of tiles."""
    rng = np.random.default_rng(3)
    pixels = np.clip(rng.normal(128, 20, (900, 1200, 3)), 0, 255).astype(np.uint8)
    mask = np.zeros((900, 1200), np.uint8)
    for y in range(40, 900, 170):
        mask[y : y + 4, 30 : 1100 - y // 2] = 255
    mask[30:850, 300:303] = 255
    mask[600:660, 900:990] = 255
    return FillRequest(Picture(pixels), (), Rect(0, 0, 1200, 900), mask, method=method)


def steps_of(engine: Engine, request: FillRequest) -> tuple[list[FillProgress], FillResult]:
    *steps, result = engine.fill(request)
    assert isinstance(result, FillResult)
    return [step for step in steps if isinstance(step, FillProgress)], result


@pytest.mark.parametrize("method", ["auto", "generator", "exemplar", "hybrid"])
def test_a_fill_in_lanes_is_the_same_bit_for_bit(method: str):
    torch.manual_seed(0)
    net = build(SMALL)
    request = scratched(method)
    (steps, one), (others, two) = (steps_of(Engine("cpu", threads=n, generator=net), request) for n in (1, 2))
    assert len(one.fills) > 3
    for fill, other in zip(one.fills, two.fills, strict=True):
        assert (fill.rect, fill.recipe.method, fill.recipe.crop) == (other.rect, other.recipe.method, other.recipe.crop)
        np.testing.assert_array_equal(fill.pixels, other.pixels)
        np.testing.assert_array_equal(fill.coverage, other.coverage)
    drawn, drawn_others = ([s for s in some if s.stage != "exemplar"] for some in (steps, others))
    for step, other_step in zip(drawn, drawn_others, strict=True):
        assert (step.stage, step.rect, step.done) == (other_step.stage, other_step.rect, other_step.done)
        np.testing.assert_array_equal(step.pixels, other_step.pixels)


class Grey(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.level = nn.Parameter(torch.tensor(0.5))

    def forward(self, picture: Tensor, mask: Tensor) -> Tensor:
        return self.level.expand(picture.shape)


@pytest.mark.parametrize("stage", ["generator", "exemplar"])
def test_a_fill_that_is_closed_half_way_leaves_no_thread(stage: str):
    steps = Engine("cpu", threads=2, generator=Grey()).fill(scratched())
    next(step for step in steps if isinstance(step, FillProgress) and step.stage == stage)
    steps.close()  # type: ignore[attr-defined]  # which the fixture looks after
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("fill-")]


def test_memory_that_suffices_for_one_batch_at_a_time_costs_no_detail():
    class Narrow(Grey):
        inside = 0

        def forward(self, picture: Tensor, mask: Tensor) -> Tensor:
            if threading.current_thread().name.startswith("fill-"):
                raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes.")
            return super().forward(picture, mask)

    _, result = steps_of(Engine("cpu", threads=2, generator=Narrow()), scratched())
    assert not result.notes


def test_the_plan_counts_the_calls_that_are_made_at_once():
    request = scratched("generator")
    few = request.mask.copy()
    few[50:] = 0
    first = FillRequest(request.picture, (), request.rect, few, method="generator")
    one, all_ = (plan(some) for some in (first, request))
    assert one.calls > TOGETHER
    more = min(all_.calls - one.calls, LANES * TOGETHER - one.calls) * TILE**2
    assert all_.megabytes - one.megabytes > more * 300 / 1e6  # of which each pixel takes some 350 bytes
