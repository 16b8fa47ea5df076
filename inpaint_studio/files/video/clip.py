"""What is known of a film before any plane of it is decoded, as values that travel between processes."""

from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

from inpaint_studio.editing.geometry import Size
from inpaint_studio.files.video.colours import Coding
from inpaint_studio.files.video.layouts import LAYOUTS, Layout
from inpaint_studio.sentence import from_json, to_json


@dataclass(frozen=True)
class Clip:
    """The picture of a film. Tags are ITU-T H.273's numbers; 2 (of `range_`: 0) = not specified."""

    demuxer: str  # FFmpeg's name
    container: str  # "mov", "matroska", ...: which muxer writes its own kind
    codec: str  # "h264"
    profile: str
    stream: int  # its number in the file
    width: int  # as stored, before it is turned upright
    height: int
    pixel_format: str
    orientation: int  # EXIF 1..8: how the stored pixels are turned to stand upright
    matrix: int
    transfer: int
    primaries: int
    range_: int  # 1 limited, 2 full
    aspect: tuple[int, int]  # of a pixel, width : height
    time_base: tuple[int, int]  # seconds of a tick
    others: tuple[tuple[str, str], ...]  # type and codec of each other stream: ("audio", "aac")
    notes: tuple[str, ...] = ()  # for a person, one sentence each

    @property
    def layout(self) -> Layout:
        return LAYOUTS[self.pixel_format]

    @property
    def coding(self) -> Coding:
        return Coding.of(self.layout, self.matrix, self.range_, self.height)

    @property
    def tick(self) -> Fraction:
        return Fraction(*self.time_base)

    @property
    def size(self) -> Size:
        """Upright."""
        return Size(self.height, self.width) if self.orientation >= 5 else Size(self.width, self.height)

    @property
    def frame_bytes(self) -> int:
        return self.layout.bytes_of(self.width, self.height)

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "notes": [to_json(note) for note in self.notes]}

    @classmethod
    def of_json(cls, facts: dict[str, Any]) -> "Clip":
        pairs = {name: tuple(facts[name]) for name in ("aspect", "time_base")}
        others = tuple((str(kind), str(codec)) for kind, codec in facts["others"])
        return cls(**{**facts, **pairs, "others": others, "notes": tuple(map(from_json, facts["notes"]))})
