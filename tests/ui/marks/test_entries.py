from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject, Qt

from inpaint_studio.sentence import say
from inpaint_studio.ui.marks.entries import Entries
from inpaint_studio.work.mark_looks import Look

A, B, C = Path("a.png"), Path("b.png"), Path("c.png")
GREY = np.zeros((2, 3, 3), np.uint8)


@pytest.fixture
def entries(qapp):
    parent = QObject()
    entries = Entries(parent)
    entries.show([A, B, C])
    entries.set_look(Look(A, GREY, GREY + 9, 0.034, filled=7))
    entries.set_look(Look(B, GREY, GREY + 9))
    yield entries
    parent.deleteLater()


def test_only_what_was_measured_is_accepted_and_what_is_left_alone_is_not(entries):
    assert [one.status for one in entries.rows] == ["marked", "quick", "waiting"]
    entries.decide([A, B, C], True)
    assert [one.path for one in entries.accepted] == [A]
    entries.set_alone(A, "It does not have the mark.")
    assert entries.accepted == []
    assert (entries.of(A).look.after == GREY).all()  # as it is, not as a first look showed it


def test_those_under_a_share_are_neither_rejected_nor_unmeasured(entries):
    assert entries.under(3) == [A]
    assert entries.under(2) == []
    entries.decide([A], False)
    assert entries.under(60) == []


def test_what_is_known_of_a_picture_is_said_to_readers_of_the_screen(entries):
    role = Qt.ItemDataRole.AccessibleTextRole
    entries.set_unread(C, say("{name} is empty.", name="c.png"))
    words = [entries.data(entries.index(row, 0), role) for row in range(3)]
    assert words[0] == (
        "a.png, 3 % of the mark's edges are still seen., 7 pixels of which nothing was left are filled., Not decided"
    )
    assert words[1] == "b.png, A first look; it is being measured."
    assert words[2] == "c.png, c.png is empty."
    assert entries.index_of(Path("d.png")).isValid() is False
