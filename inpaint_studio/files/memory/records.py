"""Records: an append-only file whose longest valid beginning can always be told from what a crash or a bad disk left.

Each record carries its length and a digest of itself and of the digest before it, so a torn, flipped, lost or
exchanged record ends the valid beginning there.
"""

import contextlib
import errno
import hashlib
import json
import os
import struct
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from inpaint_studio.files import locking
from inpaint_studio.files.errors import PictureError
from inpaint_studio.sentence import say

_FIRST = b"INPAINT-STUDIO-JOURNAL 1\n"
_MARK = b"\x1erec"
_HEAD = struct.Struct("<4sIQ16s")  # mark, bytes of facts, bytes of blobs, digest
_LARGEST = 1 << 40
_PATIENCE = 60.0  # seconds that `flush` waits for the disk
_AT_ONCE = 1 << 18  # bytes of a record that `append` hands to the system itself: about a millisecond

# What a record carries: bytes, or what makes them, called on the records' own thread; None then leaves the record out.
Blob = bytes | memoryview | Callable[[], bytes | memoryview | None]


class JournalBusy(PictureError):
    """Another window is writing this journal."""


@dataclass(frozen=True)
class Record:
    """One thing that happened."""

    facts: dict[str, Any]  # as JSON
    blobs: tuple[bytes, ...]  # what the facts speak of by position


@dataclass(frozen=True)
class Found:
    """What a file of records still holds."""

    records: tuple[Record, ...]
    valid_bytes: int
    lost_bytes: int  # behind the valid beginning
    lost_records: int  # how many records seem to have begun there; at least 1 where bytes are lost


class Records:
    """A file of records, open for appending and locked against other processes until it is closed.

    `append` hands small records to the system before it returns, which a killed program cannot take back; a thread
    of its own then syncs them to the disk, which a power cut cannot take back either. Large ones, and those whose
    bytes are still to be made, are written by that thread too, in order, so that nobody who paints waits for them.
    Raises JournalBusy where another process has it open.
    """

    def __init__(self, path: Path, digest: bytes = b"", valid_bytes: int | None = None) -> None:
        self.path = path
        self._file: IO[bytes] = open(path, "ab" if valid_bytes is None else "r+b")  # noqa: SIM115  closed by close()
        if not locking.lock(self._file):
            self._file.close()
            raise JournalBusy(say("{name} is in use by another window.", name=path.name))
        self._digest = digest
        if valid_bytes is not None:
            self._file.truncate(valid_bytes)
            self._file.seek(valid_bytes)
        elif self._file.tell() == 0:
            self._file.write(_FIRST)
            self._file.flush()
        self._waiting: deque[tuple[dict[str, Any], Sequence[Blob]]] = deque()
        self._failure: OSError | None = None  # of the thread, until somebody has been told
        # Of a sync. For good: the system tells of bytes that did not reach the disk once, and forgets them.
        self._sync_failure: OSError | None = None
        self._order = threading.Lock()  # between who appends and a failure of the thread; never held while writing
        self._remove_at_end = False
        self._due = threading.Event()
        self._ended = self._has_ended = False  # asked to; done
        self._synced = threading.Condition()
        self._asked = self._done = 0
        self._thread = threading.Thread(target=self._sync_on, name="journal", daemon=True)
        self._thread.start()

    @classmethod
    def resume(cls, path: Path) -> tuple["Records", Found]:
        """Open an existing file, cut what is not valid off its end, and go on behind it."""
        records = cls(path, valid_bytes=os.path.getsize(path))
        try:
            found, digest = _read(path)
            records._digest = digest
            records._file.truncate(found.valid_bytes)
            records._file.seek(found.valid_bytes)
        except BaseException:
            records.close()
            raise
        return records, found

    def append(self, facts: dict[str, Any], blobs: Sequence[Blob] = ()) -> None:
        """Add a record. Nothing in `blobs` may change afterwards.

        Raises OSError where the disk does not take it, or did not take one before that was left to the thread;
        what was there stays valid, and what was waiting behind that one is dropped with it.
        """
        with self._order:
            self._raise_failure()
            small = sum(_AT_ONCE if callable(blob) else len(blob) for blob in blobs) < _AT_ONCE
            if small and not self._waiting:  # a record waits until it is written: the thread writes nothing now
                self._write(facts, [blob for blob in blobs if not callable(blob)])
            else:
                self._waiting.append((facts, blobs))
        self._asked += 1
        self._due.set()

    def _write(self, facts: dict[str, Any], blobs: Sequence[bytes | memoryview]) -> None:
        text = json.dumps({**facts, "blobs": [len(blob) for blob in blobs]}).encode()
        digest = hashlib.blake2b(self._digest + text, digest_size=16)
        for blob in blobs:
            digest.update(blob)
        at = self._file.tell()
        try:
            self._file.write(_HEAD.pack(_MARK, len(text), sum(map(len, blobs)), digest.digest()))
            self._file.write(text)
            for blob in blobs:
                self._file.write(blob)
            self._file.flush()
        except OSError:
            with contextlib.suppress(OSError):  # half a record must not stand between two whole ones
                self._file.truncate(at)
                self._file.seek(at)
            raise
        self._digest = digest.digest()

    def flush(self) -> None:
        """Wait until everything appended has reached the disk.

        Raises OSError where that is not so: some of it could not be written or synced, or not in a minute.
        """
        asked = self._asked
        with self._synced:
            self._synced.wait_for(lambda: self._done >= asked or self._has_ended, timeout=_PATIENCE)
            is_done = self._done >= asked
        with self._order:
            self._raise_failure()
            if self._sync_failure is not None:
                raise OSError(self._sync_failure.errno, os.strerror(self._sync_failure.errno or errno.EIO))
        if not is_done:
            raise TimeoutError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))

    def _raise_failure(self) -> None:
        if self._failure is not None:
            failure, self._failure = self._failure, None
            raise failure

    def close(self) -> None:
        """Write what waits, and unlock the file. Returns when that is done."""
        self._ended = True
        self._due.set()
        self._thread.join()

    def remove(self) -> None:
        """Unlock the file and remove it, without waiting for what is being written to it."""
        self._waiting.clear()
        self._remove_at_end = self._ended = True
        with contextlib.suppress(OSError):  # Windows: once it is closed
            self.path.unlink(missing_ok=True)
        self._due.set()
        if os.name == "nt":  # or a program that ends now would leave it, as if there had been a crash
            self._thread.join()

    def _write_waiting(self) -> None:
        while self._waiting:
            try:
                facts, blobs = self._waiting[0]
                made = [blob() if callable(blob) else blob for blob in blobs]
                whole = [blob for blob in made if blob is not None]
                if len(whole) == len(made):
                    self._write(facts, whole)
                self._waiting.popleft()
            except IndexError:
                return  # removed meanwhile
            except (OSError, MemoryError) as error:
                with self._order:
                    self._failure = error if isinstance(error, OSError) else OSError(str(error) or "out of memory")
                    self._waiting.clear()  # what comes behind speaks of what is missing now

    def _sync_on(self) -> None:
        while not self._has_ended:
            self._due.wait()
            self._due.clear()
            ends, asked = self._ended, self._asked
            self._write_waiting()
            if not self._remove_at_end:
                try:
                    os.fsync(self._file.fileno())
                except OSError as error:
                    with self._order:
                        self._sync_failure = self._sync_failure or error
            with self._synced:
                self._done, self._has_ended = asked, ends
                self._synced.notify_all()
        self._file.close()  # which also unlocks
        if self._remove_at_end:
            with contextlib.suppress(OSError):
                self.path.unlink(missing_ok=True)


