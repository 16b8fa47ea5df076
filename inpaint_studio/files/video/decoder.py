"""Frame-exact decoding in the helper: one open container, its position, and the frames decoded on the way."""

import contextlib
import hashlib
from collections import OrderedDict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import av
import numpy as np

from inpaint_studio.files.errors import DamagedPicture, PictureError, UnsupportedPicture
from inpaint_studio.files.video.clip import Clip
from inpaint_studio.files.video.index import NO_TIME, Index
from inpaint_studio.files.video.layouts import LAYOUTS, Samples
from inpaint_studio.files.video.opening import describe, open_container, packets_of, picture_stream, read_index
from inpaint_studio.sentence import say

# Codecs of which a decoder knows that a frame is not referred to: on the way to another one it need not be decoded. Not
# H.265, whose frames of that kind may be referred to from other layers.
_SKIPPING = ("h264", "mpeg4", "mpeg2video", "mpeg1video")
_REORDERING = ("h264", "hevc")  # whose order AVI's demuxer does not read from the packets
_ORDERED = 48  # packets whose order is looked at
_WHOLE_TAIL = 16  # packets before the one asked for are decoded in any case, for who steps back
_REORDERED = 8  # frames further on, of later times, that one may refer to
_DELAY = 16  # packets by which a decoder of several threads may say late that one is damaged
_STRIDE = 8  # planes within which decoding on is not slower than a seek
CACHE_BYTES = 192 << 20  # of frames decoded on the way: stepping backwards decodes a group once


def samples_of(frame: Any) -> Samples:
    """The planes of a decoded frame without their padding, as copies."""
    layout = LAYOUTS[frame.format.name]
    planes = []
    for plane, shape in zip(frame.planes, layout.shapes(frame.width, frame.height), strict=True):
        rows = np.frombuffer(plane, np.uint8)[: shape[0] * plane.line_size].reshape(shape[0], plane.line_size)
        width = int(np.prod(shape[1:])) * layout.dtype.itemsize
        planes.append(np.ascontiguousarray(rows[:, :width]).view(layout.dtype).reshape(shape))
    return tuple(planes)


