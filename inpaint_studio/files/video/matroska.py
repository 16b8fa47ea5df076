"""The shape of pixels in a Matroska file, which its muxer writes for no stream that PyAV makes.

RFC 9559: DisplayWidth, DisplayHeight and DisplayUnit of a track. They are put into the finished file's head; the bytes
come from the empty element behind the index of the head, so that nothing after the tracks moves.
"""

import zlib
from collections.abc import Iterator
from pathlib import Path

_HEAD_BYTES = 1 << 20
_SEGMENT, _SEEK_HEAD, _SEEK, _SEEK_POSITION = b"\x18\x53\x80\x67", b"\x11\x4d\x9b\x74", b"\x4d\xbb", b"\x53\xac"
_VOID, _CRC, _TRACKS, _ENTRY, _VIDEO, _TYPE = b"\xec", b"\xbf", b"\x16\x54\xae\x6b", b"\xae", b"\xe0", b"\x83"
_DISPLAY = b"\x54\xb0", b"\x54\xba", b"\x54\xb2"  # width, height, unit
_CLUSTER = b"\x1f\x43\xb6\x75"


def set_pixel_aspect(path: Path, width: int, height: int, across: int, down: int) -> bool:
    """Write that pixels of the first picture track, of `width` x `height`, are `across` : `down`. False: no room."""
    with open(path, "r+b") as file:
        head = file.read(_HEAD_BYTES)
        try:
            made = _with_aspect(head, width, height, across, down)
        except (ValueError, LookupError, StopIteration):
            return False
        file.seek(0)
        file.write(made)
    return True


def _with_aspect(head: bytes, width: int, height: int, across: int, down: int) -> bytes:
    begin = next(start for id_, start, _, _ in _elements(head, 0, len(head)) if id_ == _SEGMENT)
    top: dict[bytes, tuple[int, int, int]] = {}
    for id_, start, end, at in _elements(head, begin, len(head)):
        if id_ == _CLUSTER:
            break
        top.setdefault(id_, (at, start, end))
    if end > len(head) and id_ != _CLUSTER:
        raise ValueError("the head is too long")
    index, void, tracks = top[_SEEK_HEAD], top[_VOID], top[_TRACKS]
    if not index[2] == void[0] < tracks[0]:
        raise ValueError("the empty element stands elsewhere")
    is_whole = width * across % down == 0
    # In pixels where that is a whole number, else as a ratio.
    display = (width * across // down, height, 0) if is_whole else (width * across, height * down, 3)
    values = b"".join(_element(id_, _number(value)) for id_, value in zip(_DISPLAY, display, strict=True))
    new_tracks = _checked(_TRACKS, _tracks(head, tracks[1], tracks[2], values))
    moved = len(new_tracks) - (tracks[2] - tracks[0])
    new_index = _checked(_SEEK_HEAD, _moved(head, index[1], index[2], begin, void[2], tracks[0], moved))
    room = void[2] - index[0] - len(new_index) - moved
    if room < 10:
        raise ValueError("no room")
    empty = _VOID + (0x0100000000000000 | room - 9).to_bytes(8, "big") + bytes(room - 9)
    return head[: index[0]] + new_index + empty + head[void[2] : tracks[0]] + new_tracks + head[tracks[2] :]


def _tracks(head: bytes, start: int, end: int, values: bytes) -> bytes:
    """The content of the tracks with `values` in the first picture track."""
    out, is_done = b"", False
    for id_, inner, last, at in _elements(head, start, end):
        if id_ == _ENTRY and not is_done:
            parts = list(_elements(head, inner, last))
            if any(part == _TYPE and head[first:final] == b"\x01" for part, first, final, _ in parts):
                is_done = True
                content = b""
                for part, first, final, place in parts:
                    if part == _VIDEO:
                        own = b"".join(head[p:z] for i, _, z, p in _elements(head, first, final) if i not in _DISPLAY)
                        content += _element(_VIDEO, own + values)
                    else:
                        content += head[place:final]
                out += _element(_ENTRY, content)
                continue
        out += b"" if id_ == _CRC else head[at:last]
    if not is_done:
        raise ValueError("no picture")
    return out


def _moved(head: bytes, start: int, end: int, begin: int, first: int, last: int, moved: int) -> bytes:
    """The content of the index, in which elements from `first` to `last` stand `moved` bytes earlier."""
    out = b""
    for id_, inner, final, at in _elements(head, start, end):
        if id_ != _SEEK:
            out += b"" if id_ == _CRC else head[at:final]
            continue
        content = b""
        for part, one, two, place in _elements(head, inner, final):
            position = int.from_bytes(head[one:two], "big")
            if part == _SEEK_POSITION and first <= begin + position <= last:
                content += _element(part, (position - moved).to_bytes(two - one, "big"))
            else:
                content += head[place:two]
        out += _element(_SEEK, content)
    return out


def _elements(content: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int, int]]:
    """Each element's identifier, where its content begins and ends, and where it begins itself."""
    at = start
    while at < end:
        length = 9 - content[at].bit_length()
        id_, place = content[at : at + length], at
        at += length
        width = 9 - content[at].bit_length()
        size = int.from_bytes(content[at : at + width], "big") & ((1 << 7 * width) - 1)
        at += width
        yield id_, at, at + size, place
        at += size


def _element(id_: bytes, content: bytes) -> bytes:
    for width in range(1, 9):
        if len(content) < (1 << 7 * width) - 1:
            return id_ + (len(content) | 1 << 7 * width).to_bytes(width, "big") + content
    raise ValueError("too long")


def _checked(id_: bytes, content: bytes) -> bytes:
    """With the checksum that the muxer writes too."""
    return _element(id_, _element(_CRC, zlib.crc32(content).to_bytes(4, "little")) + content)


def _number(value: int) -> bytes:
    return value.to_bytes(max(1, (value.bit_length() + 7) // 8), "big")
