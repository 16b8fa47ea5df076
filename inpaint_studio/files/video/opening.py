"""Opening a film in the helper: its container, what it says of itself, and all its packets. Nothing is decoded but one
frame at the beginning and the last group, for what only they tell.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np

from inpaint_studio.files.errors import DamagedPicture, PictureError, TooLargePicture, UnsupportedPicture
from inpaint_studio.files.video.clip import Clip
from inpaint_studio.files.video.colours import KNOWN_MATRICES
from inpaint_studio.files.video.containers import HEAD_BYTES, demuxer
from inpaint_studio.files.video.index import NO_TIME, Index
from inpaint_studio.files.video.layouts import LAYOUTS
from inpaint_studio.sentence import say

MOST_FRAMES = 5_000_000  # a day at 60 a second
_PROTECTED = ("encv", "drmi")  # sample entries
_SEARCHED = 4 << 20  # bytes at the beginning and at the end, where the header of a QuickTime file stands
_TRANSFERS_OF_HDR = (16, 18)  # PQ and HLG
_ORIENTATIONS = {
    (1, 0, 0, 1): 1, (-1, 0, 0, 1): 2, (-1, 0, 0, -1): 3, (1, 0, 0, -1): 4,
    (0, 1, 1, 0): 5, (0, 1, -1, 0): 6, (0, -1, -1, 0): 7, (0, -1, 1, 0): 8,
}  # fmt: skip  # of a display matrix, (a, b, c, d) of x' = ax + cy, y' = bx + dy


def open_container(path: Path) -> tuple[Any, str]:
    """The container, and its demuxer's name. Raises PictureError."""
    with open(path, "rb") as file:
        name = demuxer(file.read(HEAD_BYTES))
    if name is None:
        raise UnsupportedPicture(say("{name} is not a video of a kind that can be opened.", name=path.name))
    options = {"protocol_whitelist": "file"}  # a file never opens another one, nor an address
    try:
        return av.open(
            f"file:{path.absolute()}", format=name, container_options=options, metadata_errors="replace"
        ), name
    except Exception as error:  # a demuxer's edge: hostile bytes raise anything at all
        raise _damaged(path, error) from error


def picture_stream(container: Any, path: Path) -> Any:
    """The first picture stream that is no cover. Raises UnsupportedPicture where there is none."""
    cover = av.stream.Disposition.attached_pic
    streams = [stream for stream in container.streams.video if not stream.disposition & cover]
    if not streams:
        raise UnsupportedPicture(say("{name} holds no moving picture, only sound or other data.", name=path.name))
    stream = streams[0]
    context = stream.codec_context
    if _is_encrypted(path) if context is None else context.codec_tag in _PROTECTED:
        raise _encrypted(path)
    if context is None:
        raise UnsupportedPicture(
            say("{name} is coded in a way that no decoder here knows. Convert it with another program.", name=path.name)
        )
    return stream


def _is_encrypted(path: Path) -> bool:
    """Whether a QuickTime or MP4 file says so of its samples; of a coding that is not known PyAV does not tell."""
    with open(path, "rb") as file:
        for start in (0, max(0, path.stat().st_size - _SEARCHED)):
            file.seek(start)
            content = file.read(_SEARCHED)
            at = content.find(b"stsd")
            while at >= 0:
                if content[at + 16 : at + 20].decode("latin-1") in _PROTECTED:
                    return True
                at = content.find(b"stsd", at + 4)
    return False


def packets_of(container: Any, stream: Any) -> Iterator[Any]:
    """The packets of one stream, None = of all, without the empty one at the end; a file that ends early just ends."""
    with contextlib.suppress(av.error.FFmpegError):
        for packet in container.demux() if stream is None else container.demux(stream):
            if packet.size:
                yield packet


def read_index(container: Any, stream: Any, path: Path) -> tuple[Index, tuple[str, ...]]:
    """All packets from the first key frame, and notes. Raises PictureError."""
    rows: list[tuple[int, int, int, bool, bool, bool]] = []
    before_key, is_clean = 0, _freshness(stream)
    for packet in packets_of(container, stream):
        if not rows:
            if packet.has_sidedata("encryption_info") or packet.has_sidedata("encryption_init_info"):
                raise _encrypted(path)
            if not packet.is_keyframe:
                before_key += 1
                if before_key > MOST_FRAMES:
                    break
                continue
        pts = packet.pts if packet.pts is not None else NO_TIME
        dts = packet.dts if packet.dts is not None else NO_TIME
        key = bool(packet.is_keyframe)
        rows.append((pts, dts, packet.duration or 0, key, key and is_clean(packet), bool(packet.is_discard)))
        if len(rows) > MOST_FRAMES:
            raise TooLargePicture(
                say(
                    "{name} holds more than {count} frames, which is more than can be opened. Cut it into parts first.",
                    name=path.name,
                    count=f"{MOST_FRAMES:,}",
                )
            )
    if not rows:
        if before_key:
            raise DamagedPicture(
                say("{name} has no key frame, so none of its {count} frames can be decoded.", name=path.name,
                    count=f"{before_key:,}")
            )  # fmt: skip
        raise DamagedPicture(say("{name} holds no frames.", name=path.name))
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    index = Index.of_arrays([*(column.astype(np.int64) for column in columns[:3]), *columns[3:]])
    _check_times(index, path)
    notes = []
    if before_key:
        notes.append(
            say("{count} frames before the first key frame cannot be decoded and are left out.",
                one="{count} frame before the first key frame cannot be decoded and is left out.", count=before_key)
        )  # fmt: skip
    return index, tuple(notes)


