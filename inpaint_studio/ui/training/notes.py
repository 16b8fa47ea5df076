"""Notes on a run: a text that is written into the run's folder while it is typed."""

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from inpaint_studio.files.errors import SaveError
from inpaint_studio.files.saving.atomic import replace_file
from inpaint_studio.ui.kit.sentences import sentence
from inpaint_studio.ui.kit.worker import Errand, Workers
from inpaint_studio.ui.training.run_folder import NOTES

SETTLE_MS = 300  # after the last key; a write waits for the disk, so not every key is one


class RunNotes(QPlainTextEdit):
    """Edits the notes of one run at a time. They are written on a worker, each time as a whole file.

    Signals:
        failed: why notes could not be read or written, a sentence.
    """

    failed = Signal(str)

    def __init__(self, workers: Workers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workers = workers
        self._run: Path | None = None
        self._unwritten: dict[Path, str] = {}  # by run folder
        self._write: Errand | None = None
        self._settle_timer = QTimer(self)
        self._settle_timer.setInterval(SETTLE_MS)
        self._settle_timer.setSingleShot(True)
        self._settle_timer.timeout.connect(self._write_next)
        self.textChanged.connect(self._take_text)

    def show_run(self, run: Path | None) -> None:
        """Edit the notes of this run; None for none."""
        self._run = run
        text: str | None = ""
        if run is not None:
            text = self._unwritten[run] if run in self._unwritten else self._read(run)
        self.setEnabled(run is not None and text is not None)  # a file that cannot be read must not be overwritten
        if (text or "") != self.toPlainText():
            self.blockSignals(True)
            self.setPlainText(text or "")
            self.blockSignals(False)

    def forget(self, run: Path) -> None:
        """The run is deleted: write nothing into its folder any more."""
        self._unwritten.pop(run, None)

    def shut_down(self) -> None:
        """Write what is not written yet, and wait for it. For the dialog, once its workers have stopped."""
        self._settle_timer.stop()
        for run, text in self._unwritten.items():
            try:
                replace_file(run / NOTES, text.encode())
            except SaveError as error:
                self.failed.emit(sentence(error))
        self._unwritten.clear()

    def _read(self, run: Path) -> str | None:
        """None where there are notes that cannot be read."""
        try:
            content = (run / NOTES).read_bytes()
        except FileNotFoundError:
            return ""
        except OSError as error:
            text = self.tr("The notes cannot be read: {why}.")
            self.failed.emit(text.format(why=error.strerror or error))
            return None
        try:
            return content.decode()
        except UnicodeDecodeError:  # by another editor; every byte is a letter there, so that none is lost
            return content.decode("latin-1")

    def _take_text(self) -> None:
        if self._run is not None:
            self._unwritten[self._run] = self.toPlainText()
            self._settle_timer.start()

    def _write_next(self) -> None:
        """One file at a time, so that an older text never comes after a newer one."""
        if self._write is not None or not self._unwritten:
            return
        run, text = next(iter(self._unwritten.items()))

        def written(path: Path) -> None:
            self._forget_written(run, text)

        def fail(error: Exception) -> None:
            self._forget_written(run, text)
            self.failed.emit(sentence(error))

        self._write = self._workers.start("writing notes", lambda: _write(run / NOTES, text), written, fail, self._end)

    def _forget_written(self, run: Path, text: str) -> None:
        if self._unwritten.get(run) == text:
            del self._unwritten[run]

    def _end(self) -> None:
        self._write = None
        self._write_next()


def _write(path: Path, text: str) -> Iterator[Path]:
    replace_file(path, text.encode())
    yield path
