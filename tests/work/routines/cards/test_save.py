"""Saving beside the proof, which `test_working` has."""

import shutil

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.work.routines.cards.fill import FillCard
from inpaint_studio.work.routines.cards.save import CARD, SaveCard
from inpaint_studio.work.routines.facts import RoutineError
from inpaint_studio.work.routines.piece import Item, Tools
from inpaint_studio.work.routines.routine import Routine
from inpaint_studio.work.routines.working import work


@pytest.fixture
def damaged(tmp_path):
    """A JPEG that was cut off: it opens, and can only be encoded anew; with a mask."""
    pixels = np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8)
    Image.fromarray(pixels).save(tmp_path / "a.jpg", quality=90)
    content = (tmp_path / "a.jpg").read_bytes()
    (tmp_path / "a.jpg").write_bytes(content[: len(content) * 3 // 4])
    mask = np.zeros((64, 64), np.uint8)
    mask[5:9, 5:9] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")
    return Item(tmp_path / "a.jpg", tmp_path / "out.jpg", tmp_path / "mask.png")


def outcome(item, card):
    *_, last = work(item, Routine((FillCard("membrane"), card)), Tools(device="cpu", threads=1))
    return last


def test_loss_is_noted_or_refused(damaged):
    one = outcome(damaged, SaveCard())
    assert (one.state, one.proof) == ("done", "")
    assert any("encoded" in note or "pixel" in note for note in one.notes)
    damaged.output.unlink()
    one = outcome(damaged, SaveCard(allow_loss=False))
    assert one.state == "failed"
    assert not damaged.output.exists()


def test_a_rule_is_checked_and_said():
    with pytest.raises(RoutineError, match="gives each result the name of its original"):
        CARD.check(SaveCard("beside", "{name}{suffix}"))
    assert "beside the original as {name}-x{suffix}, PNG" in CARD.describe(
        SaveCard("beside", "{name}-x{suffix}", "png")
    )


def test_a_routine_may_save_as_another_kind(damaged, tmp_path):
    shutil.copy(damaged.picture, tmp_path / "b.jpg")
    item = Item(damaged.picture, tmp_path / "out.png", damaged.mask)
    assert outcome(item, SaveCard(kind="png")).proof == "YES: every pixel outside the mask is the original's."
