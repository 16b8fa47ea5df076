"""Framing of JSON values and arrays in pipes to helper processes."""

import json
import struct
from collections.abc import Sequence
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

Facts = dict[str, Any]  # JSON values
Frame = tuple[Facts, list[NDArray[Any]]]

_LENGTH = struct.Struct("<Q")  # length prefix of the text
_MOST_TEXT = 2**24  # bytes


def write(file: IO[bytes], facts: Facts, arrays: Sequence[NDArray[Any]] = ()) -> None:
    """Raises TypeError or ValueError, before anything is written, for values that are no JSON, or object arrays."""
    kinds = [(array.shape, _plain(array.dtype).str) for array in arrays]
    text = json.dumps({"facts": facts, "arrays": kinds}, allow_nan=False).encode()
    file.write(_LENGTH.pack(len(text)))
    file.write(text)
    for array in arrays:
        file.write(np.ascontiguousarray(array).reshape(-1).view(np.uint8).data)
    file.flush()


def read(file: IO[bytes], most_bytes: int | None = None) -> Frame:
    """Raises EOFError where the pipe is closed, ValueError for an invalid frame or more than `most_bytes` of arrays."""
    (length,) = _LENGTH.unpack(_exactly(file, _LENGTH.size))
    if length > _MOST_TEXT:
        raise ValueError(f"{length} bytes of text")
    content = json.loads(_exactly(file, length))
    kinds = [(tuple(shape), _plain(np.dtype(kind))) for shape, kind in content["arrays"]]
    size = sum(int(np.prod(shape, dtype=object)) * kind.itemsize for shape, kind in kinds)
    if most_bytes is not None and size > most_bytes:
        raise ValueError(f"{size} bytes where {most_bytes} are expected at most")
    arrays = []
    for shape, kind in kinds:
        arrays.append(np.empty(shape, kind))
        _fill(file, arrays[-1].reshape(-1).view(np.uint8).data)
    return content["facts"], arrays


def _plain(kind: np.dtype[Any]) -> np.dtype[Any]:
    if kind.kind not in "buif":
        raise ValueError(f"an array of {kind}")
    return kind


def _exactly(file: IO[bytes], count: int) -> bytes:
    content = bytearray(count)
    _fill(file, memoryview(content))
    return bytes(content)


def _fill(file: IO[bytes], into: memoryview) -> None:
    at = 0
    while at < len(into):
        got = file.readinto(into[at:])  # type: ignore[attr-defined]  # a BufferedReader has it
        if not got:
            raise EOFError
        at += got