def _check_times(index: Index, path: Path) -> None:
    if not len(index):
        raise DamagedPicture(say("{name} holds no frames.", name=path.name))
    if (index.pts == NO_TIME).any() or (np.diff(index.times) <= 0).any():
        raise UnsupportedPicture(
            say(
                "{name} does not give each of its frames a time of its own, so they cannot be told apart. Copy it into "
                "a Matroska (.mkv) file with another program and open that.",
                name=path.name,
            )
        )


def _freshness(stream: Any) -> Any:
    """Whether a key frame's packet makes the decoder forget what was before: of H.264 and H.265 only some do."""
    codec = stream.codec_context.codec.canonical_name
    if codec not in ("h264", "hevc"):
        return lambda packet: True
    extra = stream.codec_context.extradata or b""
    length = 0
    if extra[:1] == b"\x01":
        length = (extra[4] if codec == "h264" and len(extra) > 4 else extra[21] if len(extra) > 21 else 3) % 4 + 1

    def is_fresh(packet: Any) -> bool:
        kinds = nal_kinds(bytes(packet), length, codec)
        return 5 in kinds if codec == "h264" else bool(kinds & {16, 17, 18, 19, 20})

    return is_fresh


def nal_kinds(content: bytes, length: int, codec: str) -> set[int]:
    """The kinds of units in a packet. length: of the number before each; 0 = start codes stand between them."""
    kinds, at = set(), 0
    while at + max(length, 3) < len(content):
        if length:
            size = int.from_bytes(content[at : at + length], "big")
            first, at = at + length, at + length + size
        else:
            at = content.find(b"\0\0\1", at)
            if at < 0:
                break
            first = at = at + 3
        if first < len(content):
            kinds.add(content[first] & 31 if codec == "h264" else content[first] >> 1 & 63)
    return kinds


def describe(container: Any, stream: Any, name: str, path: Path, first: Any) -> Clip:
    """first: the first decoded frame. Raises UnsupportedPicture for what cannot be shown truthfully."""
    context = stream.codec_context
    if first.interlaced_frame or context.field_order in (2, 3, 4, 5):
        raise UnsupportedPicture(
            say(
                "{name} is interlaced: each of its frames is woven of two half pictures of different moments. "
                "Deinterlace it with another program and open the result.",
                name=path.name,
            )
        )
    layout = LAYOUTS.get(first.format.name)
    if layout is None or first.colorspace not in KNOWN_MATRICES:
        why = first.format.name if layout is None else f"colour matrix {int(first.colorspace)}"
        raise UnsupportedPicture(
            say("{name} stores its samples in a way that is not opened ({reason}).", name=path.name, reason=why)
        )
    aspect = stream.sample_aspect_ratio or context.sample_aspect_ratio
    notes = []
    if aspect and aspect != 1:
        notes.append(
            say("The film's pixels are {across} : {down}, not square; they are shown square and saved as they are.",
                across=aspect.numerator, down=aspect.denominator)
        )  # fmt: skip
    if int(first.color_trc) in _TRANSFERS_OF_HDR:
        notes.append(say("The film is HDR. It looks flat here, and its samples are kept as they are."))
    elif layout.bits > 8 and 2 in (int(first.colorspace), int(first.color_trc)) and layout.kind == "yuv":
        notes.append(say("The film does not say which colours its {bits} bits stand for; BT.709 was assumed.",
                         bits=layout.bits))  # fmt: skip
    others = tuple(
        (other.type or "data", other.codec_context.codec.canonical_name if other.codec_context is not None else "")
        for other in container.streams
        if other.index != stream.index
    )
    tick = stream.time_base
    return Clip(
        name, container.format.name, context.codec.canonical_name, str(context.profile or ""), stream.index,
        first.width, first.height, layout.name, _orientation(first, path),
        int(first.colorspace), int(first.color_trc), int(first.color_primaries), int(first.color_range),
        (aspect.numerator, aspect.denominator) if aspect else (1, 1),
        (tick.numerator, tick.denominator), others, tuple(notes),
    )  # fmt: skip


def _orientation(frame: Any, path: Path) -> int:
    matrix = frame.side_data.get("DISPLAYMATRIX") if frame.side_data else None
    if matrix is None:
        return 1
    numbers = np.frombuffer(bytes(matrix), np.int32)
    turn = tuple(round(float(numbers[at]) / 65536) for at in (0, 1, 3, 4))
    if turn not in _ORIENTATIONS:
        raise UnsupportedPicture(
            say("{name} is to be shown turned by an odd angle, which is not opened.", name=path.name)
        )
    return _ORIENTATIONS[turn]


def _encrypted(path: Path) -> PictureError:
    return UnsupportedPicture(say("{name} is encrypted. Films with copy protection cannot be opened.", name=path.name))


def _damaged(path: Path, error: Exception) -> PictureError:
    if isinstance(error, MemoryError):
        return TooLargePicture(say("{name} needs more memory than there is. It was not opened.", name=path.name))
    if isinstance(error, av.error.InvalidDataError):
        return DamagedPicture(
            say("{name} is damaged, or ends before its index, so no frame of it can be found.", name=path.name)
        )
    why = getattr(error, "strerror", None) or type(error).__name__
    return DamagedPicture(say("{name} is damaged or incomplete ({reason}).", name=path.name, reason=why))
