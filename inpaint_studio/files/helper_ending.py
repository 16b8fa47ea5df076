"""How a helper process that decodes strangers' bytes is ended, and the sentence that says why it has."""

import contextlib
import signal
import subprocess
import threading
from collections.abc import Callable, Collection, Iterator
from typing import Any, Literal

from inpaint_studio.files.errors import PictureError
from inpaint_studio.sentence import say

LONGEST_WAIT = 1200.0  # seconds of wall time for one answer; then an error is raised, without a verdict on the file

_POLL_SECONDS = 0.1  # between two polls for cancellation
_ENDING_SECONDS = 10.0  # from closing its pipe to being gone

Reason = Literal["cancelled", "waited"]  # for which we have ended it ourselves


@contextlib.contextmanager
def watched(
    process: "subprocess.Popen[Any]", cancelled: Callable[[], bool], longest: float
) -> Iterator[Collection[Reason]]:
    """While an answer is waited for: kill the helper on cancellation, or after `longest` seconds.

    cancelled: polled from another thread.  Gives the reasons for which it was killed, empty until then.
    """
    answered = threading.Event()
    reasons: list[Reason] = []

    def watch() -> None:
        rounds = 0
        while not answered.wait(_POLL_SECONDS):
            rounds += 1
            if cancelled():
                reasons.append("cancelled")
            elif rounds * _POLL_SECONDS > longest:
                reasons.append("waited")
            if reasons:
                process.kill()
                return

    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    try:
        yield reasons
    finally:
        answered.set()
        watching.join()


def why_it_ended(
    process: "subprocess.Popen[Any]", name: str, reasons: Collection[Reason] = (), longest: float = LONGEST_WAIT
) -> PictureError:
    """Wait until a helper whose pipe has closed is gone, and say why. name: of the file that it was reading."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(_ENDING_SECONDS)  # for its exit status
    if "cancelled" in reasons:
        return PictureError(say("Opening {name} was cancelled.", name=name))
    if "waited" in reasons:
        return PictureError(
            say(
                "{name} took longer than {minutes} minutes to open, so it was given up. The machine is busy "
                "or the disk is slow; try again later.",
                name=name,
                minutes=f"{longest / 60:.0f}",
            )
        )
    if process.returncode == -getattr(signal, "SIGKILL", 9):  # not by us
        return PictureError(
            say(
                "{name} was not opened: the system ended its decoder, perhaps for want of memory. Close "
                "other programs and try again.",
                name=name,
            )
        )
    why = (
        say("kept its decoder busy far longer than a picture of its size")
        if process.returncode == -getattr(signal, "SIGXCPU", 24)
        else say("made its decoder crash")
    )
    return PictureError(say("{name} {why} and was given up. It is damaged or made to do harm.", name=name, why=why))
