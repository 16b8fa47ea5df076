"""What came with a picture besides its pixels, and how it moves into a file of another kind.

Into a file of the same kind nothing moves: the containers' own `keep` carries every byte. Between kinds, EXIF,
XMP, IPTC, the profile and the resolution are carried, each as the block of bytes it is.
"""

import io
import re
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape

import numpy as np
from PIL import Image

from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.picture import Pixels
from inpaint_studio.files import exif, formats, jpeg_segments, png_chunks, tiff, tiff_saving, webp_chunks
from inpaint_studio.files.jpeg_segments import Segment

IPTC_TAG = 33723
_XMP_KEYWORD = b"XML:com.adobe.xmp"
_LARGEST_SEGMENT = 65533
# Tags of a TIFF page that speak of its samples, not of the picture; an EXIF block made from it goes without.
_NOT_EXIF = frozenset(
    {254, 255, 256, 257, 258, 259, 262, 266, 273, 277, 278, 279, 284, 292, 293, 301, 317, 318, 319, 320, 322, 323}
    | {324, 325, 330, 332, 338, 339, 340, 341, 347, 512, 513, 514, 529, 530, 531, 532, 700, 33723, 34377, 34675, 37724}
)


@dataclass(frozen=True)
class Metadata:
    """Blocks as they stand in files, without the marks their containers put before them."""

    exif: bytes | None = None  # a TIFF structure
    xmp: bytes | None = None  # a packet of XML
    iptc: bytes | None = None  # Photoshop resources, as in APP13
    icc: bytes | None = None
    dpi: tuple[float, float] | None = None  # across, down


def read(format: str, content: bytes, page: int = 0) -> Metadata:
    """What a file of a kind (`Format.key`) holds; what is broken or unknown is left out."""
    found = _read(format, content, page)
    told = exif.resolution_of(found.exif) if found.exif is not None else None
    # A camera's JPEG tells its resolution in EXIF, and 72 in a JFIF header that some program put before it.
    return replace(found, dpi=told) if told is not None and (format == "jpeg" or found.dpi is None) else found


def _read(format: str, content: bytes, page: int) -> Metadata:
    try:
        match format:
            case "jpeg":
                return _of_jpeg(content)
            case "png":
                return _of_png(content)
            case "webp":
                return _of_webp(content)
            case "tiff":
                return _of_tiff(content, page)
            case _:
                return _of_other(format, content)
    except (ValueError, OSError, SyntaxError, struct.error, zlib.error, KeyError, TypeError):
        return Metadata()


# What kinds of files have a place for; the others have none.
_PLACES = {"png": ("EXIF", "XMP"), "webp": ("EXIF", "XMP"), "avif": ("EXIF", "XMP")}
_EVERYTHING = ("EXIF", "XMP", "IPTC")


def without_place(format: str, metadata: Metadata) -> tuple[str, ...]:
    """The names of those blocks that a file of another kind (`Format.key`) cannot hold."""
    places = _EVERYTHING if format in ("jpeg", "tiff") else _PLACES.get(format, ())
    blocks = zip(_EVERYTHING, (metadata.exif, metadata.xmp, metadata.iptc), strict=True)
    return tuple(name for name, block in blocks if block is not None and name not in places)


def with_resolution(metadata: Metadata) -> Metadata:
    """For a file that can tell its resolution by EXIF alone: a block that does, where there is none."""
    if metadata.exif is not None or metadata.dpi is None:
        return metadata
    return replace(metadata, exif=exif.of_resolution(*metadata.dpi))


def upright(metadata: Metadata, thumbnail_of: Pixels | None) -> Metadata:
    """For pixels that were turned upright: orientation 1, and the EXIF thumbnail made anew."""
    if metadata.exif is None:
        return metadata
    block = exif.with_thumbnail_of(exif.with_orientation(metadata.exif, 1), thumbnail_of)
    return replace(metadata, exif=block, xmp=_upright_xmp(metadata.xmp))


