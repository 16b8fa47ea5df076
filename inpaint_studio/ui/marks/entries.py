"""The pictures under review: what is known of each, and what a person decided."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from inpaint_studio.editing.picture import Pixels
from inpaint_studio.ui.kit.literal import one_line, tip
from inpaint_studio.ui.kit.sentences import spoken
from inpaint_studio.ui.marks.jobs import Marked
from inpaint_studio.work.mark_looks import Look

Status = Literal["waiting", "quick", "marked", "alone", "unread", "saved"]
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, eq=False)
class Entry:
    """One picture. Frozen: what becomes known of it makes another entry in its place."""

    path: Path
    marked: Marked | None = None  # its mark; None where its group has none
    small: Pixels | None = None  # (H, W, 3) uint8, the whole picture as it came in
    look: Look | None = None
    status: Status = "waiting"
    accepted: bool | None = None  # None = nobody has decided
    note: str = ""  # why it is left alone or cannot be read; how it was saved

    @property
    def can_be_accepted(self) -> bool:
        return self.status in ("marked", "saved")

    @property
    def left(self) -> int | None:
        """Percent of the mark's edges that are still seen; None where that is not measured."""
        return None if self.look is None or self.look.left is None else round(100 * self.look.left)


class Entries(QAbstractListModel):
    """One row a picture, in the order of their files.

    Signals:
        changed: what is known of pictures, or decided, is other.
    """

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._rows: list[Entry] = []
        self._numbers: dict[Path, int] = {}

    def show(self, paths: Sequence[Path]) -> None:
        """Begin anew with these."""
        self.beginResetModel()
        self._rows = [Entry(path) for path in paths]
        self._numbers = {path: number for number, path in enumerate(paths)}
        self.endResetModel()
        self.changed.emit()

    @property
    def rows(self) -> Sequence[Entry]:
        return self._rows

    @property
    def accepted(self) -> list[Entry]:
        return [one for one in self._rows if one.accepted and one.can_be_accepted and one.status != "saved"]

    def of(self, path: Path) -> Entry | None:
        number = self._numbers.get(path)
        return None if number is None else self._rows[number]

    def at(self, index: _Index) -> Entry | None:
        return self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None

    def index_of(self, path: Path | None) -> QModelIndex:
        number = self._numbers.get(path) if path is not None else None
        return QModelIndex() if number is None else self.index(number, 0)

    def set_small(self, path: Path, pixels: Pixels) -> None:
        self._put(path, small=pixels)

    def set_marked(self, marked: Marked) -> None:
        self._put(marked.path, marked=marked)

    def set_look(self, look: Look) -> None:
        self._put(look.path, look=look, status="quick" if look.left is None else "marked")

    def set_alone(self, path: Path, note: str) -> None:
        one = self.of(path)
        look = one.look if one is not None else None
        if look is not None:  # a first look has shown it without a mark that it does not have
            look = replace(look, after=look.before)
        self._put(path, status="alone", note=note, accepted=None, look=look)

    def set_unread(self, path: Path, note: str) -> None:
        self._put(path, status="unread", note=note, accepted=None)

    def set_saved(self, path: Path, note: str) -> None:
        self._put(path, status="saved", note=note)

    def decide(self, paths: Sequence[Path], accepted: bool | None) -> None:
        """Accept or reject these; those that do not have the mark cannot be accepted."""
        for path in paths:
            one = self.of(path)
            if one is not None and (one.can_be_accepted or not accepted) and one.accepted is not accepted:
                self._put(path, accepted=accepted, quiet=True)
        if paths:
            self.changed.emit()

    def under(self, percent: int) -> list[Path]:
        """Those that nobody has rejected, of whose mark at most so much is still seen."""
        return [
            one.path
            for one in self._rows
            if one.status == "marked" and one.accepted is None and one.left is not None and one.left <= percent
        ]

    def _put(self, path: Path, *, quiet: bool = False, **facts: object) -> None:
        number = self._numbers.get(path)
        if number is None:
            return
        self._rows[number] = replace(self._rows[number], **facts)  # type: ignore[arg-type]
        at = self.index(number, 0)
        self.dataChanged.emit(at, at)
        if not quiet:
            self.changed.emit()

    def facts(self, entry: Entry) -> list[str]:
        facts = [one_line(entry.path.name)]
        if entry.note:
            facts.append(spoken(entry.note))
        elif entry.status == "marked" and entry.look is not None:
            facts.append(self.tr("{percent} % of the mark's edges are still seen.").format(percent=entry.left))
            if entry.look.filled:
                facts.append(
                    self.tr("{count} pixels of which nothing was left are filled.").format(count=entry.look.filled)
                )
        elif entry.status == "quick":
            facts.append(self.tr("A first look; it is being measured."))
        if entry.can_be_accepted:
            words = {True: self.tr("Accepted"), False: self.tr("Rejected"), None: self.tr("Not decided")}
            facts.append(words[entry.accepted])
        return facts

    # what Qt calls

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self.at(index)
        if entry is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return one_line(entry.path.name)
            case Qt.ItemDataRole.ToolTipRole:
                return tip("\n".join(self.facts(entry)))
            case Qt.ItemDataRole.AccessibleTextRole:
                return ", ".join(self.facts(entry))
        return None
