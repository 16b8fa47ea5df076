"""Helper processes for films: PyAV parses strangers' bytes there, under limits on memory and processor time.

A decoder that crashes, hangs or exhausts memory takes down its helper and not the window, which shows a sentence. A
helper ends with its input, so a killed program leaves none behind. The picture's helper (`sandbox`) is another one: a
film that decodes does not keep pictures waiting.
"""

import atexit
import contextlib
import importlib.util
import os
import subprocess
import weakref
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any

from inpaint_studio import children, frames
from inpaint_studio.files import errors
from inpaint_studio.files.errors import PictureError, UnsupportedPicture
from inpaint_studio.files.helper_ending import LONGEST_WAIT, Reason, watched, why_it_ended
from inpaint_studio.frames import Facts, Frame
from inpaint_studio.installation import how_to_add
from inpaint_studio.sentence import from_json, say


def never() -> bool:
    return False


def require_decoder(path: Path) -> None:
    """Raises UnsupportedPicture where PyAV is not installed."""
    if importlib.util.find_spec("av") is None:
        raise UnsupportedPicture(say("{name} is a video. {how}", name=path.name, how=how_to_add("video")))


_running: "weakref.WeakSet[Helper]" = weakref.WeakSet()


@atexit.register
def close_all() -> None:
    """End all helpers of this process; whoever needs one starts it again."""
    for helper in list(_running):
        if helper.owner == os.getpid():
            helper.stop()


class Helper:
    """The parent's side: one request at a time, whoever asks waits for the lock."""

    def __init__(self, name: str, path: Path) -> None:
        """name: of the helper, in `children.HELPERS`.  path: the film, for messages."""
        self.process = subprocess.Popen(
            children.helper(name),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if not os.environ.get("INPAINT_STUDIO_TRACEBACK") else None,
            env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore"},
        )
        self.owner = os.getpid()
        self._path = path
        _running.add(self)

    @property
    def is_alive(self) -> bool:
        return self.owner == os.getpid() and self.process.poll() is None

    def ask(self, facts: Facts, arrays: Sequence[Any] = (), cancelled: Callable[[], bool] = never) -> Frame:
        """Send one request and wait for its answer. Raises PictureError, also where the helper ended over it."""
        with watched(self.process, cancelled, LONGEST_WAIT) as reasons:
            try:
                self.send(facts, arrays)
                return self.receive()
            except (EOFError, OSError) as error:
                raise self.why_it_ended(reasons) from error

    def send(self, facts: Facts, arrays: Sequence[Any] = ()) -> None:
        """Raises OSError where it is gone."""
        assert self.process.stdin is not None
        frames.write(self.process.stdin, facts, arrays)

    def receive(self) -> Frame:
        """Raises EOFError where it is gone, and the PictureError that it answers with."""
        assert self.process.stdout is not None
        facts, arrays = frames.read(self.process.stdout)
        if "error" in facts:
            raise getattr(errors, facts["error"])(from_json(facts["message"]))
        return facts, arrays

    def why_it_ended(self, reasons: Collection[Reason] = ()) -> PictureError:
        """What to raise where its pipe has closed; what is left of it is ended."""
        error = why_it_ended(self.process, self._path.name, reasons)
        self.stop()
        return error

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):  # unsent bytes for a process that is gone
                    pipe.close()
