"""The helper that writes a film: it reads the original, asks its parent for the planes that change, and encodes.

Standard input brings one request, then an answer for each question; standard output takes questions, progress, and the
end. The parent's end is the helper's end, and what was written till then has no name.
"""

import os
import sys
from collections import deque
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import IO, Any

import av
import numpy as np

from inpaint_studio import frames
from inpaint_studio.files.errors import DamagedPicture, PictureError, SaveError
from inpaint_studio.files.video.clip import Clip
from inpaint_studio.files.video.comparing import compare
from inpaint_studio.files.video.comparison import Comparison
from inpaint_studio.files.video.decoder import Decoder, check_frame, samples_of
from inpaint_studio.files.video.encoders import BY_BLOCKS, FFV1, H264_LOSSLESS, LOSSLESS, LOSSY, Coder, exact_layout
from inpaint_studio.files.video.encoding import Coded, GroupEncoder, frame_of, no_encoder, set_up
from inpaint_studio.files.video.index import NO_TIME, Index
from inpaint_studio.files.video.layouts import Samples, rearranged
from inpaint_studio.files.video.matroska import set_pixel_aspect
from inpaint_studio.files.video.muxing import Output
from inpaint_studio.files.video.opening import open_container, packets_of, picture_stream
from inpaint_studio.files.video.serving import MEMORY_BYTES, PIXELS_A_SECOND, SECONDS
from inpaint_studio.frames import Facts
from inpaint_studio.limits import limit_memory, limit_time
from inpaint_studio.sentence import reason, say, to_json

_ENCODED_A_SECOND = 2e5  # pixels; the slowest encoder here takes a second for 2 million


class Parent:
    """Questions to the process that started this one."""

    def __init__(self, requests: IO[bytes], answers: IO[bytes]) -> None:
        self._requests, self._answers = requests, answers

    def request(self) -> tuple[Facts, list[Any]]:
        return frames.read(self._requests)

    def changed(self, plane: int, samples: Samples) -> Samples:
        """The plane's samples as they are to be saved."""
        frames.write(self._answers, {"plane": plane}, list(samples))
        return tuple(frames.read(self._requests)[1])

    def spliced(self, plane: int, samples: Samples, packet: bytes) -> bytes:
        """The plane's packet with changed blocks."""
        frames.write(self._answers, {"plane": plane}, [*samples, np.frombuffer(packet, np.uint8)])
        return bytes(frames.read(self._requests)[1][0])

    def mask(self, plane: int) -> Any:
        """(H, W) bool as stored: where samples may be others; None = nowhere."""
        frames.write(self._answers, {"mask": plane})
        arrays = frames.read(self._requests)[1]
        return arrays[0].astype(bool) if arrays else None

    def progress(self, stage: str, done: int) -> None:
        frames.write(self._answers, {"stage": stage, "done": done})

    def end(self, facts: Facts) -> None:
        frames.write(self._answers, {"end": facts})

    def failed(self, error: PictureError) -> None:
        frames.write(self._answers, {"error": type(error).__name__, "message": to_json(reason(error))})


def serve() -> None:
    answers, requests = os.fdopen(os.dup(1), "wb"), os.fdopen(os.dup(0), "rb")
    os.dup2(2, 1)  # encoders that print must not corrupt the answers
    av.logging.set_level(None)
    limit_memory(MEMORY_BYTES)
    parent = Parent(requests, answers)
    facts, arrays = parent.request()
    try:
        if "compare" in facts:
            parent.end(_compared(parent, facts, arrays))
        else:
            parent.end(_written(parent, facts, arrays))
    except PictureError as error:
        parent.failed(error)
    except Exception as error:  # a coder's edge: hostile bytes raise anything at all
        print(repr(error), file=sys.stderr)
        if os.environ.get("INPAINT_STUDIO_TRACEBACK"):
            raise
        why = getattr(error, "strerror", None) or type(error).__name__
        parent.failed(SaveError(say("{name} could not be saved: {reason}.", name=facts["name"], reason=why)))


def _compared(parent: Parent, facts: Facts, arrays: list[Any]) -> Facts:
    before, after = Decoder(Path(facts["source"])), Decoder(Path(facts["compare"]))
    limit_time(SECONDS + 2 * len(before.index) * before.clip.width * before.clip.height / PIXELS_A_SECOND)
    masks = set(facts["masked"])
    comparison = Comparison()
    for done in compare(before, after, lambda plane: parent.mask(plane) if plane in masks else None, comparison):
        parent.progress("compare", done)
    return comparison.to_json()


def _written(parent: Parent, facts: Facts, arrays: list[Any]) -> Facts:
    clip, index = Clip.of_json(facts["clip"]), Index.of_arrays(arrays)
    pixels = len(index) * clip.width * clip.height
    limit_time(SECONDS + pixels / PIXELS_A_SECOND + pixels / _ENCODED_A_SECOND)
    writer = _Writer(parent, Path(facts["source"]), clip, index, set(facts["touched"]), facts)
    return writer.write()


