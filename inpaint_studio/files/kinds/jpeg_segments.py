"""JPEG files as segments: split, copied byte for byte, and joined again.

Markers from ITU-T T.81, table B.1.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

SOI, EOI, SOS, DQT, DHT, DRI, COM = 0xD8, 0xD9, 0xDA, 0xDB, 0xC4, 0xDD, 0xFE
APP0, APP1, APP2, APP8, APP11, APP13, APP14, APP15 = 0xE0, 0xE1, 0xE2, 0xE8, 0xEB, 0xED, 0xEE, 0xEF
FRAMES = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
EXIF_MARK, XMP_MARK, ICC_MARK = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0", b"ICC_PROFILE\0"
IPTC_MARK, MPF_MARK = b"Photoshop 3.0\0", b"MPF\0"
_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]", re.DOTALL)  # neither stuffing, fill byte nor restart
LARGEST = 65533  # bytes of a segment's body
MORE_XMP_MARK = b"http://ns.adobe.com/xmp/extension/\0"  # followed by 32 letters of a digest, length and place


@dataclass(frozen=True)
class Segment:
    """One marker with its parameters and entropy-coded data."""

    marker: int  # second byte: 0xE1 for APP1
    body: bytes = b""  # without marker and length
    scan: bytes = b""  # after SOS: the entropy-coded data up to the next marker, restarts included

    @property
    def is_metadata(self) -> bool:
        return APP0 <= self.marker <= APP15 or self.marker == COM

    @property
    def describes_coding(self) -> bool:
        """Whether it describes the coding of samples: Adobe's colour transform, or a SPIFF header (T.84, annex F)."""
        return (self.marker == APP14 and self.body.startswith(b"Adobe")) or (
            self.marker == APP8 and self.body.startswith(b"SPIFF\0")
        )

    def to_bytes(self) -> bytes:
        head = bytes((0xFF, self.marker))
        if self.marker in (SOI, EOI):
            return head
        return head + (len(self.body) + 2).to_bytes(2, "big") + self.body + self.scan


def split(content: bytes) -> tuple[list[Segment], bytes]:
    """The segments of a JPEG from SOI to EOI, and the trailing data.

    Raises ValueError where the structure is broken.
    """
    if content[:2] != b"\xff\xd8":
        raise ValueError("no JPEG")
    segments, at = [Segment(SOI)], 2
    while True:
        while content[at : at + 2] == b"\xff\xff":  # fill bytes
            at += 1
        if at + 2 > len(content) or content[at] != 0xFF:
            raise ValueError("a segment does not begin where it should")
        marker = content[at + 1]
        if marker == EOI:
            segments.append(Segment(EOI))
            return segments, content[at + 2 :]
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        end = at + 2 + length
        if length < 2 or end > len(content):
            raise ValueError("a segment is longer than the file")
        body, scan = content[at + 4 : end], b""
        if marker == SOS:
            after = scan_end(content, end)
            if after > len(content) - 2:
                raise ValueError("the coded samples do not end")
            scan, end = content[end:after], after
        segments.append(Segment(marker, body, scan))
        at = end


def scan_end(content: bytes, at: int) -> int:
    """The end of the entropy-coded data at `at`: the next marker that is neither stuffing nor a restart.

    Where none follows, the end of the file, less a final 0xFF.
    """
    ends = _MARKER.search(content, at)
    if ends is not None:
        return ends.start()
    return len(content) - 1 if len(content) > at and content[-1] == 0xFF else len(content)


def head(content: bytes) -> list[Segment]:
    """The segments before the first scan, as far as they parse; also of a truncated JPEG."""
    segments, at = list[Segment](), 2
    while content[at : at + 1] == b"\xff" and at + 4 <= len(content):
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if marker == 0xFF:
            at += 1
            continue
        if marker in (SOS, EOI) or length < 2 or at + 2 + length > len(content):
            break
        segments.append(Segment(marker, content[at + 4 : at + 2 + length]))
        at += 2 + length
    return segments


def join(segments: Iterable[Segment], trailing: bytes = b"") -> bytes:
    return b"".join(segment.to_bytes() for segment in segments) + trailing


def keep(original: bytes, encoded: bytes, profile: bool = True) -> bytes:
    """The coded picture of `encoded` with every metadata segment of `original`, in order, and its trailing data.

    Segments are copied byte for byte, except those that describe the coding: they come from `encoded`, which
    may be coded differently.  profile: whether the colour profile still applies to the samples.
     Raises ValueError for a broken structure.
    """
    old, trailing = split(original)
    new, _ = split(encoded)
    metadata = []
    coding = [segment for segment in new if segment.describes_coding]
    for segment in old:
        if not segment.is_metadata or (segment.body.startswith(ICC_MARK) and not profile):
            continue
        if segment.describes_coding:
            metadata.extend(coding)
            coding = []
        else:
            metadata.append(segment)
    coded = [segment for segment in new if not segment.is_metadata]
    return join([coded[0], *metadata, *coding, *coded[1:]], trailing)