def into_jpeg(encoded: bytes, metadata: Metadata) -> tuple[bytes, tuple[str, ...]]:
    """An encoded JPEG with the blocks as segments; what is too long for a segment is left out and said."""
    segments, _ = jpeg_segments.split(encoded)
    notes, added = [], []
    jfif = [segment for segment in segments if segment.marker == jpeg_segments.APP0]
    if metadata.dpi is not None and jfif:
        across, down = (min(65535, max(1, round(value))) for value in metadata.dpi)
        jfif = [Segment(jpeg_segments.APP0, jfif[0].body[:7] + struct.pack(">BHH", 1, across, down) + b"\0\0")]
    for name, mark, marker, block in (
        ("EXIF", jpeg_segments.EXIF_MARK, jpeg_segments.APP1, metadata.exif),
        ("XMP", jpeg_segments.XMP_MARK, jpeg_segments.APP1, metadata.xmp),
        ("IPTC", jpeg_segments.IPTC_MARK, jpeg_segments.APP13, metadata.iptc),
    ):
        if block is not None and len(mark) + len(block) > _LARGEST_SEGMENT:
            notes.append(f"The {name} block is too long for a JPEG and was left out.")
        elif block is not None:
            added.append(Segment(marker, mark + block))
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
        added.append(_xmp_chunk(metadata.xmp))
    return png_chunks.join([chunks[0], *added, *chunks[1:]])


def into_webp(encoded: bytes, metadata: Metadata, size: tuple[int, int], alpha: bool) -> bytes:
    metadata = with_resolution(metadata)
    blocks = ((b"ICCP", metadata.icc), (b"EXIF", metadata.exif), (b"XMP ", metadata.xmp))
    added = [webp_chunks.Chunk(kind, block) for kind, block in blocks if block is not None]
    return webp_chunks.extended(webp_chunks.coded_picture(encoded), size, alpha, added)


def into_tiff(stored: Pixels, metadata: Metadata) -> bytes:
    """A new TIFF of the pixels. An EXIF block already is a TIFF without a picture, so the picture moves in with it."""
    if metadata.exif is not None:
        base = exif.with_thumbnail_of(exif.with_orientation(metadata.exif, 1), None)
        order = ">" if metadata.exif[:2] == b"MM" else "<"
        try:
            return tiff_saving.replace_page(base, 0, stored, None, _tiff_tags(metadata, order))[0]
        except (ValueError, IndexError):
            pass  # a broken block; the picture goes without it
    return tiff_saving.new_file(stored, _tiff_tags(metadata, "<"))


def _tiff_tags(metadata: Metadata, order: str) -> dict[int, tiff_saving.Tag]:
    tags: dict[int, tiff_saving.Tag] = {}
    if metadata.icc is not None:
        tags[tiff.ICC] = tiff_saving.opaque(metadata.icc)
    if metadata.xmp is not None:
        tags[tiff.XMP] = tiff_saving.opaque(metadata.xmp, type=1)
    if metadata.iptc is not None:
        tags[34377] = tiff_saving.opaque(metadata.iptc, type=1)  # Photoshop's own tag for the same resources
    if metadata.dpi is not None:
        tags[282], tags[283] = (tiff_saving.ratio(value, order) for value in metadata.dpi)
        tags[296] = tiff_saving.short(2, order)
    return tags


