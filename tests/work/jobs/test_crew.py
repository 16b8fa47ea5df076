"""A crew starts workers, replaces those that die, and gives up where they do nothing else."""

import pytest

from inpaint_studio.work.jobs import crew as crews
from inpaint_studio.work.jobs.crew import Counts, Crewed, Died, run_crew, start_worker
from inpaint_studio.work.jobs.entry import Entry
from inpaint_studio.work.jobs.job import JobError
from inpaint_studio.work.jobs.ledger import Ledger
from inpaint_studio.work.jobs.listing import Added
from inpaint_studio.work.jobs.memory import free_memory, workers_for
from inpaint_studio.work.jobs.settling import Settled
from inpaint_studio.work.jobs.worker import run_worker


class Toy:
    """A worker that settles one picture and ends with a code, in this process."""

    def __init__(self, job, tools, code: int = 0) -> None:
        self.returncode: int | None = None
        self._steps, self._code = run_worker(job, tools, lists=False), code

    def poll(self):
        if self.returncode is None:
            for value in self._steps:
                if isinstance(value, Settled):
                    break
            else:
                self._code = 0
            self._steps.close()
            self.returncode = self._code
        return self.returncode

    def terminate(self):
        self._steps.close()
        self.returncode = self.returncode or -15

    def wait(self, timeout=None):
        return self.returncode


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(crews, "_LOOK", 0.0)


def test_workers_that_die_are_replaced_and_everything_is_done(job, tools):
    values = list(run_crew(job, 2, start=lambda job, stays: Toy(job, tools, -9)))
    assert Added(3, 0) in values
    assert Crewed(2, 2) in values
    assert sorted(value.key for value in values if isinstance(value, Entry)) == ["a.png", "b.png", "c.png"]
    assert {value.code for value in values if isinstance(value, Died)} == {-9}
    assert [value for value in values if isinstance(value, Counts)][-1].by_state == {"done": 3}


def test_a_crew_whose_workers_only_die_gives_up(job):
    class Still(Toy):
        def poll(self):
            self.returncode = 1
            return 1

    with pytest.raises(JobError, match="end before they do anything"):
        list(run_crew(job, 2, start=lambda job, stays: Still(job, None)))


def test_closing_it_ends_its_workers(job, tools):
    started = []

    class Slow(Toy):
        def poll(self):
            return self.returncode

    def start(job, stays):
        started.append(Slow(job, tools))
        return started[-1]

    values = run_crew(job, 2, start=start)
    for value in values:
        if isinstance(value, Counts) and started:
            break
    values.close()
    assert [one.returncode for one in started] == [-15, -15]


def test_as_many_workers_as_memory_bears(job, tools, monkeypatch):
    list(run_worker(job, tools))
    ledger = Ledger(job.folder)
    free = free_memory()
    assert free is None or free > 0
    for memory, count in ((None, 8), (800 << 20, 1), (3000 << 20, 4), (10, 1)):
        monkeypatch.setattr("inpaint_studio.work.jobs.memory.free_memory", lambda memory=memory: memory)
        assert workers_for(ledger, 8) == count


def test_a_process_of_this_program_works(job):
    """The only test that waits for torch in another process: a routine of the table's own finders, and no spot."""
    job.pause()
    process = start_worker(job)
    assert process.poll() is None
    crews.end_workers([process])
    assert process.returncode not in (None, 0)
