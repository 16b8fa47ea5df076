"""The file that a film is saved as: its streams, and all that is copied packet by packet."""

from pathlib import Path
from typing import Any

import av

from inpaint_studio.files.errors import SaveError
from inpaint_studio.files.video.clip import Clip
from inpaint_studio.sentence import say

# What a muxer writes itself, of the file it makes.
_OWN_TAGS = frozenset({"major_brand", "minor_version", "compatible_brands", "encoder", "duration"})


_CHECKED = ("mp4", "mov", "3gp", "matroska", "webm")  # muxers that tell what they hold


class Output:
    """Opened with the streams of a film; the one of its picture is `picture`, still to be set up by the caller."""

    def __init__(self, source: Any, clip: Clip, path: str, muxer: str, name: str) -> None:
        """path: where it is written.  name: of the film, for messages.  Raises SaveError."""
        options = {"avoid_negative_ts": "disabled"}  # else times of files that begin below 0 are moved
        if muxer in ("mp4", "mov", "3gp"):
            options |= {"video_track_timescale": str(clip.time_base[1])}
            flags = "+use_metadata_tags" if clip.demuxer == "mov" and muxer == "mov" else ""
            if _begins_with_index(source):
                flags += "+faststart"
            if flags:
                options["movflags"] = flags
        if muxer == "mpegts":
            options["mpegts_copyts"] = "1"
        self.muxer, self.name = muxer, name
        self.container = av.open(path, "w", format=muxer, options=options)
        self.notes: list[str] = []
        self._source, self._clip = source, clip
        self.streams: dict[int, Any] = {}
        self._is_begun = False

    def add_others(self, before: bool) -> None:
        """The streams before, or behind, the picture in the file, in their order."""
        for stream in self._source.streams:
            if (stream.index < self._clip.stream) == before and stream.index != self._clip.stream:
                self._add(stream)

    def picture(self, stream: Any) -> None:
        """Take over what the original's stream of pictures says of itself."""
        own = self._source.streams[self._clip.stream]
        self.streams[own.index] = stream
        stream.metadata.update(_tags(own.metadata))
        stream.disposition = own.disposition

    def begin(self) -> None:
        self.container.metadata.update(_tags(self._source.metadata))
        chapters = self._source.chapters()
        if chapters:
            self.container.set_chapters(chapters)
        try:
            self.container.start_encoding()
        except (av.error.FFmpegError, ValueError) as error:
            raise SaveError(
                say("{name} cannot be held in such a file ({reason}). Choose another kind.", name=self.name,
                    reason=getattr(error, "strerror", None) or type(error).__name__)
            ) from error  # fmt: skip

    def copy(self, packet: Any) -> None:
        """Put a packet of the original in, byte for byte."""
        stream = self.streams.get(packet.stream.index)
        if stream is not None:
            packet.stream = stream
            self.container.mux(packet)

    def put(self, packet: Any) -> None:
        """Put a packet of the picture in."""
        packet.stream = self.streams[self._clip.stream]
        self.container.mux(packet)

    def close(self) -> None:
        self.container.close()

    def _add(self, stream: Any) -> None:
        if stream.type == "attachment":
            if self.muxer == "matroska":
                self.container.add_attachment(stream.name or "attachment", stream.mimetype, stream.data)
            else:
                self.notes.append(say("Attached files of the film were left out; only Matroska holds them."))
            return
        if stream.type == "data":
            if stream.codec_context is None and not stream.metadata.get("timecode"):
                return  # such as the track of chapters, which is written anew
            self.notes.append(say("A track of data beside picture and sound was left out."))
            return
        codec = stream.codec_context.codec.canonical_name if stream.codec_context is not None else ""
        holds = self.container.supported_codecs if self.muxer in _CHECKED else {codec}
        if not codec or codec not in holds:
            raise SaveError(
                say(
                    "{name} has {what} of the kind {codec}, which a file of this kind cannot hold. Save it as {kind}.",
                    name=self.name,
                    what=say("subtitles") if stream.type == "subtitle" else say("sound"),
                    codec=codec or "?",
                    kind="MP4" if self.muxer == "matroska" else "Matroska (.mkv)",
                )
            )
        try:
            copy = self.container.add_stream_from_template(stream)
        except (av.error.FFmpegError, ValueError) as error:
            raise SaveError(say("A track of {name} could not be copied.", name=self.name)) from error
        copy.metadata.update(_tags(stream.metadata))
        copy.disposition = stream.disposition
        self.streams[stream.index] = copy


def _tags(metadata: dict[str, str]) -> dict[str, str]:
    return {key: value for key, value in metadata.items() if key.lower() not in _OWN_TAGS}


def _begins_with_index(source: Any) -> bool:
    """Whether an MP4's index stands before its samples, so that it can be played while it is fetched."""
    with open(Path(source.name.removeprefix("file:")), "rb") as file:
        while len(head := file.read(8)) == 8:
            size, kind = int.from_bytes(head[:4], "big"), head[4:]
            if kind in (b"moov", b"mdat"):
                return kind == b"moov"
            if size < 8:
                return False
            file.seek(size - 8, 1)
    return False
