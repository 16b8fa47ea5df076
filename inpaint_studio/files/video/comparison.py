"""What a comparison of two films found, as a value that travels between processes."""

import hashlib
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from inpaint_studio.files.video.encoders import exact_layout
from inpaint_studio.files.video.layouts import Layout, Samples


@dataclass
class Comparison:
    """What differs. Counts of samples are of the files' own planes, luma and chroma each by itself."""

    frames_before: int = 0
    frames_after: int = 0
    same_shape: bool = True  # size and kind of samples
    frames_differing_outside: int = 0  # outside the masks
    samples_differing_outside: int = 0
    samples_outside: int = 0
    samples_differing_inside: int = 0
    largest_outside: int = 0  # of a sample
    first_outside: int | None = None  # plane
    least_psnr: float | None = None  # dB of luma outside the masks, in the frame that differs most
    least_chroma_psnr: float | None = None  # the same of its other planes, each by itself
    largest_time_error: float = 0.0  # seconds
    digests: dict[int, str] = field(default_factory=dict)  # of the result's frames that have a mask
    differing: list[int] = field(default_factory=list)  # planes that differ outside
    tracks: list[tuple[str, str, bool]] = field(default_factory=list)  # kind, codec, and whether all packets are equal
    tags: list[str] = field(default_factory=list)  # names of what the files say of themselves and that differs

    @property
    def least_psnr_of_all(self) -> float | None:
        """Of whichever plane of a frame differs most."""
        both = [psnr for psnr in (self.least_psnr, self.least_chroma_psnr) if psnr is not None]
        return min(both) if both else None

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "digests": {str(plane): digest for plane, digest in self.digests.items()}}

    @classmethod
    def of_json(cls, facts: dict[str, Any]) -> "Comparison":
        digests = {int(plane): digest for plane, digest in facts["digests"].items()}
        tracks = [(str(kind), str(codec), bool(same)) for kind, codec, same in facts["tracks"]]
        return cls(**{**facts, "digests": digests, "tracks": tracks})


def digest(samples: Samples) -> str:
    made = hashlib.blake2b(digest_size=16)
    for plane in samples:
        made.update(np.ascontiguousarray(plane).data)
    return made.hexdigest()


def shared_layout(layout: Layout) -> Layout:
    """In which frames of this layout are compared with those of others that hold the same samples."""
    return exact_layout(layout, "ffv1") or layout
