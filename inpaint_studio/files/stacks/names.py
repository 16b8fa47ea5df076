"""Numbers and dates in the names of files: which files are a series, in which order, and what is missing in it."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from inpaint_studio.files.kinds.formats import stem_of_name, suffix_of_name
from inpaint_studio.files.pairing import folded

_NUMBER = re.compile(r"(\d+)")
# 20240131, 2024-01-31, 2024_01_31, 2024.01.31; not within a longer number.
_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_EPOCH = date(1970, 1, 1).toordinal()


def pattern_of(name: str) -> tuple[str, ...]:
    """A name with its numbers left out: the files of a series share it. The suffix counts."""
    return (*_NUMBER.split(folded(stem_of_name(name)))[::2], folded(suffix_of_name(name)))


def numbers_of(name: str) -> tuple[int, ...]:
    """The numbers in a name, without its suffix."""
    return tuple(map(int, _NUMBER.findall(stem_of_name(name))))


def dates_of(name: str) -> tuple[int, ...]:
    """The dates in a name, as days since 1970-01-01."""
    days = []
    for year, _, month, day in _DATE.findall(stem_of_name(name)):
        try:
            days.append(date(int(year), int(month), int(day)).toordinal() - _EPOCH)
        except ValueError:  # the 31st of a month of 30 days
            continue
    return tuple(days)


@dataclass(frozen=True)
class Series:
    """Files in their order."""

    paths: tuple[Path, ...]
    numbers: tuple[int, ...] | None = None  # for each file, where one number alone tells them apart
    days: tuple[int, ...] | None = None  # for each file, where dates do
    others: tuple[Path, ...] = ()  # that are no part of it

    @property
    def gaps(self) -> tuple[tuple[int, int], ...]:
        """Pairs of numbers between which some are missing, by the commonest step. Of dates there are none."""
        if self.numbers is None or len(self.numbers) < 3:
            return ()
        steps = [after - before for before, after in zip(self.numbers, self.numbers[1:], strict=False)]
        step, _ = Counter(step for step in steps if step > 0).most_common(1)[0] if any(steps) else (1, 0)
        return tuple(
            (before, after)
            for before, after, wide in zip(self.numbers, self.numbers[1:], steps, strict=False)
            if wide > step
        )

    @property
    def doubles(self) -> tuple[tuple[Path, Path], ...]:
        """Neighbours of the same number: `1.png` and `01.png`."""
        if self.numbers is None:
            return ()
        return tuple(
            (self.paths[at], self.paths[at + 1])
            for at in range(len(self.numbers) - 1)
            if self.numbers[at] == self.numbers[at + 1]
        )


def series_of(paths: Sequence[Path]) -> Series:
    """The largest series among the files of a folder: all of them, where each name has a date of its own; else those
    whose names differ by numbers alone. Of one file where there is none."""
    if not paths:
        return Series(())
    dated = _dated(paths)
    if dated is not None:
        return dated
    by_pattern: dict[tuple[str, ...], list[Path]] = {}
    for path in paths:
        by_pattern.setdefault(pattern_of(path.name), []).append(path)
    chosen = max(by_pattern.values(), key=len)
    numbered = sorted((numbers_of(path.name), path.name, path) for path in chosen)
    ordered = tuple(path for _, _, path in numbered)
    columns = zip(*(numbers for numbers, _, _ in numbered), strict=True)
    varying = [place for place, values in enumerate(columns) if len({*values}) > 1]
    numbers = tuple(numbers[varying[0]] for numbers, _, _ in numbered) if len(varying) == 1 else None
    others = tuple(path for group in by_pattern.values() if group is not chosen for path in group)
    return Series(ordered, numbers, None, others)


def _dated(paths: Sequence[Path]) -> Series | None:
    if len(paths) < 2:
        return None
    dates = [dates_of(path.name) for path in paths]
    count = len(dates[0])
    if not count or any(len(days) != count for days in dates):
        return None
    place = next((place for place, days in enumerate(zip(*dates, strict=True)) if len({*days}) > 1), None)
    if place is None:
        return None
    ordered = sorted((days[place], numbers_of(path.name), path) for days, path in zip(dates, paths, strict=True))
    return Series(tuple(path for _, _, path in ordered), None, tuple(day for day, _, _ in ordered))
