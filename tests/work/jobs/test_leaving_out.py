from inpaint_studio.work.jobs.claims import Claims, claim_id
from inpaint_studio.work.jobs.leaving_out import leave_out, take_in
from inpaint_studio.work.jobs.ledger import Ledger
from inpaint_studio.work.jobs.worker import add_pictures, run_worker
from inpaint_studio.work.jobs.workers import Worker


def test_what_is_left_out_is_not_worked_on_until_it_is_taken_in(job, tools):
    me = Worker.here()
    claims = Claims(job.claims, me)
    with Ledger(job.folder, me) as ledger:
        list(add_pictures(job, ledger, claims))
        held = claims.take(claim_id("c.png"), "c.png")
        assert leave_out(ledger, claims, ["b.png", "c.png", "none.png"]) == ["b.png"]  # c is in a worker's hands
        held.release()
        assert ledger.entry("b.png").message == "It was left out by hand."
    for _ in run_worker(job, tools):
        pass
    with Ledger(job.folder, me) as ledger:
        assert ledger.counts() == {"done": 2, "skipped": 1}
        assert leave_out(ledger, claims, ["a.png"]) == []
        assert take_in(ledger, claims, ["a.png", "b.png"]) == ["b.png"]
    for _ in run_worker(job, tools):
        pass
    assert Ledger(job.folder).counts() == {"done": 3}


def test_parts_of_a_root_are_listed_once(job, paint, tmp_path):
    from dataclasses import replace

    from inpaint_studio.work.jobs.listing import pictures_of

    paint(job.root / "x" / "d.png")
    paint(job.root / "y" / "e.png")

    def names(*parts: str, subfolders: bool = False) -> list[str]:
        part = replace(job, parts=parts, subfolders=subfolders)
        return [path.relative_to(job.root).as_posix() for listed in pictures_of(part) for path in listed]

    assert names("b.png") == ["b.png"]
    assert sorted(names("x", "y/e.png", "c.png")) == ["c.png", "x/d.png", "y/e.png"]
    assert sorted(names("x", "x/d.png", subfolders=True)) == ["x/d.png"]
    assert names("gone") == []
