import numpy as np
import pytest
from PySide6.QtCore import QObject, Qt

from inpaint_studio.ui.batch.feed import CODES, Changed
from inpaint_studio.ui.batch.rows import Rows
from inpaint_studio.work.jobs.entry import Entry


def changed(keys, rows, states, reviews=None):
    reviews = reviews or [0] * len(rows)
    return Changed(
        list(keys), np.asarray(rows, np.intp), np.asarray([CODES[one] for one in states], np.uint8), np.asarray(reviews)
    )


@pytest.fixture
def rows(qapp, qtmodeltester):
    parent = QObject()
    made = Rows(parent)
    qtmodeltester.check(made)
    made.take(changed("abc", [0, 1, 2], ["waiting", "to-review", "done"], [0, 3, 0]))
    yield made
    parent.deleteLater()


def test_states_words_and_counts(rows):
    assert [rows.state(key) for key in "abc"] == ["waiting", "to-review", "done"]
    assert rows.words("b") == "To review (3)"
    assert rows.counts() == {"waiting": 1, "to-review": 1, "done": 1}
    rows.set_live({"a": ("filling", 0.5), "c": ("finding", 0.1)})  # c is done: its worker has only not let go yet
    assert [rows.state(key) for key in "abc"] == ["filling", "to-review", "done"]
    assert rows.words("a") == "Filling 50%"
    rows.set_live({})
    assert rows.state("a") == "waiting"


def test_a_filter_shows_its_states_and_follows(rows, qtbot):
    rows.set_filter(["to-review"])
    assert rows.keys(0, 9) == ["b"]
    assert not rows.index_of("a").isValid()
    with qtbot.waitSignal(rows.refiltered):
        rows.take(changed("d", [0, 3], ["to-review", "to-review"], [1, 1]))
    assert rows.keys(0, 9) == ["a", "b", "d"]
    assert rows.key(rows.index_of("d")) == "d"
    rows.set_filter(())
    assert rows.rowCount() == 4
    rows.clear()
    assert (len(rows), rows.rowCount()) == (0, 0)


def test_lines_are_forgotten_when_they_are_others(rows):
    rows.set_entries({"c": Entry("c", "done", message="", proof="Nothing else was touched.", seconds=1.2)})
    assert "Nothing else was touched." in rows.facts("c")
    assert rows.missing("abc") == ["a", "b"]
    assert "Nothing else" in rows.index_of("c").data(Qt.ItemDataRole.ToolTipRole)
    rows.take(changed("", [2], ["failed"]))
    assert rows.missing("c") == ["c"]


def test_a_hundred_thousand_are_taken_and_filtered_by_arrays(qapp, monkeypatch):
    """No entry is read, and no row is looked at by itself."""
    parent = QObject()
    rows = Rows(parent)
    count = 100_000
    codes = np.full(count, CODES["waiting"], np.uint8)
    codes[::1000] = CODES["failed"]
    monkeypatch.setattr(Rows, "key", None)
    monkeypatch.setattr(Rows, "state", None)
    keys = [f"{number}.png" for number in range(count)]
    rows.take(Changed(keys, np.arange(count), codes, np.zeros(count, np.uint32)))
    assert rows.rowCount() == count
    rows.set_filter(["failed"])
    assert rows.rowCount() == 100
    assert rows.counts() == {"waiting": count - 100, "failed": 100}
    parent.deleteLater()
