"""Blocks of metadata read from every kind of file, each for itself: a broken one costs no other."""

import io
import zlib
from collections.abc import Callable

import numpy as np
from PIL import Image

from inpaint_studio.editing.picture import Pixels
from inpaint_studio.files.kinds import (
    exif,
    heif_boxes,
    photoshop,
    png_chunks,
)
from inpaint_studio.files.saving import metadata, tiff_saving

RDF = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">{}</rdf:RDF></x:xmpmeta>'

TIFF_SPACE = 'xmlns:tiff="http://ns.adobe.com/tiff/1.0/"'

ELEMENT = RDF.format(f"<rdf:Description {TIFF_SPACE}><tiff:Orientation>6</tiff:Orientation></rdf:Description>").encode()

IPTC = b"\x1c\x02\x00\x00\x02\x00\x02\x1c\x02\x78\x00\x10Grandma, in 1921"


def _tiff(pixels: Pixels, tags: dict[int, tiff_saving.Tag]) -> bytes:
    return tiff_saving.new_file(pixels, tags)


def test_a_caption_written_as_numbers_of_the_other_order_is_put_right() -> None:
    records = IPTC.ljust(-(-len(IPTC) // 4) * 4, b"\0")
    swapped = b"".join(records[at : at + 4][::-1] for at in range(0, len(records), 4))
    content = _tiff(np.zeros((4, 4, 3), np.uint8), {33723: tiff_saving.Tag(4, len(swapped) // 4, swapped)})
    resources = metadata.read("tiff", content).iptc
    assert resources is not None
    assert photoshop.iptc(resources) == records


def test_blocks_of_an_avif_are_found_without_decoding_it(smooth: Callable) -> None:
    buffer = io.BytesIO()
    block = exif.of_resolution(180, 180)
    Image.fromarray(smooth(3)).save(buffer, "AVIF", exif=b"Exif\0\0" + block, xmp=ELEMENT)
    exif_block, packet = heif_boxes.exif_and_xmp(buffer.getvalue())
    assert packet == ELEMENT
    assert exif_block is not None
    assert exif.resolution_of(exif_block) == (180, 180)
    for end in range(0, 400, 7):
        metadata.read("avif", buffer.getvalue()[:end])  # nothing is raised


def test_an_xmp_bomb_in_a_png_is_not_unpacked() -> None:
    body = b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(bytes(200 << 20))
    chunks = png_chunks.split(png_chunks.join([png_chunks.Chunk(b"iTXt", body), png_chunks.Chunk(b"IEND", b"")]))
    packet = metadata.read("png", png_chunks.join(chunks)).xmp
    assert packet is None or len(packet) <= 16 << 20