class _Writer:
    """One save, from the first packet to the last."""

    def __init__(self, parent: Parent, path: Path, clip: Clip, index: Index, touched: set[int], facts: Facts) -> None:
        self._parent, self._path, self._clip, self._index, self._touched = parent, path, clip, index, touched
        self._mode, self._name, self._until = str(facts["mode"]), str(facts["name"]), 0
        self._container, _ = open_container(path)
        self._stream = picture_stream(self._container, path)
        self._stream.thread_type = "AUTO"
        self._into = str(facts["into"])
        self._output = Output(self._container, clip, self._into, str(facts["muxer"]), self._name)

    def write(self) -> Facts:
        output = self._output
        output.add_others(before=True)
        if self._mode == "exact":
            self._code_all(FFV1 if output.muxer == "matroska" else H264_LOSSLESS)
        elif self._clip.codec in LOSSLESS:
            self._code_all(LOSSLESS[self._clip.codec])
        elif self._clip.codec in BY_BLOCKS:
            self._splice()
        elif self._clip.codec in LOSSY:
            self._code_groups(LOSSY[self._clip.codec])
        else:
            raise no_encoder(self._clip, self._name)
        self._container.close()
        output.close()
        if output.muxer in ("matroska", "webm") and self._clip.aspect != (1, 1):
            set_pixel_aspect(Path(self._into), self._clip.width, self._clip.height, *self._clip.aspect)
        return {"notes": [to_json(note) for note in output.notes]}

    @property
    def _rate(self) -> Fraction:
        rate = self._stream.average_rate or self._stream.guessed_rate or Fraction(25)
        return Fraction(rate).limit_denominator(60000)

    def _copied(self) -> Iterator[Any]:
        """The packets of the picture in their order; others are copied on the way."""
        for packet in packets_of(self._container, None):
            if packet.stream.index == self._clip.stream:
                yield packet
            else:
                self._output.copy(packet)

    def _code_all(self, coder: Coder) -> None:
        """Every frame again, without loss."""
        layout = exact_layout(self._clip.layout, coder.name)
        if layout is None:
            raise SaveError(
                say("{name} has samples that MP4 cannot hold exactly. Save it as Matroska (.mkv).", name=self._name)
            )
        try:
            stream = self._output.container.add_stream(coder.name, rate=self._rate, options=dict(coder.options))
        except (av.error.FFmpegError, ValueError) as error:
            raise no_encoder(self._clip, self._name) from error
        set_up(stream.codec_context, self._clip, layout, self._rate)
        stream.codec_context.time_base = self._clip.tick
        stream.time_base = self._clip.tick
        self._take_display(stream)
        self._output.picture(stream)
        self._output.add_others(before=False)
        self._output.begin()
        waiting: deque[int] = deque()

        def put(packets: list[Any]) -> None:
            for packet in packets:
                shown = waiting.popleft()
                packet.duration = int(self._index.durations[self._index.packets[shown]])
                self._output.put(packet)

        for plane, frame in enumerate(self._frames()):
            check_frame(frame, self._clip, plane, self._path.name)
            samples = rearranged(self._samples(plane, frame), self._clip.layout, layout)
            coded = frame_of(samples, layout)
            coded.pts, coded.time_base = int(self._index.times[plane]), self._clip.tick
            for tag in ("colorspace", "color_range", "color_trc", "color_primaries"):
                setattr(coded, tag, getattr(stream.codec_context, tag))
            waiting.append(plane)
            put(stream.encode(coded))
            self._parent.progress("write", plane + 1)
        put(stream.encode(None))

    def _frames(self) -> Iterator[Any]:
        """Every plane, in order. Raises PictureError where one does not decode."""
        plane = 0
        for frames_ in self._decoded():
            for frame in frames_:
                shown = None if frame.pts is None else self._index.plane_at(int(frame.pts))
                if shown is None or shown < plane:
                    continue
                if shown > plane:
                    break
                yield frame
                plane += 1
        if plane < len(self._index):
            raise DamagedPicture(
                say("Frame {frame} of {name} cannot be decoded; the file is damaged there.", name=self._path.name,
                    frame=plane + 1)
            )  # fmt: skip

    def _decoded(self) -> Iterator[list[Any]]:
        for packet in self._copied():
            try:
                frames_ = packet.decode()
            except av.error.FFmpegError:
                frames_ = []
            yield frames_
        yield self._stream.codec_context.decode(None)

    def _samples(self, plane: int, frame: Any) -> Samples:
        samples = samples_of(frame)
        return self._parent.changed(plane, samples) if plane in self._touched else samples

    def _take_display(self, stream: Any) -> None:
        if self._clip.orientation == 1:
            return
        a, b, c, d = _MATRICES[self._clip.orientation]
        unit = 1 << 16
        stream.set_display_matrix([a * unit, b * unit, 0, c * unit, d * unit, 0, 0, 0, 1 << 30])

    def _stream_like_own(self, coder: Coder | None) -> Any:
        """coder: of the film's codec."""
        try:
            return self._output.container.add_stream_from_template(self._stream)
        except (av.error.FFmpegError, ValueError):
            if coder is None:
                raise
        # PyAV looks for an encoder of the decoder's name, which for AV1 there is not: its header is copied by hand.
        own, stream = self._stream.codec_context, self._output.container.add_stream(coder.name, rate=self._rate)
        set_up(stream.codec_context, self._clip, self._clip.layout, self._rate)
        stream.codec_context.extradata = own.extradata
        stream.codec_context.time_base = stream.time_base = self._clip.tick
        self._take_display(stream)
        return stream

    def _copied_picture(self, extradata: bytes | None = None, coder: Coder | None = None) -> None:
        """A stream like the original's, for its own packets. coder: of its codec."""
        stream = self._stream_like_own(coder)
        if extradata is not None:
            stream.codec_context.extradata = extradata
        self._output.picture(stream)
        self._output.add_others(before=False)
        self._output.begin()

    def _splice(self) -> None:
        """Only the blocks of touched frames again."""
        self._copied_picture()
        decoder = Decoder(self._path, self._index, self._clip)
        for number, packet in enumerate(self._copied()):
            plane = self._index.plane_at(packet.pts) if packet.pts is not None else None
            if plane in self._touched:
                frame = decoder.frame(int(plane))
                content = self._parent.spliced(int(plane), samples_of(frame), bytes(packet))
                self._output.put(_like(packet, content, packet.pts, packet.dts))
            else:
                self._output.put(packet)
            self._parent.progress("write", min(number + 1, len(self._index)))

    def _code_groups(self, coder: Coder) -> None:
        """Only touched groups again."""
        index = self._index
        extradata = self._stream.codec_context.extradata or b""
        encoder = GroupEncoder(
            coder, self._clip, extradata, self._rate, self._name, bool((np.diff(index.pts) < 0).any())
        )
        self._copied_picture(encoder.extradata if encoder.extradata != extradata else None, coder)
        runs = [
            (int(index.starts[first]), int(index.starts[last]) if last < len(index.starts) else len(index.pts))
            for first, last in index.spans(sorted(self._touched))
        ]
        decoder = Decoder(self._path, index, self._clip) if runs else None
        number = -1
        run: _Run | None = None
        for packet in self._copied():
            if number < 0 and not packet.is_keyframe:
                self._output.put(packet)
                continue
            number += 1
            if runs and number == runs[0][0]:
                assert decoder is not None
                run = _Run(self, encoder, decoder, *runs.pop(0))
            if run is not None and number < run.last:
                run.step(packet)
                if number == run.last - 1:
                    run.finish()
                    run = None
            else:
                if encoder.repeats and packet.is_keyframe:
                    packet = _like(packet, encoder.with_parameters(bytes(packet)), packet.pts, packet.dts)
                self._output.put(packet)
            self._parent.progress("write", min(number + 1, len(index)))
        if run is not None:
            run.finish()


