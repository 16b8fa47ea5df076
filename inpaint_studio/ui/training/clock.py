"""The clock of a run with a time limit, as the window shows what is left of it."""

from time import monotonic


class RunClock:
    """Counts down a run's minutes. The time it stands paused is not counted."""

    def __init__(self, minutes: float | None = None) -> None:
        """minutes: the run's limit; None = it has none, and then nothing is left or used of it."""
        self._limit = None if minutes is None else 60 * minutes  # seconds
        self._paused_at: float | None = None
        self.restart()

    def restart(self) -> None:
        """Begin anew: the time of reading photographs is not counted."""
        self._ends_at = None if self._limit is None else monotonic() + self._limit

    def pause(self) -> None:
        self._paused_at = monotonic()

    def resume(self) -> None:
        """Go on; does nothing where it was not paused."""
        if self._ends_at is not None and self._paused_at is not None:
            self._ends_at += monotonic() - self._paused_at
        self._paused_at = None

    def seconds_left(self) -> float | None:
        return None if self._ends_at is None else self._ends_at - monotonic()

    def share(self) -> float:
        """How much of the limit is used: 0 .. 1; 0 where there is none."""
        left = self.seconds_left()
        return 0.0 if left is None or not self._limit else min(1.0, 1 - left / self._limit)
