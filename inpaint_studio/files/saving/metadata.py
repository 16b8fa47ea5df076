"""Metadata, and its transfer into a file of another kind.

Within one kind the containers' own `keep` copies every byte. Between kinds, EXIF, XMP, IPTC, the profile and the
resolution are transferred as opaque blocks, independently of each other.
"""

import struct
import zlib
from dataclasses import replace

from inpaint_studio.editing.picture import Pixels
from inpaint_studio.files.kinds import exif, jpeg_segments, photoshop, png_chunks, png_text, tiff, webp_chunks, xmp
from inpaint_studio.files.kinds.jpeg_segments import Segment
from inpaint_studio.files.kinds.metadata_reading import Metadata, read
from inpaint_studio.files.saving import tiff_saving
from inpaint_studio.files.saving.renewal import Renewal
from inpaint_studio.sentence import say

__all__ = [
    "Metadata",
    "into_jpeg",
    "into_png",
    "into_tiff",
    "into_webp",
    "read",
    "renewed",
    "turned",
    "with_resolution",
    "without_place",
]

_IPTC_TAG, _PHOTOSHOP_TAG = 33723, 34377


_BLOCKS = ("EXIF", "XMP", "IPTC")
# What each kind of file can hold; other kinds hold nothing.
_PLACES = {
    "jpeg": (*_BLOCKS, "resolution"),
    "tiff": (*_BLOCKS, "resolution"),
    "png": ("EXIF", "XMP", "resolution"),
    "webp": ("EXIF", "XMP"),  # resolution within EXIF
    "avif": ("EXIF", "XMP"),
    "bmp": ("resolution",),
    "jp2": ("resolution",),
}


def without_place(format: str, metadata: Metadata) -> tuple[str, ...]:
    """The names of blocks, and "resolution", that a file of another kind (`Format.key`) cannot hold."""
    places = _PLACES.get(format, ())
    blocks = zip(_BLOCKS, (metadata.exif, metadata.xmp, metadata.iptc), strict=True)
    unportable = tuple(name for name, block in blocks if block is not None and name not in places)
    block = with_resolution(metadata).exif if "EXIF" in places else None
    in_exif = block is not None and exif.resolution_of(block) is not None
    lost = metadata.dpi is not None and "resolution" not in places and not in_exif
    return (*unportable, say("resolution")) if lost else unportable


def turned(metadata: Metadata, orientation: int) -> Metadata:
    """For a picture stored upright that had an orientation (1 .. 8): x and y values are swapped with the pixels."""
    if orientation < 5:
        return metadata
    packet, resources = metadata.xmp, metadata.iptc
    if packet is not None:
        packet = xmp.exchanged(packet, xmp.TIFF, "XResolution", "YResolution")
    return replace(
        metadata,
        dpi=metadata.dpi and metadata.dpi[::-1],
        exif=exif.turned(metadata.exif) if metadata.exif is not None else None,
        xmp=packet,
        iptc=photoshop.turned(resources) if resources is not None else None,
    )


def with_resolution(metadata: Metadata) -> Metadata:
    """For a format with resolution in EXIF only: adds such a block where there is none."""
    if metadata.exif is not None or metadata.dpi is None:
        return metadata
    return replace(metadata, exif=exif.of_resolution(*metadata.dpi))


def renewed(metadata: Metadata, renewal: Renewal) -> Metadata:
    """Every block renewed to match the edited picture."""
    return replace(
        metadata,
        exif=renewal.exif(metadata.exif) if metadata.exif is not None else None,
        xmp=renewal.xmp(metadata.xmp) if metadata.xmp is not None else None,
        iptc=renewal.resources(metadata.iptc) if metadata.iptc is not None else None,
    )


def into_jpeg(encoded: bytes, metadata: Metadata) -> tuple[bytes, tuple[str, ...]]:
    """An encoded JPEG with the blocks as segments; blocks too long for a segment are left out, with a note."""
    segments, _ = jpeg_segments.split(encoded)
    notes, added = [], []
    jfif = [segment for segment in segments if segment.marker == jpeg_segments.APP0]
    if metadata.dpi is not None and jfif:
        across, down = (min(65535, max(1, round(value))) for value in metadata.dpi)
        jfif = [Segment(jpeg_segments.APP0, jfif[0].body[:7] + struct.pack(">BHH", 1, across, down) + b"\0\0")]
    block = metadata.exif
    if block is not None and len(block) + len(jpeg_segments.EXIF_MARK) > jpeg_segments.LARGEST:
        block = exif.shortened(block, jpeg_segments.LARGEST - len(jpeg_segments.EXIF_MARK))
        notes.append(
            say("The {block} block is too long for a JPEG and was left out.", block="EXIF")
            if block is None
            else say("Parts of the {block} block are too long for a JPEG and were left out.", block="EXIF")
        )
    if block is not None:
        added.append(Segment(jpeg_segments.APP1, jpeg_segments.EXIF_MARK + block))
    if metadata.xmp is not None and len(jpeg_segments.XMP_MARK) + len(metadata.xmp) > jpeg_segments.LARGEST:
        notes.append(say("The {block} block is too long for a JPEG and was left out.", block="XMP"))
    elif metadata.xmp is not None:
        added.append(Segment(jpeg_segments.APP1, jpeg_segments.XMP_MARK + metadata.xmp))
    if metadata.iptc is not None:
        added.extend(_pieces(jpeg_segments.APP13, jpeg_segments.IPTC_MARK, metadata.iptc))
    added.extend(_icc_segments(metadata.icc))
    coded = [s for s in segments if not s.is_metadata or s.marker == jpeg_segments.APP14]
    return jpeg_segments.join([coded[0], *jfif, *added, *coded[1:]]), tuple(notes)


