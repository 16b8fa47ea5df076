"""Votes between fills whose names were hidden: kept, counted, exported."""

import csv
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True)
class Vote:
    """One was picked out of several that were shown in random order without their names."""

    winner: str
    losers: tuple[str, ...]
    picture: str = ""
    at: str = ""  # ISO 8601


@dataclass(frozen=True)
class Standing:
    """How one contender did in all its comparisons, two by two."""

    name: str
    wins: int
    comparisons: int
    low: float  # of the win rate, with 95 % confidence
    high: float

    @property
    def rate(self) -> float:
        return self.wins / self.comparisons if self.comparisons else 0.0


class Votes:
    """Votes in a file of JSON lines, one appended for each, so that nothing is lost and two programs may write."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._votes: list[Vote] = list(_read(path)) if path is not None and path.is_file() else []

    def __len__(self) -> int:
        return len(self._votes)

    def add(self, winner: str, losers: Sequence[str], picture: str = "") -> None:
        """Raises OSError where the file cannot be written; the vote counts all the same until the program ends."""
        vote = Vote(winner, tuple(losers), picture, datetime.now(UTC).isoformat("T", "seconds"))
        self._votes.append(vote)
        if self._path is not None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(vars(vote)) + "\n")

    def standings(self) -> list[Standing]:
        """The best first. The winner of a vote beat each of the others; the others say nothing of each other."""
        wins: dict[str, int] = {}
        comparisons: dict[str, int] = {}
        for vote in self._votes:
            wins[vote.winner] = wins.get(vote.winner, 0) + len(vote.losers)
            comparisons[vote.winner] = comparisons.get(vote.winner, 0) + len(vote.losers)
            for loser in vote.losers:
                comparisons[loser] = comparisons.get(loser, 0) + 1
        found = [Standing(n, wins.get(n, 0), c, *wilson(wins.get(n, 0), c)) for n, c in comparisons.items()]
        return sorted(found, key=lambda s: (-s.rate, -s.comparisons, s.name))

    def export(self, path: Path) -> None:
        """A table of the standings as CSV. Raises OSError."""
        with path.open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file)
            table.writerow(["name", "wins", "comparisons", "win rate", "low 95 %", "high 95 %"])
            for s in self.standings():
                table.writerow([s.name, s.wins, s.comparisons, f"{s.rate:.4f}", f"{s.low:.4f}", f"{s.high:.4f}"])


def wilson(wins: int, count: int, z: float = 1.959964) -> tuple[float, float]:
    """The score interval of a proportion (Wilson 1927), 95 % by default; (0, 1) where nothing was counted."""
    if not count:
        return 0.0, 1.0
    rate, square = wins / count, z * z
    middle = (rate + square / (2 * count)) / (1 + square / count)
    reach = z / (1 + square / count) * math.sqrt(rate * (1 - rate) / count + square / (4 * count * count))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def _read(path: Path) -> Iterable[Vote]:
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            values = json.loads(line)
            yield Vote(
                str(values["winner"]),
                tuple(str(name) for name in values["losers"]),
                str(values.get("picture", "")),
                str(values.get("at", "")),
            )
        except (ValueError, KeyError, TypeError):
            continue  # a line that was cut off
