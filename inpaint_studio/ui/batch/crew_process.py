"""The workers of a job as a process of their own, which outlives the window: `inpaint-studio work JOB`."""

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from inpaint_studio import children
from inpaint_studio.sentence import from_json
from inpaint_studio.terminal import MESSAGES
from inpaint_studio.work.jobs.job import Job

_ERRORS = "crew.log"  # in the job's folder: what the crew says on stderr
_NICENESS = 10  # the editor goes first
_PREFIX = "inpaint-studio: "
_STARTED: list[subprocess.Popen[bytes]] = []  # held so that they can be reaped


class Started(Protocol):
    """A crew that was started from here."""

    def poll(self) -> int | None: ...


def start_crew(job: Job) -> Started:
    """Raises OSError where the system says no."""
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
        flags |= subprocess.BELOW_NORMAL_PRIORITY_CLASS
    _STARTED[:] = [one for one in _STARTED if one.poll() is None]
    with open(job.folder / _ERRORS, "wb") as errors:
        process = subprocess.Popen(
            [*children.program(), "work", str(job.folder)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            env={**os.environ, MESSAGES: "json"},  # so that they can be said in the window's language
            start_new_session=True,  # neither Ctrl-C in our terminal nor our end reaches it
            creationflags=flags,
        )
    _STARTED.append(process)
    if sys.platform != "win32":
        with suppress(OSError):  # it has ended already
            os.setpriority(os.PRIO_PROCESS, process.pid, _NICENESS)
    return process


def last_error(folder: Path) -> str:
    """What the last crew of this machine said last on stderr, a sentence; "" where it said nothing."""
    try:
        lines = (folder / _ERRORS).read_bytes().decode("utf-8", "replace").strip().splitlines()
    except OSError:
        return ""
    text = lines[-1].removeprefix(_PREFIX) if lines else ""
    try:
        return from_json(json.loads(text))
    except ValueError:  # of torch, or of the system
        return text
