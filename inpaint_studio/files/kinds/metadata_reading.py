"""Reading the metadata of a picture file, each block independently, so that a broken one affects no other."""

import io
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import ParamSpec, TypeVar

from PIL import Image

from inpaint_studio.files.kinds import (
    embedded,
    exif,
    formats,
    heif_boxes,
    jp2_boxes,
    jpeg_segments,
    photoshop,
    png_chunks,
    png_text,
    tiff,
    webp_chunks,
)
from inpaint_studio.sentence import Sentence, say

IPTC_TAG, PHOTOSHOP_TAG = 33723, 34377
P = ParamSpec("P")
T = TypeVar("T")


_LARGEST_DPI = 400_000.0  # a quarter of a micrometre; what `exif.of_resolution` writes at most


@dataclass(frozen=True)
class Metadata:
    """Metadata blocks as stored, without the prefixes of their containers."""

    exif: bytes | None = None  # a TIFF structure
    xmp: bytes | None = None  # a packet of XML
    iptc: bytes | None = None  # Photoshop resources, as in APP13
    icc: bytes | None = None
    dpi: tuple[float, float] | None = None  # across, down
    unportable: tuple[str, ...] = ()  # names of data that only a file of the same kind can hold
    broken: tuple[str, ...] = ()  # blocks that cannot be read, or not completely


def read(format: str, content: bytes, page: int = 0) -> Metadata:
    """The metadata of a file of a kind (`Format.key`); broken blocks are named, unknown ones left out."""
    metadata = _attempt(_read, format, content, page) or Metadata()
    exif_dpi = exif.resolution_of(metadata.exif) if metadata.exif is not None else None
    # A camera's JPEG has its resolution in EXIF, and often 72 dpi in a JFIF header that another program added.
    dpi = exif_dpi if exif_dpi is not None and (format == "jpeg" or metadata.dpi is None) else metadata.dpi
    # Out-of-range values mean nothing, and an encoder would refuse the whole picture for them.
    return replace(metadata, dpi=dpi if dpi is not None and all(0 < value <= _LARGEST_DPI for value in dpi) else None)


def _read(format: str, content: bytes, page: int) -> Metadata:
    match format:
        case "jpeg":
            return _of_jpeg(content)
        case "png":
            return _of_png(content)
        case "webp":
            return _of_webp(content)
        case "tiff":
            return _of_tiff(content, page)
        case "jp2":
            return _of_jp2(content)
        case "heif" | "avif":
            return Metadata(*heif_boxes.exif_and_xmp(content))
        case _:
            return _of_other(format, content)


