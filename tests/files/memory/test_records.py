"""Records: to the byte as the format says, in order, and up to the first that is not what its hash says."""

import hashlib
import json
import struct
import threading
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.memory import records
from inpaint_studio.files.memory.records import JournalBusy, Record, Records


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.journal"


def _written(path: Path, *done: tuple[dict, tuple[bytes, ...]]) -> list[int]:
    """Where each record ends, the opening line first."""
    writer = Records(path)
    ends = [path.stat().st_size]
    for facts, blobs in done:
        writer.append(facts, blobs)
        ends.append(path.stat().st_size)
    writer.close()
    return ends


THREE = (({"is": "one"}, (b"abc", b"", b"\0" * 40)), ({"is": "zwei ☂", "to": None}, ()), ({"is": 3}, (b"\x1erec",)))


def test_what_is_appended_is_read(path: Path) -> None:
    _written(path, *THREE)
    contents = records.read(path)
    assert contents.records == tuple(Record(facts, blobs) for facts, blobs in THREE)
    assert (contents.valid_bytes, contents.lost_bytes, contents.lost_records) == (path.stat().st_size, 0, 0)


def test_each_byte_of_a_file_is_what_the_format_says(path: Path) -> None:
    """Other versions read it: a line, then of each record its mark, lengths, digest, facts and blobs."""
    _written(path, *THREE[:2])
    expected, digest = b"INPAINT-STUDIO-JOURNAL 1\n", b""
    for facts, blobs in THREE[:2]:
        text = json.dumps({**facts, "blobs": [len(blob) for blob in blobs]}).encode()
        digest = hashlib.blake2b(digest + text + b"".join(blobs), digest_size=16).digest()
        expected += b"\x1erec" + struct.pack("<IQ", len(text), sum(map(len, blobs))) + digest + text + b"".join(blobs)
    assert path.read_bytes() == expected


def test_cut_anywhere_it_holds_the_records_that_are_whole(path: Path) -> None:
    ends = _written(path, *THREE)
    whole = path.read_bytes()
    for cut in range(ends[0], len(whole)):
        path.write_bytes(whole[:cut])
        contents = records.read(path)
        finished = sum(end <= cut for end in ends) - 1
        assert len(contents.records) == finished
        assert (contents.valid_bytes, contents.lost_bytes) == (ends[finished], cut - ends[finished])
        assert contents.lost_records == (cut not in ends)


def test_a_flipped_bit_anywhere_ends_it_before_that_record(path: Path) -> None:
    ends = _written(path, *THREE)
    whole = path.read_bytes()
    for at in range(ends[1], ends[2]):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])
        contents = records.read(path)
        assert [record.facts["is"] for record in contents.records] == ["one"]
        assert contents.lost_bytes == len(whole) - ends[1]
        assert contents.lost_records >= 1


def test_exchanged_repeated_and_foreign_records_are_not_believed(path: Path, tmp_path: Path) -> None:
    ends = _written(path, *THREE)
    whole = path.read_bytes()
    first, second, third = (whole[start:end] for start, end in pairwise(ends))
    other = tmp_path / "b.journal"
    _written(other, ({"is": "of another"}, ()), THREE[1])
    foreign = other.read_bytes()[-len(second) :]
    for parts, count in (
        ((first, third, second), 1),
        ((second, first), 0),
        ((first, second, second), 2),
        ((first, foreign), 1),
    ):
        path.write_bytes(whole[: ends[0]] + b"".join(parts))
        assert len(records.read(path).records) == count


def test_a_length_that_no_file_has_is_not_read(path: Path) -> None:
    (start,) = _written(path)
    head = struct.pack("<4sIQ16s", b"\x1erec", 20, 1 << 62, bytes(16))
    path.write_bytes(path.read_bytes() + head + bytes(100))
    contents = records.read(path)
    assert (contents.records, contents.valid_bytes, contents.lost_records) == ((), start, 1)


