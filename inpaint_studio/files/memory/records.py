"""Records: an append-only file with a hash chain, of which the longest valid prefix is read after a crash.

Each record carries its length and a digest of itself and of the previous digest; everything from the first
record whose hash does not match is ignored.
"""

import contextlib
import errno
import hashlib
import json
import mmap
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
from inpaint_studio.files.mapped import release
from inpaint_studio.sentence import say

_FIRST = b"INPAINT-STUDIO-JOURNAL 1\n"
_MARK = b"\x1erec"
_HEAD = struct.Struct("<4sIQ16s")  # mark, bytes of facts, bytes of blobs, digest
_LARGEST = 1 << 40
_PATIENCE = 60.0  # seconds that `flush` waits for the disk
AT_ONCE = 1 << 18  # bytes of a record that `append` writes synchronously: about a millisecond

_PART = 8 << 20  # bytes of a payload that are looked at together: a mapped file need not be resident

# Payload of a record: bytes, or a function that returns them, called on the writing thread; None drops the record.
Payload = bytes | memoryview | mmap.mmap
Blob = bytes | memoryview | Callable[[], Payload | None]

# What a record says, as JSON; a function of `queue` is called on the writing thread too.
Facts = dict[str, Any] | Callable[[], dict[str, Any]]


class JournalBusy(PictureError):
    """Another window is writing this journal."""


@dataclass(frozen=True)
class Record:
    """One logged event."""

    facts: dict[str, Any]  # as JSON
    blobs: tuple[bytes, ...]  # binary payloads, in the order that the facts expect


@dataclass(frozen=True)
class Contents:
    """The readable content of a file of records."""

    records: tuple[Record, ...]
    valid_bytes: int
    lost_bytes: int  # after the valid prefix
    lost_records: int  # record marks in the lost bytes; at least 1 where there are any

    def has(self, kind: str) -> bool:
        """Whether there is a record of this kind."""
        return any(record.facts["is"] == kind for record in self.records)


