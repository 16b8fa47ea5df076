import pytest

from inpaint_studio.ui.batch.requests import add, decide_all, keep_out, try_again
from inpaint_studio.work.jobs.claims import Claims, claim_id
from inpaint_studio.work.jobs.job import make_job, open_job
from inpaint_studio.work.jobs.ledger import Ledger
from inpaint_studio.work.jobs.worker import run_worker
from inpaint_studio.work.jobs.workers import Worker
from inpaint_studio.work.routines.piece import Tools


@pytest.fixture
def at(job, engine):
    """Job, ledger and claims, as the feed has them, once all is settled that can be."""
    for _ in run_worker(job, Tools(engine, threads=1)):
        pass
    me = Worker.here()
    with Ledger(job.folder, me) as ledger:
        yield job, ledger, Claims(job.claims, me)


def test_decisions_are_counted_and_what_cannot_be_decided_is_said(at):
    _, ledger, claims = at
    assert decide_all(["b.png"], "accept")(*at) == "All findings of 1 picture were accepted; it is filled next."
    assert ledger.state("b.png") == "decided"
    held = claims.take(claim_id("d.png"), "d.png")
    assert decide_all(["d.png"], "reject")(*at).startswith("d.png: A worker has it in hand")
    held.release()
    assert decide_all(["a.png"], "accept")(*at) == "Nothing is chosen whose findings wait for a decision."


def test_pictures_are_left_out_and_taken_in_again(at):
    _, ledger, _ = at
    assert keep_out(["b.png", "broken.png", "a.png"])(*at) == "2 pictures were left out; F takes them in again."
    assert [ledger.state(f"{one}.png") for one in ("b", "broken", "a")] == ["skipped", "skipped", "done"]
    assert "Nothing is chosen" in keep_out(["a.png"])(*at)
    assert try_again(["b.png", "broken.png", "a.png"])(*at) == "2 pictures are tried again."
    assert ledger.state("b.png") == "waiting"
    assert "Nothing is chosen" in try_again(["a.png"])(*at)


def test_parts_are_added_to_a_job_that_has_parts(folder, routine, tmp_path, paint):
    job = make_job(folder, routine, tmp_path / "out", tmp_path / "job", parts=("a.png",))
    me = Worker.here()
    with Ledger(job.folder, me) as ledger:
        claims = Claims(job.claims, me)
        assert add(())(job, ledger, claims) == "1 picture was added."
        assert add(())(job, ledger, claims) == "There is no new picture."
        assert add(("c.png",))(job, ledger, claims) == "1 picture was added."
        assert list(ledger) == ["a.png", "c.png"]
    assert open_job(job.folder).parts == ("a.png", "c.png")
