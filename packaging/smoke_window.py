"""A display of its own, on which the smoke test of an application folder uses the window by its keys. Linux; standard
library only."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

TOOLS = ("Xvfb", "xdotool")
PATIENCE = 40  # seconds that a window may take on a busy machine

ROOMS = (  # (keys, title of the window that they open)
    ("ctrl+t", "Train a generator"),
    ("alt+shift+w", "Take a mark off photographs"),
    ("alt+shift+b", "Many pictures"),
    ("ctrl+shift+t", "Checkpoint bench"),
    ("F1", "Help"),
    ("ctrl+F1", "About Inpaint Studio"),  # the last: it is modal
)


def missing() -> list[str]:
    return [tool for tool in TOOLS if shutil.which(tool) is None]


@contextmanager
def display() -> Iterator[str]:
    """The name of a new display, as `:99`."""
    reading, writing = os.pipe()
    screen = ["-screen", "0", "1600x1000x24", "-nolisten", "tcp"]
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), *screen], pass_fds=[writing], stderr=subprocess.DEVNULL
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as numbers:
            yield f":{numbers.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


class ProgramWindow:
    """The program with its window on a display. Leaving the `with` ends it and raises AssertionError where it crashed
    or wrote a traceback."""

    def __init__(self, command: list[str], environment: Mapping[str, str], place: Path, display: str) -> None:
        self._tools = {**os.environ, "DISPLAY": display}
        self._log = place / "window.log"
        started = time.monotonic()
        with open(self._log, "wb") as log:
            self._process = subprocess.Popen(
                command,
                env={**environment, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "LANGUAGE": "en"},
                cwd=place,
                stderr=log,
            )
        try:
            self.window = self.wait_for("Inpaint Studio")
        except AssertionError:
            self._process.kill()
            self._process.wait()
            raise
        self.seconds = time.monotonic() - started
        self.cpu_seconds = _cpu_seconds(self._process.pid)

    def __enter__(self) -> "ProgramWindow":
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._process.send_signal(signal.SIGTERM)
        try:
            code = self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        if kind is None:
            assert code in (0, -signal.SIGTERM, 128 + signal.SIGTERM), f"the window ended with {code}: {self.log()}"
            assert "Traceback" not in self.log(), self.log()

    def log(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")[-4000:]

    def open_rooms(self) -> None:
        """Open every room by its keys, one after another, and the licences from the last of them."""
        for keys, title in ROOMS:
            self.press(keys, self.window)
            room = self.wait_for(title)
        self.press("Tab", room)
        self.press("space", room)
        self.wait_for("^Licences$")

    def wait_for(self, title: str) -> str:
        """The number of the visible window of this title, a regular expression."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            assert self._process.poll() is None, f"the window ended with {self._process.returncode}: {self.log()}"
            windows = self._xdotool("search", "--onlyvisible", "--name", title, check=False).split()
            if windows:
                return windows[-1]
            time.sleep(0.05)
        raise AssertionError(f"no window {title!r} in {PATIENCE} s: {self.log()}")

    def press(self, keys: str, window: str) -> None:
        self._xdotool("windowfocus", "--sync", window)
        self._xdotool("key", "--clearmodifiers", keys)

    def _xdotool(self, *words: str, check: bool = True) -> str:
        done = subprocess.run(
            ["xdotool", *words], env=self._tools, capture_output=True, text=True, check=False, timeout=PATIENCE
        )
        assert not check or done.returncode == 0, f"xdotool {' '.join(words)}: {done.stderr}"
        return done.stdout


def _cpu_seconds(process: int) -> float:
    """Seconds of processor that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
