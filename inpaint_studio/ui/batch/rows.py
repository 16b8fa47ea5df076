"""The pictures of a job as a model: states as arrays, the lines of the ledger only for what is seen."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from inpaint_studio.sentence import say
from inpaint_studio.ui.batch.feed import CODES, Changed
from inpaint_studio.ui.kit.literal import one_line, tip
from inpaint_studio.ui.kit.sentences import spoken
from inpaint_studio.work.jobs.entry import Entry
from inpaint_studio.work.jobs.states import STATES

_Index = QModelIndex | QPersistentModelIndex
_NAMES = tuple(CODES)  # of states, by code
_MOST_ENTRIES = 4000


class Rows(QAbstractListModel):
    """One row a picture, in the order of the ledger; with a filter, only those of some states.

    Signals:
        refiltered: the rows that the filter admits are others now; a view has to choose its current one again.
    """

    refiltered = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._keys: list[str] = []
        self._numbers: dict[str, int] = {}
        self._codes = np.zeros(0, np.uint8)  # with what workers have in hand
        self._stored = np.zeros(0, np.uint8)  # as the ledger has them
        self._reviews = np.zeros(0, np.uint32)
        self._live: Mapping[str, tuple[str, float]] = {}
        self._filter: frozenset[str] = frozenset()
        self._shown: NDArray[np.intp] | None = None  # numbers of the pictures that the filter admits; None = all
        self._entries: OrderedDict[str, Entry] = OrderedDict()

    # what there is

    def clear(self) -> None:
        self.beginResetModel()
        self._keys, self._numbers = [], {}
        self._codes = self._stored = np.zeros(0, np.uint8)
        self._reviews, self._live = np.zeros(0, np.uint32), {}
        self._shown = None if not self._filter else np.zeros(0, np.intp)
        self._entries.clear()
        self.endResetModel()

    def take(self, changed: Changed) -> None:
        """What the feed has seen."""
        before = len(self._keys)
        count = before + len(changed.keys)
        self._numbers.update(zip(changed.keys, range(before, count), strict=True))
        for row in changed.rows[:_MOST_ENTRIES]:
            if row < before:
                self._entries.pop(self._keys[row], None)
        if len(changed.rows) > _MOST_ENTRIES:
            self._entries.clear()
        is_more = bool(changed.keys) and self._shown is None
        if is_more:
            self.beginInsertRows(QModelIndex(), before, count - 1)
        self._keys += changed.keys
        self._stored = np.resize(self._stored, count) if count != before else self._stored
        self._reviews = np.resize(self._reviews, count) if count != before else self._reviews
        self._stored[changed.rows], self._reviews[changed.rows] = changed.codes, changed.reviews
        self._lay_live()
        if is_more:
            self.endInsertRows()
        self._show(changed.rows)

    def set_live(self, live: Mapping[str, tuple[str, float]]) -> None:
        """What workers have in hand: state and share, by key."""
        if live == self._live:
            return
        numbers = self._numbers
        rows = [numbers[key] for key in {*live, *self._live} if key in numbers]
        self._live = live
        self._lay_live()
        self._show(np.asarray(sorted(rows), np.intp))

    def set_entries(self, entries: Mapping[str, Entry]) -> None:
        """Lines of the ledger, for what is seen."""
        self._entries.update(entries)
        while len(self._entries) > _MOST_ENTRIES:
            self._entries.popitem(last=False)
        self._tell(np.asarray(sorted(self._numbers[key] for key in entries if key in self._numbers), np.intp))

    def set_filter(self, states: Iterable[str]) -> None:
        """states: that are shown; none = all."""
        wanted = frozenset(states)
        if wanted != self._filter:
            self._filter = wanted
            self._refilter()

    @property
    def filter(self) -> frozenset[str]:
        return self._filter

    def __len__(self) -> int:
        """All pictures of the job."""
        return len(self._keys)

    def __contains__(self, key: object) -> bool:
        return key in self._numbers

    def counts(self) -> dict[str, int]:
        """Pictures by state, those included that workers have in hand."""
        numbers = np.bincount(self._codes, minlength=len(_NAMES))
        return {name: int(numbers[code]) for name, code in CODES.items() if numbers[code]}

    # one of them

    def key(self, index: _Index) -> str | None:
        if not index.isValid():
            return None
        row = index.row()
        if self._shown is not None:
            if row >= len(self._shown):
                return None
            row = int(self._shown[row])
        return self._keys[row] if row < len(self._keys) else None

    def keys(self, first: int, last: int) -> list[str]:
        """Of the rows from `first` to before `last`."""
        if self._shown is None:
            return self._keys[first:last]
        return [self._keys[number] for number in self._shown[first:last]]

    def index_of(self, key: str) -> QModelIndex:
        """Not valid where the filter leaves it out."""
        number = self._numbers.get(key)
        if number is None:
            return QModelIndex()
        if self._shown is None:
            return self.index(number, 0)
        row = int(np.searchsorted(self._shown, number))
        return self.index(row, 0) if row < len(self._shown) and self._shown[row] == number else QModelIndex()

    def state(self, key: str) -> str:
        return _NAMES[int(self._codes[self._numbers[key]])]

    def entry(self, key: str) -> Entry | None:
        return self._entries.get(key)

    def share(self, key: str) -> float | None:
        """Of what a worker does with it now; None where none has it."""
        live = self._live.get(key)
        return None if live is None else live[1]

    def words(self, key: str) -> str:
        """Its state, in a few words."""
        state = self.state(key)
        title = spoken(STATES[state].title)
        if state == "to-review":
            return f"{title} ({int(self._reviews[self._numbers[key]])})"
        share = self.share(key)
        return f"{title} {share:.0%}" if share is not None else title

    def facts(self, key: str) -> list[str]:
        """What is known of it, a line each."""
        facts = [one_line(key), self.words(key)]
        entry = self.entry(key)
        if entry is not None:
            facts += [spoken(one) for one in (entry.message, entry.proof, *entry.notes) if one]
            if entry.findings:
                count = sum(entry.findings.values())
                facts.append(spoken(say("{count} findings were filled.", one="1 finding was filled.", count=count)))
            if entry.seconds and entry.state == "done":
                facts.append(self.tr("{seconds} s").format(seconds=f"{entry.seconds:.1f}"))
        return facts

    def missing(self, keys: Iterable[str]) -> list[str]:
        """Those whose lines were not read yet."""
        return [key for key in keys if key in self._numbers and key not in self._entries]

    # how it is kept

    def _lay_live(self) -> None:
        self._codes = self._stored.copy()
        for key, (state, _) in self._live.items():
            number = self._numbers.get(key)
            if number is not None and STATES[_NAMES[self._stored[number]]].is_open:
                self._codes[number] = CODES[state]

    def _show(self, rows: NDArray[np.intp]) -> None:
        """Of these something is other now."""
        if self._shown is not None and not np.array_equal(self._admitted(), self._shown):
            self._refilter()
        else:
            self._tell(rows)

    def _admitted(self) -> NDArray[np.intp]:
        return np.flatnonzero(np.isin(self._codes, [CODES[state] for state in self._filter]))

    def _refilter(self) -> None:
        self.beginResetModel()
        self._shown = self._admitted() if self._filter else None
        self.endResetModel()
        self.refiltered.emit()

    def _tell(self, rows: NDArray[np.intp]) -> None:
        """In one go: a view asks only for what it shows."""
        if self._shown is not None:
            rows = np.flatnonzero(np.isin(self._shown, rows))
        if len(rows):
            self.dataChanged.emit(self.index(int(rows[0]), 0), self.index(int(rows[-1]), 0))

    # what Qt calls

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        if parent.isValid():
            return 0
        return len(self._keys) if self._shown is None else len(self._shown)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        key = self.key(index)
        if key is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return one_line(key)
            case Qt.ItemDataRole.ToolTipRole:
                return tip("\n".join(self.facts(key)))
            case Qt.ItemDataRole.AccessibleTextRole:
                return ", ".join(self.facts(key))
        return None
