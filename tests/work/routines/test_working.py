"""One picture through the cards: what comes of it, what is proved, and what waits for a person."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.editing.findings import Review
from inpaint_studio.enlarging.request import EnlargeOptions
from inpaint_studio.files.memory.finding_facts import save_findings
from inpaint_studio.files.saving.writing import save_picture
from inpaint_studio.work.routines.cards import save as save_module
from inpaint_studio.work.routines.cards.fill import FillCard
from inpaint_studio.work.routines.cards.find import FindCard, FinderChoice
from inpaint_studio.work.routines.cards.review import ReviewCard
from inpaint_studio.work.routines.cards.save import SaveCard
from inpaint_studio.work.routines.piece import Item, Tools
from inpaint_studio.work.routines.routine import Routine
from inpaint_studio.work.routines.working import Outcome, work
from tests.work.routines.conftest import SPOT

FIND = FindCard(margin=0, finders=(FinderChoice("spot"),))
ROUTINE = Routine((FIND, FillCard("membrane"), SaveCard(edit_note=True)))


@pytest.fixture
def tools(finders):
    return Tools(finders=finders, device="cpu", threads=1)


def outcome_of(item, routine, tools) -> Outcome:
    *_, last = work(item, routine, tools)
    assert isinstance(last, Outcome)
    return last


def test_a_picture_is_found_filled_saved_and_proved(picture, tools, tmp_path):
    item = Item(picture, tmp_path / "out.png")
    one = outcome_of(item, ROUTINE, tools)
    assert (one.state, dict(one.findings)) == ("done", {"dust": 2})
    assert one.proof == "YES: every pixel outside the mask is the original's."
    changed = (np.asarray(Image.open(picture)) != np.asarray(Image.open(item.output))).any(axis=2)
    assert changed[SPOT.slices].all()
    assert np.count_nonzero(changed) <= 24 + 6
    assert (len(one.input_hash), len(one.output_hash)) == (64, 64)
    assert one.look is not None
    assert max(one.look.shape) == 80


def test_repeating_it_gives_the_same_bytes(picture, tools, tmp_path):
    first = outcome_of(Item(picture, tmp_path / "1.png"), ROUTINE, tools)
    again = outcome_of(Item(picture, tmp_path / "1.png"), ROUTINE, tools)
    assert first.output_hash == again.output_hash
    assert outcome_of(Item(picture, tmp_path / "2.png"), ROUTINE, tools).output_hash == first.output_hash


@pytest.mark.parametrize(
    ("card", "waiting"),
    [(ReviewCard("always"), 2), (ReviewCard("uncertain"), 1), (ReviewCard("never"), 0), (ReviewCard(share=0.001), 2)],
)
def test_what_is_uncertain_waits_for_a_person(card, waiting, picture, tools, tmp_path):
    item = Item(picture, tmp_path / "out.png")
    one = outcome_of(item, ROUTINE.with_card(card), tools)
    assert (one.state, one.to_review) == ("to-review" if waiting else "done", waiting)
    assert item.output.exists() == (not waiting)
    assert (one.review is not None) == bool(waiting)
    assert dict(one.findings) == ({} if waiting else {"dust": 2})  # those that were filled


def test_decisions_of_a_person_are_carried_out_without_another_search(picture, tools, tmp_path):
    routine = ROUTINE.with_card(ReviewCard("always"))
    item = Item(picture, tmp_path / "out.png")
    waiting = outcome_of(item, routine, tools)
    assert isinstance(waiting.review, Review)
    decided = waiting.review.decided(waiting.review.proposed(), True).decided([waiting.review.findings[1]], False)
    save_findings(tmp_path / "f.json", decided, waiting.size)
    one = outcome_of(replace(item, findings=tmp_path / "f.json"), routine, Tools(finders={"spot": None}, device="cpu"))
    assert one.state == "failed"  # a finder is still named by the routine: its row is needed
    one = outcome_of(replace(item, findings=tmp_path / "f.json"), routine, tools)
    assert (one.state, dict(one.findings)) == ("done", {"dust": 1})


def test_rejected_findings_are_not_called_none(picture, tools, tmp_path):
    routine = ROUTINE.with_card(ReviewCard("always"))
    item = Item(picture, tmp_path / "out.png")
    waiting = outcome_of(item, routine, tools)
    assert isinstance(waiting.review, Review)
    save_findings(tmp_path / "f.json", waiting.review.decided(waiting.review.proposed(), False), waiting.size)
    one = outcome_of(replace(item, findings=tmp_path / "f.json"), routine, tools)
    assert (one.state, one.notes) == ("done", ("None of 2 findings was accepted.",))
    assert one.report["notes"] == list(one.notes)  # all that is said, in the report too


def test_nothing_to_fill_is_a_copy_or_a_skip(picture, tools, tmp_path):
    find = FindCard(finders=(FinderChoice("none"),))
    item = Item(picture, tmp_path / "out.png")
    one = outcome_of(item, ROUTINE.with_card(find).with_card(SaveCard(unchanged="skip")), tools)
    assert (one.state, one.message, item.output.exists()) == ("skipped", "-", False)
    one = outcome_of(item, ROUTINE.with_card(find), tools)
    assert one.state == "done"
    assert one.output_hash == one.input_hash


def test_sizes_follow_the_size_of_the_picture(picture, tools, tmp_path):
    wide = replace(FIND, margin=2, reference=40)  # the picture is twice as wide
    one = outcome_of(Item(picture, tmp_path / "out.png"), ROUTINE.with_card(wide), tools)
    assert one.report["painted_pixels"] > 24 + 6 + 2 * 4 * 6


def test_a_bad_file_is_an_outcome_and_no_error(tmp_path, tools):
    (tmp_path / "bad.png").write_bytes(b"no picture")
    for item in (Item(tmp_path / "bad.png", tmp_path / "o.png"), Item(tmp_path / "gone.png", tmp_path / "o.png")):
        one = outcome_of(item, ROUTINE, tools)
        assert one.state == "failed"
        assert one.message.endswith(".")
        assert one.error is not None
        assert not item.output.exists()


def test_a_result_that_differs_elsewhere_is_taken_back(picture, tools, tmp_path, monkeypatch):
    """Should saving or filling ever touch what it must not."""

    def careless(one, fills, output, options):
        wrong = one.pixels.copy()
        wrong[50, 70] ^= 255
        return save_picture(replace(one, pixels=wrong), fills, output, options)

    monkeypatch.setattr(save_module, "save_picture", careless)
    item = Item(picture, tmp_path / "out.png")
    one = outcome_of(item, ROUTINE, tools)
    assert one.state == "failed"
    assert one.message.startswith("NO: 1 pixels that were not to be touched differ")
    assert not item.output.exists()
    item.output.write_bytes(b"theirs")
    outcome_of(item, ROUTINE, tools)
    assert item.output.read_bytes() == b"theirs"


def test_an_enlarged_result_is_saved_at_its_size(picture, tools, tmp_path):
    item = Item(picture, tmp_path / "out.png")
    one = outcome_of(item, ROUTINE.with_card(EnlargeOptions(2)), tools)
    assert (one.state, one.proof) == ("done", "")
    with Image.open(item.output) as enlarged:
        assert enlarged.size == (160, 120)
    assert one.report["size"] == [160, 120]
