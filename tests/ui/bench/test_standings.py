"""The window of the standings: what it shows is what was voted, and it forgets only after a question."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from inpaint_studio.ui.bench.standings import StandingsDialog
from inpaint_studio.ui.bench.votes import Votes, wilson


def test_the_window_shows_the_standings_and_forgets_when_told_twice(
    votes: Votes, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = StandingsDialog(votes, print)
    qtbot.addWidget(dialog)
    dialog.show()
    table = dialog.table
    assert [[table.item(row, column).text() for column in range(4)] for row in range(table.rowCount())] == [
        ["a", "6", "7", "86 %"],
        ["b", "1", "4", "25 %"],
        ["Smooth", "0", "3", "0 %"],
    ]
    low, high = wilson(6, 7)
    assert table.item(0, 4).text() == f"{100 * low:.0f} – {100 * high:.0f} %"
    answers = iter([QMessageBox.StandardButton.No, QMessageBox.StandardButton.Yes])
    monkeypatch.setattr(QMessageBox, "question", lambda *_: next(answers))
    dialog.forget.click()
    assert len(votes) == 4
    dialog.forget.click()
    assert len(votes) == 0
    assert table.rowCount() == 0
    assert not dialog.save.isEnabled()
    assert len(Votes(tmp_path / "votes.jsonl")) == 0
    assert len(Votes(tmp_path / "votes.jsonl.old")) == 4  # one may have been too quick