def read(path: Path) -> Found:
    """The longest valid beginning of a file of records. Raises PictureError where there is none."""
    return _read(path)[0]


def _read(path: Path) -> tuple[Found, bytes]:
    records: list[Record] = []
    digest = b""
    with open(path, "rb") as file:
        total = os.fstat(file.fileno()).st_size
        if file.read(len(_FIRST)) != _FIRST:
            raise PictureError(
                say("{name} is not a journal of this program, or its beginning is destroyed.", name=path.name)
            )
        valid = file.tell()
        while (found := _one(file, digest, total)) is not None:
            record, digest = found
            records.append(record)
            valid = file.tell()
        file.seek(valid)
        lost = _count_marks(file) if valid < total else 0
    return Found(tuple(records), valid, total - valid, max(lost, 1 if valid < total else 0)), digest


def _one(file: IO[bytes], before: bytes, total: int) -> tuple[Record, bytes] | None:
    head = file.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    mark, text_bytes, blob_bytes, told = _HEAD.unpack(head)
    if mark != _MARK or text_bytes + blob_bytes > min(_LARGEST, total - file.tell()):
        return None
    text, body = file.read(text_bytes), file.read(blob_bytes)
    digest = hashlib.blake2b(before + text, digest_size=16)
    digest.update(body)
    if digest.digest() != told:
        return None
    facts = json.loads(text)
    blobs, at = [], 0
    for length in facts.pop("blobs"):
        blobs.append(body[at : at + length])
        at += length
    return Record(facts, tuple(blobs)), told


def _count_marks(file: IO[bytes]) -> int:
    return sum(piece.count(_MARK) for piece in _pieces(file))


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(1 << 20):
        yield piece


def is_in_use(path: Path) -> bool:
    """Whether some process, this one included, has the records open for writing."""
    try:
        with open(path, "r+b") as file:
            return not locking.lock(file)
    except OSError:
        return False