class Records:
    """A file of records, open for appending and locked against other processes until it is closed.

    `append` writes small records before it returns, so that they survive a kill of the program; a thread
    then syncs them, so that they survive a power cut too. Large ones, and those whose bytes are computed lazily,
    are written by that thread, in order, so that painting never waits for them.
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
        self._waiting: deque[tuple[Facts, Sequence[Blob]]] = deque()
        self._failure: OSError | None = None  # of the thread, until it is raised once
        # Of a sync. Permanent: the system reports unwritten pages once, and then drops them.
        self._sync_failure: OSError | None = None
        self._order = threading.Lock()  # serialises appends with failures of the thread; never held while writing
        self._remove_at_end = False
        self._due = threading.Event()
        self._end_requested = self._has_ended = False  # requested; completed
        self._synced = threading.Condition()
        self._appended = self._synced_count = 0
        self._thread = threading.Thread(target=self._sync_loop, name="journal", daemon=True)
        self._thread.start()

    @classmethod
    def resume(cls, path: Path) -> tuple["Records", Contents]:
        """Open an existing file, truncate it to its valid prefix, and append after that."""
        records = cls(path, valid_bytes=os.path.getsize(path))
        try:
            contents, digest = _read(path)
            records._digest = digest
            records._file.truncate(contents.valid_bytes)
            records._file.seek(contents.valid_bytes)
        except BaseException:
            records.close()
            raise
        return records, contents

    def append(self, facts: dict[str, Any], blobs: Sequence[Blob] = ()) -> None:
        """Add a record. Nothing in `blobs` may change afterwards.

        Raises OSError where the write fails, or an earlier one on the thread failed;
        the file stays valid, and records queued after the failed one are dropped.
        """
        with self._order:
            self._raise_failure()
            small = sum(AT_ONCE if callable(blob) else len(blob) for blob in blobs) < AT_ONCE
            if small and not self._waiting:  # records stay queued until written, so the thread is idle now
                self._write(facts, [blob for blob in blobs if not callable(blob)])
            else:
                self._waiting.append((facts, blobs))
        self._appended += 1
        self._due.set()

    def queue(self, batch: Sequence[tuple[Facts, Sequence[Blob]]]) -> None:
        """Add many records that the thread writes, however small they are. Raises OSError as `append` does."""
        with self._order:
            self._raise_failure()
            self._waiting.extend(batch)
        self._appended += len(batch)
        self._due.set()

    def _write(self, facts: dict[str, Any], blobs: Sequence[Payload]) -> None:
        text = json.dumps({**facts, "blobs": [len(blob) for blob in blobs]}).encode()
        digest = hashlib.blake2b(self._digest + text, digest_size=16)
        for blob in blobs:
            for part in _parts(blob):
                digest.update(part)
        at = self._file.tell()
        try:
            self._file.write(_HEAD.pack(_MARK, len(text), sum(map(len, blobs)), digest.digest()))
            self._file.write(text)
            for blob in blobs:
                for part in _parts(blob):
                    self._file.write(part)
            self._file.flush()
        except OSError:
            with contextlib.suppress(OSError):  # no partial record may remain between complete ones
                self._file.truncate(at)
                self._file.seek(at)
            raise
        self._digest = digest.digest()

    @property
    def is_written(self) -> bool:
        """Whether the system has all records; the disk may not."""
        return not self._waiting and self._failure is None

    def flush(self) -> None:
        """Wait until everything appended is synced.

        Raises OSError where a write or sync failed, or took more than a minute.
        """
        target = self._appended
        with self._synced:
            self._synced.wait_for(lambda: self._synced_count >= target or self._has_ended, timeout=_PATIENCE)
            is_done = self._synced_count >= target
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
        """Write queued records and unlock the file. Blocks until that is done."""
        self._end_requested = True
        self._due.set()
        self._thread.join()

    def remove(self) -> None:
        """Unlock and remove the file, without waiting for a write in progress."""
        self._waiting.clear()
        self._remove_at_end = self._end_requested = True
        with contextlib.suppress(OSError):  # Windows: once it is closed
            self.path.unlink(missing_ok=True)
        self._due.set()
        if os.name == "nt":  # or a program that exits now would leave it, as after a crash
            self._thread.join()

    def _write_waiting(self) -> None:
        while self._waiting:
            try:
                facts, blobs = self._waiting[0]
                made = [blob() if callable(blob) else blob for blob in blobs]
                whole = [blob for blob in made if blob is not None]
                if len(whole) == len(made):
                    self._write(facts() if callable(facts) else facts, whole)
                self._waiting.popleft()
            except IndexError:
                return  # removed meanwhile
            except (OSError, MemoryError) as error:
                with self._order:
                    self._failure = error if isinstance(error, OSError) else OSError(str(error) or "out of memory")
                    self._waiting.clear()  # later records reference the missing one

    def _sync_loop(self) -> None:
        while not self._has_ended:
            self._due.wait()
            self._due.clear()
            ends, appended = self._end_requested, self._appended
            self._write_waiting()
            if not self._remove_at_end:
                try:
                    os.fsync(self._file.fileno())
                except OSError as error:
                    with self._order:
                        self._sync_failure = self._sync_failure or error
            with self._synced:
                self._synced_count, self._has_ended = appended, ends
                self._synced.notify_all()
        self._file.close()  # which also unlocks
        if self._remove_at_end:
            with contextlib.suppress(OSError):
                self.path.unlink(missing_ok=True)


def _parts(blob: Payload) -> Iterator[memoryview]:
    view = memoryview(blob)
    for at in range(0, len(view), _PART):
        yield view[at : at + _PART]
        release(view)


def read(path: Path) -> Contents:
    """The longest valid prefix of a file of records. Raises PictureError where there is none."""
    return _read(path)[0]


def _read(path: Path) -> tuple[Contents, bytes]:
    records: list[Record] = []
    digest = b""
    with open(path, "rb") as file:
        total = os.fstat(file.fileno()).st_size
        if file.read(len(_FIRST)) != _FIRST:
            raise PictureError(
                say("{name} is not a journal of this program, or its beginning is destroyed.", name=path.name)
            )
        valid = file.tell()
        while (entry := _one(file, digest, total)) is not None:
            record, digest = entry
            records.append(record)
            valid = file.tell()
        file.seek(valid)
        lost = _count_marks(file) if valid < total else 0
    return Contents(tuple(records), valid, total - valid, max(lost, 1 if valid < total else 0)), digest


def _one(file: IO[bytes], before: bytes, total: int) -> tuple[Record, bytes] | None:
    head = file.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    mark, text_bytes, blob_bytes, stored_digest = _HEAD.unpack(head)
    if mark != _MARK or text_bytes + blob_bytes > min(_LARGEST, total - file.tell()):
        return None
    text, body = file.read(text_bytes), file.read(blob_bytes)
    digest = hashlib.blake2b(before + text, digest_size=16)
    digest.update(body)
    if digest.digest() != stored_digest:
        return None
    facts = json.loads(text)
    blobs, at = [], 0
    for length in facts.pop("blobs"):
        blobs.append(body[at : at + length])
        at += length
    return Record(facts, tuple(blobs)), stored_digest


def _count_marks(file: IO[bytes]) -> int:
    return sum(piece.count(_MARK) for piece in _pieces(file))


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(1 << 20):
        yield piece


def is_in_use(path: Path) -> bool:
    """Whether any process, this one included, has the records open for writing."""
    try:
        with open(path, "r+b") as file:
            return not locking.lock(file)
    except OSError:
        return False


def lost_words(contents: Contents) -> str | None:
    """A sentence on what is missing at the end of a journal; None where nothing is."""
    if not contents.lost_bytes:
        return None
    count, size = contents.lost_records, contents.lost_bytes
    if count == 1:
        return say(
            "The end of the journal is damaged: about 1 operation ({bytes} bytes) could not be had back.",
            bytes=f"{size:,}",
        )
    return say(
        "The end of the journal is damaged: about {count} operations ({bytes} bytes) could not be had back.",
        count=count,
        bytes=f"{size:,}",
    )