class Decoder:
    """Raises PictureError, everywhere, for what cannot be decoded."""

    def __init__(
        self, path: Path, index: Index | None = None, clip: Clip | None = None, keys_only: bool = False
    ) -> None:
        """index, clip: where they are known from an earlier opening.  keys_only: `key_frame` will be called alone."""
        self._path = path
        self._container, name = open_container(path)
        self._stream = picture_stream(self._container, path)
        self._stream.thread_type = "NONE" if keys_only else "AUTO"
        self._cache: OrderedDict[int, Any] = OrderedDict()
        self._cached_bytes = 0
        self._packets: Iterator[Any] = iter(())
        self._next = 0  # the plane that decoding on gives next
        self._from = 0  # frames of earlier times, after a seek, were decoded without what they refer to
        self._group = -1  # the last one of which a packet was read
        self._ended = True
        self._damaged: dict[int, int] = {}  # by group, the first packet of it that did not decode as it should
        notes: tuple[str, ...] = ()
        if index is None:
            index, notes = read_index(self._container, self._stream, path)
        self.index = index
        if clip is not None:
            self.clip = clip
            return
        self.clip = describe(self._container, self._stream, name, path, self._first())
        if name == "avi" and self.clip.codec in _REORDERING:
            self._check_order()
        self.clip = Clip(**{**self.clip.__dict__, "notes": (*notes, *self.clip.notes, *self._cut_to_whole())})

    def close(self) -> None:
        self._container.close()

    def chapters(self) -> list[tuple[Any, ...]]:
        """Beginning and end in seconds, and title, of each."""
        return [
            (float(one["start"] * one["time_base"]), float(one["end"] * one["time_base"]), one["metadata"].get("title"))
            for one in self._container.chapters()
        ]

    def other_tracks(self) -> list[tuple[str, str, str]]:
        """Kind, codec, and hash of all packets' bytes, of each track beside the picture that holds any."""
        container, _ = open_container(self._path)
        with container:
            kinds = {
                stream.index: (stream.type, stream.codec_context.codec.canonical_name, hashlib.sha256())
                for stream in container.streams
                if stream.index != self.clip.stream and stream.type != "data" and stream.codec_context is not None
            }
            filled = set()
            with contextlib.suppress(av.error.FFmpegError):
                for packet in container.demux():
                    if packet.size and packet.stream.index in kinds:
                        kinds[packet.stream.index][2].update(_without_frame_header(bytes(packet)))
                        filled.add(packet.stream.index)
        return [(kinds[number][0], kinds[number][1], kinds[number][2].hexdigest()) for number in sorted(filled)]

    def frame(self, plane: int) -> Any:
        """The decoded frame of exactly this plane."""
        if plane in self._cache:
            self._cache.move_to_end(plane)
            return self._checked(self._cache[plane], plane)
        group = self.index.first_group(plane)
        is_ahead = group <= self._group or plane < self._next + _STRIDE
        if self._ended or plane < self._next or not is_ahead:
            back = 1
            while not (self._seek(group) and self._decode_to(plane)):
                if group == 0:
                    raise self._not_decoded(plane)
                group, back = max(0, group - back), back * 2
        elif not self._decode_to(plane) and not (self._seek(group) and self._decode_to(plane)):
            raise self._not_decoded(plane)
        return self._checked(self._cache[plane], plane)

    def follows_damage(self, plane: int) -> bool:
        """Whether a frame that came out as if it were whole may be wrong, since one that did not lies before it in its
        group: decoders mark that one alone. To be asked right after `frame`; decodes on where it refers to frames of
        later times."""
        if self._damaged_before(plane):
            return True
        packet = self.index.packets[plane]
        later = range(plane + 1, min(plane + _REORDERED, len(self.index) - 1) + 1)
        first = [one for one in later if self.index.packets[one] < packet]
        if first and first[-1] not in self._cache and not self._ended:
            self._decode_to(first[-1])
        return self._damaged_before(plane)

    def _damaged_before(self, plane: int) -> bool:
        packet = int(self.index.packets[plane])
        group = int(self.index.groups[packet])
        # What is shown before the key frame of its group refers to the group before as well.
        leads = self.index.pts[packet] < self.index.pts[self.index.starts[group]]
        return self._damaged.get(group, packet) < packet or (bool(leads) and group - 1 in self._damaged)

    def _note_damage(self, packet: int) -> None:
        group = int(self.index.groups[packet])
        self._damaged[group] = min(packet, self._damaged.get(group, packet))

    def key_frame(self, plane: int) -> Any:
        """The key frame at `plane`, decoded without anything else."""
        packet_number = int(self.index.packets[plane])
        self._ended = True
        if self._seek(int(self.index.groups[packet_number])):
            with contextlib.suppress(av.error.FFmpegError):
                packet = next(self._packets)
                frames = [*packet.decode(), *self._stream.codec_context.decode(None)]
                self._stream.codec_context.flush_buffers()
                for frame in frames:
                    if frame.pts == self.index.times[plane]:
                        return self._checked(frame, plane)
        raise self._not_decoded(plane)

    def _first(self) -> Any:
        """A frame to describe the film by."""
        self._seek(0)
        with contextlib.suppress(av.error.FFmpegError):
            for packet in self._packets:
                for frame in packet.decode():
                    return frame
            for frame in self._stream.codec_context.decode(None):
                return frame
        raise DamagedPicture(say("No frame of {name} can be decoded; it is damaged.", name=self._path.name))

    def _check_order(self) -> None:
        """Raises UnsupportedPicture where frames are shown in another order than they are stored in: AVI counts them as
        they are stored, and of these codecs nothing but decoding tells."""
        self._seek(0)
        last = NO_TIME
        with contextlib.suppress(av.error.FFmpegError):
            for packet in islice(self._packets, _ORDERED):
                for frame in packet.decode():
                    if frame.pts is not None and frame.pts < last:
                        raise UnsupportedPicture(
                            say(
                                "{name} stores its frames in another order than they are shown in, and AVI holds no "
                                "times for that. Convert it to Matroska (.mkv) or MP4 with another program, and open "
                                "the result.",
                                name=self._path.name,
                            )
                        )
                    last = last if frame.pts is None else frame.pts

    def _cut_to_whole(self) -> tuple[str, ...]:
        """Leave out what a file that ends early lacks at its end. Returns notes."""
        claimed = max(int(self._stream.frames or 0), len(self.index.pts))
        while True:
            first = int(self.index.starts[-1])
            whole = self._whole_packets(len(self.index.starts) - 1)
            count = len(self.index.pts)
            last = count - 1
            while last >= first and last not in whole and not self.index.hidden[last]:
                last -= 1
            if last == count - 1:
                break
            if last < 0:
                raise DamagedPicture(say("No frame of {name} can be decoded; it is damaged.", name=self._path.name))
            self.index = self.index.until(last + 1)
            self._cache.clear()
            self._cached_bytes = 0
            if last >= max(first, count - _WHOLE_TAIL):
                break
        if claimed <= len(self.index.pts):
            return ()
        return (
            say("The file ends early: {whole} of its {count} frames are whole and were opened.",
                whole=f"{len(self.index):,}", count=f"{claimed:,}"),
        )  # fmt: skip

    def _whole_packets(self, group: int) -> set[int]:
        """The packets at the end of the last group that decode without a fault."""
        planes = np.flatnonzero(self.index.groups[self.index.packets] == group)
        self._ended = True
        if not len(planes) or not self._seek(min(self.index.first_group(int(plane)) for plane in planes)):
            return set()
        while not self._ended:
            self._decode_to(len(self.index), len(self.index.pts) - 1)  # no plane has this number: to the end
        return {int(self.index.packets[plane]) for plane, frame in self._cache.items() if not frame.is_corrupt}

    def _seek(self, group: int) -> bool:
        """Go to the beginning of this group, or of an earlier one from where decoding on comes to it."""
        if group == 0:
            return self._rewind()
        start = int(self.index.starts[group])
        for offset in (int(self.index.pts[start]), int(self.index.dts[start])):
            if offset == NO_TIME:
                continue
            with contextlib.suppress(av.error.FFmpegError):
                self._container.seek(offset, stream=self._stream, backward=True)
                if self._land(group):
                    return True
        return self._seek(group - 1) if group > 1 else self._rewind()

    def _rewind(self) -> bool:
        offset = int(min(self.index.pts[0], self.index.dts[0] if self.index.dts[0] > NO_TIME else self.index.pts[0]))
        for any_frame in (False, True):
            with contextlib.suppress(av.error.FFmpegError):
                self._container.seek(offset - any_frame, stream=self._stream, backward=True)
                if self._land(0):
                    return True
        self._reopen()
        return self._land(0)

    def _reopen(self) -> None:
        self._container.close()
        self._container, _ = open_container(self._path)
        kind = self._stream.thread_type
        self._stream = picture_stream(self._container, self._path)
        self._stream.thread_type = kind

    def _land(self, group: int) -> bool:
        """Whether the packets from here on begin with a key frame at or before this group; then decoding begins."""
        packets = packets_of(self._container, self._stream)
        for packet in packets:
            number = self._packet_at(packet.pts)
            if number is None or not self.index.keys[number]:
                if group == 0:
                    continue
                return False
            landed = int(self.index.groups[number])
            if landed > group:
                return False
            self._stream.codec_context.flush_buffers()
            self._packets = _chained(packet, packets)
            self._group, self._ended = landed, False
            self._from = int(self.index.pts[self.index.starts[landed]])
            self._next = int(np.searchsorted(self.index.times, self._from))
            return True
        return False

    def _packet_at(self, pts: int | None) -> int | None:
        if pts is None:
            return None
        order = self._by_pts
        at = int(np.searchsorted(self.index.pts, pts, sorter=order))
        if at < len(order) and self.index.pts[order[at]] == pts:
            return int(order[at])
        return None

    @property
    def _by_pts(self) -> Any:
        if getattr(self, "_order_of", None) is not self.index:
            self._order_of, self._order = self.index, np.argsort(self.index.pts, kind="stable")
        return self._order

    def _decode_to(self, plane: int, target: int | None = None) -> bool:
        """Decode on until this plane is in the cache; False where it does not come. target: its packet."""
        target = int(self.index.packets[plane]) if target is None else target
        context = self._stream.codec_context
        skips = context.codec.canonical_name in _SKIPPING
        while not self._ended:
            number = None
            try:
                packet = next(self._packets, None)
                number = None if packet is None else self._packet_at(packet.pts)
                if number is not None:
                    self._group = int(self.index.groups[number])
                if skips:
                    context.skip_frame = "NONREF" if number is not None and number < target - _WHOLE_TAIL else "DEFAULT"
                frames = self._stream.codec_context.decode(None) if packet is None else packet.decode()
            except av.error.FFmpegError:
                frames = []
                if number is not None:
                    self._note_damage(max(number - _DELAY, int(self.index.starts[self._group])))
            if packet is None:
                self._ended = True
            past = False
            for frame in frames:
                past |= self._take(frame) > plane
            if plane in self._cache:
                return True
            if past:
                return False
        return False

    def _take(self, frame: Any) -> int:
        """Put a frame into the cache. Returns its plane, or -1."""
        if frame.pts is None or frame.pts < self._from:
            return -1
        plane = self.index.plane_at(int(frame.pts))
        if plane is None:
            return -1
        if frame.is_corrupt:
            self._note_damage(int(self.index.packets[plane]))
        if plane not in self._cache:
            self._cache[plane] = frame
            self._cached_bytes += self.bytes_of(frame)
            while self._cached_bytes > CACHE_BYTES and len(self._cache) > 1:
                self._cached_bytes -= self.bytes_of(self._cache.popitem(last=False)[1])
        self._next = plane + 1
        return plane

    @staticmethod
    def bytes_of(frame: Any) -> int:
        return sum(plane.buffer_size for plane in frame.planes)

    def _checked(self, frame: Any, plane: int) -> Any:
        check_frame(frame, self.clip, plane, self._path.name)
        return frame

    def _not_decoded(self, plane: int) -> PictureError:
        return DamagedPicture(
            say("Frame {frame} of {name} cannot be decoded; the file is damaged there.", name=self._path.name,
                frame=plane + 1)
        )  # fmt: skip


