"""Renewal: metadata blocks updated to the edited picture, with notes on what had to be left out.

Content removed from a picture must not survive in its metadata. So thumbnails are regenerated, further pictures and
films inside a block are located by their signatures and blanked, and references to them are removed. Everything else
in a block keeps its bytes, length and offset.
"""

from collections.abc import Collection, Iterable
from itertools import pairwise

from inpaint_studio.editing.picture import Pixels
from inpaint_studio.files.kinds import embedded, exif, photoshop, xmp
from inpaint_studio.files.kinds.exif import Coding
from inpaint_studio.files.kinds.photoshop import Resource
from inpaint_studio.files.kinds.tiff import Tiff, TiffError
from inpaint_studio.sentence import say

_NOTES = (
    ("picture", say("Further pictures in the file, such as previews, may show it unedited and were left out.")),
    ("film", say("The film in the file may show the picture unedited and was left out.")),
    ("gain map", say("The map that brightens the picture on HDR screens belonged to it unedited and was left out.")),
    ("archive", say("What stood behind the picture in the file may show it unedited and was left out.")),
    ("JFIF", say("The JFIF thumbnail showed the picture unedited and was left out.")),
)


class Renewal:
    """One renewal of one file's blocks. Each method takes a block and returns it updated."""

    def __init__(
        self, thumbnail_of: Pixels | None, orientation: int | None = None, coding: Coding | None = None
    ) -> None:
        """thumbnail_of: the new picture as stored, 8-bit sRGB (H, W, 3).

        orientation, coding: the values that every copy of such tags is set to; None: unchanged.
        """
        self._thumbnail_of = thumbnail_of
        self._orientation = orientation
        self.coding = coding
        self._left_out: set[str] = set()
        self._points = False

    def leave_out(self, kinds: Collection[str], pointing: bool = False) -> None:
        """Record what kinds of data were left out. pointing: references to them, not the data."""
        self._left_out.update(kinds)
        self._points |= pointing and bool(kinds)

    @property
    def notes(self) -> tuple[str, ...]:
        """One sentence for each kind of data left out."""
        return tuple(sentence for kind, sentence in _NOTES if kind in self._left_out)

    def exif(self, block: bytes) -> bytes:
        if self._orientation is not None:
            block = exif.with_orientation(block, self._orientation)
        if self.coding is not None:
            block = exif.with_coding(block, self.coding)
        previews = exif.preview_places(block)
        block = exif.with_thumbnail_of(block, self._thumbnail_of)
        place = exif.thumbnail_place(block)
        if any(place is None or start != place[0] for start, _ in previews):
            self.leave_out(("picture",))
        try:
            structure = Tiff(block)
            first = structure.page_at(structure.first)
            pages = [first, structure.page_at(first.next)] if first.next else [first]
        except TiffError:
            return self.other(block)
        values = [span for span in exif.ranges(structure, pages) if span != place]
        spared = [*exif.directories(structure, pages), *([place] if place is not None else [])]
        return self.inside(block, values, spared)

    def inside(self, content: bytes, values: Iterable[tuple[int, int]], spared: Iterable[tuple[int, int]]) -> bytes:
        """Blank pictures in each of the `values` of a structure and in the gaps, except in the `spared` ranges."""
        cuts = sorted({0, len(content), *(edge for span in (*values, *spared) for edge in span)})
        spared = _merged(spared)
        changed = bytearray(content)
        number = 0
        for start, end in pairwise(cuts):
            while number < len(spared) and spared[number][1] <= start:
                number += 1
            if number < len(spared) and spared[number][0] <= start:
                continue
            changed[start:end] = self.other(bytes(content[start:end]))
        return bytes(changed)

    def xmp(self, packet: bytes) -> bytes:
        packet, kinds = xmp.without_copies(packet)
        self.leave_out(kinds, pointing=True)
        packet = xmp.changed(packet, self.other)
        if self._orientation is not None:
            packet = xmp.with_value(packet, xmp.TIFF, "Orientation", str(self._orientation))
        return packet if self.coding is None else _with_coding(packet, self.coding)

    def resources(self, block: bytes) -> bytes:
        """Photoshop's: thumbnails zeroed; lengths are unchanged, so offsets are."""
        return photoshop.changed(block, self._resource, self.other)

    def _resource(self, resource: Resource) -> bytes:
        match resource.number:
            case number if number in photoshop.THUMBNAILS:
                self.leave_out(("picture",) if any(resource.data) else ())
                return bytes(len(resource.data))
            case photoshop.EXIF:
                return self.exif(resource.data)
            case photoshop.XMP:
                return self.xmp(resource.data)
            case _:
                return self.other(resource.data)

    def other(self, content: bytes) -> bytes:
        """Opaque bytes: embedded pictures and films are blanked."""
        changed, kinds = embedded.blanked(content)
        self.leave_out(kinds)
        return changed

    def trailing(self, content: bytes) -> bytes:
        """Trailing data of a picture: left out where it may show the picture, or where metadata reference it."""
        kinds = embedded.trailing_kinds(content)
        if not kinds and not (self._points and content.strip(b"\0\xff\xd9")):
            return content
        self.leave_out(kinds or ("archive",))
        return b""


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out


def _with_coding(packet: bytes, coding: Coding) -> bytes:
    for namespace, name, value in (
        (xmp.TIFF, "ImageWidth", coding.width),
        (xmp.TIFF, "ImageLength", coding.height),
        (xmp.TIFF, "SamplesPerPixel", coding.channels),
        (xmp.EXIF, "PixelXDimension", coding.width),
        (xmp.EXIF, "PixelYDimension", coding.height),
    ):
        packet = xmp.with_value(packet, namespace, name, str(value))
    if not coding.srgb:
        return packet
    packet = xmp.without(packet, xmp.PHOTOSHOP, ("ICCProfile",))
    packet = xmp.without(packet, xmp.TIFF, ("BitsPerSample",))
    for namespace, name, value in (
        (xmp.TIFF, "PhotometricInterpretation", 2 if coding.channels == 3 else 1),
        (xmp.PHOTOSHOP, "ColorMode", 3 if coding.channels == 3 else 1),
        (xmp.EXIF, "ColorSpace", 1),
    ):
        packet = xmp.with_value(packet, namespace, name, str(value))
    return packet
