"""A helper process in which files of strangers are decoded, with a limit on its memory and its time.

A decoder that runs wild, crashes or hangs takes the helper with it and not the window: the person reads a sentence.
The helper is started once and kept (0.25 s to start, 2 ms a request); it ends when its input does, so a killed
program leaves none behind. A frozen program has no interpreter to start and decodes in its own process.
"""

import atexit
import json
import os
import struct
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any

import numpy as np

from inpaint_studio.files import errors
from inpaint_studio.files.decoding import Decoded, decode
from inpaint_studio.files.errors import PictureError

MEMORY_BYTES = 4 * 1024**3  # address space of the helper
SECONDS = 15.0  # for a small file; larger ones get a second more for every 4 MB

_HEADER = struct.Struct("<QQQ")  # bytes of: answer, profile, pixels
_START = "import sys; sys.path.insert(0, {root!r}); from inpaint_studio.files.sandbox import serve; serve()"


def decode_apart(path: Path, page: int, budget_bytes: int) -> Decoded:
    """`decoding.decode` in the helper: the same answer and the same errors, and one more where it had to be ended."""
    if getattr(sys, "frozen", False):
        return decode(path, page, budget_bytes)
    return _the_helper().decode(path, page, budget_bytes)


def close() -> None:
    """End the helper, if there is one; the next call starts another."""
    global _helper
    with _starting:
        if _helper is not None:
            _helper.stop()
            _helper = None


class _Helper:
    """The parent's end: one request at a time."""

    def __init__(self) -> None:
        root = str(Path(__file__).resolve().parents[2])
        # -P: the current folder may be a stranger's, and no module is to be found there.
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-c", _START.format(root=root)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore"},
        )
        self.owner = os.getpid()
        self.lock = threading.Lock()

    def decode(self, path: Path, page: int, budget_bytes: int) -> Decoded:
        with self.lock:
            seconds = SECONDS + _file_size(path) / 4e6
            ended: list[str] = []

            def end() -> None:
                ended.append("time")
                self.process.kill()

            clock = threading.Timer(seconds, end)
            clock.start()
            try:
                return self._ask(path, page, budget_bytes)
            except (EOFError, OSError) as error:
                self.stop()
                why = f"took longer than {seconds:.0f} seconds" if ended else "made its decoder crash"
                raise PictureError(f"{path.name} {why} and was given up. It is damaged or made to do harm.") from error
            finally:
                clock.cancel()
                clock.join()

    def _ask(self, path: Path, page: int, budget_bytes: int) -> Decoded:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        request = {"path": str(path.absolute()), "page": page, "budget_bytes": budget_bytes}
        self.process.stdin.write(json.dumps(request).encode() + b"\n")
        self.process.stdin.flush()
        source = self.process.stdout
        answer_bytes, profile_bytes, pixel_bytes = _HEADER.unpack(_exactly(source, _HEADER.size))
        answer = json.loads(_exactly(source, answer_bytes))
        if "error" in answer:
            raise getattr(errors, answer["error"])(answer["message"])
        profile = _exactly(source, profile_bytes) or None
        pixels = np.empty(answer.pop("shape"), np.dtype(answer.pop("dtype")))
        if pixels.nbytes != pixel_bytes:
            raise EOFError
        _fill(source, pixels.reshape(-1).view(np.uint8).data)
        return Decoded(pixels=pixels, profile=profile, **{**answer, "notes": tuple(answer["notes"])})

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:  # unsent bytes for a process that is gone
                    continue


_helper: _Helper | None = None
_starting = threading.Lock()


def _the_helper() -> _Helper:
    global _helper
    with _starting:
        # A forked child must not talk over its parent's pipes.
        if _helper is None or _helper.process.poll() is not None or _helper.owner != os.getpid():
            if _helper is None:
                atexit.register(close)
            elif _helper.owner == os.getpid():
                _helper.stop()
            _helper = _Helper()
        return _helper


def serve() -> None:
    """The helper's end: answers requests from standard input until it ends."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a decoder prints must not stand among the answers
    _limit_memory()
    for line in sys.stdin.buffer:
        request = json.loads(line)
        try:
            decoded = decode(Path(request["path"]), request["page"], request["budget_bytes"])
        except PictureError as error:
            _answer(answers, {"error": type(error).__name__, "message": str(error)})
            continue
        pixels = np.ascontiguousarray(decoded.pixels)
        facts = {key: value for key, value in decoded.__dict__.items() if key not in ("pixels", "profile")}
        facts |= {"shape": pixels.shape, "dtype": pixels.dtype.name}
        _answer(answers, facts, decoded.profile or b"", pixels.reshape(-1).view(np.uint8).data)
        del decoded, pixels


def _answer(answers: IO[bytes], facts: dict[str, Any], profile: bytes = b"", pixels: memoryview | bytes = b"") -> None:
    text = json.dumps(facts).encode()
    answers.write(_HEADER.pack(len(text), len(profile), len(pixels)))
    answers.write(text)
    answers.write(profile)
    answers.write(pixels)
    answers.flush()


def _limit_memory() -> None:
    try:
        import resource  # not on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _file_size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _exactly(source: IO[bytes], count: int) -> bytes:
    content = bytearray(count)
    _fill(source, memoryview(content))
    return bytes(content)


def _fill(source: IO[bytes], into: memoryview) -> None:
    at = 0
    while at < len(into):
        got = source.readinto(into[at:])  # type: ignore[attr-defined]  # a BufferedReader has it
        if not got:
            raise EOFError
        at += got
