"""A worker takes every picture once; what is done stays so until the picture or the routine is another."""

import hashlib
import json
import os
from dataclasses import replace

import pytest
from PIL import Image

from inpaint_studio.work.jobs.claims import claim_id
from inpaint_studio.work.jobs.job import make_job, open_job, save_job, with_routine
from inpaint_studio.work.jobs.ledger import Ledger
from inpaint_studio.work.jobs.listing import Stillness
from inpaint_studio.work.jobs.settling import Moved, Settled
from inpaint_studio.work.jobs.worker import Waits, run_worker
from inpaint_studio.work.routines.cards.fill import FillCard
from inpaint_studio.work.routines.cards.find import FindCard
from inpaint_studio.work.routines.cards.marks import MarksCard
from inpaint_studio.work.routines.cards.review import ReviewCard
from inpaint_studio.work.routines.cards.save import SaveCard
from inpaint_studio.work.routines.routine import Routine
from tests.filling.unblend.marked import as_bytes, letters, photographs, under


def settled(job, tools, **options) -> dict:
    """The lines that a worker writes, by key."""
    values = run_worker(job, tools, sleep=_never, **options)
    return {value.entry.key: value.entry for value in values if isinstance(value, Settled)}


def _never(seconds):
    pytest.fail("a worker waited, where something was to be done")


