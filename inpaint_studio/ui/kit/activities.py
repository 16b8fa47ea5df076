"""What is being done for the person just now, where several things go on at once."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Activity:
    """One thing that is being done, in words for the status line."""

    text: str
    done: float | None = None  # 0 .. 1; None where it cannot be told


class Activities:
    """All that goes on, by what does it: the one told of last is shown, and its end shows what still goes on.

    Each ends its own. With one text for all, a file that had just been opened took the line of a fill begun meanwhile.
    """

    def __init__(self, show: Callable[[Activity | None], None]) -> None:
        """show: called with the activity to be shown, None where nothing goes on, whenever it is another one."""
        self._show = show
        self._going_on: dict[str, Activity] = {}  # the last told at the end
        self._shown: Activity | None = None

    @property
    def shown(self) -> Activity | None:
        """The one to be shown now."""
        return self._shown

    def __bool__(self) -> bool:
        return bool(self._going_on)

    def tell(self, what: str, text: str, done: float | None = None) -> None:
        """Say how far `what` is, a name among the session's: it is the one shown until another tells or it ends."""
        self._going_on.pop(what, None)
        self._going_on[what] = Activity(text, done)
        self._follow()

    def end(self, *whats: str) -> None:
        """These do not go on any more, where they did."""
        for what in whats:
            self._going_on.pop(what, None)
        self._follow()

    def _follow(self) -> None:
        shown = next(reversed(self._going_on.values()), None)
        if shown != self._shown:
            self._shown = shown
            self._show(shown)
