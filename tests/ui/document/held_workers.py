"""Workers without threads: what was started waits until a test lets it work, and until it lets the answer arrive."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QThread

from inpaint_studio.editing.document import Ticket
from inpaint_studio.ui.kit.worker import Job


@dataclass(eq=False)
class HeldErrand:
    """As an `Errand`: nothing is handed on once it was dropped, or where its document refuses it."""

    name: str
    job: Job
    on_value: Callable[[Any], None]
    on_error: Callable[[Exception], None]
    on_end: Callable[[], None] | None
    ticket: Ticket | None
    is_dropped: bool = False
    arrived: list[Callable[[], object]] = field(default_factory=list)  # from the thread, not handed on yet

    def drop(self) -> None:
        self.is_dropped = True

    def work(self) -> None:
        """On its thread: to the end."""
        try:
            for value in self.job():
                self.arrived.append(lambda value=value: self.on_value(value))
        except Exception as caught:
            error = caught
            self.arrived.append(lambda: self.on_error(error))

    def arrive(self) -> None:
        """On the UI thread: what it has worked out, and its end."""
        for do in [*self.arrived, *([self.on_end] if self.on_end is not None else [])]:
            if self.is_dropped:
                return
            if self.ticket is None:
                do()
            elif not self.ticket.document.take(self.ticket, do):
                self.drop()


class HeldWorkers:
    """What was started, the oldest first."""

    def __init__(self) -> None:
        self.errands: list[HeldErrand] = []

    def start(
        self,
        name: str,
        job: Job,
        on_value: Callable[[Any], None],
        on_error: Callable[[Exception], None],
        on_end: Callable[[], None] | None = None,
        priority: QThread.Priority = QThread.Priority.InheritPriority,
        ticket: Ticket | None = None,
    ) -> HeldErrand:
        self.errands.append(HeldErrand(name, job, on_value, on_error, on_end, ticket))
        return self.errands[-1]

    @property
    def names(self) -> list[str]:
        return [errand.name for errand in self.errands]

    def next(self) -> HeldErrand:
        return self.errands.pop(0)

    def run(self) -> int:
        """Let everything work and arrive. Returns how many there were."""
        count = 0
        while self.errands:
            errand = self.next()
            errand.work()
            errand.arrive()
            count += 1
        return count
