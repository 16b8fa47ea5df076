"""JPEG files as segments: told apart, carried over byte for byte, and put together again.

Markers from ITU-T T.81, table B.1.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from inpaint_studio.editing.picture import Pixels
from inpaint_studio.files import exif

SOI, EOI, SOS, DQT, DHT, DRI, COM = 0xD8, 0xD9, 0xDA, 0xDB, 0xC4, 0xDD, 0xFE
APP0, APP1, APP2, APP8, APP11, APP13, APP14, APP15 = 0xE0, 0xE1, 0xE2, 0xE8, 0xEB, 0xED, 0xEE, 0xEF
FRAMES = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
EXIF_MARK, XMP_MARK, ICC_MARK = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0", b"ICC_PROFILE\0"
IPTC_MARK, MPF_MARK = b"Photoshop 3.0\0", b"MPF\0"


@dataclass(frozen=True)
class Segment:
    """One marker with what belongs to it."""

    marker: int  # second byte: 0xE1 for APP1
    body: bytes = b""  # without marker and length
    scan: bytes = b""  # after SOS: the coded samples up to the next marker, restarts included

    @property
    def is_metadata(self) -> bool:
        return APP0 <= self.marker <= APP15 or self.marker == COM

    @property
    def describes_coding(self) -> bool:
        """Whether it says how the samples are coded: Adobe's colour transform, or a SPIFF header (T.84, annex F)."""
        return (self.marker == APP14 and self.body.startswith(b"Adobe")) or (
            self.marker == APP8 and self.body.startswith(b"SPIFF\0")
        )

    def to_bytes(self) -> bytes:
        head = bytes((0xFF, self.marker))
        if self.marker in (SOI, EOI):
            return head
        return head + (len(self.body) + 2).to_bytes(2, "big") + self.body + self.scan


def split(content: bytes) -> tuple[list[Segment], bytes]:
    """The segments of a JPEG from SOI to EOI, and what stands behind its end.

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
            after = _scan_end(content, end)
            scan, end = content[end:after], after
        segments.append(Segment(marker, body, scan))
        at = end


def _scan_end(content: bytes, at: int) -> int:
    """Where the coded samples that begin at `at` end: the next marker that is neither stuffing nor a restart."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            raise ValueError("the coded samples do not end")
        if content[at + 1] == 0 or 0xD0 <= content[at + 1] <= 0xD7:
            at += 2
        elif content[at + 1] == 0xFF:
            at += 1
        else:
            return at


def join(segments: Iterable[Segment], behind: bytes = b"") -> bytes:
    return b"".join(segment.to_bytes() for segment in segments) + behind


def keep(
    original: bytes, encoded: bytes, thumbnail_of: Pixels | None, profile: bool = True
) -> tuple[bytes, tuple[str, ...]]:
    """The coded picture of `encoded` with every metadata segment of `original`, in order, and what was left out.

    Segments are carried byte for byte, apart from two kinds. Those that say how samples are coded come from
    `encoded`, which may be coded otherwise than `original` was. Those that show the picture as it was before: the
    EXIF and Photoshop thumbnails are made anew or blanked, further pictures (previews, gain maps) are left out.
    thumbnail_of: the new picture as stored, 8-bit sRGB (H, W, 3).  profile: whether the samples still are those the
    colour profile speaks of.  Raises ValueError for a broken structure.
    """
    old, behind = split(original)
    new, _ = split(encoded)
    kept, notes = [], []
    coding = [segment for segment in new if segment.describes_coding]
    for segment in old:
        if not segment.is_metadata or (segment.body.startswith(ICC_MARK) and not profile):
            continue
        if segment.describes_coding:
            kept.extend(coding)
            coding = []
        elif segment.marker == APP2 and segment.body.startswith(MPF_MARK):
            notes.append("The further pictures in the file, such as previews, showed it unedited and were left out.")
        elif segment.marker == APP0 and segment.body.startswith(b"JFXX"):
            notes.append("The JFIF thumbnail showed the picture unedited and was left out.")
        elif segment.marker == APP1 and segment.body.startswith(EXIF_MARK):
            block = exif.with_thumbnail_of(segment.body[len(EXIF_MARK) :], thumbnail_of)
            kept.append(Segment(APP1, EXIF_MARK + block))
        elif segment.marker == APP13 and segment.body.startswith(IPTC_MARK):
            kept.append(Segment(APP13, _without_photoshop_thumbnail(segment.body)))
        else:
            kept.append(segment)
    if behind.startswith(b"\xff\xd8") or b"\xff\xd8\xff" in behind[:65536]:
        behind = b""  # those are the further pictures
        if not notes:
            notes.append("The further pictures in the file, such as previews, showed it unedited and were left out.")
    coded = [segment for segment in new if not segment.is_metadata]
    return join([coded[0], *kept, *coding, *coded[1:]], behind), tuple(notes)


def _without_photoshop_thumbnail(body: bytes) -> bytes:
    """The resources with the bytes of thumbnails (1033, 1036) zeroed; lengths stay, so all else does."""
    changed, at = bytearray(body), len(IPTC_MARK)
    while body[at : at + 4] == b"8BIM" and at + 12 <= len(body):
        number = int.from_bytes(body[at + 4 : at + 6], "big")
        name_bytes = body[at + 6] + 1
        size_at = at + 6 + name_bytes + name_bytes % 2
        size = int.from_bytes(body[size_at : size_at + 4], "big")
        data_at = size_at + 4
        if number in (1033, 1036):
            end = min(data_at + size, len(body))
            changed[data_at:end] = bytes(end - data_at)
        at = data_at + size + size % 2
    return bytes(changed)
