import pytest

from inpaint_studio.work.jobs.claims import Claims
from inpaint_studio.work.jobs.job import JobError
from inpaint_studio.work.jobs.ledger import Ledger
from inpaint_studio.work.jobs.reporting import report, retry, status
from inpaint_studio.work.jobs.settling import Settled
from inpaint_studio.work.jobs.worker import run_worker
from inpaint_studio.work.jobs.workers import Worker


def test_numbers_lines_and_files_agree(job, tools):
    (job.root / "bad.png").write_bytes(b"no picture")
    me = Worker.here()
    values = run_worker(job, tools, worker=me)
    for value in values:
        if isinstance(value, Settled):
            break
    with Ledger(job.folder, me) as ledger:
        now = status(job, ledger, Claims(job.claims, me))
        assert (now.counts, now.total, now.left) == ({"waiting": 3, "done": 1}, 4, 3)
        assert now.remaining() == pytest.approx(3 * now.seconds)
    list(values)
    ledger = Ledger(job.folder)
    lines = {line["picture"].rpartition("/")[2]: line for line in report(job, ledger, check=True)}
    assert {name: line["state"] for name, line in lines.items()} == {
        "a.png": "done",
        "b.png": "done",
        "bad.png": "failed",
        "c.png": "done",
    }
    assert not any(line["wrong"] for line in lines.values())
    (job.output / "a.png").write_bytes(b"changed")
    (job.output / "b.png").unlink()
    wrong = {line["picture"].rpartition("/")[2]: line["wrong"] for line in report(job, ledger, check=True)}
    assert "another file than the one that was recorded" in wrong["a.png"]
    assert "No such file" in wrong["b.png"]
    assert wrong["c.png"] == ""


def test_failed_pictures_are_tried_again(job, tools, paint):
    (job.root / "bad.png").write_bytes(b"no picture")
    list(run_worker(job, tools))
    with Ledger(job.folder, Worker.here()) as ledger:
        with pytest.raises(JobError, match="it is done"):
            retry(ledger, ["a.png"])
        assert retry(ledger) == ["bad.png"]
        assert retry(ledger) == []
        assert ledger.counts() == {"waiting": 1, "done": 3}
    paint(job.root / "bad.png", 5)
    list(run_worker(job, tools))
    assert Ledger(job.folder).counts() == {"done": 4}
