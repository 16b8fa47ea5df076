"""The clock of a run: when it reports, saves its state, looks at what is requested, and has used up its minutes."""

import time

from inpaint_studio.model.training.config import TrainingConfig

REQUEST_INTERVAL = 0.2  # seconds between two looks at what is requested from outside


class RunClock:
    """Counts the time of learning alone: reading photographs and standing still do not count."""

    def __init__(self, config: TrainingConfig) -> None:
        self._config = config
        self._looked = time.monotonic()
        self.start()

    def start(self) -> None:
        """Learning begins now."""
        self._started = self._reported = self._saved = time.monotonic()

    @property
    def seconds(self) -> float:
        """Of learning since `start`."""
        return time.monotonic() - self._started

    def minutes_are_over(self) -> bool:
        return self._config.minutes is not None and self.seconds >= 60 * self._config.minutes

    def report_due(self) -> bool:
        return time.monotonic() - self._reported >= self._config.report_every

    def report(self) -> float:
        """Note a report. Returns the seconds since the one before."""
        now = time.monotonic()
        passed, self._reported = now - self._reported, now
        return passed

    def state_due(self) -> bool:
        return time.monotonic() - self._saved >= 60 * self._config.state_minutes

    def note_state(self) -> None:
        self._saved = time.monotonic()

    def request_due(self) -> bool:
        """Whether it is time to look at what is requested; looking is noted."""
        now = time.monotonic()
        if now - self._looked < REQUEST_INTERVAL:
            return False
        self._looked = now
        return True

    def leave_out(self, seconds: float) -> None:
        """Time that counts nowhere, just passed: standing still."""
        self._started += seconds
        self._reported += seconds
        self._saved += seconds

    def leave_out_of_speed(self, seconds: float) -> None:
        """Time that counts as part of the run, but not as learning, just passed: judging."""
        self._reported += seconds