def _attempt(call: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T | None:
    try:
        return call(*arguments, **named)
    except (ValueError, OSError, SyntaxError, struct.error, zlib.error, KeyError, TypeError, IndexError):
        return None


def _of_jpeg(content: bytes) -> Metadata:
    segments = jpeg_segments.head(content)

    def bodies(mark: bytes) -> list[bytes]:
        return [s.body[len(mark) :] for s in segments if s.is_metadata and s.body.startswith(mark)]

    blocks = bodies(jpeg_segments.EXIF_MARK)
    rest = next((at for at, body in enumerate(blocks) if at and body[:2] in (b"II", b"MM")), len(blocks))
    dpi = None
    jfif = next((s.body for s in segments if s.marker == jpeg_segments.APP0 and s.body.startswith(b"JFIF\0")), b"")
    if len(jfif) >= 12 and jfif[7] in (1, 2):
        across, down = struct.unpack_from(">HH", jfif, 8)
        scale = 1.0 if jfif[7] == 1 else 2.54
        dpi = (across * scale, down * scale)
    unportable = [say("extended XMP")] if bodies(jpeg_segments.MORE_XMP_MARK) else []
    unportable += (
        [say("comment")] if any(s.marker == jpeg_segments.COM and s.body.strip(b"\0 ") for s in segments) else []
    )
    if any(_is_private(segment) for segment in segments):
        unportable.append(say("private data"))
    whole = _attempt(jpeg_segments.split, content)
    unportable += embedded.content_names(whole[1]) if whole is not None else []
    return Metadata(
        b"".join(blocks[:rest]) or None,  # a block longer than a segment continues in the next
        next(iter(bodies(jpeg_segments.XMP_MARK)), None),
        b"".join(bodies(jpeg_segments.IPTC_MARK)) or None,
        None,
        dpi,
        tuple(dict.fromkeys(unportable)),
    )


# Prefixes of segments that are read, regenerated or written by every encoder.
_KNOWN_SEGMENTS = (
    *(b"JFIF\0", b"JFXX\0", jpeg_segments.EXIF_MARK, jpeg_segments.XMP_MARK, jpeg_segments.MORE_XMP_MARK),
    *(jpeg_segments.ICC_MARK, jpeg_segments.IPTC_MARK, jpeg_segments.MPF_MARK, b"Ducky", b"Adobe", b"SPIFF\0"),
)


def _is_private(segment: jpeg_segments.Segment) -> bool:
    is_application = segment.is_metadata and segment.marker != jpeg_segments.COM
    return is_application and len(segment.body) > 8 and not segment.body.startswith(_KNOWN_SEGMENTS)


def _of_png(content: bytes) -> Metadata:
    metadata = Metadata()
    raw: dict[bytes, bytes] = {}
    unportable, broken = list[Sentence](), list[str]()
    chunks = png_chunks.whole(content)
    for chunk in chunks:
        text = png_text.read(chunk)
        if chunk.kind == b"eXIf":
            metadata = replace(metadata, exif=chunk.body.removeprefix(jpeg_segments.EXIF_MARK))
        elif chunk.kind == b"pHYs" and len(chunk.body) == 9 and chunk.body[8] == 1:
            across, down = struct.unpack_from(">II", chunk.body)
            metadata = replace(metadata, dpi=(across * 0.0254, down * 0.0254))
        elif text is not None and text.keyword == png_text.XMP_KEYWORD:
            metadata = replace(metadata, xmp=text.text)
        elif text is not None and text.keyword.startswith(png_text.RAW):
            block = png_text.profile(text)
            name = text.keyword[len(png_text.RAW) :].lower()
            if block is not None:
                raw.setdefault(b"xmp" if block.startswith(jpeg_segments.XMP_MARK) else name, block)
            else:
                broken.append(_RAW_NAMES.get(name, "EXIF"))
        elif text is not None:
            unportable.append(say("text"))
        elif text is None and chunk.kind not in _KNOWN_CHUNKS:
            unportable.append(say("private data"))
    trailing = _attempt(png_chunks.trailing, content)
    unportable += embedded.content_names(trailing) if trailing else []
    unportable.extend(_colours_of_png({chunk.kind: chunk.body for chunk in chunks}))
    resources = raw.get(b"8bim", raw.get(b"iptc"))
    if resources is not None:
        resources = resources.removeprefix(jpeg_segments.IPTC_MARK)
        resources = resources if resources.startswith(b"8BIM") else photoshop.with_iptc(None, resources)
    block = raw.get(b"exif", raw.get(b"app1"))
    return replace(
        metadata,
        exif=metadata.exif if metadata.exif or block is None else block.removeprefix(jpeg_segments.EXIF_MARK),
        xmp=metadata.xmp or (raw[b"xmp"].removeprefix(jpeg_segments.XMP_MARK) if b"xmp" in raw else None),
        iptc=resources,
        unportable=tuple(dict.fromkeys(unportable)),
        broken=tuple(dict.fromkeys(broken)),
    )


_RAW_NAMES = {b"xmp": "XMP", b"iptc": "IPTC", b"8bim": "IPTC"}
# Read, regenerated, or useless without the original coding. PNG, third edition, section 5.6.
_KNOWN_CHUNKS = frozenset(
    {*png_chunks.CODED, *png_chunks.ANIMATION, *png_chunks.LAYOUT, *png_text.KINDS}
    | {b"eXIf", b"pHYs", b"iCCP", b"sRGB", b"gAMA", b"cHRM", b"cICP", b"tIME", b"CgBI", b"vpAg", b"oFFs", b"sPLT"}
    | {b"mDCV", b"cLLI"}
)
_SRGB_CHROMATICITIES = (31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)  # PNG 1.2, section 4.2.2.1


def _colours_of_png(chunks: dict[bytes, bytes]) -> list[Sentence]:
    """Whether chunks declare colours other than sRGB that no profile repeats."""
    if b"iCCP" in chunks or b"sRGB" in chunks:
        return []
    gamma, primaries = chunks.get(b"gAMA", b""), chunks.get(b"cHRM", b"")
    odd = len(gamma) == 4 and abs(struct.unpack(">I", gamma)[0] - 45455) > 500
    if len(primaries) == 32:
        pairs = zip(struct.unpack(">8I", primaries), _SRGB_CHROMATICITIES, strict=True)
        odd = odd or any(abs(one - other) > 500 for one, other in pairs)
    video = chunks.get(b"cICP", b"\1\x0d")
    return [say("colour description")] if odd or video[:2] != b"\1\x0d" else []


def _of_webp(content: bytes) -> Metadata:
    metadata, unportable = Metadata(), list[Sentence]()
    for chunk in webp_chunks.split(content):
        if chunk.kind == b"EXIF":
            metadata = replace(metadata, exif=chunk.body.removeprefix(jpeg_segments.EXIF_MARK))
        elif chunk.kind == b"XMP ":
            metadata = replace(metadata, xmp=chunk.body)
        elif chunk.kind not in webp_chunks.CODED and chunk.kind != b"ICCP":
            unportable.append(say("private data"))
    unportable += embedded.content_names(webp_chunks.trailing(content))
    return replace(metadata, unportable=tuple(dict.fromkeys(unportable)))


def _of_tiff(content: bytes, page: int) -> Metadata:
    structure = tiff.Tiff(content)
    directory = structure.pages()[page]
    block, in_part = _attempt(exif.of_page, structure, directory) or (None, True)
    resources = structure.raw(directory, PHOTOSHOP_TAG) or None
    records = structure.raw(directory, IPTC_TAG)
    if records and records[:1] != b"\x1c" and records[3:4] == b"\x1c" and len(records) % 4 == 0:
        # Written as LONGs in the other byte order: a known mistake of some libraries.
        records = b"".join(records[at : at + 4][::-1] for at in range(0, len(records), 4))
    return Metadata(
        block,
        structure.raw(directory, tiff.XMP) or None,
        photoshop.with_iptc(resources, records) if records else resources,
        None,
        _attempt(exif.resolution, structure, directory),
        broken=("EXIF",) if in_part else (),
    )


def _of_jp2(content: bytes) -> Metadata:
    boxes = jp2_boxes.uuids(content)
    unportable = [say("private data")] if boxes.keys() - _KNOWN_UUIDS else []
    if content.startswith(jp2_boxes.SIGNATURE):
        members, trailing = jp2_boxes.whole(content)
        unportable += [say("text") for box in members if box.kind == b"xml "][:1]
        unportable += embedded.content_names(trailing)
    records = boxes.get(jp2_boxes.IPTC_UUID)
    block = boxes.get(jp2_boxes.EXIF_UUID)
    return replace(
        _attempt(_of_other, "jp2", content) or Metadata(),
        dpi=jp2_boxes.resolution(content),
        exif=block.removeprefix(jpeg_segments.EXIF_MARK) if block is not None else None,
        xmp=boxes.get(jp2_boxes.XMP_UUID),
        iptc=photoshop.with_iptc(None, records) if records is not None else None,
        unportable=tuple(dict.fromkeys(unportable)),
    )


_KNOWN_UUIDS = frozenset({jp2_boxes.EXIF_UUID, jp2_boxes.XMP_UUID, jp2_boxes.IPTC_UUID, jp2_boxes.GEO_UUID})


def _of_other(format: str, content: bytes) -> Metadata:
    plugin = formats.BY_KEY[format].plugin
    with Image.open(io.BytesIO(content), formats=[plugin]) as image:
        block, packet, dpi = image.info.get("exif"), image.info.get("xmp"), image.info.get("dpi")
        comment = image.info.get("comment") or image.info.get("id_section")
    unportable = [say("comment")] if comment and format in ("gif", "tga") else []
    unportable += embedded.content_names(_trailing_data(format, content))
    if isinstance(block, bytes):
        block = block.removeprefix(jpeg_segments.EXIF_MARK)
    return Metadata(
        block if isinstance(block, bytes) else None,
        packet if isinstance(packet, bytes) else None,
        None,
        None,
        (float(dpi[0]), float(dpi[1])) if isinstance(dpi, tuple) and len(dpi) == 2 and min(dpi) > 0 else None,
        tuple(unportable),
    )


_TGA_FOOTER = b"TRUEVISION-XFILE.\0"


def _trailing_data(format: str, content: bytes) -> bytes:
    """Trailing data of a BMP or TGA; of a TGA also its extension and developer areas."""
    if format == "bmp":
        length = int.from_bytes(content[2:6], "little")
        return content[length:] if length > 54 else b""
    at = content.rfind(_TGA_FOOTER) if format == "tga" else -1
    if at < 8:
        return b""
    places = [int.from_bytes(content[at - 8 + 4 * number : at - 4 + 4 * number], "little") for number in (0, 1)]
    inside = [content[place : at - 8] for place in places if 18 <= place < at - 8]
    return max(inside, key=len, default=b"") + content[at + len(_TGA_FOOTER) :]
