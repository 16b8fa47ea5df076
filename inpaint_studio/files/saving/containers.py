"""Renews every metadata block of a file in place, for each kind of container."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.files.kinds import exif, jp2_boxes, jpeg_segments, png_chunks, png_text, tiff, webp_chunks
from inpaint_studio.files.kinds.jpeg_segments import APP0, APP1, APP2, APP11, APP13, Segment
from inpaint_studio.files.kinds.tiff import Page, Tiff, TiffError
from inpaint_studio.files.saving import tiff_saving
from inpaint_studio.files.saving.renewal import Renewal


def renewed(format: str, content: bytes, page: int, renewal: Renewal) -> bytes:
    """A finished file of a kind (`Format.key`) with all its blocks renewed. Raises ValueError for a broken one."""
    match format:
        case "jpeg":
            return _jpeg(content, renewal)
        case "png":
            return png_chunks.join(_png(content, renewal)) + renewal.trailing(png_chunks.trailing(content))
        case "webp":
            return _webp(content, renewal)
        case "jp2":
            return _jp2(content, renewal)
        case "tiff":
            return _tiff(content, page, renewal)
        case _:
            return content


_GAIN_MAP_MARK = b"urn:iso:std:iso:ts:21496:-1\0"
# Blocks that span several segments: marker, prefix of every segment, and header bytes before its share of the block.
_CHAINS = (
    (APP1, jpeg_segments.EXIF_MARK, 6),
    (APP1, jpeg_segments.MORE_XMP_MARK, 75),
    (APP13, jpeg_segments.IPTC_MARK, 14),
    (APP2, b"FPXR\0", 13),  # FlashPix: previews in several sizes. EXIF 2.32, section 4.7.2
    (APP11, b"JP", 16),  # JUMBF, ISO 19566-5: provenance, with a thumbnail of each step
)


def _jpeg(content: bytes, renewal: Renewal) -> bytes:
    segments, trailing = jpeg_segments.split(content)
    out: list[Segment] = []
    digests: dict[bytes, bytes] = {}
    for (marker, mark, head), group in _chains(segments):
        chain = [segment for segment in group if not _is_further_picture(segment, renewal)]
        if not chain or not chain[0].is_metadata or mark == jpeg_segments.ICC_MARK or chain[0].describes_coding:
            out.extend(chain)
            continue
        if not head:  # unknown to us
            out.extend(_pieces(chain, renewal))
            continue
        heads = [segment.body[:head] for segment in chain]
        whole = b"".join(segment.body[head:] for segment in chain)
        fresh = _renewing(mark, renewal)(whole)
        room = jpeg_segments.LARGEST - head
        if len(fresh) != len(whole) and mark != jpeg_segments.IPTC_MARK and (head == 75 or len(fresh) > room):
            fresh = renewal.other(whole)  # no room for the packet with its new coding
        if mark == jpeg_segments.MORE_XMP_MARK and fresh != whole:
            at = len(mark)
            digest = hashlib.md5(fresh, usedforsecurity=False).hexdigest().upper().encode()
            digests[heads[0][at : at + 32]] = digest
            heads = [first[:at] + digest + first[at + 32 :] for first in heads]
        if len(fresh) == len(whole):
            lengths = [len(segment.body) - head for segment in chain]
        else:  # it grew
            lengths = [min(room, len(fresh) - at) for at in range(0, len(fresh), room)]
            heads = heads[:1] * len(lengths)
        for first, length in zip(heads, lengths, strict=True):
            out.append(Segment(marker, first + fresh[:length]))
            fresh = fresh[length:]
    for old, new in digests.items():  # the main packet references the extended one by its digest
        out = [
            Segment(s.marker, s.body.replace(old, new)) if s.body.startswith(jpeg_segments.XMP_MARK) else s for s in out
        ]
    return jpeg_segments.join(out, renewal.trailing(trailing))


def _pieces(chain: list[Segment], renewal: Renewal) -> list[Segment]:
    """Private segments: pieces of one block, each with a prefix and perhaps a number; or separate blocks."""
    fresh = [np.frombuffer(renewal.other(segment.body), np.uint8).copy() for segment in chain]
    _blank_across([segment.body for segment in chain], fresh, 0, renewal)
    numbered = enumerate(segment.body for segment in chain)
    for _, group in groupby(numbered, key=lambda one: one[1][:4]):
        numbers, bodies = zip(*group, strict=True)
        mark = next((at for at, values in enumerate(zip(*bodies, strict=False)) if len(set(values)) > 1), 0)
        _blank_across(bodies, [fresh[number] for number in numbers], mark, renewal)
    return [Segment(segment.marker, part.tobytes()) for segment, part in zip(chain, fresh, strict=True)]


def _blank_across(bodies: Sequence[bytes], fresh: Sequence[NDArray[np.uint8]], mark: int, renewal: Renewal) -> None:
    """Blank in `fresh` pictures that span the pieces, after a prefix and up to two bytes of numbering."""
    for head in range(mark, mark + 3) if len(bodies) > 1 else ():
        whole = b"".join(body[head:] for body in bodies)
        blank = np.frombuffer(renewal.other(whole), np.uint8) != np.frombuffer(whole, np.uint8)
        for part in fresh:
            here, blank = np.split(blank, [max(0, len(part) - head)])
            part[head:][here] = 0


def _chains(segments: list[Segment]) -> Iterator[tuple[tuple[int, bytes, int], list[Segment]]]:
    """Consecutive segments of one block, with their common beginning."""
    key, chain = None, list[Segment]()
    for segment in segments:
        this = _beginning(segment)
        if chain and (this != key or _begins_anew(segment)):
            assert key is not None
            yield key, chain
            chain = []
        key = this
        chain.append(segment)
    if key is not None:
        yield key, chain


def _beginning(segment: Segment) -> tuple[int, bytes, int]:
    """The block that a segment belongs to: its marker, its prefix, and the header bytes before its share."""
    for marker, mark, head in _CHAINS:
        if segment.marker == marker and segment.body.startswith(mark):
            return marker, mark, head
    for mark in (jpeg_segments.XMP_MARK, jpeg_segments.ICC_MARK, b"JFIF\0", b"Adobe"):
        if segment.is_metadata and segment.body.startswith(mark):
            return segment.marker, mark, len(mark)
    return segment.marker, b"", 0


def _begins_anew(segment: Segment) -> bool:
    """Whether a segment starts a new block, whatever precedes it."""
    body = segment.body
    return body.startswith(jpeg_segments.XMP_MARK) or body[:8] in (b"Exif\0\0II", b"Exif\0\0MM")


def _renewing(mark: bytes, renewal: Renewal) -> Callable[[bytes], bytes]:
    match mark:
        case jpeg_segments.EXIF_MARK:
            return renewal.exif
        case jpeg_segments.XMP_MARK | jpeg_segments.MORE_XMP_MARK:
            return renewal.xmp
        case jpeg_segments.IPTC_MARK:
            return renewal.resources
        case b"JFIF\0":
            return lambda body: body[:7] + _without_jfif_thumbnail(body[7:], renewal)
        case _:
            return renewal.other


def _without_jfif_thumbnail(body: bytes, renewal: Renewal) -> bytes:
    if len(body) <= 2 or not any(body[:2]):
        return body
    renewal.leave_out(("JFIF",))
    return bytes(2)


def _is_further_picture(segment: Segment, renewal: Renewal) -> bool:
    """Whether a whole segment holds or describes a further picture; recorded in `renewal`."""
    kind = None
    if segment.marker == APP2 and segment.body.startswith(jpeg_segments.MPF_MARK):
        kind = "picture"
    elif segment.marker == APP2 and segment.body.startswith(_GAIN_MAP_MARK):
        kind = "gain map"
    elif segment.marker == APP0 and segment.body.startswith(b"JFXX\0"):
        kind = "JFIF"
    elif segment.marker == APP11 and segment.body.startswith(b"HDR_RI"):
        kind = "gain map"
    elif segment.marker == APP11 and segment.body.startswith(b"JP") and segment.body[12:16] != b"jumb":
        kind = "gain map"  # JPEG XT, ISO 18477-3: what is to be added to the picture
    if kind is not None:
        renewal.leave_out((kind,), pointing=kind != "JFIF")
    return kind is not None


# The layers, and the preview, of Adobe Fireworks' own documents, which are PNG files.
_LAYERS = frozenset({b"prVW", b"mkBF", b"mkTS", b"mkBS", b"mkBT"})


def _png(content: bytes, renewal: Renewal) -> Iterator[png_chunks.Chunk]:
    for chunk in png_chunks.split(content):
        text = png_text.read(chunk)
        if chunk.kind in _LAYERS:
            renewal.leave_out(("picture",))
        elif chunk.kind == b"eXIf":
            yield chunk._replace(body=with_mark(chunk.body, renewal.exif))
        elif text is not None:
            fresh = _text(text, renewal)
            yield chunk if fresh == text else fresh.to_chunk()
        elif chunk.kind in png_chunks.CODED or chunk.kind == b"iCCP":
            yield chunk
        else:
            yield chunk._replace(body=renewal.other(chunk.body))


def _text(text: png_text.Text, renewal: Renewal) -> png_text.Text:
    if text.keyword == png_text.XMP_KEYWORD:
        return text._replace(text=renewal.xmp(text.text))
    block = png_text.profile(text)
    if block is None:
        return text._replace(text=renewal.other(text.text))
    match text.keyword[len(png_text.RAW) :].lower():
        case b"icc" | b"icm":
            return text
        case b"xmp":
            fresh = renewal.xmp(block)
        case b"iptc" | b"8bim":
            fresh = renewal.resources(block)
        case _ if block.startswith(jpeg_segments.XMP_MARK):
            mark = jpeg_segments.XMP_MARK
            fresh = mark + renewal.xmp(block[len(mark) :])
        case b"exif" | b"app1":
            fresh = with_mark(block, renewal.exif)
        case _:
            fresh = renewal.other(block)
    return text if fresh == block else png_text.with_profile(text, fresh)


def with_mark(block: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """An EXIF block changed after its `Exif` prefix, which JPEG requires and other kinds often have."""
    mark = jpeg_segments.EXIF_MARK if block.startswith(jpeg_segments.EXIF_MARK) else b""
    return mark + change(block[len(mark) :])


def _webp(content: bytes, renewal: Renewal) -> bytes:
    out = []
    for chunk in webp_chunks.split(content):
        if chunk.kind == b"EXIF":
            chunk = chunk._replace(body=with_mark(chunk.body, renewal.exif))
        elif chunk.kind == b"XMP ":
            chunk = chunk._replace(body=renewal.xmp(chunk.body))
        elif chunk.kind not in webp_chunks.CODED and chunk.kind != b"ICCP":
            chunk = chunk._replace(body=renewal.other(chunk.body))
        out.append(chunk)
    return webp_chunks.join(out) + renewal.trailing(webp_chunks.trailing(content))


def _jp2(content: bytes, renewal: Renewal) -> bytes:
    if not content.startswith(jp2_boxes.SIGNATURE):
        return content
    out = []
    boxes, trailing = jp2_boxes.whole(content)
    for box in boxes:
        kind, body = box.body[:16], box.body[16:]
        if box.kind == b"uuid" and kind in (jp2_boxes.EXIF_UUID, jp2_boxes.XMP_UUID):
            change = renewal.exif if kind == jp2_boxes.EXIF_UUID else renewal.xmp
            box = box._replace(body=kind + with_mark(body, change))
        elif box.kind == b"xml ":
            box = box._replace(body=renewal.xmp(box.body))
        elif box.kind in jp2_boxes.CARRIED:
            box = box._replace(body=renewal.other(box.body))
        out.append(box)
    return b"".join(box.to_bytes() for box in out) + renewal.trailing(trailing)


_PHOTOSHOP = 34377


def _tiff(content: bytes, index: int, renewal: Renewal) -> bytes:
    """In place, so that offsets stay: the page's own values, and unreferenced bytes. Other pages are unchanged."""
    structure = Tiff(content)
    pages = structure.pages()
    page = pages[index]
    out = bytearray(content)
    longer: dict[int, bytes] = {}
    for tag, change in ((_PHOTOSHOP, renewal.resources), (tiff.XMP, renewal.xmp)):
        old = structure.raw(page, tag)
        fresh = change(old)
        if len(fresh) <= len(old) and old:
            at = page.entries[tag].values_at
            out[at : at + len(old)] = fresh.ljust(len(old), b" " if tag == tiff.XMP else b"\0")
        elif old:
            longer[tag] = fresh
    inner = exif.inner_directory(structure, page)
    if renewal.coding is not None and inner is not None:
        exif.set_inner_coding(out, structure, inner, renewal.coding)
    done = [span for tag in (_PHOTOSHOP, tiff.XMP, tiff.ICC) for span in _value(structure, page, tag)]
    spared = [span for other in pages for span in _places(structure, other)]
    for other in (other for other in pages if other is not page):
        spared.extend(_all_of(structure, other))
    values = list(exif.ranges(structure, [page]))
    family = [member for other in pages for member in structure.family(other)]
    result = renewal.inside(bytes(out), values, [*done, *spared, *exif.directories(structure, family)])
    for tag, fresh in longer.items():
        result = tiff_saving.with_tag(result, index, tag, tiff_saving.opaque(fresh, type=1))
    return result


