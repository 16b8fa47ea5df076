"""Runs in processes of their own: started from here, and followed by what they write into their folder.

A run outlives the window that started it, be it closed or crashed. Whoever opens the run's folder later follows it as
its starter did: by the lines of its log and by the lock that it holds. It takes requests from both alike.
"""

import json
import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO

from PySide6.QtCore import QObject, QTimer, Signal

from inpaint_studio import children
from inpaint_studio.model.training import running
from inpaint_studio.model.training.config import TrainingConfig
from inpaint_studio.model.training.options import words
from inpaint_studio.model.training.report import Finished, Report
from inpaint_studio.model.training.report import from_json as report_from_json
from inpaint_studio.sentence import from_json
from inpaint_studio.terminal import MESSAGES
from inpaint_studio.ui.training.folder_watch import FolderWatch
from inpaint_studio.ui.training.run_folder import LOG, goes_on

END_MS = 250  # between two looks whether a run that has finished has ended its process, which changes no file
_NICENESS = 10  # the editor goes first
_DETACHED: list[subprocess.Popen[bytes]] = []  # runs nobody here follows any more; held so that they can be reaped


class Child:
    """A run started by this program."""

    def __init__(self, config: TrainingConfig) -> None:
        """Start it. Raises OSError where the system says no."""
        flags = 0
        if sys.platform == "win32":
            flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
            flags |= subprocess.BELOW_NORMAL_PRIORITY_CLASS
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  it lives as long as the child
        self.process = subprocess.Popen(
            [*children.program(), "train", *words(config), "--json"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
            env={**os.environ, MESSAGES: "json"},  # so that they can be said in the window's language
            start_new_session=True,  # neither Ctrl-C in our terminal nor our end reaches it
            creationflags=flags,
        )
        if sys.platform != "win32":
            with suppress(OSError):  # it has ended already
                os.setpriority(os.PRIO_PROCESS, self.process.pid, _NICENESS)

    def is_alive(self) -> bool:
        return self.process.poll() is None

    def error(self) -> str:
        """The last line on its stderr, a sentence where it could not begin; or nothing."""
        self._errors.seek(0)
        lines = self._errors.read().decode("utf-8", "replace").strip().splitlines()
        text = lines[-1].removeprefix("inpaint-studio: ") if lines else ""
        try:
            return from_json(json.loads(text))
        except ValueError:  # of torch, or of the system
            return text

    def detach(self) -> None:
        """Let it go on without us."""
        if self.is_alive():
            _DETACHED.append(self.process)
        self._errors.close()


class RunWatch(QObject):
    """Follows one run at a time, of this program or another, and hands on its reports.

    Signals:
        reported: a Report, as the run wrote it into its log.
        ended: the run's process has ended. Why, as a sentence, where no report has said so; else nothing.
    """

    reported = Signal(object)
    ended = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder: Path | None = None
        self._child: Child | None = None
        self._offset = 0  # bytes of the log that were read
        self._has_reported = self._has_finished = False
        self._request: running.Request | None = None
        self._folder_watch = FolderWatch((LOG,), self)
        self._folder_watch.changed.connect(self._look)
        self._end_timer = QTimer(self)
        self._end_timer.setInterval(END_MS)
        self._end_timer.setSingleShot(True)
        self._end_timer.timeout.connect(self._look)

    @property
    def folder(self) -> Path | None:
        """The run that is followed."""
        return self._folder

    @property
    def takes_requests(self) -> bool:
        """Whether the run can be paused and stopped: a run of a version without locks cannot."""
        return self._folder is not None and (self._child is not None or running.has_lock(self._folder))

    @property
    def is_paused(self) -> bool:
        return self._folder is not None and running.pending(self._folder) == "pause"

    def start(self, config: TrainingConfig) -> None:
        """Start a run and follow it from its beginning. Raises OSError."""
        offset = _size(config.run / LOG)
        self._child = Child(config)
        self._begin(config.run, offset)

    def follow(self, folder: Path) -> bool:
        """Follow the run in a folder from here on, where a process is training it. Returns whether one is."""
        if self._folder == folder:
            return True
        if self._folder is not None or not goes_on(folder):
            return False
        self._begin(folder, _size(folder / LOG))
        return True

    def request(self, what: running.Request | None) -> None:
        """Pause, stop, or (None) resume the run. Raises OSError."""
        if self._folder is None:
            return
        self._request = what
        if what is None:
            running.withdraw(self._folder)
            return
        with suppress(FileNotFoundError):  # it has not made its folder yet; `_look` repeats the request
            running.request(self._folder, what)

    def leave(self) -> None:
        """Follow it no longer; it goes on by itself."""
        self._folder_watch.stop()
        self._end_timer.stop()
        if self._child is not None:
            self._child.detach()
        self._folder = self._child = None

    def _begin(self, folder: Path, offset: int) -> None:
        self._folder, self._offset, self._request = folder, offset, None
        self._has_reported = self._has_finished = False
        self._folder_watch.start(folder)

    def _look(self) -> None:
        folder = self._folder
        if folder is None:
            return
        # Looked at before the log: what is written between the two is read next time.
        is_alive = self._child.is_alive() if self._child is not None else goes_on(folder)
        had_reported = self._has_reported
        for report in self._read(folder / LOG):
            self._has_reported, self._has_finished = True, isinstance(report, Finished)
            self.reported.emit(report)
            if self._folder is None:  # a receiver has called `leave`
                return
        if is_alive:
            # As it begins, before its first report, a run drops the requests to the one before; but this request was
            # for itself. It is repeated with that report at the latest: nobody looks between the two.
            if self._request is not None and not had_reported and running.pending(folder) is None:
                with suppress(OSError):
                    running.request(folder, self._request)
            if self._has_finished:
                self._end_timer.start()
            return
        why = self._child.error() if self._child is not None and not self._has_finished else ""
        if not self._has_finished and not why:
            why = self.tr("The run ended without a word; it can go on from its last saved state.")
        self.leave()
        self.ended.emit(why)

    def _read(self, log: Path) -> list[Report]:
        """The whole lines that were written since."""
        try:
            with log.open("rb") as file:
                file.seek(self._offset)
                new = file.read()
        except OSError:
            return []
        whole = new[: new.rfind(b"\n") + 1]
        self._offset += len(whole)
        return [report for line in whole.splitlines() if (report := _report(line)) is not None]


def _report(line: bytes) -> Report | None:
    try:
        values = json.loads(line)
    except ValueError:
        return None
    return report_from_json(values) if isinstance(values, dict) else None


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
