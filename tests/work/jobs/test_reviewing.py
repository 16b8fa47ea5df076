"""Decisions of a person, on many pictures at once or by a file, are what is filled."""

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.editing.geometry import Size
from inpaint_studio.files.memory.finding_facts import open_findings, save_findings
from inpaint_studio.work.jobs.claims import Claims, claim_id
from inpaint_studio.work.jobs.job import JobError, make_job
from inpaint_studio.work.jobs.ledger import Ledger
from inpaint_studio.work.jobs.reviewing import Decided, Undecided, Waiting, apply_findings, decide, waiting
from inpaint_studio.work.jobs.settling import Settled
from inpaint_studio.work.jobs.worker import run_worker
from inpaint_studio.work.jobs.workers import Worker
from inpaint_studio.work.routines.cards.review import ReviewCard
from tests.work.jobs.conftest import SPOT


@pytest.fixture
def job(pictures, routine, tools, paint, tmp_path):
    """a, b and c go by themselves; d, e and f wait."""
    for number, name in enumerate("def"):
        paint(pictures / f"{name}.png", 10 + number, unsure=True)
    job = make_job(pictures, routine.with_card(ReviewCard("uncertain")), tmp_path / "out")
    list(run_worker(job, tools))
    return job


@pytest.fixture
def desk(job):
    me = Worker.here()
    with Ledger(job.folder, me) as ledger:
        yield ledger, Claims(job.claims, me)


def changed(job, key) -> bool:
    with Image.open(job.picture(key)) as before, Image.open(job.output / key) as after:
        return bool((np.asarray(before) != np.asarray(after))[SPOT.slices].any())


def test_pictures_are_decided_about_and_worked_on(job, desk, tools):
    ledger, claims = desk
    assert ledger.counts() == {"to-review": 3, "done": 3}
    assert list(waiting(job, ledger)) == [
        Waiting(key, 1, job.findings(claim_id(key))) for key in ("d.png", "e.png", "f.png")
    ]
    assert list(decide(job, ledger, claims, ["d.png"], "accept")) == [Decided("d.png", 1)]
    assert list(decide(job, ledger, claims, ["e.png"], "reject")) == [Decided("e.png", 0)]
    assert list(decide(job, ledger, claims, ["f.png"], "suggested")) == [Decided("f.png", 1)]
    lines = {value.entry.key: value.entry for value in run_worker(job, tools) if isinstance(value, Settled)}
    assert {line.state for line in lines.values()} == {"done"}
    assert [changed(job, key) for key in ("d.png", "e.png", "f.png")] == [True, False, True]
    assert dict(lines["e.png"].findings) == {}
    (late,) = decide(job, ledger, claims, ["d.png"], "reject")  # a ledger that was read before the worker was done
    assert isinstance(late, Undecided)
    assert ledger.state("d.png") == "done"


def test_a_file_of_findings_decides(job, desk, tools, tmp_path):
    ledger, claims = desk
    review = open_findings(job.findings(claim_id("d.png")), Size(50, 40))
    save_findings(tmp_path / "f.json", review.decided(review.findings, False), Size(50, 40))
    assert list(apply_findings(job, ledger, claims, "d.png", tmp_path / "f.json")) == [Decided("d.png", 0)]
    list(run_worker(job, tools))
    assert not changed(job, "d.png")


def test_what_cannot_be_decided_is_one_sentence(job, desk, tmp_path):
    ledger, claims = desk
    for keys, sentence in ((["x.png"], "has no picture x.png"), (["a.png"], "it is done")):
        with pytest.raises(JobError, match=sentence):
            list(decide(job, ledger, claims, keys, "accept"))
    (tmp_path / "f.json").write_text("{}")
    (one,) = apply_findings(job, ledger, claims, "d.png", tmp_path / "f.json")
    assert isinstance(one, Undecided)
    job.findings(claim_id("e.png")).write_text("{}")
    one, other = decide(job, ledger, claims, ["e.png", "f.png"], "accept")
    assert isinstance(one, Undecided)
    assert isinstance(other, Decided)
    assert claims.held() == frozenset()
    held = Claims(job.claims, Worker.here()).take(claim_id("d.png"))
    (one,) = decide(job, ledger, claims, ["d.png"], "accept")
    assert "A worker has it in hand" in one.message
    held.release()


def test_findings_of_a_picture_that_has_changed_are_searched_again(job, desk, tools, paint):
    ledger, claims = desk
    list(decide(job, ledger, claims, ["d.png"], "accept"))
    paint(job.root / "d.png", 77, unsure=True)
    lines = {value.entry.key: value.entry for value in run_worker(job, tools) if isinstance(value, Settled)}
    assert lines["d.png"].state == "to-review"