def with_xmp(format: str, content: bytes, packet: bytes, page: int = 0) -> bytes:
    """A JPEG, PNG, WebP or TIFF file with its XMP packet replaced. Raises ValueError where it cannot hold it."""
    match format:
        case "tiff":
            return tiff_saving.with_tag(content, page, tiff.XMP, tiff_saving.opaque(packet, type=1))
        case "jpeg":
            segments, behind = jpeg_segments.split(content)
            body = jpeg_segments.XMP_MARK + packet
            if len(body) > _LARGEST_SEGMENT:
                raise ValueError("the packet is too long")
            rest = [s for s in segments if not s.body.startswith(jpeg_segments.XMP_MARK)]
            at = next(i for i, s in enumerate(rest) if i and s.marker not in (jpeg_segments.APP0, jpeg_segments.APP1))
            return jpeg_segments.join([*rest[:at], Segment(jpeg_segments.APP1, body), *rest[at:]], behind)
        case "png":
            chunks = [c for c in png_chunks.split(content) if not _is_xmp(c)]
            return png_chunks.join([chunks[0], _xmp_chunk(packet), *chunks[1:]])
        case "webp":
            found = webp_chunks.split(content)
            header = next((c.body for c in found if c.kind == b"VP8X"), None)
            if header is None:
                with Image.open(io.BytesIO(content), formats=["WEBP"]) as image:
                    size, alpha = image.size, image.mode == "RGBA"
            else:
                size = (int.from_bytes(header[4:7], "little") + 1, int.from_bytes(header[7:10], "little") + 1)
                alpha = bool(header[0] & 0x10)
            others = [c for c in found if c.kind not in (b"VP8X", b"VP8L", b"XMP ")]
            coded = webp_chunks.coded_picture(content)
            return webp_chunks.extended(coded, size, alpha, [*others, webp_chunks.Chunk(b"XMP ", packet)])
        case _:
            raise ValueError("this kind of file gets no note")


def edit_note(packet: bytes | None, fills: Iterable[Fill], version: str) -> bytes:
    """The XMP packet, or a new one, with a note of every visible fill: where, by which method, checkpoint and seed."""
    items = "".join(
        f"<rdf:li>{escape(_fill_words(fill))}</rdf:li>" for fill in fills if fill.visible and fill.strength > 0
    )
    note = (
        f'<rdf:Description rdf:about="" xmlns:studio="{_NAMESPACE}">'
        f"<studio:program>{escape(version)}</studio:program>"
        f"<studio:fills><rdf:Seq>{items}</rdf:Seq></studio:fills></rdf:Description>"
    ).encode()
    if packet is None or b"</rdf:RDF>" not in packet:
        return (
            b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>'
            b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
            + note
            + b'</rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
        )
    packet = _OWN_NOTE.sub(b"", packet)
    at = packet.rindex(b"</rdf:RDF>")
    return packet[:at] + note + packet[at:]


_NAMESPACE = "urn:inpaint-studio:edits:1.0"
_OWN_NOTE = re.compile(
    rb'<rdf:Description rdf:about="" xmlns:studio="' + _NAMESPACE.encode() + rb'">.*?</rdf:Description>', re.DOTALL
)


def _fill_words(fill: Fill) -> str:
    recipe = fill.recipe
    words = (
        f"{fill.rect.width}x{fill.rect.height} at {fill.rect.x},{fill.rect.y} by {recipe.method}, seed {recipe.seed}"
    )
    return words + (f", checkpoint {recipe.checkpoint}" if recipe.checkpoint else "")


def _of_jpeg(content: bytes) -> Metadata:
    segments, _ = jpeg_segments.split(content)

    def body(mark: bytes) -> bytes | None:
        return next((s.body[len(mark) :] for s in segments if s.is_metadata and s.body.startswith(mark)), None)

    dpi = None
    jfif = next((s.body for s in segments if s.marker == jpeg_segments.APP0 and s.body.startswith(b"JFIF\0")), b"")
    if len(jfif) >= 12 and jfif[7] in (1, 2):
        across, down = struct.unpack_from(">HH", jfif, 8)
        scale = 1.0 if jfif[7] == 1 else 2.54
        dpi = (across * scale, down * scale)
    return Metadata(
        body(jpeg_segments.EXIF_MARK), body(jpeg_segments.XMP_MARK), body(jpeg_segments.IPTC_MARK), None, dpi
    )


def _of_png(content: bytes) -> Metadata:
    found = Metadata()
    for chunk in png_chunks.split(content):
        if chunk.kind == b"eXIf":
            found = replace(found, exif=chunk.body)
        elif _is_xmp(chunk):
            found = replace(found, xmp=_international_text(chunk.body))
        elif chunk.kind == b"pHYs" and len(chunk.body) == 9 and chunk.body[8] == 1:
            across, down = struct.unpack_from(">II", chunk.body)
            found = replace(found, dpi=(across * 0.0254, down * 0.0254))
    return found