@pytest.mark.parametrize("content", [b"", b"INPAINT", b"INPAINT-STUDIO-JOURNAL 2\n", b"something else entirely....."])
def test_what_does_not_begin_as_a_file_of_records_is_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(PictureError, match=r"a\.journal is not a journal"):
        records.read(path)
    with pytest.raises(PictureError):
        Records.resume(path)
    assert path.read_bytes() == content
    assert not records.is_in_use(path)  # what was opened for it is closed again


def test_it_goes_on_behind_the_valid_part(path: Path) -> None:
    ends = _written(path, *THREE)
    path.write_bytes(path.read_bytes()[:-2])
    writer, contents = Records.resume(path)
    assert len(contents.records) == 2
    assert path.stat().st_size == ends[2]
    writer.append({"is": "later"}, (b"blob",))
    writer.close()
    again = records.read(path)
    assert [record.facts["is"] for record in again.records] == ["one", "zwei ☂", "later"]
    assert again.lost_bytes == 0


def test_one_writer_at_a_time(path: Path) -> None:
    writer = Records(path)
    assert records.is_in_use(path)
    with pytest.raises(JournalBusy, match=r"a\.journal is in use"):
        Records(path)
    with pytest.raises(JournalBusy):
        Records.resume(path)
    writer.append({"is": "still ours"})
    writer.close()
    assert not records.is_in_use(path)
    assert not records.is_in_use(path.with_name("gone"))
    assert len(records.read(path).records) == 1


@pytest.fixture
def held(path: Path) -> Iterator[tuple[Records, threading.Event]]:
    """A writer whose thread waits inside a payload until the event is set."""
    writer, free = Records(path), threading.Event()

    def blob() -> bytes:
        free.wait()
        return b"late"

    writer.append({"is": "slow"}, [blob])
    yield writer, free
    free.set()
    writer.close()


def test_small_records_queue_behind_a_slow_one(held: tuple[Records, threading.Event], path: Path) -> None:
    writer, free = held
    for number in range(3):
        writer.append({"is": number})
    assert path.stat().st_size == len(records._FIRST)  # nothing may stand before the slow one
    free.set()
    writer.flush()
    assert [record.facts["is"] for record in records.read(path).records] == ["slow", 0, 1, 2]
    assert records.read(path).records[0].blobs == (b"late",)


def test_a_removed_file_stays_away_whatever_was_queued(held: tuple[Records, threading.Event], path: Path) -> None:
    writer, free = held
    writer.append({"is": "never read"})
    writer.remove()
    free.set()
    writer.close()
    assert not path.exists()


def test_large_payloads_of_any_buffer_come_back(path: Path) -> None:
    large = np.random.default_rng(0).integers(0, 256, 1 << 19, np.uint8)
    writer = Records(path)
    writer.append({"is": "large"}, [large.data, b"small", lambda: large[:10].data])
    writer.append({"is": "after"})
    writer.flush()
    one, other = records.read(path).records
    assert one.blobs == (large.tobytes(), b"small", large[:10].tobytes())
    assert other.facts == {"is": "after"}
    writer.close()


def test_a_record_whose_payload_is_gone_is_left_out(path: Path) -> None:
    writer = Records(path)
    writer.append({"is": "gone"}, [lambda: None, b"beside"])
    writer.append({"is": "here"}, [lambda: b""])
    writer.close()
    assert records.read(path).records == (Record({"is": "here"}, (b"",)),)


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), MemoryError()])
def test_a_payload_that_fails_takes_what_is_queued_along_and_the_next_call_says_so(
    path: Path, error: Exception
) -> None:
    """Later records refer to the one that is missing."""
    writer = Records(path)
    writer.append({"is": "before"})
    free = threading.Event()

    def fail() -> bytes:
        free.wait()
        raise error

    writer.append({"is": "large"}, [fail])
    writer.append({"is": "queued behind it"})
    free.set()
    with pytest.raises(OSError, match=r"No space left|out of memory"):
        writer.flush()
    writer.append({"is": "after"})  # a failure is raised once
    writer.close()
    contents = records.read(path)
    assert [record.facts["is"] for record in contents.records] == ["before", "after"]
    assert contents.lost_bytes == 0