def _value(structure: Tiff, page: Page, tag: int) -> list[tuple[int, int]]:
    length = len(structure.raw(page, tag))
    return [(page.entries[tag].values_at, page.entries[tag].values_at + length)] if length else []


def _places(structure: Tiff, page: Page) -> list[tuple[int, int]]:
    """The byte ranges of a page's samples, and of their JPEG tables."""
    spans: list[tuple[int, int]] = []
    for starts, lengths in ((tiff.STRIP_OFFSETS, tiff.STRIP_COUNTS), (tiff.TILE_OFFSETS, tiff.TILE_COUNTS)):
        pairs = zip(structure.values(page, starts), structure.values(page, lengths), strict=False)
        spans.extend((int(at), int(length)) for at, length in pairs)
    if structure.value(page, tiff.COMPRESSION, 1) == 6:
        spans.append((structure.value(page, 513, 0), structure.value(page, 514, 0)))
    return [(at, at + length) for at, length in spans if length]


def _all_of(structure: Tiff, page: Page) -> Iterator[tuple[int, int]]:
    yield from exif.ranges(structure, [page])
    for at in structure.values(page, tiff.SUB_IFDS)[:64]:
        try:
            inner = structure.page_at(int(at))
        except TiffError:
            continue
        yield from exif.ranges(structure, [inner])
        yield from _places(structure, inner)
