"""Votes between fills whose names were hidden: recorded, counted, exported."""

import csv
import io
import json
import math
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from inpaint_studio.files.saving.atomic import replace_file


@dataclass(frozen=True)
class Candidate:
    """A method with its weights that can be voted for. Its identity does not depend on its name."""

    name: str
    method: str = ""
    checkpoint: str = ""  # SHA-256 of the weights; empty where none took part

    @property
    def identity(self) -> tuple[str, str]:
        return (self.method, self.checkpoint) if self.method else ("", self.name)


@dataclass(frozen=True)
class Vote:
    """One was picked out of several that were shown in random order without their names."""

    winner: Candidate
    losers: tuple[Candidate, ...]
    picture: str = ""
    at: str = ""  # ISO 8601


@dataclass(frozen=True)
class Standing:
    """How one candidate did in all its comparisons, two by two."""

    candidate: Candidate
    wins: int
    comparisons: int
    low: float  # of the win rate, with 95 % confidence
    high: float

    @property
    def rate(self) -> float:
        return self.wins / self.comparisons if self.comparisons else 0.0


class Votes:
    """Votes in a file of JSON lines; each is appended as one, so that nothing is lost and two programs may write."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._votes: list[Vote] = list(_read(path)) if path is not None and path.is_file() else []

    def __len__(self) -> int:
        return len(self._votes)

    def add(self, winner: Candidate, losers: Sequence[Candidate], picture: str = "") -> None:
        """Raises OSError where the file cannot be written; the vote counts all the same until the program ends."""
        vote = Vote(winner, tuple(losers), picture, datetime.now(UTC).isoformat("T", "seconds"))
        self._votes.append(vote)
        if self._path is not None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            line = json.dumps(asdict(vote)).encode() + b"\n"
            with self._path.open("ab+") as file:
                if _is_cut_off(file):  # by a crash or a full disk; it must not swallow this vote too
                    line = b"\n" + line
                file.write(line)

    def forget(self) -> None:
        """Start anew. The votes so far stay beside the file, under its name with .old, until the next time.

        Raises OSError; then nothing is forgotten.
        """
        if self._path is not None and self._path.exists():
            self._path.replace(self._path.with_name(self._path.name + ".old"))
        self._votes.clear()

    def standings(self) -> list[Standing]:
        """The best first. The winner of a vote beat each of the others; the others say nothing of each other.

        One that was shown against itself, with another seed, neither won nor lost that comparison.
        """
        wins: dict[tuple[str, str], int] = {}
        comparisons: dict[tuple[str, str], int] = {}
        names: dict[tuple[str, str], Candidate] = {}
        for vote in self._votes:
            winner = vote.winner.identity
            for loser in vote.losers:
                if loser.identity == winner:
                    continue
                wins[winner] = wins.get(winner, 0) + 1
                for one in (vote.winner, loser):
                    comparisons[one.identity] = comparisons.get(one.identity, 0) + 1
                    names[one.identity] = one  # as it was called last
        standings = [Standing(names[n], wins.get(n, 0), c, *wilson(wins.get(n, 0), c)) for n, c in comparisons.items()]
        return sorted(standings, key=lambda s: (-s.rate, -s.comparisons, s.candidate.name))

    def export(self, path: Path) -> None:
        """The standings as a CSV table, or where the name ends in .json as JSON with every vote. Raises SaveError."""
        if path.suffix.lower() == ".json":
            document = {
                "standings": [{**asdict(s), "win_rate": s.rate} for s in self.standings()],
                "votes": [asdict(vote) for vote in self._votes],
            }
            replace_file(path, json.dumps(document, indent=1).encode())
            return
        rows = io.StringIO(newline="")
        table = csv.writer(rows)
        table.writerow(["name", "method", "checkpoint", "wins", "comparisons", "win rate", "low 95 %", "high 95 %"])
        for s in self.standings():
            who = s.candidate
            table.writerow(
                [who.name, who.method, who.checkpoint[:12], s.wins, s.comparisons]
                + [f"{value:.4f}" for value in (s.rate, s.low, s.high)]
            )
        replace_file(path, rows.getvalue().encode())


def wilson(wins: int, count: int, z: float = 1.959964) -> tuple[float, float]:
    """The score interval of a proportion (Wilson 1927), 95 % by default; (0, 1) where nothing was counted."""
    if not count:
        return 0.0, 1.0
    rate, square = wins / count, z * z
    middle = (rate + square / (2 * count)) / (1 + square / count)
    reach = z / (1 + square / count) * math.sqrt(rate * (1 - rate) / count + square / (4 * count * count))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def _is_cut_off(file: IO[bytes]) -> bool:
    """Whether the last line has no end."""
    if not file.seek(0, os.SEEK_END):
        return False
    file.seek(-1, os.SEEK_END)
    return file.read(1) != b"\n"


def _read(path: Path) -> Iterable[Vote]:
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            values = json.loads(line)
            yield Vote(
                _candidate(values["winner"]),
                tuple(_candidate(one) for one in values["losers"]),
                str(values.get("picture", "")),
                str(values.get("at", "")),
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            continue  # a line that was cut off


def _candidate(value: object) -> Candidate:
    if isinstance(value, str):  # the first votes knew names alone
        return Candidate(value)
    if not isinstance(value, dict):
        raise TypeError("a candidate is a name or an object")
    return Candidate(str(value["name"]), str(value.get("method", "")), str(value.get("checkpoint", "")))