def into_png(encoded: bytes, metadata: Metadata) -> bytes:
    chunks = png_chunks.bare(encoded)
    added = []
    if metadata.icc is not None:
        added.append(png_chunks.Chunk(b"iCCP", b"ICC profile\0\0" + zlib.compress(metadata.icc)))
    if metadata.dpi is not None:
        across, down = (round(value / 0.0254) for value in metadata.dpi)
        added.append(png_chunks.Chunk(b"pHYs", struct.pack(">IIB", across, down, 1)))
    if metadata.exif is not None:
        added.append(png_chunks.Chunk(b"eXIf", metadata.exif))
    if metadata.xmp is not None:
        added.append(png_text.of_xmp(metadata.xmp))
    return png_chunks.join([chunks[0], *added, *chunks[1:]])


def into_webp(encoded: bytes, metadata: Metadata, size: tuple[int, int], alpha: bool) -> bytes:
    metadata = with_resolution(metadata)
    blocks = ((b"ICCP", metadata.icc), (b"EXIF", metadata.exif), (b"XMP ", metadata.xmp))
    added = [webp_chunks.Chunk(kind, block) for kind, block in blocks if block is not None]
    return webp_chunks.extended(webp_chunks.coded_picture(encoded), size, alpha, added)


def into_tiff(stored: Pixels, metadata: Metadata, beside: Pixels | None = None) -> bytes:
    """A new TIFF of the pixels. An EXIF block is a TIFF without a picture, so the pixels are added to it.

    beside: (H, W, N) bands of no declared meaning, stored behind the others.
    """
    if metadata.exif is not None:
        base = exif.with_thumbnail_of(exif.with_orientation(metadata.exif, 1), None)
        order = ">" if metadata.exif[:2] == b"MM" else "<"
        try:
            tags = _tiff_tags(metadata, order)
            return tiff_saving.replace_page(base, 0, stored, None, tags, exif.unfit_for_a_page(base), beside)[0]
        except (ValueError, IndexError):
            pass  # a broken block is left out
    return tiff_saving.new_file(stored, _tiff_tags(metadata, "<"), beside)


def _tiff_tags(metadata: Metadata, order: str) -> dict[int, tiff_saving.Tag]:
    tags: dict[int, tiff_saving.Tag] = {}
    if metadata.icc is not None:
        tags[tiff.ICC] = tiff_saving.opaque(metadata.icc)
    if metadata.xmp is not None:
        tags[tiff.XMP] = tiff_saving.opaque(metadata.xmp, type=1)
    if metadata.iptc is not None:
        tags[_PHOTOSHOP_TAG] = tiff_saving.opaque(metadata.iptc, type=1)  # Photoshop's own tag for the same resources
        records = photoshop.iptc(metadata.iptc)
        if records is not None:
            tags[_IPTC_TAG] = tiff_saving.opaque(records)
    if metadata.dpi is not None:
        tags[282], tags[283] = (tiff_saving.ratio(value, order) for value in metadata.dpi)
        tags[296] = tiff_saving.short(2, order)
    return tags


def _pieces(marker: int, mark: bytes, block: bytes) -> list[Segment]:
    room = jpeg_segments.LARGEST - len(mark)
    return [Segment(marker, mark + block[at : at + room]) for at in range(0, len(block), room)]


def _icc_segments(profile: bytes | None) -> list[Segment]:
    if profile is None:
        return []
    room = jpeg_segments.LARGEST - len(jpeg_segments.ICC_MARK) - 2
    parts = [profile[at : at + room] for at in range(0, len(profile), room)]
    return [
        Segment(jpeg_segments.APP2, jpeg_segments.ICC_MARK + bytes((number, len(parts))) + part)
        for number, part in enumerate(parts, start=1)
    ]
