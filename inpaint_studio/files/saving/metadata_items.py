"""What a file holds beside its samples, piece by piece under names for people, so that two files can be compared."""

import hashlib
from collections import Counter
from collections.abc import Iterable

from inpaint_studio.files.kinds import dicom_elements, dicom_frames, jpeg_segments, png_chunks, tiff, webp_chunks
from inpaint_studio.files.saving import nifti_saving, tiff_saving
from inpaint_studio.sentence import say


def items(format: str, content: bytes, page: int) -> dict[str, Counter[bytes]]:
    """Metadata items of a file by display name, as multisets of digests."""
    try:
        return _gathered(_pairs(format, content, page))
    except (ValueError, IndexError):
        return {}


def items_of_tiff(content: memoryview, page: int) -> dict[str, Counter[bytes]]:
    """`items` of a TIFF that need not be in memory."""
    try:
        return _gathered(_of_tiff(content, page))
    except (ValueError, IndexError):
        return {}


def _gathered(pairs: Iterable[tuple[str, bytes]]) -> dict[str, Counter[bytes]]:
    items: dict[str, Counter[bytes]] = {}
    for name, body in pairs:
        items.setdefault(name, Counter())[hashlib.sha256(body).digest()] += 1
    return items


def _pairs(format: str, content: bytes, page: int) -> Iterable[tuple[str, bytes]]:
    match format:
        case "jpeg":
            for segment in jpeg_segments.split(content)[0]:
                if segment.is_metadata:
                    yield _segment_name(segment), segment.body
        case "png":
            for chunk in png_chunks.split(content):
                if chunk.kind not in png_chunks.CODED:
                    yield say("The chunk {name}", name=chunk.kind.decode("latin-1")), chunk.body
        case "webp":
            for part in webp_chunks.split(content):
                if part.kind not in (b"VP8X", b"VP8 ", b"VP8L", b"ALPH"):
                    yield say("The chunk {name}", name=part.kind.decode("latin-1").strip()), part.body
        case "dicom":
            yield from _of_dicom(content, page)
        case "nifti":
            header, others = nifti_saving.beside(content, page)
            yield say("The header"), header
            yield say("The rest of the volume"), others
        case "tiff":
            yield from _of_tiff(content, page)


def _of_tiff(content: bytes | memoryview, page: int) -> Iterable[tuple[str, bytes]]:
    structure = tiff.Tiff(content)
    directory = structure.pages()[page]
    for tag in directory.entries:
        if tag not in tiff_saving.PLACES:
            yield say("The tag {number}", number=tag), structure.raw(directory, tag)


_SAMPLES_OF_DICOM = (dicom_elements.PIXEL_DATA, dicom_elements.FLOAT_DATA, dicom_elements.DOUBLE_DATA)


def _of_dicom(content: bytes, page: int) -> Iterable[tuple[str, bytes]]:
    file = dicom_elements.parse(content)
    for element in (*file.meta, *file.elements):
        if element.tag & 0xFFFF and element.tag not in _SAMPLES_OF_DICOM:
            source = content if element in file.meta else file.body
            yield say("The tag {number}", number=_name_of(element.tag)), bytes(source[element.value : element.end])
    if file.pixels is not None and not file.is_compressed:
        layout = dicom_frames.layout_of(file)
        if layout.frames > 1:
            data, size = file.value(file.pixels), layout.frame_bytes
            yield say("The rest of the frames"), data[: page * size] + data[(page + 1) * size :]


def _name_of(tag: int) -> str:
    return f"({tag >> 16:04x},{tag & 0xFFFF:04x})"


def _segment_name(segment: jpeg_segments.Segment) -> str:
    for mark, name in (
        (jpeg_segments.EXIF_MARK, "EXIF"),
        (jpeg_segments.XMP_MARK, "XMP"),
        (jpeg_segments.ICC_MARK, say("The colour profile")),
        (jpeg_segments.IPTC_MARK, "IPTC"),
    ):
        if segment.body.startswith(mark):
            return name
    return (
        say("The comment")
        if segment.marker == jpeg_segments.COM
        else say("The segment {name}", name=f"APP{segment.marker - 0xE0}")
    )
