"""A job on a Dask cluster of two workers gives the bytes of the plain run."""

import pytest

from inpaint_studio.work.jobs import farm
from inpaint_studio.work.jobs.job import JobError, make_job
from inpaint_studio.work.jobs.ledger import Ledger
from inpaint_studio.work.jobs.worker import run_worker

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore::RuntimeWarning"
)


@pytest.fixture
def cluster():
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None, protocol="inproc"
    ) as cluster:
        yield cluster


def test_two_workers_give_the_bytes_of_the_plain_run(job, routine, tools, tmp_path, cluster, monkeypatch):
    monkeypatch.setattr(farm, "Tools", lambda threads: tools)  # one engine for all: nets are loaded once
    lines = list(farm.run_on_dask(job, cluster.scheduler_address))
    farm._kit.cache_clear()
    assert {line.key: line.state for line in lines} == {"a.png": "done", "b.png": "done", "c.png": "done"}
    assert Ledger(job.folder).counts() == {"done": 3}
    assert list(job.claims.iterdir()) == []
    plain = make_job(job.root, routine, tmp_path / "plain")
    list(run_worker(plain, tools))
    for key in ("a.png", "b.png", "c.png"):
        assert (plain.output / key).read_bytes() == (job.output / key).read_bytes()
    assert list(farm.run_on_dask(job, cluster.scheduler_address)) == []


def test_a_task_does_nothing_for_a_picture_that_is_settled(job, tools, monkeypatch):
    monkeypatch.setattr(farm, "Tools", lambda threads: tools)
    list(run_worker(job, tools))
    assert farm.work_on(str(job.folder), "a.png") is None
    farm._kit.cache_clear()


def test_without_dask_it_says_what_to_install(job, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(JobError, match=r"pip install 'inpaint-studio\[farm\]'"):
        list(farm.run_on_dask(job, "x"))
