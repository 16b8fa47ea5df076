"""How long a job still takes: estimated from what is done of it, and said in one unit."""

import time
from collections.abc import Callable

from inpaint_studio.sentence import Sentence, say

_LEAST_SHARE, _LEAST_SECONDS = 0.05, 3.0  # below which an estimate would jump about


class Remaining:
    """Extrapolates each stage of a job from its own pace."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._stage = ""
        self._from = 0.0, 0.0  # seconds and share when the stage was first heard of

    def seconds(self, stage: str, share: float) -> float | None:
        """share: of the stage that is done, 0..1. None while too little is known."""
        now = self._clock()
        if stage != self._stage or share < self._from[1]:
            self._stage, self._from = stage, (now, share)
        passed, done = now - self._from[0], share - self._from[1]
        if passed < _LEAST_SECONDS or done < _LEAST_SHARE or share >= 1:
            return None
        return passed * (1 - share) / done


def duration(seconds: float) -> Sentence:
    """About so long, in one unit."""
    if seconds < 90:
        return say("about {count} seconds left", one="about 1 second left", count=max(1, round(seconds)))
    if seconds < 5400:
        return say("about {count} minutes left", one="about 1 minute left", count=round(seconds / 60))
    if seconds < 129_600:
        return say("about {count} hours left", one="about 1 hour left", count=round(seconds / 3600))
    return say("about {count} days left", one="about 1 day left", count=round(seconds / 86_400))
