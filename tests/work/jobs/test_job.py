import json
import shutil

import pytest

from inpaint_studio.files.errors import SaveError
from inpaint_studio.sentence import Sentence
from inpaint_studio.work.errors import WorkError
from inpaint_studio.work.jobs.job import JobError, check_job, make_job, open_job
from inpaint_studio.work.jobs.ledger import Ledger
from inpaint_studio.work.jobs.settling import Settled
from inpaint_studio.work.jobs.worker import run_worker
from inpaint_studio.work.routines.cards.save import SaveCard


def test_a_job_is_the_same_when_opened(job):
    assert open_job(job.folder) == job
    assert open_job(job.folder / "job.json") == job
    assert job.checkpoint
    check_job(job)


def test_a_job_and_its_pictures_may_be_seen_under_other_paths(job, tools, tmp_path):
    shutil.copytree(tmp_path, tmp_path.with_name("mounted"), dirs_exist_ok=True)
    other = open_job(tmp_path.with_name("mounted") / "job")
    assert other.root == tmp_path.with_name("mounted") / "in"
    assert sum(isinstance(value, Settled) for value in run_worker(other, tools)) == 3
    assert len(Ledger(job.folder)) == 0
    shutil.rmtree(tmp_path.with_name("mounted"))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda options: options.update(root="nowhere"), "There is no folder"),
        (lambda options: options.update(output=None), "say which, with --output"),
        (lambda options: options.update(output=options["root"]), "is the folder of the originals"),
        (lambda options: options.update(formats_taken=(".exe",)), ".exe is no suffix of a picture"),
        (lambda options: options.update(masks=options["root"] / "no"), "does not exist"),
        (lambda options: options.update(folder=options["root"].parent / "job"), "holds a job already"),
        (
            lambda options: options.update(
                routine=options["routine"].with_card(SaveCard("beside", "{name}-x{suffix}"))
            ),
            "leave --output out",
        ),
        (lambda options: options.update(output=options["root"] / "a.png"), "is a file"),
    ],
)
def test_a_job_that_cannot_be_is_refused_before_anything_is_made(job, routine, tmp_path, change, sentence):
    from pathlib import Path

    options = {"root": job.root, "routine": routine, "output": tmp_path / "new"}
    change(options)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises((WorkError, SaveError)) as raised:
        make_job(
            Path(options.pop("root")),
            options.pop("routine"),
            options.pop("output"),
            options.pop("folder", None),
            **options,
        )
    assert sentence in str(raised.value)
    assert isinstance(raised.value.args[0], Sentence)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_damaged_or_foreign_job_is_one_sentence(job, tmp_path):
    path = job.folder / "job.json"
    whole = json.loads(path.read_text())
    for facts, sentence in (
        ({**whole, "format": "x"}, "is damaged"),
        ({**whole, "version": 9}, "newer version"),
        ({key: value for key, value in whole.items() if key != "root"}, "is damaged"),
        ({**whole, "routine": {}}, "This is no routine"),
    ):
        path.write_text(json.dumps(facts))
        with pytest.raises(Exception, match=sentence):
            open_job(job.folder)
    with pytest.raises(JobError, match="holds no job"):
        open_job(tmp_path)


def test_another_checkpoint_is_refused(job):
    facts = json.loads((job.folder / "job.json").read_text())
    (job.folder / "job.json").write_text(json.dumps({**facts, "checkpoint": "0" * 64}))
    with pytest.raises(JobError, match="another one than the job was made with"):
        check_job(open_job(job.folder))
    shutil.rmtree(job.root)
    with pytest.raises(JobError, match="not to be seen"):
        check_job(job)
