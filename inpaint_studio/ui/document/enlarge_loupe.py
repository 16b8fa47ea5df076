"""What a loupe shows of an enlargement, made on a worker: of all that is asked for, only the latest."""

from PySide6.QtCore import QObject, QThread, Signal

from inpaint_studio.ui.document import enlarge_jobs
from inpaint_studio.ui.document.enlarge_jobs import EnlargeSource, Expectation, LoupeMemory, LoupePatch, LoupeRequest
from inpaint_studio.ui.kit.sentences import sentence
from inpaint_studio.ui.kit.worker import Errand, Workers


class LoupeSearch(QObject):
    """One patch after the other: while one is made the next one waits, and what came between is left out.

    Signals:
        came: an Expectation or a LoupePatch of the request that was asked for last.
        failed: why there is none, a sentence.
        ended: nothing is made any more.
    """

    came = Signal(object)
    failed = Signal(str)
    ended = Signal()

    def __init__(self, workers: Workers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workers = workers
        self._memory = LoupeMemory()  # of one worker after the other
        self._errand: Errand | None = None
        self._making: LoupeRequest | None = None
        self._wanted: tuple[EnlargeSource, LoupeRequest] | None = None

    @property
    def is_busy(self) -> bool:
        return self._errand is not None

    def ask(self, source: EnlargeSource, request: LoupeRequest) -> None:
        """Make these patches; `came` follows for each."""
        if self._errand is not None and request == self._making:
            self._wanted = None
            return
        self._wanted = (source, request)
        if self._errand is None:
            self._start()
        else:
            self._errand.worker.ask_to_stop()  # after the part that it is at; `_end` begins with the latest

    def drop(self) -> None:
        """Nothing is looked at any more."""
        self._wanted = None
        if self._errand is not None:
            self._errand.drop()
            self._errand = self._making = None

    def _start(self) -> None:
        assert self._wanted is not None
        (source, request), self._wanted = self._wanted, None
        self._making = request

        def take(value: Expectation | LoupePatch) -> None:
            if self._wanted is None:
                self.came.emit(value)

        def fail(error: Exception) -> None:
            if self._wanted is None:
                self.failed.emit(sentence(error))

        memory = self._memory
        self._errand = self._workers.start(
            "loupe",
            lambda: enlarge_jobs.look(source, request, memory),
            take,
            fail,
            self._end,
            QThread.Priority.LowPriority,
        )

    def _end(self) -> None:
        self._errand = self._making = None
        if self._wanted is not None:
            self._start()
        else:
            self.ended.emit()