class _Run:
    """Groups that are coded again, one packet for each of the original's, with its times of decoding in their order."""

    def __init__(self, writer: _Writer, encoder: GroupEncoder, decoder: Decoder, first: int, last: int) -> None:
        self.last = last
        self._writer, self._encoder, self._decoder = writer, encoder, decoder
        index = writer._index
        inside = (index.packets >= first) & (index.packets < last)
        self._planes = deque(np.flatnonzero(inside).tolist())
        self._times = index.times[inside].tolist()
        slots = np.sort(index.dts[first:last][~index.hidden[first:last]])
        self._slots = deque(slots.tolist())
        self._durations = index.durations[index.packets[inside]].tolist()
        self._template: Any = None

    def step(self, packet: Any) -> None:
        self._template = packet
        if self._planes:
            self._put(self._encoder.encode(self._next()))

    def finish(self) -> None:
        while self._planes:
            self._put(self._encoder.encode(self._next()))
        self._put(self._encoder.finish())

    def _next(self) -> Samples:
        plane = self._planes.popleft()
        return self._writer._samples(plane, self._decoder.frame(plane))

    def _put(self, packets: list[Coded]) -> None:
        for content, is_key, shown in packets:
            pts, dts = self._times[shown], self._slots.popleft()
            packet = _like(self._template, content, pts, None if dts == NO_TIME else dts)
            packet.duration = self._durations[shown]
            packet.is_keyframe = is_key
            self._writer._output.put(packet)


_MATRICES = {2: (-1, 0, 0, 1), 3: (-1, 0, 0, -1), 4: (1, 0, 0, -1), 5: (0, 1, 1, 0), 6: (0, 1, -1, 0),
             7: (0, -1, -1, 0), 8: (0, -1, 1, 0)}  # fmt: skip


def _like(packet: Any, content: bytes, pts: int | None, dts: int | None) -> Any:
    """Another packet of the same stream."""
    made = av.Packet(content)
    made.time_base, made.pts, made.dts = packet.time_base, pts, dts
    made.duration = packet.duration
    made.is_keyframe = packet.is_keyframe
    return made
