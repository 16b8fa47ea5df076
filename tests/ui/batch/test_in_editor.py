import pytest

from inpaint_studio.ui.batch.in_editor import InEditor
from inpaint_studio.work.jobs.claims import claim_id
from inpaint_studio.work.jobs.worker import run_worker
from inpaint_studio.work.routines.piece import Tools


@pytest.fixture
def editor(session):
    return InEditor(session, session)


def test_findings_come_under_review_and_decisions_are_taken(editor, session, job, engine, qtbot):
    for _ in run_worker(job, Tools(engine, threads=1)):
        pass
    with qtbot.waitSignal(editor.shown, timeout=20_000):
        editor.open("b.png", job.picture("b.png"), job.findings(claim_id("b.png")))
    qtbot.waitUntil(lambda: editor.key == "b.png", timeout=20_000)
    assert len(session.review.proposed) == 1
    session.review.decide(session.review.proposed, False)
    key, review, size = editor.take()
    assert (key, size, review.accepted()) == ("b.png", (50, 40), ())
    assert editor.take() is None
    assert editor.lent_key is None


def test_what_is_only_looked_at_or_cannot_be_opened_gives_no_decision(editor, session, job, qtbot):
    editor.open("a.png", job.picture("a.png"), None)
    qtbot.waitUntil(lambda: session.document is not None, timeout=20_000)
    assert (editor.lent_key, editor.key) == ("a.png", None)
    assert editor.take() is None
    with qtbot.waitSignal(session.opening.failed, timeout=20_000):
        editor.open("broken.png", job.picture("broken.png"), None)
    assert editor.lent_key is None
