"""A helper process in which files of strangers are decoded, with a limit on its memory and its time.

A decoder that runs wild, crashes or hangs takes the helper with it and not the window: the person reads a sentence.
The helper is started once and kept (0.25 s to start, 2 ms a request); it ends when its input does, so a killed
program leaves none behind. That it lives a moment longer than a killed program serves saving too (`placing`).
A frozen program has no interpreter to start and decodes in its own process.
"""

import atexit
import contextlib
import json
import os
import struct
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.files import errors, jpeg_coefficients, placing
from inpaint_studio.files.decoding import Decoded, decode
from inpaint_studio.files.errors import PictureError

MEMORY_BYTES = 4 * 1024**3  # address space of the helper
SECONDS = 15.0  # for a small file; larger ones get a second more for every 4 MB

_LENGTH = struct.Struct("<Q")  # of the answer's text, before it
_START = "import sys; sys.path.insert(0, {root!r}); from inpaint_studio.files.sandbox import serve; serve()"


def decode_apart(path: Path, page: int, budget_bytes: int) -> Decoded:
    """`decoding.decode` in the helper: the same answer and the same errors, and one more where it had to be ended."""
    if getattr(sys, "frozen", False):
        return decode(path, page, budget_bytes)
    return _the_helper().decode(path, page, budget_bytes)


def coefficients_apart(path: Path) -> list[NDArray[np.int16]]:
    """`jpeg_coefficients.read` in the helper. Raises PictureError where the file cannot be read."""
    if getattr(sys, "frozen", False):
        try:
            return jpeg_coefficients.read(path)
        except OSError as error:
            raise PictureError(f"{path.name} is damaged.") from error
    return _the_helper().coefficients(path)


def link_over_apart(link: Path, name: Path, target: Path) -> bool:
    """`placing.link_over` in the helper, so that it is done to its end even if this program is killed meanwhile.

    False where no helper runs, or it has other work: none is started for this. Raises OSError as that function does.
    """
    helper = _helper
    if helper is None or helper.owner != os.getpid() or helper.process.poll() is not None:
        return False
    return helper.link_over(link, name, target)


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
        facts, (profile, pixels) = self._ask(path, {"page": page, "budget_bytes": budget_bytes})
        return Decoded(pixels=pixels, profile=profile.tobytes() or None, **{**facts, "notes": tuple(facts["notes"])})

    def coefficients(self, path: Path) -> list[NDArray[np.int16]]:
        return self._ask(path, {"coefficients": True})[1]

    def link_over(self, link: Path, name: Path, target: Path) -> bool:
        if self.lock.locked():  # whoever saves does not wait for a picture to be decoded
            return False
        try:
            told, _ = self._ask(target, {"link": str(link), "name": str(name)})
        except PictureError:  # it was ended meanwhile; half of its work may be done
            with contextlib.suppress(OSError):
                name.unlink()
            return False
        if told["errno"]:
            raise OSError(told["errno"], os.strerror(told["errno"]))
        return True

    def _ask(self, path: Path, request: dict[str, Any]) -> tuple[dict[str, Any], list[NDArray[Any]]]:
        with self.lock:
            seconds = SECONDS + _file_size(path) / 4e6
            ended: list[str] = []

            def end() -> None:
                ended.append("time")
                self.process.kill()

            clock = threading.Timer(seconds, end)
            clock.start()
            try:
                return self._exchange({"path": str(path.absolute()), **request})
            except (EOFError, OSError) as error:
                self.stop()
                why = f"took longer than {seconds:.0f} seconds" if ended else "made its decoder crash"
                raise PictureError(f"{path.name} {why} and was given up. It is damaged or made to do harm.") from error
            finally:
                clock.cancel()
                clock.join()

    def _exchange(self, request: dict[str, Any]) -> tuple[dict[str, Any], list[NDArray[Any]]]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(request).encode() + b"\n")
        self.process.stdin.flush()
        source = self.process.stdout
        (length,) = _LENGTH.unpack(_exactly(source, _LENGTH.size))
        answer = json.loads(_exactly(source, length))
        if "error" in answer:
            raise getattr(errors, answer["error"])(answer["message"])
        arrays = []
        for shape, dtype in answer["arrays"]:
            arrays.append(np.empty(shape, np.dtype(dtype)))
            _fill(source, arrays[-1].reshape(-1).view(np.uint8).data)
        return answer["facts"], arrays

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
        try:
            facts, arrays = _work(json.loads(line))
        except PictureError as error:
            _answer(answers, {"error": type(error).__name__, "message": str(error)}, [])
            continue
        _answer(answers, {"facts": facts, "arrays": [(a.shape, a.dtype.name) for a in arrays]}, arrays)
        del arrays


def _work(request: dict[str, Any]) -> tuple[dict[str, Any], list[NDArray[Any]]]:
    path = Path(request["path"])
    if "link" in request:
        try:
            placing.link_over(Path(request["link"]), Path(request["name"]), path)
        except OSError as error:
            return {"errno": error.errno}, []
        return {"errno": 0}, []
    if "coefficients" in request:
        try:
            return {}, list(jpeg_coefficients.read(path))
        except Exception as error:  # its reader raises all kinds of things
            raise PictureError(f"{path.name} is damaged.") from error
    decoded = decode(path, request["page"], request["budget_bytes"])
    facts = {key: value for key, value in decoded.__dict__.items() if key not in ("pixels", "profile")}
    return facts, [np.frombuffer(decoded.profile or b"", np.uint8), np.ascontiguousarray(decoded.pixels)]


def _answer(answers: IO[bytes], facts: dict[str, Any], arrays: list[NDArray[Any]]) -> None:
    text = json.dumps(facts).encode()
    answers.write(_LENGTH.pack(len(text)))
    answers.write(text)
    for array in arrays:
        answers.write(array.reshape(-1).view(np.uint8).data)
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
