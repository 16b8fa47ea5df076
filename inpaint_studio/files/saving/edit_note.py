"""An XMP note of the edits in a file: where, by which method, checkpoint and seed."""

import io
import re
from collections.abc import Iterable
from html import escape, unescape  # those of xml.sax import urllib with http and ssl

from PIL import Image

from inpaint_studio.editing.fills import Fill
from inpaint_studio.files.derived import Enlargement
from inpaint_studio.files.kinds import jpeg_segments, png_chunks, png_text, tiff, webp_chunks
from inpaint_studio.files.kinds.jpeg_segments import Segment
from inpaint_studio.files.saving import tiff_saving


def with_xmp(format: str, content: bytes, packet: bytes, page: int = 0) -> bytes:
    """A JPEG, PNG, WebP or TIFF file with its XMP packet replaced. Raises ValueError where it cannot hold it."""
    match format:
        case "tiff":
            return tiff_saving.with_tag(content, page, tiff.XMP, tiff_saving.opaque(packet, type=1))
        case "jpeg":
            segments, trailing = jpeg_segments.split(content)
            body = jpeg_segments.XMP_MARK + packet
            if len(body) > jpeg_segments.LARGEST:
                raise ValueError("the packet is too long")
            rest = [s for s in segments if not s.body.startswith(jpeg_segments.XMP_MARK)]
            at = next(i for i, s in enumerate(rest) if i and s.marker not in (jpeg_segments.APP0, jpeg_segments.APP1))
            return jpeg_segments.join([*rest[:at], Segment(jpeg_segments.APP1, body), *rest[at:]], trailing)
        case "png":
            chunks = [c for c in png_chunks.split(content) if not _says_xmp(c)]
            return png_chunks.join([chunks[0], png_text.of_xmp(packet), *chunks[1:]])
        case "webp":
            parts = webp_chunks.split(content)
            header = next((c.body for c in parts if c.kind == b"VP8X"), None)
            if header is None:
                with Image.open(io.BytesIO(content), formats=["WEBP"]) as image:
                    size, alpha = image.size, image.mode == "RGBA"
            else:
                size = (int.from_bytes(header[4:7], "little") + 1, int.from_bytes(header[7:10], "little") + 1)
                alpha = bool(header[0] & 0x10)
            others = [c for c in parts if c.kind not in (b"VP8X", b"VP8L", b"XMP ")]
            coded = webp_chunks.coded_picture(content)
            return webp_chunks.extended(coded, size, alpha, [*others, webp_chunks.Chunk(b"XMP ", packet)])
        case _:
            raise ValueError("this kind of file gets no note")


def of_edits(
    packet: bytes | None, fills: Iterable[Fill], version: str, enlargements: Iterable[Enlargement] = ()
) -> bytes:
    """The XMP packet, or a new one, with a note of all that was done.

    Of every visible fill: where, by which method, checkpoint and seed. Of every enlargement, which came before the
    fills: from and to which size, how much texture, and by which checkpoints.
    """
    enlarged = "".join(f"<rdf:li>{escape(one.note, quote=False)}</rdf:li>" for one in enlargements)
    before = _ENLARGED.search(packet) if packet is not None else None
    if before is not None:  # a file of ours that was enlarged: that stays true of it
        enlarged = before[1].decode("utf-8", "replace") + enlarged
    enlarged = f"<studio:enlarged><rdf:Seq>{enlarged}</rdf:Seq></studio:enlarged>" if enlarged else ""
    items = "".join(
        f"<rdf:li>{escape(_fill_words(fill), quote=False)}</rdf:li>"
        for fill in fills
        if fill.visible and fill.strength > 0
    )
    note = (
        f'<rdf:Description rdf:about="" xmlns:studio="{_NAMESPACE}">'
        f"<studio:program>{escape(version, quote=False)}</studio:program>"
        f"{enlarged}<studio:fills><rdf:Seq>{items}</rdf:Seq></studio:fills></rdf:Description>"
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


def enlargements_in(packet: bytes | None) -> tuple[str, ...]:
    """`Enlargement.note` of each enlargement that the note of an XMP packet names, the last one last."""
    note = _ENLARGED.search(packet) if packet is not None else None
    items = [] if note is None else re.findall(r"<rdf:li>(.*?)</rdf:li>", note[1].decode("utf-8", "replace"))
    return tuple(unescape(item) for item in items)


_NAMESPACE = "urn:inpaint-studio:edits:1.0"
_OWN_NOTE = re.compile(
    rb'<rdf:Description rdf:about="" xmlns:studio="' + _NAMESPACE.encode() + rb'">.*?</rdf:Description>', re.DOTALL
)

_ENLARGED = re.compile(rb"<studio:enlarged><rdf:Seq>(.*?)</rdf:Seq></studio:enlarged>", re.DOTALL)


def _fill_words(fill: Fill) -> str:
    recipe = fill.recipe
    words = (
        f"{fill.rect.width}x{fill.rect.height} at {fill.rect.x},{fill.rect.y} by {recipe.method}, seed {recipe.seed}"
    )
    return words + (f", checkpoint {recipe.checkpoint}" if recipe.checkpoint else "")


def _says_xmp(chunk: png_chunks.Chunk) -> bool:
    return chunk.kind == b"iTXt" and chunk.body.startswith(png_text.XMP_KEYWORD + b"\0")
