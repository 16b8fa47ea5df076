"""Jobs that were shown before: those that run or are not finished are found again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, QThread, Signal
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from inpaint_studio.sentence import say
from inpaint_studio.ui.kit.labels import heading
from inpaint_studio.ui.kit.literal import one_line, tip
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.kit.sentences import spoken
from inpaint_studio.ui.kit.worker import Workers
from inpaint_studio.work.errors import WorkError
from inpaint_studio.work.jobs.crews import crews
from inpaint_studio.work.jobs.job import NAME, open_job
from inpaint_studio.work.jobs.ledger import Ledger

_SETTING = "batch/jobs"
_MOST = 12
_FOLDER = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Known:
    """A job, as it stands."""

    folder: Path
    title: str
    root: Path
    total: int
    left: int
    to_review: int
    is_running: bool
    is_paused: bool


def look(folders: Sequence[Path]) -> Iterator[Known]:
    """Those that are still there. For a worker."""
    for folder in folders:
        try:
            job = open_job(folder)
            ledger = Ledger(folder)
            counts = ledger.counts()
            left = counts.get("waiting", 0) + counts.get("decided", 0)
            running = bool(crews(job))
        except (WorkError, OSError):
            continue  # of a disk that is not there just now
        review = counts.get("to-review", 0)
        yield Known(folder, job.routine.title, job.root, len(ledger), left, review, running, job.is_paused)


class KnownJobs(QWidget):
    """A list of jobs. Hidden where there is none.

    Signals:
        chosen: the folder of one.
        running: the folder of one that a crew works on.
    """

    chosen = Signal(object)
    running = Signal(object)

    def __init__(self, workers: Workers, preferences: Preferences | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workers, self._preferences = workers, preferences
        self._is_looking = False
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("Jobs"))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemActivated.connect(self._activated)
        self.list.itemClicked.connect(self._activated)
        words = QLabel(self.tr("A job that runs or is not finished goes on where it stands."), self)
        words.setProperty("role", "faint")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(heading(self.tr("Jobs")))
        column.addWidget(words)
        column.addWidget(self.list)
        self.hide()

    def remember(self, folder: Path) -> None:
        folder = folder.absolute()
        others = [one for one in self.folders() if one != folder]
        if self._preferences is not None:
            self._preferences.set_text(_SETTING, "\n".join(str(one) for one in [folder, *others][:_MOST]))

    def folders(self) -> list[Path]:
        """Newest first."""
        text = self._preferences.text(_SETTING) if self._preferences is not None else ""
        return [Path(line) for line in text.split("\n") if line]

    def refresh(self) -> None:
        """Look at them again, on a worker."""
        folders = self.folders()
        if self._is_looking or not folders:
            return
        self._is_looking = True
        self._seen: list[Known] = []
        self._workers.start(
            "jobs",
            lambda: look(folders),
            lambda known: self._seen.append(known),
            lambda _: None,
            self._ended,
            QThread.Priority.LowPriority,
        )

    def _ended(self) -> None:
        self._is_looking = False
        self.list.clear()
        for known in self._seen:
            item = QListWidgetItem(f"{self._title(known)}\n{self._words(known)}")
            item.setData(_FOLDER, known.folder)
            item.setToolTip(tip(str(known.folder / NAME)))
            self.list.addItem(item)
        rows = sum(self.list.sizeHintForRow(row) for row in range(min(5, self.list.count())))
        self.list.setFixedHeight(rows + 2 * self.list.frameWidth() + 4)
        self.setVisible(bool(self._seen))
        running = [one for one in self._seen if one.is_running]
        if running:
            self.running.emit(running[0].folder)

    def _title(self, known: Known) -> str:
        return f"{spoken(known.title) or self.tr('Routine without a name')} · {one_line(str(known.root))}"

    def _words(self, known: Known) -> str:
        total = spoken(say("{count} pictures", one="1 picture", count=known.total))
        parts = [total]
        if known.left:
            parts.append(self.tr("{count} left").format(count=known.left))
        if known.to_review:
            parts.append(self.tr("{count} to review").format(count=known.to_review))
        if known.is_running:
            parts.append(self.tr("paused") if known.is_paused else self.tr("running"))
        elif known.left:
            parts.append(self.tr("not finished"))
        elif not known.to_review:
            parts.append(self.tr("finished"))
        return ", ".join(parts)

    def _activated(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(_FOLDER))