def _of_webp(content: bytes) -> Metadata:
    found = Metadata()
    for chunk in webp_chunks.split(content):
        if chunk.kind == b"EXIF":
            found = replace(found, exif=chunk.body.removeprefix(jpeg_segments.EXIF_MARK))
        elif chunk.kind == b"XMP ":
            found = replace(found, xmp=chunk.body)
    return found


def _of_tiff(content: bytes, page: int) -> Metadata:
    structure = tiff.Tiff(content)
    found = structure.pages()[page]
    block = _exif_of_tiff(content, page)
    return Metadata(
        block,
        structure.raw(found, tiff.XMP) or None,
        structure.raw(found, 34377) or None,
        None,
        exif.resolution(structure, found),
    )


def _exif_of_tiff(content: bytes, page: int) -> bytes | None:
    """What a page says besides its samples, as an EXIF block; None where it says nothing, or cannot be followed."""
    try:
        return _exif_by_pillow(content, page)
    except (OSError, SyntaxError):  # its samples are of a kind that Pillow does not read, and so it reads no tags
        try:
            readable, _ = tiff_saving.replace_page(content, page, np.zeros((1, 1, 1), np.uint8), None)
            return _exif_by_pillow(readable, page)
        except (ValueError, IndexError, OSError, SyntaxError):
            return None


def _exif_by_pillow(content: bytes, page: int) -> bytes | None:
    with Image.open(io.BytesIO(content), formats=["TIFF"]) as image:
        image.seek(page)
        tags = image.getexif()
        for sub in (tiff.EXIF_IFD, tiff.GPS_IFD):
            tags.get_ifd(sub)
        for tag in list(tags):
            if tag in _NOT_EXIF:
                del tags[tag]
        return tags.tobytes().removeprefix(jpeg_segments.EXIF_MARK) if len(tags) else None


def _of_other(format: str, content: bytes) -> Metadata:
    plugin = formats.BY_KEY[format].plugin
    if plugin == "HEIF":
        return Metadata()
    with Image.open(io.BytesIO(content), formats=[plugin]) as image:
        block, packet, dpi = image.info.get("exif"), image.info.get("xmp"), image.info.get("dpi")
    if isinstance(block, bytes):
        block = block.removeprefix(jpeg_segments.EXIF_MARK)
    return Metadata(
        block if isinstance(block, bytes) else None,
        packet if isinstance(packet, bytes) else None,
        None,
        None,
        (float(dpi[0]), float(dpi[1])) if isinstance(dpi, tuple) and len(dpi) == 2 and min(dpi) > 0 else None,
    )


def _icc_segments(profile: bytes | None) -> list[Segment]:
    if profile is None:
        return []
    room = _LARGEST_SEGMENT - len(jpeg_segments.ICC_MARK) - 2
    parts = [profile[at : at + room] for at in range(0, len(profile), room)]
    return [
        Segment(jpeg_segments.APP2, jpeg_segments.ICC_MARK + bytes((number, len(parts))) + part)
        for number, part in enumerate(parts, start=1)
    ]


def _xmp_chunk(packet: bytes) -> png_chunks.Chunk:
    return png_chunks.Chunk(b"iTXt", _XMP_KEYWORD + b"\0\0\0\0\0" + packet)


def _is_xmp(chunk: png_chunks.Chunk) -> bool:
    return chunk.kind == b"iTXt" and chunk.body.startswith(_XMP_KEYWORD + b"\0")


def _international_text(body: bytes) -> bytes:
    packed, rest = body[len(_XMP_KEYWORD) + 1], body[len(_XMP_KEYWORD) + 3 :]
    _language, _translated, text = rest.split(b"\0", 2)
    if not packed:
        return text
    return zlib.decompressobj().decompress(text, 16 << 20)  # a packet larger than that is an attack


def _upright_xmp(packet: bytes | None) -> bytes | None:
    if packet is None:
        return None
    packet = re.sub(rb'tiff:Orientation="\d"', b'tiff:Orientation="1"', packet)
    return re.sub(rb"<tiff:Orientation>\d</tiff:Orientation>", b"<tiff:Orientation>1</tiff:Orientation>", packet)
