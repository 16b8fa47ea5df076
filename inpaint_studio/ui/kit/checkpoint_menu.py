"""The menu of checkpoints: shipped, in use, of one's own runs, recent. One for fills, bench and training."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from inpaint_studio.ui.kit.icons import icon
from inpaint_studio.ui.kit.literal import literal, one_line, tip
from inpaint_studio.ui.kit.preferences import Preferences
from inpaint_studio.ui.kit.worker import Workers
from inpaint_studio.work.checkpoints import CheckpointList, ListedRun, file_name, list_checkpoints

Choice = Path | Literal["shipped", "scratch"]

_MOST_SNAPSHOTS = 24  # of a run, spread over it; every one is in the bench's film and in the run's folder


def runs_home() -> Path:
    """Where runs are kept that nobody has chosen another place for."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(documents or Path.home()) / "Inpaint Studio" / "Runs"


def run_homes(preferences: Preferences | None) -> list[Path]:
    """The folders that a person's runs lie in."""
    chosen = preferences.text("training/run") if preferences is not None else ""
    return [runs_home(), *([Path(chosen).parent] if chosen else [])]


class CheckpointMenu(QObject):
    """Fills a menu whenever it is about to be shown; the folders of runs are looked through on a worker.

    Signals:
        chosen: the path of a checkpoint, or None for the one that came with the program.
        scratch_chosen: none is to be used; offered where `has_scratch`.
        run_chosen: the folder of a run that is to be watched; offered where `has_runs`.
        file_requested: a file is to be chosen in a dialog.
    """

    chosen = Signal(object)
    scratch_chosen = Signal()
    run_chosen = Signal(object)
    file_requested = Signal()

    def __init__(
        self,
        menu: QMenu,
        workers: Workers,
        preferences: Preferences | None,
        *,
        has_scratch: bool = False,
        has_runs: bool = False,
    ) -> None:
        super().__init__(menu)
        self.menu = menu
        self._workers, self._preferences = workers, preferences
        self._has_scratch, self._has_runs = has_scratch, has_runs
        self.choice: Callable[[], Choice] = self._in_use  # what has the tick; others begin with something else
        self._list: CheckpointList | None = None
        self._is_looking = self._has_tick = False
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(self._show)
        menu.triggered.connect(self._triggered)
        self._fill()

    def _show(self) -> None:
        self._fill()
        if self._is_looking:
            return
        self._is_looking = True
        used = self._preferences.checkpoint if self._preferences is not None else None
        recent = self._preferences.recent_checkpoints if self._preferences is not None else []
        homes = run_homes(self._preferences)

        def look() -> Iterator[CheckpointList]:
            yield list_checkpoints(used, homes, recent)

        self._workers.start("checkpoints at hand", look, self._take, self._fail, self._end)

    def _in_use(self) -> Choice:
        used = self._preferences.checkpoint if self._preferences is not None else None
        return used if used is not None else "shipped"

    def _take(self, listed: CheckpointList) -> None:
        if listed != self._list:
            self._list = listed
            self._fill()

    def _fail(self, error: Exception) -> None:
        self._list = CheckpointList()  # a file can still be chosen

    def _end(self) -> None:
        self._is_looking = False

    def _fill(self) -> None:
        menu, listed = self.menu, self._list or CheckpointList()
        for submenu in menu.findChildren(QMenu):
            submenu.deleteLater()
        menu.clear()
        used, self._has_tick = self.choice(), False
        self._add(menu, None, self.tr("The one that came with the program"), used == "shipped")
        if listed.in_use is not None:
            menu.addSection(self.tr("In use"))
            self._add(menu, listed.in_use, file_name(listed.in_use), listed.in_use == used)
        if listed.runs:
            menu.addSection(self.tr("My runs"))
            for run in listed.runs:
                self._add_run(run, used)
        if listed.recent:
            menu.addSection(self.tr("Recent"))
            for path in listed.recent:
                self._add(menu, path, file_name(path), path == used)
        if isinstance(used, Path) and not self._has_tick:
            menu.addSection(self.tr("Chosen"))
            self._add(menu, used, file_name(used), True)
        menu.addSeparator()
        if self._has_scratch:
            scratch = self._add_command("scratch", self.tr("None: from scratch"), "clear")
            scratch.setCheckable(True)
            scratch.setChecked(used == "scratch")
        self._add_command("file", self.tr("Another file…"), "open")

    def _add_run(self, run: ListedRun, used: Choice) -> None:
        menu = self.menu.addMenu(literal(run.folder.name))
        menu.setToolTipsVisible(True)
        if run.best is not None:
            self._add(menu, run.best, self.tr("The best so far"), run.best == used)
        if run.newest is not None:
            self._add(menu, run.newest, self.tr("The newest"), run.newest == used)
        menu.addSeparator()
        step = -(-len(run.snapshots) // _MOST_SNAPSHOTS) or 1
        for seen, path in run.snapshots[::step]:
            self._add(menu, path, self.tr("After {images} images").format(images=f"{seen:,}"), path == used)
        if self._has_runs:
            menu.addSeparator()
            action = menu.addAction(icon("navigator"), self.tr("Watch the run"))
            action.setToolTip(self.tr("Look through its snapshots, and see new ones as they come"))
            action.setData(("run", run.folder))

    def _add(self, menu: QMenu, path: Path | None, words: str, is_used: bool) -> None:
        action = menu.addAction(literal(one_line(words)))
        action.setData(("checkpoint", path))
        action.setCheckable(True)
        action.setChecked(is_used)
        self._has_tick |= is_used
        if path is not None:
            action.setToolTip(tip(str(path)))
            action.setStatusTip(one_line(str(path), 400))

    def _add_command(self, kind: str, words: str, glyph: str) -> QAction:
        action = self.menu.addAction(icon(glyph), words)
        action.setData((kind, None))
        return action

    def _triggered(self, action: QAction) -> None:
        match action.data():
            case ("checkpoint", path):
                self.chosen.emit(path)
            case ("run", folder):
                self.run_chosen.emit(folder)
            case ("scratch", _):
                self.scratch_chosen.emit()
            case ("file", _):
                self.file_requested.emit()
