"""The card of marks by a known mark; estimated ones are in `jobs/test_worker`."""

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.marks import Mark
from inpaint_studio.files.saving.mark_files import write_mark
from inpaint_studio.work.routines.cards.fill import FillCard
from inpaint_studio.work.routines.cards.marks import CARD, MarksCard
from inpaint_studio.work.routines.cards.save import SaveCard
from inpaint_studio.work.routines.facts import RoutineError
from inpaint_studio.work.routines.piece import Item, Tools
from inpaint_studio.work.routines.routine import Routine
from inpaint_studio.work.routines.working import work
from tests.filling.unblend.marked import as_bytes, letters, photographs, under


@pytest.fixture
def marked(tmp_path):
    photos = photographs(1, seed=11)
    opacity, colour = letters(0.5)[:2]
    Image.fromarray(as_bytes(under(photos, *letters(0.5))[0])).save(tmp_path / "a.png")
    Image.fromarray(as_bytes(photos[0])).save(tmp_path / "bare.png")
    mark = Mark.of(
        opacity, np.ascontiguousarray(colour.transpose(1, 2, 0)), (0, 0), Size(opacity.shape[1], opacity.shape[0])
    )
    write_mark(mark, tmp_path / "m.mark.png")
    return tmp_path


def outcome(folder, name, card):
    item = Item(folder / name, folder / "out.png")
    *_, last = work(item, Routine((card, FillCard("membrane"), SaveCard())), Tools(device="cpu", threads=1))
    return last


def test_a_known_mark_is_taken_off_and_pictures_without_it_are_left(marked):
    card = MarksCard(str(marked / "m.mark.png"))
    one = outcome(marked, "a.png", card)
    assert one.state == "done"
    assert one.report["marks"]["edges_after"] < one.report["marks"]["edges_before"]
    assert one.proof == "YES: every pixel outside the mask is the original's."
    (marked / "out.png").unlink()
    one = outcome(marked, "bare.png", card)
    assert (one.state, one.message) == ("skipped", "It does not have the mark, and was left alone.")
    one = outcome(marked, "bare.png", MarksCard(card.mark, needs_mark=False))
    assert one.state == "done"
    assert one.output_hash == one.input_hash


def test_a_mark_that_is_not_there_is_said(marked):
    with pytest.raises(RoutineError, match="does not exist"):
        CARD.check(MarksCard(str(marked / "no.mark.png")))
    assert "give its file for a single one" in outcome(marked, "a.png", MarksCard()).message
