"""Terminal handling: robust standard streams, muted libraries, a progress bar."""

import contextlib
import io
import json
import logging
import os
import sys
import warnings
from collections.abc import Iterator
from typing import Any, TextIO

from inpaint_studio.sentence import to_json

MESSAGES = "INPAINT_STUDIO_MESSAGES"  # "json" in the environment: errors keep their template and values


def complain(message: str) -> None:
    """Print an error on stderr, prefixed with the program's name."""
    if os.environ.get(MESSAGES) == "json":
        message = json.dumps(to_json(message))
    print(f"inpaint-studio: {message}", file=sys.stderr)


def take_over(mute_libraries: bool) -> None:
    """Make the three standard streams of this process usable, however it was started. Called once, first of all.

    A scheduler, `pythonw` or `2>&-` start a program without some of them. The next file that is opened would then get
    descriptor 2, and output of libraries would land in it; so the descriptors are occupied first. Characters that the
    terminal cannot encode are printed as escapes, as in b"gr\\xfcn", instead of ending the program.
    mute_libraries: discard what libraries written in C print to stderr.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            with contextlib.suppress(OSError):
                os.open(os.devnull, os.O_RDWR)  # takes the lowest free descriptor
    sys.stdin = sys.stdin or open(os.devnull, encoding="utf-8")  # noqa: SIM115  they live as long as the process
    sys.stdout = _printable(sys.stdout)
    sys.stderr = _printable(sys.stderr)
    with contextlib.suppress(OSError, ValueError, AttributeError):
        sys.stderr.flush()
        sys.stderr = _never_failing(os.dup(2), sys.stderr.encoding)
        if mute_libraries:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 2)
            os.close(nowhere)


class _Lossy(io.FileIO):
    """Drops what cannot be written, without an error."""

    def write(self, data: Any) -> int:
        with contextlib.suppress(OSError):
            return super().write(data) or 0
        return len(data)


def _never_failing(number: int, encoding: str) -> TextIO:
    """A stream for messages that never raises: a full disk or a closed pipe must neither end the job nor change its
    exit code."""
    raw = io.BufferedWriter(_Lossy(number, "w"))
    return io.TextIOWrapper(raw, encoding=encoding, errors="backslashreplace", line_buffering=True)


def _printable(stream: TextIO | None) -> TextIO:
    if stream is None:
        return open(os.devnull, "w", encoding="utf-8")
    if isinstance(stream, io.TextIOWrapper):  # a replaced stream is left to its owner
        with contextlib.suppress(ValueError, OSError):
            stream.reconfigure(errors="backslashreplace")
    return stream


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep the warnings of Python libraries off the terminal, unless enabled by -W or PYTHONWARNINGS."""
    with warnings.catch_warnings():
        if not sys.warnoptions:
            warnings.simplefilter("ignore")
        silent = logging.NullHandler()  # without a handler records are printed
        logging.getLogger().addHandler(silent)
        try:
            yield
        finally:
            logging.getLogger().removeHandler(silent)


class Progress:
    """A progress bar on stderr; silent where stderr is no terminal."""

    def __init__(self, total: int) -> None:
        self.shown = sys.stderr.isatty() and total > 0
        self._total = total
        self._full, self._empty = "█", "░"
        try:
            "█░".encode(sys.stderr.encoding or "ascii")
        except (UnicodeEncodeError, LookupError):
            self._full, self._empty = "#", "-"

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    def show(self, done: float, more: str = "") -> None:
        """more: behind the numbers, such as how long it will take."""
        if self.shown:
            filled = round(30 * done / self._total)
            bar = self._full * filled + self._empty * (30 - filled)
            end = f", {more}   " if more else ""
            print(f"\r{bar} {int(done)}/{self._total}{end}", end="", file=sys.stderr, flush=True)

    def say(self, text: str) -> None:
        """Print to stdout, clearing the bar first."""
        self.clear()
        print(text, flush=True)

    def clear(self) -> None:
        if self.shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
