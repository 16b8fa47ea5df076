"""Votes: who they are for, what they come to, and how they are stored."""

import csv
import json
from pathlib import Path

import pytest

from inpaint_studio.ui.bench.votes import Candidate, Votes, wilson

from .tiny import SMOOTH, A, B


def test_win_rates_count_comparisons_two_by_two(votes: Votes) -> None:
    first, second, third = votes.standings()
    assert (first.candidate, first.wins, first.comparisons) == (A, 6, 7)
    assert (second.candidate, second.wins, second.comparisons) == (B, 1, 4)
    assert (third.candidate, third.wins, third.comparisons) == (SMOOTH, 0, 3)
    assert (first.low, first.high) == wilson(6, 7)
    assert first.low < first.rate < first.high


def test_two_checkpoints_of_one_name_are_two_and_one_of_two_names_is_one() -> None:
    votes = Votes()
    votes.add(Candidate("latest", "generator", "a" * 64), [Candidate("latest", "generator", "b" * 64)])
    votes.add(Candidate("run after 300 images", "generator", "a" * 64), [Candidate("latest", "generator", "b" * 64)])
    first, second = votes.standings()
    assert (first.candidate.name, first.wins, first.comparisons) == ("run after 300 images", 2, 2)
    assert (second.candidate.name, second.wins, second.comparisons) == ("latest", 0, 2)


def test_another_seed_of_the_same_checkpoint_is_no_rival() -> None:
    votes = Votes()
    votes.add(Candidate("a · seed 1", "generator", "a" * 64), [A, B])
    standings = {s.candidate.identity: (s.wins, s.comparisons) for s in votes.standings()}
    assert standings == {A.identity: (1, 1), B.identity: (0, 1)}


def test_votes_are_there_again_and_broken_lines_are_not(votes: Votes, tmp_path: Path) -> None:
    path = tmp_path / "votes.jsonl"
    with path.open("a", encoding="utf-8") as file:
        file.write('{"winner": "old", "losers": ["older"]}\n')  # the first votes knew names alone
        file.write('{"winner": 3}\n[]\nnull\n"x"\n{"winner": {"name": "half')
    again = Votes(path)
    assert len(again) == 5
    assert again.standings()[0].candidate.name == "old"
    assert [s for s in again.standings() if s.candidate.method] == votes.standings()


def test_a_vote_after_a_line_that_was_cut_off_is_not_swallowed_by_it(votes: Votes, tmp_path: Path) -> None:
    path = tmp_path / "votes.jsonl"
    path.write_bytes(path.read_bytes()[:-7])  # as a crash or a full disk leaves it
    again = Votes(path)
    assert len(again) == 3, "the last one is lost"
    again.add(B, [A])
    again.add(A, [B])
    assert len(Votes(path)) == 5


def test_standings_are_exported_as_csv_and_json(votes: Votes, tmp_path: Path) -> None:
    votes.export(tmp_path / "votes.csv")
    with (tmp_path / "votes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["name"] for row in rows] == ["a", "b", "Smooth"]
    low, high = wilson(6, 7)
    assert rows[0] == {
        "name": "a", "method": "generator", "checkpoint": "a" * 12, "wins": "6", "comparisons": "7",
        "win rate": f"{6 / 7:.4f}", "low 95 %": f"{low:.4f}", "high 95 %": f"{high:.4f}",
    }  # fmt: skip
    votes.export(tmp_path / "votes.json")
    document = json.loads((tmp_path / "votes.json").read_text())
    assert [s["candidate"]["name"] for s in document["standings"]] == ["a", "b", "Smooth"]
    assert document["standings"][0]["win_rate"] == 6 / 7
    assert len(document["votes"]) == 4
    assert document["votes"][0]["picture"] == "lake.png"


def test_the_score_interval_is_wilsons() -> None:
    low, high = wilson(8, 10)  # Newcombe 1998's form of it gives .4901 .. .9433
    assert (low, high) == (pytest.approx(0.4902, abs=2e-4), pytest.approx(0.9433, abs=2e-4))
    assert wilson(0, 0) == (0, 1)
