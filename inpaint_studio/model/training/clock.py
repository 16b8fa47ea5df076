"""The clock of a run: due times of reports, states and request polls, and the limit of minutes."""

import time

from inpaint_studio.model.training.config import TrainingConfig

REQUEST_INTERVAL = 0.2  # seconds between two polls for requests of other processes


class RunClock:
    """Measures training time: reading photographs and pauses are excluded."""

    def __init__(self, config: TrainingConfig, first_report: float | None = None) -> None:
        """first_report: seconds until the first report, where that is to come sooner than the others."""
        self._config = config
        self._until_report = config.report_every if first_report is None else min(first_report, config.report_every)
        self._looked = time.monotonic()
        self.start()

    def start(self) -> None:
        """Start of training."""
        self._started = self._reported = self._saved = time.monotonic()

    @property
    def seconds(self) -> float:
        """Seconds of training since `start`."""
        return time.monotonic() - self._started

    def minutes_are_over(self) -> bool:
        return self._config.minutes is not None and self.seconds >= 60 * self._config.minutes

    def report_due(self) -> bool:
        return time.monotonic() - self._reported >= self._until_report

    def report(self) -> float:
        """Record a report. Returns the seconds since the last one."""
        now = time.monotonic()
        passed, self._reported = now - self._reported, now
        self._until_report = self._config.report_every
        return passed

    def state_due(self) -> bool:
        return time.monotonic() - self._saved >= 60 * self._config.state_minutes

    def note_state(self) -> None:
        self._saved = time.monotonic()

    def request_due(self) -> bool:
        """Whether a poll for requests is due; resets the interval if so."""
        now = time.monotonic()
        if now - self._looked < REQUEST_INTERVAL:
            return False
        self._looked = now
        return True

    def leave_out(self, seconds: float) -> None:
        """Exclude the last `seconds` from everything: a pause."""
        self._started += seconds
        self._reported += seconds
        self._saved += seconds

    def leave_out_of_speed(self, seconds: float) -> None:
        """Exclude the last `seconds` from the training speed only: validation."""
        self._reported += seconds
