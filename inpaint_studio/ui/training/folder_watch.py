"""A run folder watched by the operating system, so that a change in it is seen at once and nothing polls."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

SETTLE_MS = 100  # after the first of several changes, which count as one: a log is written many times a second
# The system tells only of what this machine writes: what another one writes on a network share, and that a process has
# died without writing anything, is seen by looking again now and then.
REREAD_MS = 2000


class FolderWatch(QObject):
    """Tells that something in a folder has changed. The folder need not be there yet.

    Signals:
        changed: look again. Also once after `start`, and every REREAD_MS.
    """

    changed = Signal()

    def __init__(self, names: Sequence[str] = (), parent: QObject | None = None) -> None:
        """names: files that grow and folders that fill, in the folder; files replaced as a whole need no name."""
        super().__init__(parent)
        self._names = tuple(names)
        self._folder: Path | None = None
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._take_change)
        self._watcher.fileChanged.connect(self._take_change)
        self._settle_timer = QTimer(self)
        self._settle_timer.setInterval(SETTLE_MS)
        self._settle_timer.setSingleShot(True)
        self._settle_timer.timeout.connect(self._tell)
        self._reread_timer = QTimer(self)
        self._reread_timer.setInterval(REREAD_MS)
        self._reread_timer.timeout.connect(self._tell)

    @property
    def folder(self) -> Path | None:
        """What is watched; None = nothing."""
        return self._folder

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files and folders that the system watches just now."""
        return tuple(Path(path) for path in (*self._watcher.directories(), *self._watcher.files()))

    def start(self, folder: Path) -> None:
        """Watch this folder, and none that was watched before."""
        self._folder = folder
        self._watch_paths()
        self._settle_timer.start()  # what has changed between an earlier look and now
        self._reread_timer.start()

    def stop(self) -> None:
        self._folder = None
        self._watch_paths()
        self._settle_timer.stop()
        self._reread_timer.stop()

    def _take_change(self, path: str) -> None:
        if not self._settle_timer.isActive():  # not put off by each change, or a busy log would never be read
            self._settle_timer.start()

    def _tell(self) -> None:
        self._watch_paths()  # first, so that what changes from here on is seen again
        self.changed.emit()

    def _watch_paths(self) -> None:
        """Follow what was made, removed or replaced: the system watches files, not their names."""
        wanted, watched = self._present_paths(), set(self.paths)
        if gone := watched - wanted:
            self._watcher.removePaths([str(path) for path in gone])
        if new := wanted - watched:
            self._watcher.addPaths([str(path) for path in new])

    def _present_paths(self) -> set[Path]:
        folder = self._folder
        if folder is None:
            return set()
        if not _exists(folder):  # its making is seen in the nearest folder that is there
            return set(next(((parent,) for parent in folder.parents if _exists(parent)), ()))
        return {path for path in (folder, *(folder / name for name in self._names)) if _exists(path)}


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # in a folder that may not be looked into
        return False
