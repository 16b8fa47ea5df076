"""From samples to frames and packets, in the helper that writes."""

from fractions import Fraction
from typing import Any

import av
import numpy as np

from inpaint_studio.files.errors import SaveError
from inpaint_studio.files.video import parameter_sets
from inpaint_studio.files.video.clip import Clip
from inpaint_studio.files.video.encoders import DNXHR, PROFILES, PRORES, Coder
from inpaint_studio.files.video.layouts import Layout, Samples
from inpaint_studio.sentence import say

Coded = tuple[bytes, bool, int]  # a packet, whether it is a key frame, and which frame of its run it shows


def frame_of(samples: Samples, layout: Layout) -> Any:
    """samples: of this layout."""
    height, width = samples[0].shape[:2]
    frame = av.VideoFrame(width, height, layout.name)
    for plane, array in zip(frame.planes, samples, strict=True):
        rows = np.frombuffer(plane, np.uint8)[: array.shape[0] * plane.line_size].reshape(array.shape[0], -1)
        packed = np.ascontiguousarray(array).reshape(array.shape[0], -1).view(np.uint8)
        rows[:, : packed.shape[1]] = packed
    return frame


def set_up(context: Any, clip: Clip, layout: Layout, rate: Fraction) -> None:
    """Size, samples and tags of an encoder, as the film has them."""
    context.width, context.height, context.pix_fmt = clip.width, clip.height, layout.name
    context.framerate = rate
    context.colorspace = clip.matrix
    context.color_trc, context.color_primaries = clip.transfer, clip.primaries
    context.color_range = 2 if clip.layout.is_full else clip.range_
    if clip.aspect != (1, 1):
        context.sample_aspect_ratio = Fraction(*clip.aspect)


def no_encoder(clip: Clip, name: str) -> SaveError:
    return SaveError(
        say("There is no encoder here for {codec}, which {name} is coded in. Save it Exact.", name=name,
            codec=clip.codec)
    )  # fmt: skip


class GroupEncoder:
    """Codes runs of frames again in the film's own codec, each run on its own, in the order they are shown."""

    def __init__(
        self, coder: Coder, clip: Clip, extradata: bytes, rate: Fraction, name: str, is_reordered: bool
    ) -> None:
        """extradata: the header of the film's own stream.  is_reordered: whether frames are shown in another order
        than they are decoded in.  Raises SaveError where there is no such encoder."""
        self._coder, self._clip, self._rate, self._name = coder, clip, rate, name
        self._own = extradata
        self._has_lengths = clip.codec in ("h264", "hevc") and parameter_sets.has_lengths(extradata)
        self._options = dict(coder.options)
        if clip.codec == "h264":
            self._options["x264-params"] = f"sps-id={parameter_sets.free_number(extradata)}:open-gop=0"
            if clip.profile in PROFILES:
                self._options["profile"] = PROFILES[clip.profile]
        if clip.codec == "mpeg4" and is_reordered:
            self._options["bf"] = "1"  # else the decoder loses the frame that it holds back before a run
        if clip.codec == "hevc":
            self._options["x265-params"] = "log-level=none:bframes=0:open-gop=0:repeat-headers=1"
        if clip.codec == "dnxhd":
            self._options["profile"] = DNXHR[clip.profile]
        if clip.codec == "prores":
            self._options["profile"] = PRORES.get(clip.profile, "2")
        self._context: Any = None
        self._count = 0
        self.extradata = extradata
        if clip.codec == "h264" and self._has_lengths:
            context = self._opened(True)
            self.extradata = parameter_sets.with_second(extradata, context.extradata or b"")

    def encode(self, samples: Samples) -> list[Coded]:
        """Packets that are ready; the first of a run is a key frame."""
        if self._context is None:
            self._context, self._count = self._opened(self._has_lengths and self._clip.codec == "h264"), 0
        frame = frame_of(samples, self._clip.layout)
        frame.pts, frame.time_base = self._count, self._context.time_base
        frame.colorspace, frame.color_range = self._context.colorspace, self._context.color_range
        if not self._count:
            frame.pict_type = 1
        self._count += 1
        return self._converted(self._context.encode(frame))

    def finish(self) -> list[Coded]:
        """The rest of the run's packets."""
        packets = self._converted(self._context.encode(None))
        self._context = None
        return packets

    @property
    def repeats(self) -> bool:
        """Whether runs bring parameters that replace the film's own, which every other key frame has to bring again."""
        return self._coder.headers == "repeated" and bool(self._own)

    def with_parameters(self, packet: bytes) -> bytes:
        """A key frame that is copied, with the film's own parameters before it where runs have others."""
        if self._coder.headers != "repeated" or not self._own:
            return packet
        if self._clip.codec == "hevc":
            sets = parameter_sets.sets_in(self._own, "hevc")
            if self._has_lengths:
                length = parameter_sets.length_size(self._own, "hevc")
                return b"".join(len(unit).to_bytes(length, "big") + unit for unit in sets) + packet
            return b"".join(b"\0\0\0\1" + unit for unit in sets) + packet
        return packet if packet.startswith(self._own[:8]) else self._own + packet

    def _opened(self, header_apart: bool) -> Any:
        try:
            context = av.CodecContext.create(self._coder.name, "w")
        except (av.error.FFmpegError, ValueError) as error:
            raise no_encoder(self._clip, self._name) from error
        set_up(context, self._clip, self._clip.layout, self._rate)
        context.time_base = 1 / self._rate
        context.gop_size = 250
        context.options = dict(self._options)
        if header_apart:
            context.flags |= av.codec.context.Flags.global_header
        try:
            context.open()
        except (av.error.FFmpegError, ValueError) as error:
            raise no_encoder(self._clip, self._name) from error
        return context

    def _converted(self, packets: list[Any]) -> list[Coded]:
        if not self._has_lengths:
            return [(bytes(packet), packet.is_keyframe, packet.pts) for packet in packets]
        length = parameter_sets.length_size(self._own, self._clip.codec)
        return [(parameter_sets.with_lengths(bytes(p), length), p.is_keyframe, p.pts) for p in packets]
