"""One running program a person and screen: where it listens, and what a second start says to it. No Qt, no network.

Lines of JSON over a socket in a folder of the user's own (a named pipe on Windows). A client sends one `Request` and
reads `{"taken": true}` or `{"refused": "why"}`; one that waits reads `{"ended": code}` when all of its pictures are
closed. It may be written in any language: plug-ins of other programs speak the same.
"""

import contextlib
import io
import json
import os
import socket
import sys
import tempfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROTOCOL = 1
LONGEST_LINE = 1 << 20  # bytes; a longer one is no request
CHANGED, UNCHANGED, FAILED = 0, 3, 1  # exit codes of a program that hands pictures back


class InvalidRequest(ValueError):
    """A line that is no request of this protocol."""


@dataclass(frozen=True)
class Request:
    """Pictures to be opened for whoever asks."""

    paths: tuple[Path, ...] = ()  # absolute; none: the window is shown
    mask: Path | None = None  # of the one picture
    returns: bool = False  # whether saving writes the picture's own file, for a program that reads it back
    host: str = ""  # that program's name, for the title
    waits: bool = False  # whether the client waits until the pictures are closed
    activation: str = ""  # token by which the desktop lets the window come to the front

    def line(self) -> bytes:
        """One line of JSON."""
        facts = {
            "protocol": PROTOCOL,
            "open": [str(path) for path in self.paths],
            "mask": None if self.mask is None else str(self.mask),
            "return": self.returns,
            "host": self.host,
            "wait": self.waits,
            "activation": self.activation,
        }
        return json.dumps(facts).encode() + b"\n"

    @classmethod
    def of_line(cls, line: bytes) -> "Request":
        """The inverse of `line`. Raises InvalidRequest."""
        try:
            facts: dict[str, Any] = json.loads(line)
            if facts["protocol"] != PROTOCOL:
                raise InvalidRequest(f"protocol {facts['protocol']} is not {PROTOCOL}")
            paths, mask = facts["open"], facts["mask"]
            host, activation = facts["host"], facts["activation"]
            returns, waits = facts["return"], facts["wait"]
        except (ValueError, TypeError, KeyError) as error:
            raise InvalidRequest(f"no request: {error!r}") from error
        texts = [*paths, host, activation, *([] if mask is None else [mask])] if isinstance(paths, list) else [None]
        if (
            not all(isinstance(text, str) for text in texts)
            or not isinstance(returns, bool)
            or not isinstance(waits, bool)
        ):
            raise InvalidRequest("no request: a value of another type")
        request = cls(
            tuple(map(Path, paths)), None if mask is None else Path(mask), returns, host[:80], waits, activation
        )
        if not all(path.is_absolute() for path in (*request.paths, *([request.mask] if request.mask else []))):
            raise InvalidRequest("no request: a path that is not absolute")
        return request


def address(environment: Mapping[str, str] = os.environ) -> str:
    """Where the program of this person and screen listens: the path of a socket, or a pipe's name on Windows.

    Raises OSError where no folder of the user's own can be had.
    """
    screen = "\n".join(environment.get(name, "") for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
    name = f"window-{zlib.crc32(screen.encode()):08x}"
    if sys.platform == "win32":
        return rf"\\.\pipe\inpaint-studio-{environment.get('USERNAME', '')}-{name}"
    runtime = environment.get("XDG_RUNTIME_DIR")
    if runtime and environment.get("FLATPAK_ID"):  # of the rest of that folder each start has its own
        runtime = os.path.join(runtime, "app", environment["FLATPAK_ID"])
    base = Path(runtime) if runtime else Path(tempfile.gettempdir())
    folder = base / ("inpaint-studio" if runtime else f"inpaint-studio-{os.getuid()}")
    folder.mkdir(mode=0o700, exist_ok=True)
    status = folder.lstat()
    if status.st_uid != os.getuid() or status.st_mode & 0o077 or not folder.is_dir():
        raise PermissionError(f"{folder} is not a folder of this user alone")
    return str(folder / name)


class Conversation:
    """A client's side: the request was sent, answers are read line by line."""

    def __init__(self, stream: io.RawIOBase, connection: socket.socket | None) -> None:
        self._stream, self._connection = stream, connection

    def answer(self) -> dict[str, Any] | None:
        """The next one; None where the other program has ended."""
        try:
            line = self._stream.readline(LONGEST_LINE)
            answer = json.loads(line) if line else None
        except (OSError, ValueError):
            return None
        return answer if isinstance(answer, dict) else None

    def wait_for_long(self) -> None:
        """From now on an answer may take as long as a person does."""
        if self._connection is not None:
            self._connection.settimeout(None)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._stream.close()
        if self._connection is not None:
            self._connection.close()


def begin(request: Request, address: str) -> Conversation | None:
    """Say a request to the program that listens at `address`; None where none does."""
    connection = None
    try:
        if sys.platform == "win32":
            stream: io.RawIOBase = open(address, "r+b", buffering=0)  # noqa: SIM115
        else:
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            connection.settimeout(5)  # to be accepted; a program that hangs is not waited for
            connection.connect(address)
            stream = connection.makefile("rwb", buffering=0)
        stream.write(request.line())
    except OSError:
        if connection is not None:
            connection.close()
        return None
    return Conversation(stream, connection)


def hand_over(request: Request, address: str) -> int | str | None:
    """Have the running program take a request, and wait for its end where the request waits.

    Returns an exit code, the sentence with which it was refused, or None where no program took it.
    """
    conversation = begin(request, address)
    if conversation is None:
        return None
    try:
        first = conversation.answer()
        if first is None or not first.get("taken"):
            refusal = (first or {}).get("refused")
            return str(refusal) if refusal else None
        if not request.waits:
            return CHANGED
        conversation.wait_for_long()
        last = conversation.answer()
    finally:
        conversation.close()
    code = (last or {}).get("ended")
    return code if isinstance(code, int) else FAILED