def check_frame(frame: Any, clip: Clip, plane: int, name: str) -> None:
    """Raises PictureError where a frame is not what the first one was."""
    if (frame.width, frame.height, frame.format.name) != (clip.width, clip.height, clip.pixel_format):
        raise PictureError(
            say(
                "{name} changes its size or its kind of samples at frame {frame}, from {width} x {height} to "
                "{across} x {down}. Cut it there with another program.",
                name=name,
                frame=plane + 1,
                width=clip.width,
                height=clip.height,
                across=frame.width,
                down=frame.height,
            )
        )
    if frame.interlaced_frame:
        raise PictureError(
            say("Frame {frame} of {name} is interlaced, woven of two half pictures; it cannot be repaired.", name=name,
                frame=plane + 1)
        )  # fmt: skip
    if frame.is_corrupt:
        raise DamagedPicture(
            say("Frame {frame} of {name} cannot be decoded; the file is damaged there.", name=name, frame=plane + 1)
        )


def _without_frame_header(packet: bytes) -> bytes:
    """AAC in a transport stream has a header before each packet, which other containers hold once."""
    if packet[:1] == b"\xff" and len(packet) > 9 and packet[1] & 0xF6 == 0xF0:
        return packet[7 if packet[1] & 1 else 9 :]
    return packet


def _chained(first: Any, rest: Iterator[Any]) -> Iterator[Any]:
    yield first
    yield from rest
