"""H.264 and H.265 streams in containers: units with a length before each, and the parameter sets that stand outside.

ISO/IEC 14496-15: `avcC` (5.3.3.1) and `hvcC` (8.3.3.1). ITU-T H.264: the number of a parameter set is its first
Exp-Golomb code, behind profile and level.
"""

import re


def units(annex_b: bytes) -> list[bytes]:
    """The units of a stream with start codes."""
    parts = re.split(rb"\x00\x00\x01", annex_b)[1:]
    return [part.rstrip(b"\0") for part in parts if part.rstrip(b"\0")]


def with_lengths(annex_b: bytes, length: int) -> bytes:
    """A packet whose units have their length, in so many bytes, in place of start codes."""
    return b"".join(len(unit).to_bytes(length, "big") + unit for unit in units(annex_b))


def has_lengths(extradata: bytes) -> bool:
    """Whether a stream with this header has lengths in its packets; else start codes."""
    return extradata[:1] == b"\x01" and len(extradata) > 6


def length_size(extradata: bytes, codec: str) -> int:
    """Bytes of the length before each unit."""
    return (extradata[4] if codec == "h264" else extradata[21]) % 4 + 1


def _sets_of_avc(extradata: bytes) -> tuple[list[bytes], list[bytes], int]:
    """Sequence and picture parameter sets of an `avcC`, and where these end. Raises IndexError."""
    at, lists = 5, ([], [])  # type: tuple[int, tuple[list[bytes], list[bytes]]]
    for number, sets in enumerate(lists):
        count = extradata[at] & 31 if number == 0 else extradata[at]
        at += 1
        for _ in range(count):
            size = int.from_bytes(extradata[at : at + 2], "big")
            sets.append(extradata[at + 2 : at + 2 + size])
            at += 2 + size
    return lists[0], lists[1], at


def sets_in(extradata: bytes, codec: str) -> list[bytes]:
    """All parameter sets of a header of either form, as units."""
    if not has_lengths(extradata):
        return units(extradata)
    if codec == "h264":
        sequences, pictures, _ = _sets_of_avc(extradata)
        return sequences + pictures
    sets, at = [], 23
    for _ in range(extradata[22]):
        count = int.from_bytes(extradata[at + 1 : at + 3], "big")
        at += 3
        for _ in range(count):
            size = int.from_bytes(extradata[at : at + 2], "big")
            sets.append(extradata[at + 2 : at + 2 + size])
            at += 2 + size
    return sets


def free_number(extradata: bytes) -> int:
    """A number that no parameter set of an H.264 header has."""
    used = {_first_code(unit[4 if unit[0] & 31 == 7 else 1 :]) for unit in sets_in(extradata, "h264") if unit}
    return next(number for number in range(1, 32) if number not in used)


def with_second(extradata: bytes, more: bytes) -> bytes:
    """An `avcC` with the parameter sets of another header beside its own. more: with start codes."""
    sequences, pictures, at = _sets_of_avc(extradata)
    for unit in units(more):
        kind = unit[0] & 31
        if kind in (7, 8):
            (sequences if kind == 7 else pictures).append(unit)
    out = bytearray(extradata[:5])
    for number, sets in enumerate((sequences, pictures)):
        out.append(len(sets) | (0xE0 if number == 0 else 0))
        for unit in sets:
            out += len(unit).to_bytes(2, "big") + unit
    return bytes(out) + extradata[at:]


def _first_code(content: bytes) -> int:
    """The first Exp-Golomb code."""
    bits = "".join(f"{byte:08b}" for byte in content[:8])
    zeros = bits.find("1")
    return int(bits[zeros : 2 * zeros + 1], 2) - 1 if zeros >= 0 else 0