def digest(path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_every_picture_is_done_once_and_the_ledger_says_so(job, tools):
    values = list(run_worker(job, tools, sleep=_never))
    assert any(isinstance(value, Moved) and value.stage == "finding" for value in values)
    lines = [value.entry for value in values if isinstance(value, Settled)]
    assert [line.key for line in lines] == ["a.png", "b.png", "c.png"]
    for line in lines:
        assert (line.state, dict(line.findings)) == ("done", {"dust": 1})
        assert line.output_hash == digest(job.output / line.key)
        assert line.input_hash == digest(job.root / line.key)
        assert line.proof == "YES: every pixel outside the mask is the original's."
        with Image.open(job.thumb(claim_id(line.key))) as thumb:
            assert thumb.size == (50, 40)
    ledger = Ledger(job.folder)
    assert ledger.counts() == {"done": 3}
    assert [ledger.entry(line.key).to_line() for line in lines] == [line.to_line() for line in lines]
    assert list(job.claims.iterdir()) == []
    assert settled(job, tools) == {}
    assert sorted(path.name for path in job.output.iterdir()) == ["a.png", "b.png", "c.png"]


def test_a_changed_picture_and_a_new_one_are_worked_on(job, tools, paint):
    settled(job, tools)
    before = digest(job.output / "b.png")
    paint(job.root / "b.png", 99)
    paint(job.root / "d.png", 4)
    assert set(settled(job, tools)) == {"b.png", "d.png"}
    assert digest(job.output / "b.png") != before
    assert (job.output / "b.png~").exists()  # what was replaced


def test_another_routine_makes_its_own_results_anew_and_leaves_those_of_a_person(job, tools):
    settled(job, tools)
    (job.output / "c.png").write_bytes(b"painted over by a person")
    job = with_routine(job, job.routine.with_card(FillCard("membrane", seed=3)))
    save_job(job)
    lines = settled(open_job(job.folder), tools)
    assert {key: line.state for key, line in lines.items()} == {"a.png": "done", "b.png": "done", "c.png": "skipped"}
    assert lines["c.png"].message == "There is a result already: c.png."
    assert (job.output / "c.png").read_bytes() == b"painted over by a person"


def test_a_result_that_is_there_is_skipped_or_replaced(job, tools):
    (job.output / "a.png").write_bytes(b"theirs")
    assert settled(job, tools)["a.png"].state == "skipped"
    assert (job.output / "a.png").read_bytes() == b"theirs"
    save_job(with_routine(job, job.routine.with_card(SaveCard(existing="replace"))))
    assert settled(open_job(job.folder), tools)["a.png"].state == "done"
    assert (job.output / "a.png~").read_bytes() == b"theirs"


def test_one_bad_file_does_not_end_the_others(job, tools):
    (job.root / "aa.png").write_bytes(b"no picture")
    (job.root / "ab.png").symlink_to(job.root / "gone.png")
    lines = settled(job, tools)
    assert lines["aa.png"].state == "failed"
    assert "not a picture" in lines["aa.png"].message
    assert {lines[key].state for key in ("a.png", "b.png", "c.png")} == {"done"}


def test_pictures_in_subfolders_of_one_name_have_places_of_their_own(pictures, routine, tools, paint, tmp_path):
    paint(pictures / "x" / "a.png", 7)
    paint(pictures / "x" / "A.png", 8)
    flat = routine.with_card(SaveCard(name="{name}{suffix}"))
    job = make_job(pictures, flat, tmp_path / "out", tmp_path / "job", subfolders=True)
    outputs = {line.output for line in settled(job, tools).values()}
    assert outputs == {"a.png", "b.png", "c.png", "A (2).png", "a (3).png"}
    deep = make_job(pictures, routine, tmp_path / "deep", tmp_path / "job2", subfolders=True, formats_taken=(".png",))
    assert settled(deep, tools)["x/a.png"].output == "x/a (2).png"
    assert (deep.output / "x" / "A.png").exists()


def test_results_beside_their_originals_are_no_pictures_of_the_job(pictures, routine, tools, tmp_path):
    beside = routine.with_card(SaveCard("beside", "{name}-repaired{suffix}"))
    job = make_job(pictures, beside, None, tmp_path / "job")
    assert len(settled(job, tools)) == 3
    assert (pictures / "a-repaired.png").exists()
    assert settled(job, tools) == {}
    assert len(Ledger(job.folder)) == 3


def test_a_result_never_takes_the_place_of_a_picture(pictures, routine, tools, paint, tmp_path):
    originals = {path: path.read_bytes() for path in pictures.iterdir()}
    paint(pictures / "a-x.png", 5)
    beside = routine.with_card(SaveCard("beside", "{name}-x{suffix}"))
    lines = settled(make_job(pictures, beside, None, tmp_path / "job"), tools)
    assert lines["a.png"].output == "a-x (2).png"
    assert all(path.read_bytes() == content for path, content in originals.items())


def test_a_paused_job_waits(job, tools):
    job.pause()
    waits = []

    def sleep(seconds):
        waits.append(seconds)
        if len(waits) == 2:
            job.resume()

    values = list(run_worker(job, tools, sleep=sleep))
    assert [value for value in values if isinstance(value, Waits)] == [Waits(True)] * 2
    assert sum(isinstance(value, Settled) for value in values) == 3


def test_a_hot_folder_takes_a_file_once_it_is_still(job, tools, paint):
    rounds = []

    def sleep(seconds):
        rounds.append(len(Ledger(job.folder)))
        if len(rounds) == 2:
            paint(job.root / "d.png", 4)
        if len(rounds) == 9:
            raise KeyboardInterrupt

    still = Stillness(0.0)
    done = []
    with pytest.raises(KeyboardInterrupt):  # noqa: PT012  the values before it count
        for value in run_worker(job, tools, watches=True, stillness=still, sleep=sleep):
            done += [value.entry.key] if isinstance(value, Settled) else []
    assert done == ["a.png", "b.png", "c.png", "d.png"]
    assert list(job.claims.iterdir()) == []


def test_stillness_is_judged_by_looking_again():
    still = Stillness(5)
    assert [still.is_still("a", (1, 1), now) for now in (0, 4, 5)] == [False, False, True]
    assert [still.is_still("a", (2, 1), now) for now in (6, 10, 11)] == [False, False, True]


def test_masks_by_name_are_filled(pictures, tools, tmp_path):
    import numpy as np

    masks = tmp_path / "masks"
    masks.mkdir()
    for name in "ab":
        mask = np.zeros((40, 50), np.uint8)
        mask[20:25, 20:30] = 255
        Image.fromarray(mask).save(masks / f"{name}.png")
    routine = Routine((FillCard("membrane"), SaveCard()))
    lines = settled(make_job(pictures, routine, tmp_path / "out", masks=masks), tools)
    assert {key: line.state for key, line in lines.items()} == {"a.png": "done", "b.png": "done"}
    ledger = Ledger(tmp_path / "out" / "inpaint-job")
    assert ledger.state("c.png") == "failed"
    assert ledger.entry("c.png").message.startswith("There is no mask called c")


def test_asking_a_worker_to_end_gives_its_picture_back(job, tools):
    values = run_worker(job, tools, sleep=_never)
    for value in values:
        if isinstance(value, Moved):
            break
    assert len(list(job.claims.iterdir())) == 1
    values.close()
    assert list(job.claims.iterdir()) == []
    assert len(settled(job, tools)) == 3


def test_one_mark_goes_from_pictures_of_two_sizes_by_one_routine(tmp_path, tools):
    pictures, photos = tmp_path / "in", photographs(12, seed=11)
    pictures.mkdir()
    seen = under(photos, *letters(0.5))
    for number, picture in enumerate(seen):
        pixels = as_bytes(picture)
        pixels = pixels if number < 6 else pixels[:, 3:]
        Image.fromarray(pixels).save(pictures / f"{number:02}.png")
    job = make_job(pictures, Routine((MarksCard(), SaveCard())), tmp_path / "out")
    lines = settled(job, tools)
    assert {line.state for line in lines.values()} == {"done"}
    assert {line.proof for line in lines.values()} == {"YES: every pixel outside the mask is the original's."}
    groups = json.loads((job.marks / "marks.json").read_text())["groups"]
    assert sorted((tuple(one["size"]), bool(one["mark"])) for one in groups) == [((109, 72), True), ((112, 72), True)]


def test_the_findings_of_a_changed_picture_are_not_those_that_were_decided(pictures, routine, tools, paint, tmp_path):
    job = make_job(pictures, routine.with_card(ReviewCard("always")), tmp_path / "out")
    lines = settled(job, tools)
    assert {line.state for line in lines.values()} == {"to-review"}
    with Ledger(job.folder, worker=None) as ledger:
        assert ledger.to_review() == 3
    assert os.listdir(job.folder / "findings")
    assert replace(job, routine=routine).hash != job.hash
    assert job.routine.card(FindCard) is not None
