"""Findings in a session: streamed to the document that they were searched for, decided, and taken as one step."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.findings import Finding, Review, ReviewFilter
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Picture
from inpaint_studio.files.memory.journal import restore
from inpaint_studio.files.memory.project import open_project
from inpaint_studio.finding.finder import Finder, Progress, View
from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.document.recovery import JournalKeeper
from inpaint_studio.ui.document.session import Session

BOX = Rect(40, 30, 20, 10)


def piece(rect: Rect, confidence: float = 0.8, **values: object) -> Finding:
    return Finding(rect, np.full((rect.height, rect.width), 255, np.uint8), "dust", confidence, **values)


def finder_of(*findings: Finding, key: str = "toy", gate: threading.Semaphore | None = None) -> Finder:
    """Proposes these; with a gate, each waits for leave."""

    def find(view: View, options: object) -> Iterator[Progress | Finding]:
        yield Progress(0, len(findings) or 1)
        for number, finding in enumerate(findings):
            if gate is not None:
                assert gate.acquire(timeout=20)
            yield finding
            yield Progress(number + 1, len(findings))

    return Finder(key, "Toy", find, progress="Looking", nothing=f"No {key} was found.")


DUST, SPECK, FAINT = (
    piece(BOX),
    piece(Rect(5, 5, 3, 3), 0.9),
    piece(Rect(90, 60, 8, 4), 0.3),
)


@dataclass
class Reviewed:
    session: Session
    qtbot: object
    messages: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.session.message.connect(lambda level, text: self.messages.append(f"{level}: {text}"))

    def search(self, *finders: Finder) -> None:
        assert self.session.review.start(finders)
        self.settle()

    def settle(self) -> None:
        session = self.session
        self.qtbot.waitUntil(lambda: not (session.review.is_searching or session.changes.is_busy), timeout=20_000)

    def identities(self) -> list[str]:
        return [finding.identity for finding in self.session.review.proposed]

    @property
    def mask(self) -> np.ndarray:
        return self.session.document.mask

    @property
    def steps(self) -> list[str]:
        return [step.name for step in self.session.document.history.steps]


@pytest.fixture
def reviewed(open_session, grey_engine, qtbot) -> Reviewed:
    return Reviewed(open_session(grey_engine), qtbot)


@pytest.mark.parametrize(("others", "name"), [((), "Object"), ((SPECK,), "Findings")])
def test_an_object_that_was_pointed_at_is_a_step_of_that_name(reviewed, others, name):
    review = reviewed.session.review
    review.add([replace(DUST, kind="object", source="object"), *others])
    assert review.take()
    reviewed.settle()
    assert reviewed.steps == [name]


def test_accepted_findings_become_mask_in_one_step_and_come_back_with_an_undo(reviewed):
    review = reviewed.session.review
    reviewed.search(finder_of(DUST, SPECK, FAINT))
    assert reviewed.identities() == [DUST.identity, SPECK.identity]  # the faint one is below the filter
    review.decide([SPECK], False)
    assert review.take()
    reviewed.settle()
    assert reviewed.steps == ["Findings"]
    expected = np.zeros((80, 120), np.uint8)
    expected[BOX.grow(1).slices] = 255
    assert (reviewed.mask > 0).sum() == (expected > 0).sum() - 4  # grown by a disc of one pixel, without corners
    assert not reviewed.mask[expected == 0].any()
    before = review.review
    reviewed.session.changes.undo()
    reviewed.settle()
    assert not reviewed.mask.any()
    assert review.review is before
    assert review.accepted == (review.proposed[0],)


def test_several_finders_search_in_turn_and_a_second_search_replaces_what_is_gone(reviewed):
    review = reviewed.session.review
    reviewed.search(finder_of(DUST), finder_of(SPECK, FAINT, key="other"))
    assert {one.source for one in review.review.findings} == {"toy", "other"}
    review.decide([SPECK], False)
    reviewed.search(finder_of(FAINT, key="other"))
    assert [one.identity for one in review.review.findings] == [DUST.identity, FAINT.identity]
    reviewed.search(finder_of(SPECK, key="other"))
    assert not review.review.is_accepted(SPECK)  # what was rejected stays so


def test_what_was_rejected_stays_so_when_it_is_detected_with_another_outline(reviewed):
    review = reviewed.session.review
    reviewed.search(finder_of(DUST, SPECK))
    review.decide([DUST], False)
    x, y, width, height = DUST.rect
    other = replace(DUST, rect=Rect(x + 1, y, width - 1, height), mask=DUST.mask[:, 1:].copy())
    reviewed.search(finder_of(other, SPECK))
    assert [one.identity for one in review.proposed] == [SPECK.identity, other.identity]
    assert [one.identity for one in review.accepted] == [SPECK.identity]


def test_a_filter_searches_nothing_and_makes_no_step(reviewed):
    review = reviewed.session.review
    reviewed.search(finder_of(DUST, SPECK, FAINT))
    heard = []
    review.changed.connect(lambda: heard.append(len(review.proposed)))
    review.set_filter(replace(review.review.filter, sensitivity=0.8))
    review.set_filter(replace(review.review.filter, smallest=20))
    review.set_filter(review.review.filter)
    assert heard == [3, 2]
    assert reviewed.steps == []
    assert not reviewed.session.document.is_modified


def test_the_extent_follows_the_mask(reviewed, mark):
    review = reviewed.session.review
    reviewed.search(finder_of(DUST, SPECK))
    review.set_filter(ReviewFilter(extent="outside"))
    assert len(review.proposed) == 2
    mark(reviewed.session, BOX)
    assert reviewed.identities() == [SPECK.identity]
    review.set_filter(ReviewFilter(extent="inside"))
    assert reviewed.identities() == [DUST.identity]


def test_findings_of_another_document_are_not_taken_over(reviewed, show_picture, tmp_path):
    """They go to the document that was searched, which is out of view by then."""
    session, gate = reviewed.session, threading.Semaphore(0)
    first = session.document
    assert session.review.start([finder_of(DUST, SPECK, gate=gate)])
    gate.release()
    reviewed.qtbot.waitUntil(lambda: bool(session.review.review.findings), timeout=20_000)
    other = Document(Picture(np.full((80, 120, 3), 90, np.uint8), "other.png"))
    session.show(jobs.prepared(tmp_path / "other.png", other))
    assert session.document is other
    assert not session.review.is_searching
    gate.release()
    reviewed.qtbot.waitUntil(lambda: not session.is_working_for(first), timeout=20_000)
    assert not other.state.review.findings
    assert len(first.state.review.findings) == 2


def test_a_search_for_a_closed_document_ends(reviewed, show_picture, tmp_path):
    session, gate = reviewed.session, threading.Semaphore(0)
    assert session.review.start([finder_of(DUST, SPECK, gate=gate)])
    show_picture(session, tmp_path / "next.png")
    gate.release(2)
    reviewed.qtbot.waitUntil(lambda: not len(session.workers), timeout=20_000)
    assert not session.review.review.findings
    assert not session.is_busy


def test_what_came_before_a_search_was_cancelled_stays(reviewed):
    session, gate = reviewed.session, threading.Semaphore(0)
    reviewed.search(finder_of(FAINT))
    assert session.review.start([finder_of(DUST, SPECK, gate=gate)])
    gate.release()
    reviewed.qtbot.waitUntil(lambda: len(session.review.review.findings) == 2, timeout=20_000)
    assert session.cancel()
    gate.release()
    reviewed.qtbot.waitUntil(lambda: not len(session.workers), timeout=20_000)
    assert [one.identity for one in session.review.review.findings] == [FAINT.identity, DUST.identity]
    assert not session.is_busy


def test_taking_waits_for_a_search(reviewed):
    session, gate = reviewed.session, threading.Semaphore(0)
    assert session.review.start([finder_of(DUST, SPECK, gate=gate)])
    assert session.review.take()
    assert reviewed.steps == []
    gate.release(2)
    reviewed.qtbot.waitUntil(lambda: reviewed.steps == ["Findings"], timeout=20_000)
    assert reviewed.mask[BOX.slices].all()
    assert reviewed.mask[SPECK.rect.slices].all()


def test_one_call_takes_and_fills_and_one_undo_takes_both_back(reviewed):
    session = reviewed.session
    reviewed.search(finder_of(DUST))
    assert session.review.take(fill=True)
    reviewed.qtbot.waitUntil(lambda: bool(session.document.fills) and not session.is_filling, timeout=20_000)
    reviewed.settle()
    assert reviewed.steps == ["Findings", "Fill"]
    session.on_release.undo()
    reviewed.settle()
    assert session.document.history.position == 0
    assert not session.document.fills


def test_nothing_found_is_said(reviewed):
    reviewed.search(finder_of(), finder_of(key="other"))
    assert reviewed.messages == ["info: No toy was found. No other was found."]
    assert not reviewed.session.review.take()


def test_a_finding_outside_the_picture_is_refused_with_a_sentence(reviewed):
    reviewed.search(finder_of(SPECK), finder_of(piece(Rect(115, 0, 10, 10)), key="bad"))
    assert reviewed.messages[0].startswith("error: The finder bad proposes")
    assert [one.identity for one in reviewed.session.review.review.findings] == [SPECK.identity]


def test_findings_are_saved_and_opened_beside_those_there_are(reviewed, tmp_path):
    session, path = reviewed.session, tmp_path / "photo.findings.json"
    reviewed.search(finder_of(DUST, SPECK, FAINT))
    session.review.decide([DUST], False)
    session.review.set_filter(ReviewFilter(0.8, margin=3))
    assert session.has_unsaved_work
    with reviewed.qtbot.waitSignal(session.message, timeout=20_000):
        session.finding_files.save(path)
    assert not session.has_unsaved_work
    assert reviewed.messages == ["done: The findings were saved as photo.findings.json."]
    before = session.review.review
    session.review.put(Review().with_findings([piece(Rect(60, 60, 5, 5))]))
    with reviewed.qtbot.waitSignal(session.finding_files.opened, timeout=20_000):
        session.finding_files.open(path)
    after = session.review.review
    assert len(after.findings) == 4
    assert (after.decisions, after.filter) == (before.decisions, before.filter)
    assert reviewed.steps == []


def test_a_file_that_holds_no_findings_is_refused_with_a_sentence(reviewed, tmp_path):
    session, path = reviewed.session, tmp_path / "photo.findings.json"
    with reviewed.qtbot.waitSignal(session.message, timeout=20_000):
        session.finding_files.save(path)
    assert not path.exists()
    path.write_text("{}")
    with reviewed.qtbot.waitSignal(session.message, timeout=20_000):
        session.finding_files.open(path)
    assert reviewed.messages == [
        "info: There are no findings to save. Search first.",
        "error: photo.findings.json holds no findings, or is damaged.",
    ]
    assert session.review.review.findings == ()


def test_decisions_are_work_that_a_project_keeps_and_findings_alone_are_not(reviewed, tmp_path):
    session = reviewed.session
    reviewed.search(finder_of(DUST, SPECK))
    assert not session.has_unsaved_work
    session.review.decide([DUST], False)
    assert session.has_unsaved_work
    assert session.pictures.in_view.unsaved_work.needs_project
    with reviewed.qtbot.waitSignal(session.saving.saved, timeout=20_000):
        session.saving.save(tmp_path / "copy.png")
    assert session.has_unsaved_work  # a picture does not hold them
    with reviewed.qtbot.waitSignal(session.saving.saved, timeout=20_000):
        session.saving.save_project(tmp_path / "work.ora")
    assert not session.has_unsaved_work
    assert open_project(tmp_path / "work.ora").state.review.decisions == {DUST.identity: False}


def test_a_journal_follows_a_review_in_view_and_out_of_view(reviewed, tmp_path):
    session, gate = reviewed.session, threading.Semaphore(0)
    keeper = JournalKeeper(session, tmp_path / "journals")
    keeper._begin()
    first = session.document
    path = keeper.journal.path
    reviewed.search(finder_of(DUST))
    session.review.decide([DUST], False)
    assert session.review.start([finder_of(SPECK, gate=gate, key="other")])
    other = Document(Picture(np.full((80, 120, 3), 90, np.uint8), "other.png"))
    session.show(jobs.prepared(tmp_path / "other.png", other))
    gate.release()
    reviewed.qtbot.waitUntil(lambda: not session.is_working_for(first), timeout=20_000)
    journal = keeper._journals.pop(first)
    journal.flush()
    journal.close()
    restored = restore(path)
    restored.journal.close()
    review = restored.document.state.review
    assert [one.identity for one in review.findings] == [DUST.identity, SPECK.identity]
    assert review.decisions == {DUST.identity: False}
    keeper.end()
